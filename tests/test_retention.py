"""Removing what is older than a person wants to keep: asked for, once a day, reports and all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from koongo_tui.amazon.submission import Submission
from koongo_tui.retention import Forgotten, forget_old, forget_old_daily
from koongo_tui.store.paths import Paths
from koongo_tui.workspace import Workspace

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
ACCOUNT = "mws:eu:A135KAIPNVMLK2"


class Shop(Workspace):
    """Files of its own and a clock that a test sets."""

    now = NOW

    def keep(self, days: object) -> None:
        self.paths.config_dir.mkdir(mode=0o700, exist_ok=True)
        self.paths.config_file.write_text(f"[history]\nkeep_days = {days}\n")

    def add(self, days: int, *, report: bool = True) -> str:
        sent = self.now - timedelta(days=days)
        submission = Submission(str(days), "POST_PRODUCT_DATA", sent, "_DONE_")
        self.history().upsert(ACCOUNT, [submission], seen_at=self.now)
        if report:
            with self.archive.begin() as file:
                file.write(b"a report")
                self.archive.keep(ACCOUNT, submission.id, file)
        return submission.id


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    paths = Paths(tmp_path / "config", tmp_path / "state")
    made = Shop(paths, dict(os.environ), clock=lambda: made.now)
    yield made
    made.close()


def test_without_the_setting_nothing_is_ever_removed(shop: Shop) -> None:
    old = shop.add(5000)
    assert forget_old_daily(shop) is None
    assert forget_old(shop) == Forgotten()
    assert shop.history().get(ACCOUNT, old) is not None
    assert not shop.paths.retention_file.exists()


def test_old_submissions_go_with_their_reports(shop: Shop) -> None:
    shop.keep(365)
    old, bare, young = shop.add(366), shop.add(400, report=False), shop.add(364)
    assert forget_old_daily(shop) == Forgotten(submissions=2, reports=1)
    assert shop.history().get(ACCOUNT, old) is None
    assert shop.history().get(ACCOUNT, bare) is None
    assert not shop.archive.has(ACCOUNT, old)
    assert shop.history().get(ACCOUNT, young) is not None
    assert shop.archive.has(ACCOUNT, young)


def test_once_a_day_whoever_asks(shop: Shop) -> None:
    shop.keep(365)
    assert forget_old_daily(shop) == Forgotten()
    shop.add(366)
    shop.now = NOW + timedelta(hours=23)
    assert forget_old_daily(shop) is None
    other = Workspace(shop.paths, shop.environ, clock=lambda: shop.now)
    assert forget_old_daily(other) is None
    other.close()
    shop.now = NOW + timedelta(hours=25)
    assert forget_old_daily(shop) == Forgotten(submissions=1, reports=1)
    assert oct(shop.paths.retention_file.stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("text", ["", "rubbish", "2031-01-01T00:00:00+00:00", "2026-03-06", "\x00"])
def test_a_note_that_makes_no_sense_does_not_stop_it(shop: Shop, text: str) -> None:
    shop.keep(365)
    shop.add(366)
    shop.paths.retention_file.write_text(text)
    assert forget_old_daily(shop) == Forgotten(submissions=1, reports=1)


def test_a_wrong_setting_keeps_all(shop: Shop) -> None:
    shop.keep('"a year"')
    shop.add(5000)
    assert forget_old_daily(shop) is None
    assert shop.history().total() == 1


def test_what_goes_wrong_is_said_and_never_raised(shop: Shop) -> None:
    shop.keep(365)
    shop.add(366)
    folder = shop.paths.reports_dir / "mws%3Aeu%3AA135KAIPNVMLK2"
    (folder / "366.gz").unlink()
    (folder / "366.gz").mkdir()
    gone = forget_old_daily(shop)
    assert gone is not None
    assert gone.submissions == 1
    assert gone.problem is not None
    assert "366.gz" in gone.problem
    shop.paths.config_file.write_text("= = =")
    damaged = forget_old_daily(shop)
    assert damaged is not None
    assert damaged.problem
