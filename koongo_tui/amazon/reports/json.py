"""The report of ``JSON_LISTINGS_FEED``, version 2.0 (schema
``listings-feed-processing-report-schema-v2.json`` of Amazon's published models).

The document is one object; its long parts are arrays directly in it (``issues``, ``items``), so
it is enough to walk that object and to decode each element by itself.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from koongo_tui.amazon.reports.fields import named_field
from koongo_tui.amazon.reports.grouping import Groups
from koongo_tui.amazon.reports.model import Issue, Items, ReportError
from koongo_tui.amazon.reports.parsed import MAX_DIGITS, Parsed, amazon_refusal, cut_off
from koongo_tui.amazon.reports.severity import severity_of
from koongo_tui.amazon.submission import Counts

CHUNK = 64 * 1024
MAX_VALUE = 8 * 1024 * 1024
"""Characters of one value directly in the object, or of one element of an array there."""

_BLANKS = re.compile(r"[ \t\r\n]*")
_NEAR_THE_END = 16
"""Characters: a literal or an escape that is not complete is refused this close to the end."""


class _NotJsonError(ValueError):
    """The text says where."""


def read_json(source: io.BufferedReader, emit: Callable[[Issue], None]) -> Parsed:
    """Read a JSON report.

    Args:
        source: UTF-8.
        emit: is given each row. The issues of listings (``items``) are none: they say how the
            listings are now, not what became of the feed.

    Raises:
        ReportError: JSON of another kind, damaged, or cut off.
    """
    reader = _Reader(emit)
    try:
        for key, value in _Object(source).members():
            reader.member(key, value)
    except (_NotJsonError, RecursionError) as error:
        reason = str(error) if isinstance(error, _NotJsonError) else "it is nested too deeply"
        raise ReportError(
            f"The JSON cannot be read: {reason}.", fix="Download the report again."
        ) from None
    return reader.finish()


class _Reader:
    def __init__(self, emit: Callable[[Issue], None]) -> None:
        self._emit = emit
        self._keys: list[str] = []
        self._summary: Mapping[str, Any] | None = None
        self._listings: Groups | None = None

    def member(self, key: str, value: Any) -> None:
        """Take the next member of the document; arrays come as iterators."""
        if len(self._keys) < 20:
            self._keys.append(key)
        if isinstance(value, Iterator):
            self._array(key, value)
        elif key == "summary" and isinstance(value, dict):
            self._summary = value

    def finish(self) -> Parsed:
        """The document's end."""
        if self._summary is None and not {"header", "issues"} <= set(self._keys):
            raise _no_report(self._keys)
        summary = self._summary or {}
        of_items = summary.get("itemSummary")
        items = None
        if isinstance(of_items, dict) or self._listings is not None:
            of_items = of_items if isinstance(of_items, dict) else {}
            items = Items(
                count=_number(of_items.get("items")),
                errors=_number(of_items.get("errors")),
                warnings=_number(of_items.get("warnings")),
                groups=self._listings.result() if self._listings else (),
            )
        counts = Counts(
            processed=_number(summary.get("messagesProcessed")),
            accepted=_number(summary.get("messagesAccepted")),
            errors=_number(summary.get("errors")),
            warnings=_number(summary.get("warnings")),
        )
        return Parsed(counts=counts, items=items)

    def _array(self, key: str, elements: Iterator[Any]) -> None:
        if key == "messages":
            raise ReportError(
                "This is a feed, the file that was sent to Amazon, not Amazon's report on it.",
                fix="Download the processing report of that submission.",
            )
        if key == "errors":
            first = next(elements, None)
            first = first if isinstance(first, dict) else {}
            raise amazon_refusal(_text(first.get("code")), _text(first.get("message")))
        if key == "issues":
            for element in elements:
                if isinstance(element, dict):
                    self._emit(_issue(element, _text(element.get("sku"))))
        elif key == "items":
            self._listings = Groups()
            for element in elements:
                if isinstance(element, dict):
                    self._item(element, self._listings)

    def _item(self, item: Mapping[str, Any], listings: Groups) -> None:
        issues = item.get("issues")
        for issue in issues if isinstance(issues, list) else ():
            if isinstance(issue, dict):
                listings.add(_issue(issue, _text(item.get("sku"))))


