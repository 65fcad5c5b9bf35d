"""``list``: the submissions, for people, as JSON or as CSV."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from koongo_tui.amazon.submission import State
from koongo_tui.cli.context import Context, moment_json
from koongo_tui.cli.explain import number
from koongo_tui.cli.live import look
from koongo_tui.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from koongo_tui.store.history import Row


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object on stdout")
    form.add_argument("--csv", action="store_true", help="comma-separated lines with a heading")
    parser.add_argument(
        "--failed-lines",
        action="store_true",
        help="with --csv: the refused lines of these submissions",
    )
    parser.add_argument(
        "--filter", metavar="Q", default="", help="like: errors>0 state:stuck on:yesterday price"
    )
    parser.add_argument(
        "--state", choices=[s.value for s in State], help="only submissions in this state"
    )
    parser.add_argument("--since", metavar="D", help="a date, 2026-11-01, or days back, 7d")
    parser.add_argument("--limit", metavar="N", type=int, help="at most so many, newest first")
    parser.add_argument("--cached", action="store_true", help="do not ask Amazon")


def run(args: argparse.Namespace, context: Context) -> int:
    """List them; exit 0, or what asking Amazon failed with while showing what is known."""
    from koongo_tui.filters import parse_filter

    channel = context.workspace.channel(args.channel)
    now = context.clock()
    wanted = parse_filter(args.filter, now=now)
    if args.state:
        wanted = wanted.with_state(State(args.state))
    if args.since:
        wanted = wanted.with_since(parse_since(args.since, now))
    if args.limit is not None and args.limit < 1:
        raise UsageError("--limit takes a number from 1 on.")
    if args.failed_lines and not args.csv:
        raise UsageError("--failed-lines is written as CSV only.", fix="Add --csv.")
    seen = look(context, channel, cached=args.cached, older=True, reports=15)
    view = wanted.view(context.workspace.history(), channel.account_key, now=context.clock())
    count = len(view) if args.limit is None else min(args.limit, len(view))
    stale = seen.stale(context.clock(), timedelta(seconds=channel.refresh_seconds))
    code = seen.error.exit_code if seen.error else ExitCode.OK
    if args.json:
        from koongo_tui.export import row_json

        rows = [row_json(r, now) for r in view.rows(0, count)]
        context.print_json(
            {
                "channel": channel.name,
                "checked_at": moment_json(seen.checked_at),
                "stale": stale,
                "submissions": rows,
                "exit": int(code),
            }
        )
    elif args.failed_lines:
        from koongo_tui.export import all_rows
        from koongo_tui.failed_lines import write_failed_lines

        archive = context.workspace.archive
        written = write_failed_lines(
            islice(all_rows(view), count),
            lambda submission_id: archive.open(channel.account_key, submission_id),
            context.stdout,
        )
        context.say(f"{written.words}.")
    elif args.csv:
        from koongo_tui.export import write_csv

        write_csv(view.rows(0, count), context.stdout, now=now)
    else:
        for row in view.rows(0, count):
            context.data(_line(row, now))
        if count == 0:
            context.say("No submissions.")
    if not args.json:
        if seen.error is not None:
            context.report(seen.error)
        if stale:
            context.say(
                f"This is what is saved; checked {moment_json(seen.checked_at) or 'never'}."
            )
    return code


def parse_since(text: str, now: datetime) -> datetime:
    """The moment that ``2026-11-01`` or ``7d`` means. Raises UsageError."""
    if text.endswith("d") and text[:-1].isdigit():
        return now - timedelta(days=min(int(text[:-1]), 36500))
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=UTC)
    except ValueError as error:
        raise UsageError(
            f"“{text}” is no date.", fix="Write 2026-11-01, or 7d for seven days back."
        ) from error


def _line(row: Row, now: datetime) -> str:
    submission, counts = row.submission, row.counts
    when = submission.submitted_at
    local = when.astimezone().strftime("%Y-%m-%d %H:%M") if when else "-"
    return (
        f"{submission.id:<14} {local:<16} {number(counts.processed):>8} "
        f"{number(counts.accepted):>8} {number(counts.errors):>7}  "
        f"{row.state(now).value:<16} {submission.feed_type}"
    )
