"""SP-API: who may come in, how often, and what every answer says."""

from __future__ import annotations

import re

import pytest

from koongo_tui.sandbox.cast import Standing
from tests.sandbox.spapi_practice import DOCUMENTS, FEEDS, PARTICIPATIONS, Partner

DENIED = "Access to requested resource is denied."
LATEST = "POST_PRODUCT_DATA"


async def test_a_token_lives_an_hour(partner: Partner) -> None:
    await partner.sign_in()
    partner.clock.wait(3599)
    assert (await partner.call("GET", PARTICIPATIONS)).status == 200
    partner.clock.wait(1)
    reply = await partner.call("GET", PARTICIPATIONS)

    assert reply.refusal == (
        403,
        "Unauthorized",
        DENIED,
        "The access token you provided has expired.",
    )
    assert reply.headers["x-amzn-errortype"] == "AccessDeniedException"
    await partner.sign_in()
    assert (await partner.call("GET", PARTICIPATIONS)).status == 200


async def test_a_long_ended_token_is_forgotten(partner: Partner) -> None:
    await partner.sign_in()
    old = partner.token
    partner.clock.wait(3 * 86_400)
    await partner.sign_in()
    partner.token = old

    assert "malformed or invalid" in (await partner.call("GET", PARTICIPATIONS)).refusal[3]


async def test_all_tokens_can_be_ended(partner: Partner) -> None:
    await partner.sign_in()
    partner.sandbox.end_access_tokens()

    assert "has expired" in (await partner.call("GET", PARTICIPATIONS)).refusal[3]


async def test_a_token_that_never_was(partner: Partner) -> None:
    reply = await partner.call("GET", FEEDS, headers={"x-amz-access-token": "Atza|x"})

    assert reply.refusal[:3] == (403, "Unauthorized", DENIED)
    assert "revoked, malformed or invalid" in reply.refusal[3]


async def test_no_token(partner: Partner) -> None:
    reply = await partner.call("GET", FEEDS, headers={"x-amz-access-token": None})

    assert reply.refusal[:3] == (401, "Unauthorized", DENIED)
    assert "missing" in reply.refusal[3]


@pytest.mark.parametrize("agent", [None, "", "x" * 501])
async def test_a_user_agent_is_needed(partner: Partner, agent: str | None) -> None:
    reply = await partner.call("GET", PARTICIPATIONS, headers={"user-agent": agent})

    assert reply.refusal[:2] == (400, "InvalidInput")
    assert "user-agent" in reply.refusal[3]


@pytest.mark.parametrize("standing", [Standing.NOT_ELIGIBLE, Standing.INDIVIDUAL_PLAN])
async def test_accounts_that_may_not(partner: Partner, standing: Standing) -> None:
    await partner.sign_in(next(s for s in partner.world.cast.sellers if s.standing is standing))
    reply = await partner.call("GET", PARTICIPATIONS)

    assert reply.refusal == (403, "Unauthorized", DENIED, "")


async def test_an_address_that_is_none(partner: Partner) -> None:
    for method, path in (
        ("GET", "/sellers/v1/nothing"),
        ("PATCH", FEEDS),
        ("GET", f"{FEEDS}/1/2"),
        ("GET", "/feeds/2021-06-30/"),
    ):
        assert (await partner.call(method, path)).refusal[:2] == (404, "NotFound")


async def test_an_address_without_anything_answers_with_the_time(partner: Partner) -> None:
    reply = await partner.http.get("/")

    assert reply.status_code == 200
    assert reply.headers["date"] == "Mon, 23 Nov 2026 10:00:00 GMT"


async def test_every_answer_has_an_id_and_amazons_time(partner: Partner) -> None:
    ids = set()
    for _ in range(2):
        reply = await partner.call("GET", PARTICIPATIONS)
        ids.add(reply.headers["x-amzn-requestid"])
        assert reply.headers["date"] == "Mon, 23 Nov 2026 10:00:00 GMT"
        assert reply.headers["content-type"] == "application/json"

    assert len(ids) == 2
    assert all(re.fullmatch(r"[0-9a-f-]{36}", id_) for id_ in ids)


@pytest.mark.parametrize(
    ("method", "path", "burst", "seconds", "rate"),
    [
        ("GET", PARTICIPATIONS, 15, 62.5, "0.016"),
        ("GET", "/sellers/v1/account", 15, 62.5, "0.016"),
        ("GET", f"{FEEDS}?feedTypes={LATEST}", 10, 45.1, "0.0222"),
        ("GET", f"{FEEDS}/469999999999", 15, 0.5, "2.0"),
        ("DELETE", f"{FEEDS}/469999999999", 15, 0.5, "2.0"),
        ("GET", f"{DOCUMENTS}/nothing", 10, 45.1, "0.0222"),
        ("POST", DOCUMENTS, 15, 2, "0.5"),
        ("POST", FEEDS, 15, 120.5, "0.0083"),
    ],
)
async def test_usage_plans(
    partner: Partner, method: str, path: str, burst: int, seconds: float, rate: str
) -> None:
    body = {"contentType": "text/xml"} if method == "POST" else None

    async def ask() -> int:
        reply = await partner.call(method, path, body=body)
        told = reply.headers.get("x-amzn-ratelimit-limit")
        assert told == (None if reply.status == 429 else rate)
        return reply.status

    await partner.sign_in()
    first = [await ask() for _ in range(burst)]
    assert 429 not in first
    refused = await partner.call(method, path, body=body)
    assert refused.refusal == (
        429,
        "QuotaExceeded",
        "You exceeded your quota for the requested resource.",
        "",
    )
    assert refused.headers["x-amzn-errortype"] == "TooManyRequestsException"
    assert "retry-after" not in refused.headers
    partner.clock.wait(seconds * 0.9)
    assert await ask() == 429
    partner.clock.wait(seconds * 0.1 + 0.01)
    assert await ask() == first[0]
    assert await ask() == 429


async def test_plans_are_those_of_one_seller(partner: Partner) -> None:
    for _ in range(16):
        reply = await partner.call("GET", PARTICIPATIONS)
    assert reply.status == 429
    await partner.sign_in(partner.sandbox.seller("na"))

    assert (await partner.call("GET", PARTICIPATIONS)).status == 200


async def test_forbidden_answers_tell_no_rate(partner: Partner) -> None:
    reply = await partner.call("GET", FEEDS, headers={"x-amz-access-token": "Atza|x"})

    assert "x-amzn-ratelimit-limit" not in reply.headers


async def test_where_a_seller_sells(partner: Partner) -> None:
    reply = await partner.call("GET", PARTICIPATIONS)
    rows = reply.json["payload"]
    shops = [row["marketplace"]["id"] for row in rows]

    assert shops == [*partner.seller.marketplace_ids, "A2ZV50J4W1RKNI"]
    assert rows[0] == {
        "marketplace": {
            "id": "A1F83G8C2ARO7P",
            "name": "Amazon.co.uk",
            "countryCode": "GB",
            "defaultCurrencyCode": "GBP",
            "defaultLanguageCode": "en_GB",
            "domainName": "www.amazon.co.uk",
        },
        "storeName": "Nordlicht Home",
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
    }


async def test_the_account(partner: Partner) -> None:
    account = (await partner.call("GET", "/sellers/v1/account")).json["payload"]

    assert account["sellingPlan"] == "PROFESSIONAL"
    assert len(account["marketplaceParticipationList"]) == 6
