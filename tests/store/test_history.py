from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.amazon.submission import NO_COUNTS, Counts, State, Submission
from koongo_tui.store.history import Changes, Check, History, ReportState, SortKey

ACCOUNT = "mws:eu:A135KAIPNVMLK2"
OTHER = "mws:na:A1OTHER"
NOON = datetime(2014, 2, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def history() -> Iterator[History]:
    history = History(":memory:")
    yield history
    history.close()


def submission(number: int, status: str = "_DONE_", **values: Any) -> Submission:
    usual: dict[str, Any] = {
        "id": str(50_000 + number),
        "feed_type": "POST_PRODUCT_DATA",
        "submitted_at": NOON + timedelta(minutes=number),
        "native_status": status,
    }
    return Submission(**{**usual, **values})


def ids(history: History, **view: Any) -> list[str]:
    found = history.view(ACCOUNT, **{"now": NOON, **view})
    rows = found.rows(0, len(found))
    assert [found.position(row.id) for row in rows] == list(range(len(rows)))
    return [row.id for row in rows]


def test_an_empty_history_has_nothing_to_say(history: History) -> None:
    assert len(history.view(ACCOUNT, now=NOON)) == 0
    assert history.view(ACCOUNT, now=NOON).rows(0, 10) == []
    assert history.view(ACCOUNT, now=NOON).position("50001") is None
    assert history.get(ACCOUNT, "50001") is None
    assert history.tally(ACCOUNT, NOON).total == 0
    assert history.open_ids(ACCOUNT) == ()
    assert history.newest_submitted_at(ACCOUNT) is None
    assert history.oldest_open_submitted_at(ACCOUNT) is None
    assert history.pending_reports(ACCOUNT, 10) == ()
    assert history.last_check(ACCOUNT) is None
    assert history.last_visit(ACCOUNT) is None
    assert not history.set_size(ACCOUNT, "1", 1)
    assert not history.set_report(
        ACCOUNT, "1", NO_COUNTS, report_state=ReportState.GONE, fetched_at=NOON
    )
    history.forget(ACCOUNT)


def test_what_is_learnt_comes_back_whole(history: History) -> None:
    told = submission(
        1,
        started_at=NOON + HOUR,
        completed_at=NOON + 2 * HOUR,
        report_document_id="amzn1.tortuga.3.x",
        marketplace_ids=("A1PA6795UKMFR9", "A1F83G8C2ARO7P"),
    )
    history.upsert(ACCOUNT, [told], seen_at=NOON)
    row = history.get(ACCOUNT, told.id)
    assert row is not None
    assert row.submission == told
    assert row.counts == NO_COUNTS
    assert row.report_state is ReportState.NONE
    assert row.first_seen_at == NOON
    assert row.size is None
    assert row.submission.submitted_at is not None
    assert row.submission.submitted_at.utcoffset() == timedelta(0)


def test_changes_are_exact(history: History) -> None:
    first = [submission(n) for n in (3, 2, 1)]
    assert history.upsert(ACCOUNT, first, seen_at=NOON) == Changes(("50003", "50002", "50001"))
    assert not history.upsert(ACCOUNT, first, seen_at=NOON + HOUR)
    second = [submission(4), replace(first[1], native_status="_CANCELLED_"), first[0]]
    assert history.upsert(ACCOUNT, second, seen_at=NOON + HOUR) == Changes(("50004",), ("50002",))
    assert history.upsert(ACCOUNT, [], seen_at=NOON) == Changes()
    assert history.upsert(OTHER, first, seen_at=NOON).new == ("50003", "50002", "50001")


def test_a_list_that_says_nothing_new_writes_nothing(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite3")
    told = [submission(n) for n in range(300)]
    history.upsert(ACCOUNT, told, seen_at=NOON)
    before, size = history.version(), (tmp_path / "h.sqlite3-wal").stat().st_size
    history.upsert(ACCOUNT, told, seen_at=NOON + HOUR)
    assert history.version() == before
    assert (tmp_path / "h.sqlite3-wal").stat().st_size == size
    history.upsert(ACCOUNT, [submission(301)], seen_at=NOON + HOUR)
    assert history.version() != before
    history.close()


def test_the_last_of_two_with_one_id_counts(history: History) -> None:
    told = [submission(1, "_SUBMITTED_"), submission(1, "_DONE_")]
    assert history.upsert(ACCOUNT, told, seen_at=NOON) == Changes(("50001",))
    row = history.get(ACCOUNT, "50001")
    assert row is not None
    assert row.submission.native_status == "_DONE_"


def test_a_shorter_answer_erases_nothing(history: History) -> None:
    told = submission(1, started_at=NOON, completed_at=NOON, marketplace_ids=("A1PA6795UKMFR9",))
    history.upsert(ACCOUNT, [told], seen_at=NOON)
    short = Submission(told.id, told.feed_type, None, "_DONE_")
    assert not history.upsert(ACCOUNT, [short], seen_at=NOON + HOUR)
    row = history.get(ACCOUNT, told.id)
    assert row is not None
    assert row.submission == told


def test_a_late_answer_does_not_reopen_what_is_finished(history: History) -> None:
    history.upsert(ACCOUNT, [submission(1, "_DONE_")], seen_at=NOON + HOUR)
    assert not history.upsert(ACCOUNT, [submission(1, "_IN_PROGRESS_")], seen_at=NOON)
    # Amazon itself may do so, and a late answer may finish what was open.
    assert history.upsert(ACCOUNT, [submission(1, "_IN_PROGRESS_")], seen_at=NOON + 2 * HOUR)
    assert history.upsert(ACCOUNT, [submission(1, "_DONE_")], seen_at=NOON)


def test_a_submission_without_a_date_stands_where_it_was_first_seen(history: History) -> None:
    told = [submission(1), submission(2, submitted_at=None), submission(3)]
    history.upsert(ACCOUNT, told, seen_at=NOON + timedelta(minutes=2))
    assert ids(history) == ["50003", "50002", "50001"]
    history.upsert(ACCOUNT, [submission(2, submitted_at=NOON)], seen_at=NOON + HOUR)
    assert ids(history) == ["50003", "50001", "50002"]


def test_a_report_brings_counts_and_the_state_follows(history: History) -> None:
    history.upsert(ACCOUNT, [submission(1), submission(2)], seen_at=NOON)
    assert history.pending_reports(ACCOUNT, 10) == ("50002", "50001")
    assert history.pending_reports(ACCOUNT, 1) == ("50002",)
    assert history.set_report(
        ACCOUNT,
        "50001",
        Counts(10, 7, 3, 1),
        report_state=ReportState.STORED,
        fetched_at=NOON + HOUR,
        content_type="text/xml; charset=utf-8",
        path="mws/50001.gz",
    )
    row = history.get(ACCOUNT, "50001")
    assert row is not None
    assert row.counts == Counts(10, 7, 3, 1)
    assert row.state(NOON) is State.DONE_WITH_ERRORS
    assert row.report_state is ReportState.STORED
    assert (row.content_type, row.report_path) == ("text/xml; charset=utf-8", "mws/50001.gz")
    assert row.fetched_at == NOON + HOUR
    assert history.tally(ACCOUNT, NOON)[State.DONE_WITH_ERRORS] == 1
    assert history.pending_reports(ACCOUNT, 10) == ("50002",)
    # A list does not take the counts away again.
    assert not history.upsert(ACCOUNT, [submission(1)], seen_at=NOON + 2 * HOUR)


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (ReportState.PENDING, True),
        (ReportState.STORED, False),
        (ReportState.GONE, False),
        (ReportState.UNREADABLE, False),
    ],
)
def test_a_report_is_wanted_until_it_is_there_or_gone(
    history: History, state: ReportState, wanted: bool
) -> None:
    history.upsert(ACCOUNT, [submission(1)], seen_at=NOON)
    history.set_report(ACCOUNT, "50001", NO_COUNTS, report_state=state, fetched_at=NOON)
    assert bool(history.pending_reports(ACCOUNT, 10)) is wanted


