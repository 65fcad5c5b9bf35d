"""Step 2 in any of its forms: things to do on Amazon, each with a picture of its page."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.widgets import Static

from koongo_tui.guide.flow import Setup, Step
from koongo_tui.guide.regions import DEVELOPER_NAME, Region
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.page import item
from koongo_tui.tui.screens.setup.picture import PicturePage
from koongo_tui.tui.screens.setup.taking import TakingPage
from koongo_tui.tui.widgets.page_picture import AnyPage, PagePicture, Words


def words_of(setup: Setup) -> Words:
    """What Amazon prints for this account."""
    host = setup.pages[0].url.partition("://")[2].partition("/")[0] if setup.pages else ""
    return Words(
        host=host,
        authorise="Authorize" if setup.region is Region.NA else "Authorise",
        developer_name=DEVELOPER_NAME,
        developer_id=setup.developer_id or "",
    )


class SubStep(VerticalGroup):
    """One of the things to do; a click shows its picture."""

    def __init__(self, index: int) -> None:
        super().__init__(classes="substep")
        self.index = index

    def on_click(self) -> None:
        self.query_ancestor(GuidedPage).show_substep(self.index)


class GuidedPage(TakingPage):
    """Things to do on Amazon. The one under the cursor has its picture beside the text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("example", "example"),
        bind("picture", "picture"),
        Binding("up,k", "substep(-1)", show=False),
        Binding("down,j", "substep(1)", show=False),
    ]

    PICTURES: ClassVar[tuple[AnyPage, ...]]
    """One for each thing to do."""

    _index = 0

    def intro(self) -> ComposeResult:
        """What stands above the things to do."""
        yield from ()

    def substep(self, index: int, words: Words) -> ComposeResult:
        """What one of the things to do says."""
        raise NotImplementedError

    def guidance(self) -> ComposeResult:
        """The things to do, and their pictures beside them."""
        words = words_of(self.setup)
        with HorizontalGroup(id="both"):
            with VerticalGroup(id="steps"):
                yield from self.intro()
                for index in range(len(self.PICTURES)):
                    with SubStep(index):
                        yield from self.substep(index, words)
            with VerticalGroup(id="beside"):
                yield Static(markup=False, id="caption", classes="label")
                yield PagePicture(self.PICTURES[0], words, plain=self.plain)

    def on_mount(self) -> None:
        self.show_substep(0)

    @property
    def guides(self) -> bool:
        """The things to do are shown; what had to be asked first is answered."""
        return bool(self.query(SubStep))

    # -- the cursor and the pictures ---------------------------------------------------------

    def show_substep(self, index: int) -> None:
        """Put the cursor on one of them, and show its picture."""
        if not self.guides:
            return
        self._index = index
        for substep in self.query(SubStep):
            here = substep.index == index
            substep.set_class(here, "-here")
            mark = substep.query(".item-mark").first(Static)
            letter = letter_of(substep.index)
            mark.update(f"{self.marks.cursor}{letter}" if here else f" {letter}")
            if here:
                substep.scroll_visible(animate=False)
        page = self.PICTURES[index]
        self.query_one(PagePicture).show(page)
        self.query_one("#caption", Static).update(f"{letter_of(index)}  {page.title}")

    def action_substep(self, step: int) -> None:
        self.show_substep(max(0, min(self._index + step, len(self.PICTURES) - 1)))

    def action_picture(self) -> None:
        self.open(PicturePage(self.session, words_of(self.setup), self.PICTURES[self._index]))

    def action_example(self) -> None:
        self.move(self.session.with_example(self.setup).go_to(Step.PASTE))

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002  Textual's signature
    ) -> bool | None:
        if action == "example":
            return self.session.demo and self.guides
        if action in ("picture", "take", "qr", "plain"):
            return self.guides
        return True


def letter_of(index: int) -> str:
    """``a`` for the first thing to do."""
    return "abcde"[index]


def thing_to_do(index: int, words: str) -> HorizontalGroup:
    """Its line, with the letter before it."""
    return item(letter_of(index), words)
