"""When to ask Amazon: the times of a synchronisation, and the quota that all processes share.

Apart from the synchronisation, so that a command which only tells the time of the next request
does not import an event loop.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.guide.programs import Program

if TYPE_CHECKING:
    from koongo_tui.amazon.quota import Budget
    from koongo_tui.store.history import Check, History

LIST_OPERATION = {Program.MWS: "GetFeedSubmissionList", Program.SP_API: "getFeeds"}
PAGE_OPERATION = {Program.MWS: "GetFeedSubmissionListByNextToken", Program.SP_API: "getFeeds"}
"""Asks for the next page of a list: under SP-API a page has the price of a list."""

REPORT_OPERATION = {Program.MWS: "GetFeedSubmissionResult", Program.SP_API: "getFeedDocument"}
SUBMIT_OPERATION = {Program.MWS: "SubmitFeed", Program.SP_API: "createFeed"}
FOLLOW_OPERATION = {Program.SP_API: "getFeed"}
"""Asks for one submission under a quota of its own; MWS has no such call."""

LIST_FLOOR = timedelta(seconds=45)
"""Amazon restores one list request in this time, under both programs."""

PAGE_SECONDS = {Program.MWS: 2.0, Program.SP_API: 45.0}
"""Amazon restores one request for a next page in this time."""

REACH = timedelta(days=90)
"""How far back Amazon's list goes."""

QUIET_INTERVAL = timedelta(minutes=5)
"""Between lists when nothing is open."""

BACKOFF = tuple(timedelta(minutes=m) for m in (1, 2, 4, 8, 15))
"""How long to wait after the first, second ... failure in a row; the last one stays."""

PATIENCE_STEP = timedelta(minutes=5)
PATIENCE_TRIES = 12
"""After a renewal Amazon may refuse for up to an hour: ask every five minutes for that long."""


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
    return allowed_after(
        allowed,
        history.last_check(account),
        history.asking_since(account),
        now=now,
        pace=pace,
    )


def allowed_after(
    allowed: datetime,
    last: Check | None,
    asking: datetime | None,
    *,
    now: datetime,
    pace: float = 1.0,
) -> datetime:
    """The same, from what is known of the account already.

    Args:
        allowed: when the quota allows a list.
        last: the last look at Amazon; None before the first.
        asking: since when a process is asking; its list is as good as ours. None without one.
    """
    for asked in (last.succeeded_at if last is not None else None, asking):
        if asked is not None and asked <= now:
            allowed = max(allowed, asked + LIST_FLOOR * pace)
    return max(allowed, now)
