"""Step 2 under SP-API: the refresh token of a private application, from its owner's own page."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from koongo_tui.guide.flow import Way
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.guided import GuidedPage, thing_to_do
from koongo_tui.tui.screens.setup.page import heading, prose
from koongo_tui.tui.screens.setup.taking import copyables
from koongo_tui.tui.widgets.copy_item import CopyItem
from koongo_tui.tui.widgets.link import Link
from koongo_tui.tui.widgets.page_picture import AnyPage, Words
from koongo_tui.tui.widgets.sp_api_pages import OwnAppPage


class SelfAuthorisePage(GuidedPage):
    """Three things to do in Seller Central."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("edit", "other_way", "Consent page")]
    PICTURES: ClassVar[tuple[AnyPage, ...]] = tuple(OwnAppPage)

    def compose(self) -> ComposeResult:
        yield heading("Authorise a private application of your own")
        yield from self.guidance()
        yield prose(
            "The application is Koongo's, or serves many sellers? Then press e: the account's "
            "owner confirms on Amazon's consent page.",
            classes="quiet gap",
        )

    def intro(self) -> ComposeResult:
        yield prose(
            "In Seller Central, in any browser, signed in as the primary user:", classes="intro"
        )

    def substep(self, index: int, words: Words) -> ComposeResult:
        verb = words.authorise
        yield thing_to_do(
            index,
            (
                f"Open this page; in your application's menu choose  {verb}",
                f"Click  {verb} app, copy the refresh token: it begins with Atzr",
                "Copy the Seller ID too: Settings > Account Info > Merchant Token",
            )[index],
        )
        if index == 0:
            for number, found in enumerate(copyables(self.setup), 1):
                yield CopyItem(number, f"   {found.caption}", Link(found.value))

    def opening(self) -> str:
        if self.session.demo:
            return "This is the demo: Ctrl+E brings the example values, as if you had copied them."
        return "Not the owner of the account? Press o: we write the instructions."

    def action_other_way(self) -> None:
        self.move(self.setup.choose_way(Way.WEBSITE))
