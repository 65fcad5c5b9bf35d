"""How often an operation may be called: a token bucket for each seller, application, operation.

Numbers: the usage plans of the Feeds 2021-06-30 and Sellers v1 references; that of
JSON_LISTINGS_FEED: the announcement of 6 May 2025.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UsagePlan:
    """Attributes:
    rate: requests a second, restored one by one.
    burst: requests that may come at once.
    """

    operation: str
    rate: float
    burst: int


USAGE_PLANS: Mapping[str, UsagePlan] = {
    plan.operation: plan
    for plan in (
        UsagePlan("getMarketplaceParticipations", 0.016, 15),
        UsagePlan("getAccount", 0.016, 15),
        UsagePlan("createFeedDocument", 0.5, 15),
        UsagePlan("createFeed", 0.0083, 15),
        UsagePlan("getFeeds", 0.0222, 10),
        UsagePlan("getFeed", 2, 15),
        UsagePlan("cancelFeed", 2, 15),
        UsagePlan("getFeedDocument", 0.0222, 10),
    )
}

LISTINGS_FEEDS = UsagePlan("createFeed of JSON_LISTINGS_FEED", 5 / 300, 5)
"""For one seller in one region, besides the plan of createFeed."""


@dataclass(slots=True)
class _Bucket:
    level: float
    seen_at: datetime


class Usage:
    """Counts every request.

    Args:
        pace: multiplies the waiting times; 1 for Amazon's own.
    """

    def __init__(self, pace: float = 1.0) -> None:
        self._pace = pace
        self._buckets: dict[tuple[str, str, str], _Bucket] = {}

    def take(self, seller_id: str, client_id: str, plan: UsagePlan, now: datetime) -> bool:
        """Count one request; False when it is too many. A refused one costs nothing."""
        key = (seller_id, client_id, plan.operation)
        bucket = self._buckets.setdefault(key, _Bucket(plan.burst, now))
        restored = (now - bucket.seen_at).total_seconds() * self.rate(plan)
        bucket.level = min(plan.burst, bucket.level + max(0.0, restored))
        bucket.seen_at = max(bucket.seen_at, now)
        if bucket.level < 1:
            return False
        bucket.level -= 1
        return True

    def rate(self, plan: UsagePlan) -> float:
        """Requests a second at this pace."""
        return plan.rate / self._pace
