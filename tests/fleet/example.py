"""Channels, as a test of all of them needs them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from koongo_tui.amazon.submission import State
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.store.accounts import Check
from koongo_tui.store.channels import Channel
from koongo_tui.store.summaries import AccountSummary, Tally

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
UK, GERMANY = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"


def channel(name: str, seller_id: str | None = None, **values: Any) -> Channel:
    """A channel with an account of its own, unless the Seller ID says otherwise."""
    usual: dict[str, Any] = {
        "program": Program.MWS,
        "region": Region.EU,
        "marketplace_id": UK,
        "seller_id": seller_id or f"A135KK{name.upper().replace('-', '')}",
    }
    return Channel(name, **{**usual, **values})


def summary(
    minutes: float | None = 1,
    *,
    error: str | None = None,
    failures: int = 0,
    newest: datetime | None = None,
    **states: int,
) -> AccountSummary:
    """An account whose list is so old; None for never. States are named as ``done_with_errors``."""
    succeeded = None if minutes is None else NOW - minutes * MINUTE
    check = None
    if succeeded is not None or error is not None:
        at = NOW - MINUTE if error else succeeded
        assert at is not None
        text = f"What Amazon said to {error}." if error else None
        check = Check(at, succeeded, error, text, failures or int(error is not None))
    counted = dict.fromkeys(State, 0)
    for word, number in states.items():
        counted[State(word.replace("_", "-"))] = number
    return AccountSummary(
        check, Tally(sum(counted.values()), MappingProxyType(counted)), newest or NOW - MINUTE
    )


def ends_in(days: int) -> date:
    """A day."""
    return (NOW + timedelta(days=days)).date()
