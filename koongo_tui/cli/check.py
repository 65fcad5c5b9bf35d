"""``check``: one line for Nagios, Icinga and their kin. Ends with 0, 1, 2 or 3 and nothing else."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context, printable
from koongo_tui.cli.status import answer_of
from koongo_tui.errors import KoongoError, UsageError
from koongo_tui.monitoring import Gauge, Level, Said, line

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel

ERRORS_WITHIN = timedelta(hours=24)
"""Lines that Amazon refused count for so long."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    parser.add_argument("--cached", action="store_true", help="do not ask Amazon")
    for name, warn, crit, words in (
        ("days", 30, 7, "days until the authorisation ends"),
        ("errors", 0, 100, "lines refused within 24 hours"),
        ("stuck", 0, 2, "submissions that are stuck, held or failed"),
        ("age", 900, 3600, "seconds since Amazon last answered"),
    ):
        for kind, value in (("warn", warn), ("crit", crit)):
            parser.add_argument(
                f"--{kind}-{name}", type=int, default=value, metavar="N", help=f"{words}: {value}"
            )


def run(args: argparse.Namespace, context: Context) -> int:
    """0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; what cannot be found out is UNKNOWN."""
    for name in ("days", "errors", "stuck", "age"):
        warn, crit = getattr(args, f"warn_{name}"), getattr(args, f"crit_{name}")
        if (warn < crit) if name == "days" else (warn > crit):
            raise UsageError(
                f"--warn-{name} {warn} would be worse than --crit-{name} {crit}.",
                fix="Exchange the two numbers.",
            )
    try:
        channel = context.workspace.channel(args.channel)
        level, text = _examined(args, context, channel)
    except KoongoError as error:
        level, text = Level.UNKNOWN, f"UNKNOWN - {printable(error.message)}"
    context.data(text)
    return level


def _examined(args: argparse.Namespace, context: Context, channel: Channel) -> tuple[Level, str]:
    answer = answer_of(context, channel, cached=args.cached)
    connection, submissions = answer["connection"], answer["submissions"]
    authorisation = answer["authorisation"]
    assert isinstance(connection, dict)
    assert isinstance(submissions, dict)
    assert isinstance(authorisation, dict)
    history, now = context.workspace.history(), context.clock()
    days = authorisation["days_left"]
    stuck = sum(submissions[word] for word in ("stuck", "held", "failed"))
    refused = history.view(channel.account_key, now=now, since=now - ERRORS_WITHIN, least_errors=1)
    errors = sum(row.counts.errors or 0 for row in refused.rows(0, len(refused)))
    check = history.last_check(channel.account_key)
    seen = check.succeeded_at if check is not None else None
    age = None if seen is None else max(0, int((now - seen).total_seconds()))
    ends = "has ended" if days is not None and days < 0 else f"ends in {days} days"
    gauges = (
        Gauge("days_left", f"authorisation {ends}", days, args.warn_days, args.crit_days, True),
        Gauge("errors", f"{errors:,} lines refused in 24 h", errors, args.warn_errors,
              args.crit_errors),
        Gauge("stuck", f"{stuck:,} stuck, held or failed", stuck, args.warn_stuck,
              args.crit_stuck),
        Gauge("age_s", f"list is {age} s old", age, args.warn_age, args.crit_age),
    )  # fmt: skip
    fine = "connected" if days is None else f"connected, authorisation {ends}"
    return line(_said(context, channel, connection), gauges, f"{channel.name}: {fine}")


def _said(context: Context, channel: Channel, connection: dict[str, object]) -> list[Said]:
    from koongo_tui.outbox.standing import standings

    said = []
    reason = printable(str(connection["reason"] or ""))
    match connection["state"]:
        case "refused":
            said.append(Said(Level.CRITICAL, f"Amazon refuses access. {reason}".rstrip()))
        case "unreachable" | "throttled":
            said.append(Said(Level.UNKNOWN, f"could not ask Amazon. {reason}".rstrip()))
        case "not-tested":
            said.append(Said(Level.UNKNOWN, reason or "Amazon was never asked"))
    standing = standings(context.workspace, [channel]).get(channel.name)
    if standing is not None and (words := standing.sentence) is not None:
        said.append(Said(Level.WARNING, printable(words)))
    return said
