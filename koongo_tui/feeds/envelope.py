"""The head of an XML feed: its declaration, the envelope's tag, and what stands before the
messages."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_DECLARATION = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.\-]{1,40})["']""")
_ROOT = re.compile(rb"<((?:[\w.\-]+:)?[A-Za-z_][\w.\-]*)(?:\s[^<>]*)?>")
_FIRST_MESSAGE = re.compile(rb"<(?:[\w.\-]+:)?Message[\s/>]")
_TEXT = rb"<(?:[\w.\-]+:)?%s\s*>\s*([^<]{0,200}?)\s*<"


@dataclass(frozen=True, slots=True)
class EnvelopeHead:
    """What the first bytes of an XML feed say; texts are empty where it says nothing.

    Attributes:
        encoding: Python's name; ``utf-8`` where the document declares none, or one unknown.
        declared: the encoding as declared.
        root: the first element's opening tag.
        merchant, version, message_type, purge: the elements' texts.
    """

    encoding: str
    declared: str
    root: bytes
    merchant: str
    version: str
    message_type: str
    purge: str

    @property
    def root_name(self) -> str:
        """The local name of the first element."""
        found = _ROOT.match(self.root)
        return found[1].rpartition(b":")[2].decode() if found else ""


def read_head(head: bytes) -> EnvelopeHead:
    """Read the beginning of an XML feed."""
    head = head.removeprefix(codecs.BOM_UTF8)
    declaration = _DECLARATION.match(head)
    declared = declaration[1].decode() if declaration else ""
    try:
        encoding = codecs.lookup(declared or "utf-8").name
    except LookupError:
        encoding = "utf-8"
    message = _FIRST_MESSAGE.search(head)
    if message is not None:
        head = head[: message.start()]
    root = _ROOT.search(head)

    def text(name: bytes) -> str:
        found = re.search(_TEXT % name, head)
        return found[1].decode(encoding, "replace") if found else ""

    return EnvelopeHead(
        encoding=encoding,
        declared=declared,
        root=root[0] if root else b"",
        merchant=text(b"MerchantIdentifier"),
        version=text(b"DocumentVersion"),
        message_type=text(b"MessageType"),
        purge=text(b"PurgeAndReplace"),
    )
