"""The content type that is declared with a feed, and the encoding a marketplace expects.

Source: ``amazon.md`` 1 (table and "Encodings"), 2.5, 4.7.
"""

from __future__ import annotations

from koongo_tui.feeds.kinds import FeedKind
from koongo_tui.guide.marketplaces import Marketplace

_JAPAN = "JP"

_CHARSETS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp932": "Shift_JIS",
    "cp1252": "ISO-8859-1",
}
"""As Amazon documents them. It reads ISO-8859-1 as its wider twin of Windows."""


def expected_encoding(marketplace: Marketplace | None) -> str:
    """Python's name of what a flat file for a marketplace is in when it is not UTF-8."""
    return "cp932" if marketplace is not None and marketplace.code == _JAPAN else "cp1252"


def content_type(kind: FeedKind, marketplace: Marketplace | None, encoding: str = "ascii") -> str:
    """What to declare with a feed, the same under MWS and SP-API.

    Under SP-API the document is created and uploaded with exactly this text.

    Args:
        marketplace: that the feed is for; only Japan differs.
        encoding: that the file was found to be in, ``FeedFacts.encoding``.
    """
    if kind is FeedKind.JSON:
        return "application/json; charset=UTF-8"
    if kind is FeedKind.XML:
        # What is declared outside wins over the document's own declaration.
        return f"text/xml; charset={'ISO-8859-1' if encoding == 'cp1252' else 'utf-8'}"
    if encoding == "ascii":
        encoding = expected_encoding(marketplace)
    return f"text/tab-separated-values; charset={_CHARSETS.get(encoding, encoding)}"
