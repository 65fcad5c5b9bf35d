"""The errors of a report: its groups, and the lines of one group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.geometry import Size

from koongo_tui.tui.submission_words import group_words
from koongo_tui.tui.text import Line, Tone, clean, cut, fit, right
from koongo_tui.tui.widgets.chrome import marks_of
from koongo_tui.tui.widgets.row_source import ListSource
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import plural

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import Issue, IssueGroup


LONGEST_CODE = 14
"""Cells for the codes; a longer one is cut."""


class GroupTable(WindowTable["IssueGroup"]):
    """What went wrong, the biggest first."""

    _code_width = 0

    def show_groups(self, groups: Sequence[IssueGroup]) -> None:
        """Show these groups."""
        longest = max((cell_len(g.code or "") for g in groups), default=0)
        self._code_width = min(longest, LONGEST_CODE)
        self.set_source(ListSource(groups, self.row_id))

    def row_id(self, row: IssueGroup) -> str:
        return f"{row.severity.value} {row.code} {row.message if row.code is None else ''}"

    def heading(self, width: int) -> Line:
        return ((fit(" Fix first", width), Tone.PLAIN),)

    def row_line(self, row: IssueGroup, width: int) -> Line:
        marks = marks_of(self)
        count = right(plural(row.count, "line"), 12)
        code = fit(clean(row.code or "", marks), self._code_width, marks)
        tone = Tone.BAD if row.severity.is_error else Tone.WARN
        words = group_words(row) if row.severity.is_error else f"warning: {group_words(row)}"
        head = f"  {count}  {code}{'  ' if code else ''}"
        room = width - cell_len(head)
        return ((head, tone), (cut(words, max(1, room), marks), Tone.PLAIN))

    def cursor_line(self, line: Line) -> Line:
        (head, tone), *rest = super().cursor_line(line)
        return ((marks_of(self).cursor + head[1:], tone), *rest)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self.row_count + 1


class IssueTable(WindowTable[tuple[int, "Issue"]]):
    """The lines of one group: where, which product, and the field that Amazon names."""

    def row_id(self, row: tuple[int, Issue]) -> str:
        return str(row[0])

    def heading(self, width: int) -> Line:
        field = "Field named by Amazon" if width >= 70 else "Field"
        return ((f"  {right('Line', 8)}  {fit('SKU', _sku_width(width))}  {field}", Tone.PLAIN),)

    def row_line(self, row: tuple[int, Issue], width: int) -> Line:
        marks, issue = marks_of(self), row[1]
        sku_width = _sku_width(width)
        record = cut(clean(issue.record or "-", marks), 8, marks)
        about = clean(issue.sku or issue.order_id or "-", marks)
        field = cut(clean(issue.field or "", marks), max(1, width - sku_width - 14), marks)
        return ((f"  {right(record, 8)}  {fit(about, sku_width, marks)}  {field}", Tone.PLAIN),)

    def cursor_line(self, line: Line) -> Line:
        (head, tone), *rest = super().cursor_line(line)
        return ((marks_of(self).cursor + head[1:], tone), *rest)


def _sku_width(width: int) -> int:
    """Amazon allows 40 characters; usual ones are much shorter."""
    return max(12, min(40, width // 3))
