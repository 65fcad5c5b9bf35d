"""The list of submissions: the columns of Koongo's own list, as many as there is room for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from koongo_tui.store.history import Row, SortKey
from koongo_tui.tui.marks import UNICODE, Marks
from koongo_tui.tui.submission_words import status
from koongo_tui.tui.text import Line, Span, Tone, clean, cut, fit, right
from koongo_tui.tui.widgets.chrome import marks_of
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import count, when, zone

COMPACT_BELOW = 78
"""Cells; with fewer, accepted and processed share a column."""

PREVIEW_FROM = 16
"""Cells that a preview needs to say anything."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: which one, for :meth:`_Cells.text`.
        width: in cells, without the gap after it.
        sort: what a click on its heading sorts by; None for nothing.
    """

    name: str
    title: str
    width: int
    numeric: bool = False
    sort: SortKey | None = None


def columns_for(width: int, zone_name: str = "") -> tuple[Column, ...]:
    """The columns that fit into ``width`` cells, the mark before the row not counted."""
    if width < 56:
        rest = max(8, width - 2 - 12 - 2)
        return (
            Column("id", "Report ID", 12, sort=SortKey.ID),
            Column("status", "Status", rest, sort=SortKey.STATE),
        )
    if width < COMPACT_BELOW:
        used = 2 + 12 + 2 + 12 + 2 + 9 + 2
        return (
            Column("id", "Report ID", 12, sort=SortKey.ID),
            Column("date_short", "Submit Date", 12, sort=SortKey.SUBMITTED),
            Column("accepted_of", "Accepted", 9, numeric=True, sort=SortKey.ACCEPTED),
            Column("status", "Status", width - used, sort=SortKey.STATE),
        )
    wide = width >= 110
    date = Column(
        "date" if wide else "date_short",
        f"Submit Date {zone_name}".rstrip() if wide else "Submit Date",
        16 if wide else 12,
        sort=SortKey.SUBMITTED,
    )
    columns = [
        Column("id", "Report ID", 12, sort=SortKey.ID),
        date,
        Column("processed", "Processed", 9, numeric=True, sort=SortKey.PROCESSED),
        Column("accepted", "Accepted", 9, numeric=True, sort=SortKey.ACCEPTED),
        Column("errors", "Errors", 7, numeric=True, sort=SortKey.ERRORS),
        Column("status", "Status", 17, sort=SortKey.STATE),
    ]
    used = 2 + sum(c.width + 2 for c in columns)
    if width - used >= PREVIEW_FROM:
        columns.append(Column("preview", "Preview", width - used - 1))
    return tuple(columns)


class SubmissionTable(WindowTable[Row]):
    """See the module."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        preview: Callable[[Row], str] = lambda _row: "",
        **more: Any,
    ) -> None:
        """
        Args:
            now: gives now, aware.
            preview: one short phrase on a row.
        """
        super().__init__(**more)
        self._now = now
        self._preview = preview
        self._columns: tuple[Column, ...] = ()
        self._columns_for = -1
        self.sort_key = SortKey.SUBMITTED
        self.descending = True

    def columns(self, width: int) -> tuple[Column, ...]:
        """The columns shown in this width."""
        if width != self._columns_for:
            self._columns = columns_for(width, zone(self._now()))
            self._columns_for = width
        return self._columns

    def column_at(self, x: int) -> Column | None:
        """The column under a cell of the heading."""
        start = 2
        for column in self.columns(self.scrollable_content_region.width):
            if start <= x < start + column.width + 2:
                return column
            start += column.width + 2
        return None

    def show_sorting(self, sort_key: SortKey, *, descending: bool) -> None:
        """Mark the column that the rows are sorted by."""
        if (sort_key, descending) != (self.sort_key, self.descending):
            self.sort_key, self.descending = sort_key, descending
            self.refresh_heading()

    # -- what rows look like -----------------------------------------------------------------

    def row_id(self, row: Row) -> str:
        return row.id

    def heading(self, width: int) -> Line:
        marks = marks_of(self)
        spans: list[Span] = [("  ", Tone.PLAIN)]
        for column in self.columns(width):
            title = column.title
            if column.sort is self.sort_key:
                title = f"{title}{marks.down if self.descending else marks.up}"
            shown = right(title, column.width) if column.numeric else title
            spans.append((fit(shown, column.width, marks) + "  ", Tone.PLAIN))
        return tuple(spans)

    def row_line(self, row: Row, width: int) -> Line:
        return submission_line(row, self.columns(width), self._now(), self._preview, marks_of(self))

    def cursor_line(self, line: Line) -> Line:
        (head, tone), *rest = super().cursor_line(line)
        return ((marks_of(self).cursor + head[1:], tone), *rest)

    def marker_line(self, words: str, width: int) -> Line:
        marks = marks_of(self)
        shown = f" {cut(words, max(0, width - 8), marks)} "
        tail = marks.rule * max(0, width - 3 - len(shown))
        return ((f" {marks.rule * 2}{shown}{tail}", Tone.PLAIN),)


def submission_line(
    row: Row,
    columns: tuple[Column, ...],
    now: datetime,
    preview: Callable[[Row], str],
    marks: Marks = UNICODE,
) -> Line:
    """One submission in these columns."""
    spans: list[Span] = [("  ", Tone.PLAIN)]
    for column in columns:
        tone = Tone.PLAIN
        match column.name:
            case "id":
                text = clean(row.id, marks)
            case "date":
                text = when(row.submission.submitted_at, now)
            case "date_short":
                text = when(row.submission.submitted_at, now, short=True)
            case "processed":
                text = count(row.counts.processed)
            case "accepted":
                text = count(row.counts.accepted)
            case "errors":
                text = count(row.counts.errors)
            case "accepted_of":
                text = _accepted_of(row)
            case "status":
                text, tone = status(row, now)
            case _:
                text = clean(preview(row), marks)
        shown = right(text, column.width) if column.numeric else text
        spans.append((fit(shown, column.width, marks), tone))
        spans.append(("  ", Tone.PLAIN))
    return tuple(spans[:-1])


def _accepted_of(row: Row) -> str:
    counts = row.counts
    if counts.accepted is None and counts.processed is None:
        return "-"
    return f"{count(counts.accepted)}/{count(counts.processed)}"
