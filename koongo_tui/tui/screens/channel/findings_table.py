"""What was found in a feed, the worst first."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size

from koongo_tui.feeds.model import Finding, Severity
from koongo_tui.tui.text import Line, Tone, clean, cut, fit
from koongo_tui.tui.widgets.chrome import marks_of
from koongo_tui.tui.widgets.row_source import ListSource
from koongo_tui.tui.widgets.window_table import WindowTable

WORDS = {
    Severity.REFUSE: ("refuse", Tone.BAD),
    Severity.WARN: ("look", Tone.WARN),
    Severity.NOTE: ("note", Tone.MUTED),
}


class FindingsTable(WindowTable[Finding]):
    """One line for each; where it is and what to do stand below."""

    has_heading = False

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these."""
        self.set_source(ListSource(findings, self.row_id))

    def row_id(self, row: Finding) -> str:
        return f"{row.code} {row.sentence}"

    def row_line(self, row: Finding, width: int) -> Line:
        marks = marks_of(self)
        word, tone = WORDS[row.severity]
        room = max(1, width - 10)
        sentence = cut(clean(row.sentence, marks), room, marks)
        return (("  ", Tone.PLAIN), (fit(word, 8), tone), (sentence, Tone.PLAIN))

    def cursor_line(self, line: Line) -> Line:
        (head, tone), *rest = super().cursor_line(line)
        return ((marks_of(self).cursor + head[1:], tone), *rest)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self.row_count
