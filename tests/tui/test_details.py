"""The part below or beside the list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from koongo_tui.amazon.reports import IssueGroup, Report, ReportFormat, Severity
from koongo_tui.amazon.submission import NO_COUNTS, Counts, Submission
from koongo_tui.store.rows import ReportState, Row
from koongo_tui.tui.marks import ASCII
from koongo_tui.tui.screens.submissions.details import compact_lines, detail_lines
from koongo_tui.tui.text import Tone, text_of

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
SENT = NOW - timedelta(minutes=27)
REPORT = Report(
    ReportFormat.XML,
    "utf-8",
    groups=(
        IssueGroup(
            Severity.ERROR,
            "8560",
            8,
            "w",
            "Required information is missing",
            "Fill it in.",
            ("MUG-BLUE-2", "MUG-2"),
        ),
        IssueGroup(Severity.WARNING, None, 6, "Amazon's own [/words]", None, None, ()),
    ),
)
ROW = Row(
    Submission(
        "50148017726", "POST_PRODUCT_DATA", SENT, "_DONE_", SENT, SENT + timedelta(seconds=200)
    ),
    Counts(412, 398, 14, 6),
    ReportState.STORED,
    NOW,
)


def test_one_line_a_group_where_there_is_room() -> None:
    head, first, second = detail_lines(ROW, REPORT, NOW, 79)
    assert text_of(head).startswith(" 50148017726   Products, 412 lines   Done, 14 errors")
    assert text_of(head).endswith("took 3:20")
    words = " ".join(text_of(first).split())
    assert words == "8 × 8560 Required information is missing e.g. MUG-BLUE-2"
    assert "[/words]" in text_of(second)
    assert [line[0][1] for line in (first, second)] == [Tone.BAD, Tone.WARN]


def test_beside_the_list_there_is_room_for_counts_and_the_way_to_mend_it() -> None:
    lines = detail_lines(ROW, REPORT, NOW, 40)
    said = "\n".join(text_of(line) for line in lines)
    assert all(len(text_of(line)) <= 40 for line in lines)
    for words in ("Processed", "398", "Took 3:20", "Fill it in.", "e.g. MUG-BLUE-2, MUG-2"):
        assert words in said


def test_without_a_report_the_phrase_stands_alone() -> None:
    row = Row(Submission("1", "X", SENT, "_IN_PROGRESS_"), NO_COUNTS, ReportState.NONE, NOW, 9)
    assert text_of(detail_lines(row, None, NOW, 79)[1]) == " Amazon is reading it."
    assert text_of(detail_lines(row, None, NOW, 40)[-1]) == " Amazon is reading it."
    assert text_of(compact_lines(row, None, NOW, 59)[0]) == " X: Amazon is reading it."


def test_a_small_terminal_gets_the_errors_alone() -> None:
    lines = [text_of(line) for line in compact_lines(ROW, REPORT, NOW, 59, ASCII)]
    assert lines == [" 8 x 8560 Required information is missing", " 6 x Amazon's own [/words]"]


def test_a_submission_without_a_moment() -> None:
    row = Row(Submission("1", "X", None, "_DONE_"), NO_COUNTS, ReportState.NONE, NOW)
    assert "Submitted -" in "".join(text_of(line) for line in detail_lines(row, None, NOW, 40))
