"""A submission as both programs describe it, and what its state means to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SMALL_FEED_BYTES = 5 * 1024 * 1024
NORMAL_SMALL = timedelta(hours=1)
NORMAL_LARGE = timedelta(hours=8)
"""Amazon's guidance: small feeds finish within an hour, those above 5 MB within eight."""


class State(StrEnum):
    """What a submission's status means. The value is the word in JSON."""

    WAITING = "waiting"
    WORKING = "working"
    STUCK = "stuck"
    HELD = "held"
    DONE = "done"
    DONE_WITH_ERRORS = "done-with-errors"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def is_open(self) -> bool:
        """Amazon may still change it."""
        return self in _OPEN

    @property
    def needs_a_look(self) -> bool:
        """A person should look at it."""
        return self in _PROBLEMS


_OPEN = frozenset({State.WAITING, State.WORKING, State.STUCK, State.HELD, State.UNKNOWN})
_PROBLEMS = frozenset({State.STUCK, State.HELD, State.DONE_WITH_ERRORS, State.FAILED})

_NATIVE = {
    "_SUBMITTED_": State.WAITING,
    "_UNCONFIRMED_": State.WAITING,
    "IN_QUEUE": State.WAITING,
    "_IN_PROGRESS_": State.WORKING,
    "_AWAITING_ASYNCHRONOUS_REPLY_": State.WORKING,
    "IN_PROGRESS": State.WORKING,
    "_IN_SAFETY_NET_": State.HELD,
    "_DONE_": State.DONE,
    "DONE": State.DONE,
    "_CANCELLED_": State.CANCELLED,
    "CANCELLED": State.CANCELLED,
    "FATAL": State.FAILED,
}


@dataclass(frozen=True, slots=True)
class Counts:
    """A processing report's own numbers; None where the report does not say."""

    processed: int | None = None
    accepted: int | None = None
    errors: int | None = None
    warnings: int | None = None


NO_COUNTS = Counts()


@dataclass(frozen=True, slots=True)
class Submission:
    """One feed sent to Amazon, as the list describes it.

    Attributes:
        id: FeedSubmissionId (MWS) or feedId (SP-API); unique for one seller account.
        feed_type: without the underscores that MWS puts around it: ``POST_PRODUCT_DATA``.
        submitted_at, started_at, completed_at: aware, UTC; None while unknown.
        native_status: the status word as received.
        report_document_id: SP-API's resultFeedDocumentId; None under MWS.
        marketplace_ids: the marketplaces it was sent to, as far as Amazon says.
    """

    id: str
    feed_type: str
    submitted_at: datetime | None
    native_status: str
    started_at: datetime | None = None
    completed_at: datetime | None = None
    report_document_id: str | None = None
    marketplace_ids: tuple[str, ...] = ()


def base_state(native_status: str) -> State:
    """What a status word means before time and counts are looked at."""
    return _NATIVE.get(native_status, State.UNKNOWN)


def state_of(
    submission: Submission, counts: Counts, *, now: datetime, size: int | None = None
) -> State:
    """What a submission's status means now.

    Args:
        submission: as Amazon described it.
        counts: its processing report's numbers, :data:`NO_COUNTS` while unread.
        now: aware.
        size: bytes of the feed; None when unknown, which counts as large.
    """
    state = base_state(submission.native_status)
    if state in (State.WAITING, State.WORKING) and submission.submitted_at is not None:
        small = size is not None and size <= SMALL_FEED_BYTES
        limit = NORMAL_SMALL if small else NORMAL_LARGE
        if now - submission.submitted_at > limit:
            return State.STUCK
    if state is State.DONE and counts.errors:
        return State.DONE_WITH_ERRORS
    return state
