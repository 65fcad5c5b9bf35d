"""A feed file as a table: its first rows at once, any row of 1 GB in a moment, in little memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from koongo_tui.feeds.batches import MAX_RECORD, Batch, Flaw, Record
from koongo_tui.feeds.closing import Closing
from koongo_tui.feeds.flat_layout import HEAD
from koongo_tui.feeds.forms import FlatForm, Form, JsonForm, XmlForm, form_of
from koongo_tui.feeds.guess import Guess, guess_flat_type, guess_kind
from koongo_tui.feeds.kinds import FeedKind, FeedType, feed_type_named
from koongo_tui.feeds.model import Cancelled, FeedRow, Progress, never
from koongo_tui.feeds.parsed import Parsed, shown
from koongo_tui.feeds.source import SourceFile
from koongo_tui.feeds.sparse import SparseIndex
from koongo_tui.guide.marketplaces import Marketplace

FIRST_LOOK = 2 * 1024 * 1024
"""Bytes that opening reads at most, looking for the first records."""

_PROGRESS = 8 * 1024 * 1024
_SAMPLE = 100
"""Records that the columns of JSON and XML are taken from."""
_MOST_COLUMNS = 60


class OpenedFeed(Closing):
    """A feed file that is open. Rows may be asked for in one thread while another indexes.

    Attributes:
        path: of the file.
        size: bytes.
        kind: of the chosen feed type, else of what the file looks like.
        feed_type: the chosen one, else the guessed one; None where neither says.
        guess: what the file itself looks like.
        marketplace: that it is for.
        form: how the file is read; for the other modules of this package.
    """

    def __init__(
        self,
        source: SourceFile,
        form: Form,
        *,
        kind: FeedKind,
        feed_type: FeedType | None,
        guess: Guess,
        marketplace: Marketplace | None,
    ) -> None:
        self.path = source.path
        self.size = source.size
        self.source = source
        self.form = form
        self.kind = kind
        self.feed_type = feed_type
        self.guess = guess
        self.marketplace = marketplace
        self._index = SparseIndex()
        self._columns: tuple[str, ...] | None = None
        self._count = 0
        self._done = 0
        self._complete = False
        self._lock = threading.Lock()
        self._walking = threading.Lock()
        self._walker = form.walker()
        self._walk = self._walker.document()
        if isinstance(form, FlatForm):
            self._columns = form.reader.columns
        self._look()

    @property
    def count(self) -> int:
        """Records known so far; all of them when :attr:`complete`."""
        return self._count

    def __len__(self) -> int:
        return self._count

    @property
    def complete(self) -> bool:
        """The whole file was indexed, so ``count`` does not change any more."""
        return self._complete

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the cells: headings of a flat file, else what its first records hold.

        The record's number, SKU, order and operation are no cells but attributes of a row. Empty
        while no record is known.
        """
        if self._columns is None and self._count:
            self._columns = self._sampled()
        return self._columns or ()

    @property
    def encoding(self) -> str:
        """Python's name, as far as the file's beginning tells; see ``FeedFacts.encoding``."""
        match self.form:
            case FlatForm(layout=layout):
                return layout.encoding
            case XmlForm(head=head):
                return head.encoding
            case JsonForm():
                return "utf-8"

    def rows(self, start: int, stop: int) -> Sequence[FeedRow]:
        """Those from ``start`` up to, not including, ``stop``, as far as they are known.

        Raises:
            FeedChanged: the file is not the one that was opened.
        """
        columns = self.columns
        rows = [self._row(record, columns) for record in self.records(start, stop)]
        self.source.verify()
        return rows

    def row_at(self, start: int, end: int, index: int) -> FeedRow:
        """The row whose bytes are known from elsewhere."""
        data = self.source.read(start, min(end - start, MAX_RECORD))
        flaw = Flaw.LARGE if len(data) < end - start else None
        return self.row_of(Record(index, start, end, data, flaw))

    def row_of(self, record: Record) -> FeedRow:
        """A record's bytes as a row."""
        return self._row(record, self.columns)

    def position(self, row_id: str) -> int | None:
        """Where the row with an ID is; IDs are the rows' indexes as text."""
        index = int(row_id) if row_id.isdecimal() else -1
        return index if 0 <= index < self._count else None

    def fields(self, index: int) -> Sequence[tuple[str, str]]:
        """All that a record holds, by name, also what no column shows; empty without it."""
        for record in self.records(index, index + 1):
            return [(name, shown(text)) for name, text in self._parsed(record).fields.items()]
        return []

    def raw(self, index: int) -> bytes:
        """A record's bytes as in the file; only the beginning of one that is very large."""
        return next((record.data for record in self.records(index, index + 1)), b"")

    def index(self, cancelled: Cancelled = never) -> Iterator[Progress]:
        """Go through the rest of the file, so that every row can be reached.

        For a thread; may be left and begun again, and goes on where it was.

        Raises:
            FeedChanged: the file is not the one that was opened.
        """
        said = self._done
        while not self._complete and not cancelled():
            self._step()
            if self._done - said >= _PROGRESS:
                said = self._done
                self.source.verify()
                yield self._progress()
        self.source.verify()
        yield self._progress()

    def records(self, start: int, stop: int) -> Iterator[Record]:
        """The bytes of known records."""
        start = max(start, 0)
        with self._lock:
            stop = min(stop, self._count)
            if start >= stop:
                return
            index, place = self._index.before(start)
        for batch in self.form.walker().onward(place, index):
            for record in batch.records():
                if record.index >= stop:
                    return
                if record.index >= start:
                    yield record

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        self.source.close()

    def _look(self) -> None:
        while not self._complete and self._count < _SAMPLE and self._done < FIRST_LOOK:
            self._step()

    def _step(self) -> None:
        with self._walking:
            batch = next(self._walk, None)
            with self._lock:
                if batch is None:
                    self._complete = True
                    self._done = self.size
                else:
                    self._add(batch)

    def _add(self, batch: Batch) -> None:
        self._done = max(self._done, batch.done)
        if batch.count:
            self._index.add(batch.index, batch.start)
            self._count = batch.index + batch.count

    def _progress(self) -> Progress:
        return Progress(self._done, self.size, self._count)

    def _parsed(self, record: Record) -> Parsed:
        if record.flaw is not None:
            return Parsed(problem=record.flaw.words)
        return self.form.reader.read(record.data)

    def _row(self, record: Record, columns: Sequence[str]) -> FeedRow:
        parsed = self._parsed(record)
        # The carriage return of a Windows line end belongs to the line end.
        end = record.end
        if isinstance(self.form, FlatForm):
            carriage_return = self.form.layout.carriage_return
            if record.data.endswith(carriage_return):
                end -= len(carriage_return)
        return FeedRow(
            index=record.index,
            record=parsed.record or str(record.index + 1),
            sku=shown(parsed.sku),
            order_id=shown(parsed.order_id),
            operation=parsed.operation,
            cells=tuple(shown(parsed.fields.get(name, "")) for name in columns),
            start=record.start,
            end=end,
            problem=parsed.problem,
        )

    def _sampled(self) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for record in self.records(0, _SAMPLE):
            names.update(dict.fromkeys(self._parsed(record).fields))
        return tuple(names)[:_MOST_COLUMNS]


def open_feed(
    path: Path, *, feed_type: str | None = None, marketplace: Marketplace | None = None
) -> OpenedFeed:
    """Open a feed file and find its first rows, in a moment whatever its size.

    Args:
        feed_type: that the person chose; it wins over what the file looks like, and
            :func:`~koongo_tui.feeds.checks.check_feed` says when they contradict. None to guess.
        marketplace: that the feed is for; decides the encoding of a flat file that is not UTF-8.

    Raises:
        FeedError: there is no such file, or it cannot be read.
    """
    source = SourceFile(path)
    try:
        guess = guess_kind(source.read(0, HEAD))
        chosen = feed_type_named(feed_type) if feed_type else guess.feed_type
        kind = chosen.kind if chosen else guess.kind or FeedKind.FLAT_FILE
        form = form_of(source, kind, marketplace)
        if isinstance(form, FlatForm) and guess.kind is FeedKind.FLAT_FILE:
            guess = Guess(guess.kind, guess_flat_type(form.layout))
            chosen = chosen or guess.feed_type
        return OpenedFeed(
            source,
            form,
            kind=kind,
            feed_type=chosen,
            guess=guess,
            marketplace=marketplace,
        )
    except BaseException:
        source.close()
        raise
