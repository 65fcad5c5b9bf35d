"""Sending and cancelling for screens: every step that reaches a disk or Amazon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from koongo_tui.errors import NotSetUpError

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.amazon.submission import Submission
    from koongo_tui.outbox.cancelling import Cancellation
    from koongo_tui.outbox.checking import CheckedFeed
    from koongo_tui.outbox.plan import SendPlan
    from koongo_tui.store.intents import Intent, Origin
    from koongo_tui.tui.live import Live


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What a person is asked to say yes to.

    Attributes:
        allowed_at: when Amazon's quota lets the feed in; now, or later.
    """

    plan: SendPlan
    allowed_at: datetime


async def gather(live: Live, checked: CheckedFeed, cancelled: Callable[[], bool]) -> ToConfirm:
    """What sending this feed will do.

    Raises:
        KoongoError: it cannot be told.
        WorkCancelled: ``cancelled`` said so.
    """
    from koongo_tui.outbox.plan import plan_sending
    from koongo_tui.tui.background import in_background

    workspace, channel = live.workspace, live.channel
    plan = await in_background(
        lambda: plan_sending(workspace, channel, checked, cancelled=cancelled)
    )
    return ToConfirm(plan, await asyncio.to_thread(quota_moment, live))


def quota_moment(live: Live) -> datetime:
    """When Amazon's quota lets the next feed in."""
    from koongo_tui.outbox.turn import SUBMIT_OPERATION

    operation = SUBMIT_OPERATION[live.channel.program]
    return live.workspace.budget(live.channel).allowed_at(operation)


async def send(
    live: Live, plan: SendPlan, origin: Origin, on_progress: Callable[[int], None]
) -> Submission:
    """Write the intent down, keep a copy, and send it.

    Raises:
        OutcomeUnknown: the answer was lost; it is found out later.
        KoongoError: nothing was sent.
    """
    from koongo_tui.outbox.plan import intent_of_plan
    from koongo_tui.outbox.preparing import channel_outbox

    async with account(live) as api:
        intent = await asyncio.to_thread(intent_of_plan, live.workspace, plan, origin)
        outbox = channel_outbox(live.workspace, live.channel, api)
        return await outbox.send(intent.id, on_progress)


async def settle(live: Live) -> tuple[Intent, ...]:
    """Find out what became of feeds whose answer was lost; those that were, as they are now.

    Raises:
        KoongoError: it cannot be found out now.
    """
    from koongo_tui.outbox.preparing import channel_outbox

    async with account(live) as api:
        return await channel_outbox(live.workspace, live.channel, api).settle()


async def cancel(live: Live, submission_id: str) -> Cancellation:
    """Cancel a waiting submission. Raises KoongoError."""
    from koongo_tui.outbox.cancelling import cancel_submission

    async with account(live) as api:
        return await cancel_submission(live.workspace, live.channel, api, submission_id)


@asynccontextmanager
async def account(live: Live) -> AsyncIterator[SellerApi]:
    """The account of a live channel: the open one, else one of its own.

    Raises:
        NotSetUpError: the token is kept nowhere, and the list is not connected.
        KoongoError: it cannot be opened.
    """
    if live.api is not None:
        yield live.api
        return
    if live.needs_token():
        raise NotSetUpError(
            "The token of this channel is kept nowhere, and the list is not connected. Nothing "
            "was sent.",
            fix="Press r on the list and give the token.",
        )
    api = await asyncio.to_thread(live.workspace.open_api, live.channel)
    try:
        yield api
    finally:
        await api.aclose()
