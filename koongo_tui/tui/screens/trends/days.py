"""The chart as a widget: keys and clicks move from day to day. Numbers, where it is too low."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from koongo_tui.tui.screens.trends.chart import LEAST, chart_lines, places
from koongo_tui.tui.screens.trends.table import table_lines
from koongo_tui.tui.text import Line
from koongo_tui.tui.widgets.chrome import marks_of
from koongo_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from koongo_tui.store.trends import DayCounts

_WEEK = 7


class DayChart(Lines, can_focus=True):
    """Shows days, one of which is under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up,k", "move(-1)", show=False, id="day.before"),
        Binding("right,down,j", "move(1)", show=False, id="day.after"),
        Binding("pageup", f"move({-_WEEK})", show=False, id="day.week-before"),
        Binding("pagedown", f"move({_WEEK})", show=False, id="day.week-after"),
        Binding("home", "first", show=False, id="day.first"),
        Binding("end", "last", show=False, id="day.last"),
    ]
    DEFAULT_CSS = """
    DayChart { height: 1fr; overflow-y: hidden; }
    """

    class Moved(Message):
        """Another day is under the cursor."""

    def __init__(self, **more: Any) -> None:
        super().__init__(self._chart, **more)
        self._days: Sequence[DayCounts] = ()
        self._day: date | None = None

    def show_days(self, days: Sequence[DayCounts]) -> None:
        """Show these; the cursor stays on its day, and on the last one as long as it is that."""
        on_last = not self._days or self._day == self._days[-1].day
        self._days = days
        if on_last and days:
            self._day = days[-1].day
        self.refresh_content()
        self.post_message(self.Moved())

    @property
    def cursor(self) -> int:
        """Index of the day under the cursor; one that is no longer shown gives the nearest."""
        found = (i for i, day in enumerate(self._days) if self._day and day.day >= self._day)
        return next(found, max(0, len(self._days) - 1))

    @property
    def day(self) -> DayCounts | None:
        """The day under the cursor."""
        return self._days[self.cursor] if self._days else None

    def _chart(self, width: int) -> Sequence[Line]:
        height, marks = self.size.height, marks_of(self)
        if height < LEAST:
            return table_lines(self._days, self.cursor, height, marks)
        return chart_lines(self._days, self.cursor, width, height, marks)

    def on_resize(self) -> None:
        # The width alone is looked at elsewhere; bars depend on the height as well.
        self.refresh_content()

    def _move_to(self, index: int) -> None:
        if not self._days:
            return
        self._day = self._days[max(0, min(index, len(self._days) - 1))].day
        self.refresh_content()
        self.post_message(self.Moved())

    def action_move(self, step: int) -> None:
        self._move_to(self.cursor + step)

    def action_first(self) -> None:
        self._move_to(0)

    def action_last(self) -> None:
        self._move_to(len(self._days) - 1)

    def on_click(self, event: events.Click) -> None:
        if self.size.height < LEAST:
            return
        found = places(len(self._days), self.size.width).day_at(event.x)
        if found is not None:
            self._move_to(found)
