"""A table over any number of rows that asks its source only for the rows it shows.

Built on ScrollView's line API: nothing is kept for a row that is not on screen, so a hundred
thousand rows cost what fifty do. The cursor belongs to a row, not to a place: when rows are added
above it, the row that is being read stays where it is on the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from time import monotonic
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from koongo_tui.tui.text import Line, Tone, text_of
from koongo_tui.tui.tones import cursor_style, tone_style, tones_of
from koongo_tui.tui.widgets.row_source import RowSource, RowWindow

RowT = TypeVar("RowT")

SCROLL_PAUSE = 0.1
"""Seconds between two repaints of the whole table while a key is held down: on a slow line a
terminal would otherwise still be drawing pages that nobody waits for."""


class Look(Enum):
    """How a line is drawn."""

    HEADING = auto()
    MARKER = auto()
    CURSOR = auto()
    ROW = auto()


class WindowTable(ScrollView, Generic[RowT], can_focus=True):
    """Shows the rows of a :class:`RowSource`, one line each, under a heading.

    What a row looks like is up to the subclass: :meth:`row_id`, :meth:`row_line` and
    :meth:`heading`.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    WindowTable {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
    ]

    class Highlighted(Message):
        """The cursor is on another row, or there are no rows."""

        def __init__(self, table: WindowTable[Any], row: Any) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> WindowTable[Any]:
            """The table."""
            return self.table

    class Opened(Message):
        """The row under the cursor was clicked."""

        def __init__(self, table: WindowTable[Any], row: Any) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> WindowTable[Any]:
            """The table."""
            return self.table

    class HeadingClicked(Message):
        """The heading was clicked, at this column of cells."""

        def __init__(self, table: WindowTable[Any], x: int) -> None:
            super().__init__()
            self.table = table
            self.x = x

        @property
        def control(self) -> WindowTable[Any]:
            """The table."""
            return self.table

    has_heading = True

    def __init__(self, *, clock: Callable[[], float] = monotonic, **more: Any) -> None:
        """
        Args:
            clock: seconds, for the pause between repaints.
        """
        super().__init__(**more)
        self._clock = clock
        self._rows: RowWindow[RowT] = RowWindow()
        self._cursor = 0
        self._cursor_id: str | None = None
        self._marker: int | None = None
        self._marker_words = ""
        self._touched = False
        self._scrolled_at = float("-inf")
        self._pending: Timer | None = None

    # -- what a subclass says ------------------------------------------------------------

    def row_id(self, row: RowT) -> str:
        """The ID of a row, unique in its source."""
        raise NotImplementedError

    def row_line(self, row: RowT, width: int) -> Line:
        """What a row looks like, in at most ``width`` cells."""
        raise NotImplementedError

    def heading(self, width: int) -> Line:
        """The line above the rows."""
        raise NotImplementedError

    # -- rows ----------------------------------------------------------------------------

    @property
    def source(self) -> RowSource[RowT] | None:
        """Where the rows come from."""
        return self._rows.source

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor; 0 without rows."""
        return self._cursor

    @property
    def touched(self) -> bool:
        """Somebody moved the cursor or the view away from where they begin."""
        return self._touched

    @property
    def cursor_id(self) -> str | None:
        """The ID of the row under the cursor."""
        return self._cursor_id

    @property
    def cursor_row(self) -> RowT | None:
        """The row under the cursor."""
        return self.row_at(self._cursor)

    def row_at(self, index: int) -> RowT | None:
        """A row by its index; None outside. Asks the source for the block around it."""
        return self._rows.at(index)

    def visible_rows(self) -> list[RowT]:
        """The rows that are on screen now."""
        indices = (self._index_of(d) for d in range(self._top, self._top + self._page))
        rows = (self.row_at(i) for i in indices if i is not None)
        return [row for row in rows if row is not None]

    def set_source(
        self,
        source: RowSource[RowT],
        *,
        marker: int | None = None,
        marker_words: str = "",
        reset: bool = False,
    ) -> None:
        """Show other rows, or the same ones as they are now.

        The row under the cursor stays under it and where it is on the screen, as far as it is
        still among the rows.

        Args:
            marker: a line stands before the row with this index; None for no line.
            marker_words: what the line says.
            reset: begin at the top instead.
        """
        before = self._looks() if self._rows.source is not None else []
        anchor, offset = self._anchor()
        old_id = self._cursor_id
        self._rows.show(source)
        self._marker, self._marker_words = marker, marker_words
        count = len(source)
        self._size_changed()
        if reset:
            self._cursor, self._touched = 0, False
            top = 0
        else:
            found = source.position(old_id) if old_id is not None else None
            self._cursor = min(self._cursor, max(0, count - 1)) if found is None else found
            place = source.position(anchor) if anchor is not None else None
            if not self._touched:
                top = 0
            elif place is not None:
                top = self._display_of(place) - offset
            else:
                top = self._top
        self._scroll(top)
        if not self._touched:
            self._show_cursor()
        self._note_cursor(always=True)
        self._refresh_changed(before)

    def _looks(self) -> list[tuple[Line, Look]]:
        """What every line on screen looks like."""
        width = self.scrollable_content_region.width
        return [self._look(y, width) for y in range(self.size.height)]

    def _refresh_changed(self, before: list[tuple[Line, Look]]) -> None:
        """Draw those lines anew that do not look as before."""
        after = self._looks()
        if len(before) != len(after):
            self.refresh()
            return
        width = self.scrollable_content_region.width
        for y, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                self.refresh(Region(0, y, width, 1))

    def forget_rows(self) -> None:
        """Ask the source again for what is on screen."""
        self._rows.forget()
        self.refresh()

    def repaint_row(self, row_id: str) -> None:
        """Something about one row has changed that its source does not know of."""
        for display in range(self._top, self._top + self._page):
            index = self._index_of(display)
            row = self.row_at(index) if index is not None else None
            if row is not None and self.row_id(row) == row_id:
                self._refresh_display(display)

    def _anchor(self) -> tuple[str | None, int]:
        """The row that must stay where it is, and how far below the top that is."""
        display = self._display_of(self._cursor)
        if self._top <= display < self._top + self._page:
            return self._cursor_id, display - self._top
        for line in range(self._top, self._top + self._page):
            index = self._index_of(line)
            row = self.row_at(index) if index is not None else None
            if row is not None:
                return self.row_id(row), line - self._top
        return None, 0

    # -- places --------------------------------------------------------------------------

    @property
    def _head(self) -> int:
        return 1 if self.has_heading else 0

    @property
    def _page(self) -> int:
        return max(1, self.size.height - self._head)

    @property
    def _top(self) -> int:
        return self.scroll_offset.y

    def _display_of(self, index: int) -> int:
        """The line of a row, counted from the first one below the heading."""
        return index + (1 if self._marker is not None and index >= self._marker else 0)

    def _index_of(self, display: int) -> int | None:
        """The row of a line; None for the marker and beyond the end."""
        if self._marker is not None and display >= self._marker:
            if display == self._marker:
                return None
            display -= 1
        return display if 0 <= display < self.row_count else None

    def _size_changed(self) -> None:
        lines = self.row_count + (self._marker is not None) + self._head
        self.virtual_size = Size(self.size.width, lines)

    def on_resize(self) -> None:
        self._size_changed()
        self._show_cursor()

    # -- cursor --------------------------------------------------------------------------

    def move_to(self, index: int) -> None:
        """Put the cursor on a row and bring it into view."""
        if not self.row_count:
            return
        index = max(0, min(index, self.row_count - 1))
        self._touched = True
        if index != self._cursor:
            old, self._cursor = self._cursor, index
            self._refresh_display(self._display_of(old))
            self._refresh_display(self._display_of(index))
        self._note_cursor()
        self._show_cursor()

    def _note_cursor(self, *, always: bool = False) -> None:
        row = self.cursor_row
        new_id = self.row_id(row) if row is not None else None
        if always or new_id != self._cursor_id:
            self._cursor_id = new_id
            self.post_message(self.Highlighted(self, row))

    def _show_cursor(self) -> None:
        display = self._display_of(self._cursor)
        if display < self._top:
            # The line that marks what is new belongs to the row below it.
            above = self._marker is not None and self._marker == self._cursor
            self._scroll_soon(display - (1 if above else 0))
        elif display >= self._top + self._page:
            self._scroll_soon(display - self._page + 1)

    def _scroll_soon(self, top: int) -> None:
        if self._pending is not None:
            return
        left = SCROLL_PAUSE - (self._clock() - self._scrolled_at)
        if left <= 0:
            self._scroll(top)
            return
        self._pending = self.set_timer(left, self._scroll_now)

    def _scroll_now(self) -> None:
        self._pending = None
        self._scrolled_at = float("-inf")
        self._show_cursor()

    def _scroll(self, top: int) -> None:
        self._scrolled_at = self._clock()
        self.scroll_to(y=max(0, top), animate=False, force=True)

    def action_move(self, step: int) -> None:
        """One row down or up."""
        self.move_to(self._cursor + step)

    def action_page(self, step: int) -> None:
        """One page down or up."""
        self.move_to(self._cursor + step * max(1, self._page - 1))

    def action_first(self) -> None:
        """To the first row, and stay with what is newest."""
        self.move_to(0)
        self._scroll(0)
        self._touched = False

    def action_last(self) -> None:
        """To the last row."""
        self.move_to(self.row_count - 1)

    def on_focus(self) -> None:
        self._refresh_display(self._display_of(self._cursor))

    def on_blur(self) -> None:
        self._refresh_display(self._display_of(self._cursor))

    def on_mouse_scroll_down(self) -> None:
        self._touched = True

    def on_mouse_scroll_up(self) -> None:
        self._touched = True

    def on_click(self, event: events.Click) -> None:
        y = event.get_content_offset(self)
        if y is None:
            return
        if self.has_heading and y.y == 0:
            self.post_message(self.HeadingClicked(self, y.x))
            return
        index = self._index_of(y.y - self._head + self._top)
        if index is None:
            return
        if index == self._cursor and self._touched:
            self.post_message(self.Opened(self, self.cursor_row))
        else:
            self.move_to(index)

    # -- drawing -------------------------------------------------------------------------

    def _refresh_display(self, display: int) -> None:
        y = display - self._top + self._head
        if self._head <= y < self.size.height:
            self.refresh(Region(0, y, self.scrollable_content_region.width, 1))

    def refresh_heading(self) -> None:
        """Draw the heading again."""
        self.refresh(Region(0, 0, self.scrollable_content_region.width, 1))

    def _look(self, y: int, width: int) -> tuple[Line, Look]:
        """What stands on a line of the widget, and how it is drawn."""
        if y < self._head:
            return self.heading(width), Look.HEADING
        display = y - self._head + self._top
        if self._marker is not None and display == self._marker:
            return self.marker_line(self._marker_words, width), Look.MARKER
        index = self._index_of(display)
        row = self.row_at(index) if index is not None else None
        if row is None:
            return (), Look.ROW
        line = self.row_line(row, width)
        if index == self._cursor:
            return self.cursor_line(line), Look.CURSOR
        return line, Look.ROW

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        line, look = self._look(y, width)
        style: Style | None = None
        match look:
            case Look.HEADING:
                style = tone_style(self, Tone.MUTED)
            case Look.MARKER:
                style = tone_style(self, Tone.ACCENT)
            case Look.CURSOR:
                style = cursor_style(self, focused=self.has_focus)
            case Look.ROW:
                pass
        return self._strip(line, width, style)

    def cursor_line(self, line: Line) -> Line:
        """The line under the cursor: one tone, so that a step of the cursor costs little."""
        return ((text_of(line), Tone.PLAIN),)

    def marker_line(self, words: str, width: int) -> Line:
        """The line that marks what is new."""
        return ((words[:width], Tone.PLAIN),)

    def _strip(self, line: Line, width: int, style: Style | None) -> Strip:
        tones = tones_of(self)
        plain = style or tones(Tone.PLAIN, None)
        segments: list[Segment] = []
        for text, tone in line:
            drawn = style or tones(tone, tone is Tone.STRONG)
            if segments and segments[-1].style == drawn:
                segments[-1] = Segment(segments[-1].text + text, drawn)
            else:
                segments.append(Segment(text, drawn))
        missing = width - sum(segment.cell_length for segment in segments)
        if segments and missing > 0 and segments[-1].style == plain:
            # One run of one style is sent with its colours once.
            segments[-1] = Segment(segments[-1].text + " " * missing, plain)
        return Strip(segments).adjust_cell_length(width, plain)
