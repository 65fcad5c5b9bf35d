"""All channels: how each stands, what needs attention first, and the way to each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.worker import Worker

from koongo_tui.errors import KoongoError
from koongo_tui.fleet.order import arranged
from koongo_tui.fleet.reading import FleetReader
from koongo_tui.fleet.refresh import FleetRefresher
from koongo_tui.tui.screens.channels import words
from koongo_tui.tui.screens.channels.actions import ChannelActions
from koongo_tui.tui.screens.submissions.filter_bar import FilterBar
from koongo_tui.tui.text import Line, Tone
from koongo_tui.tui.widgets.channel_table import ChannelSource, ChannelTable
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, SideRule, TitleBar, marks_of
from koongo_tui.tui.widgets.lines import Content, Lines, ScrollingLines
from koongo_tui.tui.widgets.window_table import WindowTable

LOW = 22
"""Rows of the terminal below which the details are told in two lines."""

EXAMPLES = ("a name", "Amazon.de", "refused", "look")
"""What a filter may be, as the empty box says it."""


class ChannelsScreen(ChannelActions):
    """See the module. Lies on the screen that one came from."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide"), (164, "-very-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (14, "-low"), (LOW, "-high")]

    def __init__(self, came_from: str | None = None, words: str = "") -> None:
        super().__init__(came_from, words)
        self._trouble: KoongoError | None = None
        self._is_reading = False

    # -- parts -------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield TitleBar(words.totals(None), "", self.came_from or "")
        yield Lines(self._health_line, id="health")
        yield Rule()
        yield FilterBar(examples=EXAMPLES)
        with Container(id="body"):
            yield ChannelTable()
            yield Rule(id="below")
            yield SideRule(id="beside")
            yield Lines(self._details, id="details")
        yield ScrollingLines(id="notice")
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    @cached_property
    def refresher(self) -> FleetRefresher:
        """Keeps the channels current while this is open."""
        from koongo_tui.cli.crash import note_crash

        environ = self.koongo.workspace.environ
        return FleetRefresher(self.koongo.workspace, note=lambda error: note_crash(error, environ))

    @cached_property
    def _reader(self) -> FleetReader:
        return FleetReader(self.koongo.workspace)

    @property
    def table(self) -> ChannelTable:
        """The rows."""
        return self.query_one(ChannelTable)

    def _now(self) -> datetime:
        return self.koongo.workspace.clock()

    # -- life --------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.table.focus()
        self.call_after_refresh(self.tick)
        self.set_interval(1.0, self.tick)
        self._keep_current()

    def on_screen_resume(self) -> None:
        self.tick()

    @work(exclusive=True, group="refresh", exit_on_error=False, description="refresh channels")
    async def _keep_current(self) -> None:
        await self.refresher.run()

    def tick(self) -> None:
        """A second has passed: look whether something is new. All that is drawn is drawn here."""
        if not self._is_reading:
            self._is_reading = True
            self.read()
        if self.is_active:
            self.say_next()

    @work(group="fleet", exit_on_error=False, description="read channels")
    async def read(self) -> None:
        """Read all channels, away from the screen's loop."""
        try:
            fleet = await asyncio.to_thread(self._reader.read, dict(self.refresher.blocked))
        except KoongoError as error:
            self._trouble = error
            self._reader.forget()
            self.show_notice()
            self.say_next()
            return
        finally:
            self._is_reading = False
        if self._trouble is not None:
            self._trouble = None
            self.show_notice()
            self.say_next()
        if fleet is not None:
            self.fleet = self.refresher.fleet = fleet
            self.query_one(TitleBar).show(words.totals(fleet))
            self.rearrange()

    def rearrange(self, *, reset: bool = False) -> None:
        """The row that is being read stays in its place."""
        rows = arranged(self.fleet.rows, self.words, self.sort) if self.fleet is not None else []
        table = self.table
        table.show_sorting(self.sort)
        # Until somebody moves, what is most urgent stays in view.
        table.set_source(ChannelSource(rows), reset=reset or not table.touched)
        self.query_one("#health", Lines).refresh_content()
        self.show_notice()

    def worker_failed(self, worker: Worker[object], error: KoongoError) -> None:
        if worker.group == "fleet":
            self._is_reading = False
        super().worker_failed(worker, error)

    @on(WindowTable.Highlighted)
    def _highlighted(self) -> None:
        self.query_one("#details", Lines).refresh_content()

    # -- lines -------------------------------------------------------------------------------

    def status_words(self) -> Sequence[str]:
        """How things are, for a terminal with room for nothing else."""
        return [words.totals(self.fleet)]

    def _health_line(self, width: int) -> Sequence[Line]:
        shown = self.table.row_count if self.is_mounted else 0
        return [words.health_line(self.fleet, shown, self.words, width)]

    def _details(self, width: int) -> Sequence[Line]:
        row = self.selected
        if row is None:
            return []
        if self.size.height < LOW and self.size.width < 120:
            return words.compact_lines(row, width, marks_of(self))
        return words.detail_lines(row, width, marks_of(self))

    def say_next(self, *, at_once: bool = False) -> None:
        if at_once:
            self._said = None
        text, tone = self.still_said() or (self._goes_on(), Tone.MUTED)
        self.query_one(MessageLine).say(text, tone)

    def _goes_on(self) -> str:
        if self._trouble is not None and self.table.row_count:
            return f"{self._trouble.message} {self._trouble.fix}"
        if not self.refresher.by_itself:
            return "KOONGO_TUI_TOKEN is set: other channels are asked only with r."
        if self.refresher.lacks_developer:
            return "Not all are asked: some developer's keys are missing."
        if self.refresher.busy:
            return "Asking Amazon, the oldest list first."
        return "Each account is asked every 5 minutes. r asks for one channel now."

    def show_notice(self) -> None:
        """Words in place of the rows, when there are none."""
        content = self._notice()
        notice = self.query_one("#notice", ScrollingLines)
        notice.set_class(content is not None, "-shown")
        self.query_one("#body").set_class(content is not None, "-hidden")
        if content is not None:
            notice.show(content)
        self.refresh_bindings()

    def _notice(self) -> Content | None:
        trouble, filtered = self._trouble, self.words
        if self.table.row_count:
            return None
        if trouble is not None:
            from koongo_tui.tui.screens.trouble import trouble_lines

            return lambda width: trouble_lines(trouble, width)
        if self.fleet is None:
            return None
        return lambda width: words.empty_lines(filtered, width)
