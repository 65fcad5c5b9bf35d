"""A new feed of only some records of another: the same head, the same bytes."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from koongo_tui.feeds.batches import CHUNK, Record
from koongo_tui.feeds.forms import FlatForm, JsonForm
from koongo_tui.feeds.model import Cancelled, FeedError, WorkCancelled, never
from koongo_tui.feeds.opened import OpenedFeed
from koongo_tui.feeds.source import SourceFile
from koongo_tui.feeds.spill import no_room


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record as a processing report names it.

    Attributes:
        record: Amazon's number; None or empty where the report gives none.
        key: its SKU or order ID; None or empty likewise.
    """

    record: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Subset:
    """What was written.

    Attributes:
        path: the new file; None when no record was found, and then nothing was written.
        rows: records in it.
        missing: those of the wanted ones that the feed does not hold, in the order given.
    """

    path: Path | None
    rows: int
    missing: tuple[RecordRef, ...]


_Span = tuple[int, int]


def write_subset(
    feed: OpenedFeed,
    wanted: Iterable[RecordRef],
    target: Path,
    cancelled: Cancelled = never,
) -> Subset:
    """Write a feed of only the wanted records, in the order of the feed.

    A reference with a SKU (or order) means the records of that SKU: the one with its number where
    there is one, else all of them. One without means the record with its number.

    Args:
        target: must not exist. It appears when it is whole, readable by its owner only.

    Raises:
        FeedError: the feed is broken off; the target exists or cannot be written.
        FeedChanged: the file is not the one that was opened.
        WorkCancelled: ``cancelled`` said so; nothing was written.
    """
    refs = tuple(dict.fromkeys(RecordRef(ref.record or None, ref.key or None) for ref in wanted))
    search = _Search(refs)
    frame = _Frame()
    walker = feed.form.walker()
    for batch in walker.document():
        if cancelled():
            raise WorkCancelled
        for record in batch.records():
            frame.add(record)
            search.look(feed, record)
    if walker.broken is not None:
        raise FeedError(
            "The feed is broken, so no part of it can be taken out. Nothing was sent.",
            fix="Put it right where the feed is made.",
            code=walker.broken.code,
        )
    feed.source.verify()
    chosen, missing = search.result()
    if not chosen:
        return Subset(None, 0, missing)
    _write(feed, frame, chosen, target)
    return Subset(target, len(chosen), missing)


class _Frame:
    """Where the records of a feed begin and end."""

    first: int | None = None
    last: int = 0

    def add(self, record: Record) -> None:
        if self.first is None:
            self.first = record.start
        self.last = record.end


class _Search:
    """Finds what is wanted while the feed goes by."""

    def __init__(self, refs: tuple[RecordRef, ...]) -> None:
        self._refs = refs
        self._keys = {ref.key for ref in refs if ref.key}
        self._numbers = {ref.record for ref in refs if ref.record and not ref.key}
        self._by_key: defaultdict[str, list[tuple[str, _Span]]] = defaultdict(list)
        self._by_number: defaultdict[str, list[_Span]] = defaultdict(list)

    def look(self, feed: OpenedFeed, record: Record) -> None:
        row = feed.row_of(record)
        span = record.start, record.end
        if row.record in self._numbers:
            self._by_number[row.record].append(span)
        for key in {row.sku, row.order_id} & self._keys:
            self._by_key[key].append((row.record, span))

    def result(self) -> tuple[list[_Span], tuple[RecordRef, ...]]:
        """The records that were found, in the order of the feed, and what was not."""
        chosen: set[_Span] = set()
        missing = []
        for ref in self._refs:
            found = list(self._found(ref))
            chosen.update(found)
            if not found:
                missing.append(ref)
        return sorted(chosen), tuple(missing)

    def _found(self, ref: RecordRef) -> Iterator[_Span]:
        if not ref.key:
            yield from self._by_number.get(ref.record or "", ())
            return
        of_key = self._by_key.get(ref.key, [])
        exact = [span for number, span in of_key if number == ref.record]
        yield from exact or [span for _, span in of_key]


def _write(feed: OpenedFeed, frame: _Frame, chosen: list[_Span], target: Path) -> None:
    if target.exists():
        raise FeedError(
            f"{target} exists already. Nothing was written.", fix="Choose another name."
        )
    part = target.with_name(f".{target.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            _write_feed(feed, frame, chosen, file)
            file.flush()
            os.fsync(file.fileno())
        feed.source.verify()
        part.replace(target)
    except OSError as error:
        raise no_room(error, target.parent) from None
    finally:
        part.unlink(missing_ok=True)


def _write_feed(feed: OpenedFeed, frame: _Frame, chosen: list[_Span], file: BinaryIO) -> None:
    source, form = feed.source, feed.form
    if isinstance(form, FlatForm):
        _copy(source, 0, form.layout.body, file)
        line_end = form.layout.line_end
        if form.layout.encoding.startswith("utf-16"):
            line_end = "\n".encode(form.layout.encoding)
        for start, end in chosen:
            _copy(source, start, end, file)
            file.write(line_end)
        return
    between = b",\n" if isinstance(form, JsonForm) else b"\n"
    _copy(source, 0, frame.first or 0, file)
    for number, (start, end) in enumerate(chosen):
        if number:
            file.write(between)
        _copy(source, start, end, file)
    _copy(source, frame.last, source.size, file)


def _copy(source: SourceFile, start: int, end: int, file: BinaryIO) -> None:
    while start < end:
        piece = source.read(start, min(CHUNK, end - start))
        file.write(piece)
        start += len(piece)
