"""The channel's form: Koongo's tabs around the list of submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from koongo_tui.errors import KoongoError
from koongo_tui.store.intents import Pause
from koongo_tui.tui.keys import bind
from koongo_tui.tui.live import Live
from koongo_tui.tui.screens.channel.api_settings import ApiPane
from koongo_tui.tui.screens.channel.desk import Desk
from koongo_tui.tui.screens.channel.editors import ChoiceEditor
from koongo_tui.tui.screens.channel.pane import Pane
from koongo_tui.tui.screens.channel.preview import PreviewPane
from koongo_tui.tui.screens.channel.profile import ProfilePane
from koongo_tui.tui.screens.channel.save import SavePane
from koongo_tui.tui.screens.channel.tabs import Tab, TabBar
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.widgets.choice_list import Option
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, TitleBar
from koongo_tui.tui.wording import plural, when

if TYPE_CHECKING:
    from koongo_tui.store.channels import Channel

_PANES: dict[Tab, type[Pane]] = {
    Tab.API: ApiPane,
    Tab.PREVIEW: PreviewPane,
    Tab.PROFILE: ProfilePane,
    Tab.SAVE: SavePane,
}
_SAID = {
    Tab.API: "Enter changes a row. Nothing is saved before tab 5.",
    Tab.PREVIEW: "Enter asks before anything is sent. v shows a record whole.",
    Tab.PROFILE: "Enter changes a row. Nothing is saved before tab 5.",
    Tab.SAVE: "Enter saves. Until then nothing is written.",
}

QUIET = frozenset(
    {"feed_source", "feed_type", "auto_submit", "expires_on", "authorised_on", "auto_refresh"}
)
"""Settings that the open connection does not depend on."""


class ChannelScreen(LiveScreen):
    """Opened over the list by ``e``; the tab of the list, and Esc, lead back to it."""

    CSS_PATH = "channel.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (78, "-normal"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-low"), (22, "-high"), (36, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "close", "List"),
        *(
            # The bar of tabs names them; the footer need not.
            Binding(str(tab.value), f"tab({tab.value})", tab.title, show=False, id=f"numbered-{n}")
            for n, tab in enumerate(Tab, 1)
        ),
    ]

    def __init__(self, live: Live, desk: Desk, tab: Tab = Tab.API, words: str = "") -> None:
        """
        Args:
            words: said when it is there.
        """
        super().__init__()
        self.live = live
        self.desk = desk
        self.pause: Pause | None = None
        self._tab = tab
        self._words = words
        self._panes: dict[Tab, Pane] = {}

    @property
    def channel(self) -> Channel:
        """As it is saved."""
        return self.live.channel

    def compose(self) -> ComposeResult:
        market = self._market_name()
        yield TitleBar("Channel", market, f"channel: {self.channel.name}")
        yield TabBar(self._tab)
        yield Rule()
        yield Container(id="pane")
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    def _market_name(self) -> str:
        from koongo_tui.guide.marketplaces import marketplace_by_id

        market = marketplace_by_id(self.channel.marketplace_id)
        return market.name if market else self.channel.marketplace_id

    def on_mount(self) -> None:
        self._open()

    @work(exclusive=True, group="open", exit_on_error=False, description="reading the settings")
    async def _open(self) -> None:
        await self.desk.load()
        self.look_at_pause()
        await self.open_tab(self._tab)
        if self._words:
            self.say(self._words)
        if (kept := self.desk.from_before) is not None:
            self.desk.from_before = None
            changes = plural(self.desk.unsaved, "change")
            at = when(kept, self.desk.workspace.clock())
            self.say(f"{changes} of {at} are here again, not saved. 5 shows, ^L drops them.")

    def look_at_pause(self) -> None:
        """Learn whether auto-submit is paused."""
        try:
            self.pause = self.desk.workspace.intents.paused(self.desk.name)
        except KoongoError:
            self.pause = None

    # -- tabs ----------------------------------------------------------------------------

    async def open_tab(self, tab: Tab) -> None:
        """Show a tab; that of the list leaves the form."""
        if tab is Tab.SUBMISSIONS:
            self.action_close()
            return
        holder = self.query_one("#pane")
        pane = self._panes.get(tab)
        if pane is None:
            pane = self._panes[tab] = _PANES[tab](self.desk, self.live)
            await holder.mount(pane)
        for other in self._panes.values():
            other.display = other is pane
        self._tab = tab
        self._show_tabs()
        self.query_one(MessageLine).say(_SAID[tab])
        pane.opened()
        focus = pane.first_focus()
        if focus is not None:
            focus.focus(scroll_visible=False)
        self.refresh_bindings()

    def _show_tabs(self) -> None:
        self.query_one(TabBar).show(self._tab, self.desk.unsaved)

    async def action_tab(self, number: int) -> None:
        """The numbered tab."""
        if self.desk.draft is not None or number == Tab.SUBMISSIONS:
            await self.open_tab(Tab(number))

    @on(TabBar.Picked)
    async def _picked(self, message: TabBar.Picked) -> None:
        await self.action_tab(message.tab)

    def on_screen_resume(self) -> None:
        pane = self._panes.get(self._tab)
        if pane is not None:
            pane.opened()

    # -- the draft -----------------------------------------------------------------------

    def changed(self, words: str = "") -> None:
        """A setting has another value: show it, and keep it for another run."""
        for pane in self._panes.values():
            pane.draft_changed()
        self._show_tabs()
        self.refresh_bindings()
        self._keep()
        changes = plural(self.desk.unsaved, "change")
        usual = f"{changes} not saved. Press 5 to see and save." if self.desk.unsaved else ""
        self.say(words or usual or "As it is saved.")

    @work(exclusive=True, group="keep", exit_on_error=False, description="keeping the draft")
    async def _keep(self) -> None:
        await self.desk.keep()

    @work(exclusive=True, group="drop", exit_on_error=False, description="dropping changes")
    async def drop(self) -> None:
        """Ask once, and forget all changes that are not saved."""
        options = [Option("Drop them"), Option("Keep them")]
        changes = plural(self.desk.unsaved, "change")
        words = "The settings are then as they are saved."
        found = await self.app.push_screen_wait(ChoiceEditor(f"Drop {changes}?", words, options, 0))
        if found == "0":
            self.desk.drop()
            self.changed("Dropped. The settings are as they are saved.")

    async def saved(self, before: Channel, now: Channel, notes: tuple[str, ...]) -> None:
        """The settings are written: work on with them."""
        words = " ".join(("The settings are saved.", *notes))
        fields = {name for name in now.__slots__ if getattr(now, name) != getattr(before, name)}
        if fields <= QUIET:
            self.live.channel = now
            self.changed(words)
        else:
            self.koongo.reopen_form(now.name, self._tab, words)

    async def set_up_again(self) -> None:
        """Open the setup for this channel; what was changed here waits."""
        await self.desk.keep()
        self.koongo.open_setup(self.desk.name)

    async def go_on(self) -> None:
        """A person has looked: auto-submit may send again."""
        self.desk.workspace.intents.go_on(self.desk.name)
        self.look_at_pause()
        self.changed("Auto-submit goes on with the next change of the source.")

    def sent(self, submission_id: str) -> None:
        """A feed is at Amazon: back to the list, which follows it."""
        from koongo_tui.tui.screens.submissions import SubmissionsScreen

        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        self.dismiss()
        if isinstance(below, SubmissionsScreen):
            below.follow(submission_id)

    # -- leaving -------------------------------------------------------------------------

    def action_close(self) -> None:
        """Back to the list; changes wait."""
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        unsaved = self.desk.unsaved
        self.dismiss()
        if unsaved and isinstance(below, LiveScreen):
            verb = "is" if unsaved == 1 else "are"
            below.say(
                f"{plural(unsaved, 'change')} to the settings {verb} kept, not saved. e shows them."
            )
