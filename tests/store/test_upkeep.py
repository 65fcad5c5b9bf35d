"""Removing old submissions, and giving room back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from koongo_tui.amazon.submission import Submission
from koongo_tui.store.history import History
from koongo_tui.store.reports import ReportArchive

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
ACCOUNT, OTHER = "mws:eu:A135KAIPNVMLK2", "sp-api:na:A2NEKOWLTVXXXX"


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    history = History(tmp_path / "history.sqlite3")
    yield history
    history.close()


def add(history: History, account: str, days: float, *, status: str = "_DONE_") -> str:
    identifier = f"{days:g}-{status}"
    sent = NOW - timedelta(days=days)
    submission = Submission(identifier, "POST_PRODUCT_DATA", sent, status)
    history.upsert(account, [submission], seen_at=NOW)
    return identifier


def test_what_is_old_and_final_goes_and_all_else_stays(history: History) -> None:
    old, fatal = add(history, ACCOUNT, 400), add(history, OTHER, 500, status="FATAL")
    kept = add(history, ACCOUNT, 300)
    open_ones = [
        add(history, ACCOUNT, 900, status=status)
        for status in ("_SUBMITTED_", "_IN_PROGRESS_", "_IN_SAFETY_NET_", "_NEW_WORD_")
    ]
    moment = NOW - timedelta(days=365)
    assert history.count_before(moment) == 2
    assert set(history.forget_before(moment)) == {(ACCOUNT, old), (OTHER, fatal)}
    assert history.get(ACCOUNT, old) is None
    assert all(history.get(ACCOUNT, one) for one in [kept, *open_ones])
    assert history.tally(ACCOUNT, NOW).total == 5
    assert history.total() == 5
    assert history.forget_before(moment) == ()


def test_compacting_gives_the_empty_room_back_and_keeps_every_row(history: History) -> None:
    many = [
        Submission(str(n), "POST_PRODUCT_DATA", NOW - timedelta(days=n % 700), "_DONE_")
        for n in range(8_000)
    ]
    history.upsert(ACCOUNT, many, seen_at=NOW)
    history.forget_before(NOW - timedelta(days=100))
    left, before, spare = history.total(), history.size(), history.spare()
    assert spare > 100_000
    history.compact()
    assert history.size() <= before - spare
    assert history.spare() == 0
    assert history.total() == left
    assert history.check() == ()


def test_one_report_is_removed_and_the_others_stay(tmp_path: Path) -> None:
    archive = ReportArchive(tmp_path / "reports")
    assert archive.usage() == (0, 0)
    for identifier in ("1", "2"):
        with archive.begin() as file:
            file.write(b"a report")
            archive.keep(ACCOUNT, identifier, file)
    number, size = archive.usage()
    assert number == 2
    assert size > 0
    assert archive.forget_report(ACCOUNT, "1")
    assert not archive.forget_report(ACCOUNT, "1")
    assert not archive.has(ACCOUNT, "1")
    assert archive.has(ACCOUNT, "2")
    assert archive.usage() == (1, size // 2)
