"""Two rows of bars over the same days, as lines of text: accepted lines above, errors below.

Each row has a scale of its own, or a few errors among many lines would not be seen. The bars
differ in shape and not only in colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from koongo_tui.trends import day_name, short_day_name
from koongo_tui.tui.marks import UNICODE, Marks
from koongo_tui.tui.text import EMPTY, Line, Span, Tone, spread
from koongo_tui.tui.wording import count

if TYPE_CHECKING:
    from koongo_tui.store.trends import DayCounts

WIDEST = 12
"""Cells for one day; more would not say more."""

LEAST = 7
"""Lines that the chart needs."""

_AROUND = 5  # lines that are no bars: two headings, the marks, the cursor, the names
_MARGIN = 1
_LONG_NAME, _NAME = 11, 7  # cells for "Tue 24 Nov" and "24 Nov" with a blank


@dataclass(frozen=True, slots=True)
class Bars:
    """The shapes of one set.

    Attributes:
        accepted: from the lowest to a full cell.
        error: a full cell.
        nothing: marks a day on which nothing was sent.
        cursor: points at the day under the cursor.
    """

    accepted: str
    error: str
    nothing: str
    cursor: str


_UNICODE_BARS = Bars("▁▂▃▄▅▆▇█", "▒", "·", "▲")
_ASCII_BARS = Bars("#", "x", ".", "^")

INCOMPLETE = "?"
"""Marks a day of which numbers are missing."""


def bars_of(marks: Marks) -> Bars:
    """The shapes that belong to these marks."""
    return _UNICODE_BARS if marks is UNICODE else _ASCII_BARS


@dataclass(frozen=True, slots=True)
class Places:
    """Where the days stand.

    Attributes:
        step: cells from one day to the next.
        bar: cells of a bar.
        number: of days.
    """

    step: int
    bar: int
    number: int

    def left(self, index: int) -> int:
        """The first cell of a day."""
        return _MARGIN + index * self.step

    def day_at(self, x: int) -> int | None:
        """The day that stands at a cell; None beside the days."""
        index = (x - _MARGIN) // self.step
        return index if 0 <= index < self.number else None


def places(number: int, width: int) -> Places:
    """Where so many days stand in ``width`` cells; at least one cell each."""
    step = max(1, min(WIDEST, (width - 2 * _MARGIN) // max(1, number)))
    return Places(step, max(1, step - 1), number)


def fits(number: int, width: int) -> bool:
    """Whether each of so many days has a cell of its own."""
    return number <= width - 2 * _MARGIN


def chart_lines(
    days: Sequence[DayCounts], cursor: int, width: int, height: int, marks: Marks = UNICODE
) -> list[Line]:
    """The chart.

    Args:
        days: oldest first.
        cursor: index of the day under the cursor.
        width: in cells.
        height: in lines; nothing is drawn below :data:`LEAST`.
    """
    if height < LEAST or not days:
        return []
    bars, where = bars_of(marks), places(len(days), width)
    room = height - _AROUND
    below = max(1, room // 3)
    accepted = _Row(
        [d.accepted for d in days], bars.accepted, Tone.GOOD, [_without_bar(d) for d in days]
    )
    nothing = f"{bars.nothing} nothing sent" if any(not d.submissions for d in days) else ""
    missing = f"{INCOMPLETE} numbers missing" if any(d.unread for d in days) else ""
    errors = _Row([d.errors for d in days], bars.error, Tone.BAD, " " * len(days))
    return [
        _heading("Accepted lines", accepted, width, nothing),
        *_bars(accepted, where, room - below, cursor),
        _heading("Errors", errors, width, missing),
        *_bars(errors, where, below, cursor),
        _marks_line(days, where, bars),
        ((" " * where.left(cursor), Tone.PLAIN), (bars.cursor * where.bar, Tone.ACCENT)),
        _names(days, where, width),
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of bars: shapes from the lowest to a full cell, and what stands where there is none."""

    values: Sequence[int | None]
    shapes: str
    tone: Tone
    without: Sequence[str]

    @property
    def most(self) -> int:
        return max((v for v in self.values if v), default=0)


def _without_bar(day: DayCounts) -> str:
    """Nothing sent, nothing known and nothing accepted are three things."""
    if not day.submissions:
        return " "
    return "-" if day.accepted is None else "0"


def _heading(title: str, row: _Row, width: int, legend: str) -> Line:
    most = f"at most {count(row.most)} a day" if row.most else ""
    pieces = [(row.shapes[-1], row.tone), (title, Tone.STRONG), (most, Tone.MUTED)]
    return spread(pieces, width, gap=2, end=(legend, Tone.MUTED) if legend else None)


def _bars(bars: _Row, where: Places, height: int, cursor: int) -> list[Line]:
    steps = len(bars.shapes)
    levels = [_level(value, bars.most, height * steps) for value in bars.values]
    lines, gap = [], " " * (where.step - where.bar)
    for row in reversed(range(height)):
        spans: list[Span] = [(" " * _MARGIN, Tone.PLAIN)]
        for index, value in enumerate(bars.values):
            shape = _shape(levels[index] - row * steps, bars.shapes)
            tone = Tone.ACCENT if index == cursor else bars.tone
            if row == 0 and not value:
                shape, tone = bars.without[index], Tone.MUTED
            spans.append((shape * where.bar + gap, tone))
        lines.append(_joined(spans))
    return lines


def _level(value: int | None, most: int, steps: int) -> int:
    """How high a bar is; what is not nothing is seen."""
    return max(1, round(value * steps / most)) if value else 0


def _shape(level: int, shapes: str) -> str:
    return " " if level <= 0 else shapes[min(level, len(shapes)) - 1]


def _marks_line(days: Sequence[DayCounts], where: Places, bars: Bars) -> Line:
    spans: list[Span] = [(" " * _MARGIN, Tone.PLAIN)]
    for day in days:
        mark, tone = " ", Tone.PLAIN
        if not day.submissions:
            mark, tone = bars.nothing, Tone.MUTED
        elif day.unread:
            mark, tone = INCOMPLETE, Tone.WARN
        spans.append((mark.ljust(where.step), tone))
    return _joined(spans)


def _names(days: Sequence[DayCounts], where: Places, width: int) -> Line:
    """The dates, as many as fit: always the last one, and from there back."""
    name = day_name if where.step >= _LONG_NAME else short_day_name
    apart = -(-_NAME // where.step)
    text, room = "", width
    for index in reversed(range((len(days) - 1) % apart, len(days), apart)):
        words = name(days[index].day)
        left = where.left(index)
        if not text:
            left = min(left, width - len(words))
        elif left + len(words) >= room:
            continue
        text = words.ljust(room - left) + text if text else words
        room = left
    return ((" " * room + text, Tone.MUTED),)


def _joined(spans: Sequence[Span]) -> Line:
    """The same text with fewer spans: each one is a style change on the terminal."""
    joined: list[Span] = []
    for text, tone in spans:
        if joined and (joined[-1][1] is tone or not text.strip()):
            joined[-1] = joined[-1][0] + text, joined[-1][1]
        else:
            joined.append((text, tone))
    return tuple(joined) if any(text.strip() for text, _ in joined) else EMPTY
