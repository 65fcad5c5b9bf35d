"""Which of the three formats the bytes are in, by looking at them."""

from __future__ import annotations

import io
import re

from koongo_tui.amazon.reports.encoding import canonical, charset
from koongo_tui.amazon.reports.model import ReportError, ReportFormat
from koongo_tui.amazon.reports.unpack import CHUNK

_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_WEB_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_BEFORE_TEXT = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"
"""Blanks and byte order marks in every encoding, one behind the other."""


def looks_like_xml(head: bytes) -> bool:
    """Whether the first bytes, still in any encoding, begin an XML document."""
    return head.lstrip(_BEFORE_TEXT).startswith(b"<")


def declared_encoding(head: bytes, content_type: str | None) -> str | None:
    """What is said of the encoding: by the document if it is XML, else by its sender."""
    declaration = _DECLARATION.match(head.lstrip(_BEFORE_TEXT))
    named = canonical(declaration[1].decode()) if declaration else None
    return named or charset(content_type)


def format_of(reader: io.BufferedReader) -> ReportFormat:
    """The format of bytes that are UTF-8 by now. XML and JSON then stand at their first sign.

    Raises:
        ReportError: only blanks, binary data, or a web page.
    """
    head = reader.peek(CHUNK)
    while head and not head.strip():
        reader.read(len(head))
        head = reader.peek(CHUNK)
    if not head:
        raise ReportError("There is nothing but blanks in it.", fix="Download the report again.")
    if b"\x00" in head:
        raise ReportError(
            "This is binary data, not a processing report.",
            fix="Give the file as Amazon made it: XML, text or JSON.",
        )
    text = head.lstrip(_BEFORE_TEXT)
    if not text or text[0] not in b"<{[":
        return ReportFormat.TSV
    if _WEB_PAGE.match(text):
        raise ReportError(
            "This is a web page, most likely Amazon's sign-in page, not a processing report.",
            fix="Sign in to Seller Central, download the report again, and give that file.",
        )
    reader.read(len(head) - len(text))
    return ReportFormat.XML if text[:1] == b"<" else ReportFormat.JSON
