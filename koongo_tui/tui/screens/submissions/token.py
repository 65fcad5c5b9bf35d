"""Asks for a token that is kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from koongo_tui.guide.secret import Secret
from koongo_tui.tui.keys import bind
from koongo_tui.tui.text import EMPTY, Line, Tone, paragraph
from koongo_tui.tui.widgets.chrome import KeyBar, TitleBar
from koongo_tui.tui.widgets.hidden_text import HiddenEntry
from koongo_tui.tui.widgets.lines import Lines
from koongo_tui.tui.widgets.token_field import TokenField


class TokenScreen(ModalScreen[Secret | None]):
    """Gives the token, or None when it was not entered; then the saved list is shown."""

    DEFAULT_CSS = """
    TokenScreen { background: $background; }
    TokenScreen TokenField { margin: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [bind("back", "without", "Saved list only")]

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def compose(self) -> ComposeResult:
        yield TitleBar("Token", "", f"channel: {self._channel}")
        yield Lines(self._words)
        yield TokenField("paste the token here, or type it and press Enter", None)
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(TokenField).focus()

    def _words(self, width: int) -> Sequence[Line]:
        return [
            EMPTY,
            *paragraph("This channel's token is kept nowhere", width, tone=Tone.STRONG),
            EMPTY,
            *paragraph(
                "You chose to be asked each time. It stays in memory until you leave, is never "
                "shown and never written.",
                width,
            ),
            EMPTY,
        ]

    @on(HiddenEntry.Received)
    def _received(self, message: HiddenEntry.Received) -> None:
        self.dismiss(_secret(message.entry))

    def action_without(self) -> None:
        """Go on without asking Amazon."""
        self.dismiss(None)


def _secret(entry: HiddenEntry) -> Secret | None:
    secret = Secret(entry.take().strip())
    return secret if secret else None
