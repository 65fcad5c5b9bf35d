"""The lines that Amazon refused, of many submissions, as one CSV.

They are read report by report from the archive and written at once: a list of 100,000 submissions
needs no more memory than one report.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TextIO

from koongo_tui.amazon.submission import State, base_state
from koongo_tui.errors import KoongoError
from koongo_tui.export import ISSUE_COLUMNS, cell, moment_text
from koongo_tui.store.rows import ReportState

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import Issue
    from koongo_tui.store.rows import Row

COLUMNS = ("submission", "submitted_at", *ISSUE_COLUMNS)

_OFTEN = 1000
"""Rows of a report after which a person is told, and may stop."""


@dataclass(slots=True)
class FailedLines:
    """How far the writing is, and in the end what it came to.

    Attributes:
        submissions: looked at.
        lines: written.
        not_here: reports that are still to come.
        gone: reports that Amazon has no longer.
        unreadable: reports that are damaged, cut off or in no form we know; what could be read of
            them is written.
    """

    submissions: int = 0
    lines: int = 0
    not_here: int = 0
    gone: int = 0
    unreadable: int = 0

    @property
    def words(self) -> str:
        """``12 failed lines written, 2 reports are not here yet``."""
        parts = [f"{_number(self.lines, 'failed line')} written"]
        for number, one, many in (
            (self.not_here, "is not here yet", "are not here yet"),
            (self.gone, "is no longer at Amazon", "are no longer at Amazon"),
            (self.unreadable, "cannot be read", "cannot be read"),
        ):
            if number:
                parts.append(f"{_number(number, 'report')} {one if number == 1 else many}")
        return ", ".join(parts)


Tell = Callable[[FailedLines], None]
"""Is told now and then how far it is; what it raises ends the writing."""


def write_failed_lines(
    rows: Iterable[Row],
    open_report: Callable[[str], BinaryIO | None],
    target: TextIO,
    *,
    tell: Tell = lambda _so_far: None,
) -> FailedLines:
    """Write the lines with errors of these submissions, in their order and the reports' own.

    A submission whose report counts no errors is not opened. Reads files: away from the event
    loop, if there is one.

    Args:
        open_report: gives the report of a submission's ID as Amazon sent it; None without one.
        target: gets a heading in any case.
    """
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    so_far = FailedLines()
    for row in rows:
        if row.counts.errors != 0:
            _one(row, open_report, writer.writerow, so_far, tell)
        so_far.submissions += 1
        tell(so_far)
    return so_far


def _one(
    row: Row,
    open_report: Callable[[str], BinaryIO | None],
    write: Callable[[list[object]], object],
    so_far: FailedLines,
    tell: Tell,
) -> None:
    from koongo_tui.amazon.reports import read_report

    head = [cell(row.id), cell(moment_text(row.submission.submitted_at))]
    seen = 0

    def take(issue: Issue) -> None:
        nonlocal seen
        seen += 1
        if issue.severity.is_error:
            write([*head, *(cell(getattr(issue, name)) for name in ISSUE_COLUMNS)])
            so_far.lines += 1
        if seen % _OFTEN == 0:
            tell(so_far)

    try:
        source = open_report(row.id)
        if source is None:
            _note_missing(row, so_far)
            return
        with source:
            read_report(source, content_type=row.content_type, on_issue=take)
    except KoongoError:
        so_far.unreadable += 1


def _note_missing(row: Row, so_far: FailedLines) -> None:
    if row.report_state is ReportState.GONE:
        so_far.gone += 1
    elif _has_report(row):
        so_far.not_here += 1


def _has_report(row: Row) -> bool:
    """Whether there is, or will be, a processing report of it at all."""
    state = base_state(row.submission.native_status)
    if state is State.FAILED:
        return row.submission.report_document_id is not None
    return state is not State.CANCELLED


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
