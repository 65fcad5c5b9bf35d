"""What MWS answers say of quotas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from koongo_tui.amazon.mws.quotas import MWS_PLANS, read_allowance, reset_moment
from koongo_tui.amazon.quota import HourlyAllowance
from tests.amazon.scripted import NOW

RESET = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
HEADERS = {
    "x-mws-quota-max": "80.0",
    "x-mws-quota-remaining": "79.0",
    "x-mws-quota-resetson": "Mon,23 Nov 2026 10:30:00 UTC",
}


def test_every_number_of_the_documentation() -> None:
    table = {name: (p.burst, p.restore, p.hourly) for name, p in MWS_PLANS.items()}

    assert table == {
        "SubmitFeed": (15, 120, 30),
        "GetFeedSubmissionList": (10, 45, 80),
        "GetFeedSubmissionListByNextToken": (30, 2, 1800),
        "GetFeedSubmissionCount": (10, 45, 80),
        "GetFeedSubmissionResult": (15, 60, 60),
        "CancelFeedSubmissions": (10, 45, 80),
        "ListMarketplaceParticipations": (15, 60, None),
        "ListMarketplaceParticipationsByNextToken": (15, 60, None),
        "GetServiceStatus": (2, 300, None),
    }


def test_only_the_two_calls_about_marketplaces_share_a_bucket() -> None:
    shared = [plan.shared_as for plan in MWS_PLANS.values()]

    assert len(set(shared)) == len(shared) - 1
    assert (
        MWS_PLANS["ListMarketplaceParticipations"].shared_as
        == MWS_PLANS["ListMarketplaceParticipationsByNextToken"].shared_as
    )


def test_the_headers_are_read() -> None:
    assert read_allowance(HEADERS, NOW, None) == HourlyAllowance(80, 79, RESET)


def test_amazons_time_is_turned_into_ours() -> None:
    slow = timedelta(minutes=7)

    assert read_allowance(HEADERS, NOW, slow) == HourlyAllowance(80, 79, RESET - slow)
    assert reset_moment(HEADERS, NOW, slow) == RESET - slow


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("value", ["", "many", "nan", "inf"])
def test_headers_that_are_missing_or_broken_say_nothing(name: str, value: str) -> None:
    assert read_allowance({**HEADERS, name: value}, NOW, None) is None
    assert read_allowance({k: v for k, v in HEADERS.items() if k != name}, NOW, None) is None


def test_a_reset_beyond_the_hour_is_not_believed() -> None:
    headers = {**HEADERS, "x-mws-quota-resetson": "Mon,23 Nov 2099 10:30:00 UTC"}

    assert reset_moment(headers, NOW, None) == NOW + timedelta(hours=1)
    assert read_allowance(headers, NOW, None) == HourlyAllowance(80, 79, NOW + timedelta(hours=1))


def test_without_a_reset_we_wait_some_minutes_and_never_look_back() -> None:
    assert reset_moment({}, NOW, None) == NOW + timedelta(minutes=5)
    assert reset_moment(HEADERS, RESET + timedelta(hours=2), None) == RESET + timedelta(hours=2)
