"""Times, ages and numbers in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from koongo_tui.tui.wording import ago, count, countdown, day, lasted, plural, when

NOON = datetime(2026, 3, 6, 12, 0).astimezone()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (12, "12 s"),
        (99, "99 s"),
        (100, "1 min"),
        (360, "6 min"),
        (5999, "99 min"),
        (6000, "1 h"),
        (47 * 3600, "47 h"),
        (48 * 3600, "2 days"),
    ],
)
def test_ages(seconds: int, words: str) -> None:
    assert ago(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (58, "0:58"),
        (200, "3:20"),
        (3599, "59:59"),
        (6720, "1 h 52 m"),
        (90000, "1 d 1 h"),
        (-3, "0:00"),
    ],
)
def test_spans(seconds: int, words: str) -> None:
    assert lasted(timedelta(seconds=seconds)) == words


def test_a_countdown_reaches_zero_only_at_the_end() -> None:
    assert countdown(timedelta(seconds=33)) == "0:33"
    assert countdown(timedelta(seconds=32.2)) == "0:33"
    assert countdown(timedelta(seconds=0.1)) == "0:01"
    assert countdown(timedelta(0)) == "0:00"
    assert countdown(timedelta(seconds=-9)) == "0:00"


def test_moments_are_local_and_short_where_there_is_no_room() -> None:
    assert when(NOON, NOON) == "today 12:00"
    assert when(NOON - timedelta(days=1), NOON) == "yesterday 12:00"
    assert when(NOON - timedelta(days=1), NOON, short=True) == "yest. 12:00"
    assert when(NOON - timedelta(days=12), NOON) == "22 Feb 12:00"
    assert when(NOON - timedelta(days=120), NOON) == "6 Nov 2025"
    assert when(None, NOON) == "-"
    moments = [NOON - timedelta(days=d) for d in (0, 1, 12, 120, 4000)]
    assert all(len(when(m, NOON, short=True)) <= 12 for m in moments)
    assert when(NOON.astimezone(UTC), NOON) == "today 12:00"


def test_days() -> None:
    assert day(date(2026, 3, 25), date(2026, 3, 6)) == "25 Mar"
    assert day(date(2027, 3, 25), date(2026, 3, 6)) == "25 Mar 2027"


def test_what_is_not_known_is_not_zero() -> None:
    assert count(None) == "-"
    assert count(0) == "0"
    assert count(12345) == "12,345"
    assert plural(1, "error") == "1 error"
    assert plural(1400, "error") == "1,400 errors"
    assert plural(2, "child", "children") == "2 children"
