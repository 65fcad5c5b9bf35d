"""``show ID``: one submission with its processing report."""

from __future__ import annotations

import argparse
import asyncio
import shutil
from typing import TYPE_CHECKING

from koongo_tui.amazon.errors import NotFound
from koongo_tui.amazon.submission import base_state
from koongo_tui.cli.context import Context
from koongo_tui.cli.explain import issue_json, report_json, tell_report
from koongo_tui.cli.waiting import exit_of
from koongo_tui.errors import ExitCode, KoongoError
from koongo_tui.export import row_json
from koongo_tui.sync.sync import channel_sync

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import Issue
    from koongo_tui.amazon.submission import State
    from koongo_tui.store.config import Channel
    from koongo_tui.store.history import Row


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("id", metavar="ID", help="a Report ID from the list")
    parser.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object on stdout")
    form.add_argument("--raw", action="store_true", help="the report's bytes, unchanged")


def run(args: argparse.Namespace, context: Context) -> int:
    """Exit 0, 6 for a submission with errors, 7 for one that is stuck or held."""
    workspace = context.workspace
    channel = workspace.channel(args.channel)
    row, failure = asyncio.run(_fetch(context, channel, args.id))
    if row is None:
        if failure is not None:
            raise failure
        raise NotFound(
            f"Amazon does not know a submission {args.id} of this account.",
            fix="Check the number, and the channel with --channel NAME.",
        )
    archive = workspace.archive
    stored = archive.open(channel.account_key, args.id)
    if args.raw:
        if stored is None:
            raise failure or NotFound(
                f"There is no processing report of {args.id} yet.",
                fix="Amazon makes it when the submission is finished.",
            )
        with stored as source:
            shutil.copyfileobj(source, getattr(context.stdout, "buffer", context.stdout))
        return ExitCode.OK
    now = context.clock()
    state = row.state(now)
    report_fields: dict[str, object] | None = None
    rows: list[dict[str, object]] = []

    def keep(issue: Issue) -> None:
        rows.append(issue_json(issue))

    if not args.json:
        _tell(context, row, state)
    if stored is not None:
        from koongo_tui.amazon.reports import ReportError, read_report

        try:
            with stored as source:
                report = read_report(source, on_issue=keep if args.json else None)
        except ReportError as error:
            failure = error
        else:
            report_fields = report_json(report) | {"rows": rows}
            if not args.json:
                context.data("")
                tell_report(report, context)
    if args.json:
        context.print_json(
            {
                "channel": channel.name,
                "submission": row_json(row, now),
                "report": report_fields,
                "exit": int(exit_of(state)),
            }
        )
    elif failure is not None:
        context.report(failure)
    return exit_of(state)


async def _fetch(
    context: Context, channel: Channel, submission_id: str
) -> tuple[Row | None, KoongoError | None]:
    """The submission as current as Amazon's quota allows, and why it is not more current."""
    workspace = context.workspace
    history = workspace.history()
    row = history.get(channel.account_key, submission_id)
    finished = row is not None and not base_state(row.submission.native_status).is_open
    if finished and workspace.archive.has(channel.account_key, submission_id):
        return row, None
    try:
        api = workspace.open_api(channel)
    except KoongoError as error:
        return row, error
    try:
        sync = channel_sync(workspace, channel, api)
        if not finished:
            await sync.follow(submission_id)
        await sync.fetch_report(submission_id)
    except KoongoError as error:
        return history.get(channel.account_key, submission_id), error
    finally:
        await api.aclose()
    return history.get(channel.account_key, submission_id), None


def _tell(context: Context, row: Row, state: State) -> None:
    submission = row.submission
    context.data(f"Report ID   {submission.id}")
    context.data(f"Feed type   {submission.feed_type}")
    context.data(f"Status      {state.value} ({submission.native_status})")
    for label, moment in (
        ("Submitted", submission.submitted_at),
        ("Started", submission.started_at),
        ("Completed", submission.completed_at),
    ):
        if moment is not None:
            context.data(f"{label:<11} {moment.astimezone().strftime('%Y-%m-%d %H:%M:%S %Z')}")
