"""What every page of the setup is: a body that scrolls, its keys, and words to the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.binding import BindingType
from textual.containers import HorizontalGroup, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from koongo_tui.errors import KoongoError
from koongo_tui.tui.app import KoongoApp
from koongo_tui.tui.keys import bind
from koongo_tui.tui.marks import Marks
from koongo_tui.tui.terminal import copy_to_clipboard, plain_view

if TYPE_CHECKING:
    from koongo_tui.guide.flow import Setup
    from koongo_tui.guide.mistakes import Choice
    from koongo_tui.tui.screens.setup.session import Session


class SetupPage(VerticalScroll, can_focus=True):
    """One page.

    A page shows ``session.setup`` and sends intents; :class:`~.screen.SetupScreen` decides which
    page follows. Enter goes on and Esc goes back on each.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", "Next"),
        bind("back", "back"),
    ]

    app = getters.app(KoongoApp)

    class Moved(Message):
        """The setup stands at another step, or the page of its step has to be shown anew."""

    class Opened(Message):
        """Show a page on top of this one."""

        def __init__(self, page: SetupPage) -> None:
            super().__init__()
            self.page = page

    class Closed(Message):
        """Take this page away; the one below is shown again."""

        def __init__(self, said: str, choice: Choice | None) -> None:
            super().__init__()
            self.said = said
            self.choice = choice

    class Said(Message):
        """Words for the message line."""

        def __init__(self, words: str, *, trouble: bool = False) -> None:
            super().__init__()
            self.words = words
            self.trouble = trouble

    class Finished(Message):
        """The setup is over; the live submissions may be shown."""

    def __init__(self, session: Session) -> None:
        super().__init__(classes="page")
        self.session = session
        self.focus_to_restore: Widget | None = None

    @property
    def setup(self) -> Setup:
        """The answers so far."""
        return self.session.setup

    @property
    def stands(self) -> Setup:
        """The setup whose step the bar of steps shows."""
        return self.setup

    @property
    def plain(self) -> bool:
        """Draw with ASCII only."""
        return self.session.terminal.ascii

    @property
    def marks(self) -> Marks:
        """What lists and lines are drawn with."""
        return self.app.marks

    def on_mount(self) -> None:
        if opening := self.opening():
            self.say(opening)
        first = self.first_focus()
        # Tab walks the fields alone; a page without any takes the keys itself.
        self.can_focus = first is self
        first.focus(scroll_visible=False)

    def opening(self) -> str:
        """What the message line says first."""
        return ""

    def resumed(self, choice: Choice | None) -> None:
        """The page above was closed; ``choice`` is what was settled there."""

    def first_focus(self) -> Widget:
        """The widget that takes the keys first."""
        return self

    # -- words and ways ------------------------------------------------------------------

    def say(self, words: str, *, trouble: bool = False) -> None:
        """Put words on the message line."""
        self.screen.post_message(self.Said(words, trouble=trouble))

    def regret(self, error: KoongoError) -> None:
        """Say what went wrong, and the way on."""
        self.say(f"{error.message} {error.fix}".strip(), trouble=True)

    def copy(self, text: str, what: str) -> None:
        """Send a text to the clipboard of the person's terminal."""
        copy_to_clipboard(self.app, text, self.session.workspace.environ)
        way_out = " Wrong text when you paste? Press l." if hasattr(self, "action_plain") else ""
        self.say(f"{what} sent to your terminal's clipboard.{way_out}")

    def show_plain(self, lines: Sequence[str]) -> None:
        """Print lines outside of the drawn screen, to be selected with the mouse."""
        if not plain_view(self.app, lines):
            self.say("This terminal cannot leave the drawn screen.", trouble=True)

    # The screen is told directly: a page that is being taken away passes nothing on.

    def open(self, page: SetupPage) -> None:
        """Show a page on top of this one."""
        self.screen.post_message(self.Opened(page))

    def close(self, said: str = "", *, choice: Choice | None = None) -> None:
        """Take this page away."""
        self.screen.post_message(self.Closed(said, choice))

    def move(self, setup: Setup) -> None:
        """Take the answers, and show the page of the step they stand at."""
        self.session.put(setup)
        self.show_step()

    def show_step(self) -> None:
        """Show the page of the step at which the setup stands."""
        self.screen.post_message(self.Moved())

    def finish(self) -> None:
        """Leave the setup for the live submissions."""
        self.screen.post_message(self.Finished())

    @property
    def has_list(self) -> bool:
        """There are channels already, so the first page has something to go back to."""
        try:
            return bool(self.session.workspace.config().channels)
        except KoongoError:
            return False

    def leave(self) -> None:
        """From the first page back to the submissions."""
        name = self.setup.name
        known = name in self.session.workspace.config().channels
        self.app.open_channel(name if known else None)

    # -- keys ------------------------------------------------------------------------------

    async def action_next(self) -> None:
        """On to the next step."""
        try:
            self.move(self.setup.next())
        except KoongoError as error:
            self.regret(error)

    async def action_back(self) -> None:
        """Back to the step before; nothing is lost."""
        self.move(self.setup.back())


class SubPage(SetupPage):
    """A page on top of another: Esc and Enter take it away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", show=False),
    ]

    async def action_next(self) -> None:
        self.close()

    async def action_back(self) -> None:
        self.close()


def heading(text: str) -> Static:
    """What the page is about, in one line."""
    return Static(text, markup=False, classes="heading")


def prose(text: str, *, classes: str = "") -> Static:
    """Sentences; lines wrap, an indent is kept."""
    return Static(text, markup=False, classes=f"prose {classes}".strip())


def alone(text: str) -> Static:
    """A link or an ID: alone at column 0, unwrapped, unboxed, so that a mouse can select it."""
    return Static(text, markup=False, classes="alone")


def item(mark: str, text: str, *, classes: str = "") -> HorizontalGroup:
    """A point of a list; its lines stay behind the mark when they wrap."""
    return HorizontalGroup(
        Static(mark, markup=False, classes="item-mark"),
        Static(text, markup=False, classes="item-text"),
        classes=f"item {classes}".strip(),
    )
