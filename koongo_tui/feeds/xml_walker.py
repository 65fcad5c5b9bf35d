"""The messages of an XML feed, found by their tags alone.

A ``Message`` within a comment, a CDATA section or a processing instruction is none, which is all
that has to be told apart here; whether it is good XML is asked when it is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from koongo_tui.feeds.batches import MAX_RECORD, Batch, Broken, Flaw
from koongo_tui.feeds.cursor import Cursor
from koongo_tui.feeds.source import SourceFile

_MARK = re.compile(rb"<!--|<!\[CDATA\[|<\?|<(/?)([\w.\-]+:)?Message(?=[\s/>])")
_OPENING = re.compile(rb"<((?:[\w.\-]+:)?Message)(?:\s[^<>]*)?(?<!/)>")
_BLANK = re.compile(rb"[ \t\r\n]*+")
_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_AFTER_NAME = (b" ", b"\t", b"\r", b"\n", b"/", b">")
_LONGEST_MARK = 80
"""Bytes at the end of a piece that may hold the beginning of a mark."""


class XmlWalker:
    """See :class:`~koongo_tui.feeds.batches.Walker`."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self.broken: Broken | None = None

    def document(self) -> Iterator[Batch]:
        """See Walker."""
        return self._messages(Cursor(self._source, 0), 0, tell=True)

    def onward(self, start: int, index: int) -> Iterator[Batch]:
        """See Walker."""
        return self._messages(Cursor(self._source, start), index, tell=False)

    def _messages(self, cursor: Cursor, index: int, *, tell: bool) -> Iterator[Batch]:
        while True:
            spans = _usual(cursor)
            if spans:
                yield Batch(index, cursor.base, cursor.buffer, spans, cursor.at)
                index += len(spans)
            if not (yield from _to_message(cursor)):
                return
            cursor.keep()
            whole_message = yield from _to_end(cursor)
            end = cursor.at
            start, data, whole = cursor.kept()
            if not whole_message and tell:
                self.broken = Broken(start, "A Message has no end")
            flaw = None if whole else Flaw.LARGE
            yield Batch(index, start, data, ((0, len(data)),), end, flaw, end)
            index += 1


def _usual(cursor: Cursor) -> list[tuple[int, int]]:
    """The messages at hand with nothing but blanks between them and nothing odd within."""
    spans = []
    buffer, pos = cursor.buffer, cursor.pos
    while True:
        blank = _BLANK.match(buffer, pos)
        start = blank.end() if blank else pos
        opening = _OPENING.match(buffer, start)
        if opening is None:
            break
        name = opening[1]
        closing = b"</" + name + b">"
        inside = opening.end()
        end = buffer.find(closing, inside)
        if (
            end < 0
            or end - start > MAX_RECORD - len(closing)
            or buffer.find(b"<!", inside, end) >= 0
            or buffer.find(b"<?", inside, end) >= 0
            or _another(buffer, inside, end)
        ):
            break
        pos = end + len(closing)
        spans.append((start, pos))
    cursor.pos = pos
    return spans


def _another(buffer: bytes, start: int, end: int) -> bool:
    """Something there may be another Message; MessageID is none."""
    at = buffer.find(b"Message", start, end)
    while at >= 0:
        if buffer[at + 7 : at + 8] in _AFTER_NAME:
            return True
        at = buffer.find(b"Message", at + 7, end)
    return False


def _to_message(cursor: Cursor) -> Generator[Batch, None, bool]:
    """To the next message's opening tag; False when there is none."""
    while True:
        mark = yield from _to_mark(cursor)
        if mark is None:
            return False
        if not mark[1] and mark[0] not in _ENDS:
            return True
        cursor.pos = mark.end()
        if mark[0] in _ENDS:
            yield from _pass_to(cursor, _ENDS[mark[0]])


def _to_end(cursor: Cursor) -> Generator[Batch, None, bool]:
    """From a message's opening tag to behind its closing one; False when the file ends first."""
    depth = 0
    while True:
        mark = yield from _to_mark(cursor)
        if mark is None:
            return False
        cursor.pos = mark.end()
        if mark[0] in _ENDS:
            yield from _pass_to(cursor, _ENDS[mark[0]])
            continue
        if not (yield from _pass_to(cursor, b">")):
            return False
        empty = cursor.buffer[max(cursor.pos - 2, 0) : cursor.pos] == b"/>"
        if mark[1]:
            depth -= 1
        elif not empty:
            depth += 1
        if depth <= 0:
            return True


def _to_mark(cursor: Cursor) -> Generator[Batch, None, re.Match[bytes] | None]:
    """Go to the next mark without passing it; to the end of the file when there is none."""
    while True:
        mark = _MARK.search(cursor.buffer, cursor.pos)
        if mark is not None:
            cursor.pos = mark.start()
            return mark
        cursor.pos = max(cursor.pos, len(cursor.buffer) - _LONGEST_MARK)
        yield Batch(0, cursor.base, b"", (), cursor.read_to)
        if not cursor.fill():
            cursor.pos = len(cursor.buffer)
            return None


def _pass_to(cursor: Cursor, end: bytes) -> Generator[Batch, None, bool]:
    """Behind the next ``end``; False when the file ends first."""
    while True:
        found = cursor.buffer.find(end, cursor.pos)
        if found >= 0:
            cursor.pos = found + len(end)
            return True
        cursor.pos = max(cursor.pos, len(cursor.buffer) - len(end) - 1)
        yield Batch(0, cursor.base, b"", (), cursor.read_to)
        if not cursor.fill():
            cursor.pos = len(cursor.buffer)
            return False
