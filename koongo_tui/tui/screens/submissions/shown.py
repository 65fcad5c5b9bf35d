"""Which submissions are shown, and in which order."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from koongo_tui.export import ExportFormat, all_rows, write_csv, write_json
from koongo_tui.filters import Filter, parse_filter
from koongo_tui.store.history import ListView, SortKey
from koongo_tui.tui.screens.submissions.marker import first_seen_before
from koongo_tui.tui.screens.submissions.problems import find_problem, problems_of
from koongo_tui.tui.wording import when

if TYPE_CHECKING:
    from koongo_tui.failed_lines import FailedLines, Tell
    from koongo_tui.store.history import Row
    from koongo_tui.tui.live import Live
    from koongo_tui.tui.widgets.window_table import RowSource

SORTS = tuple(SortKey(s) for s in ("submitted", "errors", "state", "accepted", "processed", "id"))
"""The orders that one key goes through."""


class Shown:
    """A choice of a channel's submissions.

    Attributes:
        text: the filter as it was typed; empty for none.
        sort, descending: the order.
        visited: when a person last saw everything; None before the first time.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._filter = Filter()
        self.text = ""
        self.sort = SortKey.SUBMITTED
        self.descending = True
        self.visited: datetime | None = None

    def filter_by(self, text: str) -> bool:
        """Choose by a filter; True when that changes anything. Raises UsageError."""
        found = parse_filter(text, now=self._live.now)
        if found == self._filter and text.strip() == self.text:
            return False
        self._filter, self.text = found, text.strip()
        return True

    def sort_by(self, key: SortKey) -> str:
        """Choose the order; the other way round when it is that already. Says what it is now."""
        self.descending = not self.descending if key is self.sort else True
        self.sort = key
        return f"Sorted by {key.value}, {'falling' if self.descending else 'rising'}."

    def next_sort(self) -> SortKey:
        """The order after this one."""
        place = SORTS.index(self.sort) if self.sort in SORTS else -1
        return SORTS[(place + 1) % len(SORTS)]

    def view(self) -> ListView:
        """The rows as they are now."""
        return self._view(self._filter)

    def _view(self, chosen: Filter) -> ListView:
        live = self._live
        return chosen.view(
            live.history, live.account, now=live.now, sort=self.sort, descending=self.descending
        )

    def marker(self, view: ListView) -> tuple[int | None, str]:
        """Before which row the line of the last visit stands, and what it says."""
        if self.sort is not SortKey.SUBMITTED or not self.descending or self.visited is None:
            return None, ""
        words = f"new since you last looked, {when(self.visited, self._live.now)}"
        return first_seen_before(view, self.visited), words

    def problem(self, rows: RowSource[Row], cursor: int, step: int) -> int | None:
        """Where the next row that needs a look stands; None when there is none further on."""
        return find_problem(self._view(problems_of(self._filter)), rows, cursor, step)

    def write_failed(self, target: TextIO, tell: Tell) -> FailedLines:
        """Write the failed lines of every row that is shown. To be called in a thread."""
        from koongo_tui.failed_lines import write_failed_lines

        rows = all_rows(self.view())
        return write_failed_lines(rows, self._live.open_report, target, tell=tell)

    def write(self, form: ExportFormat, target: TextIO) -> int:
        """Write every row that is shown; gives their number. To be called in a thread."""
        live = self._live
        rows = all_rows(self.view())
        if form is ExportFormat.CSV:
            return write_csv(rows, target, now=live.now)
        return write_json(
            rows,
            target,
            now=live.now,
            channel=live.channel.name,
            checked_at=live.state.checked_at,
        )
