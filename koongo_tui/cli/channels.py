"""``channels``: the channels, the current one marked."""

from __future__ import annotations

import argparse

from koongo_tui.cli.context import Context
from koongo_tui.errors import ExitCode
from koongo_tui.guide.marketplaces import marketplace_by_id


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    """List them. Exit 3 when there is none."""
    config = context.workspace.config()
    for note in config.notes:
        context.say(note)
    if args.json:
        context.print_json(
            {
                "current": config.current,
                "channels": [
                    {
                        "name": c.name,
                        "program": c.program.value,
                        "region": c.region.value,
                        "marketplace": c.marketplace_id,
                        "seller_id": c.seller_id,
                        "token_home": c.token_place.home.value,
                        "expires_on": c.expires_on and c.expires_on.isoformat(),
                    }
                    for c in config.channels.values()
                ],
            }
        )
    elif not config.channels:
        context.say("There is no channel yet. Begin with: koongo-tui setup")
    else:
        width = max(len(name) for name in config.channels)
        for channel in config.channels.values():
            mark = "*" if channel.name == config.current else " "
            marketplace = marketplace_by_id(channel.marketplace_id)
            context.data(
                f"{mark} {channel.name:<{width}}  {channel.program.title:<6}  "
                f"{marketplace.name if marketplace else channel.marketplace_id:<14}  "
                f"{channel.seller_id}"
            )
    return ExitCode.OK if config.channels else ExitCode.NOT_SET_UP
