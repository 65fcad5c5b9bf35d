"""Step 2, Authorise: what to open, click and fill in on Amazon, each with a picture."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.widgets import Static

from koongo_tui.guide.flow import Setup, Step
from koongo_tui.guide.regions import DEVELOPER_NAME, Region
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.page import item, prose
from koongo_tui.tui.screens.setup.picture import PicturePage
from koongo_tui.tui.screens.setup.taking import TakingPage, copyables
from koongo_tui.tui.widgets.copy_item import CopyItem
from koongo_tui.tui.widgets.page_picture import Page, PagePicture, Words

_STEPS = tuple(Page)


def words_of(setup: Setup) -> Words:
    """What Amazon prints for this account."""
    host = setup.pages[0].url.removeprefix("https://").partition("/")[0] if setup.pages else ""
    return Words(
        host=host,
        authorise="Authorize" if setup.region is Region.NA else "Authorise",
        developer_name=DEVELOPER_NAME,
        developer_id=setup.developer_id or "",
    )


class _SubStep(VerticalGroup):
    """One of the five things to do; a click shows its picture."""

    def __init__(self, index: int) -> None:
        super().__init__(classes="substep")
        self.index = index

    def on_click(self) -> None:
        self.query_ancestor(AuthorisePage).show_substep(self.index)


class AuthorisePage(TakingPage):
    """Five things to do on Amazon. The one under the cursor has its picture beside the text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("example", "example"),
        bind("picture", "picture"),
        Binding("up,k", "substep(-1)", show=False),
        Binding("down,j", "substep(1)", show=False),
    ]

    def compose(self) -> ComposeResult:
        words = words_of(self.setup)
        with HorizontalGroup(id="both"):
            with VerticalGroup(id="steps"):
                yield prose(
                    "On Amazon, in any browser, signed in as the primary user:", classes="intro"
                )
                yield from self._substeps(words)
            with VerticalGroup(id="beside"):
                yield Static(markup=False, id="caption", classes="label")
                yield PagePicture(Page.PERMISSIONS, words, plain=self.plain)
        yield prose(
            'Easy to get wrong: "Visit Developer Credentials" sits beside "Visit Manage Your '
            'Apps". It gives other keys, which you do not need.',
            classes="quiet gap",
        )

    def _substeps(self, words: Words) -> ComposeResult:
        items = copyables(self.setup)
        links = len(items) - 2
        with _SubStep(0):
            yield item("a", "Open this page, or Settings > User Permissions > Manage Your Apps")
            for number, found in enumerate(items[:links], 1):
                yield CopyItem(number, f"   {found.caption}", found.value)
        with _SubStep(1):
            yield item("b", f"Click  {words.authorise} new developer")
        with _SubStep(2):
            yield item("c", "Fill in the form, then click  Next")
            for number, found in enumerate(items[links:], links + 1):
                yield CopyItem(number, f"   {found.caption}", found.value)
        with _SubStep(3):
            yield item("d", f"Tick the agreement, then click  {words.authorise} developer")
        with _SubStep(4):
            yield item(
                "e",
                "Stay on the Congratulations page: select ALL of it, copy, go to step 3.",
            )

    def on_mount(self) -> None:
        self.show_substep(0)

    def opening(self) -> str:
        if self.session.demo:
            return "This is the demo: Ctrl+E brings the example page, as if you had copied it."
        if self.setup.country is not None:
            return "This is the ID that Koongo support named for your account."
        return "Not the owner of the account? Press o: we write the instructions."

    # -- the cursor and the pictures ---------------------------------------------------------

    def show_substep(self, index: int) -> None:
        """Put the cursor on one of the five, and show its picture."""
        self._index = index
        for substep in self.query(_SubStep):
            here = substep.index == index
            substep.set_class(here, "-here")
            mark = substep.query(".item-mark").first(Static)
            letter = "abcde"[substep.index]
            mark.update(f"{self.marks.cursor}{letter}" if here else f" {letter}")
            if here:
                substep.scroll_visible(animate=False)
        page = _STEPS[index]
        self.query_one(PagePicture).show(page)
        self.query_one("#caption", Static).update(f"{'abcde'[index]}  {page.title}")

    def action_substep(self, step: int) -> None:
        self.show_substep(max(0, min(self._index + step, len(_STEPS) - 1)))

    def action_picture(self) -> None:
        self.open(PicturePage(self.session, words_of(self.setup), _STEPS[self._index]))

    def action_example(self) -> None:
        self.move(self.session.with_example(self.setup).go_to(Step.PASTE))

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002  Textual's signature
    ) -> bool | None:
        if action == "example":
            return self.session.demo
        return True
