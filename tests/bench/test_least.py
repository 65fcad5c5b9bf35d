"""The fewest calls for a day's demands, and Amazon's count of those that were made."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.least import Meter, Span, follows, looks, stabbed, unmet, watch, wishes

SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 6)).map(lambda p: (float(p[0]), float(sum(p)))),
    max_size=6,
)


@given(SPANS)
def test_no_fewer_moments_meet_every_span(spans: list[Span]) -> None:
    chosen = stabbed(spans)
    assert unmet(spans, chosen, 0) == 0
    # Wherever the fewest moments are, each can be moved to the end of some span.
    ends = sorted({end for _, end in spans})
    for fewer in combinations(ends, max(0, len(chosen) - 1)):
        assert not spans or unmet(spans, fewer, 0) > 0


def test_a_cron_job_alone_needs_a_list_a_minute() -> None:
    assert len(stabbed(looks([60.0 * n for n in range(1, 61)], 45))) == 60


def test_an_open_screen_alone_needs_a_list_each_interval() -> None:
    assert len(stabbed(watch(3600, [(0, 3600)], 60, 300))) == 60
    assert len(stabbed(watch(3600, [], 60, 300))) == 12


def test_a_screen_is_watched_closer_while_something_is_open() -> None:
    spans = watch(1200, [(600, 900)], 60, 300)
    assert [b - a for a, b in spans if b == 599] == [299]
    assert [b - a for a, b in spans if b == 600] == [59]


def test_many_presses_within_what_amazon_restores_need_one_list() -> None:
    assert len(stabbed(wishes([100.0 + 3 * n for n in range(15)], 45))) == 1
    assert len(stabbed(wishes([100.0 + 3 * n for n in range(17)], 45))) == 2


def test_a_list_before_the_key_is_no_answer_to_it() -> None:
    assert unmet(wishes([100.0], 45), [99.0], 0.5) == 1
    assert unmet(wishes([100.0], 45), [145.2], 0.5) == 0


def test_a_look_takes_a_list_that_is_fresh_enough() -> None:
    assert unmet(looks([100.0], 45), [55.0], 0) == 0
    assert unmet(looks([100.0], 45), [54.0], 0) == 1


@pytest.mark.parametrize(
    ("lists", "asked"),
    [([], 4), ([15.0, 30.0, 45.0, 60.0], 0), ([30.0], 3), ([10.0], 3)],
)
def test_a_submission_is_asked_for_where_no_list_tells_of_it(
    lists: list[float], asked: int
) -> None:
    assert follows(0, 50, lists, 15) == asked


def test_amazon_refuses_what_a_bucket_does_not_hold() -> None:
    meter = Meter(burst=2, restore=45)
    assert [meter.request(moment) for moment in (0, 1, 2, 44, 46)] == [
        True, True, False, False, True,
    ]  # fmt: skip
    assert (meter.calls, meter.refused) == (5, 2)


def test_amazon_refuses_more_than_an_hour_allows() -> None:
    meter = Meter(burst=100, restore=1, hourly=3)
    assert [meter.request(moment) for moment in (0, 10, 20, 30, 3601)] == [
        True, True, True, False, True,
    ]  # fmt: skip
    assert meter.left_in_hour == 0
    assert meter.hour_began == 10
