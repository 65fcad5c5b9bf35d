"""``setup``: connect a seller account. One flow in three skins.

Without more it opens the full screen; ``--plain`` asks line by line; ``--no-input`` takes every
answer from its options and never asks.
"""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context
from koongo_tui.errors import NotSetUpError, UsageError
from koongo_tui.guide.programs import Program

if TYPE_CHECKING:
    from koongo_tui.cli.setup_trial import Sleep


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    skin = parser.add_argument_group("how to ask")
    skin.add_argument(
        "--plain", action="store_true", help="ask line by line, for screen readers and logs"
    )
    skin.add_argument(
        "--no-input", action="store_true", help="ask nothing: the options hold every answer"
    )
    skin.add_argument("--resume", action="store_true", help="go on with the setup that was cut off")
    skin.add_argument(
        "--wait",
        action="store_true",
        help="while Amazon refuses, try again every 5 minutes for up to an hour",
    )
    answers = parser.add_argument_group("answers")
    answers.add_argument(
        "--region",
        metavar="REGION",
        help="europe, us or au-jp, or the address of the Seller Central; "
        "may be left out when the marketplace tells it",
    )
    answers.add_argument(
        "--channel",
        metavar="NAME",
        help="set this saved channel up again; with --program, move it there and keep the rest",
    )
    answers.add_argument(
        "--program",
        choices=["sp-api", "mws"],
        help="Amazon's API; if absent, the one whose token is given, else sp-api (recommended)",
    )
    answers.add_argument("--seller-id", metavar="ID", help="starts with A")
    answers.add_argument(
        "--marketplace", metavar="MARKETPLACE", help="amazon.co.uk, or its ID or country"
    )
    answers.add_argument("--name", metavar="NAME", help="of the channel; main if absent")
    # A token among the arguments could be read by anybody on the machine.
    token = parser.add_argument_group(
        "the token", "or the whole page that Amazon shows, or SP-API's return address"
    ).add_mutually_exclusive_group()
    token.add_argument("--token-stdin", action="store_true", help="read it from standard input")
    token.add_argument("--token-file", metavar="FILE", help="read it from a file")
    token.add_argument(
        "--token-command",
        metavar="COMMAND",
        help="run this to get it, now and whenever it is needed; the token itself is not kept",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context, *, sleep: Sleep = asyncio.sleep) -> int:
    """Set a channel up.

    Args:
        sleep: waits some seconds; for ``--wait``.

    Raises:
        KoongoError: an answer makes no sense, or a file cannot be read or written.
    """
    if args.plain and args.no_input:
        raise UsageError("--plain asks and --no-input does not: choose one of them.")
    if args.json and not args.no_input:
        raise UsageError("--json goes with --no-input.", fix="Add --no-input.")
    if args.channel and (args.resume or args.name not in (None, args.channel)):
        raise UsageError(
            "--channel names a saved channel to begin with, so --resume and --name do not go with "
            "it. Nothing was started."
        )
    if args.resume and args.wait and context.workspace.progress.load() is None:
        from koongo_tui.cli.setup_trial import wait_for_channel

        # Everything was saved before; what is waited for is Amazon noticing a renewal.
        return wait_for_channel(args, context, sleep=sleep)
    if args.no_input:
        from koongo_tui.cli import setup_flags

        return setup_flags.run(args, context, sleep=sleep)
    if args.plain or args.wait:
        from koongo_tui.cli import setup_plain

        return setup_plain.run(args, context, sleep=sleep)
    return _screen(args, context)


def _screen(args: argparse.Namespace, context: Context) -> int:
    given = [n for n in ("region", "seller_id", "marketplace", "name") if getattr(args, n)]
    if given or args.token_stdin or args.token_file or args.token_command:
        raise UsageError(
            "These options answer questions that the full screen asks itself. Nothing was started.",
            fix="Add --no-input, or --plain to be asked for the rest.",
        )
    if args.resume and context.workspace.progress.load() is None:
        raise NotSetUpError(
            "There is no unfinished setup to go on with.", fix="Run: koongo-tui setup"
        )
    from koongo_tui.tui.launch import check_terminal, run_screen

    check_terminal(context.environ, stdin=context.stdin, stderr=context.stderr)
    program = Program(args.program) if args.program else None
    return run_screen(context.workspace, channel=args.channel, start="setup", program=program)