def _issue(element: Mapping[str, Any], sku: str | None) -> Issue:
    message = _text(element.get("message")) or ""
    names = element.get("attributeNames")
    field = _text(element.get("attributeName"))
    if field is None and isinstance(names, list):
        field = ", ".join(name for name in names if isinstance(name, str)) or None
    return Issue(
        record=_text(element.get("messageId")),
        sku=sku,
        order_id=_text(element.get("amazonOrderId")),
        code=_text(element.get("code")),
        severity=severity_of(_text(element.get("severity")) or ""),
        message=message,
        field=field or named_field(message),
    )


def _text(value: Any) -> str | None:
    """A string or number as text; None for nothing, blanks, and what is neither."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _number(value: Any) -> int | None:
    text = _text(value) or ""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None


def _no_report(keys: list[str]) -> ReportError:
    known = set(keys)
    fix = "Download the processing report of that submission."
    if {"feedDocumentId", "url"} <= known:
        return ReportError("This is the address of a report, not the report itself.", fix=fix)
    if known & {"feedId", "feeds", "processingStatus", "resultFeedDocumentId"}:
        return ReportError("This describes a submission; it is not its report.", fix=fix)
    has = f"It has {', '.join(k[:30] for k in keys[:5])}." if keys else "It is empty."
    return ReportError(f"This is JSON, but no processing report. {has}")


class _Object:
    """A document that is one object, read member by member from a window on its text."""

    def __init__(self, source: io.BufferedReader) -> None:
        self._source = source
        self._decoder = json.JSONDecoder(strict=False)
        self._text = ""
        self._at = 0
        self._passed = 0
        self._ended = False
        self._tail = b""

    def members(self) -> Iterator[tuple[str, Any]]:
        """Key and value; an array as an iterator of its elements, good until the next member."""
        if self._next() != "{":
            raise ReportError(
                "This is JSON, but no processing report: a report is an object, this is a list."
            )
        self._at += 1
        more = self._next() != "}"
        while more:
            key = self._value()
            if not isinstance(key, str):
                raise _NotJsonError(f"a name is missing at character {self._place}")
            self._take(":")
            if self._next() == "[":
                elements = self._elements()
                yield key, elements
                for _ in elements:
                    pass
            else:
                yield key, self._value()
            more = self._comma_or("}")
        self._at += 1
        if self._skip_blanks():
            raise _NotJsonError(f"something follows its end at character {self._place}")

    def _elements(self) -> Iterator[Any]:
        self._at += 1
        more = self._next() != "]"
        while more:
            yield self._value()
            more = self._comma_or("]")
        self._at += 1

    @property
    def _place(self) -> int:
        return self._passed + self._at + 1

    def _fill(self, size: int) -> None:
        """More text, or the news that there is none."""
        data = self._tail + self._source.read(size)
        self._ended = len(data) - len(self._tail) < size
        # The bytes are UTF-8 throughout, but a piece may end within a character.
        whole = data if self._ended else data[: _last_whole(data)]
        self._tail = data[len(whole) :]
        self._passed += self._at
        self._text = self._text[self._at :] + whole.decode("utf-8", "replace")
        self._at = 0

    def _skip_blanks(self) -> bool:
        """Stand at the next character; False at the end."""
        while True:
            match = _BLANKS.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return True
            if self._ended:
                return False
            self._fill(CHUNK)

    def _next(self) -> str:
        if not self._skip_blanks():
            raise cut_off()
        return self._text[self._at]

    def _take(self, sign: str) -> None:
        if self._next() != sign:
            raise _NotJsonError(f"«{sign}» is missing at character {self._place}")
        self._at += 1

    def _comma_or(self, closing: str) -> bool:
        """Whether another one follows."""
        if self._next() == closing:
            return False
        self._take(",")
        return True

    def _value(self) -> Any:
        self._next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                near_end = error.pos >= len(self._text) - _NEAR_THE_END
                if not near_end and not error.msg.startswith("Unterminated"):
                    raise _NotJsonError(
                        f"{error.msg} at character {self._passed + error.pos + 1}"
                    ) from None
                if self._ended:
                    raise cut_off() from None
            except ValueError as error:
                raise _NotJsonError(str(error)) from None
            else:
                # A number could go on behind the window.
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            have = len(self._text) - self._at
            if have > MAX_VALUE:
                raise _NotJsonError(f"a value of more than {MAX_VALUE >> 20} MB")
            self._fill(max(CHUNK, have))


def _last_whole(data: bytes) -> int:
    """Where the last character begins if it is not complete, else the length."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) - back if needed > back else len(data)
        if byte < 0x80:
            break
    return len(data)
