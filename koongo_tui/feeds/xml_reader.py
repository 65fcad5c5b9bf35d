"""One message of an XML feed: as elements with local names, and as cells by their paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, XMLParser

from koongo_tui.feeds.batches import MAX_DEPTH
from koongo_tui.feeds.parsed import MAX_CELL, Parsed, operation_word

_NAMESPACES = re.compile(rb"""\sxmlns(?::[\w.\-]+)?\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_TAG = re.compile(rb"<(?:(/)|[^!?/][^<>]*?(/)?>)")
_BEGIN = b"<x"
_MANY_TAGS = 2 * MAX_DEPTH


class BadMessage(ValueError):
    """The bytes are no XML. The text says why.

    Attributes:
        line, column: within the message, from 1.
    """

    def __init__(self, words: str, line: int, column: int) -> None:
        super().__init__(words)
        self.line = line
        self.column = column

    def offset(self, data: bytes) -> int:
        """The byte within the message, about right where letters take several bytes."""
        at = 0
        for _ in range(self.line - 1):
            at = data.find(b"\n", at) + 1
        return min(at + self.column - 1, len(data))


class XmlReader:
    """Reads the messages of one envelope.

    Args:
        root: the envelope's opening tag, for the namespaces that it declares.
        encoding: as the document declares it.
    """

    def __init__(self, root: bytes, encoding: str) -> None:
        self._before = _BEGIN + b"".join(_NAMESPACES.findall(root)) + b">"
        self._encoding = encoding

    def load(self, data: bytes) -> Element:
        """The message as a tree with local names.

        Raises:
            BadMessage: not well-formed, or nested without end.
        """
        if data.count(b"<") > _MANY_TAGS and _depth(data) > MAX_DEPTH:
            raise BadMessage(f"more than {MAX_DEPTH} elements within each other", 1, 1)
        try:
            parser = XMLParser(encoding=self._encoding)  # noqa: S314 (a part without a DTD)
            parser.feed(self._before)
            parser.feed(data)
            parser.feed(b"</x>")
            root = parser.close()
        except (ParseError, ValueError, LookupError) as error:
            line, column = getattr(error, "position", (1, 0))
            # The line of the message begins behind what is put before it.
            column -= len(self._before) if line == 1 else 0
            words = str(error).partition(":")[0]
            raise BadMessage(words, line, max(column, 0) + 1) from None
        message: Element = root[0]
        for element in message.iter():
            if element.tag[0] == "{":
                element.tag = element.tag.rpartition("}")[2]
        return message

    def read(self, data: bytes) -> Parsed:
        """One record."""
        try:
            message = self.load(data)
        except BadMessage as bad:
            return Parsed(problem=f"The message is not valid XML: {bad}.")
        return describe(message)


def describe(message: Element) -> Parsed:
    """A message as a row shows it."""
    parsed = Parsed()
    fields: dict[str, str] = {}
    for part in message:
        if part.tag == "MessageID":
            parsed.record = text_of(part)
        elif part.tag == "OperationType":
            parsed.operation = operation_word(text_of(part))
        elif not len(part):
            _add(fields, part.tag, _with_unit(part))
        else:
            for path, element in leaves(part):
                if path == "SKU" and not parsed.sku:
                    parsed.sku = text_of(element)
                elif path == "AmazonOrderID" and not parsed.order_id:
                    parsed.order_id = text_of(element)
                else:
                    _add(fields, path, _with_unit(element))
    if not parsed.sku:
        parsed.sku = fields.get("ParentSKU", "")
    parsed.fields = fields
    return parsed


def text_of(element: Element | None) -> str:
    """An element's own text without blanks around it; empty without the element."""
    return (element.text or "").strip() if element is not None else ""


def _with_unit(element: Element) -> str:
    unit = element.get("currency") or element.get("unitOfMeasure")
    return f"{text_of(element)} {unit}" if unit else text_of(element)


def _add(fields: dict[str, str], path: str, text: str) -> None:
    before = fields.get(path)
    if before is None:
        fields[path] = text
    elif len(before) <= MAX_CELL:
        fields[path] = f"{before}, {text}"


def leaves(body: Element) -> Iterator[tuple[str, Element]]:
    """Every element without children below ``body``, by its path; in order."""
    waiting = [("", iter(body))]
    while waiting:
        path, parts = waiting[-1]
        part = next(parts, None)
        if part is None:
            waiting.pop()
        elif len(part):
            waiting.append((f"{path}{part.tag}/", iter(part)))
        else:
            yield path + part.tag, part


def _depth(data: bytes) -> int:
    depth = deepest = 0
    for match in _TAG.finditer(data):
        if match[1]:
            depth -= 1
        elif not match[2]:
            depth += 1
            deepest = max(deepest, depth)
    return deepest
