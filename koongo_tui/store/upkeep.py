# ruff: noqa: S608 - the queries are put together from constants; values are always parameters
"""Keeping the history small: what to remove, what the file takes, and giving room back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from koongo_tui.amazon.submission import State
from koongo_tui.store.database import Database
from koongo_tui.store.rows import milliseconds

_AT_ONCE = 500
_OPEN = ", ".join(f"'{state}'" for state in State if state.is_open)
_OLD = f"listed_at < ? AND kind NOT IN ({_OPEN})"
_ENDINGS = ("", "-wal", "-shm")


class Upkeep:
    """The history's part that is about the file and not about what it says."""

    _database: Database

    def forget_before(self, moment: datetime) -> tuple[tuple[str, str], ...]:
        """Remove the submissions that were sent before a moment; those that are open stay.

        Their reports are the archive's business.

        Args:
            moment: aware.

        Returns:
            Of each that was removed, the account's key and the submission's ID.
        """
        before = milliseconds(moment)
        gone: list[tuple[str, str]] = []
        while some := self._database.write(lambda connection: _forget_some(connection, before)):
            gone += some
        self._database.write(lambda connection: _shorten_gaps(connection, before))
        return tuple(gone)

    def count_before(self, moment: datetime) -> int:
        """How many submissions :meth:`forget_before` would remove."""
        found = self._database.read(
            f"SELECT count(*) FROM submission WHERE {_OLD}", (milliseconds(moment),), long=True
        )
        return int(found[0][0])

    def total(self) -> int:
        """How many submissions there are, of all accounts."""
        return int(self._database.read("SELECT ifnull(sum(number), 0) FROM tally")[0][0])

    def size(self) -> int:
        """Bytes that the file and its companions take on the disk."""
        size = 0
        path = self._database.path
        for end in _ENDINGS:
            with suppress(OSError):
                size += path.with_name(path.name + end).stat().st_size
        return size

    def spare(self) -> int:
        """Bytes of the file that hold nothing any more: what :meth:`compact` gives back."""
        ((pages,),) = self._database.read("PRAGMA freelist_count")
        ((page_size,),) = self._database.read("PRAGMA page_size")
        return int(pages) * int(page_size)

    def compact(self) -> None:
        """Write the file anew without its empty parts, and fold its log into it.

        Needs as much free room on the disk as the file takes. Raises FileBusy while another
        process writes for too long; nothing was changed then.
        """
        # Not inside Database.write(): SQLite refuses it in a transaction.
        self._database.read("VACUUM")
        self._database.read("PRAGMA wal_checkpoint(TRUNCATE)")


def _forget_some(connection: sqlite3.Connection, before: int) -> Sequence[tuple[str, str]]:
    """A few at once, so that a screen which writes never waits long."""
    found = connection.execute(
        "SELECT row, key, submission.id FROM submission "
        f"JOIN account ON account.id = submission.account WHERE {_OLD} LIMIT {_AT_ONCE}",
        (before,),
    ).fetchall()
    connection.executemany("DELETE FROM submission WHERE row = ?", [(r,) for r, _, _ in found])
    return [(key, identifier) for _, key, identifier in found]


def _shorten_gaps(connection: sqlite3.Connection, before: int) -> None:
    """What would be forgotten again is not read first."""
    connection.execute("DELETE FROM gap WHERE newest < ?", (before,))
    connection.execute(
        "UPDATE gap SET oldest = max(coalesce(oldest, 0), ?), remaining = NULL "
        "WHERE coalesce(oldest, 0) < ?",
        (before, before),
    )
