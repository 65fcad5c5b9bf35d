"""What both programs promise when something goes wrong: the same kind, cause and turn."""

from __future__ import annotations

import logging
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from koongo_tui.amazon.api import SubmissionQuery
from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    AmazonFault,
    BadAnswer,
    DeveloperRefused,
    Throttled,
    Unreachable,
)
from koongo_tui.errors import Actor, ExitCode
from koongo_tui.guide.programs import Program
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.scenarios import SCENARIOS
from tests.contract.account import Account, Clock, Side, WatchedTransport, told


async def failure_of(call: Callable[[], Awaitable[object]]) -> AmazonError | None:
    """How a call fails; None when it succeeds."""
    try:
        await call()
    except AmazonError as error:
        return error
    return None


CALLS = (
    "service_status",
    "participations",
    "submissions",
    "submission",
    "download_report",
    "submit",
    "cancel",
)


@pytest.mark.parametrize(
    ("scenario", "kind", "who", "exit_code"),
    [
        ("revoked", AccessRefused, Actor.YOU, ExitCode.ACCESS_REFUSED),
        ("developer-keys", DeveloperRefused, Actor.KOONGO, ExitCode.ACCESS_REFUSED),
        ("internal-error", AmazonFault, Actor.AMAZON, ExitCode.COULD_NOT_FIND_OUT),
        ("unavailable", AmazonFault, Actor.AMAZON, ExitCode.COULD_NOT_FIND_OUT),
        ("throttled", Throttled, Actor.AMAZON, ExitCode.COULD_NOT_FIND_OUT),
        ("unreachable", Unreachable, Actor.YOU, ExitCode.COULD_NOT_FIND_OUT),
        ("cut", Unreachable, Actor.YOU, ExitCode.COULD_NOT_FIND_OUT),
        ("garbled", BadAnswer, Actor.AMAZON, ExitCode.COULD_NOT_FIND_OUT),
        ("web-page", BadAnswer, None, ExitCode.COULD_NOT_FIND_OUT),
    ],
)
async def test_every_call_fails_with_the_same_kind_and_says_who_acts(
    account: Account,
    sandbox: Sandbox,
    scenario: str,
    kind: type[AmazonError],
    who: Actor | None,
    exit_code: ExitCode,
) -> None:
    calls = account.calls()
    assert tuple(calls) == CALLS
    sandbox.use(scenario)
    for name, call in calls.items():
        error = await failure_of(call)
        if error is None:
            # SP-API has no word on its health: an access token is all that is asked for.
            assert (name, account.side.program) == ("service_status", Program.SP_API)
            continue
        assert type(error) is kind, (name, told(error))
        assert error.message
        assert error.fix or kind is BadAnswer, name
        assert error.operation, name
        assert who in (None, error.who), name
        assert error.exit_code is exit_code, name


# Refused


async def test_a_withdrawn_authorisation_is_not_tried_again(
    account: Account, sandbox: Sandbox
) -> None:
    sandbox.use("revoked")
    with pytest.raises(AccessRefused) as caught:
        await account.api.participations()
    error = caught.value
    assert error.code == account.side.revoked_code
    assert error.amazon_words
    assert error.http_status is not None
    assert len(account.transport.sent) == 1


async def test_an_authorisation_that_comes_back_works_at_once(
    account: Account, sandbox: Sandbox
) -> None:
    sandbox.use("revoked")
    with pytest.raises(AccessRefused):
        await account.api.submissions(SubmissionQuery())
    sandbox.use("normal")
    assert (await account.api.submissions(SubmissionQuery())).submissions


@pytest.mark.parametrize("scenario", ["individual-plan", "account-not-eligible", "wrong-endpoint"])
async def test_a_seller_that_amazon_does_not_serve_is_refused_not_blamed_on_the_developer(
    account: Account, sandbox: Sandbox, scenario: str
) -> None:
    sandbox.use(scenario)
    with pytest.raises(AccessRefused) as caught:
        await account.api.participations()
    assert caught.value.exit_code is ExitCode.ACCESS_REFUSED
    assert caught.value.amazon_words


