"""The next submission that needs a look, found without reading the list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from koongo_tui.filters import PROBLEMS, Filter
from koongo_tui.tui.widgets.row_source import RowSource

if TYPE_CHECKING:
    from koongo_tui.store.history import ListView, Row


def problems_of(shown: Filter) -> Filter:
    """The filter for those among the shown ones that need a look."""
    states = PROBLEMS if shown.states is None else shown.states & PROBLEMS
    return replace(shown, states=states)


def find_problem(problems: ListView, shown: RowSource[Row], cursor: int, step: int) -> int | None:
    """Where the next problem stands among the shown rows; None when there is none further on.

    Args:
        problems: the shown rows that need a look, in the same order.
        shown: the rows on screen.
        cursor: where to begin, itself excluded.
        step: 1 for the next one, -1 for the one before.
    """

    def place(index: int) -> int:
        row = problems.rows(index, index + 1)[0]
        found = shown.position(row.id)
        # A row that arrived after the list was opened would stand above it.
        return -1 if found is None else found

    low, high = 0, len(problems)
    while low < high:
        middle = (low + high) // 2
        if place(middle) > cursor or (step < 0 and place(middle) >= cursor):
            high = middle
        else:
            low = middle + 1
    wanted = low if step > 0 else low - 1
    if not 0 <= wanted < len(problems):
        return None
    found = place(wanted)
    return found if found >= 0 else None