def test_only_what_is_finished_may_have_a_report(history: History) -> None:
    statuses = ["_SUBMITTED_", "_IN_PROGRESS_", "_IN_SAFETY_NET_", "_CANCELLED_", "FATAL", "?"]
    told = [submission(n, status) for n, status in enumerate(statuses)]
    told.append(submission(9, "FATAL", report_document_id="doc"))
    history.upsert(ACCOUNT, told, seen_at=NOON)
    assert history.pending_reports(ACCOUNT, 10) == ("50009",)


def test_stuck_depends_on_the_time_and_the_size(history: History) -> None:
    told = [submission(0, "_IN_PROGRESS_"), submission(1, "_SUBMITTED_"), submission(2)]
    history.upsert(ACCOUNT, told, seen_at=NOON)
    assert history.set_size(ACCOUNT, "50000", 1000)
    later = NOON + 2 * HOUR
    tally = history.tally(ACCOUNT, later)
    assert (tally[State.STUCK], tally[State.WAITING], tally[State.WORKING]) == (1, 1, 0)
    assert tally.total == 3
    stuck = frozenset({State.STUCK})
    assert ids(history, states=stuck, now=later) == ["50000"]
    assert ids(history, states=stuck, now=NOON + 9 * HOUR) == ["50001", "50000"]
    assert ids(history, states=stuck, now=NOON) == []
    # The limit itself is not beyond it; a part of a millisecond is.
    assert ids(history, states=stuck, now=NOON + HOUR) == []
    assert ids(history, states=stuck, now=NOON + HOUR + timedelta(microseconds=1)) == ["50000"]


