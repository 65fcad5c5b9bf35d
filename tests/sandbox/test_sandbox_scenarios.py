"""What goes wrong on purpose, switched while requests go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from koongo_tui.guide.mistakes import MISTAKES
from koongo_tui.sandbox.scenarios import NORMAL, SCENARIOS, Delivery, Refused, Scenario
from koongo_tui.sandbox.submissions import Stage
from tests.sandbox.practice import Amazon

LIST = "GetFeedSubmissionList"
PARTICIPATIONS = "ListMarketplaceParticipations"
PRODUCT = "_POST_PRODUCT_DATA_"


def test_every_mistake_that_only_amazon_can_show_has_a_scenario() -> None:
    online = {code for code, mistake in MISTAKES.items() if not mistake.offline}
    # Who asks is not for Amazon to know, and which source wins is settled on this machine.
    own = {"not-primary-user", "two-sources"}

    assert online - own - set(SCENARIOS) == set()
    assert all(scenario.summary for scenario in SCENARIOS.values())


@pytest.mark.parametrize(
    ("name", "operation", "refusal", "words"),
    [
        ("individual-plan", LIST, (401, "AccessDenied"), "Professional"),
        ("account-not-eligible", LIST, (401, "AccessDenied"), "eligible Amazon account"),
        ("marketplace-not-open", LIST, (401, "AccessDenied"), "access to the given marketplace"),
        ("wrong-endpoint", PARTICIPATIONS, (401, "AccessDenied"), "Access denied"),
        ("expired", PARTICIPATIONS, (401, "AccessDenied"), "Sellers.ListMarketplacePart"),
        ("revoked", LIST, (401, "AccessDenied"), "AuthToken is not valid"),
        ("missing-right", LIST, (401, "AccessDenied"), "Access to Feeds.GetFeedSubmissionList"),
        ("throttled", LIST, (503, "RequestThrottled"), "throttled"),
        ("quota-exceeded", LIST, (503, "QuotaExceeded"), "reset on Mon Nov 23 11:00:00 UTC"),
        ("developer-keys", LIST, (403, "InvalidAccessKeyId"), "records"),
        ("internal-error", LIST, (500, "InternalError"), "internal error"),
        ("unavailable", LIST, (503, "ServiceUnavailable"), "unavailable"),
    ],
)
async def test_a_refusal(
    amazon: Amazon, name: str, operation: str, refusal: tuple[int, str], words: str
) -> None:
    amazon.sandbox.use(name)
    reply = await amazon.call(operation)

    assert amazon.sandbox.scenario.name == name
    assert reply.refusal == refusal
    assert words in (reply.text("Message") or "")
    amazon.sandbox.use("normal")
    assert (await amazon.call(operation)).status == 200


async def test_wrong_keys_are_wrong_in_every_scenario(amazon: Amazon) -> None:
    amazon.sandbox.use("expired")

    assert (await amazon.call(LIST, secret="x")).refusal == (403, "SignatureDoesNotMatch")


async def test_a_missing_right_concerns_reading_alone(amazon: Amazon) -> None:
    amazon.sandbox.use("missing-right")

    assert (await amazon.call(PARTICIPATIONS)).status == 200
    await amazon.submit(PRODUCT, b"<a/>")


async def test_a_used_up_quota_shows_in_the_headers(amazon: Amazon) -> None:
    amazon.sandbox.use("quota-exceeded")
    reply = await amazon.call(LIST)

    assert reply.headers["x-mws-quota-remaining"] == "0.0"


async def test_a_renewal_takes_a_while(amazon: Amazon) -> None:
    amazon.sandbox.use("renewed-not-yet")
    statuses = [(await amazon.call(PARTICIPATIONS)).status for _ in range(7)]

    assert statuses == [401] * 5 + [200] * 2


async def test_a_token_is_replaced_and_the_page_shows_the_new_one(amazon: Amazon) -> None:
    old = amazon.seller
    amazon.sandbox.use("replaced-token")
    new = amazon.sandbox.seller("eu")

    assert (await amazon.call(LIST, seller=old)).status == 401
    assert (await amazon.call(LIST, seller=new)).status == 200
    page = amazon.sandbox.congratulations_page("eu")
    assert new.mws_auth_token in page
    assert old.mws_auth_token not in page
    amazon.sandbox.use(NORMAL)
    assert (await amazon.call(LIST, seller=old)).status == 200


@pytest.mark.parametrize("region", ["eu", "na", "fe"])
async def test_another_shop_is_signed_in(amazon: Amazon, region: str) -> None:
    own = amazon.sandbox.seller(region)
    amazon.sandbox.use("other-shop")
    page = amazon.sandbox.congratulations_page(region)

    assert own.seller_id not in page
    other = next(s for s in amazon.world.cast.sellers if s.seller_id in page)
    assert other.region == region
    assert (await amazon.call(LIST, seller=other)).status == 200


@pytest.mark.parametrize(("name", "minutes"), [("clock-skew", 23), ("clock-ahead", -23)])
async def test_amazons_clock_differs(amazon: Amazon, name: str, minutes: int) -> None:
    amazon.sandbox.use(name)
    reply = await amazon.call(LIST)
    amazons = amazon.clock.now + timedelta(minutes=minutes)

    assert reply.refusal == (400, "InvalidParameterValue")
    assert "Timestamp" in (reply.text("Message") or "")
    assert reply.headers["date"] == amazons.strftime("%a, %d %b %Y %H:%M:%S GMT")
    right = await amazon.call(LIST, change={"Timestamp": amazons.isoformat()})
    assert right.status == 200


@pytest.mark.parametrize(
    ("name", "status"), [("safety-net", "_IN_SAFETY_NET_"), ("stuck", "_IN_PROGRESS_")]
)
async def test_feeds_that_never_end(amazon: Amazon, name: str, status: str) -> None:
    amazon.sandbox.use(name)
    id_ = await amazon.submit(PRODUCT, b"<a/>")
    amazon.clock.wait(3600)
    reply = await amazon.call(LIST, {"FeedSubmissionIdList.Id.1": id_})

    assert reply.text("FeedProcessingStatus") == status


async def test_feeds_that_amazon_stops(amazon: Amazon) -> None:
    amazon.sandbox.use("cancelled")
    id_ = await amazon.submit(PRODUCT, b"<a/>")
    amazon.clock.wait(60)
    reply = await amazon.call(LIST, {"FeedSubmissionIdList.Id.1": id_})

    assert reply.text("FeedProcessingStatus") == "_CANCELLED_"
    assert amazon.world.submissions(amazon.seller.seller_id)[0].stage(amazon.clock()) is Stage.FATAL


async def test_the_demo_keeps_submitting(amazon: Amazon) -> None:
    amazon.sandbox.use("demo")
    every = amazon.sandbox.scenario.heartbeat
    assert every is not None
    amazon.clock.wait(2 * every.total_seconds())

    assert len(amazon.known_to_mws(amazon.seller)) == 47
    assert len(amazon.world.submissions(amazon.seller.seller_id)) == 47 + 26


async def test_mws_is_gone(amazon: Amazon) -> None:
    amazon.sandbox.use("mws-retired")

    assert (await amazon.call(LIST)).status == 410
    assert (await amazon.http.get("/")).status_code == 410


async def test_a_page_of_somebody_else(amazon: Amazon) -> None:
    amazon.sandbox.use("web-page")
    reply = await amazon.call(LIST)

    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/html")
    assert reply.body.startswith(b"<!DOCTYPE html>")


async def test_an_answer_that_is_no_xml(amazon: Amazon) -> None:
    amazon.sandbox.use("garbled")
    reply = await amazon.call(LIST)

    assert reply.status == 200
    with pytest.raises(SyntaxError):
        _ = reply.root


async def test_a_scenario_of_ones_own(amazon: Amazon) -> None:
    amazon.sandbox.use(Scenario("mine", "teapot", Refused(418, "Teapot", "{operation}!", first=1)))

    assert (await amazon.call(LIST)).refusal == (418, "Teapot")
    assert (await amazon.call(LIST)).status == 200


async def test_a_name_that_nobody_knows(amazon: Amazon) -> None:
    with pytest.raises(KeyError):
        amazon.sandbox.use("no-such-thing")


async def test_a_slow_answer_ends_with_its_client(
    amazon: Amazon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("koongo_tui.sandbox.app.SLOW_SECONDS", 0.01)
    amazon.sandbox.use("slow")

    assert (await amazon.call(LIST)).status == 200


def test_deliveries_are_all_used() -> None:
    assert {s.delivery for s in SCENARIOS.values()} == set(Delivery)


async def test_the_quota_of_a_scenario_is_not_used(amazon: Amazon) -> None:
    amazon.sandbox.use("throttled")
    for _ in range(20):
        await amazon.call(LIST)
    amazon.sandbox.use("normal")

    assert (await amazon.call(LIST)).headers["x-mws-quota-remaining"] == "79.0"
