"""What a person can do with all channels, key by key."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType

from koongo_tui.errors import KoongoError
from koongo_tui.fleet.health import ChannelRow, Fleet
from koongo_tui.fleet.order import FleetSort
from koongo_tui.fleet.refresh import FleetRefresher
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.channels.words import sorted_words
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.screens.submissions.filter_bar import FilterBar
from koongo_tui.tui.text import Tone
from koongo_tui.tui.widgets.channel_table import ChannelSource, ChannelTable
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import clock_seconds, plural

_NEED_A_ROW = frozenset({"open", "problem", "copy_id", "export", "sort", "refresh_now"})


class ChannelActions(LiveScreen):
    """The keys of the list of channels; what it looks like is up to the screen.

    Args:
        came_from: the channel that is open below; None when there is none.
        words: show only what fits them.

    Attributes:
        fleet: all channels; None before they were read.
        sort: what they are sorted by.
    """

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

    # -- what the screen offers --------------------------------------------------------------

    @property
    @abstractmethod
    def table(self) -> ChannelTable:
        """The rows."""

    @property
    @abstractmethod
    def refresher(self) -> FleetRefresher:
        """Keeps the channels current."""

    @abstractmethod
    def rearrange(self, *, reset: bool = False) -> None:
        """Show the rows that fit, in order."""

    @abstractmethod
    def say_next(self, *, at_once: bool = False) -> None:
        """Say what goes on, when the answer to the last key was read; or now."""

    @property
    def selected(self) -> ChannelRow | None:
        """The channel under the cursor."""
        return self.table.cursor_row

    def _rows(self) -> Sequence[ChannelRow]:
        source = self.table.source
        return source.all if isinstance(source, ChannelSource) else ()

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
        self.say(sorted_words(sort))

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
        self.say_next(at_once=True)
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
