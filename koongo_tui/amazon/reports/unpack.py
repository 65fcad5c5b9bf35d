"""The bytes of a report: out of their gzip wrapping, looked at before anything believes them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import BinaryIO

from koongo_tui.amazon.reports.model import ReportError

CHUNK = 64 * 1024
MAX_LAYERS = 3
MAX_SIZE = 4 * 1024**3
"""Bytes after unpacking. Amazon takes feeds of 2 GiB at most; more than twice that is a trick."""

_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS

_AS_DOWNLOADED = "Give the file as Amazon made it: XML, text or JSON."

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a spreadsheet (xlsx) or a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or document (xls, doc)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BZh", "an archive (bzip2)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"Rar!", "an archive (rar)"),
    (b"\xfd7zXZ", "an archive (xz)"),
    (b"\x28\xb5\x2f\xfd", "an archive (zstd)"),
    (b"{\\rtf", "a text document (rtf)"),
    (b"SQLite format 3", "a database"),
)


class Stream(io.RawIOBase):
    """A plain reader over a function that gives bytes, ``b""`` at the end.

    Fills what it is asked for, so that a look ahead sees enough even through a pipe.
    """

    def __init__(self, more: Callable[[], bytes]) -> None:
        self._more = more
        self._kept = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, unless the end comes first."""
        view = memoryview(buffer)
        done = 0
        while done < len(view):
            if not self._kept:
                self._kept = self._more()
                if not self._kept:
                    break
            part = self._kept[: len(view) - done]
            view[done : done + len(part)] = part
            self._kept = self._kept[len(part) :]
            done += len(part)
        return done


def buffered(more: Callable[[], bytes]) -> io.BufferedReader:
    """A reader that can look ahead by :data:`CHUNK` bytes."""
    return io.BufferedReader(Stream(more), CHUNK)


def unpacked(source: BinaryIO) -> io.BufferedReader:
    """The report's own bytes, whatever the sender said of them: gzip is known by its magic.

    Raises:
        ReportError: nothing in it, or a kind of file that is known and no report. Reading on may
            raise it too: a damaged or cut gzip file, or one of endless size.
    """
    reader = buffered(lambda: source.read(CHUNK) or b"")
    for _ in range(MAX_LAYERS):
        if not reader.peek(2).startswith(_GZIP):
            break
        reader = buffered(_Gunzip(reader).more)
    head = reader.peek(CHUNK)
    if not head:
        raise ReportError("The file is empty.", fix="Download the report again.")
    if head.startswith(_GZIP):
        raise ReportError(f"It is packed more than {MAX_LAYERS} times over, and is not read.")
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise ReportError(
                f"This is {what}, not a processing report.",
                fix=_AS_DOWNLOADED,
            )
    return reader


class _Gunzip:
    """Unpacks piece by piece; one piece never grows beyond :data:`CHUNK`."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._unpack = zlib.decompressobj(_GZIP_WINDOW)
        self._packed = b""
        self._size = 0
        self._ended = False

    def more(self) -> bytes:
        while not self._ended:
            packed = self._packed or self._source.read(CHUNK)
            piece = self._piece(packed)
            if piece:
                self._size += len(piece)
                if self._size > MAX_SIZE:
                    raise ReportError(
                        f"Unpacked it is larger than {MAX_SIZE >> 30} GiB. No report is, "
                        "so reading stopped."
                    )
                return piece
            if not packed and not self._ended:
                raise ReportError(
                    "The report is cut off: its gzip packing ends too early.",
                    fix="Download the report again.",
                )
        return b""

    def _piece(self, packed: bytes) -> bytes:
        try:
            piece = self._unpack.decompress(packed, CHUNK)
        except zlib.error:
            raise ReportError(
                "The gzip file is damaged.", fix="Download the report again."
            ) from None
        self._packed = self._unpack.unconsumed_tail
        if self._unpack.eof:
            self._next_member(self._unpack.unused_data)
        return piece

    def _next_member(self, rest: bytes) -> None:
        """Gzip files may stand one behind the other; what follows and is none is padding."""
        while len(rest) < len(_GZIP):
            more = self._source.read(CHUNK)
            if not more:
                break
            rest += more
        if rest.startswith(_GZIP):
            self._unpack = zlib.decompressobj(_GZIP_WINDOW)
            self._packed = rest
        else:
            self._ended = True
