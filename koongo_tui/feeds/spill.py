"""Many numbered keys, on disk: which of them come more than once, without holding them all."""

from __future__ import annotations

import errno
import os
import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path

from koongo_tui.feeds.closing import Closing
from koongo_tui.feeds.model import FeedError

_PARTS = 256
_WAITING = 2048
"""Numbers of a part that wait in memory: 4 MB for all."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """What became of all keys.

    Attributes:
        different: how many different ones there are.
        repeated: entries whose key stands in an earlier entry.
        examples: the first few of those: the entry, and the first one with its key.
    """

    different: int
    repeated: int
    examples: tuple[tuple[int, int], ...]


class KeySpill(Closing):
    """Takes keys of 64 bits in a file of its own, parted by their last bits.

    Each part is small enough to be looked at in memory: 1 MB for five million keys.

    Raises:
        FeedError: the folder for temporary files has no room.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (closed by close)
        self._parts = [array("q") for _ in range(_PARTS)]
        self._blocks: list[list[tuple[int, int]]] = [[] for _ in range(_PARTS)]
        self._end = 0

    def add(self, key: int, entry: int) -> None:
        """The key of an entry. Entries come in rising order."""
        number = key & (_PARTS - 1)
        part = self._parts[number]
        part.append(key)
        part.append(entry)
        if len(part) >= _WAITING:
            self._write(number, part)

    def repeats(self, most: int) -> Repeats:
        """Look at all keys; at most so many examples, the first of the feed."""
        different = repeated = 0
        examples: list[tuple[int, int]] = []
        for number in range(_PARTS):
            first: dict[int, int] = {}
            here: list[tuple[int, int]] = []
            for key, entry in self._entries(number):
                before = first.setdefault(key, entry)
                if before != entry:
                    repeated += 1
                    if len(here) < most:
                        here.append((entry, before))
            different += len(first)
            examples = nsmallest(most, examples + here)
        return Repeats(different, repeated, tuple(examples))

    def close(self) -> None:
        """Delete the file."""
        self._file.close()

    def _write(self, number: int, part: array[int]) -> None:
        data = part.tobytes()
        try:
            self._file.write(data)
        except OSError as error:
            raise no_room(error) from None
        self._blocks[number].append((self._end, len(data)))
        self._end += len(data)
        del part[:]

    def _entries(self, number: int) -> Iterator[tuple[int, int]]:
        for start, length in self._blocks[number]:
            block = array("q")
            block.frombytes(os.pread(self._file.fileno(), length, start))
            yield from zip(block[::2], block[1::2], strict=True)
        part = self._parts[number]
        yield from zip(part[::2], part[1::2], strict=True)


def no_room(error: OSError, folder: Path | None = None) -> FeedError:
    """What to say when a file cannot be written; without a folder, that of temporary files."""
    folder = folder or Path(tempfile.gettempdir())
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        message = f"There is no room left in {folder}."
    else:
        message = f"A file in {folder} cannot be written."
    return FeedError(f"{message} Nothing was sent.", fix="Make room there.", code="no-room")
