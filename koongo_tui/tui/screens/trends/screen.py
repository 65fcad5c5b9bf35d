"""Trends: what became of each day's lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.trends import day_name, day_sentence, sentences
from koongo_tui.tui.keys import bind
from koongo_tui.tui.live import Live
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.screens.trends.chart import fits
from koongo_tui.tui.screens.trends.days import DayChart
from koongo_tui.tui.screens.trends.table import table_lines
from koongo_tui.tui.text import Line, Span, Tone, paragraph, spread
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, SideRule, TitleBar, marks_of
from koongo_tui.tui.widgets.lines import Lines
from koongo_tui.tui.wording import zone

if TYPE_CHECKING:
    from koongo_tui.store.trends import DayCounts

SPANS = (7, 14, 30, 90)
"""Days that can be chosen between."""

EVERY = 10
"""Seconds between two looks at the history."""


class TrendsScreen(LiveScreen):
    """Opened from the list, and leads back to it."""

    CSS_PATH = "trends.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high"), (36, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "close", "List"),
        bind("open", "show_day", "This day"),
        *(
            # The line of choices names them; the footer need not.
            Binding(str(n), f"span({n})", f"{days} days", show=False, id=f"numbered-{n}")
            for n, days in enumerate(SPANS, 1)
        ),
    ]

    def __init__(self, live: Live, filter_by: Callable[[str], None]) -> None:
        """
        Args:
            filter_by: shows in the list what a filter lets through.
        """
        super().__init__()
        self._live = live
        self._filter_by = filter_by
        self._days: Sequence[DayCounts] = ()
        self._span = 14

    def compose(self) -> ComposeResult:
        marketplace = marketplace_by_id(self._live.channel.marketplace_id)
        yield TitleBar(
            "Trends",
            marketplace.name if marketplace else "",
            f"channel: {self._live.channel.name}",
        )
        yield Lines(self._spans, id="spans")
        yield Lines(self._summary, id="summary")
        with Container(id="body"):
            yield DayChart()
            yield Rule(id="below")
            yield SideRule(id="beside")
            yield Lines(self._table, id="table")
        yield Lines(self._day, id="day")
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(DayChart).focus()
        self.say("Left and Right choose a day. Enter shows it in the list.", Tone.MUTED)
        self.set_interval(EVERY, self.load)
        self.load()

    def on_resize(self) -> None:
        # Another number of days may fit, and the table another number of lines.
        self.call_after_refresh(self._show)

    # -- what is known ---------------------------------------------------------------------

    @work(exclusive=True, group="trends", exit_on_error=False, description="adding up days")
    async def load(self) -> None:
        """Add the days up, away from the screen's loop."""
        days = await self._live.days(SPANS[-1])
        if days != self._days:
            self._days = days
            self._show()

    @property
    def span(self) -> int:
        """How many days are shown: those chosen, or as many as the width has room for."""
        return max((s for s in SPANS if s <= self._span and self._fits(s)), default=SPANS[0])

    def _fits(self, span: int) -> bool:
        return fits(span, self.query_one(DayChart).size.width)

    @property
    def shown(self) -> Sequence[DayCounts]:
        """The days on screen."""
        return self._days[-self.span :]

    def _show(self) -> None:
        self.query_one(DayChart).show_days(self.shown)
        for name in ("#spans", "#summary"):
            self.query_one(name, Lines).refresh_content()
        self.refresh_bindings()

    @on(DayChart.Moved)
    def _moved(self) -> None:
        for name in ("#day", "#table"):
            self.query_one(name, Lines).refresh_content()

    # -- lines ------------------------------------------------------------------------------

    def _spans(self, width: int) -> Sequence[Line]:
        pieces: list[Span] = []
        for number, span in enumerate(SPANS, 1):
            if self._fits(span):
                now = span == self.span
                words = f"{number} [{span} days]" if now else f"{number} {span} days"
                pieces.append((words, Tone.STRONG if now else Tone.MUTED))
        where = f"local days, {zone(self._live.now)}"
        return [spread(pieces, width, end=(where, Tone.MUTED))]

    def _summary(self, width: int) -> Sequence[Line]:
        return paragraph(" ".join(sentences(self.shown)), width) if self._days else []

    def _table(self, _width: int) -> Sequence[Line]:
        chart, room = self.query_one(DayChart), self.query_one("#table").size.height
        return table_lines(self.shown, chart.cursor, room, marks_of(self))

    def _day(self, width: int) -> Sequence[Line]:
        day = self.query_one(DayChart).day
        return paragraph(day_sentence(day), width) if day is not None else []

    # -- keys --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that can do nothing at the moment are not offered."""
        if action == "span" and isinstance(parameters[0], int):
            return self.is_mounted and self._fits(SPANS[parameters[0] - 1])
        return True

    def action_span(self, number: int) -> None:
        """So many days."""
        self._span = SPANS[number - 1]
        self._show()

    def action_show_day(self) -> None:
        """Back to the list, with the submissions of the day under the cursor."""
        day = self.query_one(DayChart).day
        if day is None:
            return
        if not day.submissions:
            self.say(f"Nothing was sent on {day_name(day.day)}.")
            return
        self.dismiss()
        self._filter_by(f"on:{day.day.isoformat()}")

    def action_close(self) -> None:
        """Back to the list as it was."""
        self.dismiss()
