"""``cancel ID``: cancel a submission that waits."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context, printable
from koongo_tui.errors import ExitCode
from koongo_tui.outbox.cancelling import Cancellation, Outcome, cancel_submission

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel

EXITS = {
    Outcome.CANCELLED: ExitCode.OK,
    Outcome.ALREADY_CANCELLED: ExitCode.OK,
    Outcome.TOO_LATE: ExitCode.FINISHED_WITH_ERRORS,
    Outcome.ALREADY_DONE: ExitCode.FINISHED_WITH_ERRORS,
    Outcome.UNKNOWN: ExitCode.USAGE,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("id", metavar="ID", help="a Report ID from the list")
    parser.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    """Exit 0 when it is cancelled, 6 when it was too late, 2 for one that Amazon does not know."""
    channel = context.workspace.channel(args.channel)
    found = asyncio.run(_cancelled(context, channel, args.id))
    code = EXITS[found.outcome]
    if args.json:
        from koongo_tui.export import row_json

        row = context.workspace.history().get(channel.account_key, args.id)
        context.print_json(
            {
                "channel": channel.name,
                "id": args.id,
                "outcome": found.outcome.value,
                "message": found.words,
                "submission": row_json(row, context.clock()) if row and found.submission else None,
                "exit": int(code),
            }
        )
    else:
        say = context.data if code is ExitCode.OK else context.say
        say(printable(found.words))
    return code


async def _cancelled(context: Context, channel: Channel, submission_id: str) -> Cancellation:
    api = context.workspace.open_api(channel)
    try:
        return await cancel_submission(context.workspace, channel, api, submission_id)
    finally:
        await api.aclose()
