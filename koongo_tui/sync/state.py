"""How current a list is, and what a synchronisation tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from koongo_tui.amazon.errors import AmazonError


class Phase(StrEnum):
    """What the synchronisation is doing."""

    IDLE = "idle"
    ASKING = "asking"
    FAILING = "failing"
    PAUSED = "paused"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Older submissions that are still being read.

    Attributes:
        back_to: everything newer than this is known.
        remaining: about how many are missing; None when nobody knows.
        next_at: when the next page may be asked for; None when another process reads them.
        page_seconds: what Amazon allows: one page in so many seconds.
    """

    back_to: datetime
    remaining: int | None
    next_at: datetime | None
    page_seconds: float


@dataclass(frozen=True, slots=True)
class SyncState:
    """How current the list is, and what comes next.

    Attributes:
        checked_at: when Amazon last answered the list; None before it ever did.
        next_at: when we ask next; None when nothing is planned.
        error: why the last try failed; None after a good one.
        failures: failures in a row.
        auto: refresh by itself.
        refused_since: when Amazon began to refuse; None while it does not.
        tries_left: of the patience mode.
        first: the first list of this account has not come yet.
        catching_up: the list goes on beyond what is read; None when it is read to its end.
    """

    phase: Phase = Phase.IDLE
    checked_at: datetime | None = None
    next_at: datetime | None = None
    error: AmazonError | None = None
    failures: int = 0
    auto: bool = True
    refused_since: datetime | None = None
    tries_left: int = 0
    first: bool = False
    catching_up: CatchUp | None = None


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The state is another one."""

    state: SyncState


@dataclass(frozen=True, slots=True)
class RowsChanged:
    """Rows of the history are new, or not as they were."""

    new: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportArrived:
    """A submission's processing report is in the archive, or it is known that there is none."""

    id: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A submission that was open is finished and its report read, or Amazon holds it.

    Told once for each, also when another process of this machine was the one that asked.
    """

    id: str


SyncEvent = StateChanged | RowsChanged | ReportArrived | Finished
