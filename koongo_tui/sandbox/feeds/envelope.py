"""Reading the XML envelope of a feed, one message after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

_DEEPEST = 50
_ROOT = "AmazonEnvelope"


class DocumentRefusedError(Exception):
    """The document as a whole cannot be used.

    Attributes:
        code, message: as the report gives them.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(slots=True)
class Node:
    """An element.

    Attributes:
        name: without its namespace.
        line, column: where it begins in the document, from 1.
    """

    name: str
    line: int
    column: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def find(self, path: str) -> Node | None:
        """The first element at a path of names, ``DescriptionData/Title``."""
        node: Node | None = self
        for name in path.split("/"):
            node = next((c for c in node.children if c.name == name), None) if node else None
        return node

    def value(self, path: str) -> str:
        """The text at a path; empty when there is none."""
        node = self.find(path)
        return node.text if node else ""

    def every(self, name: str) -> list[Node]:
        """All children of a name."""
        return [child for child in self.children if child.name == name]


def read_envelope(
    content: bytes, message_type: str | None, on_message: Callable[[Node], None]
) -> None:
    """Hand every ``Message`` of a feed over, in order.

    Args:
        message_type: that the feed type asks for; None takes any.

    Raises:
        DocumentRefusedError: not well-formed, not an envelope, of another type, or empty.
    """
    reader = _Reader(message_type, on_message)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = lambda name, attributes: reader.start(
        name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
    )
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content.lstrip(b" \t\r\n"), True)
    except (expat.ExpatError, ValueError) as error:
        line, column = parser.ErrorLineNumber, parser.ErrorColumnNumber + 1
        why = expat.ErrorString(parser.ErrorCode) or str(error)
        raise DocumentRefusedError(
            "5001", f"XML Parsing Fatal Error at Line {line}, Column {column}: {why}"
        ) from None
    if not reader.messages:
        raise DocumentRefusedError("5001", "The feed holds no Message.")


class _Reader:
    def __init__(self, message_type: str | None, on_message: Callable[[Node], None]) -> None:
        self._expected = message_type
        self._on_message = on_message
        self._open: list[Node] = []
        self.messages = 0

    def start(self, name: str, attributes: dict[str, str], line: int, column: int) -> None:
        name = name.rpartition(":")[2]
        if not self._open and name != _ROOT:
            raise DocumentRefusedError(
                "5000", f"The root element is {name}. Please specify the correct feed type."
            )
        if len(self._open) >= _DEEPEST:
            raise DocumentRefusedError("5001", f"Elements within each other, {_DEEPEST} deep.")
        if len(self._open) == 1 and name == "Message" and not self.messages:
            self._check_head(self._open[0])
        node = Node(name, line, column, attributes)
        if self._open:
            self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _: str) -> None:
        node = self._open.pop()
        node.text = node.text.strip()
        if len(self._open) == 1 and node.name == "Message":
            self.messages += 1
            self._on_message(node)
            # A large feed would fill the memory otherwise.
            self._open[0].children.remove(node)

    def text(self, data: str) -> None:
        self._open[-1].text += data

    def _check_head(self, root: Node) -> None:
        for path in ("Header/DocumentVersion", "Header/MerchantIdentifier", "MessageType"):
            if not root.value(path):
                raise DocumentRefusedError(
                    "5000", f"XML Parsing Error at Line {root.line}: {path} is missing."
                )
        given = root.value("MessageType")
        if self._expected is not None and given != self._expected:
            raise DocumentRefusedError(
                "5000",
                f"The feed's MessageType is {given}, but {self._expected} was declared with it. "
                "Please specify the correct feed type.",
            )


def _no_doctype(*_: object) -> None:
    raise DocumentRefusedError("5001", "A document type declaration is not allowed.")