# Throttled


@pytest.mark.parametrize("scenario", ["throttled", "quota-exceeded"])
async def test_a_throttled_list_says_when_and_is_not_asked_before(
    account: Account, sandbox: Sandbox, scenario: str
) -> None:
    sandbox.use(scenario)
    query = SubmissionQuery()
    with pytest.raises(Throttled) as caught:
        await account.api.submissions(query)
    assert not caught.value.by_us
    assert caught.value.retry_at >= account.clock() + timedelta(seconds=45)
    assert account.budget.allowed_at(account.side.list_operation) == caught.value.retry_at
    sandbox.use("normal")
    sent = len(account.transport.sent)
    with pytest.raises(Throttled) as again:
        await account.api.submissions(query)
    assert again.value.by_us
    assert again.value.retry_at == caught.value.retry_at
    assert len(account.transport.sent) == sent
    account.clock.now = caught.value.retry_at
    assert (await account.api.submissions(query)).submissions


async def test_one_operation_throttled_leaves_the_others(
    account: Account, sandbox: Sandbox
) -> None:
    sandbox.use("throttled")
    with pytest.raises(Throttled):
        await account.api.submissions(SubmissionQuery())
    sandbox.use("normal")
    assert await account.api.participations()
    assert (await account.api.submit(account.shipping())).id


async def test_our_own_budget_refuses_before_amazon_has_to(account: Account) -> None:
    query = SubmissionQuery(page_size=1)
    for _ in range(account.budget.left(account.side.list_operation)):
        await account.api.submissions(query)
    sent = len(account.transport.sent)
    with pytest.raises(Throttled) as caught:
        await account.api.submissions(query)
    assert caught.value.by_us
    assert caught.value.operation == account.side.list_operation
    restore = account.side.plans[account.side.list_operation].restore
    assert caught.value.retry_at == account.clock() + timedelta(seconds=restore)
    assert len(account.transport.sent) == sent
    account.clock.now = caught.value.retry_at
    await account.api.submissions(query)


# Not reached


async def test_nobody_answers_at_the_address(account: Account) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    api = account.client_at(f"http://127.0.0.1:{port}")
    with pytest.raises(Unreachable) as caught:
        await api.ping()
    assert (caught.value.cause, caught.value.host) == ("network", "127.0.0.1")
    with pytest.raises(Unreachable) as caught:
        await api.participations()
    assert caught.value.cause == "network"
    assert caught.value.amazon_words is None


@pytest.mark.parametrize(("scenario", "cause"), [("unreachable", "cut"), ("cut", "cut")])
async def test_an_answer_that_breaks_off_is_named_so(
    account: Account, sandbox: Sandbox, scenario: str, cause: str
) -> None:
    sandbox.use(scenario)
    with pytest.raises(Unreachable) as caught:
        await account.api.submissions(SubmissionQuery())
    assert caught.value.cause == cause


async def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(
    account: Account, sandbox: Sandbox
) -> None:
    impatient = replace(account, transport=WatchedTransport(read_timeout=0.2))
    sandbox.use("slow")
    with pytest.raises(Unreachable) as caught:
        await impatient.api.submissions(SubmissionQuery())
    assert caught.value.cause == "timeout"
    await impatient.api.aclose()


# Secrets


async def test_nothing_that_is_told_gives_a_secret_away(
    side: Side, sandbox: Sandbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    failed = 0
    for scenario in SCENARIOS:
        sandbox.use("normal")
        # Amazon's quotas are back, and ours begin anew.
        clock.wait(hours=2)
        patience = 0.1 if scenario == "slow" else 5
        account = Account(side, sandbox, clock, WatchedTransport(read_timeout=patience))
        calls = account.calls()
        sandbox.use(scenario)
        for call in (*calls.values(), account.api.ping):
            error = await failure_of(call)
            if error is not None:
                failed += 1
                account.assert_secret(told(error))
        account.assert_secret(f"{account.transport.sent!r} {account.api!r} {vars(account.api)!r}")
        account.assert_secret(caplog.text)
        caplog.clear()
        await account.api.aclose()
    assert failed > 50
