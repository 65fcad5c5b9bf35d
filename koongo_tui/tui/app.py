"""The application: opens the right screen, and holds what all screens share."""

from __future__ import annotations

import asyncio
import gc
import io
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import Console
from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender

from koongo_tui.errors import KoongoError
from koongo_tui.tui.keys import bind
from koongo_tui.tui.marks import ASCII, UNICODE, Marks
from koongo_tui.tui.palette import KoongoCommands
from koongo_tui.tui.terminal import Terminal, copy_to_clipboard, read_terminal
from koongo_tui.tui.themes import DARK, TERMINAL, THEMES

if TYPE_CHECKING:
    from koongo_tui.guide.programs import Program
    from koongo_tui.store.config import Channel
    from koongo_tui.tui.launch import Start
    from koongo_tui.tui.screens.channel.desk import Desk
    from koongo_tui.tui.screens.channel.tabs import Tab
    from koongo_tui.tui.screens.setup.session import Session
    from koongo_tui.workspace import Workspace

SMALLEST = (40, 10)
"""Columns and rows below which only the status is shown."""


class PlainScrollBar(ScrollBarRender):
    """A scrollbar of blanks: its ends have no half blocks."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


class KoongoApp(App[int], inherit_bindings=False):
    """See the module.

    Attributes:
        workspace: the person's files and accounts.
        terminal: what is known of the terminal.
        crash: what ended the screen unexpectedly; None while nothing did.
    """

    TITLE = "koongo-tui"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    COMMANDS = {KoongoCommands}
    DEFAULT_MODE = "screen-0"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("help", "keys"),
        bind("doctor", "doctor", show=False),
        bind("quit", "quit"),
        bind("palette", "command_palette", show=False, system=True),
        bind("quit-at-once", "quit_at_once", show=False, priority=True, system=True),
    ]

    def __init__(
        self,
        workspace: Workspace,
        *,
        channel: str | None = None,
        start: Start = "auto",
        program: Program | None = None,
        terminal: Terminal | None = None,
    ) -> None:
        self.workspace = workspace
        self.terminal = terminal or read_terminal(workspace.environ, "utf-8")
        colourless = self.terminal.colours == "no colours"
        super().__init__(ansi_color=True if colourless else None)
        for theme in THEMES:
            self.register_theme(theme)
        # Not by assignment: Textual would read all style sheets again as soon as it runs.
        self.set_reactive(App.theme, TERMINAL if colourless else DARK)
        self.stylesheet.set_variables(self.get_css_variables())
        self.crash: Exception | None = None
        # Textual would print a traceback with the values of local variables to this one.
        self.error_console = Console(file=io.StringIO())
        self._channel_name = channel
        self._start = start
        self._program = program
        self._shown = 0
        self._desks: dict[str, Desk] = {}
        self._warned = False
        self.add_mode(self.DEFAULT_MODE, self._first_screen)
        ScrollBar.renderer = PlainScrollBar if self.ascii else ScrollBarRender

    # -- what screens share ----------------------------------------------------------------

    @property
    def ascii(self) -> bool:
        """Draw with plain ASCII only."""
        return self.terminal.ascii

    @property
    def marks(self) -> Marks:
        """The marks to draw with."""
        return ASCII if self.ascii else UNICODE

    def copy(self, text: str) -> None:
        """Send a text to the terminal's clipboard; say "sent", nobody knows whether it arrived."""
        copy_to_clipboard(self, text, self.workspace.environ)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colour names, for themes that do not know them."""
        return {"koongo-muted": "#98a2b3", "koongo-line": "#3a4250"}

    # -- which screen -----------------------------------------------------------------------

    def _first_screen(self) -> Screen[Any]:
        """The first screen, with its style sheets.

        Textual reads all others anew when it finds one that it does not know.
        """
        screen = self._choose()
        self.stylesheet.read_all(screen.css_path)
        return screen

    def _choose(self) -> Screen[Any]:
        """Setup where there is no channel yet, submissions where there is one."""
        from koongo_tui.errors import NotSetUpError

        if self._start == "setup":
            return self._setup_screen(program=self._program)
        try:
            channel = self.workspace.channel(self._channel_name)
        except NotSetUpError as error:
            if self._start == "auto" and self._channel_name is None:
                return self._setup_screen()
            return self._trouble_screen(error)
        except KoongoError as error:
            return self._trouble_screen(error)
        return self._submissions_screen(channel)

    def start_again(self) -> None:
        """Choose anew: something may have been mended."""
        self._show(self._choose())

    def _setup_screen(
        self,
        name: str | None = None,
        program: Program | None = None,
        session: Session | None = None,
    ) -> Screen[Any]:
        from koongo_tui.tui.screens.setup import SetupScreen

        named = name or self._channel_name or self._free_name()
        return SetupScreen(named, program=program, session=session)

    def _submissions_screen(self, channel: Channel) -> Screen[Any]:
        from koongo_tui.tui.screens.submissions import SubmissionsScreen

        return SubmissionsScreen(channel)

    def _trouble_screen(self, error: KoongoError) -> Screen[Any]:
        from koongo_tui.tui.screens.trouble import TroubleScreen

        return TroubleScreen(error)

    def open_channel(self, name: str | None = None) -> None:
        """Show a channel's submissions instead of what is shown; the current one if None."""
        try:
            screen = self._submissions_screen(self.workspace.channel(name))
        except KoongoError as error:
            screen = self._trouble_screen(error)
        self._show(screen)

    def desk(self, name: str) -> Desk:
        """The draft of a channel's settings, the same as long as the program runs."""
        from koongo_tui.tui.screens.channel.desk import Desk

        for desk in self._desks.values():
            if desk.name == name:
                return desk
        desk = self._desks[name] = Desk(self.workspace, name)
        return desk

    def reopen_form(self, name: str, tab: Tab, words: str) -> None:
        """The channel is another one: open its list anew, and its form over it.

        Args:
            words: for the message line.
        """
        self.open_channel(name)
        self.call_later(self._form_again, name, tab, words)

    async def _form_again(self, name: str, tab: Tab, words: str) -> None:
        from koongo_tui.tui.screens.channel import ChannelScreen
        from koongo_tui.tui.screens.submissions import SubmissionsScreen

        below = self.screen
        if isinstance(below, SubmissionsScreen):
            await self.push_screen(ChannelScreen(below.live, self.desk(name), tab, words))

    def action_channels(self, words: str = "") -> None:
        """All channels, over what is shown; those with these words only."""
        from koongo_tui.tui.screens.channels import ChannelsScreen

        if not isinstance(self.screen, ChannelsScreen):
            channel = getattr(self.screen, "channel", None)
            name = channel.name if channel is not None else None
            self.push_screen(ChannelsScreen(name, words))
        else:
            self.screen.show_matching(words)

    def open_setup(
        self,
        name: str | None = None,
        *,
        program: Program | None = None,
        session: Session | None = None,
    ) -> None:
        """Show the setup of a channel, new or known, instead of what is shown.

        Args:
            name: of the channel; a new one if None.
            program: move the known channel to this one.
            session: a setup that was begun elsewhere.
        """
        self._show(self._setup_screen(name or self._free_name(), program, session))

    def _free_name(self) -> str:
        """A name that no channel has yet."""
        try:
            taken = self.workspace.config().channels
        except KoongoError:
            return "main"
        names = ("main" if n == 1 else f"main-{n}" for n in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)

    def _show(self, screen: Screen[Any]) -> None:
        """One screen alone; what was shown before ends.

        Each such screen is a mode of its own: Textual can neither style nor replace the screen at
        the bottom of a stack that is not one, and pushing the first screen onto an empty one
        would cost 50 ms at start.
        """
        before = self.current_mode
        self._shown += 1
        self.add_mode(f"screen-{self._shown}", lambda: screen)
        self.switch_mode(f"screen-{self._shown}")
        self.remove_mode(before)

    # -- keys and commands ---------------------------------------------------------------------

    def action_keys(self) -> None:
        """All keys."""
        from koongo_tui.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    async def action_quit(self) -> None:
        """Leave. A token that was pasted and not saved is kept nowhere: that is said once."""
        from koongo_tui.tui.screens.submissions.base import LiveScreen

        lost = any(desk.holds_token for desk in self._desks.values())
        if lost and not self._warned and isinstance(self.screen, LiveScreen):
            self._warned = True
            self.screen.say(
                "A new token is not saved, and kept nowhere. q again leaves without it."
            )
        else:
            self.exit()

    def action_quit_at_once(self) -> None:
        """Leave, whatever there is."""
        self.exit()

    def action_doctor(self) -> None:
        """Everything about this machine and setup."""
        from koongo_tui.tui.screens.doctor import DoctorScreen

        if not isinstance(self.screen, DoctorScreen):
            self.push_screen(DoctorScreen(self.channel_in_view))

    @property
    def channel_in_view(self) -> str | None:
        """The name of the channel whose submissions are shown; None where there are none."""
        channel = getattr(self.screen, "channel", None)
        return channel.name if channel is not None else self._channel_name

    # -- life -------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        if self.is_headless or sys.platform == "win32":
            return
        # Without these the terminal would be left in the state of a drawn screen.
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._end_by_signal, number)

    def on_ready(self) -> None:
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def _end_by_signal(self, number: int) -> None:
        self.exit(return_code=128 + number)

    def on_app_blur(self, event: events.AppBlur) -> None:
        # Textual takes the focus from its widgets and draws the screen anew whenever the window
        # loses the focus: 25 kB for a look at another window, and the cursor would vanish.
        event.prevent_default()

    def on_app_focus(self, event: events.AppFocus) -> None:
        event.prevent_default()

    def on_resize(self, event: events.Resize) -> None:
        from koongo_tui.tui.screens.tiny import TinyScreen

        tiny = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        if tiny and not isinstance(self.screen, TinyScreen):
            self.push_screen(TinyScreen(self.screen))
        elif not tiny and isinstance(self.screen, TinyScreen):
            self.pop_screen()

    def _handle_exception(self, error: Exception) -> None:
        # The one private method that is overridden: nothing public tells what ended a screen.
        if self.crash is None:
            self.crash = error
        super()._handle_exception(error)
