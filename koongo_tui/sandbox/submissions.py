"""One submitted feed: where it stands follows from the time alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """Where a submission stands; each program has words of its own for these."""

    QUEUED = "queued"
    UNCONFIRMED = "unconfirmed"
    RUNNING = "running"
    AWAITING_REPLY = "awaiting-reply"
    HELD = "held"
    DONE = "done"
    CANCELLED = "cancelled"
    FATAL = "fatal"


class Fate(StrEnum):
    """What the report of an invented submission will say."""

    CLEAN = "clean"
    WARNINGS = "warnings"
    ERRORS = "errors"
    REFUSED = "refused"


@dataclass(slots=True)
class Submission:
    """A feed and its way through Amazon.

    Attributes:
        feed_type: ``POST_PRODUCT_DATA``, without the underscores that MWS has around it.
        started_at: when its processing begins; None for never.
        completed_at: when it ends; None for never.
        before: its stage until it begins.
        during: its stage from then on.
        ending: its stage after that.
        content: the feed; None for one that was invented with the world.
        content_type: as declared with the content.
        fate: of an invented one.
    """

    id: str
    seller_id: str
    feed_type: str
    marketplace_ids: tuple[str, ...]
    submitted_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    before: Stage = Stage.QUEUED
    during: Stage = Stage.RUNNING
    ending: Stage = Stage.DONE
    content: bytes | None = field(default=None, repr=False)
    content_type: str = ""
    fate: Fate = Fate.CLEAN

    def stage(self, now: datetime) -> Stage:
        """Where it stands now."""
        if self.completed_at is not None and now >= self.completed_at:
            return self.ending
        if self.started_at is not None and now >= self.started_at:
            return self.during
        return self.before

    def cancel(self, now: datetime) -> bool:
        """Cancel it if it has not begun; whether it is cancelled by that."""
        if self.stage(now) not in (Stage.QUEUED, Stage.UNCONFIRMED):
            return False
        self.started_at = None
        self.completed_at = now
        self.ending = Stage.CANCELLED
        return True
