"""``submit --unfinished`` and ``--withdraw``: feeds that were prepared and are not at Amazon."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context
from koongo_tui.cli.sending import send_intent
from koongo_tui.errors import ExitCode, KoongoError, UsageError
from koongo_tui.outbox.preparing import channel_outbox
from koongo_tui.outbox.words import intent_words
from koongo_tui.store.intents import Intent, IntentState, Origin

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel

YOUNG = timedelta(hours=1)
"""Prices and stock of an older feed may be others by now: a person has to decide."""


def finish(context: Context, channel: Channel, number: int) -> int:
    """Settle what is unknown; send what did not arrive and is young, or the one with a number.

    Exit 0 when nothing is left, 6 when older ones are.

    Raises:
        KoongoError: it cannot be found out, or a feed cannot be sent, now.
    """
    return asyncio.run(_finish(context, channel, number))


async def _finish(context: Context, channel: Channel, number: int) -> int:
    intents = context.workspace.intents
    account = channel.account_key
    if number:
        _of_account(intents.get(number), channel, number)
    elif not intents.in_state(account, IntentState.READY, IntentState.SENDING):
        context.say("Nothing is unfinished.")
        return _told(context, channel, [], [])
    api = context.workspace.open_api(channel)
    done: list[Intent] = []
    try:
        if intents.in_state(account, IntentState.SENDING):
            context.say("Looking into Amazon's list. That may take some minutes.")
        for settled in await channel_outbox(context.workspace, channel, api).settle():
            if settled.state is IntentState.SENT:
                context.say(f"Number {settled.id} had arrived, as {settled.submission_id}.")
                done.append(settled)
        for intent in intents.in_state(account, IntentState.READY):
            if intent.id == number or (not number and _is_due(context, intent)):
                submission = await send_intent(context, channel, api, intent)
                context.say(f"Number {intent.id} did not arrive before. It is sent now.")
                if not context.as_json:
                    context.data(submission.id)
                found = intents.get(intent.id)
                done += [found] if found is not None else []
    finally:
        await api.aclose()
    left = [] if number else list(intents.in_state(account, IntentState.READY))
    return _told(context, channel, done, left)


def _is_due(context: Context, intent: Intent) -> bool:
    # What was to be sent by itself is auto-submit's business: it may have been paused since.
    young = context.clock() - intent.created_at < YOUNG
    return young and intent.new.origin is not Origin.AUTO


def _of_account(intent: Intent | None, channel: Channel, number: int) -> Intent:
    if intent is None or intent.account != channel.account_key:
        raise UsageError(
            f"There is no unfinished feed {number} of this account. Nothing was sent.",
            fix="See: koongo-tui submit --unfinished",
        )
    return intent


def _told(context: Context, channel: Channel, done: list[Intent], left: list[Intent]) -> int:
    now = context.clock()
    for intent in left:
        context.say(f"Number {intent.id} was not sent: {intent_words(intent, now)}.")
        context.say(f"  Send it:     koongo-tui submit --unfinished {intent.id}")
        context.say(f"  Or drop it:  koongo-tui submit --withdraw {intent.id}")
    code = ExitCode.FINISHED_WITH_ERRORS if left else ExitCode.OK
    if context.as_json:
        context.print_json(
            {
                "channel": channel.name,
                "sent": [{"number": i.id, "id": i.submission_id} for i in done],
                "left": [{"number": i.id, "type": i.new.feed_type} for i in left],
                "exit": int(code),
            }
        )
    return code


def withdraw(context: Context, channel: Channel, number: int) -> int:
    """Decide against a feed that was prepared and not sent.

    Raises:
        KoongoError: there is none, it was sent, or that is not known.
    """
    intents = context.workspace.intents
    intent = _of_account(intents.get(number), channel, number)
    if not intents.withdraw(number):
        raise _too_late(intents.get(number) or intent)
    context.say(f"Number {number} is withdrawn: {intent_words(intent, context.clock())}.")
    if context.as_json:
        context.print_json({"channel": channel.name, "withdrawn": number, "exit": 0})
    return ExitCode.OK


def _too_late(intent: Intent) -> KoongoError:
    if intent.state is IntentState.SENDING:
        return UsageError(
            f"Number {intent.id} may have arrived at Amazon already. Nothing was withdrawn.",
            fix="First find out with: koongo-tui submit --unfinished",
        )
    if intent.state is IntentState.SENT:
        return UsageError(
            f"Number {intent.id} was sent, as {intent.submission_id}. Nothing was withdrawn.",
            fix=f"While it waits: koongo-tui cancel {intent.submission_id}",
        )
    return UsageError(f"Number {intent.id} is not to be sent anyway. Nothing was changed.")
