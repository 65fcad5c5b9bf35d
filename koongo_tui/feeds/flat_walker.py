"""The lines of a flat file: every line below the headings that holds anything is a record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from koongo_tui.feeds.batches import CHUNK, MAX_RECORD, Batch, Broken, Flaw
from koongo_tui.feeds.source import SourceFile

# A line begins behind a line end only: looking for one at every place of a long blank line
# would take for ever.
_LINE = re.compile(rb"(?m)^[^\S\n]*+\S[^\n]*+")
_BLANK_LINE = re.compile(rb"\n[^\S\n]*+(?:\n|\Z)")
_OLD_MAC_LINE = re.compile(rb"(?:\A|(?<=\r))[^\S\r]*+\S[^\r]*+")
# A line end is a match as well, so that each begins at a whole letter.
_WIDE = {
    "utf-16-le": re.compile(rb"(?s)\n\x00|((?:(?!\n\x00)..)++)"),
    "utf-16-be": re.compile(rb"(?s)\x00\n|((?:(?!\x00\n)..)++)"),
}


class FlatWalker:
    """See :class:`~koongo_tui.feeds.batches.Walker`.

    Args:
        body: place of the first line below the headings.
        encoding: Python's name; only UTF-16 in either order makes a difference here.
        line_end: ``b"\\n"``, or ``b"\\r"`` for a file of old Mac programs.
    """

    broken: Broken | None = None

    def __init__(
        self, source: SourceFile, body: int, encoding: str, line_end: bytes = b"\n"
    ) -> None:
        self._source = source
        self._body = body
        self._wide = encoding if encoding in _WIDE else None
        self._line_end = line_end
        if self._wide:
            self._line = _WIDE[self._wide]
            self._line_end = "\n".encode(self._wide)
        else:
            self._line = _LINE if line_end == b"\n" else _OLD_MAC_LINE

    def document(self) -> Iterator[Batch]:
        """See Walker."""
        return self.onward(self._body, 0)

    def onward(self, start: int, index: int) -> Iterator[Batch]:
        """See Walker."""
        size = self._source.size
        at = start
        waiting = b""
        while at < size:
            chunk = self._source.read(at, CHUNK)
            at += len(chunk)
            buffer = waiting + chunk
            base = at - len(buffer)
            cut = len(buffer) if at >= size else self._last_line_end(buffer)
            if not cut and len(buffer) > MAX_RECORD:
                head = buffer[:MAX_RECORD]
                for end, after in self._long_line(at):
                    if after is None:
                        yield Batch(index, end, b"", (), end)
                        continue
                    waiting, at = b"", after
                    yield Batch(index, base, head, ((0, len(head)),), after, Flaw.LARGE, end)
                    index += 1
                continue
            waiting = buffer[cut:]
            for batch in self._batches(index, base, buffer[:cut], at):
                index += batch.count
                yield batch

    def _batches(self, index: int, base: int, buffer: bytes, done: int) -> Iterator[Batch]:
        if self._line is _LINE and _all_short_and_full(buffer):
            lines = buffer.count(b"\n") + (not buffer.endswith(b"\n"))
            yield Batch(index, base, buffer, (), done, lines=lines)
            return
        if len(buffer) > MAX_RECORD:
            yield from self._one_by_one(index, base, buffer, done)
        else:
            yield Batch(index, base, buffer, self._spans(buffer), done)

    def _spans(self, buffer: bytes) -> list[tuple[int, int]]:
        if not self._wide:
            return [match.span() for match in self._line.finditer(buffer)]
        found = (match.span(1) for match in self._line.finditer(buffer))
        return [(s, e) for s, e in found if s >= 0 and self._says_something(buffer[s:e])]

    def _one_by_one(self, index: int, base: int, buffer: bytes, done: int) -> Iterator[Batch]:
        """Lines of which one may be too long: that is a record even when it is blank."""
        at = 0
        while at < len(buffer):
            cut = self._line_end_from(buffer, at)
            end = cut if cut >= 0 else len(buffer)
            spans = [(at, end)]
            if end - at <= MAX_RECORD:
                spans = [(at + s, at + e) for s, e in self._spans(buffer[at:end])]
            at = end + len(self._line_end)
            for start, stop in spans:
                piece = buffer[start : min(stop, start + MAX_RECORD)]
                flaw = Flaw.LARGE if stop - start > MAX_RECORD else None
                span = ((0, len(piece)),)
                yield Batch(index, base + start, piece, span, done, flaw, base + stop)
                index += 1

    def _line_end_from(self, data: bytes, at: int) -> int:
        """Where the next line end is, from a whole letter on; -1 without one."""
        found = data.find(self._line_end, at)
        while len(self._line_end) == 2 and found >= 0 and (found - at) % 2:
            found = data.find(self._line_end, found + 1)
        return found

    def _says_something(self, line: bytes) -> bool:
        # Letters of some scripts have the bytes of blanks.
        if line.strip(b"\x00\t\r\n "):
            return True
        return bool(line.decode(self._wide or "", "replace").strip(" \t\r\n"))

    def _last_line_end(self, buffer: bytes) -> int:
        """Behind the last line end in it; 0 without one."""
        width = len(self._line_end)
        at = buffer.rfind(self._line_end)
        while width == 2 and at >= 0 and at % 2:
            at = buffer.rfind(self._line_end, 0, at + 1)
        return at + width if at >= 0 else 0

    def _long_line(self, at: int) -> Iterator[tuple[int, int | None]]:
        """Look for the end of a line: places passed with None, then its end and what follows."""
        source, width = self._source, len(self._line_end)
        while at < source.size:
            chunk = source.read(at, CHUNK)
            found = self._line_end_from(chunk, 0)
            if found >= 0:
                yield at + found, at + found + width
                return
            at += len(chunk)
            yield at, None
        yield source.size, source.size


def _all_short_and_full(buffer: bytes) -> bool:
    """No line is blank and none too long, so lines are records."""
    if len(buffer) > MAX_RECORD or not buffer:
        return False
    first = buffer[: buffer.find(b"\n")] if b"\n" in buffer else buffer
    # A line end at the very end is followed by no line.
    return bool(first.strip()) and _BLANK_LINE.search(buffer, 0, len(buffer) - 1) is None
