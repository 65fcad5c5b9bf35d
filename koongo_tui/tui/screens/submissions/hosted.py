"""A page of the setup over the live list: the link as a QR code, the card for the owner."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Static

from koongo_tui.guide.handoff import renewal_card
from koongo_tui.guide.programs import Program
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.page import SetupPage
from koongo_tui.tui.screens.setup.qr import QrPage
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.text import Tone
from koongo_tui.tui.widgets.chrome import KeyBar, Rule, TitleBar


class RenewalCardPage(OwnerCardPage):
    """The card of an authorisation that is renewed: nothing comes back from the owner."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("open", "next", "It is done")]

    @property
    def card(self) -> str:
        return renewal_card(self.setup.pages[0].url)

    @property
    def closing(self) -> str:
        return "When the owner says that it is done, press Enter here, and then w."

    async def action_next(self) -> None:
        self.close("Renewed? w asks Amazon until it has noticed.")


class HostScreen(LiveScreen):
    """Shows one page of the setup, with the answers of a saved channel."""

    CSS_PATH = ["../setup/setup.tcss", "../setup/qr.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-normal"), (118, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall"), (34, "-high")]
    AUTO_FOCUS = None
    DEFAULT_CSS = """
    HostScreen #body { height: 1fr; }
    HostScreen #said { height: auto; min-height: 1; max-height: 3; padding: 0 1; }
    """

    def __init__(self, title: str, page: SetupPage) -> None:
        super().__init__()
        self._title = title
        self._page = page

    def compose(self) -> ComposeResult:
        yield TitleBar(self._title, "", f"channel: {self._page.setup.name}")
        yield Rule()
        yield Container(self._page, id="body")
        yield Rule()
        yield Static(markup=False, id="said")
        yield KeyBar()

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """On as many lines as it needs: a file's name must not be cut."""
        said = self.query_one("#said", Static)
        said.update(text)
        said.set_class(tone is Tone.WARN, "-bad")

    def on_setup_page_said(self, event: SetupPage.Said) -> None:
        event.stop()
        self.say(event.words, Tone.WARN if event.trouble else Tone.PLAIN)

    def on_setup_page_closed(self, event: SetupPage.Closed) -> None:
        event.stop()
        self.dismiss()
        if event.said and isinstance(below := self.app.screen, LiveScreen):
            below.say(event.said)

    def on_setup_page_moved(self, event: SetupPage.Moved) -> None:
        """The owner has sent the values: on with the setup where they are pasted."""
        event.stop()
        session = self._page.session
        self.koongo.open_setup(session.setup.name, session=session)


def qr_screen(session: Session) -> HostScreen:
    """The page at Amazon as a QR code."""
    return HostScreen("QR code", QrPage(session))


def card_screen(session: Session) -> HostScreen:
    """What the account's owner has to do, to be sent to them."""
    renewed = session.setup.program is Program.MWS
    page = RenewalCardPage(session) if renewed else OwnerCardPage(session)
    return HostScreen("For the account owner", page)
