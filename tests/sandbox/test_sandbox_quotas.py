"""Leaky buckets and hourly quotas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from koongo_tui.sandbox.mws.quotas import PLANS, Allowance, Quotas, Verdict

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def take(
    quotas: Quotas, operation: str, *, after: float = 0, seller: str = "A1", key: str = "AKIA"
) -> Allowance:
    return quotas.take(seller, key, PLANS[operation], NOW + timedelta(seconds=after))


@pytest.mark.parametrize(
    ("operation", "burst", "restore"),
    [
        ("SubmitFeed", 15, 120),
        ("GetFeedSubmissionList", 10, 45),
        ("GetFeedSubmissionListByNextToken", 30, 2),
        ("GetFeedSubmissionCount", 10, 45),
        ("GetFeedSubmissionResult", 15, 60),
        ("CancelFeedSubmissions", 10, 45),
        ("ListMarketplaceParticipations", 15, 60),
        ("GetServiceStatus", 2, 300),
    ],
)
def test_the_documented_burst_and_restore(operation: str, burst: int, restore: int) -> None:
    quotas = Quotas()

    verdicts = [take(quotas, operation).verdict for _ in range(burst + 1)]

    assert verdicts == [Verdict.ALLOWED] * burst + [Verdict.THROTTLED]
    assert take(quotas, operation, after=restore - 1).verdict is Verdict.THROTTLED
    assert take(quotas, operation, after=restore).verdict is Verdict.ALLOWED
    assert take(quotas, operation, after=restore).verdict is Verdict.THROTTLED


def test_the_hourly_quota_ends_and_comes_back_whole() -> None:
    quotas = Quotas()

    used = [take(quotas, "SubmitFeed", after=n * 110).verdict for n in range(32)]
    last = take(quotas, "SubmitFeed", after=3500)

    assert used[:30] == [Verdict.ALLOWED] * 30
    assert used[30:] == [Verdict.EXHAUSTED] * 2
    assert (last.verdict, last.maximum, last.remaining) == (Verdict.EXHAUSTED, 30, 0)
    assert last.resets_at == NOW + timedelta(hours=1)
    again = take(quotas, "SubmitFeed", after=3600)
    assert (again.verdict, again.remaining) == (Verdict.ALLOWED, 29)


def test_seller_developer_and_operation_have_quotas_of_their_own() -> None:
    quotas = Quotas()
    for _ in range(2):
        take(quotas, "GetServiceStatus")

    assert take(quotas, "GetServiceStatus").verdict is Verdict.THROTTLED
    assert take(quotas, "GetServiceStatus", seller="A2").verdict is Verdict.ALLOWED
    assert take(quotas, "GetServiceStatus", key="AKIB").verdict is Verdict.ALLOWED
    assert take(quotas, "GetFeedSubmissionCount").verdict is Verdict.ALLOWED


def test_both_participation_calls_share_one() -> None:
    quotas = Quotas()
    for _ in range(15):
        take(quotas, "ListMarketplaceParticipations")

    assert take(quotas, "ListMarketplaceParticipationsByNextToken").verdict is Verdict.THROTTLED


def test_pace_shortens_every_wait() -> None:
    quotas = Quotas(pace=0.1)
    for _ in range(11):
        take(quotas, "GetFeedSubmissionList")

    assert take(quotas, "GetFeedSubmissionList", after=4.5).verdict is Verdict.ALLOWED
    assert take(quotas, "GetFeedSubmissionList", after=4.5).resets_at == NOW + timedelta(minutes=6)


def test_a_refusal_costs_nothing() -> None:
    quotas = Quotas()

    forced = quotas.take("A1", "K", PLANS["SubmitFeed"], NOW, forced=Verdict.EXHAUSTED)
    after = quotas.take("A1", "K", PLANS["SubmitFeed"], NOW)

    assert (forced.verdict, forced.remaining) == (Verdict.EXHAUSTED, 0)
    assert (after.verdict, after.remaining) == (Verdict.ALLOWED, 29)


def test_what_has_no_hourly_quota_can_only_be_throttled() -> None:
    plan = PLANS["ListMarketplaceParticipations"]
    forced = Quotas().take("A1", "K", plan, NOW, forced=Verdict.EXHAUSTED)

    assert forced.verdict is Verdict.THROTTLED


def test_a_clock_that_goes_back_gives_nothing() -> None:
    quotas = Quotas()
    for _ in range(10):
        take(quotas, "GetFeedSubmissionList")

    assert take(quotas, "GetFeedSubmissionList", after=-900).verdict is Verdict.THROTTLED
    assert take(quotas, "GetFeedSubmissionList").verdict is Verdict.THROTTLED
