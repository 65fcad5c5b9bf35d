"""Access tokens: fetched once, kept until shortly before their end, and what a refusal means."""

from __future__ import annotations

import asyncio
import logging

import pytest

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    AmazonFault,
    BadAnswer,
    DeveloperRefused,
    RequestRejected,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.spapi.addresses import LWA_ENDPOINT, origin_of, token_url
from koongo_tui.amazon.spapi.lwa import Lwa
from koongo_tui.amazon.transport import Transport
from koongo_tui.errors import Actor, UsageError
from koongo_tui.guide.secret import Secret
from tests.amazon.scripted import Clock, Reply
from tests.amazon.sp_api import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    CODE,
    OTHER_TOKEN,
    REFRESH_TOKEN,
    SECRETS,
    Amazon,
    form,
    grant,
    refused_grant,
    said,
)

REFRESH = Secret(REFRESH_TOKEN)


async def test_a_refresh_token_is_exchanged_for_an_access_token(lwa: Lwa, amazon: Amazon) -> None:
    assert await lwa.access_token(REFRESH) == Secret(ACCESS_TOKEN)
    [request] = amazon.received
    assert (request.method, request.target) == ("POST", "/auth/o2/token")
    assert request.headers["content-type"].startswith("application/x-www-form-urlencoded")
    assert form(request) == {
        "grant_type": "refresh_token",
        "refresh_token": REFRESH_TOKEN,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }


async def test_one_token_serves_until_shortly_before_its_end(
    lwa: Lwa, amazon: Amazon, clock: Clock
) -> None:
    amazon.sign_in = [grant(), grant(OTHER_TOKEN)]
    await lwa.access_token(REFRESH)
    clock.pass_by(minutes=54)
    assert await lwa.access_token(REFRESH) == Secret(ACCESS_TOKEN)
    assert len(amazon.received) == 1
    clock.pass_by(minutes=2)
    assert await lwa.access_token(REFRESH) == Secret(OTHER_TOKEN)


async def test_a_token_with_a_short_life_is_used_for_half_of_it(
    lwa: Lwa, amazon: Amazon, clock: Clock
) -> None:
    amazon.sign_in = [grant(seconds=60), grant(OTHER_TOKEN)]
    await lwa.access_token(REFRESH)
    clock.pass_by(seconds=29)
    assert await lwa.access_token(REFRESH) == Secret(ACCESS_TOKEN)
    clock.pass_by(seconds=2)
    assert await lwa.access_token(REFRESH) == Secret(OTHER_TOKEN)


async def test_requests_that_wait_together_share_one_refresh(lwa: Lwa, amazon: Amazon) -> None:
    tokens = await asyncio.gather(*(lwa.access_token(REFRESH) for _ in range(20)))
    assert set(tokens) == {Secret(ACCESS_TOKEN)}
    assert len(amazon.received) == 1


async def test_they_share_a_refusal_too(lwa: Lwa, amazon: Amazon) -> None:
    amazon.sign_in = [refused_grant("invalid_grant")]
    ended = await asyncio.gather(
        *(lwa.access_token(REFRESH) for _ in range(20)), return_exceptions=True
    )
    assert all(isinstance(e, AccessRefused) for e in ended)
    assert len(amazon.received) == 1


async def test_who_gives_up_does_not_take_it_from_the_others(lwa: Lwa, amazon: Amazon) -> None:
    first = asyncio.ensure_future(lwa.access_token(REFRESH))
    second = asyncio.ensure_future(lwa.access_token(REFRESH))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == Secret(ACCESS_TOKEN)
    assert len(amazon.received) == 1
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_closing_gives_up_what_is_under_way(lwa: Lwa, amazon: Amazon) -> None:
    amazon.sign_in = [Reply(silent=True)]
    waiting = asyncio.ensure_future(lwa.access_token(REFRESH))
    await amazon.arrived.wait()
    await lwa.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_two_sellers_have_tokens_of_their_own(lwa: Lwa, amazon: Amazon) -> None:
    amazon.sign_in = [grant(), grant(OTHER_TOKEN)]
    other = Secret("Atzr|another-seller-of-the-same-application")
    assert await lwa.access_token(REFRESH) != await lwa.access_token(other)
    assert len(amazon.received) == 2


