"""The line under the title. Its right part ticks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import HorizontalGroup

from koongo_tui.tui.screens.submissions.status import (
    AGE_WIDTH,
    SHORT_AGE_WIDTH,
    Situation,
    age_line,
    status_line,
)
from koongo_tui.tui.text import Line
from koongo_tui.tui.widgets.lines import Lines

NARROW = 78


class StatusBar(HorizontalGroup):
    """Shows a situation, asked for anew at each :meth:`tick`."""

    DEFAULT_CSS = """
    StatusBar { height: 1; }
    StatusBar > #status { width: 1fr; height: 1; overflow-y: hidden; }
    StatusBar > #age { height: 1; overflow-y: hidden; }
    """

    def __init__(self, situation: Callable[[], Situation], **more: Any) -> None:
        super().__init__(**more)
        self._situation = situation

    def compose(self) -> ComposeResult:
        yield Lines(self._left, id="status")
        yield Lines(self._right, id="age")

    def on_resize(self) -> None:
        width = SHORT_AGE_WIDTH if self.size.width < NARROW else AGE_WIDTH
        self.query_one("#age").styles.width = width

    def tick(self) -> None:
        """Draw what has changed."""
        for part in self.query(Lines):
            part.refresh_content()

    def _left(self, width: int) -> Sequence[Line]:
        return [status_line(self._situation(), width)]

    def _right(self, width: int) -> Sequence[Line]:
        return [age_line(self._situation(), width)]
