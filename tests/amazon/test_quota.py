"""The arithmetic of Amazon's quotas."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.quota import (
    HourlyAllowance,
    LocalBudget,
    Plan,
    allowed_at,
    closed,
    full,
    left,
    refill,
    take,
)
from tests.amazon.scripted import NOW, Clock

LIST = Plan(burst=10, restore=45.0, hourly=80, shared_as="list")
PLANS = {
    "list": LIST,
    "markets": Plan(2, 60.0, None, "markets"),
    "more markets": Plan(2, 60.0, None, "markets"),
}
PLAN = st.builds(
    Plan,
    burst=st.integers(1, 40),
    restore=st.floats(0.01, 400, allow_nan=False),
    hourly=st.none(),
    shared_as=st.just("x"),
)
WAITS = st.lists(st.floats(0, 500, allow_nan=False), max_size=30)


@pytest.fixture
def budget(clock: Clock) -> LocalBudget:
    return LocalBudget(PLANS, clock)


def test_a_burst_then_one_at_each_restore(budget: LocalBudget, clock: Clock) -> None:
    assert [budget.spend("list") for _ in range(10)] == [None] * 10
    assert budget.left("list") == 0
    assert budget.spend("list") == NOW + timedelta(seconds=45)
    assert budget.allowed_at("list") == NOW + timedelta(seconds=45)

    clock.pass_by(seconds=44)
    assert budget.spend("list") == NOW + timedelta(seconds=45)
    clock.pass_by(seconds=1)
    assert budget.left("list") == 1
    assert budget.spend("list") is None
    assert budget.spend("list") == NOW + timedelta(seconds=90)


def test_a_refused_request_costs_nothing(budget: LocalBudget, clock: Clock) -> None:
    for _ in range(30):
        budget.spend("list")
    clock.pass_by(seconds=45)

    assert budget.left("list") == 1


def test_operations_may_share_a_bucket(budget: LocalBudget) -> None:
    assert budget.spend("markets") is None
    assert budget.spend("more markets") is None

    assert budget.spend("markets") == NOW + timedelta(seconds=60)
    assert budget.spend("list") is None


def test_amazons_word_on_the_hour_counts(budget: LocalBudget, clock: Clock) -> None:
    reset = NOW + timedelta(minutes=20)
    budget.learn("list", HourlyAllowance(80, 2, reset))

    assert budget.left("list") == 2
    assert [budget.spend("list") for _ in range(3)] == [None, None, reset]
    clock.pass_by(minutes=20)
    assert budget.spend("list") is None
    assert budget.left("list") == 9


def test_after_a_refusal_the_bucket_is_empty_and_shut(budget: LocalBudget, clock: Clock) -> None:
    until = NOW + timedelta(seconds=45)
    budget.close("list", until)

    assert budget.spend("list") == until
    clock.pass_by(seconds=45)
    assert budget.spend("list") is None
    assert budget.left("list") == 0


def test_a_later_refusal_never_opens_earlier() -> None:
    bucket = closed(LIST, full(LIST, NOW), NOW, NOW + timedelta(minutes=10))
    bucket = closed(LIST, bucket, NOW, NOW + timedelta(seconds=45))

    assert allowed_at(LIST, bucket, NOW) == NOW + timedelta(minutes=10)


def test_a_scaled_budget_restores_faster(clock: Clock) -> None:
    budget = LocalBudget(PLANS, clock, scale=0.1)
    for _ in range(10):
        budget.spend("list")

    assert budget.spend("list") == NOW + timedelta(seconds=4.5)


def test_a_clock_that_goes_back_gives_and_takes_nothing() -> None:
    bucket = take(LIST, full(LIST, NOW), NOW)

    assert refill(LIST, bucket, NOW - timedelta(hours=1)) == bucket


@given(PLAN, WAITS)
def test_never_more_than_burst_and_restored(plan: Plan, waits: list[float]) -> None:
    """However the requests are spread, the bucket of a strict server is never overdrawn."""
    now, bucket, taken = NOW, full(plan, NOW), 0
    for wait in waits:
        now += timedelta(seconds=wait)
        while left(plan, bucket, now):
            bucket = take(plan, bucket, now)
            taken += 1
    passed = (now - NOW).total_seconds()

    assert taken <= plan.burst + passed / plan.restore + 0.001


@given(PLAN, WAITS)
def test_the_promised_moment_keeps_its_promise(plan: Plan, waits: list[float]) -> None:
    now, bucket = NOW, full(plan, NOW)
    for wait in waits:
        now += timedelta(seconds=wait)
        bucket = take(plan, bucket, now)
        moment = allowed_at(plan, bucket, now)

        assert moment >= now
        assert allowed_at(plan, bucket, moment) == moment
        assert left(plan, bucket, moment) >= 1
        assert left(plan, bucket, now) <= plan.burst