async def test_a_forgotten_token_is_replaced_a_newer_one_is_kept(lwa: Lwa, amazon: Amazon) -> None:
    amazon.sign_in = [grant(), grant(OTHER_TOKEN)]
    old = await lwa.access_token(REFRESH)
    lwa.forget(old)
    assert await lwa.access_token(REFRESH) == Secret(OTHER_TOKEN)
    lwa.forget(old)
    assert await lwa.access_token(REFRESH) == Secret(OTHER_TOKEN)
    assert len(amazon.received) == 2


@pytest.mark.parametrize("redirect_uri", [None, "https://koongo.example/back?a=b"])
async def test_a_code_of_the_consent_page_becomes_a_refresh_token(
    lwa: Lwa, amazon: Amazon, redirect_uri: str | None
) -> None:
    assert await lwa.exchange(Secret(CODE), redirect_uri) == REFRESH
    sent = dict(form(amazon.received[0]))
    assert sent.pop("redirect_uri", None) == redirect_uri
    assert sent == {
        "grant_type": "authorization_code",
        "code": CODE,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }


async def test_a_code_that_gives_no_refresh_token_is_no_success(lwa: Lwa, amazon: Amazon) -> None:
    amazon.sign_in = [said({"access_token": ACCESS_TOKEN, "expires_in": 3600})]
    with pytest.raises(BadAnswer):
        await lwa.exchange(Secret(CODE))


GRANT = "The request has an invalid grant parameter : refresh_token."


@pytest.mark.parametrize(
    ("reply", "kind", "code", "who"),
    [
        (refused_grant("invalid_grant", GRANT), AccessRefused, "revoked", Actor.YOU),
        (refused_grant("invalid_client"), DeveloperRefused, "developer-keys", Actor.KOONGO),
        (refused_grant("invalid_client", status=401), DeveloperRefused, "developer-keys", "Koongo"),
        (refused_grant("unauthorized_client"), DeveloperRefused, "developer-keys", Actor.KOONGO),
        (refused_grant("unsupported_grant_type"), RequestRejected, "request-rejected", "Koongo"),
        (refused_grant("invalid_request"), RequestRejected, "request-rejected", Actor.KOONGO),
        (refused_grant("invalid_scope"), RequestRejected, "request-rejected", Actor.KOONGO),
        (refused_grant("access_denied"), RequestRejected, "request-rejected", Actor.KOONGO),
        (refused_grant("server_error", status=500), AmazonFault, "amazon-fault", Actor.AMAZON),
        (refused_grant("temporarily_unavailable"), AmazonFault, "amazon-fault", Actor.AMAZON),
        (Reply(b"<html>down</html>", 503), AmazonFault, "amazon-fault", Actor.AMAZON),
        (Reply(b"", 429), Throttled, "throttled", Actor.AMAZON),
        (Reply(b"<html>Sign in to the hotel</html>", 302), BadAnswer, "bad-answer", Actor.YOU),
        (refused_grant("something_new"), BadAnswer, "bad-answer", Actor.YOU),
        (said(["?"], 400), BadAnswer, "bad-answer", Actor.YOU),
        (Reply(b"", 407), Unreachable, "unreachable", Actor.YOU),
    ],
)
async def test_every_refusal_has_its_cause_and_who_must_act(
    lwa: Lwa, amazon: Amazon, reply: Reply, kind: type[AmazonError], code: str, who: str
) -> None:
    amazon.sign_in = [reply]
    with pytest.raises(kind) as caught:
        await lwa.access_token(REFRESH)
    error = caught.value
    assert (error.code, error.who) == (code, who)
    assert error.operation == "Login with Amazon"
    assert error.fix
    # Never asked again by itself.
    assert len(amazon.received) == 1


