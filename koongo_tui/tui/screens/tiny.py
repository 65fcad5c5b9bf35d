"""A terminal too small for a screen: one line says how things are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen

from koongo_tui.tui.keys import bind
from koongo_tui.tui.marks import Marks
from koongo_tui.tui.text import Line, Tone, paragraph
from koongo_tui.tui.widgets.chrome import marks_of
from koongo_tui.tui.widgets.lines import ScrollingLines

NEEDED = "koongo-tui needs 40 columns and 10 rows."


@runtime_checkable
class HasStatus(Protocol):
    """A screen that can say in a few words how things are."""

    def status_words(self) -> Sequence[str]:
        """A few words each, the most important first."""
        ...


class TinyScreen(ModalScreen[None]):
    """Covers the screen until there is room again."""

    DEFAULT_CSS = """
    TinyScreen { background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [bind("quit", "app.quit")]

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self._below = below

    def compose(self) -> ComposeResult:
        yield ScrollingLines(self._content)

    def on_mount(self) -> None:
        self.set_interval(1.0, self.query_one(ScrollingLines).refresh_content)

    @property
    def marks(self) -> Marks:
        """The marks to draw with."""
        return marks_of(self)

    def _content(self, width: int) -> Sequence[Line]:
        below = self._below
        if isinstance(below, HasStatus):
            words = below.status_words()
            return [line for part in words for line in paragraph(part, width, indent=0)]
        return paragraph(NEEDED, width, indent=0, tone=Tone.MUTED)
