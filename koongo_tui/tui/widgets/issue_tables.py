"""The errors of a report: its groups, and the lines of one group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size

from koongo_tui.tui.submission_words import group_words
from koongo_tui.tui.text import Line, Tone, clean, cut, fit, right
from koongo_tui.tui.widgets.chrome import marks_of
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import plural

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import Issue, IssueGroup


class GroupTable(WindowTable["IssueGroup"]):
    """What went wrong, the biggest first."""

    def row_id(self, row: IssueGroup) -> str:
        return f"{row.severity.value} {row.code} {row.message if row.code is None else ''}"

    def heading(self, width: int) -> Line:
        return ((fit(" Fix first", width), Tone.PLAIN),)

    def row_line(self, row: IssueGroup, width: int) -> Line:
        marks = marks_of(self)
        count = right(plural(row.count, "line"), 12)
        code = fit(clean(row.code or "", marks), 10 if row.code else 0, marks)
        tone = Tone.BAD if row.severity.is_error else Tone.WARN
        words = group_words(row) if row.severity.is_error else f"warning: {group_words(row)}"
        room = width - 2 - 12 - 2 - len(code) - (2 if code else 0)
        head = f"  {count}  {code}{'  ' if code else ''}"
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
        return (
            (
                fit(f"  {right('Line', 8)}  {fit('SKU', 26)}  Field named by Amazon", width),
                Tone.PLAIN,
            ),
        )

    def row_line(self, row: tuple[int, Issue], width: int) -> Line:
        marks, issue = marks_of(self), row[1]
        record = cut(clean(issue.record or "-", marks), 8, marks)
        about = clean(issue.sku or issue.order_id or "-", marks)
        field = cut(clean(issue.field or "", marks), max(1, width - 40), marks)
        return ((f"  {right(record, 8)}  {fit(about, 26, marks)}  {field}", Tone.PLAIN),)

    def cursor_line(self, line: Line) -> Line:
        (head, tone), *rest = super().cursor_line(line)
        return ((marks_of(self).cursor + head[1:], tone), *rest)
