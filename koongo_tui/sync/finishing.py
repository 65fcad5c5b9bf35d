"""Noticing that a submission is finished, whoever of this machine asked Amazon for it."""

from __future__ import annotations

from koongo_tui.sync.context import SyncContext
from koongo_tui.sync.reports import awaits_report


class FinishWatch:
    """Remembers what is open."""

    def __init__(self, context: SyncContext) -> None:
        self._context = context
        self._open = frozenset(context.history.open_ids(context.account))
        self._held = context.history.held_ids(context.account)
        self._awaited: frozenset[str] = frozenset()

    def look(self) -> list[str]:
        """What has finished since the last look and has its report, and what Amazon holds now.

        A submission that is known only since it was finished is no news.
        """
        context = self._context
        now_open = frozenset(context.history.open_ids(context.account))
        ended = (self._open - now_open) | self._awaited
        held = context.history.held_ids(context.account)
        news = sorted(held - self._held)
        awaited = set()
        for submission_id in sorted(ended):
            row = context.history.get(context.account, submission_id)
            if row is None:
                continue
            if awaits_report(row):
                awaited.add(submission_id)
            else:
                news.append(submission_id)
        self._open, self._held, self._awaited = now_open, held, frozenset(awaited)
        return news
