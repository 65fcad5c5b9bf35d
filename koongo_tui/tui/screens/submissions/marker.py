"""Where the line stands that marks what is new since the last visit."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from koongo_tui.store.history import ListView

_STEP = 16


def first_seen_before(view: ListView, visited: datetime | None) -> int | None:
    """The first row that was there at the last visit, in a list with the newest rows first.

    None when there is nothing new, nothing old, or no last visit. Looks at a few rows however
    long the list is: rows come in the order in which they were sent, so those that are new stand
    together at the top.
    """
    total = len(view)
    if visited is None or total == 0 or not _is_new(view, 0, visited):
        return None
    low, high = 0, _STEP
    while high < total and _is_new(view, high, visited):
        low, high = high, high * 2
    high = min(high, total)
    while high - low > 1:
        middle = (low + high) // 2
        if _is_new(view, middle, visited):
            low = middle
        else:
            high = middle
    return None if high >= total else high


def _is_new(view: ListView, index: int, visited: datetime) -> bool:
    rows = view.rows(index, index + 1)
    return bool(rows) and rows[0].first_seen_at > visited