def test_open_ones_are_found(history: History) -> None:
    told = [
        submission(1, "_DONE_"),
        submission(2, "_IN_PROGRESS_"),
        submission(3, "SOMETHING_NEW"),
        submission(4, "_IN_SAFETY_NET_"),
        submission(5, "_CANCELLED_"),
    ]
    history.upsert(ACCOUNT, told, seen_at=NOON)
    assert history.open_ids(ACCOUNT) == ("50004", "50003", "50002")
    assert history.oldest_open_submitted_at(ACCOUNT) == NOON + timedelta(minutes=2)
    assert history.newest_submitted_at(ACCOUNT) == NOON + timedelta(minutes=5)
    assert history.tally(ACCOUNT, NOON)[State.UNKNOWN] == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price", ["50002"]),
        ("PRICE", ["50002"]),
        ("5000", ["50003", "50002", "50001"]),
        ("post 3", ["50003"]),
        ("  ", ["50003", "50002", "50001"]),
        ("100%", []),
        ("_", ["50003", "50002", "50001"]),
        ("PRICE_", []),
        ("!", []),
        ("'; DROP TABLE submission; --", []),
    ],
)
def test_words_are_looked_for_in_id_and_type(
    history: History, text: str, expected: list[str]
) -> None:
    told = [submission(n) for n in (1, 2, 3)]
    told[1] = replace(told[1], feed_type="POST_PRODUCT_PRICE")
    history.upsert(ACCOUNT, told, seen_at=NOON)
    assert ids(history, text=text) == expected


def test_a_filter_by_date_keeps_what_is_younger(history: History) -> None:
    history.upsert(ACCOUNT, [submission(n) for n in range(5)], seen_at=NOON)
    since = NOON + timedelta(minutes=3)
    assert ids(history, since=since) == ["50004", "50003"]
    assert ids(history, since=since, descending=False) == ["50003", "50004"]
    assert ids(history, since=since, text="50004") == ["50004"]
    assert history.view(ACCOUNT, since=since, now=NOON).position("50001") is None


