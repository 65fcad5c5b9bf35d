"""Where a table's rows come from, and the few of them that are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

RowT = TypeVar("RowT")
RowT_co = TypeVar("RowT_co", covariant=True)

BLOCK = 64
BLOCKS_KEPT = 8
"""Rows that are asked for at once, and how many such blocks are remembered."""


class RowSource(Protocol[RowT_co]):
    """Where rows come from."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def rows(self, start: int, stop: int) -> Sequence[RowT_co]:
        """Those from ``start`` up to, not including, ``stop``."""
        ...

    def position(self, row_id: str) -> int | None:
        """Where the row with this ID is; None when it is not among them."""
        ...


class ListSource(Generic[RowT]):
    """Rows that are in memory anyway."""

    def __init__(self, rows: Sequence[RowT], row_id: Callable[[RowT], str]) -> None:
        self._rows = rows
        self._row_id = row_id

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, start: int, stop: int) -> Sequence[RowT]:
        """See :class:`RowSource`."""
        return self._rows[start:stop]

    def position(self, row_id: str) -> int | None:
        """See :class:`RowSource`."""
        return next((i for i, row in enumerate(self._rows) if self._row_id(row) == row_id), None)


class RowWindow(Generic[RowT]):
    """The blocks of rows around what is on screen.

    Attributes:
        source: where the rows come from; None before there is one.
    """

    def __init__(self) -> None:
        self.source: RowSource[RowT] | None = None
        self._blocks: OrderedDict[int, Sequence[RowT]] = OrderedDict()

    def __len__(self) -> int:
        return len(self.source) if self.source is not None else 0

    def show(self, source: RowSource[RowT]) -> None:
        """Take the rows from another source."""
        self.source = source
        self._blocks.clear()

    def forget(self) -> None:
        """Ask the source again for every row."""
        self._blocks.clear()

    def at(self, index: int) -> RowT | None:
        """A row by its index; None outside. Asks the source for the block around it."""
        if self.source is None or not 0 <= index < len(self):
            return None
        number, offset = divmod(index, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            block = self.source.rows(number * BLOCK, (number + 1) * BLOCK)
            self._blocks[number] = block
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return block[offset] if offset < len(block) else None
