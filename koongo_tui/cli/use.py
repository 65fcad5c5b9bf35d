"""``use NAME``: make a channel the current one."""

from __future__ import annotations

import argparse

from koongo_tui.cli.context import Context
from koongo_tui.errors import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("name", metavar="NAME", help="a channel; see: koongo-tui channels")


def run(args: argparse.Namespace, context: Context) -> int:
    """Do it. Raises NotSetUpError when there is no such channel."""
    channel = context.workspace.channel(args.name)
    context.workspace.use(channel.name)
    context.say(f"{channel.name} is the current channel now.")
    return ExitCode.OK
