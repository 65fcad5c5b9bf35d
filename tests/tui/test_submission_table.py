"""The columns of the list, for any width."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.store.history import ReportState, Row
from koongo_tui.tui.marks import ASCII
from koongo_tui.tui.text import Tone, text_of
from koongo_tui.tui.widgets.submission_table import columns_for, submission_line

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
SENT = NOW - timedelta(days=1)
ROW = Row(
    Submission("50148017726", "POST_PRODUCT_DATA", SENT, "_DONE_", SENT, SENT),
    Counts(1_000_412, 1_000_398, 14, 0),
    ReportState.STORED,
    NOW,
)


def names(width: int) -> list[str]:
    return [column.name for column in columns_for(width, "CET")]


def test_the_columns_of_the_guide() -> None:
    assert names(139) == ["id", "date", "processed", "accepted", "errors", "status", "preview"]
    titles = [column.title for column in columns_for(139, "CET")]
    assert titles == [
        "Report ID",
        "Submit Date CET",
        "Processed",
        "Accepted",
        "Errors",
        "Status",
        "Preview",
    ]
    assert names(79) == ["id", "date_short", "processed", "accepted", "errors", "status"]
    assert names(59) == ["id", "date_short", "accepted_of", "status"]
    assert names(39) == ["id", "status"]


@given(st.integers(26, 300))
def test_they_never_need_more_than_there_is(width: int) -> None:
    columns = columns_for(width, "CEST")
    used = 2 + sum(column.width for column in columns) + 2 * (len(columns) - 1)
    assert used <= width
    line = submission_line(ROW, columns, NOW, lambda _row: "preview " * 40)
    assert cell_len(text_of(line)) <= width


@pytest.mark.parametrize("width", [39, 59, 79, 139])
def test_the_status_is_always_whole(width: int) -> None:
    line = text_of(submission_line(ROW, columns_for(width), NOW, lambda _row: ""))
    assert "Done, 14 errors" in line
    assert "50148017726" in line


def test_what_is_known_is_told() -> None:
    wide = text_of(submission_line(ROW, columns_for(139), NOW, lambda _row: "8 × [/oops]"))
    assert "yesterday" in wide
    assert "1,000,412" in wide
    assert "8 × [/oops]" in wide
    narrow = text_of(submission_line(ROW, columns_for(79), NOW, lambda _row: ""))
    assert "yest." in narrow


def test_problems_have_a_tone_and_a_word() -> None:
    spans = submission_line(ROW, columns_for(79), NOW, lambda _row: "")
    assert [tone for text, tone in spans if "14 errors" in text] == [Tone.BAD]


def test_unknown_counts_are_a_dash() -> None:
    row = replace(ROW, counts=Counts())
    assert text_of(submission_line(row, columns_for(59), NOW, lambda _row: "")).split()[3] == "-"


def test_counts_are_shown_as_amazon_gave_them() -> None:
    row = replace(ROW, counts=Counts(5, 9, 0, 0))
    assert "9/5" in text_of(submission_line(row, columns_for(59), NOW, lambda _row: "", ASCII))
