"""The text report of flat files: a summary of two numbers, then a table of what went wrong.

Title, labels and headings come in the account's report language, so everything is found by its
place; the headings are believed where they are the documented English ones (Seller Central help,
"Processing report").
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from koongo_tui.amazon.reports.fields import named_field
from koongo_tui.amazon.reports.model import Issue, ReportError, Severity
from koongo_tui.amazon.reports.parsed import Parsed, cut_off
from koongo_tui.amazon.reports.severity import severity_of
from koongo_tui.amazon.submission import Counts

MAX_LINE = 64 * 1024
"""Bytes of a line that are kept; the rest of a longer one is dropped."""

_SEARCHED_LINES = 20
_NUMBER = re.compile(r"\d{1,15}|\d{1,3}(?:[.,'’\xa0\u202f ]\d{3}){1,4}")
_FEED_SIGNS = ("templatetype", "sku", "product-id", "order-id", "item_sku")

_NAMES = {
    "original-record-number": "record",
    "record-number": "record",
    "sku": "sku",
    "seller-sku": "sku",
    "item-sku": "sku",
    "order-id": "order_id",
    "amazon-order-id": "order_id",
    "error-code": "code",
    "error-type": "severity",
    "error-message": "message",
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a row's cells are; None for a column that the table does not have."""

    width: int
    code: int
    severity: int
    message: int
    record: int | None = 0
    sku: int | None = None
    order_id: int | None = None


def read_tsv(lines: io.BufferedReader, emit: Callable[[Issue], None]) -> Parsed:
    """Read a text report.

    Args:
        lines: UTF-8.
        emit: is given each row.

    Raises:
        ReportError: it has neither the summary nor the table, or ends within them.
    """
    reader = _TsvReader(emit)
    while line := lines.readline(MAX_LINE):
        whole = line.endswith(b"\n")
        rest = line
        while not whole and len(rest) == MAX_LINE:
            rest = lines.readline(MAX_LINE)
            whole = rest.endswith(b"\n")
        text = line.decode("utf-8", "ignore").rstrip("\r\n")
        if text.strip():
            reader.line(text, whole=whole)
    return reader.finish()


class _TsvReader:
    def __init__(self, emit: Callable[[Issue], None]) -> None:
        self._emit = emit
        self._title: str | None = None
        self._numbers: list[int] = []
        self._lines_before_table = 0
        self._columns: _Columns | None = None
        self._held: list[str] | None = None
        self._fatal = False
        self._warned = _Records()

    def line(self, text: str, *, whole: bool) -> None:
        """Take the next line that is not blank; ``whole`` if its end was seen."""
        if self._columns is not None:
            self._row(text, self._columns, whole)
            return
        if len(self._numbers) < 2 and (number := _number_at_end(text)) is not None:
            self._numbers.append(number)
            return
        cells = text.split("\t")
        self._columns = _columns(cells, after_summary=len(self._numbers) == 2)
        if self._columns is None:
            self._other(cells)
        elif cells[0].strip().isdecimal():
            self._row(text, self._columns, whole)

    def finish(self) -> Parsed:
        """The end of the report."""
        if self._columns is not None:
            self._let_go(self._columns)
        elif len(self._numbers) < 2:
            raise cut_off() if self._numbers else _no_report([self._title or ""])
        if len(self._numbers) < 2:
            return Parsed()
        processed, accepted = self._numbers
        errors = max(processed - accepted, 0)
        if self._fatal and processed == accepted == 0:
            errors = 1
        return Parsed(counts=Counts(processed, accepted, errors, len(self._warned)))

    def _other(self, cells: Sequence[str]) -> None:
        """The title, or a line of no known kind: some may stand before the table."""
        self._title = self._title or cells[0]
        self._lines_before_table += 1
        is_title = self._lines_before_table == 1 and len([c for c in cells if c]) == 1
        if (not self._numbers and not is_title) or self._lines_before_table > _SEARCHED_LINES:
            raise _no_report(cells)

    def _row(self, text: str, columns: _Columns, whole: bool) -> None:
        cells = text.split("\t", columns.width - 1)
        if len(cells) <= columns.message and not whole and (len(cells) > 1 or text.isdecimal()):
            raise cut_off()
        if len(cells) <= columns.severity and self._held is not None:
            # A message with a line break in it goes on here.
            if len(self._held[columns.message]) < MAX_LINE:
                self._held[columns.message] += f"\n{text}"
            return
        self._let_go(columns)
        self._held = cells + [""] * (columns.width - len(cells))

    def _let_go(self, columns: _Columns) -> None:
        """Hand over the row that was held back for what might belong to it."""
        if self._held is None:
            return
        cells, self._held = self._held, None
        severity = severity_of(cells[columns.severity])
        record = _cell(cells, columns.record)
        message = cells[columns.message].strip()
        if severity is Severity.FATAL:
            self._fatal = True
        elif severity is Severity.WARNING:
            self._warned.add(record)
        self._emit(
            Issue(
                record=record,
                sku=_cell(cells, columns.sku),
                order_id=_cell(cells, columns.order_id),
                code=_cell(cells, columns.code),
                severity=severity,
                message=message,
                field=named_field(message),
            )
        )


