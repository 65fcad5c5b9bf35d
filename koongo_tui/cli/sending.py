"""From a feed file to a submission, for the commands: check, say what will happen, ask, send."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context, printable
from koongo_tui.cli.dialogue import BackError, Dialogue, StoppedError
from koongo_tui.cli.progress import ProgressLine
from koongo_tui.cli.sending_json import plan_json, sent_json
from koongo_tui.cli.waiting import exit_of, wait_until_finished
from koongo_tui.errors import ExitCode, KoongoError, UsageError
from koongo_tui.feeds.model import Progress
from koongo_tui.outbox.checking import check_aside
from koongo_tui.outbox.outbox import Gone, OutcomeUnknown
from koongo_tui.outbox.plan import SendPlan, intent_of_plan, plan_sending
from koongo_tui.outbox.preparing import channel_outbox
from koongo_tui.outbox.words import plan_lines
from koongo_tui.retention import forget_old_daily
from koongo_tui.store.intents import Intent, IntentState, Origin

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.amazon.submission import Submission
    from koongo_tui.store.config import Channel

NOTHING_SENT = "Nothing was sent."


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asked for.

    Attributes:
        origin: of the intent.
        yes: they have said yes already.
        dry_run: send nothing.
        wait: follow it until it is finished.
        timeout: for that; None for as long as it takes.
        compare: say how the feed differs from the one sent last.
    """

    origin: Origin
    yes: bool = False
    dry_run: bool = False
    wait: bool = False
    timeout: timedelta | None = None
    compare: bool = True


def send_file(
    context: Context,
    channel: Channel,
    path: Path,
    wishes: Wishes,
    *,
    feed_type: str | None = None,
) -> int:
    """Check a file, say what will happen, ask, and send it. Gives the exit code.

    Args:
        feed_type: that was chosen; None takes what the file or the channel says.

    Raises:
        KoongoError: it was not sent, or it is not known whether it arrived.
    """
    plan = asyncio.run(_planned(context, channel, path, feed_type, compare=wishes.compare))
    for line in plan_lines(plan, context.clock()):
        context.say(printable(line))
    if plan.checked.refused or wishes.dry_run:
        code = _verdict(plan)
        context.say(_unsent_words(plan))
        if context.as_json:
            context.print_json(plan_json(plan) | sent_json(None, None, wishes.dry_run, code))
        return code
    if not wishes.yes and not _confirmed(context, plan):
        context.say(NOTHING_SENT)
        if context.as_json:
            context.print_json(plan_json(plan) | sent_json(None, None, False, ExitCode.OK))
        return ExitCode.OK
    return asyncio.run(_sent(context, plan, wishes))


def _unsent_words(plan: SendPlan) -> str:
    if plan.checked.refused:
        return f"Amazon would refuse this feed. {NOTHING_SENT}"
    return f"That is all a dry run does. {NOTHING_SENT}"


def _verdict(plan: SendPlan) -> ExitCode:
    if plan.checked.refused:
        return ExitCode.USAGE
    return ExitCode.FINISHED_WITH_ERRORS if plan.checked.warned else ExitCode.OK


async def _planned(
    context: Context, channel: Channel, path: Path, feed_type: str | None, *, compare: bool
) -> SendPlan:
    line = ProgressLine(context)
    loop = asyncio.get_running_loop()

    def told(what: str) -> Callable[[Progress], None]:
        return lambda progress: line.show(what, progress.done, progress.total)

    try:
        checked = await check_aside(
            path, channel, feed_type=feed_type, on_progress=told("Checking the feed:")
        )
        comparing = told("Comparing it with the last one:")

        def tell(progress: Progress) -> None:
            loop.call_soon_threadsafe(comparing, progress)

        return await asyncio.to_thread(
            plan_sending,
            context.workspace,
            channel,
            checked,
            compare=compare,
            on_progress=tell,
        )
    finally:
        line.clear()


def _confirmed(context: Context, plan: SendPlan) -> bool:
    """Ask at a terminal. Raises UsageError where there is none."""
    if not context.is_terminal:
        what = "This is the feed that was sent last, unchanged. " if plan.unchanged else ""
        raise UsageError(
            f"{what}Nobody can be asked here whether to send it. {NOTHING_SENT}",
            fix="Add --yes to send it without a question, or --dry-run to look only.",
            code="not-confirmed",
        )
    dialogue = Dialogue(context)
    if plan.unchanged:
        prompt = "Nothing has changed since it was sent last. Send the same feed once more"
    else:
        prompt = "Send it to Amazon"
    try:
        answer = dialogue.ask(
            f"{prompt} (yes or no)",
            "no",
            help_text="yes sends the feed as described above; anything else sends nothing.",
        )
    except (BackError, StoppedError):
        return False
    return answer.lower() in ("y", "yes")


async def _sent(context: Context, plan: SendPlan, wishes: Wishes) -> int:
    workspace, channel = context.workspace, plan.channel
    # First: where a token is missing nothing has to be written down.
    api = workspace.open_api(channel)
    try:
        intent = await asyncio.to_thread(intent_of_plan, workspace, plan, wishes.origin)
        submission = await send_intent(context, channel, api, intent)
        if not context.as_json:
            context.say("Amazon has taken it. Its Report ID:")
            context.data(submission.id)
        if not wishes.wait:
            if context.as_json:
                context.print_json(
                    plan_json(plan) | sent_json(submission.id, None, False, ExitCode.OK)
                )
            return ExitCode.OK
        row = await wait_until_finished(
            context, channel, api, submission.id, at_most=wishes.timeout
        )
    finally:
        await api.aclose()
        await asyncio.to_thread(forget_old_daily, workspace)
    now = context.clock()
    code = exit_of(row.state(now))
    if context.as_json:
        from koongo_tui.export import row_json

        context.print_json(
            plan_json(plan) | sent_json(submission.id, row_json(row, now), False, code)
        )
    elif code is not ExitCode.OK:
        context.say(f"What Amazon says of it: koongo-tui show {submission.id}")
    return code


async def send_intent(
    context: Context, channel: Channel, api: SellerApi, intent: Intent
) -> Submission:
    """Send what is written down, with progress; a failure says what it means for the feed.

    Raises KoongoError.
    """
    workspace = context.workspace
    line = ProgressLine(context)
    unsettled = workspace.intents.in_state(channel.account_key, IntentState.SENDING)
    if unsettled:
        context.say(
            "First we look whether the feed before has arrived, whose answer was lost. "
            "That may take some minutes."
        )
    show = partial(line.show, "Sending:", total=intent.new.size)
    try:
        return await channel_outbox(workspace, channel, api).send(intent.id, show)
    except (OutcomeUnknown, Gone):
        raise
    except KoongoError as error:
        raise _explained(context, intent, error) from None
    except asyncio.CancelledError:
        line.clear()
        context.say(
            "The sending was interrupted. Whether the feed arrived is found out, and it is sent "
            "if it did not, with: koongo-tui submit --unfinished"
        )
        raise
    finally:
        line.clear()


def _explained(context: Context, intent: Intent, error: KoongoError) -> KoongoError:
    now = context.workspace.intents.get(intent.id)
    if now is not None and now.state is IntentState.READY:
        kept = (
            f"The feed is kept as number {intent.id}. "
            "Send it later with: koongo-tui submit --unfinished"
        )
        error.fix = f"{error.fix} {kept}".strip()
    return error
