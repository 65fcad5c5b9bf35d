"""Step 2 under MWS: what to open, click and fill in on Amazon, each with a picture."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from koongo_tui.tui.screens.setup.guided import GuidedPage, thing_to_do
from koongo_tui.tui.screens.setup.page import prose
from koongo_tui.tui.screens.setup.taking import copyables
from koongo_tui.tui.widgets.copy_item import CopyItem
from koongo_tui.tui.widgets.page_picture import AnyPage, Page, Words


class AuthorisePage(GuidedPage):
    """Five things to do on Amazon."""

    PICTURES: ClassVar[tuple[AnyPage, ...]] = tuple(Page)

    def compose(self) -> ComposeResult:
        yield from self.guidance()
        yield prose(
            'Easy to get wrong: "Visit Developer Credentials" sits beside "Visit Manage Your '
            'Apps". It gives other keys, which you do not need.',
            classes="quiet gap",
        )

    def intro(self) -> ComposeResult:
        yield prose("On Amazon, in any browser, signed in as the primary user:", classes="intro")

    def substep(self, index: int, words: Words) -> ComposeResult:
        items = copyables(self.setup)
        links = len(items) - 2
        yield thing_to_do(
            index,
            (
                "Open this page, or Settings > User Permissions > Manage Your Apps",
                f"Click  {words.authorise} new developer",
                "Fill in the form, then click  Next",
                f"Tick the agreement, then click  {words.authorise} developer",
                "Stay on the Congratulations page: select ALL of it, copy, go to step 3.",
            )[index],
        )
        shown = {Page.PERMISSIONS: items[:links], Page.FORM: items[links:]}
        first = {Page.PERMISSIONS: 1, Page.FORM: links + 1}
        page = tuple(Page)[index]
        for number, found in enumerate(shown.get(page, ()), first.get(page, 1)):
            yield CopyItem(number, f"   {found.caption}", found.value)

    def opening(self) -> str:
        if self.session.demo:
            return "This is the demo: Ctrl+E brings the example page, as if you had copied it."
        if self.setup.country is not None:
            return "This is the ID that Koongo support named for your account."
        return "Not the owner of the account? Press o: we write the instructions."
