"""How often a list may be asked for: the quota that all processes of this machine share.

Apart from the synchronisation, so that a command which only tells the time of the next request
does not import an event loop.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.guide.programs import Program

if TYPE_CHECKING:
    from koongo_tui.amazon.quota import Budget
    from koongo_tui.store.history import History

LIST_OPERATION = {Program.MWS: "GetFeedSubmissionList", Program.SP_API: "getFeeds"}
REPORT_OPERATION = {Program.MWS: "GetFeedSubmissionResult", Program.SP_API: "getFeedDocument"}
FOLLOW_OPERATION = {Program.SP_API: "getFeed"}
"""Asks for one submission under a quota of its own; MWS has no such call."""

LIST_FLOOR = timedelta(seconds=45)
"""Amazon restores one list request in this time, under both programs."""


def list_allowed_at(
    history: History,
    budget: Budget,
    account: str,
    program: Program,
    *,
    now: datetime,
    pace: float = 1.0,
) -> datetime:
    """The earliest moment at which an account's list may be asked for again, ``now`` at least."""
    allowed = budget.allowed_at(LIST_OPERATION[program])
    last = history.last_check(account)
    if last is not None and last.succeeded_at is not None and last.succeeded_at <= now:
        allowed = max(allowed, last.succeeded_at + LIST_FLOOR * pace)
    return max(allowed, now)
