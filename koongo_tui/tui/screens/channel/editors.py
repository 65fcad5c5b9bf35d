"""Small windows over the form that change one value. Leaving one loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from koongo_tui.errors import KoongoError
from koongo_tui.tui.keys import bind
from koongo_tui.tui.text import EMPTY, Line, Tone, paragraph
from koongo_tui.tui.widgets.choice_list import ChoiceList, Option
from koongo_tui.tui.widgets.chrome import KeyBar
from koongo_tui.tui.widgets.hidden_text import HiddenEntry
from koongo_tui.tui.widgets.lines import Lines
from koongo_tui.tui.widgets.paste_box import PasteBox
from koongo_tui.tui.widgets.value_input import ValueInput

Check = Callable[[str], None]
"""Takes a text, or raises KoongoError with what is wrong."""


class Editor(ModalScreen[str | None]):
    """A window at the bottom: a title, some words, one thing to fill in, what is wrong with it."""

    DEFAULT_CSS = """
    Editor { align: center bottom; background: $background 60%; }
    Editor > Vertical {
        dock: bottom; height: auto; max-height: 90%; margin-bottom: 1;
        background: $panel; padding: 1 0;
    }
    Editor Lines { background: $panel; }
    Editor Input { margin: 0 1; background: $background; }
    Editor ChoiceList { max-height: 12; overflow-y: auto; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "take", "Take it"),
        bind("back", "leave"),
    ]

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self._title = title
        self._words = words
        self._wrong = ""

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Lines(self._head)
            yield from self.field()
            yield Lines(self._foot, id="wrong")
        yield KeyBar()

    def field(self) -> ComposeResult:
        """What is filled in."""
        yield from ()

    def _head(self, width: int) -> Sequence[Line]:
        return [
            *paragraph(self._title, width, tone=Tone.STRONG),
            *paragraph(self._words, width, tone=Tone.MUTED),
            EMPTY,
        ]

    def _foot(self, width: int) -> Sequence[Line]:
        return [EMPTY, *paragraph(self._wrong, width, tone=Tone.WARN)] if self._wrong else []

    def tell(self, error: KoongoError) -> None:
        """Say what is wrong; what was entered stays."""
        self._wrong = f"{error.message} {error.fix}".strip()
        self.query_one("#wrong", Lines).refresh_content()

    def action_take(self) -> None:
        """Take what is filled in."""

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)


class TextEditor(Editor):
    """One line of text. Gives what was taken; what was typed and left is told to ``keep``."""

    def __init__(
        self,
        title: str,
        words: str,
        text: str,
        check: Check,
        *,
        placeholder: str = "",
        pages: bool = False,
        keep: Callable[[str], None] = lambda _text: None,
    ) -> None:
        """
        Args:
            check: takes the text; what it raises is shown and nothing is closed.
            pages: a paste of several lines is taken as it is.
            keep: told what was typed when the window is left without it.
        """
        super().__init__(title, words)
        self._text = text
        self._check = check
        self._placeholder = placeholder
        self._pages = pages
        self._keep = keep

    def field(self) -> ComposeResult:
        yield ValueInput(self._text, placeholder=self._placeholder)

    def on_mount(self) -> None:
        field = self.query_one(ValueInput)
        field.cursor_position = len(field.value)
        field.focus()

    def on_paste(self, event: events.Paste) -> None:
        """Of several lines, so the field did not take it."""
        event.stop()
        if self._pages:
            self._try(event.text)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        self._try(self.query_one(ValueInput).value)

    def _try(self, text: str) -> None:
        try:
            self._check(text)
        except KoongoError as error:
            self.tell(error)
        else:
            self.dismiss(text)

    def action_leave(self) -> None:
        text = self.query_one(ValueInput).value
        if text != self._text:
            self._keep(text)
        super().action_leave()


class ChoiceEditor(Editor):
    """A few choices. Gives the number of the chosen one as text, from 0."""

    def __init__(self, title: str, words: str, options: Sequence[Option], chosen: int) -> None:
        super().__init__(title, words)
        self._options = options
        self._chosen = chosen

    def field(self) -> ComposeResult:
        width = max(len(option.label) for option in self._options) + 2
        yield ChoiceList(self._options, chosen=self._chosen, label_width=width)

    def on_mount(self) -> None:
        self.query_one(ChoiceList).focus()

    def action_take(self) -> None:
        self.dismiss(str(self.query_one(ChoiceList).chosen))


class TokenEditor(Editor):
    """A token that is pasted and never shown. Gives sentences about it, one to a line."""

    def __init__(
        self, title: str, words: str, take: Callable[[HiddenEntry], Sequence[str]], *, plain: bool
    ) -> None:
        """
        Args:
            take: takes the text out of the entry; what it raises is shown.
            plain: with an ASCII frame.
        """
        super().__init__(title, words)
        self._take = take
        self._plain = plain

    def field(self) -> ComposeResult:
        yield PasteBox("paste the token here, or the whole page", plain=self._plain)

    def on_mount(self) -> None:
        self.query_one(PasteBox).focus()

    @on(HiddenEntry.Received)
    def _received(self, message: HiddenEntry.Received) -> None:
        message.stop()
        try:
            notes = self._take(message.entry)
        except KoongoError as error:
            self.tell(error)
        else:
            self.dismiss("\n".join(notes))

    def action_take(self) -> None:
        self._wrong = "Nothing was pasted yet. Esc leaves the token as it is."
        self.query_one("#wrong", Lines).refresh_content()
