"""Removing what is older than a person wants to keep: asked for, once a day, reports and all."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from koongo_tui.amazon.submission import Submission
from koongo_tui.outbox.outbox import ARCHIVED_AS
from koongo_tui.retention import Forgotten, forget_old, forget_old_daily
from koongo_tui.store.intents import NewIntent, Origin
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


# The copies of sent feeds


def keep_copy(shop: Shop, content: bytes, days: int, *, settled: bool = True) -> str:
    """A feed that was sent so many days ago, or was to be."""
    digest = hashlib.sha256(content).hexdigest()
    shop.sent.keep(ARCHIVED_AS, digest, io.BytesIO(content))
    at = shop.now - timedelta(days=days)
    new = NewIntent("main", "T", (), "text/xml", digest, len(content), 1, Origin.PERSON)
    intent = shop.intents.add(ACCOUNT, new, at)
    if settled:
        shop.intents.begin(intent.id, at, None)
        shop.intents.sent(intent.id, str(intent.id))
    path = shop.paths.sent_dir / ARCHIVED_AS / f"{digest}.gz"
    os.utime(path, (at.timestamp(), at.timestamp()))
    return digest


def test_old_copies_of_feeds_go_and_what_is_not_settled_keeps_its_own(shop: Shop) -> None:
    old = keep_copy(shop, b"old", 91)
    young = keep_copy(shop, b"young", 89)
    open_one = keep_copy(shop, b"open", 400, settled=False)
    again = keep_copy(shop, b"again", 1)
    keep_copy(shop, b"again", 200)
    assert forget_old_daily(shop) == Forgotten(feeds=1)
    kept = {digest: shop.sent.has(ARCHIVED_AS, digest) for digest in (old, young, open_one, again)}
    assert kept == {old: False, young: True, open_one: True, again: True}


def test_the_person_says_how_long_copies_are_kept(shop: Shop) -> None:
    keep_copy(shop, b"a feed", 10)
    shop.paths.config_dir.mkdir(mode=0o700)
    shop.paths.config_file.write_text("[feeds]\nkeep_days = 9\n")
    assert forget_old(shop) == Forgotten(feeds=1)
    keep_copy(shop, b"a feed", 10_000)
    shop.paths.config_file.write_text('[feeds]\nkeep_days = "long"\n')
    assert forget_old(shop) == Forgotten()
    assert any("feeds.keep_days" in note for note in shop.config().notes)
