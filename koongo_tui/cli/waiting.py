"""Following a submission until Amazon has finished it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from koongo_tui.amazon.submission import State
from koongo_tui.cli.context import Context
from koongo_tui.cli.explain import number
from koongo_tui.errors import Actor, ExitCode, KoongoError
from koongo_tui.sync import Phase, channel_sync
from koongo_tui.sync.reports import awaits_report

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.store.config import Channel
    from koongo_tui.store.history import Row
    from koongo_tui.sync import SyncEvent

_LOOK = 5.0
"""Seconds between two looks at the clock: a submission becomes stuck without any answer."""


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
) -> Row:
    """Follow a submission within Amazon's quota; each new state is said.

    Returns when it is finished and its report was read, or a person has to act: it is stuck, or
    Amazon holds it.

    Raises:
        TookTooLong: it is not, after so long.
        AmazonError: Amazon refuses, so that nothing more can be learnt.
    """
    workspace = context.workspace
    wake = asyncio.Event()

    def hear(_event: SyncEvent) -> None:
        wake.set()

    # Who waits wants to know, whatever the channel's own setting for the screen is.
    sync = channel_sync(workspace, replace(channel, auto_refresh=True), api, on_event=hear)
    sync.want_reports([submission_id])
    deadline = None if at_most is None else context.clock() + at_most
    task = asyncio.ensure_future(sync.run())
    said: State | None = None
    try:
        while True:
            row = workspace.history().get(channel.account_key, submission_id)
            state = None if row is None else row.state(context.clock())
            if row is not None and state is not said and not awaits_report(row):
                said = state
                context.say(state_words(row, context))
            if row is not None and _is_over(row, state):
                return row
            if task.done():
                # The loop itself only ends by a failure.
                await task
            if sync.state.phase is Phase.PAUSED and sync.state.error is not None:
                raise sync.state.error
            if deadline is not None and context.clock() >= deadline:
                raise TookTooLong(
                    f"Amazon has not finished {submission_id} yet. It goes on by itself.",
                    fix=f"Look later with: koongo-tui show {submission_id}",
                )
            with suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), _LOOK * workspace.pace)
            wake.clear()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, KoongoError):
            await task


def _is_over(row: Row, state: State | None) -> bool:
    if state in (State.STUCK, State.HELD):
        return True
    return state is not None and not state.is_open and not awaits_report(row)


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
