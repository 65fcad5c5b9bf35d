"""Every account at a glance says what asking for each says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from koongo_tui.amazon.submission import Counts, State, Submission
from koongo_tui.store.history import AccountSummary, History, ReportState
from koongo_tui.store.summaries import NO_TALLY

ONE, TWO, EMPTY = "mws:eu:A135KAIPNVMLK2", "sp-api:na:A1OTHER", "mws:fe:A1NEW"
NOON = datetime(2014, 2, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def history() -> Iterator[History]:
    history = History(":memory:")
    yield history
    history.close()


def submission(number: int, hours: float, status: str = "_DONE_") -> Submission:
    return Submission(str(number), "POST_PRODUCT_DATA", NOON - hours * HOUR, status)


@pytest.fixture
def filled(history: History) -> History:
    history.upsert(
        ONE,
        [
            submission(1, 30),
            submission(2, 20),
            submission(3, 12, "_IN_PROGRESS_"),
            submission(4, 2, "_IN_PROGRESS_"),
            submission(5, 1, "_SUBMITTED_"),
            submission(6, 40, "_IN_SAFETY_NET_"),
        ],
        seen_at=NOON,
    )
    history.set_report(
        ONE, "2", Counts(4, 3, 1, 0), report_state=ReportState.STORED, fetched_at=NOON
    )
    history.set_size(ONE, "4", 1000)
    history.record_check(ONE, NOON)
    history.upsert(TWO, [submission(1, 3, "DONE")], seen_at=NOON)
    history.record_check(TWO, NOON - HOUR)
    history.record_check(TWO, NOON, error_code="access-refused", error_text="Not accepted.")
    history.begin_list(TWO, NOON, HOUR / 2)
    history.record_check(EMPTY, NOON, error_code="unreachable", error_text="No answer.")
    return history


def test_nothing_is_known_of_nobody(history: History) -> None:
    assert history.summaries(NOON) == {}


def test_all_accounts_are_there_once(filled: History) -> None:
    assert set(filled.summaries(NOON)) == {ONE, TWO, EMPTY}


@pytest.mark.parametrize("hours", [0, 5, 50])
def test_a_summary_says_what_asking_one_by_one_says(filled: History, hours: int) -> None:
    now = NOON + hours * HOUR
    for account, summary in filled.summaries(now).items():
        assert summary == AccountSummary(
            filled.last_check(account),
            filled.tally(account, now),
            filled.newest_submitted_at(account),
            filled.asking_since(account),
        )


def test_what_passed_amazons_limit_is_stuck_and_nothing_else(filled: History) -> None:
    tally = filled.summaries(NOON)[ONE].tally
    assert tally.total == 6
    assert {state: number for state, number in tally.by_state.items() if number} == {
        State.DONE: 1,
        State.DONE_WITH_ERRORS: 1,
        State.STUCK: 2,
        State.WAITING: 1,
        State.HELD: 1,
    }


def test_an_account_without_submissions_has_its_check_alone(filled: History) -> None:
    summary = filled.summaries(NOON)[EMPTY]
    assert summary.check is not None
    assert (summary.check.error_code, summary.check.failures) == ("unreachable", 1)
    assert summary.tally is NO_TALLY
    assert summary.newest is None


def test_a_forgotten_account_is_gone(filled: History) -> None:
    filled.forget(ONE)
    assert ONE not in filled.summaries(NOON)


def test_the_list_is_read_along_indexes(filled: History) -> None:
    """A thousand accounts with a thousand submissions each must not be read through."""
    from koongo_tui.store.summaries import _ACCOUNTS, _COUNTS

    for sql in (_ACCOUNTS, _COUNTS):
        plan = filled._database.read(f"EXPLAIN QUERY PLAN {sql}", {"now": 0})
        steps = [step for *_, step in plan if "submission" in step]
        assert steps
        assert all(step.startswith("SEARCH") and "INDEX" in step for step in steps)
