"""What stands where an answer of Amazon should: pages of proxies, gateways and sign-ins."""

from __future__ import annotations

import re

_SHOWN = 300
_TAGS = re.compile(rb"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_HTML = (b"<!doctype html", b"<html")


def page_text(body: bytes) -> str:
    """The beginning of what a page says: tags and control characters taken out."""
    text = _TAGS.sub(b" ", body[:20_000]).decode("utf-8", errors="replace")
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:_SHOWN]


def is_web_page(content_type: str, body: bytes) -> bool:
    """Whether a body is HTML: a sign-in page on the way, never an answer of Amazon."""
    return "html" in content_type.lower() or body[:200].lstrip().lower().startswith(_HTML)
