"""What is kept of the submissions: how much, whether it is sound, and making it smaller."""

from __future__ import annotations

from collections.abc import Iterator

from koongo_tui.doctor.findings import Finding, Level, broken, size
from koongo_tui.doctor.subject import Subject
from koongo_tui.errors import ExitCode, KoongoError
from koongo_tui.retention import cutoff, forget_old

WORTH_IT = 1_000_000
"""Bytes from which on compacting is worth a word."""


def history(subject: Subject) -> Iterator[Finding]:
    """Where it is, its size, what is in it, whether it is sound, and how long it is kept."""
    workspace, config = subject.workspace, subject.config()
    path = workspace.paths.history_file
    if not path.exists():
        words = f"Nothing is kept yet: there is no {path}."
        yield Finding("History", Level.NOTE, words, values={"path": str(path)})
        return
    kept = workspace.history()
    problems = kept.check()
    if problems:
        yield _unsound(problems)
    for note in kept.notes:
        yield Finding("History", Level.LOOK, note, code="history-note")
    total, spare = kept.total(), kept.spare()
    number, bytes_of_reports = workspace.archive.usage()
    values: dict[str, object] = {
        "path": str(path),
        "bytes": kept.size(),
        "submissions": total,
        "reports": number,
        "report_bytes": bytes_of_reports,
        "sound": not problems,
        "spare_bytes": spare,
        "keep_days": config.keep_days if config else None,
    }
    sound = "" if problems else ", sound"
    yield Finding(
        "History",
        Level.OK,
        f"{path}, {size(kept.size())}: {_count(total, 'submission')}{sound}",
        values=values,
    )
    yield Finding(
        "History", Level.OK, f"{_count(number, 'processing report')}, {size(bytes_of_reports)}"
    )
    due = 0
    if config is not None and config.keep_days is not None:
        due = kept.count_before(cutoff(config.keep_days, subject.now))
        goes = f"; {due:,} are older and go within a day" if due else ""
        yield Finding("History", Level.OK, f"Kept for {config.keep_days:,} days{goes}")
    else:
        yield Finding("History", Level.OK, "Everything is kept, for ever")
    if spare >= WORTH_IT:
        yield Finding(
            "History",
            Level.NOTE,
            f"{size(spare)} of the file are empty.",
            code="spare-room",
            fix="They come back with: koongo-tui doctor --compact",
        )


def compact(subject: Subject) -> Iterator[Finding]:
    """Look whether the history is sound, remove what is too old, and give the room back.

    An unsound file is left as it is.
    """
    workspace = subject.workspace
    if not workspace.paths.history_file.exists():
        yield Finding("Compact", Level.NOTE, "There is nothing to compact.")
        return
    try:
        # What reading it says is told by the check of the configuration.
        subject.read_config()
        kept = workspace.history()
        problems = kept.check()
        if problems:
            yield _unsound(problems)
            return
        before = kept.size()
        gone = forget_old(workspace)
        kept.compact()
        after = kept.size()
    except KoongoError as error:
        yield broken("Compact", error)
        return
    removed = ""
    if gone.submissions:
        removed = (
            f" Removed as too old: {_count(gone.submissions, 'submission')}, "
            f"{_count(gone.reports, 'report')}."
        )
    yield Finding(
        "Compact",
        Level.OK,
        f"The history took {size(before)} and takes {size(after)} now.{removed}",
        values={
            "bytes_before": before,
            "bytes_after": after,
            "submissions_removed": gone.submissions,
            "reports_removed": gone.reports,
        },
    )
    if gone.problem is not None:
        yield Finding("Compact", Level.LOOK, gone.problem, code="report-not-removed")


def _unsound(problems: tuple[str, ...]) -> Finding:
    return Finding(
        "History",
        Level.BROKEN,
        f"The history is damaged: {'; '.join(problems)}",
        code="history-damaged",
        fix="Move the file away; the next start begins a new one and asks Amazon again.",
        exit_code=ExitCode.UNEXPECTED,
    )


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
