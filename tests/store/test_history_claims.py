"""Gaps, claims between processes, retention and size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.store.history import Gap, GapStep, History, ReportState

ACCOUNT = "mws:eu:A135KAIPNVMLK2"
OTHER = "mws:na:A1OTHER"
NOON = datetime(2014, 2, 3, 12, tzinfo=UTC)
FLOOR = timedelta(seconds=45)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    history = History(path)
    yield history
    history.close()


def submission(number: int, status: str = "_DONE_", **values: Any) -> Submission:
    usual: dict[str, Any] = {
        "id": str(50_000 + number),
        "feed_type": "POST_PRODUCT_DATA",
        "submitted_at": NOON + number * MINUTE,
        "native_status": status,
    }
    return Submission(**{**usual, **values})


# The list


def test_one_process_asks_and_the_others_are_told_when_they_may(
    path: Path, history: History
) -> None:
    other = History(path)
    assert history.begin_list(ACCOUNT, NOON, FLOOR) is None
    assert other.begin_list(ACCOUNT, NOON + timedelta(seconds=1), FLOOR) == NOON + FLOOR
    assert other.begin_list(OTHER, NOON, FLOOR) is None
    assert other.begin_list(ACCOUNT, NOON + FLOOR, FLOOR) is None
    other.close()


def test_a_list_that_came_keeps_its_distance_and_one_that_failed_does_not(
    history: History,
) -> None:
    history.begin_list(ACCOUNT, NOON, FLOOR)
    history.record_check(ACCOUNT, NOON + timedelta(seconds=3))
    wait = history.begin_list(ACCOUNT, NOON + timedelta(seconds=4), FLOOR)
    assert wait == NOON + timedelta(seconds=48)
    later = NOON + MINUTE
    assert history.begin_list(ACCOUNT, later, FLOOR) is None
    history.record_check(ACCOUNT, later, error_code="unreachable", error_text="no")
    assert history.begin_list(ACCOUNT, later, FLOOR) is None


def test_a_claim_given_back_is_free(history: History) -> None:
    history.begin_list(ACCOUNT, NOON, FLOOR)
    assert history.asking_since(ACCOUNT) == NOON
    history.end_list(ACCOUNT)
    assert history.asking_since(ACCOUNT) is None
    assert history.begin_list(ACCOUNT, NOON, FLOOR) is None


def test_a_clock_that_went_back_does_not_shut_the_list_for_hours(history: History) -> None:
    history.begin_list(ACCOUNT, NOON, FLOOR)
    history.record_check(ACCOUNT, NOON)
    assert history.begin_list(ACCOUNT, NOON - timedelta(hours=5), FLOOR) is None


# Gaps


def test_a_page_and_its_gap_are_written_together(history: History) -> None:
    first, rest = Gap(NOON, None, 200), Gap(NOON - MINUTE, None, 100)
    history.upsert(ACCOUNT, [submission(0)], seen_at=NOON, step=GapStep(after=first))
    assert history.gaps(ACCOUNT) == (first,)
    history.upsert(ACCOUNT, [], seen_at=NOON, step=GapStep(first, rest))
    assert history.gaps(ACCOUNT) == (rest,)
    history.upsert(ACCOUNT, [], seen_at=NOON, step=GapStep(before=rest))
    assert history.gaps(ACCOUNT) == ()
    assert history.gaps(OTHER) == ()


def test_the_newest_gap_is_read_first_and_by_one_process(history: History) -> None:
    old, new = Gap(NOON - 60 * MINUTE), Gap(NOON, NOON - 30 * MINUTE)
    for gap in (old, new):
        history.upsert(ACCOUNT, [], seen_at=NOON, step=GapStep(after=gap))
    until = NOON + 5 * MINUTE
    assert history.claim_gap(ACCOUNT, "a", now=NOON, until=until) == new
    assert history.claim_gap(ACCOUNT, "a", now=NOON, until=until) == new
    assert history.claim_gap(ACCOUNT, "b", now=NOON, until=until) == old
    assert history.claim_gap(ACCOUNT, "c", now=NOON, until=until) is None
    assert history.claim_gap(ACCOUNT, "c", now=until, until=until + MINUTE) == new


def test_whoever_reads_a_gap_keeps_it_from_page_to_page(history: History) -> None:
    gap, rest = Gap(NOON), Gap(NOON - MINUTE)
    history.upsert(ACCOUNT, [], seen_at=NOON, step=GapStep(after=gap))
    history.claim_gap(ACCOUNT, "a", now=NOON, until=NOON + 5 * MINUTE)
    history.upsert(ACCOUNT, [], seen_at=NOON, step=GapStep(gap, rest))
    assert history.claim_gap(ACCOUNT, "b", now=NOON + MINUTE, until=NOON + 9 * MINUTE) is None


# Reports


def test_a_report_is_claimed_by_one_process_until_it_lapses(path: Path, history: History) -> None:
    other = History(path)
    history.upsert(ACCOUNT, [submission(0)], seen_at=NOON)
    until = NOON + 10 * MINUTE
    assert history.claim_report(ACCOUNT, "50000", now=NOON, until=until)
    assert not other.claim_report(ACCOUNT, "50000", now=NOON + MINUTE, until=until)
    assert other.claim_report(ACCOUNT, "50000", now=until, until=until + MINUTE)
    other.unclaim_report(ACCOUNT, "50000")
    assert history.claim_report(ACCOUNT, "50000", now=until, until=until + MINUTE)
    history.set_report(
        ACCOUNT, "50000", Counts(1, 1, 0, 0), report_state=ReportState.STORED, fetched_at=until
    )
    assert not other.claim_report(ACCOUNT, "50000", now=until, until=until + MINUTE)
    assert not other.claim_report(ACCOUNT, "1", now=NOON, until=until)
    other.close()


def found(history: History, *skus: str) -> list[str]:
    view = history.view(ACCOUNT, now=NOON, skus=skus)
    return [row.id for row in view.rows(0, len(view))]


def test_submissions_are_found_by_the_skus_of_their_reports(history: History) -> None:
    history.upsert(ACCOUNT, [submission(n) for n in range(3)], seen_at=NOON)
    named = {0: ["MUG-BLUE", "CUP_1"], 1: ["mug-red"], 2: []}
    for number, skus in named.items():
        history.set_report(
            ACCOUNT,
            str(50_000 + number),
            Counts(9, 8, 1, 0),
            report_state=ReportState.STORED,
            fetched_at=NOON,
            skus=skus,
        )
    assert found(history, "mug") == ["50001", "50000"]
    assert found(history, "MUG", "CUP") == ["50000"]
    # No sign of the search language of the database means anything.
    assert found(history, "CUP_1") == ["50000"]
    assert found(history, "CUPX1") == []
    assert found(history, "%") == []
    assert found(history, "MUG-BLUECUP") == []
    history.set_report(ACCOUNT, "50000", Counts(), report_state=ReportState.GONE, fetched_at=NOON)
    assert found(history, "MUG") == ["50001"]


# Retention and size


def test_what_is_finished_and_old_can_be_forgotten(history: History) -> None:
    history.upsert(ACCOUNT, [submission(n) for n in range(1200)], seen_at=NOON)
    history.upsert(
        OTHER, [submission(0, "_IN_PROGRESS_"), submission(1, "_CANCELLED_")], seen_at=NOON
    )
    gone = history.forget_before(NOON + 1000 * MINUTE)
    assert len(gone) == 1001
    assert (OTHER, "50001") in gone
    assert history.tally(ACCOUNT, NOON).total == 200
    assert history.tally(OTHER, NOON).total == 1
    assert history.forget_before(NOON + 1000 * MINUTE) == ()


def test_a_gap_is_not_read_to_be_forgotten_again(history: History) -> None:
    gaps = [Gap(NOON, None, 500), Gap(NOON - 60 * MINUTE, NOON - 70 * MINUTE)]
    for gap in gaps:
        history.upsert(ACCOUNT, [], seen_at=NOON, step=GapStep(after=gap))
    history.forget_before(NOON - 30 * MINUTE)
    assert history.gaps(ACCOUNT) == (Gap(NOON, NOON - 30 * MINUTE, None),)


def test_space_is_given_back(history: History) -> None:
    history.upsert(ACCOUNT, [submission(n) for n in range(5000)], seen_at=NOON)
    before = history.size()
    assert history.spare() < before / 10
    history.forget_before(NOON + 4900 * MINUTE)
    assert history.spare() > before / 2
    history.compact()
    assert history.spare() == 0
    assert history.size() < before / 2
    assert history.tally(ACCOUNT, NOON).total == 100
