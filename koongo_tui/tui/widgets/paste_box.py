"""The box into which people paste whatever Amazon showed them. It never shows what arrives."""

from __future__ import annotations

from koongo_tui.tui.widgets.hidden_text import HiddenEntry


class PasteBox(HiddenEntry):
    """A frame with a line of words: an invitation, or what has just arrived."""

    DEFAULT_CSS = """
    PasteBox {
        height: 3;
        margin: 0 1;
        padding: 0 1;
        border: round $koongo-line;
        color: $koongo-muted;
    }
    PasteBox:focus {
        border: round $primary;
        color: $foreground;
    }
    PasteBox.-plain {
        border: ascii $koongo-line;
    }
    PasteBox.-plain:focus {
        border: ascii $primary;
    }
    """

    def __init__(self, words: str, *, plain: bool, id: str | None = None) -> None:
        """
        Args:
            words: what the box says while nothing is typed.
            plain: with an ASCII frame.
        """
        super().__init__(id=id)
        self._words = words
        self.set_class(plain, "-plain")

    def on_mount(self) -> None:
        self.draw()

    def tell(self, words: str) -> None:
        """Change the words."""
        self._words = words
        self.draw()

    def draw(self) -> None:
        if self.typed:
            self.update(f"{self.typed} characters typed, not shown. Enter reads them.")
        else:
            self.update(self._words)
