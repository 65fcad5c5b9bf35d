"""What Amazon allows for each SP-API operation, and what its answers say of that.

The numbers are the default usage plans of the Feeds (2021-06-30) and Sellers (v1) references.
Where one over Amazon's rate is no round number of seconds it is rounded up: a request that came
some hundredths too early would be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from koongo_tui.amazon.quota import Plan


def _plan(operation: str, seconds: float, burst: int) -> Plan:
    return Plan(burst, seconds, None, operation)


_PLANS = (
    _plan("getMarketplaceParticipations", 62.5, 15),
    _plan("createFeedDocument", 2.0, 15),
    _plan("createFeed", 120.5, 15),
    _plan("getFeeds", 45.05, 10),
    _plan("getFeed", 0.5, 15),
    _plan("cancelFeed", 0.5, 15),
    _plan("getFeedDocument", 45.05, 10),
)

SPAPI_PLANS: Mapping[str, Plan] = {plan.shared_as: plan for plan in _PLANS}

_RATE_HEADER = "x-amzn-ratelimit-limit"
_SPREAD = 0.2
_SLOWEST = 1 / 900


def told_rate(status: int, headers: Mapping[str, str]) -> float | None:
    """Requests per second that an answer says are allowed; None when it does not say.

    The header is meant only on answers with status 2xx, 400 and 404; on others it is not believed
    (Usage plans and rate limits).
    """
    if not (200 <= status < 300 or status in (400, 404)):
        return None
    try:
        rate = float(headers.get(_RATE_HEADER, ""))
    except ValueError:
        return None
    return rate if _SLOWEST <= rate <= 1000 else None


def pause(operation: str, rate: float | None, jitter: Callable[[], float]) -> timedelta:
    """How long to wait after status 429: until one request is restored, and a little more.

    Of the table and of what answers told, the slower one counts: an operation may have several
    limits, of which an answer names the first.

    Args:
        rate: requests per second, as an answer told; None when none did.
        jitter: gives 0 to 1, so that several machines do not come back at once.
    """
    seconds = max(SPAPI_PLANS[operation].restore, 0.0 if rate is None else 1 / rate)
    return timedelta(seconds=seconds * (1 + _SPREAD * jitter()))
