"""What became of each day's submissions, added up by the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.submission import NO_COUNTS, Counts, Submission
from koongo_tui.store.history import MEMORY, History, ReportState
from koongo_tui.store.trends import _QUERY, DayCounts

ACCOUNT = "mws:eu:A135KAIPNVMLK2"
BERLIN = ZoneInfo("Europe/Berlin")


def add(
    history: History,
    number: int,
    at: datetime,
    counts: Counts | None = None,
    status: str = "_DONE_",
    account: str = ACCOUNT,
    document: str | None = None,
) -> None:
    sent = Submission(str(number), "POST_PRODUCT_DATA", at, status, report_document_id=document)
    history.upsert(account, [sent], seen_at=at)
    if counts is not None:
        history.set_report(account, sent.id, counts, report_state=ReportState.STORED, fetched_at=at)


@pytest.fixture
def history() -> Iterator[History]:
    with closing(History(MEMORY)) as history:
        yield history


def test_the_numbers_of_a_day_are_added_up(history: History) -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    add(history, 1, noon, Counts(412, 398, 14, 3))
    add(history, 2, noon + timedelta(hours=1), Counts(10, 10, 0, 0))
    add(history, 3, noon + timedelta(days=1), Counts(5, 5, 0, 0))
    add(history, 4, noon, Counts(7, 0, 7, 0), account="mws:na:A1OTHER")
    assert history.days(ACCOUNT, date(2026, 11, 23), date(2026, 11, 25), UTC) == (
        DayCounts(date(2026, 11, 23), 0, None, None, None, 0),
        DayCounts(date(2026, 11, 24), 2, 422, 408, 14, 0),
        DayCounts(date(2026, 11, 25), 1, 5, 5, 0, 0),
    )


def test_no_numbers_are_not_zero_and_missing_reports_are_counted(history: History) -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    add(history, 1, noon)
    add(history, 2, noon, status="_IN_PROGRESS_")
    add(history, 3, noon, status="_CANCELLED_")
    add(history, 4, noon, status="FATAL")
    add(history, 5, noon, status="FATAL", document="amzn1.tortuga.3.x")
    add(history, 6, noon, NO_COUNTS)
    (day,) = history.days(ACCOUNT, noon.date(), noon.date(), UTC)
    assert day == DayCounts(noon.date(), 6, None, None, None, 4)
    add(history, 7, noon, Counts(None, 3, 0, None))
    (day,) = history.days(ACCOUNT, noon.date(), noon.date(), UTC)
    assert day == DayCounts(noon.date(), 7, None, 3, 0, 4)


def test_a_day_ends_at_its_own_midnight(history: History) -> None:
    # The clocks of Berlin go back on 25 October 2026: a day of 25 hours.
    add(history, 1, datetime(2026, 10, 24, 21, 59, 59, 999000, tzinfo=UTC))
    add(history, 2, datetime(2026, 10, 24, 22, tzinfo=UTC))
    add(history, 3, datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC))
    add(history, 4, datetime(2026, 10, 25, 23, tzinfo=UTC))
    found = history.days(ACCOUNT, date(2026, 10, 24), date(2026, 10, 26), BERLIN)
    assert [day.submissions for day in found] == [1, 2, 1]


def test_days_that_run_backwards_are_none(history: History) -> None:
    assert history.days(ACCOUNT, date(2026, 11, 25), date(2026, 11, 24)) == ()


def test_only_the_days_that_are_asked_for_are_read(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    with closing(History(path)):
        pass
    with closing(sqlite3.connect(path)) as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN {_QUERY}", {"account": ACCOUNT, "days": "[]"}
        ).fetchall()
    (step,) = [words for *_, words in plan if "submission" in words]
    assert "SEARCH submission USING INDEX submission_listed" in step
    assert "listed_at>? AND listed_at<?" in step


@given(
    zone=st.sampled_from(
        # Midnight is skipped in Cairo and Santiago, a whole day was in Apia, and the last one is
        # off by three quarters of an hour.
        [UTC, BERLIN]
        + [
            ZoneInfo(name)
            for name in ("Africa/Cairo", "America/Santiago", "Pacific/Apia", "Asia/Kathmandu")
        ]
    ),
    start=st.dates(date(2009, 1, 1), date(2026, 1, 1)),
    minutes=st.lists(st.integers(0, 400 * 24 * 60), max_size=30),
)
def test_every_submission_is_in_the_day_its_local_clock_shows(
    zone: tzinfo, start: date, minutes: list[int]
) -> None:
    begin = datetime(start.year, start.month, start.day, tzinfo=UTC)
    moments = [begin + timedelta(minutes=m) for m in minutes]
    first, last = start - timedelta(days=1), start + timedelta(days=402)
    with closing(History(MEMORY)) as history:
        history.upsert(
            ACCOUNT,
            [Submission(str(i), "POST_PRODUCT_DATA", at, "_DONE_") for i, at in enumerate(moments)],
            seen_at=begin,
        )
        found = {day.day: day.submissions for day in history.days(ACCOUNT, first, last, zone)}
    expected = dict.fromkeys(found, 0)
    for at in moments:
        expected[at.astimezone(zone).date()] += 1
    assert found == expected
