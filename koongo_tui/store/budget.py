"""The request budget that every process on this machine shares.

The rules are those of ``amazon.quota``; the buckets are in the history database, and a request is
taken inside a transaction that nobody else writes in. So a cron job and an open screen together
never ask more often than Amazon allows one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from koongo_tui.amazon.quota import (
    Bucket,
    HourlyAllowance,
    Plan,
    allowed_at,
    closed,
    full,
    learned,
    left,
    scaled,
    take,
)
from koongo_tui.store.database import Database
from koongo_tui.store.rows import maybe_moment, milliseconds_up, moment

_COLUMNS = "level, at, closed_until, hourly_maximum, hourly_remaining, hourly_resets_at"


class SharedBudget:
    """One account's requests; see ``amazon.quota.Budget``.

    Every call may raise a StoreError when the database cannot be used.

    Args:
        database: the history database, or its path; one that is shared is closed by its owner.
        account: whose requests they are, as the history names it.
        plans: for each operation.
        clock: gives the moment, aware.
        scale: see ``amazon.quota.scaled``.
    """

    def __init__(
        self,
        database: Path | Database,
        account: str,
        plans: Mapping[str, Plan],
        clock: Callable[[], datetime],
        *,
        scale: float = 1.0,
    ) -> None:
        self._database = database if isinstance(database, Database) else Database(database)
        self._account = account
        self._clock = clock
        self._plans = {operation: scaled(plan, scale) for operation, plan in plans.items()}

    def spend(self, operation: str) -> datetime | None:
        """Take one request. None: taken, go ahead. Otherwise not before that moment."""
        plan = self._plans[operation]

        def work(connection: sqlite3.Connection) -> datetime | None:
            now = self._clock()
            bucket = self._load(connection, plan, now)
            earliest = allowed_at(plan, bucket, now)
            if earliest > now:
                return earliest
            self._save(connection, plan, take(plan, bucket, now))
            return None

        return self._database.write(work)

    def allowed_at(self, operation: str) -> datetime:
        """When the next request may be made, without taking it."""
        return allowed_at(*self._look(operation))

    def left(self, operation: str) -> int:
        """Whole requests that may be made now."""
        return left(*self._look(operation))

    def learn(self, operation: str, allowance: HourlyAllowance) -> None:
        """Believe what an answer said of the hourly allowance."""
        self._change(operation, lambda _plan, bucket, _now: learned(bucket, allowance))

    def close(self, operation: str, until: datetime) -> None:
        """Amazon refused for want of quota: nothing before ``until``."""
        self._change(operation, lambda plan, bucket, now: closed(plan, bucket, now, until))

    def disconnect(self) -> None:
        """Close the database; the next use opens it again."""
        self._database.close()

    def _change(self, operation: str, change: Callable[[Plan, Bucket, datetime], Bucket]) -> None:
        plan = self._plans[operation]

        def work(connection: sqlite3.Connection) -> None:
            now = self._clock()
            bucket = self._load(connection, plan, now)
            self._save(connection, plan, change(plan, bucket, now))

        self._database.write(work)

    def _look(self, operation: str) -> tuple[Plan, Bucket, datetime]:
        plan, now = self._plans[operation], self._clock()
        found = self._database.read(_SELECT, (self._account, plan.shared_as))
        stored = found[0] if found else None
        if _is_ahead(stored, now):
            self._change(operation, lambda _plan, bucket, _now: bucket)
        return plan, _bucket(stored, plan, now), now

    def _load(self, connection: sqlite3.Connection, plan: Plan, now: datetime) -> Bucket:
        stored = connection.execute(_SELECT, (self._account, plan.shared_as)).fetchone()
        bucket = _bucket(stored, plan, now)
        if _is_ahead(stored, now):
            self._save(connection, plan, bucket)
        return bucket

    def _save(self, connection: sqlite3.Connection, plan: Plan, bucket: Bucket) -> None:
        hourly = bucket.hourly
        connection.execute(
            _REPLACE,
            (
                self._account,
                plan.shared_as,
                bucket.level,
                # Rounded up: no part of a millisecond is ever counted twice.
                milliseconds_up(bucket.at),
                None if bucket.closed_until is None else milliseconds_up(bucket.closed_until),
                None if hourly is None else hourly.maximum,
                None if hourly is None else hourly.remaining,
                None if hourly is None else milliseconds_up(hourly.resets_at),
            ),
        )


_SELECT = f"SELECT {_COLUMNS} FROM budget WHERE account = ? AND bucket = ?"  # noqa: S608
_REPLACE = (
    f"INSERT OR REPLACE INTO budget (account, bucket, {_COLUMNS}) "  # noqa: S608
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def _is_ahead(values: tuple[Any, ...] | None, now: datetime) -> bool:
    """The clock has gone back since: from now on a bucket counts by the clock as it is."""
    return values is not None and values[1] > milliseconds_up(now)


def _bucket(values: tuple[Any, ...] | None, plan: Plan, now: datetime) -> Bucket:
    """A stored bucket as it counts now.

    When the clock has gone back since it was stored, waiting begins anew from now, with what was
    left; a moment of our own that lies ahead moves along. Amazon's own moment stays.
    """
    if values is None:
        return full(plan, now)
    level, at, closed_until, maximum, remaining, resets_at = values
    stored_at, shut = moment(at), maybe_moment(closed_until)
    if stored_at > now:
        if shut is not None:
            shut -= stored_at - now
        stored_at = now
    hourly = (
        None
        if resets_at is None
        else HourlyAllowance(maximum=maximum, remaining=remaining, resets_at=moment(resets_at))
    )
    return Bucket(level=level, at=stored_at, hourly=hourly, closed_until=shut)
