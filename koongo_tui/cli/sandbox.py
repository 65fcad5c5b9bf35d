"""``sandbox``: the local Amazon by itself, for other clients too."""

from __future__ import annotations

import argparse

from koongo_tui.cli.context import Context


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    from koongo_tui.sandbox.scenarios import SCENARIOS

    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--scenario",
        metavar="NAME",
        choices=list(SCENARIOS),
        default="normal",
        help="what goes wrong, one of: " + ", ".join(SCENARIOS),
    )
    parser.add_argument(
        "--pace",
        type=float,
        default=1.0,
        help="multiplies Amazon's waiting times: 0.1 restores quotas ten times as fast",
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Serve until SIGINT or SIGTERM."""
    from koongo_tui.sandbox.server import serve

    return serve(
        host=args.host,
        port=args.port,
        scenario=args.scenario,
        pace=args.pace,
        stdout=context.stdout,
        stderr=context.stderr,
    )
