"""One form of a feed: how its file is cut into records, and how a record is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from koongo_tui.feeds.batches import Walker
from koongo_tui.feeds.envelope import EnvelopeHead, read_head
from koongo_tui.feeds.flat_layout import HEAD, FlatLayout, read_layout
from koongo_tui.feeds.flat_reader import FlatReader
from koongo_tui.feeds.flat_walker import FlatWalker
from koongo_tui.feeds.json_reader import JsonReader
from koongo_tui.feeds.json_walker import JsonWalker
from koongo_tui.feeds.kinds import FeedKind
from koongo_tui.feeds.parsed import Parsed
from koongo_tui.feeds.source import SourceFile
from koongo_tui.feeds.xml_reader import XmlReader
from koongo_tui.feeds.xml_walker import XmlWalker
from koongo_tui.guide.marketplaces import Marketplace

UTF8_MARK = b"\xef\xbb\xbf"


class Reader(Protocol):
    """Makes a row of a record's bytes."""

    def read(self, data: bytes) -> Parsed:
        """One record."""
        ...


@dataclass(frozen=True, slots=True)
class JsonForm:
    """A JSON feed."""

    source: SourceFile
    reader: JsonReader

    def walker(self) -> JsonWalker:
        """A new way through the file."""
        marked = self.source.read(0, 3) == UTF8_MARK
        return JsonWalker(self.source, len(UTF8_MARK) if marked else 0)


@dataclass(frozen=True, slots=True)
class XmlForm:
    """An XML feed, and its head."""

    source: SourceFile
    reader: XmlReader
    head: EnvelopeHead

    def walker(self) -> XmlWalker:
        """A new way through the file."""
        return XmlWalker(self.source)


@dataclass(frozen=True, slots=True)
class FlatForm:
    """A flat file, and its layout."""

    source: SourceFile
    reader: FlatReader
    layout: FlatLayout

    def walker(self) -> FlatWalker:
        """A new way through the file."""
        layout = self.layout
        return FlatWalker(self.source, layout.body, layout.encoding, layout.line_end)


Form = JsonForm | XmlForm | FlatForm


def form_of(source: SourceFile, kind: FeedKind, marketplace: Marketplace | None) -> Form:
    """The form of a file that is taken for this kind."""
    if kind is FeedKind.JSON:
        return JsonForm(source, JsonReader())
    head = source.read(0, HEAD)
    if kind is FeedKind.XML:
        envelope = read_head(head)
        return XmlForm(source, XmlReader(envelope.root, envelope.encoding), envelope)
    layout = read_layout(head, source.size, marketplace)
    return FlatForm(source, FlatReader(layout), layout)


def walker_of(form: Form) -> Walker:
    """A new way through a form's file."""
    return form.walker()
