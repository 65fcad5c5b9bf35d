"""An account that is known by another key: its submissions and reports go along."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.store.history import History, ReportState
from koongo_tui.store.reports import ReportArchive

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
OLD, NEW = "mws:eu:A135KKEKJAIBJ56", "sp-api:eu:A135KKEKJAIBJ56"


@pytest.fixture
def history(tmp_path: Path) -> History:
    made = History(tmp_path / "history.sqlite3")
    made.upsert(OLD, [Submission("1", "POST_PRODUCT_DATA", NOW, "_DONE_")], seen_at=NOW)
    made.record_check(OLD, NOW)
    made.record_check(OLD, NOW, error_code="mws-retired", error_text="MWS has ended.")
    made.mark_visited(OLD, NOW)
    return made


def test_submissions_reports_and_visits_go_along_looks_at_amazon_do_not(
    history: History, tmp_path: Path
) -> None:
    archive = ReportArchive(tmp_path / "reports")
    with archive.begin() as file:
        file.write(b"report")
        path = archive.keep(OLD, "1", file)
    history.set_report(
        OLD, "1", Counts(1, 1, 0, 0), content_type="text/plain", path=path, fetched_at=NOW,
        report_state=ReportState.STORED,
    )  # fmt: skip
    assert history.rename_account(OLD, NEW)
    archive.rename_account(OLD, NEW)
    row = history.get(NEW, "1")
    assert row is not None
    assert row.counts == Counts(1, 1, 0, 0)
    assert (history.get(OLD, "1"), history.tally(OLD, NOW).total) == (None, 0)
    assert history.tally(NEW, NOW).total == 1
    assert history.last_visit(NEW) == NOW
    # The first list of the new program takes everything that Amazon has.
    assert history.last_check(NEW) is None
    assert row.report_path is not None
    assert (tmp_path / "reports" / row.report_path).exists()
    source = archive.open(NEW, "1")
    assert source is not None
    with source:
        assert source.read() == b"report"
    assert not archive.has(OLD, "1")


def test_an_account_that_was_only_looked_at_gives_way(history: History) -> None:
    history.record_check(NEW, NOW)
    assert history.rename_account(OLD, NEW)
    assert history.tally(NEW, NOW).total == 1


def test_an_account_with_submissions_of_its_own_does_not(history: History) -> None:
    history.upsert(NEW, [Submission("2", "JSON_LISTINGS_FEED", NOW, "DONE")], seen_at=NOW)
    assert not history.rename_account(OLD, NEW)
    assert history.get(OLD, "1") is not None
    assert history.get(NEW, "2") is not None


def test_an_account_that_nobody_knows_is_no_matter(history: History, tmp_path: Path) -> None:
    assert not history.rename_account("mws:na:A1", "sp-api:na:A1")
    ReportArchive(tmp_path / "none").rename_account(OLD, NEW)
    assert not (tmp_path / "none").exists()


def test_reports_join_those_that_are_there(tmp_path: Path) -> None:
    archive = ReportArchive(tmp_path / "reports")
    for account, id_ in ((OLD, "1"), (NEW, "2")):
        with archive.begin() as file:
            file.write(id_.encode())
            archive.keep(account, id_, file)
    archive.rename_account(OLD, NEW)
    assert archive.has(NEW, "1")
    assert archive.has(NEW, "2")
