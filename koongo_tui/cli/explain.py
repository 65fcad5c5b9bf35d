"""``explain FILE|-``: a processing report from a file, in plain words, offline."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from koongo_tui.cli.context import Context, printable
from koongo_tui.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import Issue, Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("file", metavar="FILE", help="a processing report; - reads stdin")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    """Exit 0 without errors, 6 with errors, 2 for a file that is no report."""
    from koongo_tui.amazon.reports import read_report

    rows: list[dict[str, object]] = []

    def keep(issue: Issue) -> None:
        rows.append(issue_json(issue))

    with ExitStack() as stack:
        source = _open(args.file, context, stack)
        report = read_report(source, on_issue=keep if args.json else None)
    if args.json:
        context.print_json(report_json(report) | {"rows": rows})
    else:
        tell_report(report, context)
    return report_exit(report)


def _open(name: str, context: Context, stack: ExitStack) -> BinaryIO:
    if name == "-":
        return cast(BinaryIO, getattr(context.stdin, "buffer", sys.stdin.buffer))
    try:
        return stack.enter_context(Path(name).open("rb"))
    except OSError as error:
        raise UsageError(
            f"{name} cannot be read: {error.strerror}.", fix="Check the file's name and rights."
        ) from error


def report_exit(report: Report) -> ExitCode:
    """What a report means for the exit code."""
    return ExitCode.FINISHED_WITH_ERRORS if report.has_errors else ExitCode.OK


def report_json(report: Report) -> dict[str, object]:
    """A report's numbers and groups, biggest first."""
    counts = report.counts
    return {
        "format": report.format.value,
        "encoding": report.encoding,
        "status": report.status,
        "processed": counts.processed,
        "accepted": counts.accepted,
        "errors": counts.errors,
        "warnings": counts.warnings,
        "groups": [
            {
                "severity": g.severity.value,
                "code": g.code,
                "count": g.count,
                "message": g.message,
                "cause": g.cause,
                "fix": g.fix,
                "examples": list(g.examples),
            }
            for g in report.groups
        ],
    }


def issue_json(issue: Issue) -> dict[str, object]:
    """One line of a report."""
    return {
        "record": issue.record,
        "sku": issue.sku,
        "order_id": issue.order_id,
        "code": issue.code,
        "severity": issue.severity.value,
        "message": issue.message,
    }


def number(value: int | None) -> str:
    """A count as people read it; unknown is ``-``, never 0."""
    return "-" if value is None else f"{value:,}"


def tell_report(report: Report, context: Context) -> None:
    """The report for people: the counts, then each cause with what to do, biggest first."""
    from koongo_tui.amazon.reports import ReportFormat

    counts = report.counts
    context.data(
        f"Processed {number(counts.processed)}   accepted {number(counts.accepted)}   "
        f"errors {number(counts.errors)}   warnings {number(counts.warnings)}"
    )
    if report.format is ReportFormat.JSON and not report.has_errors and report.items is None:
        context.data("Accepted for processing. Amazon may still find issues before it goes live.")
    elif not report.groups:
        context.data("Amazon names no line.")
    for group in report.groups:
        context.data("")
        context.data(f"{group.count:>6,} x  {group.severity.value} {printable(group.code or '-')}")
        context.data(f"         {printable(group.message)}")
        if group.cause:
            context.data(f"         Why: {group.cause}")
        if group.fix:
            context.data(f"         Do:  {group.fix}")
        if group.examples:
            context.data(f"         e.g. {printable(', '.join(group.examples))}")
