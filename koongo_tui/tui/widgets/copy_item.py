"""A value to take along: alone on its line at column 0, so that a mouse can select it too."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static


class CopyItem(VerticalGroup):
    """A caption with the key that copies, and below it the value and nothing else."""

    DEFAULT_CSS = """
    CopyItem {
        height: auto;
        pointer: pointer;
    }
    CopyItem .caption {
        width: 1fr;
        padding-left: 1;
    }
    CopyItem .key {
        width: auto;
        padding-right: 1;
        color: $accent;
    }
    CopyItem .value {
        text-wrap: nowrap;
        text-overflow: clip;
        text-style: bold;
        color: $primary;
    }
    CopyItem:hover .key {
        text-style: reverse;
    }
    """

    class Wanted(Message):
        """The value is to be copied."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, number: int, caption: str, value: str | Widget) -> None:
        """
        Args:
            number: the key that copies it, 1 to 9.
            caption: what it is and where it goes.
            value: what is shown, or the widget that shows it.
        """
        super().__init__()
        self.number = number
        self._caption = caption
        self._value = value

    def compose(self) -> ComposeResult:
        with HorizontalGroup():
            yield Static(self._caption, markup=False, classes="caption")
            yield Static(f"[{self.number}] copy", markup=False, classes="key")
        value = self._value
        if isinstance(value, str):
            value = Static(value, markup=False)
        value.add_class("value")
        yield value

    def on_click(self) -> None:
        self.post_message(self.Wanted(self.number))
