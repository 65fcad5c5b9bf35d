"""Submissions as CSV and as JSON, the same from a command and from the screen."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import Issue
    from koongo_tui.store.history import ListView, Row

SCHEMA = 1
COLUMNS = (
    "id",
    "type",
    "submitted_at",
    "started_at",
    "completed_at",
    "processed",
    "accepted",
    "errors",
    "warnings",
    "state",
    "native_status",
)

ISSUE_COLUMNS = ("record", "sku", "order_id", "code", "severity", "field", "message")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CHUNK = 500


class ExportFormat(StrEnum):
    """What a list can be written as. The value is the file's ending."""

    CSV = "csv"
    JSON = "json"


def row_json(row: Row, now: datetime) -> dict[str, object]:
    """One submission: times in UTC, unknown values None, the state as of ``now``."""
    submission, counts = row.submission, row.counts
    return {
        "id": submission.id,
        "type": submission.feed_type,
        "submitted_at": moment_text(submission.submitted_at),
        "started_at": moment_text(submission.started_at),
        "completed_at": moment_text(submission.completed_at),
        "processed": counts.processed,
        "accepted": counts.accepted,
        "errors": counts.errors,
        "warnings": counts.warnings,
        "state": row.state(now).value,
        "native_status": submission.native_status,
    }


def write_csv(rows: Iterable[Row], target: TextIO, *, now: datetime) -> int:
    """Write comma-separated lines with a heading; gives the number of submissions.

    A text that a spreadsheet would take for a formula gets an apostrophe before it: the words
    come from outside.
    """
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    written = 0
    for row in rows:
        values = row_json(row, now)
        writer.writerow([cell(values[name]) for name in COLUMNS])
        written += 1
    return written


def write_json(
    rows: Iterable[Row],
    target: TextIO,
    *,
    now: datetime,
    channel: str,
    checked_at: datetime | None,
) -> int:
    """Write one JSON object as ``list --json`` prints it; gives the number of submissions.

    The submissions are written one by one, so a long list does not have to fit into memory.
    """
    head = {"schema": SCHEMA, "channel": channel, "checked_at": moment_text(checked_at)}
    target.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "submissions": [')
    written = 0
    for row in rows:
        target.write("\n" if written == 0 else ",\n")
        target.write(json.dumps(row_json(row, now), ensure_ascii=False))
        written += 1
    target.write("\n]}\n")
    return written


def write_issues(issues: Iterable[Issue], target: TextIO, form: ExportFormat) -> int:
    """Write the lines of a processing report; gives their number.

    The fields are those of ``explain --json``.
    """
    found = ({name: getattr(issue, name) for name in ISSUE_COLUMNS} for issue in issues)
    written = 0
    if form is ExportFormat.CSV:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(ISSUE_COLUMNS)
        for values in found:
            writer.writerow([cell(values[name]) for name in ISSUE_COLUMNS])
            written += 1
        return written
    target.write(f'{{"schema": {SCHEMA}, "rows": [')
    for values in found:
        target.write(("\n" if written == 0 else ",\n") + json.dumps(values, ensure_ascii=False))
        written += 1
    target.write("\n]}\n")
    return written


def all_rows(view: ListView) -> Iterator[Row]:
    """Every row of a view, asked for in windows."""
    for start in range(0, len(view), _CHUNK):
        yield from view.rows(start, start + _CHUNK)


def moment_text(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with a ``Z``, whole seconds; None stays None."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def cell(value: object) -> object:
    """A value as it may stand in CSV: unknown is empty, and no text is a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
