"""The messages of a JSON feed, found without reading what they hold.

Strings and brackets are all that has to be told apart to find where a message ends; whether it
is good JSON is asked when it is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from koongo_tui.feeds.batches import MAX_DEPTH, MAX_RECORD, Batch, Broken, Flaw
from koongo_tui.feeds.cursor import Cursor
from koongo_tui.feeds.source import SourceFile

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TEXT = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_BLANK = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(rb"[^\s,{}\[\]\":]*+")
_MOST_KEY = 4096
_MOST_BLANK = 1024 * 1024


def _balanced(levels: int) -> bytes:
    """Anything with balanced brackets, so many levels deep."""
    inside = rb'(?:[^"{}\[\]]++|' + _STRING + rb")*+"
    for _ in range(levels):
        inside = rb'(?:[^"{}\[\]]++|' + _STRING + rb"|[{\[]" + inside + rb"[}\]])*+"
    return inside


# A message as it usually is, in one step; anything else takes the long way.
_USUAL = re.compile(rb"[ \t\r\n]*+,[ \t\r\n]*+(\{" + _balanced(8) + rb"\})", re.DOTALL)


# Within a message that takes the long way: what is balanced is passed in one step, too.
_BALANCED = re.compile(_balanced(6), re.DOTALL)
_OPENING = re.compile(rb"[{\[\s]++")
_CLOSING = re.compile(rb"[}\]\s]++")


class _Stop(Exception):
    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.words)
        self.broken = broken


class JsonWalker:
    """See :class:`~koongo_tui.feeds.batches.Walker`.

    Attributes:
        header: the bytes of the feed's ``header``; None until :meth:`document` has met it.
        has_messages: ``messages`` is there, and an array.
    """

    def __init__(self, source: SourceFile, begin: int = 0) -> None:
        self._source = source
        self._begin = begin
        self.broken: Broken | None = None
        self.header: bytes | None = None
        self.has_messages = False

    def document(self) -> Iterator[Batch]:
        """See Walker."""
        cursor = Cursor(self._source, self._begin)
        try:
            yield from self._document(cursor)
        except _Stop as stop:
            self.broken = stop.broken
            yield _nothing(cursor, 0)

    def onward(self, start: int, index: int) -> Iterator[Batch]:
        """See Walker."""
        try:
            yield from _items(Cursor(self._source, start), index, first=True)
        except _Stop:
            # The document's own walk says so; here the records end.
            return

    def _document(self, cursor: Cursor) -> Iterator[Batch]:
        if _next(cursor) != b"{":
            raise _stop(cursor, "The feed has to be one JSON object", "not-a-listings-feed")
        cursor.pos += 1
        first = True
        while (mark := _next(cursor)) != b"}":
            if not first:
                _expect(cursor, b",", "a comma or the end of the object")
                mark = _next(cursor)
            first = False
            if mark != b'"':
                raise _stop(cursor, "A name in double quotes is expected")
            key = yield from self._key(cursor)
            _expect(cursor, b":", "a colon")
            yield from self._value(cursor, key)
        cursor.pos += 1
        if _next(cursor):
            raise _stop(cursor, "Something follows after the end of the JSON object")
        yield _nothing(cursor, 0)

    def _key(self, cursor: Cursor) -> Generator[Batch, None, bytes]:
        cursor.keep()
        yield from _skip(cursor)
        _, data, _ = cursor.kept()
        return data[1:-1] if len(data) < _MOST_KEY else b""

    def _value(self, cursor: Cursor, key: bytes) -> Iterator[Batch]:
        mark = _next(cursor)
        if key == b"messages":
            if self.has_messages:
                raise _stop(cursor, "'messages' is given twice", "not-a-listings-feed")
            if mark == b"[":
                self.has_messages = True
                cursor.pos += 1
                yield from _items(cursor, 0, first=True)
                return
        cursor.keep()
        yield from _skip(cursor)
        _, data, whole = cursor.kept()
        if key == b"header" and whole:
            self.header = data


def _items(cursor: Cursor, index: int, *, first: bool) -> Iterator[Batch]:
    """The values of an array behind its opening bracket, up to and with the closing one."""
    if first:
        if _next(cursor) == b"]":
            cursor.pos += 1
            return
        yield from _one(cursor, index)
        index += 1
    while True:
        spans = []
        buffer, pos = cursor.buffer, cursor.pos
        while (match := _USUAL.match(buffer, pos)) is not None:
            spans.append(match.span(1))
            pos = match.end()
        if spans:
            cursor.pos = pos
            if max(end - start for start, end in spans) <= MAX_RECORD:
                yield Batch(index, cursor.base, buffer, spans, cursor.at)
            else:
                yield from _singly(index, cursor.base, buffer, spans)
            index += len(spans)
        mark = _next(cursor)
        if mark == b"]":
            cursor.pos += 1
            return
        # The usual way needs the whole of a message at hand, and the comma before it: one
        # message in a piece of the file is cut by its end.
        _expect(cursor, b",", "a comma or the end of 'messages'")
        yield from _one(cursor, index)
        index += 1


def _singly(index: int, base: int, buffer: bytes, spans: list[tuple[int, int]]) -> Iterator[Batch]:
    for start, end in spans:
        large = end - start > MAX_RECORD
        data = buffer[start : min(end, start + MAX_RECORD)]
        flaw = Flaw.LARGE if large else None
        span = ((0, len(data)),)
        yield Batch(index, base + start, data, span, base + end, flaw, base + end)
        index += 1


def _one(cursor: Cursor, index: int) -> Iterator[Batch]:
    mark = _next(cursor)
    if mark in (b"]", b"}", b",", b":", b""):
        raise _stop(cursor, "A message is expected" if mark else "The file ends too early")
    cursor.keep()
    deepest = yield from _skip(cursor)
    end = cursor.at
    start, data, whole = cursor.kept()
    flaw = None if whole else Flaw.LARGE
    if deepest > MAX_DEPTH:
        flaw = Flaw.DEEP
    yield Batch(index, start, data, ((0, len(data)),), end, flaw, end)


def _skip(cursor: Cursor) -> Generator[Batch, None, int]:
    """Pass one value of any size; gives how deep it is."""
    depth = deepest = 0
    while True:
        if depth:
            _pass(cursor, _BALANCED)
        mark = cursor.buffer[cursor.pos : cursor.pos + 1]
        if not mark:
            yield _nothing(cursor, 0)
            if not cursor.fill():
                raise _stop(cursor, "The file ends too early")
            continue
        if mark == b'"':
            cursor.pos += 1
            yield from _skip_text(cursor)
        elif mark in (b"{", b"["):
            start = cursor.pos
            _pass(cursor, _OPENING)
            depth += _brackets(cursor.buffer, b"{[", start, cursor.pos)
            deepest = max(deepest, depth)
        elif mark in (b"}", b"]"):
            if not depth:
                raise _stop(cursor, "A value is expected")
            start = cursor.pos
            _pass(cursor, _CLOSING)
            closed = _brackets(cursor.buffer, b"}]", start, cursor.pos)
            if closed >= depth:
                # The value ends within them: one at a time.
                closed, cursor.pos = 1, start + 1
            depth -= closed
        else:
            yield from _skip_scalar(cursor)
        if not depth:
            return deepest


def _brackets(data: bytes, of: bytes, start: int, end: int) -> int:
    return data.count(of[:1], start, end) + data.count(of[1:], start, end)


def _skip_text(cursor: Cursor) -> Iterator[Batch]:
    """From behind an opening quote to behind the closing one."""
    while True:
        _pass(cursor, _TEXT)
        if cursor.buffer[cursor.pos : cursor.pos + 1] == b'"':
            cursor.pos += 1
            return
        yield _nothing(cursor, 0)
        if not cursor.fill():
            raise _stop(cursor, "A text in double quotes has no end")


def _skip_scalar(cursor: Cursor) -> Iterator[Batch]:
    start = cursor.at
    while True:
        _pass(cursor, _SCALAR)
        if cursor.pos < len(cursor.buffer):
            break
        yield _nothing(cursor, 0)
        if not cursor.fill():
            break
    if cursor.at == start:
        raise _stop(cursor, "A value is expected")


def _nothing(cursor: Cursor, index: int) -> Batch:
    return Batch(index, cursor.base, b"", (), cursor.read_to)


def _next(cursor: Cursor) -> bytes:
    """The next byte that is not blank, not passed yet; empty at the end of the file."""
    start = cursor.at
    while True:
        _pass(cursor, _BLANK)
        mark = cursor.buffer[cursor.pos : cursor.pos + 1]
        if mark:
            return mark
        if cursor.at - start > _MOST_BLANK:
            raise _stop(cursor, f"More than {_MOST_BLANK // 1024} kB of blanks")
        if not cursor.fill():
            return b""


def _pass(cursor: Cursor, what: re.Pattern[bytes]) -> None:
    """Pass as much as fits; the patterns fit nothing, too."""
    match = what.match(cursor.buffer, cursor.pos)
    if match is not None:
        cursor.pos = match.end()


def _expect(cursor: Cursor, mark: bytes, words: str) -> None:
    found = _next(cursor)
    if found != mark:
        raise _stop(cursor, f"{words[0].upper()}{words[1:]} is expected" if found else _EARLY)
    cursor.pos += 1


_EARLY = "The file ends too early"


def _stop(cursor: Cursor, words: str, code: str = "not-well-formed") -> _Stop:
    return _Stop(Broken(cursor.at, words, code))
