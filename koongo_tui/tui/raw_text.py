"""A long text, line by line, without holding it in memory.

The text is copied once into a nameless temporary file as UTF-8, with the place of every 128th
line noted; any line is then a short read away. Lines too long for a terminal are broken, so that
a document without line ends can be looked at as well.
"""

from __future__ import annotations

import codecs
import tempfile
from array import array
from typing import IO, BinaryIO

LONGEST = 400
"""Characters of a line before it is broken."""

_NOTED = 128
_CHUNK = 256 * 1024


class RawText:
    """See the module. Close it when it is no longer shown.

    Args:
        source: read once, forwards, to its end; the caller closes it.
        encoding: Python's name; what cannot be decoded becomes a mark.
    """

    def __init__(self, source: BinaryIO, encoding: str) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed by close()
        self._places = array("Q")
        self.line_count = 0
        self.widest = 0
        self._end = 0
        try:
            self._copy(source, encoding)
        except BaseException:
            self._file.close()
            raise

    def _copy(self, source: BinaryIO, encoding: str) -> None:
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        rest = ""
        while chunk := source.read(_CHUNK):
            rest += decoder.decode(chunk)
            *lines, rest = rest.split("\n")
            for line in lines:
                self._add(line.removesuffix("\r"))
            while len(rest) > LONGEST:
                self._add(rest[:LONGEST])
                rest = rest[LONGEST:]
        rest += decoder.decode(b"", final=True)
        if rest:
            self._add(rest.removesuffix("\r"))
        self._file.flush()

    def _add(self, line: str) -> None:
        for start in range(0, max(len(line), 1), LONGEST):
            part = line[start : start + LONGEST]
            if self.line_count % _NOTED == 0:
                self._places.append(self._end)
            data = part.encode("utf-8", errors="replace") + b"\n"
            self._file.write(data)
            self._end += len(data)
            self.line_count += 1
            self.widest = max(self.widest, len(part))

    def lines(self, start: int, stop: int) -> list[str]:
        """The lines from ``start`` up to, not including, ``stop``."""
        start, stop = max(0, start), min(stop, self.line_count)
        if start >= stop:
            return []
        noted = start // _NOTED
        self._file.seek(self._places[noted])
        for _ in range(start - noted * _NOTED):
            self._file.readline()
        return [self._file.readline()[:-1].decode("utf-8") for _ in range(stop - start)]

    def close(self) -> None:
        """Give the temporary file back."""
        self._file.close()
