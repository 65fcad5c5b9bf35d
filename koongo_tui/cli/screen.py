"""No command: the full screen. The only place on the command line that opens Textual."""

from __future__ import annotations

import argparse
from contextlib import ExitStack

from koongo_tui.cli.context import Context


def run(args: argparse.Namespace, context: Context) -> int:
    """Open the screen; gives the exit code it ended with."""
    from koongo_tui.tui.launch import check_terminal, run_screen

    check_terminal(context.environ)
    with ExitStack() as stack:
        workspace = context.workspace
        if args.demo:
            from koongo_tui.demo import demo_workspace

            workspace = stack.enter_context(demo_workspace(context.environ, clock=context.clock))
        return run_screen(workspace, channel=args.channel, ascii_only=args.ascii)
