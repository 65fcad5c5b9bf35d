"""How often an operation may be called: Amazon's leaky buckets and hourly quotas.

Numbers: MWS reference, Throttling, at each operation; the hourly quota of CancelFeedSubmissions
was seen in answers. They hold for one seller, one developer and one operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Plan:
    """Attributes:
    burst: requests that may come at once.
    restore: seconds until one more is allowed.
    hourly: requests an hour; None without such a limit.
    """

    name: str
    burst: int
    restore: float
    hourly: int | None


_PARTICIPATIONS = Plan("ListMarketplaceParticipations", 15, 60, None)

PLANS: Mapping[str, Plan] = {
    "ListMarketplaceParticipationsByNextToken": _PARTICIPATIONS,
    **{
        plan.name: plan
        for plan in (
            Plan("SubmitFeed", 15, 120, 30),
            Plan("GetFeedSubmissionList", 10, 45, 80),
            Plan("GetFeedSubmissionListByNextToken", 30, 2, 1800),
            Plan("GetFeedSubmissionCount", 10, 45, 80),
            Plan("GetFeedSubmissionResult", 15, 60, 60),
            Plan("CancelFeedSubmissions", 10, 45, 80),
            _PARTICIPATIONS,
            Plan("GetServiceStatus", 2, 300, None),
        )
    },
}


class Verdict(StrEnum):
    """What becomes of a request. The value of a refusal is Amazon's code."""

    ALLOWED = "allowed"
    THROTTLED = "RequestThrottled"
    EXHAUSTED = "QuotaExceeded"


@dataclass(frozen=True, slots=True)
class Allowance:
    """The answer to one request, and what the quota headers say.

    Attributes:
        maximum: requests an hour; None for an operation without hourly quota.
        remaining: of them, after this request.
        resets_at: when all of them are back.
    """

    verdict: Verdict
    maximum: int | None
    remaining: int
    resets_at: datetime


@dataclass(slots=True)
class _Bucket:
    level: float
    seen_at: datetime
    used: int
    resets_at: datetime


class Quotas:
    """Counts every request.

    Args:
        pace: multiplies the waiting times; 1 for Amazon's own.
    """

    def __init__(self, pace: float = 1.0) -> None:
        self._pace = pace
        self._buckets: dict[tuple[str, str, str], _Bucket] = {}

    def take(
        self,
        seller_id: str,
        access_key_id: str,
        plan: Plan,
        now: datetime,
        *,
        forced: Verdict = Verdict.ALLOWED,
    ) -> Allowance:
        """Count one request and say whether it is allowed.

        A refused one costs nothing.

        Args:
            forced: refuse it so, whatever was counted; without an hourly quota none can be used
                up, and the request is throttled instead.
        """
        hour = timedelta(hours=1) * self._pace
        bucket = self._buckets.setdefault(
            (seller_id, access_key_id, plan.name), _Bucket(plan.burst, now, 0, now + hour)
        )
        restored = (now - bucket.seen_at).total_seconds() / (plan.restore * self._pace)
        bucket.level = min(plan.burst, bucket.level + max(0.0, restored))
        bucket.seen_at = max(bucket.seen_at, now)
        if now >= bucket.resets_at:
            bucket.used, bucket.resets_at = 0, now + hour
        verdict = forced
        if verdict is Verdict.EXHAUSTED and plan.hourly is None:
            verdict = Verdict.THROTTLED
        if plan.hourly is not None and bucket.used >= plan.hourly:
            verdict = Verdict.EXHAUSTED
        elif bucket.level < 1:
            verdict = Verdict.THROTTLED
        if verdict is Verdict.ALLOWED:
            bucket.level -= 1
            bucket.used += 1
        used = plan.hourly if verdict is Verdict.EXHAUSTED else bucket.used
        remaining = (plan.hourly or 0) - (used or 0)
        return Allowance(verdict, plan.hourly, remaining, bucket.resets_at)
