"""All channels: how each stands, what needs attention first, and the way to each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.worker import Worker

from koongo_tui.errors import KoongoError
from koongo_tui.fleet.health import ChannelRow, Fleet
from koongo_tui.fleet.order import FleetSort, arranged
from koongo_tui.fleet.reading import FleetReader
from koongo_tui.fleet.refresh import FleetRefresher
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.channels import words
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.screens.submissions.filter_bar import FilterBar
from koongo_tui.tui.text import Line, Tone
from koongo_tui.tui.widgets.channel_table import ChannelSource, ChannelTable
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, SideRule, TitleBar, marks_of
from koongo_tui.tui.widgets.lines import Content, Lines, ScrollingLines
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import clock_seconds, plural

SAID_FOR = timedelta(seconds=8)
"""How long an answer to a key stays on the message line."""

LOW = 22
"""Rows of the terminal below which the details are told in two lines."""

EXAMPLES = ("a name", "Amazon.de", "refused", "look")
"""What a filter may be, as the empty box says it."""

_NEED_A_ROW = frozenset({"open", "problem", "copy_id", "export", "sort", "refresh_now"})


class ChannelsScreen(LiveScreen):
    """See the module. Lies on the screen that one came from.

    Args:
        came_from: the channel that is open below; None when there is none.
        words: show only what fits them.
    """

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide"), (164, "-very-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (14, "-low"), (LOW, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "open"),
        bind("back", "clear", "Clear filter"),
        bind("back", "leave"),
        bind("next-problem", "problem(1)"),
        bind("previous-problem", "problem(-1)", show=False),
        bind("filter", "filter"),
        bind("refresh", "refresh_now"),
        bind("sort", "sort"),
        bind("new", "new"),
        bind("export", "export", show=False),
        bind("copy-id", "copy_id", "Copy Seller ID", show=False),
    ]

    def __init__(self, came_from: str | None = None, words: str = "") -> None:
        super().__init__()
        self.came_from = came_from
        self.fleet: Fleet | None = None
        self.sort = FleetSort.ATTENTION
        self.words = words
        self._said: tuple[str, Tone, datetime] | None = None
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

    @property
    def selected(self) -> ChannelRow | None:
        """The channel under the cursor."""
        return self.table.cursor_row

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
        if fleet is not None:
            self.fleet = self.refresher.fleet = fleet
            self.query_one(TitleBar).show(words.totals(fleet))
            self.rearrange()

    def rearrange(self, *, reset: bool = False) -> None:
        """Show the rows that fit, in order; the one being read stays in its place."""
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

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        self._said = text, tone, self._now() + SAID_FOR
        super().say(text, tone)

    def say_next(self) -> None:
        """Say what goes on, when the answer to the last key was read."""
        text, tone = self._goes_on(), Tone.MUTED
        if self._said is not None and self._now() < self._said[2]:
            text, tone, _ = self._said
        super().say(text, tone)

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

    # -- keys --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that can do nothing at the moment are not offered."""
        if not self.is_mounted:
            return True
        if action in _NEED_A_ROW:
            return bool(self.table.row_count)
        if action in ("filter", "new"):
            return not self.query_one(FilterBar).is_open
        if action in ("clear", "leave"):
            filtered = self.query_one(FilterBar).is_open or bool(self.words)
            return filtered is (action == "clear")
        return True

    def action_open(self) -> None:
        """The channel's submissions."""
        row = self.selected
        if row is None:
            return
        if row.channel is None:
            self.say(f"{row.reason} {row.fix}", Tone.WARN)
        elif row.name == self.came_from:
            self.dismiss()
        else:
            self.koongo.open_channel(row.name)

    @on(WindowTable.Opened)
    def _opened_by_mouse(self) -> None:
        self.action_open()

    def action_leave(self) -> None:
        """Back to where one came from."""
        self.dismiss()

    def action_new(self) -> None:
        """Set up another channel."""
        self.koongo.open_setup()

    def action_problem(self, step: int) -> None:
        """The next or previous channel that needs a look."""
        rows, cursor = self._rows(), self.table.cursor
        places = range(cursor + 1, len(rows)) if step > 0 else range(cursor - 1, -1, -1)
        found = next((place for place in places if rows[place].needs_a_look), None)
        if found is None:
            self.say(f"No channel {'below' if step > 0 else 'above'} here needs a look.")
        else:
            self.table.move_to(found)

    def _rows(self) -> Sequence[ChannelRow]:
        source = self.table.source
        return source.all if isinstance(source, ChannelSource) else ()

    def action_sort(self) -> None:
        """By the next column; what needs attention first again after the last."""
        order = list(FleetSort)
        self._sort_by(order[(order.index(self.sort) + 1) % len(order)])

    @on(WindowTable.HeadingClicked)
    def _heading_clicked(self, message: WindowTable.HeadingClicked) -> None:
        column = self.table.column_at(message.x)
        if column is not None:
            self._sort_by(FleetSort.ATTENTION if column.sort is self.sort else column.sort)

    def _sort_by(self, sort: FleetSort) -> None:
        self.sort = sort
        self.rearrange(reset=True)
        self.say(words.sorted_words(sort))

    def action_copy_id(self) -> None:
        """The Seller ID under the cursor."""
        row = self.selected
        if row is None or not row.seller_id:
            self.say("There is no Seller ID to copy.")
        else:
            self.send(row.seller_id, f"Seller ID {row.seller_id}")

    def action_refresh_now(self) -> None:
        """Ask Amazon for the channel under the cursor, as soon as it may be asked."""
        row = self.selected
        if row is None:
            return
        if row.channel is None:
            self.say(f"{row.reason} {row.fix}", Tone.WARN)
        elif self.refresher.needs_token(row.channel):
            self.say(f"The token of {row.name} is asked for when you open it: Enter.")
        elif self.refresher.is_asking(row.channel):
            self.say(f"Asking Amazon for {row.name}.")
        else:
            try:
                allowed = self.refresher.want(row.channel)
            except KoongoError as error:
                self.say(f"{error.message} {error.fix}", Tone.WARN)
                return
            if allowed is None:
                self.say(f"Asking Amazon for {row.name}.")
            else:
                self.say(
                    f"Amazon allows the next request for {row.name} at "
                    f"{clock_seconds(allowed)}. We ask then."
                )

    @work(group="export", exit_on_error=False, description="export")
    async def action_export(self) -> None:
        """What is shown, as a file."""
        from koongo_tui.fleet.export import write_channels
        from koongo_tui.tui.screens.submissions.export import ExportScreen, stem

        rows, fleet = tuple(self._rows()), self.fleet
        if fleet is None:
            return
        said = await self.app.push_screen_wait(
            ExportScreen(
                plural(len(rows), "channel"),
                stem("all", "channels", fleet.at),
                lambda form, target: write_channels(rows, form, target, at=fleet.at),
            )
        )
        if said:
            self.say(said)

    # -- filter ------------------------------------------------------------------------------

    def show_matching(self, text: str) -> None:
        """Show the channels with these words; all without any."""
        if text.split() != self.words.split():
            self.words = " ".join(text.split())
            self.rearrange(reset=True)

    def action_clear(self) -> None:
        """Away with the filter."""
        bar = self.query_one(FilterBar)
        if bar.is_open:
            bar.close()
        self.show_matching("")

    async def action_filter(self) -> None:
        """A box to type a filter into."""
        await self.query_one(FilterBar).open(self.words)
        self.say("A name, marketplace, Seller ID or connection; look for what needs one.")

    @on(FilterBar.Tried)
    def _filter_tried(self, message: FilterBar.Tried) -> None:
        self.show_matching(message.text)

    @on(FilterBar.Closed)
    def _filter_closed(self, message: FilterBar.Closed) -> None:
        self.table.focus()
        self._said = None
        self.say_next()
        row = self._named(self.words)
        if message.submitted and row is not None:
            self.table.move_to(self._rows().index(row))
            self.action_open()

    def _named(self, text: str) -> ChannelRow | None:
        """The one channel that is meant by a name: the only one left, or exactly that name."""
        rows = self._rows()
        if not text:
            return None
        if len(rows) == 1:
            return rows[0]
        return next((row for row in rows if row.name.casefold() == text.casefold()), None)
