"""What days add up to, in numbers and in words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.submission import Submission
from koongo_tui.store.history import MEMORY, History
from koongo_tui.store.trends import DayCounts
from koongo_tui.trends import day_sentence, last_days, sentences, totals

TUESDAY = date(2026, 11, 24)


def day(
    back: int = 0,
    submissions: int = 2,
    processed: int | None = 412,
    accepted: int | None = 412,
    errors: int | None = 0,
    unread: int = 0,
) -> DayCounts:
    return DayCounts(
        TUESDAY - timedelta(days=back), submissions, processed, accepted, errors, unread
    )


def nothing(back: int = 0) -> DayCounts:
    return day(back, 0, None, None, None)


def test_refused_lines_their_share_and_the_worst_day() -> None:
    days = [day(2, errors=3, accepted=409), nothing(1), day(0, errors=11, accepted=401)]
    assert sentences(days) == [
        "14 of 824 lines refused (1.7 %) in the last 3 days; most on Tue 24 Nov."
    ]
    assert sentences([day(errors=1)]) == [
        "1 of 412 lines refused (0.2 %) today; all on Tue 24 Nov."
    ]


@pytest.mark.parametrize(
    ("errors", "processed", "share"),
    [
        (1, 12_412, "under 0.1 %"),
        (12, 12_000, "0.1 %"),
        (12_411, 12_412, "over 99.9 %"),
        (12, 12, "100.0 %"),
    ],
)
def test_a_share_never_says_none_or_all_unless_it_is(
    errors: int, processed: int, share: str
) -> None:
    assert f"({share})" in sentences([day(errors=errors, processed=processed)])[0]


def test_numbers_that_do_not_add_up_are_no_share_of_anything() -> None:
    (words,) = sentences([day(errors=14, processed=3, accepted=0)])
    assert words == "14 lines refused today; all on Tue 24 Nov."


def test_nothing_refused_nothing_sent_and_nothing_known() -> None:
    assert sentences([day(1), day()]) == [
        "No lines refused in the last 2 days; 824 lines accepted."
    ]
    assert sentences([nothing(1), nothing()]) == ["Nothing was sent in the last 2 days."]
    unknown = day(0, 3, None, None, None, 3)
    assert sentences([unknown]) == [
        "3 submissions today; no report counts errors.",
        "The numbers of 3 submissions are missing.",
    ]
    assert sentences([day(0, unread=1)])[1] == "The numbers of 1 submission are missing."


def test_a_day_in_words() -> None:
    assert day_sentence(nothing()) == "Tue 24 Nov: nothing was sent."
    assert day_sentence(day(0, 44, 12_412, 12_398, 14, 2)) == (
        "Tue 24 Nov: 44 submissions, 12,398 of 12,412 lines accepted, 14 errors. "
        "The numbers of 2 of them are missing."
    )
    assert day_sentence(day(0, 1, None, None, None, 1)) == (
        "Tue 24 Nov: 1 submission. No numbers yet."
    )
    assert day_sentence(day(0, 1, None, 7, None)) == "Tue 24 Nov: 1 submission, 7 lines accepted."


numbers = st.none() | st.integers(0, 10**7)


@given(st.lists(st.builds(day, st.integers(0, 400), st.integers(0, 9), numbers, numbers, numbers)))
def test_totals_are_sums_of_what_is_known(days: list[DayCounts]) -> None:
    total = totals(days)
    known = [d.errors for d in days if d.errors is not None]
    assert total.errors == (sum(known) if known else None)
    assert total.worst_errors == max([0, *known])
    assert (total.worst is None) == (not total.errors)
    assert all(s.endswith(".") for s in (*sentences(days), *map(day_sentence, days)))


def test_the_last_days_are_those_of_this_machine(time_zone: Callable[[str], None]) -> None:
    now = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    with closing(History(MEMORY)) as history:
        history.upsert("mws:eu:A1", [Submission("1", "A", now, "_DONE_")], seen_at=now)
        time_zone("Europe/Berlin")
        found = last_days(history, "mws:eu:A1", 2, now)
        assert [(d.day.day, d.submissions) for d in found] == [(24, 0), (25, 1)]
        time_zone("America/New_York")
        found = last_days(history, "mws:eu:A1", 2, now)
        assert [(d.day.day, d.submissions) for d in found] == [(23, 0), (24, 1)]
