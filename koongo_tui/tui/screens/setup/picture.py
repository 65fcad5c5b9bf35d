"""The pictures of Amazon's pages, one at a time, for windows without room beside the text."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from koongo_tui.tui.screens.setup.page import SubPage
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.widgets.page_picture import AnyPage, Page, PagePicture, Words
from koongo_tui.tui.widgets.sp_api_pages import ConsentPage, OwnAppPage

_WHAT: dict[AnyPage, str] = {
    Page.PERMISSIONS: "a  Settings, User Permissions: click Visit Manage Your Apps",
    Page.APPS: "b  Manage your apps: click {authorise} new developer",
    Page.FORM: "c  The form: fill in name and ID, then click Next",
    Page.AGREEMENT: "d  The agreement: tick it, then click {authorise} developer",
    Page.CONGRATULATIONS: "e  Congratulations: select the whole page and copy it",
    ConsentPage.CONSENT: "a  The consent page: tick what it asks, then click Confirm",
    ConsentPage.RETURN: "b  The page that follows: copy its whole address, not the page",
    OwnAppPage.APPS: "a  Develop apps: in the application's menu choose {authorise}",
    OwnAppPage.TOKEN: "b  Click {authorise} app, then copy the refresh token",
    OwnAppPage.ACCOUNT: "c  Account Info: copy the Merchant Token, the Seller ID",
}


class PicturePage(SubPage):
    """Shows one picture; the arrows turn the pages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left,k", "turn(-1)", "Before", key_display="Up", id="picture.before"),
        Binding("down,right,j", "turn(1)", "Following", key_display="Down", id="picture.next"),
    ]

    def __init__(self, session: Session, words: Words, page: AnyPage) -> None:
        super().__init__(session)
        self._words = words
        self._page = page

    def compose(self) -> ComposeResult:
        yield Static(markup=False, classes="heading")
        yield PagePicture(self._page, self._words, plain=self.plain)

    def on_mount(self) -> None:
        self._show()

    def opening(self) -> str:
        return "A drawing: your page may look newer, or be in your language."

    def action_turn(self, step: int) -> None:
        pages: tuple[AnyPage, ...] = tuple(type(self._page))
        index = pages.index(self._page) + step
        self._page = pages[max(0, min(index, len(pages) - 1))]
        self._show()

    def _show(self) -> None:
        words = _WHAT[self._page].format(authorise=self._words.authorise)
        self.query_one(".heading", Static).update(words)
        self.query_one(PagePicture).show(self._page)
