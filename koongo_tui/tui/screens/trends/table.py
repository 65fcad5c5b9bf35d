"""The numbers of the days, a line each, the day under the cursor always among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from koongo_tui.trends import day_name
from koongo_tui.tui.marks import UNICODE, Marks
from koongo_tui.tui.screens.trends.chart import INCOMPLETE
from koongo_tui.tui.text import Line, Tone, right
from koongo_tui.tui.wording import count

if TYPE_CHECKING:
    from koongo_tui.store.trends import DayCounts


def table_lines(
    days: Sequence[DayCounts], cursor: int, height: int, marks: Marks = UNICODE
) -> list[Line]:
    """A heading and as many days as fit.

    Args:
        days: oldest first.
        cursor: index of the day under the cursor.
        height: in lines, with the heading.
    """
    room = height - 1
    if room < 1 or not days:
        return []
    first = max(0, min(cursor - room // 2, len(days) - room))
    heading = f"  {'Day':<10} {right('Sent', 6)} {right('Accepted', 9)} {right('Errors', 8)}"
    return [
        ((heading, Tone.MUTED),),
        *(
            _row(days[index], chosen=index == cursor, marks=marks)
            for index in range(first, min(first + room, len(days)))
        ),
    ]


def _row(day: DayCounts, *, chosen: bool, marks: Marks) -> Line:
    head = f"{marks.cursor if chosen else ' '} {day_name(day.day):<10} "
    tone = Tone.STRONG if chosen else Tone.PLAIN
    if not day.submissions:
        return ((head, tone), (right("-", 6), Tone.MUTED))
    return (
        (f"{head}{right(count(day.submissions), 6)} {right(count(day.accepted), 9)} ", tone),
        (right(count(day.errors), 8), Tone.BAD if day.errors else tone),
        (f" {INCOMPLETE}" if day.unread else "", Tone.WARN),
    )
