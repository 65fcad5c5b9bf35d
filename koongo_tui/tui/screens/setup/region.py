"""Step 1, Region: which of Koongo's developer IDs this account needs."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalGroup
from textual.widget import Widget
from textual.widgets import Input

from koongo_tui.errors import KoongoError
from koongo_tui.guide.flow import Setup
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import DEVELOPER_NAME, Region
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.page import SetupPage, heading, prose
from koongo_tui.tui.screens.setup.uncovered import UncoveredPage
from koongo_tui.tui.widgets.choice_list import ChoiceList, Option
from koongo_tui.tui.widgets.facts import Facts
from koongo_tui.tui.widgets.value_input import ValueInput

_REGIONS = tuple(Region)
_OPTIONS = (
    Option("Europe", "address ends in  .co.uk .de .fr .it .es .nl .."),
    Option("US and Canada", "address ends in  .com  .ca"),
    Option("Australia and Japan", "address ends in  .com.au  .co.jp"),
    Option("Somewhere else", "Mexico, Brazil, India, Gulf states, Singapore .."),
)
_ELSEWHERE = len(_REGIONS)


class RegionPage(SetupPage):
    """Three regions of the guide, or somewhere else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("address", "address", "Paste your Seller Central address"),
    ]

    def compose(self) -> ComposeResult:
        yield heading("Where is your Amazon seller account?")
        yield prose(
            "This decides which Koongo ID you give to Amazon. Go by the address where you sign "
            "in to Seller Central, not by where you or this server happen to be.",
            classes="gap",
        )
        yield ChoiceList(_OPTIONS, chosen=_chosen(self.setup), label_width=22, classes="gap")
        with VerticalGroup(id="gives", classes="gap"):
            yield prose("Your choice gives", classes="label")
            yield Facts(id="given")
        with VerticalGroup(id="address", classes="gap"):
            yield prose("Paste the address of your Seller Central, then press Enter:")
            yield ValueInput(
                self.session.drafts.get("address", ""),
                placeholder="https://sellercentral.amazon.de/...",
            )
        yield prose(
            "You sell in two regions? Finish this one, then run setup again with a second "
            "channel. Each region needs its own authorisation.",
            classes="gap quiet",
        )

    def on_mount(self) -> None:
        self.query_one("#address").display = False
        self._show_given()

    def first_focus(self) -> Widget:
        return self.query_one(ChoiceList)

    def opening(self) -> str:
        if self.session.card_wanted:
            return "Choose the region of the account first; then the card for its owner appears."
        return ""

    def on_choice_list_changed(self) -> None:
        self._show_given()
        chosen = self.query_one(ChoiceList).chosen
        self.say(f"{_OPTIONS[chosen].label} selected.")

    def _show_given(self) -> None:
        chosen = self.query_one(ChoiceList).chosen
        if chosen == _ELSEWHERE:
            words = "none yet: Koongo's guide lists IDs for the three groups above"
            self.query_one("#given", Facts).show([("Developer ID", words)])
            return
        if self.setup.program is Program.SP_API:
            self.query_one("#given", Facts).show([("Program", "SP-API; it needs no developer ID")])
            return
        facts = [
            ("Developer name", DEVELOPER_NAME),
            ("Developer ID", _REGIONS[chosen].developer_id),
        ]
        self.query_one("#given", Facts).show(facts)

    async def action_next(self) -> None:
        chosen = self.query_one(ChoiceList).chosen
        if chosen == _ELSEWHERE and self.setup.program is Program.SP_API:
            self.action_address()
            self.say("SP-API serves every country: paste the address where you sign in.")
            return
        if chosen == _ELSEWHERE:
            self.open(UncoveredPage(self.session))
            return
        self.move(self.setup.choose_region(_REGIONS[chosen]).next())
        if self.session.card_wanted:
            self.session.card_wanted = False
            self.open(OwnerCardPage(self.session))

    async def action_back(self) -> None:
        field = self.query_one(Input)
        if field.has_focus:
            self._close_address()
            self.say("")
            return
        self.close()

    # -- the Seller Central address --------------------------------------------------------

    def action_address(self) -> None:
        self.query_one("#address").display = True
        self.query_one("#gives").display = False
        self.query_one(Input).focus()
        self.say("The address is read here; it is not opened.")

    def _close_address(self) -> None:
        self.query_one("#address").display = False
        self.query_one("#gives").display = True
        self.query_one(ChoiceList).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.session.drafts["address"] = event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            setup = self.setup.choose_address(event.value)
        except KoongoError as error:
            self.regret(error)
            return
        self._close_address()
        self.session.put(setup)
        if setup.country is not None:
            self.open(UncoveredPage(self.session))
            return
        self.query_one(ChoiceList).choose(_chosen(setup))
        self._show_given()
        self.say(f"{setup.seller_central} belongs to {_OPTIONS[_chosen(setup)].label}.")


def _chosen(setup: Setup) -> int:
    if setup.country is not None:
        return _ELSEWHERE
    return _REGIONS.index(setup.region) if setup.region else 0
