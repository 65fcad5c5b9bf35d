"""Step 2 under SP-API: the refresh token of a private application, from its owner's own page."""

from __future__ import annotations

from textual.app import ComposeResult

from koongo_tui.guide.flow import Way
from koongo_tui.tui.screens.setup.page import heading, item, prose
from koongo_tui.tui.screens.setup.taking import TakingPage, copyables
from koongo_tui.tui.widgets.copy_item import CopyItem


class SelfAuthorisePage(TakingPage):
    """Three things to do in Seller Central."""

    def compose(self) -> ComposeResult:
        # The consent page of an application for many sellers is asked for in plain questions.
        self.session.put(self.setup.choose_way(Way.SELF))
        yield heading("Authorise through SP-API, Amazon's interface today")
        yield prose("In Seller Central, in any browser, signed in as the primary user:")
        yield item("a", "Open this page: it lists the account's own application", classes="gap")
        for number, found in enumerate(copyables(self.setup), 1):
            yield CopyItem(number, f"   {found.caption}", found.value)
        yield item("b", "In the application's menu choose  Authorise app", classes="gap")
        yield item("c", "Copy the refresh token, which begins with Atzr, for step 3", classes="gap")
        yield item("d", "Copy the Seller ID too: Account Info, Merchant Token", classes="gap")
        yield prose(
            "The application serves many sellers? Then Amazon's consent page is the way, here in "
            "plain questions:  koongo-tui setup --plain --program sp-api",
            classes="quiet gap",
        )

    def opening(self) -> str:
        return "Not the owner of the account? Press o: we write the instructions."
