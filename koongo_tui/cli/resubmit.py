"""``resubmit ID``: send a feed again as it was sent, or only the lines that Amazon refused."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context
from koongo_tui.cli.sending import send_file
from koongo_tui.cli.submit import add_sending, source_file, wishes_of
from koongo_tui.errors import KoongoError, UsageError
from koongo_tui.outbox.again import NothingRefused, intent_of, refused_lines, take_lines
from koongo_tui.outbox.kept import kept_copy
from koongo_tui.outbox.words import counted
from koongo_tui.store.intents import Origin

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel
    from koongo_tui.store.intents import Intent

_THE_SOURCE = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("id", metavar="ID", help="a Report ID from the list")
    parser.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    parser.add_argument(
        "--failed-lines",
        action="store_true",
        help="only the lines that its processing report refused",
    )
    parser.add_argument(
        "--corrected",
        metavar="FILE",
        nargs="?",
        const=_THE_SOURCE,
        help="take those lines from this file, or from the channel's feed source, as it is now; "
        "only with --failed-lines",
    )
    add_sending(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    """Exit as ``submit``; 2 where there is nothing to send again."""
    if args.corrected is not None and not args.failed_lines:
        raise UsageError(
            "--corrected goes with --failed-lines. Nothing was sent.",
            fix="A feed that was put right as a whole is sent with: koongo-tui submit",
        )
    workspace = context.workspace
    channel = workspace.channel(args.channel)
    intent = intent_of(workspace, channel, args.id)
    wishes = wishes_of(args, Origin.RESUBMIT)
    with ExitStack() as stack:
        if args.corrected is None:
            path = stack.enter_context(kept_copy(workspace, intent))
        elif args.corrected == _THE_SOURCE:
            path = source_file(context, channel)
        else:
            path = Path(args.corrected)
        if args.failed_lines:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="koongo-tui-")))
            path = _failed_lines(
                context, channel, intent, path, folder / "feed", as_sent=args.corrected is None
            )
            wishes = replace(wishes, compare=False)
        return send_file(context, channel, path, wishes, feed_type=intent.new.feed_type)


def _failed_lines(
    context: Context,
    channel: Channel,
    intent: Intent,
    path: Path,
    target: Path,
    *,
    as_sent: bool,
) -> Path:
    submission_id = intent.submission_id
    assert submission_id is not None
    try:
        refused = refused_lines(context.workspace, channel, submission_id)
    except NothingRefused as error:
        if error.code != "no-report":
            raise
        asyncio.run(_fetch_report(context, channel, submission_id))
        refused = refused_lines(context.workspace, channel, submission_id)
    found = take_lines(path, channel, intent, refused, target, as_sent=as_sent)
    context.say(f"{counted(found.rows, 'line')} of {submission_id} that Amazon refused:")
    if found.missing:
        one = len(found.missing) == 1
        context.say(
            f"{counted(len(found.missing), 'refused line')} {'is' if one else 'are'} not in the "
            f"feed, and {'is' if one else 'are'} left out."
        )
    if refused.nameless:
        context.say("The report also says something of the feed as a whole.")
    if as_sent:
        context.say(
            "They are as they were sent. Lines that you have put right since come with --corrected."
        )
    assert found.path is not None
    return found.path


async def _fetch_report(context: Context, channel: Channel, submission_id: str) -> None:
    """As far as the quota allows; what is missing then is said by whoever needs it."""
    from koongo_tui.sync.sync import channel_sync

    api = context.workspace.open_api(channel)
    try:
        sync = channel_sync(context.workspace, channel, api)
        row = context.workspace.history().get(channel.account_key, submission_id)
        if row is None or row.state(context.clock()).is_open:
            await sync.follow(submission_id)
        await sync.fetch_report(submission_id)
    except KoongoError as error:
        context.say(error.message)
    finally:
        await api.aclose()
