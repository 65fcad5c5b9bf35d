"""Where to begin reading to reach a record: the place of one record in each piece of the file."""

from __future__ import annotations

from array import array
from bisect import bisect_right

MOST_MARKS = 65_536


class SparseIndex:
    """Marks in the order of the file, thinned out when they become many: 1 MB at most."""

    def __init__(self) -> None:
        self._indexes = array("q")
        self._starts = array("q")
        self._every = 1
        self._met = 0

    def add(self, index: int, start: int) -> None:
        """Record ``index`` begins at ``start``; later in the file than all before."""
        if self._met % self._every == 0:
            self._indexes.append(index)
            self._starts.append(start)
            if len(self._indexes) > MOST_MARKS:
                self._indexes = self._indexes[::2]
                self._starts = self._starts[::2]
                self._every *= 2
        self._met += 1

    def before(self, index: int) -> tuple[int, int]:
        """The last mark not behind a record: its number and its place."""
        at = max(bisect_right(self._indexes, index) - 1, 0)
        return self._indexes[at], self._starts[at]
