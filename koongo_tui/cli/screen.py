"""No command: the full screen. The only place on the command line that opens Textual."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace, context: Context) -> int:
    """Open the screen as the options say; gives the exit code it ended with."""
    return open_screen(context, channel=args.channel, demo=args.demo, ascii_only=args.ascii)


def open_screen(
    context: Context, *, channel: str | None = None, demo: bool = False, ascii_only: bool = False
) -> int:
    """Open the screen; gives the exit code it ended with."""
    from koongo_tui.tui.launch import check_terminal, run_screen

    check_terminal(context.environ)
    with ExitStack() as stack:
        workspace = context.workspace
        if demo:
            from koongo_tui.demo import demo_workspace

            workspace = stack.enter_context(demo_workspace(context.environ, clock=context.clock))
        return run_screen(workspace, channel=channel, ascii_only=ascii_only)
