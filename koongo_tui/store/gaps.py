"""Gaps: spans of time whose list was not read to its end, so that reading can go on there.

A long list comes in pages, newest first, and each page has its price. Whatever interrupts the
reading, what is missing is known: the newest page of a gap is asked for by its times.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from koongo_tui.store.database import Database
from koongo_tui.store.rows import maybe_milliseconds, maybe_moment, milliseconds, moment

_OF_ACCOUNT = "account = (SELECT id FROM account WHERE key = ?)"


@dataclass(frozen=True, slots=True)
class Gap:
    """Submissions of this span may be missing from the history.

    Attributes:
        newest: the newest moment of it, included; aware.
        oldest: the oldest one, included; None for as far as Amazon reaches.
        remaining: about how many are missing; None when nobody knows.
    """

    newest: datetime
    oldest: datetime | None = None
    remaining: int | None = None


@dataclass(frozen=True, slots=True)
class GapStep:
    """What a page changes: this gap goes, and that one takes its place."""

    before: Gap | None = None
    after: Gap | None = None


class GapLog:
    """The gaps' part of the history."""

    _database: Database

    def gaps(self, account: str) -> tuple[Gap, ...]:
        """All gaps of an account, the newest first."""
        found = self._database.read(
            f"SELECT newest, oldest, remaining FROM gap WHERE {_OF_ACCOUNT} "  # noqa: S608
            "ORDER BY newest DESC",
            (account,),
        )
        return tuple(_gap(values) for values in found)

    def claim_gap(self, account: str, holder: str, *, now: datetime, until: datetime) -> Gap | None:
        """The newest gap that no other process is reading, claimed until then; None without one.

        Args:
            account: its key.
            holder: who asks; claiming again what one holds is allowed.
            now, until: aware.
        """

        def work(connection: sqlite3.Connection) -> Gap | None:
            found = connection.execute(
                f"SELECT newest, oldest, remaining FROM gap WHERE {_OF_ACCOUNT} "  # noqa: S608
                "AND (holder IS NULL OR holder = ? OR held_until <= ?) "
                "ORDER BY newest DESC LIMIT 1",
                (account, holder, milliseconds(now)),
            ).fetchone()
            if found is None:
                return None
            connection.execute(
                f"UPDATE gap SET holder = ?, held_until = ? WHERE {_OF_ACCOUNT} "  # noqa: S608
                "AND newest = ?",
                (holder, milliseconds(until), account, found[0]),
            )
            return _gap(found)

        return self._database.write(work)


def write_step(connection: sqlite3.Connection, account: str, step: GapStep) -> None:
    """Write a step down, inside a transaction of the caller; the account is known."""
    held: tuple[Any, ...] = (None, None)
    if step.before is not None:
        key = account, milliseconds(step.before.newest)
        held = (
            connection.execute(
                f"SELECT holder, held_until FROM gap WHERE {_OF_ACCOUNT} "  # noqa: S608
                "AND newest = ?",
                key,
            ).fetchone()
            or held
        )
        connection.execute(f"DELETE FROM gap WHERE {_OF_ACCOUNT} AND newest = ?", key)  # noqa: S608
    if step.after is not None:
        connection.execute(
            "INSERT OR REPLACE INTO gap (account, newest, oldest, remaining, holder, held_until) "
            "VALUES ((SELECT id FROM account WHERE key = ?), ?, ?, ?, ?, ?)",
            (
                account,
                milliseconds(step.after.newest),
                maybe_milliseconds(step.after.oldest),
                step.after.remaining,
                *held,
            ),
        )


def _gap(values: tuple[Any, ...]) -> Gap:
    newest, oldest, remaining = values
    return Gap(moment(newest), maybe_moment(oldest), remaining)
