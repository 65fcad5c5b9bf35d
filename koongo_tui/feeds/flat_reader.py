"""One line of a flat file, cell by cell. Amazon knows no quoting there: a quote is a character."""

from __future__ import annotations

from koongo_tui.feeds.flat_layout import OPERATION_NAMES, ORDER_NAMES, SKU_NAMES, FlatLayout
from koongo_tui.feeds.parsed import Parsed, operation_word


class FlatReader:
    """Reads lines that are laid out in one way.

    Attributes:
        columns: the headings but for the SKU, the order and the operation.
        places: each of the columns, and its place in a line.
    """

    def __init__(self, layout: FlatLayout) -> None:
        self._layout = layout
        self._sku = layout.first(SKU_NAMES)
        self._order = layout.first(ORDER_NAMES)
        self._operation = layout.first(OPERATION_NAMES)
        own = {self._sku, self._order, self._operation}
        self.places: list[tuple[str, int]] = []
        taken: dict[str, int] = {}
        for place, heading in enumerate(layout.headings):
            if place in own or not heading:
                continue
            # Templates have a heading more than once: bullet points, pictures.
            taken[heading] = taken.get(heading, 0) + 1
            name = heading if taken[heading] == 1 else f"{heading} ({taken[heading]})"
            self.places.append((name, place))
        self.columns: tuple[str, ...] = tuple(name for name, _ in self.places)

    def cells(self, data: bytes) -> list[str]:
        """All cells of a line as they are; fewer or more than headings where the line has so."""
        return self._layout.decode(data).rstrip("\r").split(self._layout.separator)

    def read(self, data: bytes) -> Parsed:
        """One record."""
        cells = self.cells(data)
        width = len(cells)
        return Parsed(
            sku=_cell(cells, self._sku),
            order_id=_cell(cells, self._order),
            operation=operation_word(_cell(cells, self._operation)),
            fields={name: cells[place] for name, place in self.places if place < width},
        )


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""
