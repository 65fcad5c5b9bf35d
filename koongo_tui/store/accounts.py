# ruff: noqa: S608 - the queries are put together from constants; values are always parameters
"""What is remembered of an account itself: the last look at Amazon, and the last visit."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from koongo_tui.store.database import Database
from koongo_tui.store.guard import masked_secrets
from koongo_tui.store.rows import maybe_moment, milliseconds, moment

NO_ANSWER = frozenset(
    {"unreachable", "throttled", "clock-skew", "amazon-fault", "bad-answer", "request-rejected"}
)
"""Codes of failures that leave open whether Amazon accepts the channel."""


@dataclass(frozen=True, slots=True)
class Check:
    """The last look at Amazon.

    Attributes:
        at: of the last attempt, aware, UTC.
        succeeded_at: of the last attempt that brought a list; None before the first.
        error_code: why the last attempt failed; None when it did not.
        error_text: the same in a sentence.
        failures: attempts that failed since the last one that did not.
    """

    at: datetime
    succeeded_at: datetime | None
    error_code: str | None
    error_text: str | None
    failures: int


class AccountLog:
    """The accounts' part of the history."""

    _database: Database

    def last_check(self, account: str) -> Check | None:
        """The last look at Amazon; None before the first."""
        found = self._account(account, "checked_at, succeeded_at, error_code, error_text, failures")
        if found is None or found[0] is None:
            return None
        return Check(moment(found[0]), maybe_moment(found[1]), *found[2:])

    def begin_list(self, account: str, now: datetime, floor: timedelta) -> datetime | None:
        """Claim the next list of an account, for one process of this machine alone.

        The claim ends with :meth:`record_check` or :meth:`end_list`; one of a process that was
        killed lapses after the floor.

        Args:
            account: its key.
            now: aware.
            floor: the least time between two lists.

        Returns:
            None: go ahead. Otherwise the earliest moment of the next try: another process is
            asking, or has asked, within the floor.
        """
        at, least = milliseconds(now), floor // timedelta(milliseconds=1)

        def work(connection: sqlite3.Connection) -> datetime | None:
            _ensure_account(connection, account)
            (taken,) = connection.execute(
                # A moment that lies ahead is one of a clock that has gone back since.
                "SELECT max(coalesce(iif(succeeded_at <= :now, succeeded_at, NULL), -1), "
                "coalesce(iif(asking_at <= :now, asking_at, NULL), -1)) "
                "FROM account WHERE key = :key",
                {"key": account, "now": at},
            ).fetchone()
            if taken >= 0 and taken + least > at:
                return moment(taken + least)
            connection.execute("UPDATE account SET asking_at = ? WHERE key = ?", (at, account))
            return None

        return self._database.write(work)

    def end_list(self, account: str) -> None:
        """Give a claim back without a word on how it ended: nothing was asked after all."""
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE account SET asking_at = NULL WHERE key = ?", (account,)
            )
        )

    def asking_since(self, account: str) -> datetime | None:
        """When a process began to ask for the list that has not come yet; None without one."""
        found = self._account(account, "asking_at")
        return maybe_moment(found[0]) if found else None

    def record_check(
        self,
        account: str,
        at: datetime,
        *,
        error_code: str | None = None,
        error_text: str | None = None,
    ) -> Check:
        """Note a look at Amazon, and how it ended.

        Args:
            account: its key.
            at: when Amazon answered or did not, aware.
            error_code: why it failed; None when it did not.
            error_text: the same in a sentence; a token in it is masked.
        """
        moment_of = milliseconds(at)
        failed = error_code is not None

        def work(connection: sqlite3.Connection) -> None:
            _ensure_account(connection, account)
            connection.execute(
                "UPDATE account SET asking_at = NULL, checked_at = ?, "
                "succeeded_at = CASE WHEN ? THEN succeeded_at ELSE ? END, error_code = ?, "
                "error_text = ?, failures = CASE WHEN ? THEN failures + 1 ELSE 0 END "
                "WHERE key = ?",
                (
                    moment_of,
                    failed,
                    moment_of,
                    error_code,
                    None if error_text is None else masked_secrets(error_text),
                    failed,
                    account,
                ),
            )

        self._database.write(work)
        check = self.last_check(account)
        assert check is not None
        return check

    def last_visit(self, account: str) -> datetime | None:
        """When a person last marked everything seen; None before the first time."""
        found = self._account(account, "visited_at")
        return maybe_moment(found[0]) if found else None

    def mark_visited(self, account: str, at: datetime) -> None:
        """Everything first seen up to ``at`` is no longer new."""

        def work(connection: sqlite3.Connection) -> None:
            _ensure_account(connection, account)
            connection.execute(
                "UPDATE account SET visited_at = ? WHERE key = ?", (milliseconds(at), account)
            )

        self._database.write(work)

    def _account(self, account: str, columns: str) -> tuple[Any, ...] | None:
        found = self._database.read(f"SELECT {columns} FROM account WHERE key = ?", (account,))
        return found[0] if found else None


def _ensure_account(connection: sqlite3.Connection, account: str) -> None:
    connection.execute("INSERT OR IGNORE INTO account (key) VALUES (?)", (account,))