def _number_at_end(text: str) -> int | None:
    """The number of a summary line: a label, a gap, the number with or without separators.

    The line is indented; where that was lost on the way, two tabs are sign enough. None for any
    other line.
    """
    body = text.strip()
    gap = "\t" if "\t" in body else "  "
    label, found, number = body.rpartition(gap)
    if not label or not found or not (text[0].isspace() or label.endswith("\t")):
        return None
    number = number.strip()
    return int(re.sub(r"\D", "", number)) if _NUMBER.fullmatch(number) else None


def _cell(cells: Sequence[str], index: int | None) -> str | None:
    return None if index is None else cells[index].strip() or None


def _columns(cells: Sequence[str], *, after_summary: bool) -> _Columns | None:
    """How to read the table that begins with this line; None if none does."""
    names = [_NAMES.get(cell.strip().lower().replace("_", "-")) for cell in cells]
    found = {name: index for index, name in reversed(list(enumerate(names))) if name}
    width = len(cells)
    if {"code", "severity", "message"} <= found.keys():
        return _Columns(width, **found)
    if not after_summary or width < 5:
        return None
    # In another language: the record first, what it is about next, then code, kind and words.
    about = {"sku": 1} if width == 5 else {"order_id": 1}
    return _Columns(width, width - 3, width - 2, width - 1, **about)


def _no_report(cells: Sequence[str]) -> ReportError:
    first = [cell.strip().lower().partition("=")[0] for cell in cells]
    if any(cell in _FEED_SIGNS for cell in first):
        return ReportError(
            "This is a feed, the file that was sent to Amazon, not Amazon's report on it.",
            fix="Download the processing report of that submission.",
        )
    return ReportError(
        "This text is no processing report: the summary with the two numbers is missing.",
        fix="Give the file as Amazon made it, from its first line on.",
    )


class _Records:
    """Counts different records; a bit for each number, so that millions stay small."""

    _MOST = 1 << 27
    _MOST_WORDS = 100_000

    def __init__(self) -> None:
        self._bits = bytearray()
        self._words: set[str | None] = set()
        self._count = 0

    def __len__(self) -> int:
        return self._count + len(self._words)

    def add(self, record: str | None) -> None:
        """Take a record in; one that is no usual number is kept as it is, up to a bound."""
        number = int(record) if record and record.isdecimal() and len(record) < 10 else -1
        if not 0 <= number < self._MOST:
            if len(self._words) < self._MOST_WORDS:
                self._words.add(record)
            return
        index, bit = number >> 3, 1 << (number & 7)
        if index >= len(self._bits):
            self._bits.extend(bytes(index + 1 + index // 2 - len(self._bits)))
        if not self._bits[index] & bit:
            self._bits[index] |= bit
            self._count += 1
