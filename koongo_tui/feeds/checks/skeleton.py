"""Whether an XML feed is well-formed around its messages.

The messages are read one by one; what stands between them goes through a parser of its own, with
an empty element in the place of each message, so both together have seen the whole document.
"""

from __future__ import annotations

from collections import deque
from xml.parsers import expat

from koongo_tui.feeds.batches import CHUNK, MAX_DEPTH, Broken
from koongo_tui.feeds.source import SourceFile

_PLACEHOLDER = b"<Message/>"
_MOST_WAITING = 1024 * 1024
"""Bytes of one tag or comment, which the parser keeps until its end."""


class _Refused(Exception):
    pass


class Skeleton:
    """Takes the places of the messages in rising order.

    Attributes:
        broken: the first thing that is wrong; None while all is well.
    """

    def __init__(self, source: SourceFile, encoding: str) -> None:
        self._source = source
        self._at = 0
        self._fed = 0
        self._depth = 0
        self._recent: deque[tuple[int, int]] = deque(maxlen=64)
        self._refused = ""
        self.broken: Broken | None = None
        parser = expat.ParserCreate(encoding)
        # Newer ones put off a tag that came in two pieces; here each has to count at once.
        if hasattr(parser, "SetReparseDeferralEnabled"):
            parser.SetReparseDeferralEnabled(False)
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self._parser = parser

    def message(self, start: int, end: int) -> None:
        """A message stands there; what comes before it was not given yet."""
        if self.broken is not None:
            return
        self._between(start)
        if self._depth != 1:
            self._break(start, "a Message does not stand directly in the AmazonEnvelope")
        self._feed(_PLACEHOLDER, start)
        self._at = end

    def finish(self) -> None:
        """No message follows."""
        self._between(self._source.size)
        self._feed(b"", self._source.size, final=True)

    def _between(self, end: int) -> None:
        begin = self._at
        while self._at < end and self.broken is None:
            chunk = self._source.read(self._at, min(CHUNK, end - self._at))
            place = self._at
            self._at += len(chunk)
            # Blanks before the declaration are an error to the parser and none to Amazon.
            piece = chunk if self._fed else chunk.lstrip(b" \t\r\n")
            if self._depth == 1 and len(chunk) == end - begin and piece.isspace():
                # As nearly always between two messages; a part of it might lie within a tag.
                return
            self._feed(piece, place + len(chunk) - len(piece))

    def _feed(self, data: bytes, place: int, *, final: bool = False) -> None:
        if self.broken is not None:
            return
        self._recent.append((self._fed, place))
        self._fed += len(data)
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            words = expat.ErrorString(error.code)
        except _Refused as refused:
            words = str(refused)
        except (ValueError, LookupError):
            words = "the encoding is none that can be read"
        else:
            if self._fed - self._parser.CurrentByteIndex <= _MOST_WAITING:
                return
            words = "a tag or comment is longer than 1 MB"
        at = max(self._parser.ErrorByteIndex, 0)
        # An error may lie in a piece that was fed before.
        fed, place = next((r for r in reversed(self._recent) if r[0] <= at), self._recent[-1])
        self._break(place + max(at - fed, 0), words)

    def _break(self, offset: int, words: str) -> None:
        if self.broken is None:
            self.broken = Broken(offset, words)

    def _doctype(self, name: str, *_: object) -> None:
        raise _Refused(f"a document type declaration ({name[:40]}) is not taken")

    def _start(self, *_: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Refused(f"more than {MAX_DEPTH} elements within each other")

    def _end(self, *_: object) -> None:
        self._depth -= 1
