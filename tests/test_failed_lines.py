"""The refused lines of many submissions, from real reports in an archive."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from koongo_tui.amazon.reports import Issue, read_report
from koongo_tui.amazon.submission import NO_COUNTS, Counts, Submission
from koongo_tui.failed_lines import COLUMNS, FailedLines, write_failed_lines
from koongo_tui.store.history import ReportState, Row
from koongo_tui.store.reports import ReportArchive

REPORTS = Path(__file__).parent / "data" / "reports"
NOW = datetime(2026, 3, 6, 14, 32, 7, 500, tzinfo=UTC)
ACCOUNT = "mws:eu:A1"


@pytest.fixture
def archive(tmp_path: Path) -> ReportArchive:
    return ReportArchive(tmp_path / "reports")


def keep(archive: ReportArchive, submission_id: str, report: bytes) -> None:
    with archive.begin() as file:
        file.write(report)
        archive.keep(ACCOUNT, submission_id, file)


def row(
    submission_id: str,
    counts: Counts = NO_COUNTS,
    state: ReportState = ReportState.STORED,
    status: str = "_DONE_",
    document: str | None = None,
) -> Row:
    sent = Submission(submission_id, "A", NOW, status, report_document_id=document)
    return Row(sent, counts, state, NOW)


def written(
    rows: list[Row] | Iterator[Row], archive: ReportArchive
) -> tuple[FailedLines, list[dict[str, str]]]:
    target = io.StringIO()
    done = write_failed_lines(rows, lambda i: archive.open(ACCOUNT, i), target)
    reader = csv.DictReader(io.StringIO(target.getvalue()))
    found = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS
    return done, found


@pytest.mark.parametrize("name", sorted(path.name for path in REPORTS.glob("[a-z]*")))
def test_the_failed_lines_of_any_report_and_no_others(archive: ReportArchive, name: str) -> None:
    issues: list[Issue] = []
    with (REPORTS / name).open("rb") as file:
        counts = read_report(file, on_issue=issues.append).counts
    keep(archive, "501", (REPORTS / name).read_bytes())
    done, found = written([row("501", counts)], archive)
    failed = [i for i in issues if i.severity.is_error] if counts.errors != 0 else []
    assert [(f["record"], f["sku"], f["code"]) for f in found] == [
        (i.record or "", i.sku or "", i.code or "") for i in failed
    ]
    assert {f["severity"] for f in found} <= {"error", "fatal"}
    assert (done.submissions, done.lines, done.unreadable) == (1, len(failed), 0)
    assert all(f["submission"] == "501" for f in found)
    assert all(f["submitted_at"] == "2026-03-06T14:32:07Z" for f in found)


def test_submissions_in_their_order_and_what_is_missing(archive: ReportArchive) -> None:
    for submission_id in ("9", "1"):
        keep(archive, submission_id, (REPORTS / "products.xml").read_bytes())
    keep(archive, "7", (REPORTS / "products.xml").read_bytes()[:900])
    done, found = written(
        [
            row("9", Counts(6, 3, 3, 1)),
            row("2", state=ReportState.PENDING),
            row("3", state=ReportState.NONE, status="_IN_PROGRESS_"),
            row("4", state=ReportState.GONE),
            row("5", state=ReportState.NONE, status="_CANCELLED_"),
            row("6", state=ReportState.NONE, status="FATAL"),
            row("7", state=ReportState.UNREADABLE),
            row("1", Counts(6, 3, 3, 1)),
            row("8", Counts(6, 6, 0, 0), ReportState.NONE),
        ],
        archive,
    )
    assert [f["submission"] for f in found] == ["9"] * 3 + ["1"] * 3
    assert done == FailedLines(submissions=9, lines=6, not_here=2, gone=1, unreadable=1)
    assert done.words == (
        "6 failed lines written, 2 reports are not here yet, 1 report is no longer at Amazon, "
        "1 report cannot be read"
    )


def test_nothing_failed_is_a_heading_alone(archive: ReportArchive) -> None:
    done, found = written([], archive)
    assert (found, done.words) == ([], "0 failed lines written")


def test_words_from_outside_are_no_formula(archive: ReportArchive) -> None:
    report = (REPORTS / "english.txt").read_text()
    keep(archive, "501", report.replace("MUG", "=MUG").encode())
    _, found = written([row("501")], archive)
    assert found
    assert not any(v.startswith(("=", "+", "-", "@")) for f in found for v in f.values())


def test_a_damaged_file_is_counted_and_the_others_are_written(
    archive: ReportArchive, tmp_path: Path
) -> None:
    keep(archive, "1", (REPORTS / "products.xml").read_bytes())
    keep(archive, "2", (REPORTS / "products.xml").read_bytes())
    (damaged,) = (tmp_path / "reports").rglob("1.gz")
    damaged.write_bytes(damaged.read_bytes()[:-40])
    done, found = written([row("1"), row("2")], archive)
    assert done.unreadable == 1
    assert [f["submission"] for f in found].count("2") == 3


def tsv(lines: int) -> Iterator[bytes]:
    yield (
        f"Feed Processing Summary:\n\tNumber of records processed\t\t{lines}\n"
        "\tNumber of records successful\t\t0\n\n"
        "original-record-number\tsku\terror-code\terror-type\terror-message\n"
    ).encode()
    for number in range(lines):
        yield f"{number}\tMUG-{number}\t8560\tError\tmissing\n".encode()


def test_reports_are_read_one_by_one_and_a_big_one_can_be_left(archive: ReportArchive) -> None:
    keep(archive, "2", b"".join(tsv(5000)))
    opened: list[str] = []
    told: list[tuple[int, int]] = []

    def open_report(submission_id: str) -> BinaryIO | None:
        opened.append(submission_id)
        return archive.open(ACCOUNT, submission_id)

    def rows() -> Iterator[Row]:
        for number in range(1, 1_000_000):
            # What comes next is not asked for before it is needed.
            assert len(opened) == number - 1
            yield row(str(number))

    def tell(so_far: FailedLines) -> None:
        told.append((so_far.submissions, so_far.lines))
        if so_far.lines >= 2000:
            raise InterruptedError

    target = io.StringIO()
    with pytest.raises(InterruptedError):
        write_failed_lines(rows(), open_report, target, tell=tell)
    assert told == [(1, 0), (1, 1000), (1, 2000)]
    assert len(target.getvalue().splitlines()) == 2001


def test_what_the_target_says_is_not_taken_for_a_damaged_report(archive: ReportArchive) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            if "MUG" in text:
                raise OSError(28, "No space left on device")
            return super().write(text)

    keep(archive, "1", (REPORTS / "products.xml").read_bytes())
    opener: Callable[[str], BinaryIO | None] = lambda i: archive.open(ACCOUNT, i)  # noqa: E731
    with pytest.raises(OSError, match="No space"):
        write_failed_lines([row("1")], opener, Full())
