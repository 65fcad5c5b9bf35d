"""What all parts of a synchronisation work with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from koongo_tui.amazon.api import SellerApi
from koongo_tui.amazon.quota import Budget
from koongo_tui.amazon.submission import Submission
from koongo_tui.pacing import LIST_FLOOR, list_allowed_at
from koongo_tui.store.history import GapStep, History
from koongo_tui.store.reports import ReportArchive
from koongo_tui.sync.state import RowsChanged, SyncEvent


@dataclass(frozen=True, slots=True)
class SyncContext:
    """See the module.

    Attributes:
        account: the account's key in history and archive.
        clock: gives now, aware.
        pace: multiplies Amazon's own times; 1 everywhere but on a sandbox with a faster clock.
        tell: told of everything that happens, on the event loop.
    """

    api: SellerApi
    history: History
    archive: ReportArchive
    account: str
    budget: Budget
    clock: Callable[[], datetime]
    pace: float
    tell: Callable[[SyncEvent], None]

    def list_allowed_at(self) -> datetime:
        """The earliest moment at which the list may be asked for again."""
        return list_allowed_at(
            self.history,
            self.budget,
            self.account,
            self.api.program,
            now=self.clock(),
            pace=self.pace,
        )

    def begin_list(self) -> datetime | None:
        """Claim the next list; None: go ahead. See :meth:`History.begin_list`."""
        return self.history.begin_list(self.account, self.clock(), LIST_FLOOR * self.pace)

    async def learn(self, submissions: Sequence[Submission], step: GapStep | None = None) -> None:
        """Write an answer down, away from the screen's loop, and tell what is new."""
        changes = await asyncio.to_thread(
            self.history.upsert, self.account, submissions, seen_at=self.clock(), step=step
        )
        if changes:
            self.tell(RowsChanged(changes.new, changes.changed))
