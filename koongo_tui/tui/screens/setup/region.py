"""Step 1, Region: which of Koongo's developer IDs this account needs."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalGroup
from textual.widget import Widget
from textual.widgets import Input, Static

from koongo_tui.errors import KoongoError
from koongo_tui.guide.flow import Setup
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import DEVELOPER_NAME, Region
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.countries import CountriesPage, elsewhere
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
_WHY = {
    Program.SP_API: "This decides where you confirm, and where Amazon is asked. Go by the address "
    "where you sign in to Seller Central, not by where you or this server happen to be.",
    Program.MWS: "This decides which Koongo ID you give to Amazon. Go by the address where you "
    "sign in to Seller Central, not by where you or this server happen to be.",
}
_PROGRAM = {
    Program.SP_API: "SP-API (recommended)   e for MWS",
    Program.MWS: "MWS, ended in 2024   e for SP-API",
}
_SWITCHED = {
    Program.SP_API: "SP-API: Amazon's interface today, for every country. e goes back to MWS.",
    Program.MWS: "Amazon switched MWS off on 31 March 2024. It answers only on compatible "
    "gateways, in the sandbox and in the demo.",
}
_OTHER = {Program.SP_API: Program.MWS, Program.MWS: Program.SP_API}


class RegionPage(SetupPage):
    """Three regions of the guide, or somewhere else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("address", "address", "Seller Central address"),
        bind("edit", "other_program", "Program"),
    ]

    def compose(self) -> ComposeResult:
        yield heading("Where is your Amazon seller account?")
        yield Static(markup=False, id="why", classes="prose gap")
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
        program = self.setup.program
        self.query_one("#why", Static).update(_WHY[program])
        facts = [("Program", _PROGRAM[program])]
        if program is Program.SP_API:
            words = "none is needed"
            if chosen != _ELSEWHERE:
                words += f"; {_REGIONS[chosen].developer_id} is for MWS"
            facts.append(("Developer ID", words))
        elif chosen == _ELSEWHERE:
            words = "none yet: Koongo's guide lists IDs for the three groups above"
            facts.append(("Developer ID", words))
        else:
            facts.append(("Developer name", DEVELOPER_NAME))
            facts.append(("Developer ID", _REGIONS[chosen].developer_id))
        self.query_one("#given", Facts).show(facts)

    def action_other_program(self) -> None:
        self.session.put(self.setup.choose_program(_OTHER[self.setup.program]))
        self._show_given()
        self.say(_SWITCHED[self.setup.program])

    async def action_next(self) -> None:
        chosen = self.query_one(ChoiceList).chosen
        if chosen == _ELSEWHERE:
            sp_api = self.setup.program is Program.SP_API
            page = CountriesPage if sp_api else UncoveredPage
            self.open(page(self.session))
            return
        self.move(_in_region(self.setup, _REGIONS[chosen]).next())
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
        with self.prevent(ChoiceList.Changed):
            self.query_one(ChoiceList).choose(_chosen(setup))
        self._show_given()
        home = elsewhere(setup)
        group = home.country if home else _OPTIONS[_chosen(setup)].label
        self.say(f"{setup.seller_central} belongs to {group}.")


def _in_region(setup: Setup, region: Region) -> Setup:
    """The setup in one of the guide's groups."""
    if elsewhere(setup) is not None:
        # The place to sign in belongs to another group, although its region may be the same.
        other = next(r for r in Region if r is not region)
        setup = setup.choose_region(other)
    return setup.choose_region(region)


def _chosen(setup: Setup) -> int:
    if setup.country is not None or elsewhere(setup) is not None:
        return _ELSEWHERE
    return _REGIONS.index(setup.region) if setup.region else 0
