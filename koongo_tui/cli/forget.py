"""``forget NAME``: remove a channel, its token and its history from this machine."""

from __future__ import annotations

import argparse

from koongo_tui.cli.context import Context
from koongo_tui.errors import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("name", metavar="NAME", help="a channel; see: koongo-tui channels")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(args: argparse.Namespace, context: Context) -> int:
    """Do it, after asking where there is a terminal. Raises NotSetUpError for an unknown name."""
    channel = context.workspace.channel(args.name)
    if not args.yes and context.is_terminal:
        context.say(f"Forget the channel {channel.name}, its token and its saved submissions?")
        print("Type yes to go on: ", end="", flush=True, file=context.stderr)
        if context.stdin.readline().strip().lower() != "yes":
            context.say("Nothing was removed.")
            return ExitCode.OK
    for line in context.workspace.forget(channel):
        context.say(line)
    context.say(
        "Amazon still lists Koongo under Manage your apps until the account owner disables it."
    )
    return ExitCode.OK
