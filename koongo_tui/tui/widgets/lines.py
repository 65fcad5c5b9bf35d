"""A widget that shows lines with tones, and repaints only what differs from before.

An age that ticks once a second then costs a few bytes, not a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from koongo_tui.tui.marks import ASCII, UNICODE
from koongo_tui.tui.text import Line, Tone
from koongo_tui.tui.tones import tones_of

Content = Callable[[int], Sequence[Line]]
"""Gives the lines for a width in cells."""


def nothing(_width: int) -> Sequence[Line]:
    """No lines."""
    return ()


class Lines(ScrollView, can_focus=False):
    """Shows what a function of the width gives; scrolls when that is more than fits."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Lines {
        background: $background;
        color: $foreground;
        height: auto;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, content: Content = nothing, **more: Any) -> None:
        super().__init__(**more)
        self._content = content
        self._lines: list[Line] = []
        self._made_for = -1

    def show(self, content: Content) -> None:
        """Show something else; what is the same stays untouched on the terminal."""
        self._content = content
        self._rebuild()

    def refresh_content(self) -> None:
        """Ask the function again, for the same width: something it looks at has changed."""
        self._rebuild()

    @property
    def lines(self) -> Sequence[Line]:
        """What is shown now."""
        return tuple(self._lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._content(width))

    def on_resize(self) -> None:
        if self._width != self._made_for:
            self._rebuild()

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width or self.size.width

    def _rebuild(self) -> None:
        width = self._width
        if width <= 0:
            return
        before, after = self._lines, list(self._content(width))
        self._lines = after
        resized = width != self._made_for
        self._made_for = width
        if len(before) != len(after):
            self.virtual_size = Size(width, len(after))
            if self.styles.height is not None and self.styles.height.is_auto:
                self.refresh(layout=True)
        if resized:
            self.refresh()
            return
        top = self.scroll_offset.y
        for y in range(max(len(before), len(after))):
            old = before[y] if y < len(before) else ()
            new = after[y] if y < len(after) else ()
            if old != new and 0 <= y - top < self.size.height:
                x, end = _difference(old, new, width)
                self.refresh(Region(x, y - top, end - x, 1))

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        width = self.size.width
        tones = tones_of(self)
        base = tones(Tone.PLAIN, None)
        if index >= len(self._lines):
            return Strip([Segment(" " * width, base)], width)
        segments = [Segment(text, tones(tone, None)) for text, tone in self._lines[index]]
        # One run of one style is sent with its colours once.
        strip = Strip(segments).adjust_cell_length(width, base).simplify()
        if y == self.size.height - 1 and index < len(self._lines) - 1 and not self._scrolls:
            more = ASCII.more if getattr(self.app, "ascii", False) else UNICODE.more
            return Strip([*strip.crop(0, width - 1), Segment(more, base)], width)
        return strip

    @property
    def _scrolls(self) -> bool:
        return bool(self.styles.overflow_y != "hidden")


def _difference(old: Line, new: Line, width: int) -> tuple[int, int]:
    """The span of cells outside of which two lines look the same."""
    start = 0
    common = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        start += Segment(a[0]).cell_length
        common += 1
    old_rest, new_rest = old[common:], new[common:]
    if _cells(old_rest) != _cells(new_rest):
        return min(start, width), width
    end = start + _cells(new_rest)
    for a, b in zip(reversed(old_rest), reversed(new_rest), strict=False):
        if a != b:
            break
        end -= Segment(a[0]).cell_length
    return min(start, width), min(max(end, start), width)


def _cells(line: Line) -> int:
    return sum(Segment(text).cell_length for text, _ in line)


class ScrollingLines(Lines, can_focus=True):
    """Lines that may be more than the screen holds: the keys scroll them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", show=False),
        Binding("down,j", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]
    DEFAULT_CSS = """
    ScrollingLines { height: 1fr; scrollbar-gutter: stable; }
    """