async def test_a_refused_code_is_told_from_a_refused_authorisation(
    lwa: Lwa, amazon: Amazon
) -> None:
    amazon.sign_in = [
        refused_grant("invalid_grant", "invalid grant parameter : code", request_id="7")
    ]
    with pytest.raises(AccessRefused) as caught:
        await lwa.exchange(Secret(CODE))
    assert caught.value.code == "code-expired"
    assert "five minutes" in caught.value.message
    assert caught.value.amazon_words == "invalid_grant - invalid grant parameter : code"
    assert caught.value.request_id == "7"


async def test_asked_too_often_says_when_to_ask_again(
    lwa: Lwa, amazon: Amazon, clock: Clock
) -> None:
    amazon.sign_in = [Reply(b"", 429)]
    with pytest.raises(Throttled) as caught:
        await lwa.access_token(REFRESH)
    assert (caught.value.retry_at - clock()).total_seconds() == 60


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"access_token": 7}',
        b'{"access_token": "Atza|with a blank"}',
        b'{"access_token": "Atza|\\r\\nx: y"}',
    ],
)
async def test_an_answer_without_a_usable_token_is_none(
    lwa: Lwa, amazon: Amazon, body: bytes
) -> None:
    amazon.sign_in = [Reply(body)]
    with pytest.raises(BadAnswer, match="gives no token"):
        await lwa.access_token(REFRESH)


async def test_an_answer_without_its_life_counts_for_an_hour(
    lwa: Lwa, amazon: Amazon, clock: Clock
) -> None:
    amazon.sign_in = [said({"access_token": ACCESS_TOKEN, "expires_in": "soon"})]
    await lwa.access_token(REFRESH)
    clock.pass_by(minutes=50)
    await lwa.access_token(REFRESH)
    assert len(amazon.received) == 1


async def test_nobody_at_the_other_end(lwa: Lwa, amazon: Amazon) -> None:
    amazon.sign_in = [Reply(cut=-1)]
    with pytest.raises(Unreachable) as caught:
        await lwa.access_token(REFRESH)
    assert caught.value.operation == "Login with Amazon"


async def test_what_amazon_repeats_of_our_secrets_is_masked(
    lwa: Lwa, amazon: Amazon, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"bad: {REFRESH_TOKEN} {REFRESH_TOKEN.replace('|', '%7C')} {CLIENT_SECRET} \x1b[2J"
    amazon.sign_in = [refused_grant("invalid_grant", echo)]
    with pytest.raises(AccessRefused) as caught:
        await lwa.access_token(REFRESH)
    amazon.sign_in = [refused_grant("invalid_grant", f"bad code {CODE}")]
    with pytest.raises(AccessRefused) as again:
        await lwa.exchange(Secret(CODE))
    told = f"{caught.value.amazon_words} {again.value.amazon_words} {caplog.text} {lwa!r}"
    assert "bad" in told
    assert "\x1b" not in told
    for secret in SECRETS:
        assert secret not in told


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://api.amazon.com", LWA_ENDPOINT),
        ("https://api.amazon.com/", LWA_ENDPOINT),
        (LWA_ENDPOINT, LWA_ENDPOINT),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/auth/o2/token"),
        ("http://localhost:8080/lwa/token", "http://localhost:8080/lwa/token"),
    ],
)
def test_a_host_alone_gets_amazons_path(given: str, url: str) -> None:
    assert token_url(given) == url
    assert url.startswith(origin_of(url))
    assert "/auth" not in origin_of(url)


def test_secrets_never_go_out_in_the_clear(transport: Transport, clock: Clock) -> None:
    with pytest.raises(UsageError):
        Lwa("http://api.example", CLIENT_ID, Secret("s"), transport=transport, clock=clock)
