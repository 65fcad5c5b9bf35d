"""What a submission is called, how it stands, and what came of it, in a shopkeeper's words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from koongo_tui.amazon.submission import State
from koongo_tui.feeds.kinds import words_of
from koongo_tui.store.rows import ReportState
from koongo_tui.tui.marks import UNICODE, Marks
from koongo_tui.tui.text import Tone, clean
from koongo_tui.tui.wording import lasted, plural

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import IssueGroup, Report
    from koongo_tui.store.history import Row

_TONES = {
    State.WAITING: Tone.MUTED,
    State.WORKING: Tone.ACCENT,
    State.STUCK: Tone.WARN,
    State.HELD: Tone.WARN,
    State.DONE: Tone.PLAIN,
    State.DONE_WITH_ERRORS: Tone.BAD,
    State.CANCELLED: Tone.MUTED,
    State.FAILED: Tone.BAD,
    State.UNKNOWN: Tone.WARN,
}

_NO_REPORT = {
    ReportState.NONE: "report not fetched yet",
    ReportState.PENDING: "report not ready at Amazon yet",
    ReportState.STORED: "the report gives no numbers",
    ReportState.GONE: "Amazon no longer has the report",
    ReportState.UNREADABLE: "the report cannot be read",
}


def type_words(feed_type: str) -> str:
    """What a feed is about; Amazon's own name where we have none."""
    return words_of(feed_type) or clean(feed_type)


def status(row: Row, now: datetime) -> tuple[str, Tone]:
    """How it stands, with the time it is going on."""
    state = row.state(now)
    submission = row.submission
    errors = row.counts.errors
    match state:
        case State.WAITING:
            words = "Waiting"
        case State.WORKING:
            since = submission.started_at or submission.submitted_at
            words = f"Working {lasted(now - since)}" if since else "Working"
        case State.STUCK:
            since = submission.submitted_at
            words = f"Stuck? {lasted(now - since)}" if since else "Stuck?"
        case State.HELD:
            words = "Held by Amazon"
        case State.DONE:
            words = "Done"
        case State.DONE_WITH_ERRORS:
            words = f"Done, {plural(errors or 0, 'error')}"
        case State.CANCELLED:
            words = "Cancelled"
        case State.FAILED:
            words = "Failed"
        case State.UNKNOWN:
            words = clean(submission.native_status)
    return words, _TONES[state]


def ticks(row: Row, now: datetime) -> bool:
    """The words of its status change with time."""
    return row.state(now) in (State.WORKING, State.STUCK)


def group_words(group: IssueGroup) -> str:
    """What a group of errors is about: our plain words, or Amazon's own."""
    return clean(group.cause or group.message)


def preview(row: Row, report: Report | None, now: datetime, marks: Marks = UNICODE) -> str:
    """One short phrase: the biggest error, or that all is well."""
    counts = row.counts
    match row.state(now):
        case State.WAITING:
            return "waiting for its turn at Amazon"
        case State.WORKING:
            return "Amazon is reading it"
        case State.STUCK:
            return "longer than Amazon calls normal"
        case State.HELD:
            return "Amazon paused it: it looks risky"
        case State.CANCELLED:
            return "cancelled"
        case State.UNKNOWN:
            return "a status we do not know"
        case State.DONE | State.FAILED | State.DONE_WITH_ERRORS as state:
            worst = biggest(report)
            if worst is not None:
                return f"{worst.count:,} {marks.times} {group_words(worst)}"
            if state is State.FAILED:
                return "Amazon could not process it"
            if counts.errors == 0 and counts.accepted == counts.processed:
                return f"all accepted{_warnings(counts.warnings)}"
            if counts.accepted is not None and counts.processed is not None:
                return f"{counts.accepted:,} of {counts.processed:,} accepted"
            if counts.errors is not None:
                return plural(counts.errors, "error")
            return _NO_REPORT[row.report_state]


def _warnings(number: int | None) -> str:
    return f", {plural(number, 'warning')}" if number else ""


def biggest(report: Report | None) -> IssueGroup | None:
    """The biggest group of errors; None without a report or without errors in it."""
    if report is None:
        return None
    return next((g for g in report.groups if g.severity.is_error), None)
