"""What a feed changes against the one that was sent last, SKU by SKU, in little memory.

Of every record a digest goes into a temporary database; texts are read again only for the rows
that are looked at.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from koongo_tui.feeds.closing import Closing
from koongo_tui.feeds.content import NO_CONTENT, Content, content_reader
from koongo_tui.feeds.model import (
    Cancelled,
    FeedError,
    FeedRow,
    Progress,
    WorkCancelled,
    never,
)
from koongo_tui.feeds.opened import OpenedFeed
from koongo_tui.feeds.spill import no_room

_PROGRESS = 4 * 1024 * 1024
_STEPS = 200_000
"""Steps of the database between two questions whether to go on."""

_TABLES = """
CREATE TABLE {side} AS
    SELECT key, row_number() OVER (PARTITION BY key ORDER BY place) AS nth,
        digest, place, "end", number
    FROM raw_{side};
DROP TABLE raw_{side};
CREATE UNIQUE INDEX {side}_key ON {side} (key, nth);
"""
_RESULTS = """
CREATE TABLE added AS
    SELECT n.place, n."end", n.number FROM now n LEFT JOIN before b USING (key, nth)
    WHERE b.key IS NULL ORDER BY n.place;
CREATE TABLE removed AS
    SELECT b.place, b."end", b.number FROM before b LEFT JOIN now n USING (key, nth)
    WHERE n.key IS NULL ORDER BY b.place;
CREATE TABLE changed AS
    SELECT n.place, n."end", n.number,
        b.place AS old, b."end" AS old_end, b.number AS old_number
    FROM now n JOIN before b USING (key, nth)
    WHERE n.digest <> b.digest ORDER BY n.place;
