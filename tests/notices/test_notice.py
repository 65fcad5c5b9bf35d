"""What a person is told of submissions that have finished."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.submission import NO_COUNTS, Counts, State, Submission
from koongo_tui.notices.notice import notice_of, plain_line
from koongo_tui.store.rows import ReportState, Row

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)


def row(
    submission_id: str = "50148017726",
    status: str = "_DONE_",
    counts: Counts = NO_COUNTS,
    kind: str = "POST_PRODUCT_DATA",
) -> Row:
    return Row(Submission(submission_id, kind, NOW, status), counts, ReportState.STORED, NOW)


@pytest.mark.parametrize(
    ("status", "counts", "title"),
    [
        ("_DONE_", Counts(412, 412, 0, 0), "Products: done"),
        ("_DONE_", Counts(412, 398, 14, 0), "Products: done, 14 errors"),
        ("DONE", Counts(2, 1, 1, 0), "Products: done, 1 error"),
        ("_DONE_", NO_COUNTS, "Products: done"),
        ("FATAL", NO_COUNTS, "Products: failed"),
        ("_CANCELLED_", NO_COUNTS, "Products: cancelled"),
        ("_IN_SAFETY_NET_", NO_COUNTS, "Products: held by Amazon"),
    ],
)
def test_one_submission_is_named_with_what_became_of_it(
    status: str, counts: Counts, title: str
) -> None:
    notice = notice_of("main", [row(status=status, counts=counts)], NOW)
    assert notice is not None
    assert notice.title == title
    assert notice.text.startswith("Submission 50148017726, channel main.")


def test_the_reports_own_numbers_are_told_when_it_gives_them() -> None:
    notice = notice_of("main", [row(counts=Counts(412, 398, 14, 0))], NOW)
    assert notice is not None
    assert notice.text.endswith("Amazon accepted 398 of 412.")
    unknown = notice_of("main", [row()], NOW)
    assert unknown is not None
    assert "accepted" not in unknown.text


@pytest.mark.parametrize("status", ["_SUBMITTED_", "_IN_PROGRESS_", "_SOMETHING_NEW_"])
def test_what_is_open_again_is_no_news(status: str) -> None:
    assert notice_of("main", [row(status=status)], NOW) is None
    assert notice_of("main", [], NOW) is None


def test_several_are_one_notice_and_what_needs_a_look_comes_first() -> None:
    rows = [
        row("1", counts=Counts(5, 5, 0, 0)),
        row("2", counts=Counts(5, 4, 1, 0)),
        row("3", status="FATAL"),
        row("4", counts=Counts(5, 5, 0, 0)),
        row("5", status="_IN_PROGRESS_"),
    ]
    notice = notice_of("main", rows, NOW)
    assert notice is not None
    assert notice.title == "4 submissions have finished"
    assert notice.text == "1 failed, 1 done with errors, 2 done. Channel main."
    assert notice.worst is State.FAILED
    assert [r.id for r in notice.rows] == ["3", "2", "1", "4"]


def test_a_submission_told_twice_is_one_and_the_last_word_counts() -> None:
    notice = notice_of("main", [row(), row(counts=Counts(2, 1, 1, 0))], NOW)
    assert notice is not None
    assert notice.title == "Products: done, 1 error"


@given(st.text(), st.text(), st.text())
def test_texts_from_outside_are_one_line_without_control_characters(
    channel: str, kind: str, submission_id: str
) -> None:
    notice = notice_of(channel, [row(submission_id, kind=kind)], NOW)
    assert notice is not None
    for text in (notice.title, notice.text, notice.channel, plain_line(kind)):
        assert text.isprintable()
        assert len(text) < 300
