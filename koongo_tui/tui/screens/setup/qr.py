"""The link as a QR code, for a phone; the text always beside it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.widgets import Static

from koongo_tui.guide.flow import Page
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.page import SubPage, prose
from koongo_tui.tui.widgets.link import Link
from koongo_tui.tui.widgets.qr_code import QrCode, qr_lines

_FRAME = 6  # rows of the screen above and below a page


class QrPage(SubPage):
    """One link at a time; where there are two, the arrows change between them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "take", "Copy link", id="numbered-1"),
        bind("invert", "invert"),
        bind("file", "write", "Save as file"),
        bind("plain", "plain", "Plain"),
        Binding("left,right,up,down", "other", show=False),
    ]

    def compose(self) -> ComposeResult:
        page = self._page
        with HorizontalGroup(id="both"):
            if self._drawn:
                yield QrCode(page.url)
            elif self.plain:
                yield prose(
                    "A QR code needs half-block letters, which this terminal may lack. f writes "
                    "it to a file.",
                    classes="no-code",
                )
            else:
                yield prose(
                    f"This address is long: its code needs a window of {self._rows_wanted()} "
                    f"rows, and this one has {self.app.size.height}. Make it larger, or press f "
                    "for a file.",
                    classes="no-code",
                )
            with VerticalGroup(id="words"):
                yield prose(
                    "Scan with a phone, sign in as the primary user, and carry on there or send "
                    "the page to your computer."
                )
                yield Static(page.label, markup=False, classes="prose gap label")
                if self._drawn:
                    yield prose(
                        "Not scanning?\n  i  invert the colours\n  f  save it to a text file\n"
                        "  l  show the link alone",
                        classes="gap",
                    )
                if len(self.setup.pages) > 1:
                    yield prose("Right or left: the other address", classes="gap")
                yield prose(
                    "The code holds only this address, nothing about you.",
                    classes="gap quiet",
                )
        yield Link(page.url)

    def on_resize(self) -> None:
        if self._drawn != bool(self.query(QrCode)):
            self.refresh(recompose=True)

    @property
    def _drawn(self) -> bool:
        """The terminal has the letters, and the window the rows."""
        return not self.plain and self._rows_wanted() <= self.app.size.height

    def _rows_wanted(self) -> int:
        """Of the window, for the code and the address below it to be seen whole."""
        url = self._page.url
        return len(qr_lines(url)) + -(-len(url) // max(1, self.app.size.width)) + _FRAME

    _at = 0

    @property
    def _page(self) -> Page:
        return self.setup.pages[self._at]

    def action_other(self) -> None:
        self._at = (self._at + 1) % len(self.setup.pages)
        self.refresh(recompose=True)

    def action_take(self) -> None:
        self.copy(self._page.url, "The link was")

    def action_plain(self) -> None:
        self.show_plain([self._page.url])

    def action_invert(self) -> None:
        if code := self.query_one_optional(QrCode):
            code.invert()

    def action_write(self) -> None:
        if self.session.demo:
            self.say("The demo writes no files.")
            return
        path = Path.home() / "koongo-qr.txt"
        text = "\n".join([*qr_lines(self._page.url), self._page.url, ""])
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self.say(f"It could not be written: {error.strerror or error}.", trouble=True)
        else:
            self.say("Written to ~/koongo-qr.txt, for dark letters on light ground.")
