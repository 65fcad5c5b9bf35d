"""``submit [FILE]``: send a feed, or what was left unfinished."""

from __future__ import annotations

import argparse
import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context
from koongo_tui.errors import NotSetUpError, UsageError
from koongo_tui.store.feed_sources import parse_feed_source, parse_feed_type
from koongo_tui.store.intents import Origin

if TYPE_CHECKING:
    from koongo_tui.cli.sending import Wishes
    from koongo_tui.store.config import Channel

_TIMEOUT = re.compile(r"(\d{1,6})(s|m|h|)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="the feed; without it, the channel's feed source"
    )
    parser.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    parser.add_argument(
        "--type", metavar="T", help="the feed type, such as JSON_LISTINGS_FEED; else it is told"
    )
    add_sending(parser)
    left = parser.add_mutually_exclusive_group()
    left.add_argument(
        "--unfinished",
        metavar="N",
        nargs="?",
        const=0,
        type=int,
        help="find out what became of feeds whose answer was lost, and send what did not arrive; "
        "with a number that one, however old it is",
    )
    left.add_argument(
        "--withdraw", metavar="N", type=int, help="do not send the feed with this number"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def add_sending(parser: argparse.ArgumentParser) -> None:
    """The options of every command that sends a feed."""
    parser.add_argument("--wait", action="store_true", help="until Amazon has finished it")
    parser.add_argument(
        "--timeout", metavar="T", help="wait at most so long: 90s, 30m, 2h; only with --wait"
    )
    parser.add_argument("--dry-run", action="store_true", help="check and say; send nothing")
    parser.add_argument("--yes", action="store_true", help="send without a question")


def run(args: argparse.Namespace, context: Context) -> int:
    """Exit 0 sent, 2 the feed is refused here, 6 finished with errors, 7 stuck or held.

    With ``--dry-run`` 0 fine, 2 refused, 6 something to look at.
    """
    channel = context.workspace.channel(args.channel)
    if args.unfinished is not None or args.withdraw is not None:
        if args.file or args.type or args.dry_run or args.wait or args.timeout:
            raise UsageError(
                "--unfinished and --withdraw are about feeds that were prepared before: they "
                "take no file, no type, and no other wish.",
                fix="See: koongo-tui submit --help",
            )
        from koongo_tui.cli import unfinished

        if args.withdraw is not None:
            return unfinished.withdraw(context, channel, args.withdraw)
        return unfinished.finish(context, channel, args.unfinished)
    from koongo_tui.cli.sending import send_file

    feed_type = _feed_type(args.type)
    wishes = wishes_of(args, Origin.PERSON)
    if args.file:
        return send_file(context, channel, Path(args.file), wishes, feed_type=feed_type)
    path = source_file(context, channel)
    return send_file(context, channel, path, wishes, feed_type=feed_type or channel.feed_type)


def wishes_of(args: argparse.Namespace, origin: Origin) -> Wishes:
    """What the options of :func:`add_sending` say. Raises UsageError."""
    from koongo_tui.cli.sending import Wishes

    timeout: timedelta | None = None
    if args.timeout is not None:
        found = _TIMEOUT.fullmatch(args.timeout)
        if found is None or not args.wait:
            raise UsageError(
                "--timeout goes with --wait and is a time such as 90s, 30m or 2h.",
                fix="For example: koongo-tui submit --wait --timeout 30m",
            )
        timeout = timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
    return Wishes(origin, args.yes, args.dry_run, args.wait, timeout)


def _feed_type(text: str | None) -> str | None:
    if text is None:
        return None
    found = parse_feed_type(text)
    if found is None:
        raise UsageError("That is no feed type.", fix="For example: --type JSON_LISTINGS_FEED")
    return found


def source_file(context: Context, channel: Channel) -> Path:
    """The feed of a channel's source as it is now, on this machine.

    Raises:
        NotSetUpError: the channel has no source.
        FeedSourceError: it cannot be had now.
        StoreError: it cannot be kept.
    """
    from koongo_tui.feed_source import look

    if channel.feed_source is None:
        raise NotSetUpError(
            f"Name the feed's file: the channel {channel.name} has no feed source.",
            fix="koongo-tui submit FILE, or write feed_source below its heading in config.toml.",
            code="no-feed-source",
        )
    source = parse_feed_source(channel.feed_source, home=Path("~").expanduser())
    workspace = context.workspace
    context.say(f"Looking at {source.shown}")
    asyncio.run(look(workspace.feeds, channel.name, source, clock=workspace.clock))
    return workspace.feeds.path(channel.name)
