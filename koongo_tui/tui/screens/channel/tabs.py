"""The tabs of the channel's form, in the order of Koongo's own."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from koongo_tui.tui.text import Tone
from koongo_tui.tui.tones import key_style, tone_style


class Tab(IntEnum):
    """A tab; the number is its key."""

    API = 1
    SUBMISSIONS = 2
    PREVIEW = 3
    PROFILE = 4
    SAVE = 5

    @property
    def title(self) -> str:
        """As Koongo calls it."""
        return _TITLES[self][0]


_TITLES = {
    Tab.API: ("API Settings", "API Settings", "API"),
    Tab.SUBMISSIONS: ("Submission Info", "Submissions", "List"),
    Tab.PREVIEW: ("Feed Preview", "Feed Preview", "Feed"),
    Tab.PROFILE: ("Edit Profile", "Edit Profile", "Profile"),
    Tab.SAVE: ("Save settings", "Save", "Save"),
}
"""As Koongo calls them, and where there is less room and less still."""


class TabBar(Widget):
    """One line with all tabs; the open one in brackets, since colour alone means nothing."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TabBar { height: 1; background: $background; color: $foreground; }
    """

    class Picked(Message):
        """A tab was clicked."""

        def __init__(self, tab: Tab) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self, tab: Tab, **more: Any) -> None:
        super().__init__(**more)
        self._tab = tab
        self._unsaved = 0
        self._places: list[tuple[int, int, Tab]] = []

    def show(self, tab: Tab, unsaved: int) -> None:
        """Mark the open tab, and how many changes wait on the last one."""
        if (tab, unsaved) != (self._tab, self._unsaved):
            self._tab, self._unsaved = tab, unsaved
            self.refresh()

    def _words(self, width: int) -> list[tuple[Tab, str]]:
        words: list[tuple[Tab, str]] = []
        for titles in zip(*_TITLES.values(), strict=True):
            words = list(zip(_TITLES, titles, strict=True))
            if self._unsaved:
                words[-1] = (Tab.SAVE, f"{words[-1][1]} ({self._unsaved})")
            if 1 + sum(cell_len(word) + 4 for _, word in words) <= width:
                break
        return words

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        width, base = self.size.width, self.rich_style
        segments, x = [Segment(" ", base)], 1
        self._places = []
        for tab, word in self._words(width):
            here = tab is self._tab
            before, after = ("[", "]") if here else (" ", " ")
            style = tone_style(self, Tone.STRONG if here else Tone.MUTED)
            segments += [
                Segment(before, style),
                Segment(str(tab.value), key_style(self)),
                Segment(f" {word}{after}", style),
            ]
            end = x + cell_len(word) + 4
            self._places.append((x, end, tab))
            x = end
        return Strip(segments).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        for start, end, tab in self._places:
            if start <= event.x < end:
                self.post_message(self.Picked(tab))
                return
