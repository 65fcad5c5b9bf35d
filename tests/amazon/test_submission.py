"""What a submission's status means to a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from koongo_tui.amazon.submission import (
    NO_COUNTS,
    SMALL_FEED_BYTES,
    Counts,
    State,
    Submission,
    base_state,
    state_of,
)
from tests.amazon.scripted import NOW


def submission(status: str, at: datetime | None = NOW) -> Submission:
    return Submission("1", "POST_PRODUCT_DATA", at, status)


@pytest.mark.parametrize(
    ("native", "state"),
    [
        ("_SUBMITTED_", "waiting"),
        ("_UNCONFIRMED_", "waiting"),
        ("IN_QUEUE", "waiting"),
        ("_IN_PROGRESS_", "working"),
        ("_AWAITING_ASYNCHRONOUS_REPLY_", "working"),
        ("IN_PROGRESS", "working"),
        ("_IN_SAFETY_NET_", "held"),
        ("_DONE_", "done"),
        ("DONE", "done"),
        ("_CANCELLED_", "cancelled"),
        ("CANCELLED", "cancelled"),
        ("FATAL", "failed"),
        ("_SOMETHING_NEW_", "unknown"),
        ("", "unknown"),
    ],
)
def test_each_status_of_both_programs(native: str, state: str) -> None:
    assert base_state(native).value == state
    assert state_of(submission(native), NO_COUNTS, now=NOW).value == state


@pytest.mark.parametrize(
    ("size", "hours"),
    [(SMALL_FEED_BYTES, 1), (SMALL_FEED_BYTES + 1, 8), (None, 8)],
)
@pytest.mark.parametrize("native", ["_SUBMITTED_", "_IN_PROGRESS_"])
def test_beyond_amazons_own_limit_it_may_be_stuck(
    native: str, size: int | None, hours: int
) -> None:
    limit = NOW + timedelta(hours=hours)
    late = limit + timedelta(seconds=1)

    assert state_of(submission(native), NO_COUNTS, now=limit, size=size) is not State.STUCK
    assert state_of(submission(native), NO_COUNTS, now=late, size=size) is State.STUCK
    assert state_of(submission(native, None), NO_COUNTS, now=late, size=size) is not State.STUCK


def test_the_counts_decide_whether_done_is_well_done() -> None:
    done = submission("_DONE_")

    assert state_of(done, Counts(10, 10, 0, 5), now=NOW) is State.DONE
    assert state_of(done, Counts(10, 7, 3, None), now=NOW) is State.DONE_WITH_ERRORS
    assert state_of(submission("_CANCELLED_"), Counts(errors=3), now=NOW) is State.CANCELLED


def test_what_is_open_and_what_needs_a_look() -> None:
    assert {s.value for s in State if s.is_open} == {
        "waiting",
        "working",
        "stuck",
        "held",
        "unknown",
    }
    assert {s.value for s in State if s.needs_a_look} == {
        "stuck",
        "held",
        "done-with-errors",
        "failed",
    }
