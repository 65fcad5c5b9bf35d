"""A feed as a table: as many of its columns as fit, paged sideways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.message import Message

from koongo_tui.feeds.flat_layout import OPERATION_NAMES, ORDER_NAMES, SKU_NAMES
from koongo_tui.feeds.model import FeedRow
from koongo_tui.tui.feed_view import FeedWindow
from koongo_tui.tui.text import Line, Span, Tone, clean, cut, fit, right
from koongo_tui.tui.widgets.chrome import marks_of
from koongo_tui.tui.widgets.window_table import WindowTable

_NUMBER = 8
_WIDEST, _NARROWEST = 32, 5
_SAMPLE = 40
"""Rows that the widths of columns are taken from."""

_SHOWN_APART = frozenset(SKU_NAMES + ORDER_NAMES + OPERATION_NAMES)


class FeedTable(WindowTable[FeedRow]):
    """The rows, each with its number and SKU or order, which stay while columns are paged."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "columns(-1)", show=False),
        Binding("right", "columns(1)", show=False),
    ]

    class Paged(Message):
        """Other columns are shown."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._columns: tuple[tuple[int, str, int], ...] = ()
        self._first = 0
        self._by_order = False
        self._operations = False
        self._marked: frozenset[int] = frozenset()

    def show_feed(self, window: FeedWindow, *, reset: bool = False) -> None:
        """Show a feed, or more rows of the same one."""
        if reset:
            self._first = 0
            self._measure(window)
        self.set_source(window, reset=reset)

    def _measure(self, window: FeedWindow) -> None:
        feed = window.feed
        rows = window.rows(0, _SAMPLE)
        self._by_order = feed.feed_type is not None and feed.feed_type.by_order
        self._operations = any(row.operation for row in rows)
        found = []
        for index, name in enumerate(feed.columns):
            if name.lower() in _SHOWN_APART:
                continue
            texts = [row.cells[index] for row in rows if index < len(row.cells)]
            longest = max([cell_len(name), *(cell_len(t) for t in texts)])
            found.append((index, name, max(_NARROWEST, min(longest, _WIDEST))))
        self._columns = tuple(found)

    def mark(self, rows: frozenset[int]) -> None:
        """Point out these rows: something was found there."""
        if rows != self._marked:
            self._marked = rows
            self.refresh()

    # -- columns -------------------------------------------------------------------------

    def columns_shown(self) -> tuple[int, int, int]:
        """The first and last of the columns on screen, from 1, and how many there are."""
        shown = self._shown(self.scrollable_content_region.width)
        first = self._first + 1 if self._columns else 0
        return first, self._first + len(shown), len(self._columns)

    def _shown(self, width: int) -> Sequence[tuple[int, str, int]]:
        room = width - self._fixed(width)
        shown: list[tuple[int, str, int]] = []
        for column in self._columns[self._first :]:
            if shown and room < column[2] + 2:
                break
            shown.append(column)
            room -= column[2] + 2
        return shown

    def _fixed(self, width: int) -> int:
        operation = 10 if self._operations and width >= 56 else 0
        return 2 + _NUMBER + 2 + self._key_width(width) + operation + 2

    def _key_width(self, width: int) -> int:
        return max(12, min(24, width // 4))

    def action_columns(self, step: int) -> None:
        """The columns beside these."""
        shown = len(self._shown(self.scrollable_content_region.width))
        if step > 0 and self._first + shown >= len(self._columns):
            return
        last = max(0, len(self._columns) - 1)
        moved = shown if step > 0 else -max(1, shown)
        self._first = max(0, min(last, self._first + moved))
        self.refresh()
        self.post_message(self.Paged())

    # -- drawing -------------------------------------------------------------------------

    def row_id(self, row: FeedRow) -> str:
        return str(row.index)

    def heading(self, width: int) -> Line:
        marks = marks_of(self)
        key = "Order" if self._by_order else "SKU"
        text = f"  {right('Record', _NUMBER)}  {fit(key, self._key_width(width))}"
        if self._operations and width >= 56:
            text += f"  {fit('Does', 8)}"
        for _, name, room in self._shown(width):
            text += f"  {fit(cut(clean(name, marks), room, marks), room)}"
        return ((cut(text, width, marks), Tone.PLAIN),)

    def row_line(self, row: FeedRow, width: int) -> Line:
        marks = marks_of(self)
        found = row.index in self._marked or row.problem is not None
        number = right(cut(clean(row.record, marks), _NUMBER, marks), _NUMBER)
        key = row.order_id if self._by_order else row.sku
        room = self._key_width(width)
        head: list[Span] = [
            ("! " if found else "  ", Tone.WARN),
            (number, Tone.MUTED),
            (f"  {fit(cut(clean(key or '-', marks), room, marks), room)}", Tone.PLAIN),
        ]
        if row.problem is not None:
            rest = width - self._fixed(width) + 2
            return (*head, (f"  {cut(row.problem, max(1, rest), marks)}", Tone.WARN))
        if self._operations and width >= 56:
            head.append((f"  {fit(_operation(row.operation), 8)}", Tone.MUTED))
        text = ""
        for index, _, room in self._shown(width):
            cell = row.cells[index] if index < len(row.cells) else ""
            text += f"  {fit(cut(clean(cell, marks), room, marks), room)}"
        left = width - sum(cell_len(t) for t, _ in head)
        return (*head, (cut(text, max(0, left), marks), Tone.PLAIN))

    def cursor_line(self, line: Line) -> Line:
        (head, tone), *rest = super().cursor_line(line)
        mark = marks_of(self).cursor
        return ((mark + ("!" if head.startswith("!") else " ") + head[2:], tone), *rest)


def _operation(name: str) -> str:
    short = {"PARTIAL_UPDATE": "partial", "UPDATE": "update", "DELETE": "delete", "PATCH": "patch"}
    return short.get(name, name.lower()[:8])
