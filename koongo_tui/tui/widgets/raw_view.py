"""Shows a long text exactly as it is, and reads only the lines on screen."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from koongo_tui.tui.raw_text import RawText
from koongo_tui.tui.text import Tone, clean
from koongo_tui.tui.tones import tone_style
from koongo_tui.tui.widgets.chrome import marks_of

TAB = 8


class RawView(ScrollView, can_focus=True):
    """Scrolls in both directions; numbers the lines."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RawView {
        background: $background;
        color: $foreground;
        scrollbar-size: 1 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", show=False),
        Binding("down,j", "scroll_down", show=False),
        Binding("left", "sideways(-16)", show=False),
        Binding("right", "sideways(16)", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._text: RawText | None = None
        self._window: tuple[int, list[str]] = (0, [])

    def show(self, text: RawText) -> None:
        """Show a text from its beginning."""
        self._text = text
        self._window = (0, [])
        self.virtual_size = Size(text.widest + self._gutter, text.line_count)
        self.scroll_to(0, 0, animate=False)
        self.refresh()

    @property
    def _gutter(self) -> int:
        return len(str(self._text.line_count)) + 3 if self._text is not None else 0

    @property
    def first_line(self) -> int:
        """The number of the first line on screen, from 1."""
        return self.scroll_offset.y + 1

    def action_sideways(self, cells: int) -> None:
        """To what is left or right of the screen."""
        self.scroll_to(x=self.scroll_offset.x + cells, animate=False)

    def _line(self, index: int) -> str | None:
        start, lines = self._window
        if not start <= index < start + len(lines):
            if self._text is None or not 0 <= index < self._text.line_count:
                return None
            page = max(self.size.height, 1)
            start = max(0, index - page)
            lines = self._text.lines(start, index + 2 * page)
            self._window = (start, lines)
        return lines[index - start]

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        index = y + self.scroll_offset.y
        line = self._line(index)
        if line is None:
            return Strip([Segment(" " * width, base)], width)
        gutter = self._gutter
        number = f" {index + 1:>{gutter - 3}}  "
        text = clean(line.expandtabs(TAB), marks_of(self))
        left = self.scroll_offset.x
        shown = Strip([Segment(text, base)]).crop_extend(left, left + width - gutter, base)
        head = Segment(number, tone_style(self, Tone.MUTED))
        return Strip([head, *shown]).adjust_cell_length(width, base)
