"""The five steps of the setup in one line: where the person is, and what is behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.message import Message
from textual.widgets import Static


@dataclass(frozen=True, slots=True)
class StepMark:
    """One step as the bar shows it.

    Attributes:
        key: what :class:`StepsBar.Picked` gives back.
        title: one word, ``Region``.
        state: ``done``, ``current`` or ``ahead``.
    """

    key: str
    title: str
    state: str


class _StepLabel(Static):
    def __init__(self, key: str) -> None:
        super().__init__(markup=False, classes="step")
        self.key = key
        self.state = "ahead"

    def on_click(self) -> None:
        if self.state == "done":
            self.post_message(StepsBar.Picked(self.key))


class StepsBar(HorizontalGroup):
    """``1 Region ✓  [2 Authorise]  3 Paste``: a click on a finished step goes back to it."""

    DEFAULT_CSS = """
    StepsBar {
        height: 1;
        padding: 0 1;
    }
    StepsBar .step {
        width: auto;
        margin-right: 2;
        color: $koongo-muted;
    }
    StepsBar .-done {
        color: $success;
        pointer: pointer;
    }
    StepsBar .-current {
        color: $text;
        text-style: bold;
    }
    StepsBar .note {
        width: 1fr;
        text-align: right;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        color: $koongo-muted;
    }
    """

    class Picked(Message):
        """A finished step was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, keys: Sequence[str], *, done_mark: str) -> None:
        super().__init__()
        self._keys = tuple(keys)
        self._done_mark = done_mark
        self._marks: tuple[StepMark, ...] = ()

    def compose(self) -> ComposeResult:
        for key in self._keys:
            yield _StepLabel(key)
        yield Static(markup=False, classes="note")

    def show(self, marks: Sequence[StepMark], note: str) -> None:
        """Show the steps, and a few words at the right."""
        self._marks = tuple(marks)
        self.query_one(".note", Static).update(note)
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        # Where all five titles do not fit, only the current one is spelled out.
        short = 0 < self.size.width < 70
        for label, mark in zip(self.query(_StepLabel), self._marks, strict=False):
            number = self._keys.index(mark.key) + 1
            words = f"{number}" if short and mark.state != "current" else f"{number} {mark.title}"
            if mark.state == "done":
                words += f" {self._done_mark}"
            elif mark.state == "current":
                words = f"[{words}]"
            label.state = mark.state
            label.set_class(mark.state == "done", "-done")
            label.set_class(mark.state == "current", "-current")
            label.update(words)
