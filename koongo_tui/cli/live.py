"""One look at Amazon for a command: refresh what may be refreshed, then read the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context
from koongo_tui.errors import KoongoError
from koongo_tui.pacing import LIST_OPERATION, allowed_after, list_allowed_at

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel
    from koongo_tui.store.summaries import AccountSummary
    from koongo_tui.sync.sync import Sync


@dataclass(frozen=True, slots=True)
class Look:
    """How current the history is.

    Attributes:
        checked_at: when Amazon last answered; None before it ever did.
        error: why asking failed just now; None when it worked or was not needed.
        next_allowed_at: when the list may be asked for again.
        requests_left: list requests that Amazon allows at this moment.
        asked: Amazon was asked at all.
    """

    checked_at: datetime | None
    error: KoongoError | None
    next_allowed_at: datetime
    requests_left: int
    asked: bool

    def stale(self, now: datetime, interval: timedelta) -> bool:
        """Older than two intervals, or the last try failed."""
        if self.error is not None or self.checked_at is None:
            return True
        return now - self.checked_at > 2 * interval


def look(
    context: Context,
    channel: Channel,
    *,
    cached: bool,
    older: bool = False,
    reports: int = 0,
    summary: AccountSummary | None = None,
) -> Look:
    """Refresh a channel's history as far as Amazon's quota allows it.

    Args:
        cached: do not ask Amazon at all.
        older: go on with a long list as far as that costs no waiting.
        reports: fetch at most so many missing processing reports, newest first.
        summary: what is known of the account, when Amazon is not asked; read here if None.
    """
    if cached and summary is not None:
        return _known(context, channel, summary)
    if cached:
        return _look(context, channel, error=None, asked=False)
    import asyncio

    seen = asyncio.run(_fresh(context, channel, older=older, reports=reports))
    from koongo_tui.retention import forget_old_daily

    gone = forget_old_daily(context.workspace)
    if gone is not None and gone.problem is not None:
        context.say(gone.problem)
    return seen


async def _fresh(context: Context, channel: Channel, *, older: bool, reports: int) -> Look:
    from koongo_tui.sync.sync import channel_sync

    workspace = context.workspace
    try:
        api = workspace.open_api(channel)
    except KoongoError as error:
        return _look(context, channel, error=error, asked=False)
    try:
        sync = channel_sync(workspace, channel, api)
        asked = sync.list_allowed_at() <= context.clock()
        if asked:
            await sync.refresh()
        if older:
            await _read_older(context, sync)
        if sync.state.error is None:
            await sync.fetch_reports(at_most=reports)
        return _look(context, channel, error=sync.state.error, asked=asked)
    finally:
        await api.aclose()


async def _read_older(context: Context, sync: Sync) -> None:
    while (page_at := sync.catch_up_moment()) is not None and page_at <= context.clock():
        await sync.catch_up()
    if (progress := sync.state.catching_up) is not None:
        left = "" if progress.remaining is None else f", about {progress.remaining:,} are missing"
        context.say(f"Older submissions are not all read yet{left}. The next run goes on.")


def _known(context: Context, channel: Channel, summary: AccountSummary) -> Look:
    workspace = context.workspace
    budget, check = workspace.budget(channel), summary.check
    operation = LIST_OPERATION[channel.program]
    now = context.clock()
    return Look(
        checked_at=check.succeeded_at if check else None,
        error=None,
        next_allowed_at=allowed_after(
            budget.allowed_at(operation),
            check,
            summary.asking_since,
            now=now,
            pace=workspace.pace,
        ),
        requests_left=budget.left(operation),
        asked=False,
    )


def _look(context: Context, channel: Channel, *, error: KoongoError | None, asked: bool) -> Look:
    workspace = context.workspace
    history, budget = workspace.history(), workspace.budget(channel)
    check = history.last_check(channel.account_key)
    return Look(
        checked_at=check.succeeded_at if check else None,
        error=error,
        next_allowed_at=list_allowed_at(
            history,
            budget,
            channel.account_key,
            channel.program,
            now=context.clock(),
            pace=workspace.pace,
        ),
        requests_left=budget.left(LIST_OPERATION[channel.program]),
        asked=asked,
    )
