"""Where the line of the last visit stands, and where the next problem is, without reading all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.filters import Filter, parse_filter
from koongo_tui.store.history import MEMORY, History, ListView, ReportState, Row
from koongo_tui.tui.screens.submissions.marker import first_seen_before
from koongo_tui.tui.screens.submissions.problems import find_problem, problems_of

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
ACCOUNT = "mws:eu:A1"


class Counted:
    """A view that knows how often it was asked."""

    def __init__(self, view: ListView) -> None:
        self._view = view
        self.asked = 0

    def __len__(self) -> int:
        return len(self._view)

    def rows(self, start: int, stop: int) -> list[Row]:
        self.asked += 1
        return self._view.rows(start, stop)

    def position(self, submission_id: str) -> int | None:
        self.asked += 1
        return self._view.position(submission_id)


def filled(new: int, old: int) -> History:
    history = History(MEMORY)

    def some(first: int, count: int, seen: datetime) -> None:
        found = [
            Submission(str(10_000 + i), "X", NOW - timedelta(minutes=i), "_DONE_")
            for i in range(first, first + count)
        ]
        history.upsert(ACCOUNT, found, seen_at=seen)

    some(new, old, NOW - timedelta(days=1))
    some(0, new, NOW)
    return history


VISIT = NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("new", "old", "place"),
    [(0, 5, None), (2, 5, 2), (16, 5, 16), (17, 90, 17), (700, 900, 700), (5, 0, None)],
)
def test_the_line_stands_before_the_first_row_that_was_known(
    new: int, old: int, place: int | None
) -> None:
    view = Counted(filled(new, old).view(ACCOUNT, now=NOW))
    assert first_seen_before(view, VISIT) == place
    assert view.asked <= 24


def test_no_line_without_a_visit_or_without_rows() -> None:
    assert first_seen_before(filled(2, 5).view(ACCOUNT, now=NOW), None) is None
    assert first_seen_before(filled(0, 0).view(ACCOUNT, now=NOW), VISIT) is None


def with_problems(*places: int) -> History:
    history = filled(0, 400)
    for place in places:
        history.set_report(
            ACCOUNT,
            str(10_000 + place),
            Counts(5, 4, 1, 0),
            report_state=ReportState.STORED,
            fetched_at=NOW,
        )
    return history


@pytest.mark.parametrize(
    ("cursor", "step", "found"),
    [
        (0, 1, 7),
        (6, 1, 7),
        (7, 1, 200),
        (8, 1, 200),
        (200, 1, 399),
        (399, 1, None),
        (399, -1, 200),
        (201, -1, 200),
        (200, -1, 7),
        (7, -1, None),
        (0, -1, None),
    ],
)
def test_the_next_problem(cursor: int, step: int, found: int | None) -> None:
    history = with_problems(7, 200, 399)
    shown = Counted(history.view(ACCOUNT, now=NOW))
    problems = problems_of(Filter()).view(history, ACCOUNT, now=NOW)
    assert find_problem(problems, shown, cursor, step) == found
    assert shown.asked < 12


def test_no_problem_at_all() -> None:
    history = filled(0, 9)
    problems = problems_of(Filter()).view(history, ACCOUNT, now=NOW)
    assert find_problem(problems, history.view(ACCOUNT, now=NOW), 3, 1) is None


def test_a_problem_that_arrived_after_the_list_was_opened_is_not_in_it() -> None:
    history = with_problems(7)
    shown = history.view(ACCOUNT, now=NOW)
    late = Submission("99999", "X", NOW + timedelta(minutes=1), "FATAL")
    history.upsert(ACCOUNT, [late], seen_at=NOW)
    problems = problems_of(Filter()).view(history, ACCOUNT, now=NOW)
    assert find_problem(problems, shown, 3, 1) == 7
    assert find_problem(problems, shown, 3, -1) is None


def test_problems_among_what_is_shown() -> None:
    shown = parse_filter("state:stuck,done", now=NOW)
    assert problems_of(shown).states == parse_filter("state:stuck", now=NOW).states
