"""The list of channels: the columns that there is room for, the most telling first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from koongo_tui.fleet.health import ChannelRow, Health
from koongo_tui.fleet.order import FleetSort
from koongo_tui.tui.marks import UNICODE, Marks
from koongo_tui.tui.text import Line, Span, Tone, clean, fit, right
from koongo_tui.tui.widgets.chrome import marks_of
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import count, when

COMPACT_BELOW = 74
WIDE_FROM = 90
WIDEST_FROM = 100
"""Cells below which little, and from which more is told of each channel."""

CRITICAL_DAYS = 7


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        sort: which one it is, and what a click on its heading sorts by.
        width: in cells, without the gap after it.
    """

    sort: FleetSort
    title: str
    width: int
    numeric: bool = False


_MARKETPLACE = Column(FleetSort.MARKETPLACE, "Marketplace", 13)
_PROGRAM = Column(FleetSort.PROGRAM, "Program", 7)
_HEALTH = Column(FleetSort.HEALTH, "Connection", 14)
_AGE = Column(FleetSort.AGE, "Updated", 8, numeric=True)
_DAYS = Column(FleetSort.DAYS, "Ends in", 7, numeric=True)
_LOOK = Column(FleetSort.LOOK, "Look", 5, numeric=True)
_OPEN = Column(FleetSort.OPEN, "Open", 5, numeric=True)
_NEWEST = Column(FleetSort.NEWEST, "Newest", 12)


def columns_for(width: int) -> tuple[Column, ...]:
    """The columns that fit into ``width`` cells, the mark before the row not counted."""
    if width < COMPACT_BELOW:
        rest = [_HEALTH, _AGE, _LOOK] if width >= 50 else [_HEALTH]
    else:
        rest = [_MARKETPLACE, _HEALTH, _AGE, _DAYS, _LOOK, _OPEN]
        if width >= WIDE_FROM:
            rest.append(_NEWEST)
        if width >= WIDEST_FROM:
            rest.insert(1, _PROGRAM)
    used = 2 + sum(column.width + 2 for column in rest)
    name = min(32, max(8, width - used - 2))
    return (Column(FleetSort.NAME, "Channel", name), *rest)


def age_in_minutes(age: timedelta | None) -> str:
    """``< 1 min``, ``12 min``, ``3 h``, ``2 days``; ``-`` before the first list.

    In minutes at the finest: a thousand ages that tick each second would say no more.
    """
    if age is None:
        return "-"
    minutes = int(age.total_seconds()) // 60
    if minutes < 100:
        return f"{minutes} min" if minutes else "< 1 min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def health_tone(health: Health) -> Tone:
    """How a health is meant."""
    if health.is_bad:
        return Tone.BAD
    if health is Health.OK:
        return Tone.GOOD
    return Tone.WARN if health is Health.FAILING else Tone.MUTED


def days_span(row: ChannelRow) -> Span:
    """Days until the authorisation ends: ``19 d``."""
    if row.days_left is None:
        return "-", Tone.MUTED
    tone = Tone.PLAIN
    if row.ends:
        tone = Tone.WARN if row.days_left > CRITICAL_DAYS else Tone.BAD
    return ("ended" if row.days_left < 0 else f"{row.days_left} d"), tone


class ChannelSource:
    """Rows that were arranged, found by their names."""

    def __init__(self, rows: Sequence[ChannelRow]) -> None:
        self.all = rows
        self._places = {row.name: place for place, row in enumerate(rows)}

    def __len__(self) -> int:
        return len(self.all)

    def rows(self, start: int, stop: int) -> Sequence[ChannelRow]:
        """See :class:`koongo_tui.tui.widgets.window_table.RowSource`."""
        return self.all[start:stop]

    def position(self, row_id: str) -> int | None:
        """See :class:`koongo_tui.tui.widgets.window_table.RowSource`."""
        return self._places.get(row_id)


class ChannelTable(WindowTable[ChannelRow]):
    """See the module."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._columns: tuple[Column, ...] = ()
        self._columns_for = -1
        self.sort_key = FleetSort.ATTENTION

    def columns(self, width: int) -> tuple[Column, ...]:
        """The columns shown in this width."""
        if width != self._columns_for:
            self._columns, self._columns_for = columns_for(width), width
        return self._columns

    def column_at(self, x: int) -> Column | None:
        """The column under a cell of the heading."""
        start = 2
        for column in self.columns(self.scrollable_content_region.width):
            if start <= x < start + column.width + 2:
                return column
            start += column.width + 2
        return None

    def show_sorting(self, sort_key: FleetSort) -> None:
        """Mark the column that the rows are sorted by."""
        if sort_key is not self.sort_key:
            self.sort_key = sort_key
            self.refresh_heading()

    def row_id(self, row: ChannelRow) -> str:
        return row.name

    def heading(self, width: int) -> Line:
        marks = marks_of(self)
        spans: list[Span] = [("  ", Tone.PLAIN)]
        for column in self.columns(width):
            title = f"{column.title}{marks.down}" if column.sort is self.sort_key else column.title
            shown = right(title, column.width) if column.numeric else title
            spans.append((fit(shown, column.width, marks) + "  ", Tone.PLAIN))
        return tuple(spans)

    def row_line(self, row: ChannelRow, width: int) -> Line:
        return channel_line(row, self.columns(width), marks_of(self))

    def cursor_line(self, line: Line) -> Line:
        (head, tone), *rest = super().cursor_line(line)
        return ((marks_of(self).cursor + head[1:], tone), *rest)


def channel_line(row: ChannelRow, columns: Sequence[Column], marks: Marks = UNICODE) -> Line:
    """One channel in these columns."""
    spans: list[Span] = [("  ", Tone.PLAIN)]
    for column in columns:
        text, tone = _cell(row, column.sort, marks)
        shown = right(text, column.width) if column.numeric else text
        spans.append((fit(shown, column.width, marks), tone))
        spans.append(("  ", Tone.PLAIN))
    return tuple(spans[:-1])


def _cell(row: ChannelRow, what: FleetSort, marks: Marks) -> Span:
    known = row.channel is not None
    match what:
        case FleetSort.NAME:
            return clean(row.name, marks), Tone.PLAIN
        case FleetSort.MARKETPLACE:
            return clean(row.marketplace, marks) or "-", Tone.PLAIN
        case FleetSort.PROGRAM:
            return row.program or "-", Tone.PLAIN
        case FleetSort.HEALTH:
            return row.health.word, health_tone(row.health)
        case FleetSort.AGE:
            return age_in_minutes(row.age), Tone.PLAIN
        case FleetSort.DAYS:
            return days_span(row)
        case FleetSort.LOOK:
            return count(row.look if known else None), Tone.WARN if row.look else Tone.PLAIN
        case FleetSort.OPEN:
            return count(row.open if known else None), Tone.PLAIN
        case _:
            return when(row.summary.newest, row.at, short=True), Tone.PLAIN
