"""What goes wrong on purpose under SP-API."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest

from koongo_tui.sandbox.scenarios import SCENARIOS
from koongo_tui.sandbox.server import running
from koongo_tui.sandbox.situations import Delivery, LwaRefused, Scenario, SpRefused
from tests.sandbox.spapi_practice import (
    DOCUMENTS,
    FEEDS,
    FULFILMENT,
    LISTINGS,
    PARTICIPATIONS,
    TOKEN,
    Partner,
)

DENIED = "Access to requested resource is denied."


@pytest.mark.parametrize(
    ("name", "path", "refusal", "words"),
    [
        ("individual-plan", PARTICIPATIONS, (403, "Unauthorized"), DENIED),
        ("account-not-eligible", PARTICIPATIONS, (403, "Unauthorized"), DENIED),
        ("marketplace-not-open", PARTICIPATIONS, (403, "Unauthorized"), DENIED),
        ("wrong-endpoint", PARTICIPATIONS, (403, "Unauthorized"), DENIED),
        ("missing-right", FEEDS, (403, "Unauthorized"), DENIED),
        ("expired", FEEDS, (403, "Unauthorized"), "revoked, malformed or invalid"),
        ("revoked", FEEDS, (403, "Unauthorized"), "revoked, malformed or invalid"),
        ("secret-expired", FEEDS, (403, "Unauthorized"), "LWA secret token you provided has exp"),
        ("throttled", PARTICIPATIONS, (429, "QuotaExceeded"), "exceeded your quota"),
        ("quota-exceeded", FEEDS, (429, "QuotaExceeded"), "exceeded your quota"),
        ("internal-error", FEEDS, (500, "InternalFailure"), "internal error"),
        ("unavailable", FEEDS, (503, "ServiceUnavailable"), "unavailable"),
    ],
)
async def test_a_refusal(
    partner: Partner, name: str, path: str, refusal: tuple[int, str], words: str
) -> None:
    await partner.sign_in()
    partner.sandbox.use(name)
    reply = await partner.call("GET", path, params={"feedTypes": LISTINGS})

    assert reply.refusal[:2] == refusal
    assert words in " ".join(reply.refusal[2:])
    assert "x-amzn-ratelimit-limit" not in reply.headers
    partner.sandbox.use("normal")
    assert (await partner.call("GET", path, params={"feedTypes": LISTINGS})).status == 200


@pytest.mark.parametrize("name", ["missing-right", "quota-exceeded"])
async def test_only_feeds_are_refused(partner: Partner, name: str) -> None:
    partner.sandbox.use(name)

    assert (await partner.call("GET", PARTICIPATIONS)).status == 200


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("expired", 400, "invalid_grant"),
        ("revoked", 400, "invalid_grant"),
        ("developer-keys", 401, "invalid_client"),
        ("lwa-unavailable", 503, "temporarily_unavailable"),
    ],
)
async def test_no_token(partner: Partner, name: str, status: int, error: str) -> None:
    partner.sandbox.use(name)
    reply = await partner.lwa("refresh_token", refresh_token=partner.seller.refresh_token)

    assert (reply.status_code, reply.json()["error"]) == (status, error)
    partner.sandbox.use("normal")
    await partner.sign_in()


async def test_a_renewal_takes_a_while(partner: Partner) -> None:
    partner.sandbox.use("renewed-not-yet")
    statuses = [
        (await partner.lwa("refresh_token", refresh_token=partner.seller.refresh_token)).status_code
        for _ in range(7)
    ]

    assert statuses == [400] * 5 + [200] * 2


async def test_tokens_end_sooner_than_they_say(partner: Partner) -> None:
    partner.sandbox.use("token-expires")
    reply = await partner.lwa("refresh_token", refresh_token=partner.seller.refresh_token)
    partner.token = reply.json()["access_token"]
    assert reply.json()["expires_in"] == 3600
    partner.clock.wait(19)
    assert (await partner.call("GET", PARTICIPATIONS)).status == 200
    partner.clock.wait(1)

    assert "has expired" in (await partner.call("GET", PARTICIPATIONS)).refusal[3]


async def test_the_first_address_of_a_report_has_ended(partner: Partner) -> None:
    partner.sandbox.use("stale-address")
    done = (await partner.feeds(LISTINGS, processingStatuses="DONE")).json["feeds"][:2]
    statuses = []
    for feed in done:
        for _ in range(2):
            path = f"{DOCUMENTS}/{feed['resultFeedDocumentId']}"
            url = (await partner.call("GET", path)).json["url"]
            statuses.append((await partner.http.get(url)).status_code)
            assert "X-Amz-Expires=300" in url

    assert statuses == [403, 200, 403, 200]


async def test_codes_that_have_ended(partner: Partner) -> None:
    partner.sandbox.use("code-expired")
    url = f"x?application_id={partner.application.application_id}"
    code = partner.sandbox.consent_return("eu", url).rpartition("=")[2]

    assert (await partner.lwa("authorization_code", code=code)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("name", "status"),
    [("safety-net", "IN_PROGRESS"), ("stuck", "IN_PROGRESS"), ("cancelled", "FATAL")],
)
async def test_the_course_of_feeds(partner: Partner, name: str, status: str) -> None:
    partner.sandbox.use(name)
    made = await partner.submit(FULFILMENT, b"<a/>", "text/xml")
    partner.clock.wait(100)

    assert (await partner.feed(made.json["feedId"]))["processingStatus"] == status


async def test_removed_feeds_end_whatever_the_course(partner: Partner) -> None:
    partner.sandbox.use("stuck")
    made = await partner.submit("POST_PRODUCT_DATA", b"<a/>", "text/xml")
    partner.clock.wait(100)

    assert (await partner.feed(made.json["feedId"]))["processingStatus"] == "FATAL"


async def test_the_demo_submits_listings(partner: Partner) -> None:
    before = [f["feedId"] for f in (await partner.feeds(LISTINGS)).json["feeds"]]
    partner.sandbox.use("demo")
    partner.clock.wait(60)
    after = [f["feedId"] for f in (await partner.feeds(LISTINGS)).json["feeds"]]

    assert len(set(after) - set(before)) == 2


async def test_amazons_clock_shows_in_dates_alone(partner: Partner) -> None:
    partner.sandbox.use("clock-skew")
    reply = await partner.call("GET", PARTICIPATIONS)

    assert reply.status == 200
    assert reply.headers["date"] == "Mon, 23 Nov 2026 10:23:00 GMT"


async def test_mws_alone_is_gone(partner: Partner) -> None:
    partner.sandbox.use("mws-retired")

    assert (await partner.call("GET", PARTICIPATIONS)).status == 200
    assert (await partner.http.post("/Feeds/2009-01-01")).status_code == 410


async def test_a_page_of_somebody_else(partner: Partner) -> None:
    await partner.sign_in()
    url = (await partner.call("POST", DOCUMENTS, body={"contentType": "a/b"})).json["url"]
    partner.sandbox.use("web-page")

    for reply in (
        (await partner.call("GET", PARTICIPATIONS)).response,
        await partner.put(url, b"", "a/b"),
        await partner.lwa("refresh_token", refresh_token=partner.seller.refresh_token),
    ):
        assert b"Please sign in" in reply.content
    page = await partner.http.get("/apps/manage")
    assert "Manage your apps" in page.text


async def test_answers_that_are_no_json(partner: Partner) -> None:
    await partner.sign_in()
    partner.sandbox.use("garbled")
    for content in (
        (await partner.call("GET", PARTICIPATIONS)).response.content,
        (await partner.lwa("refresh_token", refresh_token="x")).content,
    ):
        with pytest.raises(json.JSONDecodeError):
            json.loads(content)


def test_answers_that_break_off() -> None:
    with running(scenario="cut") as sandbox, pytest.raises(httpx.RemoteProtocolError):
        httpx.post(sandbox.url + TOKEN, data={"grant_type": "refresh_token"})


def test_connections_that_break() -> None:
    with running(scenario="unreachable") as sandbox, pytest.raises(httpx.TransportError):
        httpx.get(sandbox.url + PARTICIPATIONS)


async def test_slow_answers(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = []

    async def wait(_: object, seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("koongo_tui.sandbox.app._until_gone", wait)
    partner.sandbox.use("slow")
    await partner.sign_in()

    assert waited == [60.0]


async def test_scenarios_of_ones_own(partner: Partner) -> None:
    refused = SpRefused(403, "Unauthorized", "no", operations=frozenset({"getFeeds"}), first=1)
    no_code = LwaRefused(400, "invalid_grant", "no", frozenset({"authorization_code"}))
    partner.sandbox.use(
        Scenario("own", "", sp_refused=refused, lwa_refused=no_code, code_life=timedelta(seconds=1))
    )

    assert (await partner.call("GET", PARTICIPATIONS)).status == 200
    assert (await partner.feeds(LISTINGS)).status == 403
    assert (await partner.feeds(LISTINGS)).status == 200
    assert (await partner.lwa("authorization_code", code="x")).json()["error_description"] == "no"


def test_every_delivery_has_a_scenario() -> None:
    assert {s.delivery for s in SCENARIOS.values()} == set(Delivery)
