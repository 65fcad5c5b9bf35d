"""What a file is, by its beginning: its kind, and the feed type that fits it best."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from koongo_tui.feeds.flat_layout import FlatLayout
from koongo_tui.feeds.kinds import (
    JSON_LISTINGS,
    FeedKind,
    FeedType,
    feed_type_named,
    feed_type_of_message,
)

_MESSAGE_TYPE = re.compile(rb"<(?:[\w.\-]+:)?MessageType\s*>\s*(\w{1,60})\s*<")
_PACKED = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook"),
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"%PDF", "a PDF"),
)
_PRICE_AND_STOCK = frozenset(
    {
        "sku",
        "price",
        "quantity",
        "minimum-seller-allowed-price",
        "maximum-seller-allowed-price",
        "handling-time",
        "leadtime-to-ship",
        "fulfillment-channel",
        "fulfillment_channel",
        "business-price",
        "currency",
    }
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What the first bytes say.

    Attributes:
        kind: None for a file that is no feed at all.
        feed_type: None where the beginning fits several types, or none.
        packed: what the file is instead of a feed (``an Excel workbook``); None for text.
    """

    kind: FeedKind | None
    feed_type: FeedType | None = None
    packed: str | None = None


def guess_kind(head: bytes) -> Guess:
    """The kind, and for JSON and XML the type, by the first bytes."""
    for magic, words in _PACKED:
        if head.startswith(magic):
            return Guess(None, packed=words)
    text = head[:4096]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        text = text.removeprefix(mark)
    # UTF-16 shows its first letter between zero bytes.
    begin = text.replace(b"\0", b"").lstrip()[:1]
    if begin in (b"{", b"["):
        return Guess(FeedKind.JSON, feed_type_named(JSON_LISTINGS) if begin == b"{" else None)
    if begin == b"<":
        found = _MESSAGE_TYPE.search(head.replace(b"\0", b""))
        return Guess(FeedKind.XML, feed_type_of_message(found[1].decode()) if found else None)
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in head:
        return Guess(None, packed="no text")
    return Guess(FeedKind.FLAT_FILE)


def guess_flat_type(layout: FlatLayout) -> FeedType | None:
    """The type of a flat file by its headings; None where they fit none."""
    if layout.template:
        return feed_type_named("POST_FLAT_FILE_LISTINGS_DATA")
    if not layout.heading_lines:
        return None
    return _by_headings(frozenset(name for name in layout.names if name))


def _by_headings(names: Set[str]) -> FeedType | None:
    found = None
    if "order-id" in names or "amazon-order-id" in names:
        if names & {"adjustment-reason-code", "item-price-adj"}:
            found = "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA"
        elif names & {"ship-date", "tracking-number", "carrier-code", "carrier-name"}:
            found = "POST_FLAT_FILE_FULFILLMENT_DATA"
        elif names & {"cancellation-reason-code", "acknowledgement-status", "status-code"}:
            found = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
    elif "item_sku" in names or "feed_product_type" in names:
        found = "POST_FLAT_FILE_LISTINGS_DATA"
    elif "sku" in names and names <= _PRICE_AND_STOCK:
        found = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"
    elif "sku" in names and names & {"product-id", "add-delete", "item-condition"}:
        found = "POST_FLAT_FILE_INVLOADER_DATA"
    return feed_type_named(found) if found else None
