"""How a file is cut into records: in batches, each of what one piece of the file holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

CHUNK = 256 * 1024
"""Bytes that are read at a time."""

MAX_RECORD = 512 * 1024
"""Bytes of a record that are looked at: what is larger is passed over, and said."""

MAX_DEPTH = 100
"""Levels within each other of a record that is looked at."""


class Flaw(Enum):
    """Why a record is passed over."""

    LARGE = auto()
    DEEP = auto()

    @property
    def words(self) -> str:
        """A sentence for people."""
        if self is Flaw.LARGE:
            return f"The record is larger than {MAX_RECORD // 1024} kB and was not looked at."
        return f"The record is nested more than {MAX_DEPTH} deep and was not looked at."


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a file stops being of its kind.

    Attributes:
        offset: byte in the file.
        words: what is wrong, no full stop.
        code: of the finding that says so.
    """

    offset: int
    words: str
    code: str = "not-well-formed"


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that stand one behind the other in the file; maybe none.

    Attributes:
        index: of the first record, from 0.
        base: place of ``buffer`` in the file.
        spans: start and end of each record within ``buffer``.
        done: bytes of the file that were read.
        flaw: of its only record, whose ``buffer`` is not whole.
        end: place in the file where a flawed record ends.
        lines: how many records ``buffer`` holds where each is a line and no line is blank;
            ``spans`` is empty then, as cutting them is work that counting does not need.
    """

    index: int
    base: int
    buffer: bytes
    spans: Sequence[tuple[int, int]]
    done: int
    flaw: Flaw | None = None
    end: int = 0
    lines: int = 0

    @property
    def count(self) -> int:
        """How many records it holds."""
        return self.lines or len(self.spans)

    @property
    def start(self) -> int:
        """Place in the file of the first record; only when there is one."""
        return self.base if self.lines else self.base + self.spans[0][0]

    def records(self) -> Iterator[Record]:
        """Its records."""
        index, base, buffer = self.index, self.base, self.buffer
        if self.flaw is not None:
            yield Record(index, base, self.end, buffer, self.flaw)
            return
        if self.lines:
            start = base
            for data in buffer.removesuffix(b"\n").split(b"\n"):
                end = start + len(data)
                yield Record(index, start, end, data)
                index += 1
                start = end + 1
            return
        for start, end in self.spans:
            yield Record(index, base + start, base + end, buffer[start:end])
            index += 1


@dataclass(slots=True)
class Record:
    """One record's bytes. ``data`` is only its beginning when there is a ``flaw``."""

    index: int
    start: int
    end: int
    data: bytes
    flaw: Flaw | None = None


class Walker(Protocol):
    """Cuts a file of one kind into records."""

    @property
    def broken(self) -> Broken | None:
        """Where :meth:`document` had to give up; None while all is well."""
        ...

    def document(self) -> Iterator[Batch]:
        """All records from the beginning; an empty batch now and then while none is met."""
        ...

    def onward(self, start: int, index: int) -> Iterator[Batch]:
        """The records from the one that begins at ``start`` on, whose number is ``index``."""
        ...
