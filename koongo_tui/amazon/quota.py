"""Amazon's request quotas: a token bucket per account and operation, plus an hourly allowance.

The numbers are the documented ones (MWS throttling table; SP-API usage plans). What Amazon's
answers say about the hourly allowance replaces the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Plan:
    """What Amazon allows for an operation.

    Attributes:
        burst: requests that may be made at once.
        restore: seconds until one more is allowed.
        hourly: requests in an hour; None without such a limit.
        shared_as: operations with the same word share one bucket.
    """

    burst: int
    restore: float
    hourly: int | None
    shared_as: str


@dataclass(frozen=True, slots=True)
class HourlyAllowance:
    """What an answer's ``x-mws-quota-*`` headers say."""

    maximum: int
    remaining: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """The state of one bucket at a moment.

    Attributes:
        level: requests left now, at most the plan's burst; fractions restore over time.
        at: the moment of ``level``, aware.
        hourly: what Amazon last said of the hourly allowance; None before it said anything.
        closed_until: Amazon refused; nothing before this moment.
    """

    level: float
    at: datetime
    hourly: HourlyAllowance | None = None
    closed_until: datetime | None = None


def full(plan: Plan, now: datetime) -> Bucket:
    """A bucket that nothing was taken from."""
    return Bucket(level=float(plan.burst), at=now)


def refill(plan: Plan, bucket: Bucket, now: datetime) -> Bucket:
    """The same bucket at a later moment. A clock that went back changes nothing."""
    passed = max(0.0, (now - bucket.at).total_seconds())
    hourly = bucket.hourly
    if hourly is not None and now >= hourly.resets_at:
        hourly = None
    return replace(
        bucket,
        level=min(float(plan.burst), bucket.level + passed / plan.restore),
        at=now if passed > 0 else bucket.at,
        hourly=hourly,
    )


def allowed_at(plan: Plan, bucket: Bucket, now: datetime) -> datetime:
    """The earliest moment of the next request; ``now`` when one may be made at once."""
    bucket = refill(plan, bucket, now)
    moments = [now]
    if bucket.level < 1:
        moments.append(now + timedelta(seconds=(1 - bucket.level) * plan.restore))
    if bucket.closed_until is not None:
        moments.append(bucket.closed_until)
    if bucket.hourly is not None and bucket.hourly.remaining < 1:
        moments.append(bucket.hourly.resets_at)
    return max(moments)


def take(plan: Plan, bucket: Bucket, now: datetime) -> Bucket:
    """The bucket after one request at ``now``. Ask :func:`allowed_at` first."""
    bucket = refill(plan, bucket, now)
    hourly = bucket.hourly
    if hourly is not None:
        hourly = replace(hourly, remaining=max(0, hourly.remaining - 1))
    return replace(bucket, level=max(0.0, bucket.level - 1), hourly=hourly)


def left(plan: Plan, bucket: Bucket, now: datetime) -> int:
    """Whole requests that may be made at ``now``."""
    if allowed_at(plan, bucket, now) > now:
        return 0
    bucket = refill(plan, bucket, now)
    whole = max(1, int(bucket.level))
    return whole if bucket.hourly is None else min(whole, bucket.hourly.remaining)


def learned(bucket: Bucket, allowance: HourlyAllowance) -> Bucket:
    """The bucket after an answer told the hourly allowance."""
    return replace(bucket, hourly=allowance)


def closed(plan: Plan, bucket: Bucket, now: datetime, until: datetime) -> Bucket:
    """The bucket after Amazon refused: empty, and shut until then if that is later."""
    bucket = refill(plan, bucket, now)
    later = until if bucket.closed_until is None else max(until, bucket.closed_until)
    return replace(bucket, level=0.0, closed_until=later)


def scaled(plan: Plan, scale: float) -> Plan:
    """The plan of a server whose time runs differently; 0.1 restores ten times as fast."""
    return replace(plan, restore=plan.restore * scale)


class Budget(Protocol):
    """One account's requests, shared by everything on this machine that asks for it."""

    def spend(self, operation: str) -> datetime | None:
        """Take one request. None: taken, go ahead. Otherwise not before that moment (aware)."""
        ...

    def allowed_at(self, operation: str) -> datetime:
        """When the next request may be made, without taking it."""
        ...

    def left(self, operation: str) -> int:
        """Whole requests that may be made now."""
        ...

    def learn(self, operation: str, allowance: HourlyAllowance) -> None:
        """Believe what an answer said of the hourly allowance."""
        ...

    def close(self, operation: str, until: datetime) -> None:
        """Amazon refused for want of quota: nothing before ``until``."""
        ...


class LocalBudget:
    """A :class:`Budget` in memory, for one process: tests, and what ends with the process.

    Args:
        plans: by operation.
        clock: gives now, aware.
        scale: see :func:`scaled`.
    """

    def __init__(
        self, plans: Mapping[str, Plan], clock: Callable[[], datetime], *, scale: float = 1.0
    ) -> None:
        self._plans = {operation: scaled(plan, scale) for operation, plan in plans.items()}
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def spend(self, operation: str) -> datetime | None:
        """See :class:`Budget`."""
        plan, bucket, now = self._look(operation)
        moment = allowed_at(plan, bucket, now)
        if moment > now:
            return moment
        self._buckets[plan.shared_as] = take(plan, bucket, now)
        return None

    def allowed_at(self, operation: str) -> datetime:
        """See :class:`Budget`."""
        return allowed_at(*self._look(operation))

    def left(self, operation: str) -> int:
        """See :class:`Budget`."""
        return left(*self._look(operation))

    def learn(self, operation: str, allowance: HourlyAllowance) -> None:
        """See :class:`Budget`."""
        plan, bucket, _ = self._look(operation)
        self._buckets[plan.shared_as] = learned(bucket, allowance)

    def close(self, operation: str, until: datetime) -> None:
        """See :class:`Budget`."""
        plan, bucket, now = self._look(operation)
        self._buckets[plan.shared_as] = closed(plan, bucket, now, until)

    def _look(self, operation: str) -> tuple[Plan, Bucket, datetime]:
        plan = self._plans[operation]
        now = self._clock()
        return plan, self._buckets.get(plan.shared_as) or full(plan, now), now
