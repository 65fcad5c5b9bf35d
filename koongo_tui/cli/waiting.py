"""Following a submission until Amazon has finished it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.amazon.errors import AmazonError, Throttled
from koongo_tui.amazon.submission import State
from koongo_tui.cli.context import Context
from koongo_tui.cli.explain import number
from koongo_tui.errors import Actor, ExitCode, KoongoError
from koongo_tui.pacing import BACKOFF, FOLLOW_OPERATION
from koongo_tui.sync.following import PAUSE
from koongo_tui.sync.reports import awaits_report
from koongo_tui.sync.sync import REFUSALS, channel_sync

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.store.config import Channel
    from koongo_tui.store.history import Row
    from koongo_tui.sync.sync import Sync


class TookTooLong(KoongoError):
    """The person's own limit was reached."""

    code = "took-too-long"
    who = Actor.AMAZON
    exit_code = ExitCode.COULD_NOT_FIND_OUT


async def wait_until_finished(
    context: Context,
    channel: Channel,
    api: SellerApi,
    submission_id: str,
    *,
    at_most: timedelta | None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Row:
    """Follow a submission within Amazon's quota; each new state is said.

    Returns when it is finished and its report was read, or a person has to act: it is stuck, or
    Amazon holds it.

    Raises:
        TookTooLong: it is not, after so long.
        AmazonError: Amazon refuses, so that nothing more can be learnt.
    """
    workspace = context.workspace
    sync = channel_sync(workspace, channel, api)
    deadline = None if at_most is None else context.clock() + at_most
    said: State | None = None
    failures = 0
    while True:
        row = workspace.history().get(channel.account_key, submission_id)
        if row is not None and not awaits_report(row):
            state = row.state(context.clock())
            if state is not said:
                said = state
                context.say(state_words(row, context))
            if not state.is_open or state in (State.STUCK, State.HELD):
                return row
        if deadline is not None and context.clock() >= deadline:
            raise TookTooLong(
                f"Amazon has not finished {submission_id} yet. It goes on by itself.",
                fix=f"Look later with: koongo-tui show {submission_id}",
            )
        try:
            next_at = await _learn(context, channel, sync, submission_id, row)
            failures = 0
        except REFUSALS:
            raise
        except Throttled as error:
            next_at = error.retry_at
        except AmazonError as error:
            failures += 1
            if failures == 1:
                context.say(f"{error.message} We go on trying.")
            wait = BACKOFF[min(failures, len(BACKOFF)) - 1] * workspace.pace
            next_at = context.clock() + wait
        now = workspace.history().get(channel.account_key, submission_id)
        if _has_news(row, now, context.clock()):
            continue
        if deadline is not None:
            next_at = min(next_at, deadline)
        await sleep(max((next_at - context.clock()).total_seconds(), 0.01))


def _has_news(before: Row | None, now: Row | None, moment: datetime) -> bool:
    """It is finished just now, or its report is here: what follows need not wait."""
    if now is None or now.state(moment).is_open:
        return False
    was_open = before is None or before.state(moment).is_open
    return was_open or not awaits_report(now)


async def _learn(
    context: Context, channel: Channel, sync: Sync, submission_id: str, row: Row | None
) -> datetime:
    """Ask what is asked next; gives the moment of the next question. Raises AmazonError."""
    pace = context.workspace.pace
    if row is not None and awaits_report(row):
        await sync.fetch_report(submission_id)
        return context.clock() + PAUSE * pace
    if channel.program in FOLLOW_OPERATION:
        await sync.follow(submission_id)
        return context.clock() + PAUSE * pace
    allowed = sync.list_allowed_at()
    if allowed <= context.clock():
        await sync.refresh()
        if sync.state.error is not None:
            raise sync.state.error
        # A report is asked for at once.
        return context.clock()
    return allowed


def state_words(row: Row, context: Context) -> str:
    """How a submission stands, a line."""
    counts = row.counts
    match row.state(context.clock()):
        case State.WAITING:
            return f"{row.id} waits for its turn at Amazon."
        case State.WORKING:
            return f"Amazon works on {row.id}."
        case State.STUCK:
            return f"{row.id} takes longer than Amazon's own limit: stuck?"
        case State.HELD:
            return f"Amazon holds {row.id} and asks you about it in Seller Central."
        case State.DONE | State.DONE_WITH_ERRORS:
            return (
                f"Done: processed {number(counts.processed)}, accepted {number(counts.accepted)}, "
                f"errors {number(counts.errors)}, warnings {number(counts.warnings)}."
            )
        case State.CANCELLED:
            return f"{row.id} was cancelled."
        case State.FAILED:
            return f"Amazon gave up on {row.id}."
        case State.UNKNOWN:
            return f"{row.id}: Amazon says {row.submission.native_status}."


def exit_of(state: State) -> ExitCode:
    """What a submission's state means for the exit code."""
    if state in (State.DONE_WITH_ERRORS, State.FAILED):
        return ExitCode.FINISHED_WITH_ERRORS
    if state in (State.STUCK, State.HELD):
        return ExitCode.STUCK_OR_HELD
    return ExitCode.OK
