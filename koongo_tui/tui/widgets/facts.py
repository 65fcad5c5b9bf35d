"""Labels and values under each other; a long value wraps behind its label."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.widgets import Static

Rows = Sequence[tuple[str, str]]


class Facts(VerticalGroup):
    """A small table without lines."""

    DEFAULT_CSS = """
    Facts {
        height: auto;
        padding: 0 1 0 3;
    }
    Facts HorizontalGroup {
        height: auto;
    }
    Facts .fact-label {
        color: $koongo-muted;
    }
    Facts .fact {
        width: 1fr;
    }
    """

    def __init__(self, rows: Rows = (), *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._rows = tuple(rows)

    def compose(self) -> ComposeResult:
        width = max((len(label) for label, _ in self._rows), default=0) + 3
        for label, value in self._rows:
            with HorizontalGroup():
                name = Static(label, markup=False, classes="fact-label")
                name.styles.width = width
                yield name
                yield Static(value, markup=False, classes="fact")

    def show(self, rows: Rows) -> None:
        """Show other rows."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.refresh(recompose=True)
