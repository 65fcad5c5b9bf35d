"""Nothing can be shown: what is wrong, and the way on."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from koongo_tui.errors import KoongoError
from koongo_tui.tui.keys import bind
from koongo_tui.tui.text import EMPTY, Line, Tone, clean, paragraph
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, TitleBar
from koongo_tui.tui.widgets.lines import ScrollingLines


def trouble_lines(error: KoongoError, width: int) -> list[Line]:
    """A failure, as a screen tells it."""
    lines: list[Line] = [EMPTY]
    lines += paragraph(clean(error.message), width, tone=Tone.STRONG)
    if error.fix:
        lines += [EMPTY, *paragraph(clean(error.fix), width)]
    lines += [EMPTY, *paragraph(f"Who has to act: {error.who.value}.", width, tone=Tone.MUTED)]
    return lines


class TroubleScreen(Screen[None]):
    """A failure that leaves nothing else to show. Leaving ends with the failure's exit code."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("refresh", "again", "Try again"),
        bind("channels", "app.channels"),
        bind("quit", "leave"),
    ]

    def __init__(self, error: KoongoError) -> None:
        super().__init__()
        self.error = error

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield ScrollingLines(lambda width: trouble_lines(self.error, width))
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(ScrollingLines).focus()

    def action_again(self) -> None:
        """The file may have been mended meanwhile."""
        from koongo_tui.tui.app import KoongoApp

        if isinstance(self.app, KoongoApp):
            self.app.start_again()

    def action_leave(self) -> None:
        """End the program."""
        self.app.exit(return_code=int(self.error.exit_code))
