"""How a flat file begins: its encoding as far as its first bytes tell, and its headings.

Amazon's templates have one to three lines of headings: a line for Amazon's own use that begins
with ``TemplateType=``, a line of plain words, and the line of field names.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from koongo_tui.feeds.content_types import expected_encoding
from koongo_tui.guide.marketplaces import Marketplace

HEAD = 256 * 1024
"""Bytes of the file's beginning that are looked at."""

SKU_NAMES = ("sku", "seller-sku", "item_sku", "item-sku", "sellersku")
ORDER_NAMES = ("order-id", "amazon-order-id", "merchant-order-id", "merchantfulfillmentorderid")
OPERATION_NAMES = ("add-delete", "update_delete", "update-delete")
PRICE_NAMES = ("price", "item-price", "standard_price", "standard-price")
QUANTITY_NAMES = ("quantity",)
_KEYS = frozenset(SKU_NAMES + ORDER_NAMES)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class FlatLayout:
    """How a flat file is laid out.

    Attributes:
        encoding: Python's name; ``utf-8`` while all bytes so far fit it. UTF-16 as ``utf-16-le``
            or ``utf-16-be``.
        fallback: the encoding of a line that is not UTF-8; None where the mark at the file's
            beginning says what it is.
        marked: the file begins with a byte order mark.
        headings: as in the file, blanks and quotes around them removed.
        names: the headings in small letters.
        heading_lines: 0 to 3; 0 when no line looks like headings.
        template: the file's first line says ``TemplateType=``.
        body: place of the first line below the headings.
        line_end: ``b"\\r"`` for a file of old Mac programs, else ``b"\\n"``.
        separator: the one that the headings really use: a tab, or a comma or semicolon where
            there are no tabs.
    """

    encoding: str
    fallback: str | None
    marked: bool
    headings: tuple[str, ...]
    names: tuple[str, ...]
    heading_lines: int
    template: bool
    body: int
    line_end: bytes
    separator: str

    @property
    def carriage_return(self) -> bytes:
        """The bytes that a line end of Windows has before the end that all have."""
        return "\r".encode(self.encoding if self.encoding.startswith("utf-16") else "ascii")

    def first(self, wanted: tuple[str, ...]) -> int | None:
        """Where the first of some columns is; None without any of them."""
        return next((self.names.index(name) for name in wanted if name in self.names), None)

    def decode(self, data: bytes) -> str:
        """A line's text; a byte that does not fit becomes U+FFFD."""
        try:
            return data.decode(self.encoding)
        except UnicodeDecodeError:
            return data.decode(self.fallback or self.encoding, "replace")


def read_layout(head: bytes, size: int, marketplace: Marketplace | None) -> FlatLayout:
    """How the file with this beginning (at most :data:`HEAD` bytes) is laid out."""
    encoding, skip = next(
        ((name, len(mark)) for mark, name in _MARKS if head.startswith(mark)), ("", 0)
    )
    fallback = None if encoding else expected_encoding(marketplace)
    wide = encoding.startswith("utf-16")
    if not encoding:
        encoding = "utf-8" if _fits_utf8(head, whole=size <= len(head)) else fallback or ""
    line_end = b"\n"
    if not wide and b"\n" not in head and b"\r" in head:
        line_end = b"\r"
    end = line_end.decode().encode(encoding) if wide else line_end
    lines = _first_lines(head, skip, end, size)
    texts = [_decoded(head[start:stop], encoding, fallback).rstrip("\r\n") for start, stop in lines]
    template = bool(texts) and texts[0].lstrip('"').lower().startswith("templatetype=")
    chosen = _heading_line(texts, template)
    separator = "\t"
    if chosen is None and texts and "\t" not in texts[0]:
        separator = max(",;", key=texts[0].count)
        if not texts[0].count(separator):
            separator = "\t"
    shown = texts[chosen or 0] if texts else ""
    headings = tuple(cell.strip().strip('"').strip() for cell in shown.split(separator))
    body = lines[chosen or 0][1] if lines else skip
    return FlatLayout(
        encoding=encoding,
        fallback=fallback,
        marked=bool(skip),
        headings=headings,
        names=tuple(heading.lower() for heading in headings),
        heading_lines=0 if chosen is None else chosen + 1,
        template=template,
        body=body,
        line_end=line_end,
        separator=separator,
    )


def _fits_utf8(head: bytes, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(data: bytes, encoding: str, fallback: str | None) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode(fallback or encoding, "replace")


def _first_lines(head: bytes, skip: int, end: bytes, size: int) -> list[tuple[int, int]]:
    """The first three lines, each with its line end."""
    lines: list[tuple[int, int]] = []
    at = skip
    while at < len(head) and len(lines) < 3:
        found = head.find(end, at)
        while len(end) == 2 and found >= 0 and found % 2:
            found = head.find(end, found + 1)
        if found < 0:
            if size <= len(head):
                lines.append((at, len(head)))
            break
        lines.append((at, found + len(end)))
        at = found + len(end)
    return lines


def _heading_line(texts: list[str], template: bool) -> int | None:
    found = [
        number
        for number, text in enumerate(texts)
        if _KEYS & {cell.strip().strip('"').strip().lower() for cell in text.split("\t")}
    ]
    if not found:
        return None
    # In a template the line of plain words may say "SKU" as well; the field names follow it.
    return found[-1] if template and found[-1] else found[0]
