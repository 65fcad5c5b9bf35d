"""What Amazon allows for each MWS operation, and what its answers say of that.

The numbers are those of the MWS reference, Throttling, at each operation; the hourly quota of
CancelFeedSubmissions was seen in answers. An answer may tell more than the table: quotas of large
sellers are a multiple of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from koongo_tui.amazon.moments import read_header
from koongo_tui.amazon.quota import HourlyAllowance, Plan

_PARTICIPATIONS = Plan(15, 60.0, None, "ListMarketplaceParticipations")

MWS_PLANS: Mapping[str, Plan] = {
    "SubmitFeed": Plan(15, 120.0, 30, "SubmitFeed"),
    "GetFeedSubmissionList": Plan(10, 45.0, 80, "GetFeedSubmissionList"),
    "GetFeedSubmissionListByNextToken": Plan(30, 2.0, 1800, "GetFeedSubmissionListByNextToken"),
    "GetFeedSubmissionCount": Plan(10, 45.0, 80, "GetFeedSubmissionCount"),
    "GetFeedSubmissionResult": Plan(15, 60.0, 60, "GetFeedSubmissionResult"),
    "CancelFeedSubmissions": Plan(10, 45.0, 80, "CancelFeedSubmissions"),
    "ListMarketplaceParticipations": _PARTICIPATIONS,
    "ListMarketplaceParticipationsByNextToken": _PARTICIPATIONS,
    "GetServiceStatus": Plan(2, 300.0, None, "GetServiceStatus"),
}

WINDOW = timedelta(hours=1)
"""An hourly allowance comes back within this time; a header that says more is not believed."""

WITHOUT_DATE = timedelta(minutes=5)
"""How long to wait after QuotaExceeded when the answer does not say."""


def read_allowance(
    headers: Mapping[str, str], now: datetime, clock_offset: timedelta | None
) -> HourlyAllowance | None:
    """The hourly allowance of an answer's headers, in this machine's time; None without one.

    Args:
        headers: names in lower case. Numbers come as ``80`` and as ``80.0``.
        now: by this machine's clock, aware.
        clock_offset: Amazon's clock minus this machine's.
    """
    maximum = _whole(headers.get("x-mws-quota-max"))
    remaining = _whole(headers.get("x-mws-quota-remaining"))
    resets_at = read_header(headers.get("x-mws-quota-resetson"))
    if maximum is None or remaining is None or resets_at is None:
        return None
    return HourlyAllowance(maximum, remaining, _ours(resets_at, now, clock_offset))


def reset_moment(
    headers: Mapping[str, str], now: datetime, clock_offset: timedelta | None
) -> datetime:
    """When to ask again after QuotaExceeded, in this machine's time."""
    resets_at = read_header(headers.get("x-mws-quota-resetson"))
    if resets_at is None:
        return now + WITHOUT_DATE
    return max(now, _ours(resets_at, now, clock_offset))


def _ours(moment: datetime, now: datetime, clock_offset: timedelta | None) -> datetime:
    return min(moment - (clock_offset or timedelta(0)), now + WINDOW)


def _whole(text: str | None) -> int | None:
    try:
        return max(0, int(float(text or "")))
    except (ValueError, OverflowError):
        return None
