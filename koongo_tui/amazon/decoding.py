"""Unpacking an answer piece by piece: a few bytes may not become a full disk or memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from koongo_tui.amazon.errors import BadAnswer

_PIECE = 64 * 1024
_GZIP = b"\x1f\x8b"
_GZIP_ONLY = 16 + zlib.MAX_WBITS


class Decoder:
    """Undoes ``Content-Encoding`` and hands over pieces of at most 64 kB.

    Requests ask for gzip only, so it is the only one read. Some gateways name it and send plain
    bytes all the same: the bytes decide.

    Args:
        encoding: the header's value, empty without one.
        write: takes each piece.

    Raises:
        BadAnswer: another encoding, or damaged.
    """

    def __init__(self, encoding: str, write: Callable[[bytes], None]) -> None:
        encoding = encoding.strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise BadAnswer(
                f"The answer is compressed in a way that was not asked for ({encoding[:20]})."
            )
        self._write = write
        self._plain = "gzip" not in encoding
        self._begin = b""
        self._unpacker: zlib._Decompress | None = None

    def feed(self, raw: bytes) -> None:
        """Take bytes as they were transferred."""
        if not self._plain and self._unpacker is None:
            raw = self._begin + raw
            if len(raw) < len(_GZIP):
                self._begin = raw
                return
            self._begin = b""
            self._plain = not raw.startswith(_GZIP)
        if self._plain:
            self._write(raw)
        else:
            self._unpack(raw)

    def close(self) -> None:
        """All bytes have come."""
        if self._begin:
            self._write(self._begin)
        if self._unpacker is not None and not self._unpacker.eof:
            raise BadAnswer("The compressed answer breaks off.")

    def _unpack(self, raw: bytes) -> None:
        while raw:
            unpacker = self._unpacker
            if unpacker is None or unpacker.eof:
                # gzip may be written in several parts, one behind the other.
                unpacker = self._unpacker = zlib.decompressobj(_GZIP_ONLY)
            try:
                piece = unpacker.decompress(raw, _PIECE)
            except zlib.error:
                raise BadAnswer("The compressed answer is damaged.") from None
            if piece:
                self._write(piece)
            raw = unpacker.unused_data or unpacker.unconsumed_tail
