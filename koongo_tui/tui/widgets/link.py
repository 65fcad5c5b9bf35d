"""A long address: whole, at column 0, to be opened with a click where the terminal can."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.widgets import Static


class Link(Static):
    """Folded at the edge of the window, never cut: a browser joins the lines that are pasted."""

    DEFAULT_CSS = """
    Link, Link.value {
        width: 1fr;
        text-style: bold;
        color: $primary;
        height: auto;
        text-wrap: wrap;
        text-overflow: fold;
    }
    """

    def __init__(self, url: str) -> None:
        super().__init__(Text(url, style=Style(link=url), overflow="fold"), markup=False)
