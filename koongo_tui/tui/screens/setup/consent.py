"""Step 2 under SP-API: Amazon's consent page, and the way back from it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from koongo_tui.errors import KoongoError
from koongo_tui.guide.flow import Step, Way
from koongo_tui.guide.marketplaces import MARKETPLACES
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import DEVELOPER_NAME
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.guided import GuidedPage, thing_to_do
from koongo_tui.tui.screens.setup.page import alone, heading, prose
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.screens.setup.taking import copyables
from koongo_tui.tui.widgets import sp_api_pages
from koongo_tui.tui.widgets.choice_list import ChoiceList, Option
from koongo_tui.tui.widgets.copy_item import CopyItem
from koongo_tui.tui.widgets.hidden_text import HiddenEntry
from koongo_tui.tui.widgets.link import Link
from koongo_tui.tui.widgets.page_picture import AnyPage, Words
from koongo_tui.tui.widgets.paste_box import PasteBox

_SET = "koongo-tui developer set --program sp-api"


class ConsentPage(GuidedPage):
    """Two things to do on Amazon; before that, what has to be known for it.

    Where each country of a region signs in at a place of its own, the page asks which; where the
    application is not known on this machine, it says whose turn it is and offers the ways on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("refresh", "renew", "New address"),
        bind("edit", "other_way", "Private app"),
    ]
    PICTURES: ClassVar[tuple[AnyPage, ...]] = tuple(sp_api_pages.ConsentPage)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        hosts = self.setup.consent_hosts
        self._hosts = hosts if len(hosts) > 1 else ()
        self._missing: KoongoError | None = None
        if not self._hosts:
            self._missing = session.open_consent()
        self._late = False

    def compose(self) -> ComposeResult:
        if self._hosts:
            yield from self._which_host()
        elif self._missing is not None:
            yield from self._no_application(self._missing)
        else:
            yield heading(f"Let {DEVELOPER_NAME} work with the account, on Amazon's own page")
            yield from self.guidance()
            yield Static(markup=False, id="until", classes="prose gap")
            yield prose(
                "A private application of your own has no such page: press e.", classes="quiet"
            )
            # Pastes that arrive on this page go through it, so that no letter of them is shown.
            box = PasteBox("", plain=self.plain)
            box.display = False
            yield box

    def substep(self, index: int, words: Words) -> ComposeResult:  # noqa: ARG002
        yield thing_to_do(
            index,
            (
                "Open this page as the primary user, and confirm there:",
                "Amazon opens another page, perhaps one that shows an error. Copy its WHOLE "
                "address from the address bar, come back and paste it here, at once.",
            )[index],
        )
        if index == 0:
            for number, found in enumerate(copyables(self.setup), 1):
                yield CopyItem(number, f"   {found.caption}", Link(found.value))

    def _which_host(self) -> ComposeResult:
        yield heading("Where does the account owner sign in?")
        yield prose(
            "The countries of this region have a Seller Central each, and a consent page each.",
            classes="gap",
        )
        countries = {m.seller_central: m.country for m in MARKETPLACES}
        options = [Option(countries.get(host, host), host) for host in self._hosts]
        yield ChoiceList(options, label_width=16, classes="gap")

    def _no_application(self, error: KoongoError) -> ComposeResult:
        yield heading("It is not your turn: the application is not set up here")
        yield prose(error.message, classes="gap")
        yield prose(
            f"{DEVELOPER_NAME}, or whoever runs this program, has to act once on this machine:",
            classes="gap",
        )
        yield alone(_SET)
        yield prose("What you can do now", classes="gap label")
        yield ChoiceList(
            [
                Option("Use a private application", "you have its refresh token, or can get it"),
                Option("Continue with MWS", "ended; for gateways and the sandbox"),
            ],
            label_width=28,
        )

    def on_mount(self) -> None:
        if self.guides:
            self.tick()
            self.set_interval(1.0, self.tick)

    def first_focus(self) -> Widget:
        return self.query_one_optional(ChoiceList) or self

    def opening(self) -> str:
        if self._hosts or self._missing is not None:
            return "Nothing has been sent or saved yet."
        if self.session.demo:
            return "This is the demo: Ctrl+E confirms for you, and brings the address back."
        return "Not the owner of the account? Press o: we write the instructions."

    # -- the ten minutes -----------------------------------------------------------------------

    def tick(self) -> None:
        """A second has passed."""
        request = self.setup.consent_request
        if request is None:
            return
        late = not request.is_open(self.session.workspace.clock())
        words = (
            "This address has had its ten minutes: an answer to it is not taken any more. Press r "
            "for a new one."
            if late
            else "The code in that address lasts five minutes. An answer to this page is taken "
            f"until {request.ends_at.astimezone(self.session.now.tzinfo):%H:%M}."
        )
        if late != self._late:
            self._late = late
            self.refresh_bindings()
        self.query_one("#until", Static).update(words)

    def action_renew(self) -> None:
        self.show_step()

    # -- the way on ----------------------------------------------------------------------------

    async def action_next(self) -> None:
        choices = self.query_one_optional(ChoiceList)
        if choices is None:
            await super().action_next()
        elif self._hosts:
            self.move(self.setup.choose_address(self._hosts[choices.chosen]))
        elif choices.chosen == 0:
            self.action_other_way()
        else:
            self.move(self.setup.choose_program(Program.MWS))

    def action_other_way(self) -> None:
        self.move(self.setup.choose_way(Way.SELF))

    def on_paste(self, event: events.Paste) -> None:
        """What Amazon showed: it belongs to the next step."""
        if not self.guides:
            return
        event.stop()
        self.query_one(PasteBox).receive(event)

    def on_hidden_entry_received(self, event: HiddenEntry.Received) -> None:
        event.stop()
        self.move(self.session.read(event.entry).go_to(Step.PASTE))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "renew":
            return self._late
        if action == "other_way":
            return self.guides
        if action == "owner":
            return not self._hosts
        return super().check_action(action, parameters)
