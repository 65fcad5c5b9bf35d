"""A line of the history, and how it is laid down in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from koongo_tui.amazon.submission import Counts, State, Submission, base_state, state_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class ReportState(StrEnum):
    """What is known of a submission's processing report."""

    NONE = "none"
    """Never asked for."""
    PENDING = "pending"
    """Asked for, and Amazon does not have it yet."""
    STORED = "stored"
    """In the archive."""
    GONE = "gone"
    """Amazon has it no longer."""
    UNREADABLE = "unreadable"
    """In the archive, and we cannot make sense of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A submission and everything this machine knows of it.

    Attributes:
        counts: of its processing report; NO_COUNTS while unread.
        first_seen_at: when this machine learnt of it, aware, UTC.
        size: bytes of the feed; None when unknown.
        content_type: of the processing report, as received.
        report_path: where the processing report is, as the archive named it.
        fetched_at: when the processing report was asked for last, aware, UTC.
    """

    submission: Submission
    counts: Counts
    report_state: ReportState
    first_seen_at: datetime
    size: int | None = None
    content_type: str | None = None
    report_path: str | None = None
    fetched_at: datetime | None = None

    @property
    def id(self) -> str:
        """The submission's ID."""
        return self.submission.id

    def state(self, now: datetime) -> State:
        """What its status means now."""
        return state_of(self.submission, self.counts, now=now, size=self.size)


ROW_COLUMNS = (
    "id, feed_type, native_status, submitted_at, started_at, completed_at, report_document_id, "
    "marketplace_ids, processed, accepted, errors, warnings, report_state, first_seen_at, size, "
    "content_type, report_path, fetched_at"
)


def row_from(values: Sequence[Any]) -> Row:
    """A row from its :data:`ROW_COLUMNS`."""
    return Row(
        submission=Submission(
            id=values[0],
            feed_type=values[1],
            native_status=values[2],
            submitted_at=maybe_moment(values[3]),
            started_at=maybe_moment(values[4]),
            completed_at=maybe_moment(values[5]),
            report_document_id=values[6],
            marketplace_ids=tuple(values[7].split()),
        ),
        counts=Counts(values[8], values[9], values[10], values[11]),
        report_state=ReportState(values[12]),
        first_seen_at=moment(values[13]),
        size=values[14],
        content_type=values[15],
        report_path=values[16],
        fetched_at=maybe_moment(values[17]),
    )


def settled(native_status: str, errors: int | None) -> State:
    """The state as far as it does not depend on the time."""
    state = base_state(native_status)
    return State.DONE_WITH_ERRORS if state is State.DONE and errors else state


def milliseconds(at: datetime) -> int:
    """An aware moment as stored; parts of a millisecond are dropped."""
    return (at - _EPOCH) // _MILLISECOND


def milliseconds_up(at: datetime) -> int:
    """The same, with parts of a millisecond counted as a whole one."""
    return -((_EPOCH - at) // _MILLISECOND)


def maybe_milliseconds(at: datetime | None) -> int | None:
    """The same for a moment that may be unknown."""
    return None if at is None else milliseconds(at)


def moment(stored: int) -> datetime:
    """A stored moment, aware, UTC."""
    return _EPOCH + stored * _MILLISECOND


def maybe_moment(stored: int | None) -> datetime | None:
    """The same for a moment that may be unknown."""
    return None if stored is None else moment(stored)
