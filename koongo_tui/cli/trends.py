"""``trends``: accepted lines and errors of each day, from what is saved on this machine."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context, moment_json
from koongo_tui.cli.explain import number
from koongo_tui.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from koongo_tui.store.trends import DayCounts

USUAL = 14
"""Days, without the option."""

LONGEST = 3660
"""Days; ten years."""

INCOMPLETE = "?"
"""Marks a day of which numbers are missing."""

_BAR, _ERROR_BAR = 20, 9  # cells of the longest bars: a line fits into 80 columns


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    parser.add_argument(
        "--days", metavar="N", type=int, default=USUAL, help=f"up to today; {USUAL} without it"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    """Show them; asks nobody. Exit 0."""
    from koongo_tui.trends import last_days, sentences

    if not 1 <= args.days <= LONGEST:
        raise UsageError(f"--days takes a number from 1 to {LONGEST}.")
    channel = context.workspace.channel(args.channel)
    history = context.workspace.history()
    now = context.clock()
    days = last_days(history, channel.account_key, args.days, now)
    zone = now.astimezone().tzname()
    check = history.last_check(channel.account_key)
    checked_at = moment_json(check.succeeded_at if check else None)
    if args.json:
        context.print_json(
            {
                "channel": channel.name,
                "checked_at": checked_at,
                "zone": zone,
                "days": [_json(day) for day in days],
            }
        )
        return ExitCode.OK
    for line in chart(days):
        context.data(line)
    context.data("")
    for sentence in sentences(days):
        context.data(sentence)
    context.say(f"Days are local ({zone}). This is what is saved; checked {checked_at or 'never'}.")
    return ExitCode.OK


def _json(day: DayCounts) -> dict[str, object]:
    return {
        "date": day.day.isoformat(),
        "submissions": day.submissions,
        "processed": day.processed,
        "accepted": day.accepted,
        "errors": day.errors,
        "unread": day.unread,
    }


def chart(days: Sequence[DayCounts]) -> list[str]:
    """A heading and a line for each day, in ASCII: it is piped and read aloud too."""
    from koongo_tui.trends import day_name

    most = max((day.accepted or 0 for day in days), default=0)
    worst = max((day.errors or 0 for day in days), default=0)
    lines = [f"{'Day':<15} {'Sent':>7}  {'Accepted':>11} {'':<{_BAR}}  {'Errors':>9}"]
    for day in days:
        head = f"{day_name(day.day)} {day.day.year}".ljust(15)
        if not day.submissions:
            lines.append(f"{head} {'-':>7}")
            continue
        mark = INCOMPLETE if day.unread else " "
        line = (
            f"{head} {day.submissions:>7,}{mark} {number(day.accepted):>11} "
            f"{'#' * _length(day.accepted, most, _BAR):<{_BAR}}  {number(day.errors):>9} "
            f"{'x' * _length(day.errors, worst, _ERROR_BAR)}"
        )
        lines.append(line.rstrip())
    if any(day.unread for day in days):
        lines.append(f"{INCOMPLETE} numbers missing")
    return lines


def _length(value: int | None, most: int, longest: int) -> int:
    """Cells of a bar; what is not nothing has one at least."""
    return max(1, round(value * longest / most)) if value else 0
