"""Floors and peers that are measured beside the program: bare Textual applications.

Run as a file, so that nothing of the project is imported: without an argument a Header, a line that
a key changes, and a Footer; with a number, Textual's own DataTable with so many rows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from textual.app import App
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import DataTable, Footer, Header, Static


class Bare(App[None]):
    """Header and Footer."""

    BINDINGS = [Binding("down", "step", show=False), Binding("q", "quit", show=False)]
    steps = 0

    def compose(self) -> Iterator[Widget]:
        yield Header()
        yield Static("step 0")
        yield Footer()

    def action_step(self) -> None:
        """Change one line."""
        self.steps += 1
        self.query_one(Static).update(f"step {self.steps}")


class Table(App[None]):
    """Seven columns, the cursor on a row, the newest first."""

    BINDINGS = [Binding("q", "quit", show=False)]

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows

    def compose(self) -> Iterator[Widget]:
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns(
            "Report ID", "Submit date", "Processed", "Accepted", "Errors", "Status", "Preview"
        )
        for number in range(self.rows):
            identifier = 50_000_000_000 + self.rows - 1 - number
            table.add_row(str(identifier), "today 14:32", "412", "398", "14", "Done", "8560 and 3")


if __name__ == "__main__":
    app: App[None] = Table(int(sys.argv[1])) if len(sys.argv) > 1 else Bare()
    app.animation_level = "none"
    app.run()
