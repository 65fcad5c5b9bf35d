"""The part below or beside the list: what came of the submission under the cursor."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from koongo_tui.amazon.submission import State
from koongo_tui.tui.marks import UNICODE, Marks
from koongo_tui.tui.submission_words import biggest, group_words, preview, status, type_words
from koongo_tui.tui.text import EMPTY, Line, Tone, clean, cut, fit, paragraph, plain, right, spread
from koongo_tui.tui.wording import count, lasted, plural, when, zone

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import IssueGroup, Report
    from koongo_tui.store.history import Row

ONE_LINE_FROM = 70
"""Cells from which a group of errors is told in one line."""

GROUPS_SHOWN = 12


def took(row: Row) -> str:
    """``took 3:20``; empty while it is not known."""
    submission = row.submission
    begun = submission.started_at or submission.submitted_at
    if begun is None or submission.completed_at is None:
        return ""
    return f"took {lasted(submission.completed_at - begun)}"


def detail_lines(
    row: Row, report: Report | None, now: datetime, width: int, marks: Marks = UNICODE
) -> list[Line]:
    """A submission in a few lines, the most important first."""
    counts = row.counts
    words, tone = status(row, now)
    subject = type_words(row.submission.feed_type)
    if counts.processed is not None:
        subject = f"{subject}, {plural(counts.processed, 'line')}"
    if width >= ONE_LINE_FROM:
        end = (took(row), Tone.MUTED) if took(row) else None
        head = (clean(row.id, marks), Tone.STRONG), (subject, Tone.PLAIN), (words, tone)
        lines = [spread(head, width, end=end)]
        return [*lines, *_outcome(row, report, now, width, marks)]
    submitted = when(row.submission.submitted_at, now)
    if row.submission.submitted_at is not None:
        submitted = f"{submitted} {zone(row.submission.submitted_at)}".rstrip()
    lines = [
        plain(f" {cut(clean(row.id, marks), width - 2, marks)}", Tone.STRONG),
        plain(f" {cut(subject, width - 2, marks)}"),
        plain(f" {words}", tone),
        plain(cut(f" Submitted {submitted}", width, marks), Tone.MUTED),
    ]
    if took(row):
        lines.append(plain(f" {took(row).capitalize()}", Tone.MUTED))
    if counts.accepted is not None or counts.errors is not None:
        lines.append(EMPTY)
        for label, number in (
            ("Processed", counts.processed),
            ("Accepted", counts.accepted),
            ("Errors", counts.errors),
            ("Warnings", counts.warnings),
        ):
            lines.append(
                ((f" {fit(label, 12)}", Tone.MUTED), (right(count(number), 9), Tone.PLAIN))
            )
    return [*lines, EMPTY, *_outcome(row, report, now, width, marks)]


def _outcome(
    row: Row, report: Report | None, now: datetime, width: int, marks: Marks
) -> list[Line]:
    groups = report.groups[:GROUPS_SHOWN] if report is not None else ()
    if not groups or row.state(now) in (State.WORKING, State.WAITING):
        words = preview(row, report, now, marks)
        return paragraph(f"{words[0].upper()}{words[1:]}.", width)
    if width >= ONE_LINE_FROM:
        return [_group_line(g, width, marks) for g in groups]
    lines: list[Line] = []
    for group in groups:
        if lines:
            lines.append(EMPTY)
        lines += _group_block(group, width, marks)
    return lines


def _tone(group: IssueGroup) -> Tone:
    return Tone.BAD if group.severity.is_error else Tone.WARN


def group_head(group: IssueGroup, marks: Marks) -> str:
    """``8 × 8560``."""
    code = clean(group.code or "", marks)
    return f"{group.count:,} {marks.times} {code}".rstrip()


def _group_line(group: IssueGroup, width: int, marks: Marks) -> Line:
    head = fit(right(group_head(group, marks), 14), 16, marks)
    example = f"e.g. {clean(group.examples[0], marks)}" if group.examples else ""
    room = width - 17
    tail = cut(example, max(0, room // 3), marks) if example else ""
    words = fit(group_words(group), room - cell_len(tail) - 2, marks)
    return ((head, _tone(group)), (f"{words} ", Tone.PLAIN), (tail, Tone.MUTED))


def _group_block(group: IssueGroup, width: int, marks: Marks) -> list[Line]:
    lines = [plain(f" {cut(group_head(group, marks), width - 2, marks)}", _tone(group))]
    lines += paragraph(group_words(group), width - 1, indent=1)
    if group.fix:
        lines += paragraph(group.fix, width - 1, indent=1, tone=Tone.MUTED)
    if group.examples:
        examples = ", ".join(clean(e, marks) for e in group.examples)
        lines += paragraph(f"e.g. {examples}", width - 1, indent=1, tone=Tone.MUTED)
    return lines


def compact_lines(
    row: Row, report: Report | None, now: datetime, width: int, marks: Marks = UNICODE
) -> list[Line]:
    """For a small terminal: what came of it, and nothing else."""
    if biggest(report) is None or report is None:
        words = preview(row, report, now, marks)
        kind = type_words(row.submission.feed_type)
        return paragraph(f"{kind}: {words}.", width)
    return [
        (
            (f" {group_head(g, marks)} ", _tone(g)),
            (cut(group_words(g), max(4, width - 3 - len(group_head(g, marks))), marks), Tone.PLAIN),
        )
        for g in report.groups[:GROUPS_SHOWN]
    ]
