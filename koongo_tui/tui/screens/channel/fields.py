"""A form as rows: a setting with its value, and what can be done there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from koongo_tui.tui.text import Line, Tone, clean, cut, fit
from koongo_tui.tui.widgets.chrome import marks_of
from koongo_tui.tui.widgets.row_source import ListSource
from koongo_tui.tui.widgets.window_table import WindowTable

LABEL_WIDTH = 23
"""Cells for a label with its gap."""

_CHANGED = "not saved"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One row.

    Attributes:
        key: what it is about: a setting's value, or the name of an action.
        value: in words; as it would be saved.
        help: what it is and what Enter does, a sentence or two.
        changed: it differs from what is saved.
        tone: of the value.
        wrong: why it cannot stay so, a sentence; empty when it can.
    """

    key: str
    label: str
    value: str
    help: str
    changed: bool = False
    tone: Tone = Tone.PLAIN
    wrong: str = ""


class FieldTable(WindowTable[FieldRow]):
    """The rows of a form. A number key belongs to the tabs, so rows have none."""

    has_heading = False

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._shown: tuple[FieldRow, ...] = ()

    def show_rows(self, rows: tuple[FieldRow, ...]) -> None:
        """Show these; the cursor stays on its row."""
        if rows != self._shown:
            self._shown = rows
            self.set_source(ListSource(rows, self.row_id))

    def row_id(self, row: FieldRow) -> str:
        return row.key

    def row_line(self, row: FieldRow, width: int) -> Line:
        marks = marks_of(self)
        label_width = LABEL_WIDTH if width >= 56 else 19
        end = f"  {_CHANGED}" if row.changed else ""
        room = width - 2 - label_width - cell_len(end)
        value = fit(cut(clean(row.value, marks), max(1, room), marks), max(1, room))
        tone = Tone.WARN if row.wrong else row.tone
        return (
            ("  ", Tone.PLAIN),
            (fit(row.label, label_width, marks), Tone.MUTED),
            (value, tone),
            (end, Tone.ACCENT),
        )

    def cursor_line(self, line: Line) -> Line:
        (head, tone), *rest = super().cursor_line(line)
        return ((marks_of(self).cursor + head[1:], tone), *rest)
