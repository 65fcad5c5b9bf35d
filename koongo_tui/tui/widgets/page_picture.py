"""Small drawn pictures of Amazon's pages, with the thing to click marked.

Drawn after the pictures of Koongo's guide, "Authorizing a developer"; those of SP-API after
Amazon's documentation, see :mod:`~koongo_tui.tui.widgets.sp_api_pages`. Each is at most
:data:`WIDTH` columns wide; the place to click is reversed, and an arrow points at it, so that it
is seen without colours too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from textual.content import Content
from textual.widgets import Static

from koongo_tui.tui.widgets.sp_api_pages import ConsentPage, OwnAppPage, drawn

WIDTH = 50
_INNER = WIDTH - 4


class Page(StrEnum):
    """The pages, in the order in which they are met."""

    PERMISSIONS = "permissions"
    APPS = "apps"
    FORM = "form"
    AGREEMENT = "agreement"
    CONGRATULATIONS = "congratulations"

    @property
    def title(self) -> str:  # type: ignore[override]
        """What the page is called."""
        return _TITLES[self]


_TITLES = {
    Page.PERMISSIONS: "User Permissions",
    Page.APPS: "Manage your apps",
    Page.FORM: "Amazon Marketplace Web Service",
    Page.AGREEMENT: "Amazon Marketplace Web Service",
    Page.CONGRATULATIONS: "Congratulations",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What Amazon prints on the pages of this seller.

    Attributes:
        host: Seller Central's address.
        authorise: ``Authorise``, or ``Authorize`` in America.
        developer_name, developer_id: what goes into the form.
    """

    host: str
    authorise: str
    developer_name: str
    developer_id: str


AnyPage = Page | ConsentPage | OwnAppPage


def _pages(page: AnyPage, words: Words) -> list[str]:
    """The page line by line. ``{{...}}`` is what to click or fill, ``<`` points at it."""
    if not isinstance(page, Page):
        return drawn(page, words.developer_name, words.authorise)
    return {
        Page.PERMISSIONS: [
            "Catalogue  Orders  ...       {{Settings v}} <",
            "",
            "User Permissions",
            "",
            "Third-party developer and apps",
            "To manage your apps, visit the page below",
            "  {{[ Visit Manage Your Apps ]}} <",
            "",
            "Amazon MWS Developer Access Keys",
            "  [ Visit Developer Credentials ]   not this",
        ],
        Page.APPS: [
            "Manage your apps",
            "Manage access to your seller data",
            "",
            f"  {{{{[ {words.authorise} new developer ]}}}} <",
            "",
            "Status   Name      Developer ID     Actions",
            "------------------------------------------",
        ],
        Page.FORM: [
            "Amazon Marketplace Web Service (Amazon MWS)",
            "",
            f"Developer's Name:  {{{{[ {words.developer_name:<16} ]}}}} <",
            f"Developer ID:      {{{{[ {words.developer_id:<16} ]}}}} <",
            "   For example: 1234-1234-1234",
            "",
            "                   {{[ Next ]}} <",
        ],
        Page.AGREEMENT: [
            "Amazon Marketplace Web Service (Amazon MWS)",
            "",
            f"{words.developer_name} will be able to access your",
            "seller account with MWS.",
            "",
            " {{[x]}} < I have read and accept the agreement",
            "",
            f"       {{{{[ {words.authorise} developer ]}}}} <",
        ],
        Page.CONGRATULATIONS: [
            "Congratulations!",
            f"{words.developer_name} can now access your account",
            "with MWS",
            "",
            "{{Seller ID:       A.............}} <",
            "{{Marketplace ID:  A1F83G8C2ARO7P}}",
            "{{                 (Amazon.co.uk) ...}}",
            "{{MWS Authorisation Token:}} <",
            "{{  amzn.mws.........-....-....}}",
            "",
            "Select the whole page (Ctrl+A) and copy it",
        ],
    }[page]


def picture(page: AnyPage, words: Words, *, plain: bool) -> Content:
    """The picture of a page.

    Args:
        plain: with ASCII only.
    """
    corner_a, corner_b, corner_c, corner_d = "++++" if plain else "╭╮╰╯"
    bar, side = ("-", "|") if plain else ("─", "│")
    arrow = "<--" if plain else "◀──"
    frame = "$koongo-muted"
    address = "the page that follows" if page is ConsentPage.RETURN else words.host
    head = f" {address} "[:_INNER]
    parts: list[Content] = [
        Content.styled(f"{corner_a}{bar}{head}{bar * (WIDTH - 3 - len(head))}{corner_b}\n", frame)
    ]
    for line in _pages(page, words):
        body = _line(line, arrow)
        parts.append(Content.styled(f"{side} ", frame))
        parts.append(body)
        parts.append(Content.styled(" " * (_INNER - body.cell_length) + f" {side}\n", frame))
    parts.append(Content.styled(f"{corner_c}{bar * (WIDTH - 2)}{corner_d}", frame))
    return Content("").join(parts)


def _line(text: str, arrow: str) -> Content:
    before, _, rest = text.partition("{{")
    marked, _, after = rest.partition("}}")
    parts: list[Content] = [Content(before)]
    if marked:
        parts.append(Content.styled(marked, "bold reverse"))
    pointed, found, tail = after.partition("<")
    parts.append(Content(pointed))
    if found:
        parts.append(Content.styled(arrow, "bold $accent"))
        parts.append(Content(tail))
    return Content("").join(parts)


class PagePicture(Static):
    """The picture of one of Amazon's pages."""

    DEFAULT_CSS = """
    PagePicture {
        width: 50;
        height: auto;
        text-wrap: nowrap;
        text-overflow: clip;
    }
    """

    def __init__(self, page: AnyPage, words: Words, *, plain: bool, id: str | None = None) -> None:
        super().__init__(picture(page, words, plain=plain), markup=False, id=id)
        self._words = words
        self._plain = plain
        self.page: AnyPage = page

    def show(self, page: AnyPage) -> None:
        """Show another page."""
        self.page = page
        self.update(picture(page, self._words, plain=self._plain))
