"""Submissions as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from koongo_tui.amazon.reports import Issue, Severity
from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.export import (
    COLUMNS,
    ExportFormat,
    all_rows,
    row_json,
    write_csv,
    write_issues,
    write_json,
)
from koongo_tui.store.history import MEMORY, History, ReportState, Row

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)


def row(id_: str = "50148017726", kind: str = "POST_PRODUCT_DATA", errors: int | None = 14) -> Row:
    submission = Submission(id_, kind, NOW - timedelta(minutes=30), "_DONE_")
    counts = Counts() if errors is None else Counts(412, 412 - errors, errors, 0)
    return Row(submission, counts, ReportState.STORED, NOW)


def test_csv_can_be_read_back() -> None:
    target = io.StringIO()
    assert write_csv([row(), row("2", errors=None)], target, now=NOW) == 2
    first, second = csv.DictReader(io.StringIO(target.getvalue()))
    assert tuple(first) == COLUMNS
    assert first["state"] == "done-with-errors"
    assert first["submitted_at"] == "2026-03-06T14:02:00Z"
    assert (first["processed"], first["accepted"], first["errors"]) == ("412", "398", "14")
    assert second["errors"] == ""


def test_a_text_from_outside_is_no_formula() -> None:
    target = io.StringIO()
    write_csv([row(kind='=HYPERLINK("http://evil")')], target, now=NOW)
    (only,) = csv.DictReader(io.StringIO(target.getvalue()))
    assert only["type"].startswith("'=")


def test_json_is_one_object_of_the_documented_form() -> None:
    target = io.StringIO()
    written = write_json(
        iter([row(), row("2", errors=None)]), target, now=NOW, channel="main", checked_at=NOW
    )
    found = json.loads(target.getvalue())
    assert written == 2
    assert found["schema"] == 1
    assert found["channel"] == "main"
    assert found["checked_at"] == "2026-03-06T14:32:00Z"
    assert [s["id"] for s in found["submissions"]] == ["50148017726", "2"]
    assert found["submissions"][1]["errors"] is None
    assert tuple(found["submissions"][0]) == COLUMNS


def test_json_without_submissions() -> None:
    target = io.StringIO()
    write_json([], target, now=NOW, channel="main", checked_at=None)
    found = json.loads(target.getvalue())
    assert found["submissions"] == []
    assert found["checked_at"] is None


@pytest.mark.parametrize("form", list(ExportFormat))
def test_the_lines_of_a_report(form: ExportFormat) -> None:
    issues = [
        Issue("17", "MUG-1", None, "8560", Severity.ERROR, "words", "brand"),
        Issue("18", "=CMD()", None, None, Severity.WARNING, "wörter"),
    ]
    target = io.StringIO()
    assert write_issues(issues, target, form) == 2
    if form is ExportFormat.CSV:
        first, second = csv.DictReader(io.StringIO(target.getvalue()))
        assert second["sku"] == "'=CMD()"
        assert second["code"] == ""
    else:
        first, second = json.loads(target.getvalue())["rows"]
        assert second["sku"] == "=CMD()"
        assert second["code"] is None
    assert first["field"] == "brand"
    assert first["severity"] == "error"


def test_every_row_of_a_long_view() -> None:
    many = [
        Submission(str(i), "POST_PRODUCT_DATA", NOW - timedelta(minutes=i), "_DONE_")
        for i in range(1203)
    ]
    with closing(History(MEMORY)) as history:
        history.upsert("mws:eu:A1", many, seen_at=NOW)
        view = history.view("mws:eu:A1", now=NOW)
        assert [r.id for r in all_rows(view)] == [str(i) for i in range(1203)]
        assert row_json(next(all_rows(view)), NOW)["id"] == "0"
