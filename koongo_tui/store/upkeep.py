# ruff: noqa: S608 - the queries are put together from constants; values are always parameters
"""Keeping the history small: what to remove, what the file takes, and giving room back."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import datetime

from koongo_tui.amazon.submission import State
from koongo_tui.store.database import Database
from koongo_tui.store.rows import milliseconds

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
        before = (milliseconds(moment),)

        def work(connection: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
            found = connection.execute(
                "SELECT account.key, submission.id FROM submission "
                f"JOIN account ON account.id = submission.account WHERE {_OLD}",
                before,
            ).fetchall()
            if found:
                connection.execute(f"DELETE FROM submission WHERE {_OLD}", before)
            return tuple((key, identifier) for key, identifier in found)

        return self._database.write(work)

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
