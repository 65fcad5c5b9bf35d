"""Checking a flat file, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from koongo_tui.feeds.batches import Batch
from koongo_tui.feeds.checks.sheet import Sheet
from koongo_tui.feeds.flat_layout import (
    OPERATION_NAMES,
    ORDER_NAMES,
    PRICE_NAMES,
    QUANTITY_NAMES,
    SKU_NAMES,
)
from koongo_tui.feeds.forms import FlatForm
from koongo_tui.feeds.parsed import operation_word

_NO_HEADINGS = frozenset({"POST_UIEE_BOOKLOADER_DATA"})
_NEEDS_SHIP_DATE = "POST_FLAT_FILE_FULFILLMENT_DATA"
_PRICE_AND_STOCK = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"
_OPERATIONS = frozenset({"", "UPDATE", "PARTIAL_UPDATE", "DELETE"})
_NAMES = {"cp1252": "Windows-1252", "cp932": "Shift_JIS", "utf-8": "UTF-8"}
_SEPARATORS = {",": "commas", ";": "semicolons"}


class FlatJudge:
    """Checks the lines of one file."""

    def __init__(self, form: FlatForm, sheet: Sheet) -> None:
        self._sheet = sheet
        self._layout = layout = form.layout
        self._by_order = sheet.feed_type.by_order
        self._sku = layout.first(SKU_NAMES)
        self._order = layout.first(ORDER_NAMES)
        self._operation = layout.first(OPERATION_NAMES)
        self._price = layout.first(PRICE_NAMES)
        self._quantity = layout.first(QUANTITY_NAMES)
        self._date = (
            layout.first(("ship-date",)) if sheet.feed_type.name == _NEEDS_SHIP_DATE else None
        )
        self._width = len(layout.headings)
        self._utf8 = 0
        self._other = 0
        self._headings()

    @property
    def encoding(self) -> str:
        """See ``FeedFacts.encoding``."""
        layout = self._layout
        if layout.encoding.startswith("utf-16"):
            return "utf-16"
        if layout.fallback is None:
            return "utf-8"
        if not self._utf8 and not self._other:
            return "ascii"
        return "utf-8" if self._utf8 >= self._other else layout.fallback

    seller_id: str | None = None

    def batch(self, batch: Batch) -> None:
        """Check the next lines."""
        if batch.flaw is not None:
            self._sheet.flawed(batch)
            return
        index = batch.index
        for line in self._texts(batch):
            self._line(index, line)
            index += 1
        self._sheet.tally.rows += batch.count

    def finish(self) -> None:
        """All lines were checked."""
        notes, layout = self._sheet.notes, self._layout
        if layout.encoding.startswith("utf-16"):
            market = self._sheet.context.marketplace
            notes.whole(
                "encoding-unexpected",
                found="UTF-16",
                marketplace=market.name if market else "this marketplace",
                wanted=f"{_NAMES['cp932' if market and market.code == 'JP' else 'cp1252']} "
                "or UTF-8",
            )

    def _headings(self) -> None:
        sheet, layout = self._sheet, self._layout
        if sheet.feed_type.name in _NO_HEADINGS:
            return
        if layout.line_end == b"\r":
            sheet.notes.whole("old-line-ends")
        if layout.separator != "\t":
            sheet.notes.whole("not-tab-separated", found=_SEPARATORS[layout.separator])
            return
        wanted = "order-id" if self._by_order else "sku"
        place = self._order if self._by_order else self._sku
        if place is None or not layout.heading_lines:
            sheet.notes.whole("headings-missing", wanted=wanted)
            return
        if sheet.feed_type.name == _NEEDS_SHIP_DATE and self._date is None:
            sheet.notes.whole("heading-missing", wanted="ship-date")
        nothing = self._price is None and self._quantity is None
        if sheet.feed_type.name == _PRICE_AND_STOCK and nothing:
            sheet.notes.whole("heading-missing", wanted="price or quantity")

    def _texts(self, batch: Batch) -> Iterator[str]:
        layout = self._layout
        if layout.fallback is not None and batch.buffer.isascii():
            if batch.lines:
                yield from batch.buffer.decode("ascii").removesuffix("\n").split("\n")
            else:
                for record in batch.records():
                    yield record.data.decode("ascii")
            return
        for record in batch.records():
            yield self._decoded(record.index, record.data)

    def _decoded(self, index: int, data: bytes) -> str:
        layout, notes = self._layout, self._sheet.notes
        try:
            text = data.decode(layout.encoding if layout.fallback is None else "utf-8")
        except UnicodeDecodeError:
            return self._fallen_back(index, data)
        if not data.isascii():
            self._utf8 += 1
            if layout.fallback is not None and self._other:
                self._mixed(index)
            if "\ufffd" in text:
                notes.record("broken-letters", index, "", "", _excerpt(text))
        return text

    def _fallen_back(self, index: int, data: bytes) -> str:
        layout, notes = self._layout, self._sheet.notes
        name = layout.fallback or layout.encoding
        if layout.fallback is not None:
            self._other += 1
            if self._utf8:
                self._mixed(index)
        try:
            return data.decode(name)
        except UnicodeDecodeError as error:
            text = data.decode(name, "replace")
            detail = f"byte {data[error.start]:#04x} in {_excerpt(text)}"
            found = _NAMES.get(name, "UTF-16")
            notes.record("undecodable", index, "", "", detail, found=found)
            return text

    def _mixed(self, index: int) -> None:
        found = "UTF-8" if self._utf8 > self._other else _NAMES[self._layout.fallback or "utf-8"]
        self._sheet.notes.record("encoding-mixed", index, "", "", found=found)

    def _line(self, index: int, line: str) -> None:
        sheet = self._sheet
        cells = line.rstrip("\r").split(self._layout.separator)
        width = len(cells)
        key = self._order if self._by_order else self._sku
        name = cells[key].strip() if key is not None and key < width else ""
        if key is not None:
            if self._by_order:
                if name:
                    sheet.key(name, index)
                else:
                    sheet.notes.record("no-order", index, "", "")
            else:
                sheet.sku(name, index)
        place = self._operation
        word = operation_word(cells[place]) if place is not None and place < width else ""
        sheet.tally.operation(word)
        if word not in _OPERATIONS:
            sheet.notes.record("operation-unknown", index, "", name, word)
        if '"' in line:
            self._quotes(index, name, cells)
        if width > self._width and any(cell.strip() for cell in cells[self._width :]):
            sheet.notes.record("cells-more", index, "", name)
        place = self._date
        if place is not None and not (place < width and cells[place].strip()):
            sheet.notes.record("field-missing", index, "", name, "ship-date")
        if self._by_order:
            return
        place = self._quantity
        if place is not None and place < width and (text := cells[place].strip()):
            sheet.quantity(text, index, sku=name)
        place = self._price
        if place is not None and place < width and (text := cells[place].strip()):
            sheet.price(text, index, sku=name)

    def _quotes(self, index: int, name: str, cells: list[str]) -> None:
        for cell in cells:
            text = cell.strip()
            if len(text) > 1 and text[0] == text[-1] == '"':
                self._sheet.notes.record("quoted", index, "", name, _excerpt(text))
                return


def _excerpt(text: str) -> str:
    return text.strip()[:60]
