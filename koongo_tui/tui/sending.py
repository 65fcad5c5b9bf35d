"""Sending and cancelling for screens: every step that reaches a disk or Amazon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
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


async def gather(
    live: Live, checked: CheckedFeed, cancelled: Callable[[], bool], *, compare: bool
) -> ToConfirm:
    """What sending this feed will do.

    Args:
        compare: with the feed sent last; a few lines of one would look like all others removed.

    Raises:
        KoongoError: it cannot be told.
        WorkCancelled: ``cancelled`` said so.
    """
    from koongo_tui.outbox.plan import plan_sending
    from koongo_tui.tui.background import in_background

    workspace, channel = live.workspace, live.channel
    plan = await in_background(
        lambda: plan_sending(workspace, channel, checked, compare=compare, cancelled=cancelled)
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


class How(StrEnum):
    """What of a feed is sent again."""

    AS_SENT = "as-sent"
    REFUSED = "refused"
    """Only the refused lines, as they were sent."""
    CORRECTED = "corrected"
    """Only the refused lines, as the source has them now."""


@dataclass(frozen=True, slots=True)
class Again:
    """A feed that is to be sent again.

    Attributes:
        what: what it is, a sentence or two.
        keep: holds its file; to be closed when it is not needed any more.
    """

    checked: CheckedFeed
    what: str
    keep: ExitStack


def sent_from_here(live: Live, submission_id: str) -> bool:
    """The submission was sent from this machine, so that it can be sent again."""
    return live.workspace.intents.of_submission(live.account, submission_id) is not None


async def prepare_again(
    live: Live, submission_id: str, how: How, cancelled: Callable[[], bool]
) -> Again:
    """Make a feed of what was sent, or of the lines that Amazon refused.

    Raises:
        KoongoError: there is nothing to send again, or no copy of it.
        WorkCancelled: ``cancelled`` said so.
    """
    from koongo_tui.tui.background import in_background

    source: Path | None = None
    if how is How.CORRECTED:
        source = await _source_now(live)
    return await in_background(lambda: _again(live, submission_id, how, source, cancelled))


async def _source_now(live: Live) -> Path:
    from koongo_tui.feed_source import look, parse_feed_source

    channel, workspace = live.channel, live.workspace
    if channel.feed_source is None:
        raise NotSetUpError(
            "The channel has no feed source to take the lines from. Nothing was sent.",
            fix="Choose one: e on the list, then 4.",
        )
    # Whatever begins with ~ is whole by now: a relative one is refused when it is saved.
    home = await asyncio.to_thread(Path("~").expanduser)
    source = parse_feed_source(channel.feed_source, home=home)
    await look(workspace.feeds, channel.name, source, clock=workspace.clock)
    return workspace.feeds.path(channel.name)


def _again(
    live: Live, submission_id: str, how: How, source: Path | None, cancelled: Callable[[], bool]
) -> Again:
    from koongo_tui.outbox.again import intent_of, refused_lines, take_lines
    from koongo_tui.outbox.checking import check_file
    from koongo_tui.outbox.kept import kept_copy
    from koongo_tui.outbox.words import counted

    workspace, channel = live.workspace, live.channel
    intent = intent_of(workspace, channel, submission_id)
    with ExitStack() as stack:
        if how is How.AS_SENT:
            path = stack.enter_context(kept_copy(workspace, intent))
            what = f"The whole feed again, as it was sent as {submission_id}."
        else:
            refused = refused_lines(workspace, channel, submission_id)
            folder = stack.enter_context(TemporaryDirectory(prefix="koongo-tui-"))
            path = Path(folder) / "feed"
            whole = source or stack.enter_context(kept_copy(workspace, intent))
            found = take_lines(
                whole, channel, intent, refused, path, as_sent=source is None, cancelled=cancelled
            )
            where = "the source has them now" if source is not None else "they were sent"
            what = (
                f"Only the {counted(found.rows, 'line')} that Amazon refused of {submission_id}, "
                f"as {where}."
            )
            if found.missing:
                missing = counted(len(found.missing), "line")
                what += (
                    f" {missing} of them {'is' if len(found.missing) == 1 else 'are'} not there."
                )
        checked = check_file(path, channel, feed_type=intent.new.feed_type, cancelled=cancelled)
        return Again(checked, what, stack.pop_all())
