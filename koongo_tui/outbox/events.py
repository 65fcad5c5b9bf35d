"""What auto-submit tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from koongo_tui.errors import KoongoError


class AutoKind(StrEnum):
    """What a look at a channel came to. The value is the word in JSON."""

    OFF = "off"
    PAUSED = "paused"
    STOPPED = "stopped"
    """Paused just now: a person has to look."""
    UNCHANGED = "unchanged"
    WAITING = "waiting"
    ELSEWHERE = "elsewhere"
    """Another process of this machine is at it."""
    SENT = "sent"
    REFUSED = "refused"
    """The feed is not sent as it is."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AutoEvent:
    """What a look at a channel came to.

    Attributes:
        at: when, aware.
        channel: its name.
        text: a sentence or two for people.
        next_at: when to look again.
        submission_id: of what was sent.
        records: in it; None when they were not counted.
        error: why it failed.
    """

    at: datetime
    channel: str
    kind: AutoKind
    text: str
    next_at: datetime
    submission_id: str | None = None
    records: int | None = None
    error: KoongoError | None = None
