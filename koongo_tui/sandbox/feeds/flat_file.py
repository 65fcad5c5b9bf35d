"""Judging a flat file: rows of cells parted by tabs, with headings above them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from koongo_tui.sandbox.catalogue import Catalogue
from koongo_tui.sandbox.feed_types import ORDER_TYPES
from koongo_tui.sandbox.feeds.moments import is_moment
from koongo_tui.sandbox.feeds.numbers import is_product_code, read_amount, read_quantity
from koongo_tui.sandbox.feeds.xml_rules import Finding, unknown_order, unknown_sku
from koongo_tui.sandbox.outcomes import Outcome, Row, Severity, outcome_of, refused_document

_SKU_HEADINGS = ("sku", "seller-sku", "item_sku", "item-sku")
_ORDER_HEADINGS = ("order-id", "amazon-order-id")
_PRICE_HEADINGS = ("price", "item-price", "standard_price")
_QUANTITY_HEADINGS = ("quantity",)
_CODE_KINDS = {"2": "ISBN", "3": "UPC", "4": "EAN", "EAN": "EAN", "UPC": "UPC", "ISBN": "ISBN"}
"""``product-id-type`` of the inventory loader: numbers or words (1, ASIN, is taken as it is)."""

_HEADING_LINES = 3
"""A template has a line for Amazon's own use and one of plain words above the headings."""

_KNOWN_SKU_TYPES = frozenset({"POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"})

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Table:
    headings: tuple[str, ...]
    rows: Sequence[str]

    def first(self, names: Sequence[str]) -> str | None:
        return next((name for name in names if name in self.headings), None)


def judge_flat_file(
    content: bytes, content_type: str, feed_type: str, catalogue: Catalogue
) -> Outcome:
    """What becomes of a flat file.

    Rows are numbered from the first one under the headings; 0 is the file as a whole.
    """
    lines = [line.rstrip("\r") for line in _decode(content, content_type).split("\n")]
    keys = _ORDER_HEADINGS if feed_type in ORDER_TYPES else _SKU_HEADINGS
    table = _find_table(lines, keys)
    if table is None:
        return refused_document(
            "90012",
            f"The required {keys[0]} field is missing from the file. To correct this error, "
            "download the template again and use the new copy, or insert the required field into "
            "your existing file.",
        )
    key = table.first(keys) or keys[0]
    judge = _Judge(feed_type, catalogue, table, key)
    rows = [
        row for number, line in enumerate(table.rows, start=1) for row in judge.row(number, line)
    ]
    catalogue.skus |= judge.listed
    return outcome_of(judge.processed, rows)


def _decode(content: bytes, content_type: str) -> str:
    declared = re.search(r"charset=[\"']?([\w-]+)", content_type, re.IGNORECASE)
    name = declared[1].lower() if declared else "utf-8"
    name = {"shift_jis": "cp932", "windows-31j": "cp932", "iso-8859-1": "cp1252"}.get(name, name)
    try:
        text = content.decode(name)
    except (LookupError, ValueError):
        text = content.decode("latin-1")
    return text.removeprefix("\ufeff")


def _find_table(lines: Sequence[str], keys: Sequence[str]) -> _Table | None:
    for number, line in enumerate(lines[:_HEADING_LINES]):
        headings = tuple(cell.strip().strip('"').lower() for cell in line.split("\t"))
        if any(key in headings for key in keys):
            rows = [row for row in lines[number + 1 :] if row.strip()]
            return _Table(headings, rows)
    return None


class _Judge:
    def __init__(self, feed_type: str, catalogue: Catalogue, table: _Table, key: str) -> None:
        self._catalogue = catalogue
        self._table = table
        self._key = key
        self._seen: dict[str, int] = {}
        self._by_order = feed_type in ORDER_TYPES
        self._only_known = feed_type in _KNOWN_SKU_TYPES
        self.processed = 0
        self.listed: set[str] = set()

    def row(self, number: int, line: str) -> Iterator[Row]:
        """Judge the next row."""
        self.processed += 1
        values = (cell.strip() for cell in line.split("\t"))
        cells = dict(zip(self._table.headings, values, strict=False))
        name = cells.get(self._key, "")
        findings = list(self._check(number, name, cells))
        for code, text in findings:
            yield Row(
                number,
                Severity.ERROR,
                code,
                text,
                "" if self._by_order else name,
                name if self._by_order else "",
            )
        self._seen.setdefault(name, number)
        if not findings and not self._by_order:
            self.listed.add(name)

    def _check(self, number: int, name: str, cells: Cells) -> Iterator[Finding]:
        if not name:
            yield "99001", f'A value is required for the "{self._key}" field.'
            return
        if self._by_order:
            if name not in self._catalogue.orders:
                yield unknown_order(name)
            if "ship-date" in cells and not is_moment(cells["ship-date"]):
                yield _wrong("ship-date", cells["ship-date"])
            return
        if name in self._seen:
            yield (
                "5000",
                f"The SKU '{name}' of record {number} stands in record {self._seen[name]} already.",
            )
        if self._only_known and name not in self._catalogue.skus:
            yield unknown_sku(name, "price and quantity")
        yield from self._numbers(cells)
        kind = _CODE_KINDS.get(cells.get("product-id-type", "").upper())
        code = cells.get("product-id", "")
        if kind and not is_product_code(kind, code):
            yield (
                "5505",
                f"The product-id you provided ({code}) in the product-id field is not a valid "
                "identifier. The product-id should be one of ASIN, UPC, EAN or ISBN.",
            )

    def _numbers(self, cells: Cells) -> Iterator[Finding]:
        for names, least, read in _NUMBERS:
            field = self._table.first(names)
            text = cells.get(field, "") if field else ""
            if not field or not text:
                continue
            value = read(text)
            if value is None:
                yield _wrong(field, text)
            elif value < least:
                yield (
                    "90114",
                    f"The value '{text}' for the {field} field is below the minimum of {least}.",
                )


def _wrong(field: str, text: str) -> Finding:
    return "90057", f"The {field} field contains an invalid value: {text}."


def _as_float(text: str) -> float | None:
    amount = read_amount(text)
    return None if amount is None else float(amount)


_NUMBERS: tuple[tuple[Sequence[str], float, Callable[[str], float | None]], ...] = (
    (_PRICE_HEADINGS, 0.01, _as_float),
    (_QUANTITY_HEADINGS, 0, read_quantity),
)