"""


class Change(StrEnum):
    """What became of a record."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One record that differs.

    Attributes:
        now: the row of the new feed; None for one that was removed.
        before: the row of the feed sent last; None for one that was added.
        columns: the names of what changed; empty for the others.
    """

    change: Change
    now: FeedRow | None
    before: FeedRow | None
    columns: tuple[str, ...] = ()

    @property
    def row(self) -> FeedRow:
        """The row to show: the new one where there is one."""
        row = self.now or self.before
        assert row is not None
        return row


class Differences(Closing):
    """All that differs between two feeds, which stay open as long as this is used.

    Attributes:
        added, changed, removed: how many.
        same: records of both that say the same.
    """

    def __init__(self, database: sqlite3.Connection, before: OpenedFeed, now: OpenedFeed) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._before = before
        self._now = now
        self._read_before = content_reader(before.form)
        self._read_now = content_reader(now.form)
        self.added = self._count("added")
        self.changed = self._count("changed")
        self.removed = self._count("removed")
        self.same = self._count("now") - self.added - self.changed

    def count(self, change: Change) -> int:
        """How many there are of a change."""
        return {
            Change.ADDED: self.added,
            Change.CHANGED: self.changed,
            Change.REMOVED: self.removed,
        }[change]

    def rows(self, change: Change, start: int, stop: int) -> Sequence[Difference]:
        """Those of a change from ``start`` up to, not including, ``stop``; in the feed's order.

        Raises:
            FeedChanged: one of the files is not the one that was compared.
        """
        with self._lock:
            found = self._database.execute(
                f"SELECT * FROM {change.value} WHERE rowid > ? AND rowid <= ? ORDER BY rowid",  # noqa: S608 (a word of ours)
                (max(start, 0), stop),
            ).fetchall()
        rows = [self._difference(change, places) for places in found]
        self._before.source.verify()
        self._now.source.verify()
        return rows

    def close(self) -> None:
        """Delete the temporary database. The feeds stay open."""
        self._database.close()

    def _count(self, table: str) -> int:
        query = f"SELECT count(*) FROM {table}"  # noqa: S608 (a word of ours)
        count: int = self._database.execute(query).fetchone()[0]
        return count

    def _difference(self, change: Change, places: Sequence[int]) -> Difference:
        if change is Change.REMOVED:
            return Difference(change, None, self._before.row_at(*places))
        now = self._now.row_at(*places[:3])
        if change is Change.ADDED:
            return Difference(change, now, None)
        before = self._before.row_at(*places[3:])
        was = self._content(self._before, self._read_before, before)
        is_ = self._content(self._now, self._read_now, now)
        return Difference(change, now, before, _changed(was, is_))

    @staticmethod
    def _content(feed: OpenedFeed, read: Callable[[bytes], Content], row: FeedRow) -> Content:
        if row.problem is not None:
            return NO_CONTENT
        return read(feed.source.read(row.start, row.end - row.start))


def compare_feeds(
    before: OpenedFeed,
    now: OpenedFeed,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Cancelled = never,
) -> Differences:
    """Compare a feed with the one that was sent last. For a thread.

    Records belong together by their SKU or order; of several with the same one, the first with
    the first and so on. Both feeds need not be indexed.

    Raises:
        FeedError: the two are of different kinds; or no room for the temporary database.
        FeedChanged: one of the files is not the one that was opened.
        WorkCancelled: ``cancelled`` said so.
    """
    if before.kind is not now.kind:
        raise FeedError(
            f"The feed sent last is {before.kind.words}, this one is {now.kind.words}: they "
            "cannot be compared.",
            code="not-comparable",
        )
    # Without a name it is a file of its own that goes when it is closed.
    database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
    try:
        _fill(database, before, now, on_progress, cancelled)
        return Differences(database, before, now)
    except BaseException as error:
        database.close()
        if isinstance(error, sqlite3.OperationalError):
            if cancelled():
                raise WorkCancelled from None
            raise no_room(OSError()) from None
        raise


def _fill(
    database: sqlite3.Connection,
    before: OpenedFeed,
    now: OpenedFeed,
    on_progress: Callable[[Progress], None] | None,
    cancelled: Cancelled,
) -> None:
    database.set_progress_handler(cancelled, _STEPS)
    for setting in ("cache_size = -8000", "temp_store = FILE", "synchronous = OFF"):
        database.execute(f"PRAGMA {setting}")
    done = 0
    total = before.size + now.size

    def tell(at: int, rows: int) -> None:
        if on_progress is not None:
            on_progress(Progress(done + at, total, rows))

    for side, feed in (("before", before), ("now", now)):
        database.execute(
            f"CREATE TABLE raw_{side} (key INTEGER, digest INTEGER, place INTEGER, "
            '"end" INTEGER, number INTEGER)'
        )
        database.execute("BEGIN")
        database.executemany(
            f"INSERT INTO raw_{side} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 (a word of ours)
            _digests(feed, tell, cancelled),
        )
        database.execute("COMMIT")
        database.executescript(_TABLES.format(side=side))
        done += feed.size
    database.executescript(_RESULTS)
    database.set_progress_handler(None, 0)


def _digests(
    feed: OpenedFeed, tell: Callable[[int, int], None], cancelled: Cancelled
) -> Iterator[tuple[int, int, int, int, int]]:
    read = content_reader(feed.form)
    said = 0
    for batch in feed.form.walker().document():
        if cancelled():
            raise WorkCancelled
        for record in batch.records():
            if record.flaw is not None:
                digest = hash(record.data), hash((record.data, record.end - record.start))
            else:
                content = read(record.data)
                if content is NO_CONTENT:
                    digest = hash(record.data), hash(record.data)
                else:
                    digest = hash(content.key), content.digest()
            yield *digest, record.start, record.end, record.index
        if batch.done - said >= _PROGRESS:
            said = batch.done
            feed.source.verify()
            tell(batch.done, batch.index + batch.count)
    feed.source.verify()


def _changed(was: Content, is_: Content) -> tuple[str, ...]:
    names = list(dict.fromkeys([*is_.fields, *was.fields]))
    return tuple(name for name in names if was.fields.get(name) != is_.fields.get(name))
