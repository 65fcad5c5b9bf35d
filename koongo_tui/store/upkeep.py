# ruff: noqa: S608 - the queries are put together from constants; values are always parameters
"""Keeping the history in shape: how large it is, what may go, and giving space back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from koongo_tui.amazon.submission import State
from koongo_tui.store.database import Database
from koongo_tui.store.rows import milliseconds

_AT_ONCE = 500
_CLOSED = ", ".join(f"'{s}'" for s in State if not s.is_open)


class Upkeep:
    """The upkeep's part of the history."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def size(self) -> int:
        """Bytes of the file, with what deleted rows have left free."""
        return self._pragma("page_count") * self._pragma("page_size")

    def free_size(self) -> int:
        """Bytes of :meth:`size` that :meth:`compact` would give back."""
        return self._pragma("freelist_count") * self._pragma("page_size")

    def compact(self) -> None:
        """Write the file anew without its free space. Others wait meanwhile: a few seconds."""
        self._database.vacuum()

    def forget_before(self, moment: datetime) -> tuple[tuple[str, str], ...]:
        """Remove finished submissions that were sent before a moment, of all accounts.

        What is still open stays, however old it is. The reports are the archive's business.

        Args:
            moment: aware.

        Returns:
            Account key and submission ID of what was removed.
        """
        before = milliseconds(moment)
        gone: list[tuple[str, str]] = []
        while some := self._database.write(lambda connection: _forget_some(connection, before)):
            gone += some
        self._database.write(lambda connection: _shorten_gaps(connection, before))
        return tuple(gone)

    def _pragma(self, name: str) -> int:
        return int(self._database.read(f"PRAGMA {name}")[0][0])


def _forget_some(connection: sqlite3.Connection, before: int) -> Sequence[tuple[str, str]]:
    """A few at once, so that a screen which writes never waits long."""
    found = connection.execute(
        "SELECT row, key, submission.id FROM submission "
        "JOIN account ON account.id = submission.account "
        f"WHERE listed_at < ? AND kind IN ({_CLOSED}) LIMIT {_AT_ONCE}",
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
