"""``calendar``: the end of the authorisation as a file for a calendar, with reminders."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from koongo_tui.cli.context import Context
from koongo_tui.errors import ExitCode, KoongoError, NotSetUpError, UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    parser.add_argument(
        "--output", metavar="FILE", help="write it there, never over a file; without it on stdout"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Exit 0; 3 where the end is not known."""
    from koongo_tui.calendar_file import REMINDERS, calendar_text
    from koongo_tui.reminders import ending_of

    channel = context.workspace.channel(args.channel)
    ending = ending_of(channel)
    if ending is None:
        raise NotSetUpError(
            f"It is not known when the authorisation of {channel.name} ends. Nothing was written.",
            fix="Enter the end on the channel's form: koongo-tui, then e, then Valid until.",
        )
    text = calendar_text(ending, context.clock())
    if args.output is None:
        context.stdout.write(text)
        return ExitCode.OK
    _write(Path(args.output), text)
    *days, last = REMINDERS
    context.say(
        f"Written to {args.output}. It reminds {', '.join(map(str, days))} and {last} day before "
        f"{ending.ends_on.isoformat()}."
    )
    return ExitCode.OK


def _write(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(
            f"{path} is there already. Nothing was written.", fix="Choose another name."
        ) from None
    except OSError as error:
        raise KoongoError(f"{path} cannot be written: {error.strerror}.") from None
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
