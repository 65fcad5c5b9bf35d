"""Reading XML that comes from outside: by local names, in bounded memory, without entity tricks.

Amazon's answers and processing reports differ in their namespaces (four spellings are known, one
with a line break in it), so names are given without them. A document type declaration is refused
before anything of it is read: without one there is no entity to expand and nothing to fetch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO, Protocol
from xml.etree.ElementTree import Element
from xml.parsers import expat

CHUNK = 64 * 1024
MAX_TEXT = 64 * 1024
MAX_DEPTH = 64
MAX_TOKEN = 1024 * 1024
MAX_ELEMENTS = 50_000


class XmlRefused(ValueError):
    """Not XML, cut off, or XML of a kind that is not read. The text says which, and where."""


class XmlHandler(Protocol):
    """What hears of a document's elements, in document order."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins. Local names; namespace declarations are left out."""
        ...

    def end(self, name: str, text: str) -> None:
        """An element ends. ``text`` is what stood directly in it, children's text left out."""
        ...


def stream(source: BinaryIO, handler: XmlHandler, *, encoding: str | None = None) -> None:
    """Read a document of any size in bounded memory.

    Of an element's text the first :data:`MAX_TEXT` characters are kept, the rest is dropped.

    Args:
        source: read to its end in pieces of :data:`CHUNK` bytes.
        handler: hears of every element; what it raises ends the reading and goes through.
        encoding: of the bytes where something better than the document's own declaration tells
            it (the charset of a ``Content-Type``); None believes the document.

    Raises:
        XmlRefused: what was read until then has been handed over.
    """
    reader = _Reader(handler, encoding)
    while chunk := source.read(CHUNK):
        reader.feed(chunk)
    reader.close()


def parse_tree(data: bytes) -> Element:
    """A small document as a tree with local names; an element's ``text`` is never None.

    Raises:
        XmlRefused: also for more than :data:`MAX_ELEMENTS` elements.
    """
    tree = _Tree()
    reader = _Reader(tree, None)
    for at in range(0, len(data), CHUNK):
        reader.feed(data[at : at + CHUNK])
    reader.close()
    return tree.root


class _Tree:
    def __init__(self) -> None:
        self._open: list[Element] = []
        self._left = MAX_ELEMENTS
        self.root: Element

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._left -= 1
        if self._left < 0:
            raise XmlRefused(f"more than {MAX_ELEMENTS} elements")
        element = Element(name, dict(attributes))
        if self._open:
            self._open[-1].append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, name: str, text: str) -> None:  # noqa: ARG002 (the protocol gives the name)
        self._open.pop().text = text


class _Reader:
    """Feeds expat, keeps each open element's text, and turns every refusal into XmlRefused."""

    def __init__(self, handler: XmlHandler, encoding: str | None) -> None:
        self._fed = 0
        # No namespace processing: an undeclared prefix is Amazon's business, not ours.
        parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.StartDoctypeDeclHandler = self._doctype
        _listen(parser, handler)
        self._parser = parser

    def feed(self, chunk: bytes) -> None:
        if not self._fed:
            # Blanks before the declaration are an error to expat and none to us.
            chunk = chunk.lstrip(b" \t\r\n")
        self._fed += len(chunk)
        self._parse(chunk, final=False)
        # expat keeps a token until its end has come: an attribute without end would fill memory.
        if self._fed - self._parser.CurrentByteIndex > MAX_TOKEN:
            raise XmlRefused(f"a tag or comment longer than {MAX_TOKEN} bytes")

    def close(self) -> None:
        self._parse(b"", final=True)

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise XmlRefused(f"{reason} (line {error.lineno})") from None

    def _doctype(self, name: str, *_: object) -> None:
        raise XmlRefused(f"a document type declaration ({name[:40]}) is not read")


def _listen(parser: expat.XMLParserType, handler: XmlHandler) -> None:
    """Tell a handler of what a parser meets.

    A large report calls these a million times: what they need are variables of this function,
    which cost less to reach than attributes.
    """
    texts: list[str] = []
    on_start, on_end = handler.start, handler.end

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(texts) >= MAX_DEPTH:
            raise XmlRefused(f"more than {MAX_DEPTH} elements within each other")
        texts.append("")
        if attributes:
            attributes = {
                _local(key): value for key, value in attributes.items() if key[:5] != "xmlns"
            }
        on_start(_local(name) if ":" in name else name, attributes)

    def end(name: str) -> None:
        on_end(_local(name) if ":" in name else name, texts.pop())

    def text(piece: str) -> None:
        before = texts[-1]
        if len(before) < MAX_TEXT:
            texts[-1] = (before + piece)[:MAX_TEXT]

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text


def _local(name: str) -> str:
    return name.rpartition(":")[2]
