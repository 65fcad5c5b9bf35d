"""What both programs promise of the way to Amazon: its clock, its health, the account's shops."""

from __future__ import annotations

from datetime import timedelta

import pytest

from koongo_tui.amazon.errors import AccessRefused, ClockSkewed
from koongo_tui.connection import TestName, run_test
from koongo_tui.errors import UsageError
from koongo_tui.guide.marketplaces import find_marketplace, marketplace_by_id
from koongo_tui.sandbox.sandbox import Sandbox
from tests.contract.account import Account


async def failure(account: Account, country: str = "DE") -> tuple[TestName | None, str | None]:
    """Where the connection test of a channel stops, and the word for it."""
    marketplace = find_marketplace(country)
    assert marketplace is not None
    test = run_test(account.api, marketplace, clock=account.clock, monotonic=lambda: 0.0)
    result = [state async for state in test][-1]
    assert result.ok is (result.failed is None)
    return (result.failed.name, result.failed.code) if result.failed else (None, None)


def test_the_client_says_which_program_it_speaks(account: Account) -> None:
    assert account.api.program is account.side.program


async def test_ping_tells_amazons_time_and_needs_nothing_of_the_seller(
    account: Account, sandbox: Sandbox
) -> None:
    sandbox.use("revoked")
    assert await account.api.ping() == account.clock()
    [request] = account.transport.sent
    assert request.content == b""
    account.assert_secret(f"{request.url} {dict(request.headers)}")
    assert account.seller.seller_id not in request.url


@pytest.mark.parametrize(("scenario", "minutes"), [("clock-skew", 23), ("clock-ahead", -23)])
async def test_a_clock_that_is_off_is_named(
    account: Account, sandbox: Sandbox, scenario: str, minutes: int
) -> None:
    sandbox.use(scenario)
    assert await account.api.ping() == account.clock() + timedelta(minutes=minutes)
    assert await failure(account) == (TestName.CLOCK, ClockSkewed.code)


async def test_amazon_is_well(account: Account) -> None:
    assert (await account.api.service_status()).status == "GREEN"


async def test_participations_are_the_accounts_amazon_shops(account: Account) -> None:
    found = await account.api.participations()
    assert [p.marketplace_id for p in found] == list(account.seller.marketplace_ids)
    for one in found:
        known = marketplace_by_id(one.marketplace_id)
        assert known is not None
        assert (one.name, one.country_code) == (known.name, known.code)
        assert not one.suspended


async def test_a_channel_that_works_passes_every_layer(account: Account) -> None:
    assert await failure(account) == (None, None)


async def test_a_shop_that_is_not_the_accounts_is_named(account: Account) -> None:
    assert await failure(account, "PL") == (TestName.MARKETPLACE, "marketplace-not-open")


async def test_an_authorisation_that_does_not_cover_submissions_is_named(
    account: Account, sandbox: Sandbox
) -> None:
    sandbox.use("missing-right")
    assert await account.api.participations()
    assert await failure(account) == (TestName.SUBMISSIONS, "missing-right")


async def test_another_accounts_token_is_refused(account: Account) -> None:
    account.seller = next(
        s for s in account.sandbox.world.cast.sellers if s.standing.value == "not-eligible"
    )
    with pytest.raises(AccessRefused):
        await account.client_at(account.sandbox.url).participations()


@pytest.mark.parametrize(
    "endpoint", ["http://amazon.example", "amazon.example", "ftp://127.0.0.1", ""]
)
def test_an_unsafe_endpoint_is_refused_at_once(account: Account, endpoint: str) -> None:
    with pytest.raises(UsageError):
        account.client_at(endpoint)
    assert account.transport.sent == []