def test_what_is_unknown_comes_last_in_either_direction(history: History) -> None:
    history.upsert(ACCOUNT, [submission(n) for n in range(4)], seen_at=NOON)
    for number, errors in ((0, 5), (2, 0), (3, 5)):
        history.set_report(
            ACCOUNT,
            str(50_000 + number),
            Counts(errors=errors),
            report_state=ReportState.STORED,
            fetched_at=NOON,
        )
    assert ids(history, sort=SortKey.ERRORS) == ["50003", "50000", "50002", "50001"]
    assert ids(history, sort=SortKey.ERRORS, descending=False) == [
        "50002",
        "50003",
        "50000",
        "50001",
    ]


def test_ids_are_sorted_as_numbers(history: History) -> None:
    told = [submission(0, id=number) for number in ("9", "10", "2")]
    history.upsert(ACCOUNT, told, seen_at=NOON)
    assert ids(history, sort=SortKey.ID, descending=False) == ["2", "9", "10"]


@pytest.mark.parametrize("sort", [SortKey.SUBMITTED, SortKey.TYPE])
def test_rows_that_arrive_later_do_not_move_an_open_list(history: History, sort: SortKey) -> None:
    history.upsert(ACCOUNT, [submission(n) for n in range(50)], seen_at=NOON)
    view = history.view(ACCOUNT, now=NOON, sort=sort)
    before = [view.rows(start, start + 7) for start in (0, 20, 43)]
    history.upsert(ACCOUNT, [submission(n) for n in range(50, 99)], seen_at=NOON)
    assert len(view) == 50
    assert [view.rows(start, start + 7) for start in (0, 20, 43)] == before
    assert view.position("50098") is None
    assert view.position("50049") == 0
    assert len(history.view(ACCOUNT, now=NOON, sort=sort)) == 99


@pytest.mark.parametrize("sort", [SortKey.SUBMITTED, SortKey.TYPE])
def test_a_window_is_what_it_says(history: History, sort: SortKey) -> None:
    history.upsert(ACCOUNT, [submission(n) for n in range(1500)], seen_at=NOON)
    view = history.view(ACCOUNT, now=NOON, sort=sort)
    everything = [str(51_499 - n) for n in range(1500)]
    for start, stop in (
        (0, 30),
        (700, 790),
        (1490, 1600),
        (0, 1500),
        (-5, 3),
        (9, 4),
        (2000, 3000),
    ):
        expected = everything[max(0, start) : max(0, stop)]
        assert [row.id for row in view.rows(start, stop)] == expected
    shown = view.rows(5, 6)
    history.upsert(ACCOUNT, [submission(1494, "_CANCELLED_")], seen_at=NOON)
    assert shown[0].submission.native_status == "_DONE_"
    assert view.rows(5, 6)[0].submission.native_status == "_CANCELLED_"


def test_forgotten_rows_leave_an_open_list_short(history: History) -> None:
    history.upsert(ACCOUNT, [submission(n) for n in range(5)], seen_at=NOON)
    by_type = history.view(ACCOUNT, now=NOON, sort=SortKey.TYPE)
    by_date = history.view(ACCOUNT, now=NOON)
    history.upsert(OTHER, [submission(n) for n in range(2)], seen_at=NOON)
    history.forget(ACCOUNT)
    assert by_type.rows(0, 5) == by_date.rows(0, 5) == []
    assert history.tally(ACCOUNT, NOON).total == 0
    assert history.tally(OTHER, NOON).total == 2


def test_checks_are_remembered(history: History) -> None:
    assert history.record_check(ACCOUNT, NOON) == Check(NOON, NOON, None, None, 0)
    later = NOON + HOUR
    token = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
    check = history.record_check(
        ACCOUNT, later, error_code="access-refused", error_text=f"AuthToken {token} is not valid"
    )
    assert check == Check(
        later, NOON, "access-refused", "AuthToken amzn.mws.********1234 is not valid", 1
    )
    assert history.record_check(ACCOUNT, later, error_code="unreachable").failures == 2
    assert history.last_check(ACCOUNT) == Check(later, NOON, "unreachable", None, 2)
    assert history.record_check(ACCOUNT, later) == Check(later, later, None, None, 0)
    assert history.last_check(OTHER) is None


