"""What Amazon allows under SP-API, and which of its answers are believed about it."""

from __future__ import annotations

import pytest

from koongo_tui.amazon.spapi.quotas import SPAPI_PLANS, pause, told_rate
from koongo_tui.pacing import FOLLOW_OPERATION, LIST_OPERATION, REPORT_OPERATION

RATES = {
    "getMarketplaceParticipations": (0.016, 15),
    "createFeedDocument": (0.5, 15),
    "createFeed": (0.0083, 15),
    "getFeeds": (0.0222, 10),
    "getFeed": (2, 15),
    "cancelFeed": (2, 15),
    "getFeedDocument": (0.0222, 10),
}


def test_the_plans_are_those_of_the_reference() -> None:
    assert SPAPI_PLANS.keys() == RATES.keys()
    for operation, (rate, burst) in RATES.items():
        plan = SPAPI_PLANS[operation]
        assert plan.burst == burst
        assert plan.hourly is None
        assert plan.restore == pytest.approx(1 / rate, rel=0.005)


def test_the_synchronisation_names_operations_that_have_a_plan() -> None:
    for table in (LIST_OPERATION, REPORT_OPERATION, FOLLOW_OPERATION):
        assert {o for p, o in table.items() if p == "sp-api"} <= SPAPI_PLANS.keys()


@pytest.mark.parametrize("status", [200, 201, 202, 400, 404])
def test_a_rate_is_believed_where_amazon_means_it(status: int) -> None:
    assert told_rate(status, {"x-amzn-ratelimit-limit": "0.0222"}) == 0.0222


@pytest.mark.parametrize("status", [302, 401, 403, 413, 415, 429, 500, 503])
def test_elsewhere_it_is_not(status: int) -> None:
    assert told_rate(status, {"x-amzn-ratelimit-limit": "0.0222"}) is None


@pytest.mark.parametrize("text", ["", "many", "0", "-1", "nan", "inf", "1e-9", "99999"])
def test_a_rate_that_makes_no_sense_is_none(text: str) -> None:
    assert told_rate(200, {"x-amzn-ratelimit-limit": text}) is None
    assert told_rate(200, {}) is None


@pytest.mark.parametrize(
    ("rate", "jitter", "seconds"),
    [(None, 0.0, 45.05), (None, 1.0, 54.06), (0.01, 0.0, 100.0), (5.0, 0.0, 45.05)],
)
def test_after_429_one_restore_interval_passes_and_a_little_more(
    rate: float | None, jitter: float, seconds: float
) -> None:
    waited = pause("getFeeds", rate, lambda: jitter)
    assert waited.total_seconds() == pytest.approx(seconds)
