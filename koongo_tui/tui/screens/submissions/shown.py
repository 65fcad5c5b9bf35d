"""Which submissions are shown, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from koongo_tui.export import ExportFormat, all_rows, write_csv, write_json
from koongo_tui.filters import Filter, parse_filter
from koongo_tui.store.history import ListView, SortKey, Tally
from koongo_tui.tui.screens.submissions.marker import first_seen_before
from koongo_tui.tui.screens.submissions.problems import find_problem, problems_of
from koongo_tui.tui.wording import when

if TYPE_CHECKING:
    from koongo_tui.failed_lines import FailedLines, Tell
    from koongo_tui.store.history import Row
    from koongo_tui.tui.live import Live
    from koongo_tui.tui.widgets.row_source import RowSource

SORTS = tuple(SortKey(s) for s in ("submitted", "errors", "state", "accepted", "processed", "id"))
"""The orders that one key goes through."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of submissions and their order.

    Attributes:
        filter: what is let through.
        text: the filter as it was typed; empty for none.
    """

    filter: Filter = field(default_factory=Filter)
    text: str = ""
    sort: SortKey = SortKey.SUBMITTED
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read for a choice.

    Attributes:
        marker: before which row the line of the last visit stands; None for no line.
        marker_words: what that line says.
    """

    choice: Choice
    view: ListView
    tally: Tally
    marker: int | None
    marker_words: str


class Shown:
    """A choice of a channel's submissions.

    What reads the history may be called in a thread.

    Attributes:
        choice: what is shown now, or will be when it is read.
        visited: when a person last saw everything; None before the first time.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._problems: tuple[object, ListView] | None = None
        self.choice = Choice()
        self.visited: datetime | None = None

    @property
    def text(self) -> str:
        """The filter as it was typed; empty for none."""
        return self.choice.text

    def filter_by(self, text: str) -> bool:
        """Choose by a filter; True when that changes anything. Raises UsageError."""
        found = replace(
            self.choice, filter=parse_filter(text, now=self._live.now), text=text.strip()
        )
        changed, self.choice = found != self.choice, found
        return changed

    def sort_by(self, key: SortKey) -> str:
        """Choose the order; the other way round when it is that already. Says what it is now."""
        turned = not self.choice.descending if key is self.choice.sort else True
        self.choice = replace(self.choice, sort=key, descending=turned)
        return f"Sorted by {key.value}, {'falling' if turned else 'rising'}."

    def next_sort(self) -> SortKey:
        """The order after this one."""
        sort = self.choice.sort
        place = SORTS.index(sort) if sort in SORTS else -1
        return SORTS[(place + 1) % len(SORTS)]

    def load(self) -> Loaded:
        """Read the rows as they are now."""
        choice, live = self.choice, self._live
        view = self._view(choice)
        marker, words = self._marker(choice, view)
        return Loaded(choice, view, live.tally(), marker, words)

    def _view(self, choice: Choice) -> ListView:
        live = self._live
        return choice.filter.view(
            live.history,
            live.account,
            now=live.now,
            sort=choice.sort,
            descending=choice.descending,
        )

    def _marker(self, choice: Choice, view: ListView) -> tuple[int | None, str]:
        if choice.sort is not SortKey.SUBMITTED or not choice.descending or self.visited is None:
            return None, ""
        words = f"new since you last looked, {when(self.visited, self._live.now)}"
        return first_seen_before(view, self.visited), words

    def problem(self, rows: RowSource[Row], cursor: int, step: int) -> int | None:
        """Where the next row that needs a look stands; None when there is none further on.

        Args:
            rows: those on the screen.
            cursor: where to begin, itself excluded.
            step: 1 for the next one, -1 for the one before.
        """
        known = self._problems
        if known is None or known[0] is not rows:
            choice = replace(self.choice, filter=problems_of(self.choice.filter))
            known = self._problems = rows, self._view(choice)
        return find_problem(known[1], rows, cursor, step)

    def write_failed(self, target: TextIO, tell: Tell) -> FailedLines:
        """Write the failed lines of every row that is shown. To be called in a thread."""
        from koongo_tui.failed_lines import write_failed_lines

        rows = all_rows(self._view(self.choice))
        return write_failed_lines(rows, self._live.open_report, target, tell=tell)

    def write(self, form: ExportFormat, target: TextIO) -> int:
        """Write every row that is shown; gives their number."""
        live = self._live
        rows = all_rows(self._view(self.choice))
        if form is ExportFormat.CSV:
            return write_csv(rows, target, now=live.now)
        return write_json(
            rows,
            target,
            now=live.now,
            channel=live.channel.name,
            checked_at=live.state.checked_at,
        )
