"""Start: what will happen, what is needed, and what this program can be used with."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from koongo_tui.errors import KoongoError
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.page import SetupPage, heading, item, prose
from koongo_tui.tui.screens.setup.region import RegionPage
from koongo_tui.tui.screens.setup.terminal_check import TerminalPage
from koongo_tui.tui.widgets.choice_list import ChoiceList, Option

_CHECKS = (
    "You can sign in to Seller Central as the PRIMARY user of the account.",
    "The selling plan is Professional. Individual plans have no API access.",
    "You have a browser on any device. It need not be this one.",
)


class StartPage(SetupPage):
    """The first page of a first run."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", "Start"),
        bind("owner", "owner"),
        bind("terminal", "terminal"),
        bind("back", "back", show=False),
    ]

    def compose(self) -> ComposeResult:
        yield heading("Connect your Amazon seller account to Koongo")
        yield prose(
            "You let Koongo in on one Amazon page and bring back what it shows. "
            "Nothing is saved before step 5.",
            classes="gap",
        )
        yield prose(
            "SP-API is Amazon's interface today. Amazon ended MWS on 31 March 2024; it is here "
            "for MWS-compatible gateways, for this program's sandbox and for its demo.",
            classes="gap",
        )
        if self.session.demo:
            yield from self._demo()
        else:
            yield from self._checks()

    def _checks(self) -> ComposeResult:
        yield prose("Check before you start", classes="gap label")
        for check in _CHECKS:
            yield item(self.marks.bullet, check)
        yield prose(
            "Not the primary user? Press o: we write the instructions for the owner.",
            classes="gap",
        )
        terminal = self.session.terminal
        login = (
            "Remote login (SSH): links are shown to copy or scan, nothing opens here. "
            if terminal.ssh
            else ""
        )
        size = self.app.size
        letters = "UTF-8" if terminal.utf8 else "no UTF-8"
        yield prose(
            f"{login}Terminal {size.width}x{size.height}, {letters}, {terminal.colours}. "
            "Press t if lines or marks look broken.",
            classes="gap quiet",
        )

    def _demo(self) -> ComposeResult:
        yield prose(
            "This is the demo: this program plays Amazon, with example data. It touches none of "
            "your files and nothing leaves this machine.",
            classes="gap",
        )
        yield prose("What would you like to see?", classes="gap label")
        yield ChoiceList(
            [
                Option("Walk through the setup", "five steps with an example page"),
                Option("Straight to the live submissions", "an example shop, already connected"),
            ],
            label_width=34,
            id="demo",
        )

    def first_focus(self) -> Widget:
        return self.query_one_optional(ChoiceList) or self

    def opening(self) -> str:
        back = "Esc goes back to the submissions." if self.has_list else ""
        return self.session.trouble or back

    async def action_next(self) -> None:
        demo = self.query_one_optional(ChoiceList)
        self.session.card_wanted = False
        if demo is None or demo.chosen == 0:
            self.open(RegionPage(self.session))
            return
        try:
            self.session.straight_to_demo()
        except KoongoError as error:
            self.regret(error)
        else:
            self.finish()

    async def action_back(self) -> None:
        if self.has_list:
            self.leave()
        else:
            self.say("This is the first page. q quits.")

    def action_owner(self) -> None:
        self.session.card_wanted = True
        self.open(RegionPage(self.session))

    def action_terminal(self) -> None:
        self.open(TerminalPage(self.session))
