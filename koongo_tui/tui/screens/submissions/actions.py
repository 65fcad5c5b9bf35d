"""What a person can do on the live list, key by key."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from koongo_tui.errors import KoongoError, UsageError
from koongo_tui.guide.programs import Program
from koongo_tui.store.history import Row, SortKey, Tally
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.screens.submissions.filter_bar import FilterBar
from koongo_tui.tui.screens.submissions.status import ask_now
from koongo_tui.tui.text import Tone
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import plural

if TYPE_CHECKING:
    from textual.worker import Worker

    from koongo_tui.tui.live import Live
    from koongo_tui.tui.screens.submissions.shown import Shown
    from koongo_tui.tui.widgets.submission_table import SubmissionTable

_NEED_ROWS = frozenset({"open", "copy_id", "raw", "export", "sort", "seen", "problem"})
_NEED_THE_HISTORY = _NEED_ROWS | {
    "keep_trying",
    "move_on",
    "leave_mws",
    "why",
    "filter",
    "clear",
    "saved_list",
    "refresh_now",
    "auto",
    "trends",
}


class ListActions(LiveScreen):
    """The keys of the list; what it looks like is up to the screen.

    Attributes:
        opened: the history could be opened.
        tally: how many submissions there are; None before they were counted.
        dismissed: the reason for not being connected that a person has read.
        refusals: when Amazon refused, oldest first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "open", "Details"),
        bind("open", "leave_mws", "Move to SP-API"),
        bind("back", "clear", "Clear filter"),
        bind("back", "saved_list", "Saved list"),
        bind("next-problem", "problem(1)"),
        bind("previous-problem", "problem(-1)", show=False),
        bind("filter", "filter"),
        bind("refresh", "refresh_now"),
        bind("keep-trying", "keep_trying"),
        bind("edit", "edit", "Channel"),
        bind("sort", "sort"),
        bind("export", "export"),
        bind("trends", "trends", show=False),
        bind("seen", "seen", show=False),
        bind("copy-id", "copy_id", show=False),
        bind("raw", "raw", show=False),
        bind("auto", "auto", show=False),
        bind("channels", "app.channels", show=False),
        bind("new", "new", show=False),
        Binding("2", "move_on", "To SP-API", key_display="2", id="numbered-2"),
        bind("numbered", "why", "Why refused", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.opened = False
        self.tally: Tally | None = None
        self.dismissed: KoongoError | None = None
        self.refusals: list[datetime] = []
        self._searching = asyncio.Lock()

    # -- what the screen offers --------------------------------------------------------------

    @property
    @abstractmethod
    def live(self) -> Live:
        """The channel."""

    @property
    @abstractmethod
    def shown(self) -> Shown:
        """Which rows are shown."""

    @property
    @abstractmethod
    def table(self) -> SubmissionTable:
        """The rows."""

    @abstractmethod
    def reload(self, *, reset: bool = False) -> None:
        """Show the rows as they are now."""

    @abstractmethod
    def show_notice(self) -> None:
        """Show words in place of the rows, or the rows."""

    @abstractmethod
    def say_next(self, *, at_once: bool = False) -> None:
        """Say what comes next, when the answer to the last key was read; or now."""

    @abstractmethod
    def connect(self) -> Worker[None]:
        """Open the connection to Amazon."""

    @property
    def selected(self) -> Row | None:
        """The row under the cursor."""
        return self.table.cursor_row

    @property
    def covered(self) -> bool:
        """Words about the connection stand in place of the rows."""
        blocked = self.live.blocked
        return blocked is not None and blocked is not self.dismissed

    # -- keys ----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that can do nothing at the moment are not offered."""
        if not self.opened:
            return action not in _NEED_THE_HISTORY
        if action in _NEED_ROWS:
            return bool(self.table.row_count) and not self.covered
        match action:
            case "keep_trying":
                return self.live.may_wait
            case "move_on":
                return self.covered and self.live.can_move and not self.live.retired
            case "leave_mws":
                return self.covered and self.live.can_move and self.live.retired
            case "why":
                return self.live.refused
            case "filter":
                return not self.query_one(FilterBar).is_open
            case "clear":
                return self.query_one(FilterBar).is_open or bool(self.shown.text)
            case "saved_list":
                return self.covered and bool(self.tally and self.tally.total)
        return True

    def action_open(self) -> None:
        """One submission."""
        row = self.selected
        if row is not None:
            from koongo_tui.tui.screens.submissions.one import OneScreen

            self.app.push_screen(OneScreen(self.live, row))

    @on(WindowTable.Opened)
    def _opened_by_mouse(self) -> None:
        self.action_open()

    def action_saved_list(self) -> None:
        """From the reason why Amazon cannot be asked to what is known."""
        self.dismissed = self.live.blocked
        self.show_notice()
        self.table.focus()

    @work(group="problem", exit_on_error=False, description="the next problem")
    async def action_problem(self, step: int) -> None:
        """The next or previous submission that needs a look."""
        # One after the other: each key goes on from where the one before led.
        async with self._searching:
            rows, cursor = self.table.source, self.table.cursor
            if rows is None:
                return
            found = await asyncio.to_thread(self.shown.problem, rows, cursor, step)
            if rows is not self.table.source:
                # Other rows are on the screen by now: a place among these means nothing.
                return
            if found is None:
                self.say(f"Nothing {'below' if step > 0 else 'above'} here needs a look.")
            else:
                self.table.move_to(found)

    def action_sort(self) -> None:
        """By the next column; the first one again after the last."""
        self._sort_by(self.shown.next_sort())

    @on(WindowTable.HeadingClicked)
    def _heading_clicked(self, message: WindowTable.HeadingClicked) -> None:
        column = self.table.column_at(message.x)
        if column is not None and column.sort is not None:
            self._sort_by(column.sort)

    def _sort_by(self, key: SortKey) -> None:
        words = self.shown.sort_by(key)
        self.reload(reset=True)
        self.say(words)

    def action_trends(self) -> None:
        """What became of each day's lines."""
        from koongo_tui.tui.screens.trends import TrendsScreen

        self.app.push_screen(TrendsScreen(self.live, self.filter_by))

    def action_edit(self) -> None:
        """The channel's form: its settings, its feed, sending it."""
        from koongo_tui.tui.screens.channel import ChannelScreen

        name = self.live.channel.name
        self.app.push_screen(ChannelScreen(self.live, self.koongo.desk(name)))

    def action_new(self) -> None:
        """Set up another channel; one that was cut off is offered first."""
        self.koongo.open_setup()

    def action_move_on(self) -> None:
        """Set the channel up for SP-API."""
        self.koongo.open_setup(self.live.channel.name, program=Program.SP_API)

    def action_leave_mws(self) -> None:
        """The same, where it is the only way on and Enter offers it."""
        self.action_move_on()

    def action_seen(self) -> None:
        """Nothing is new any more."""
        self.live.mark_visited()
        self.shown.visited = self.live.last_visit()
        self.reload()
        self.say("Everything is marked as seen.")

    def action_copy_id(self) -> None:
        """The ID under the cursor."""
        if self.selected is not None:
            self.send(self.selected.id, self.selected.id)

    def action_raw(self) -> None:
        """The report under the cursor, unchanged."""
        row = self.selected
        if row is None or not self.live.has_file(row):
            self.say("There is no report of this one on this machine.")
            return
        from koongo_tui.tui.screens.submissions.raw import RawScreen

        self.app.push_screen(RawScreen(self.live, row))

    def action_refresh_now(self) -> None:
        """Ask Amazon, if it may be asked."""
        if self.live.blocked is not None or not self.live.can_ask:
            self.dismissed = None
            self.connect()
            self.say("Opening the connection again.")
        else:
            self.say(ask_now(self.live))

    def action_auto(self) -> None:
        """Automatic refresh on or off."""
        auto = not self.live.state.auto
        self.live.set_auto(auto)
        self.say("Automatic refresh is on." if auto else "Automatic refresh is off. r asks Amazon.")

    def action_keep_trying(self) -> None:
        """A renewal can take Amazon an hour to notice."""
        self.live.keep_trying()
        self.say("We ask every 5 minutes, for up to an hour.")

    def action_why(self) -> None:
        """Why Amazon refuses, and what to do."""
        from koongo_tui.tui.screens.submissions.refused import RefusedScreen

        self.app.push_screen(RefusedScreen(self.live, self.refusals))

    @work(group="export", exit_on_error=False, description="export")
    async def action_export(self) -> None:
        """What is shown, as a file."""
        from koongo_tui.tui.screens.submissions.export import ExportScreen, stem

        title = plural(self.table.row_count, "submission")
        name = stem(self.live.channel.name, "submissions", self.live.now)
        shown = self.shown
        said = await self.app.push_screen_wait(
            ExportScreen(title, name, shown.write, shown.write_failed)
        )
        if said:
            self.say(said)

    # -- filter --------------------------------------------------------------------------------

    def filter_by(self, text: str) -> None:
        """Show what the filter lets through; an empty one shows everything."""
        try:
            changed = self.shown.filter_by(text)
        except UsageError as error:
            self.say(f"{error.message} {error.fix}", Tone.WARN)
            return
        if changed:
            self.reload(reset=bool(self.shown.text))

    def action_clear(self) -> None:
        """Away with the filter."""
        bar = self.query_one(FilterBar)
        if bar.is_open:
            bar.close()
        self.filter_by("")

    async def action_filter(self) -> None:
        """A box to type a filter into."""
        await self.query_one(FilterBar).open(self.shown.text)
        self.say("Words of ID, type or SKU, errors>0, state:stuck, on:today.")

    @on(FilterBar.Tried)
    def _filter_tried(self, message: FilterBar.Tried) -> None:
        self.filter_by(message.text)

    @on(FilterBar.Closed)
    def _filter_closed(self) -> None:
        self.say_next(at_once=True)
        self.table.focus()
