"""What a submission is called, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from koongo_tui.amazon.reports import IssueGroup, Report, ReportFormat, Severity
from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.store.rows import ReportState, Row
from koongo_tui.tui.submission_words import preview, status, ticks, type_words
from koongo_tui.tui.text import Tone

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)


def row(
    word: str,
    counts: Counts | None = None,
    *,
    minutes: float = 30,
    size: int | None = 1000,
    state: ReportState = ReportState.STORED,
) -> Row:
    sent = NOW - timedelta(minutes=minutes)
    submission = Submission("1", "POST_PRODUCT_DATA", sent, word)
    return Row(submission, counts or Counts(), state, NOW, size=size)


REPORT = Report(
    ReportFormat.XML,
    "utf-8",
    groups=(
        IssueGroup(Severity.WARNING, "9", 20, "Only a warning", None, None, ()),
        IssueGroup(Severity.ERROR, "8560", 8, "words", "Required information is missing", "", ()),
        IssueGroup(Severity.ERROR, "1", 2, "Amazon's\nown words", None, None, ()),
    ),
)


@pytest.mark.parametrize(
    ("found", "words", "tone"),
    [
        (row("_SUBMITTED_"), "Waiting", Tone.MUTED),
        (row("_UNCONFIRMED_"), "Waiting", Tone.MUTED),
        (row("_IN_PROGRESS_", minutes=0.97), "Working 0:58", Tone.ACCENT),
        (row("_IN_PROGRESS_", minutes=112), "Stuck? 1 h 52 m", Tone.WARN),
        (row("_IN_PROGRESS_", minutes=112, size=None), "Working 1 h 52 m", Tone.ACCENT),
        (row("_IN_SAFETY_NET_"), "Held by Amazon", Tone.WARN),
        (row("_DONE_", Counts(5, 5, 0, 0)), "Done", Tone.PLAIN),
        (row("_DONE_", Counts(5, 4, 1, 0)), "Done, 1 error", Tone.BAD),
        (row("_DONE_", Counts(5, 4, 1400, 0)), "Done, 1,400 errors", Tone.BAD),
        (row("_CANCELLED_"), "Cancelled", Tone.MUTED),
        (row("FATAL"), "Failed", Tone.BAD),
        (row("[/oops]\x1b"), "[/oops]�", Tone.WARN),
    ],
)
def test_states_in_words(found: Row, words: str, tone: Tone) -> None:
    assert status(found, NOW) == (words, tone)


@pytest.mark.parametrize(
    ("found", "report", "words"),
    [
        (row("_SUBMITTED_"), None, "waiting for its turn at Amazon"),
        (row("_IN_PROGRESS_"), None, "Amazon is reading it"),
        (row("_IN_PROGRESS_", minutes=112), None, "longer than Amazon calls normal"),
        (row("_IN_SAFETY_NET_"), None, "Amazon paused it: it looks risky"),
        (row("_CANCELLED_"), None, "cancelled"),
        (row("mystery"), None, "a status we do not know"),
        (row("FATAL"), None, "Amazon could not process it"),
        (row("FATAL"), REPORT, "8 × Required information is missing"),
        (row("_DONE_", Counts(5, 5, 0, 0)), None, "all accepted"),
        (row("_DONE_", Counts(5, 5, 0, 3)), None, "all accepted, 3 warnings"),
        (row("_DONE_", Counts(5, 4, 0, 0)), None, "4 of 5 accepted"),
        (row("_DONE_", Counts(5, 4, 1, 0)), None, "4 of 5 accepted"),
        (row("_DONE_", Counts(None, None, 3, None)), None, "3 errors"),
        (row("_DONE_", Counts(5, 4, 1, 0)), REPORT, "8 × Required information is missing"),
        (row("_DONE_", state=ReportState.NONE), None, "report not fetched yet"),
        (row("_DONE_", state=ReportState.GONE), None, "Amazon no longer has the report"),
        (row("_DONE_", state=ReportState.UNREADABLE), None, "the report cannot be read"),
    ],
)
def test_one_short_phrase(found: Row, report: Report | None, words: str) -> None:
    assert preview(found, report, NOW) == words


def test_types_are_said_plainly_or_as_amazon_does() -> None:
    assert type_words("POST_INVENTORY_AVAILABILITY_DATA") == "Stock"
    assert type_words("POST_EASYSHIP\n_DOCUMENTS") == "POST_EASYSHIP _DOCUMENTS"


def test_only_what_is_going_on_ticks() -> None:
    assert ticks(row("_IN_PROGRESS_"), NOW)
    assert not ticks(row("_DONE_"), NOW)
    assert not ticks(row("_SUBMITTED_"), NOW)


def test_a_moment_that_is_not_known() -> None:
    submission = Submission("1", "X", None, "_IN_PROGRESS_")
    found = Row(submission, Counts(), ReportState.NONE, NOW)
    assert status(found, NOW)[0] == "Working"
