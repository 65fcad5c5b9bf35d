"""Labels and values under each other; a long value wraps behind its label."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.widgets import Static

LEAST_VALUE = 14
"""Cells that a value needs beside its label."""

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
    Facts.-stacked HorizontalGroup {
        layout: vertical;
    }
    Facts.-stacked .fact {
        padding: 0 0 0 2;
    }
    """

    def __init__(self, rows: Rows = (), *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._rows = tuple(rows)

    @property
    def _label_width(self) -> int:
        return max((len(label) for label, _ in self._rows), default=0) + 3

    def compose(self) -> ComposeResult:
        for label, value in self._rows:
            with HorizontalGroup():
                name = Static(label, markup=False, classes="fact-label")
                name.styles.width = "1fr" if self.has_class("-stacked") else self._label_width
                yield name
                yield Static(value, markup=False, classes="fact")

    def on_resize(self) -> None:
        """Where the labels leave too little room beside them, the values stand below them."""
        before = self.has_class("-stacked")
        self._stack()
        if before != self.has_class("-stacked"):
            self.refresh(recompose=True)

    def _stack(self) -> None:
        if self.size.width:
            self.set_class(self.size.width < self._label_width + LEAST_VALUE, "-stacked")

    def show(self, rows: Rows) -> None:
        """Show other rows."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self._stack()
            self.refresh(recompose=True)
