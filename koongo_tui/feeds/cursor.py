"""A place in a file, with the bytes around it: for formats that are read token by token."""

from __future__ import annotations

from koongo_tui.feeds.batches import CHUNK, MAX_RECORD
from koongo_tui.feeds.source import SourceFile


class Cursor:
    """Reads on as asked, and forgets what was passed.

    Attributes:
        buffer, pos: the bytes at hand and the place in them.
        base: where ``buffer`` begins in the file.
    """

    def __init__(self, source: SourceFile, at: int) -> None:
        self._source = source
        self.base = at
        self.buffer = b""
        self.pos = 0
        self._kept: int | None = None
        self._head: bytes | None = None
        self._kept_at = 0

    @property
    def at(self) -> int:
        """The place in the file."""
        return self.base + self.pos

    @property
    def read_to(self) -> int:
        """How far the file was read."""
        return self.base + len(self.buffer)

    def keep(self) -> None:
        """What follows is wanted; see :meth:`kept`."""
        self._kept = self.pos
        self._kept_at = self.at
        self._head = None

    def kept(self) -> tuple[int, bytes, bool]:
        """What was passed since :meth:`keep`: its place, its bytes, and whether that is all."""
        if self._head is not None:
            head, self._head = self._head, None
            return self._kept_at, head, False
        start = self._kept if self._kept is not None else self.pos
        self._kept = None
        data = self.buffer[start : self.pos]
        return self._kept_at, data[:MAX_RECORD], len(data) <= MAX_RECORD

    def fill(self) -> bool:
        """Read on; False at the end of the file."""
        chunk = self._source.read(self.read_to, CHUNK)
        if not chunk:
            return False
        if self._kept is not None and self.pos - self._kept > MAX_RECORD:
            self._head = self.buffer[self._kept : self._kept + MAX_RECORD]
            self._kept = None
        drop = self.pos if self._kept is None else self._kept
        self.buffer = self.buffer[drop:] + chunk
        self.base += drop
        self.pos -= drop
        if self._kept is not None:
            self._kept = 0
        return True