def test_visits_are_remembered(history: History) -> None:
    history.mark_visited(ACCOUNT, NOON)
    history.mark_visited(ACCOUNT, NOON + HOUR)
    assert history.last_visit(ACCOUNT) == NOON + HOUR
    assert history.last_visit(OTHER) is None
    assert history.last_check(ACCOUNT) is None


def test_moments_before_1970_and_in_other_zones_are_moments(history: History) -> None:
    from datetime import timezone

    old = datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)
    there = datetime(2014, 2, 3, 14, tzinfo=timezone(2 * HOUR))
    told = submission(1, submitted_at=old, started_at=there)
    history.upsert(ACCOUNT, [told], seen_at=there)
    row = history.get(ACCOUNT, "50001")
    assert row is not None
    assert row.submission == told
    assert row.first_seen_at == NOON


def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    history = History(tmp_path / "state" / "h.sqlite3")
    history.upsert(ACCOUNT, [submission(1)], seen_at=NOON)
    history.close()
    again = History(tmp_path / "state" / "h.sqlite3")
    assert ids(again) == ["50001"]
    again.close()
    # A closed one opens itself again.
    assert ids(history) == ["50001"]
    history.close()


def test_two_programs_see_each_others_rows(tmp_path: Path) -> None:
    one, other = History(tmp_path / "h.sqlite3"), History(tmp_path / "h.sqlite3")
    before = other.version()
    one.upsert(ACCOUNT, [submission(1)], seen_at=NOON)
    assert other.version() != before
    assert not other.upsert(ACCOUNT, [submission(1)], seen_at=NOON)
    assert other.upsert(ACCOUNT, [submission(1, "_CANCELLED_")], seen_at=NOON).changed
    assert ids(one) == ["50001"]
    one.close()
    other.close()


STATISTICS: list[Callable[[History], object]] = [
    lambda history: history.view(ACCOUNT, now=NOON).rows(0, 40),
    lambda history: history.view(ACCOUNT, now=NOON).position("53003"),
    lambda history: history.tally(ACCOUNT, NOON + 9 * HOUR),
    lambda history: history.get(ACCOUNT, "50005"),
    lambda history: history.open_ids(ACCOUNT),
    lambda history: history.newest_submitted_at(ACCOUNT),
    lambda history: history.oldest_open_submitted_at(ACCOUNT),
    lambda history: history.pending_reports(ACCOUNT, 10),
    lambda history: history.last_check(ACCOUNT),
    lambda history: history.upsert(ACCOUNT, [submission(7)], seen_at=NOON),
    lambda history: history.view(
        ACCOUNT, now=NOON + 9 * HOUR, states=frozenset({State.STUCK, State.HELD})
    ),
]


def test_what_a_start_needs_costs_the_same_however_many_rows_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in steps of SQLite's own machine, so no clock is needed."""
    steps = 0
    connect = sqlite3.connect

    def counting(*values: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*values, **more)

        def step() -> int:
            nonlocal steps
            steps += 1
            return 0

        connection.set_progress_handler(step, 1)
        return connection

    def cost(rows: int) -> list[int]:
        nonlocal steps
        path = tmp_path / f"{rows}.sqlite3"
        history = History(path)
        told = [submission(n) for n in range(rows - 4)]
        told += [submission(3000 + n, "_IN_PROGRESS_") for n in range(4)]
        history.upsert(ACCOUNT, told, seen_at=NOON)
        history.close()
        monkeypatch.setattr(sqlite3, "connect", counting)
        found = []
        steps = 0
        history = History(path)
        for ask in STATISTICS:
            ask(history)
            found.append(steps)
            steps = 0
        history.close()
        monkeypatch.undo()
        return found

    few, many = cost(100), cost(2000)
    assert all(after <= before * 1.1 + 30 for before, after in zip(few, many, strict=True)), (
        few,
        many,
    )
