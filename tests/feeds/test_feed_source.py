"""A feed's file: missing, unreadable, or another one meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from koongo_tui.errors import Actor, ExitCode
from koongo_tui.feeds.checks import CheckContext, check_feed
from koongo_tui.feeds.model import FeedChanged, FeedError, Progress, WorkCancelled
from koongo_tui.feeds.opened import open_feed
from koongo_tui.guide.programs import Program

DATA = b"sku\tquantity\n" + b"".join(b"S%06d\t3\n" % n for n in range(60_000))


def _write_more(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"X\t1\n")


def _touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def _replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(DATA)
    found = path.stat()
    os.utime(other, ns=(found.st_atime_ns, found.st_mtime_ns))
    other.replace(path)


CHANGES: list[Callable[[Path], None]] = [
    _write_more,
    _touch,
    _replace,
    Path.unlink,
    lambda path: os.truncate(path, 20),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_is_noticed(tmp_path: Path, change: Callable[[Path], None]) -> None:
    path = tmp_path / "feed.txt"
    path.write_bytes(DATA)
    with open_feed(path) as feed:
        assert feed.rows(0, 1)[0].sku == "S000000"
        change(path)
        with pytest.raises(FeedChanged) as raised:
            feed.rows(0, 1)
        assert raised.value.code == "feed-changed"
        assert raised.value.message.startswith("feed.txt ")
        assert "Nothing was sent" in raised.value.fix
        with pytest.raises(FeedChanged):
            list(feed.index())
        with pytest.raises(FeedChanged):
            check_feed(feed, CheckContext(Program.MWS))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FeedError) as raised:
        open_feed(tmp_path / "feed.txt")
    error = raised.value
    assert error.code == "no-feed-file"
    assert error.message == f"There is no file {tmp_path / 'feed.txt'}."
    assert (error.exit_code, error.who) == (ExitCode.USAGE, Actor.YOU)


def test_what_is_no_plain_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(FeedError, match="no file that can be read"):
            open_feed(path)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "feed"
    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(FeedError, match="may not be read"):
        open_feed(path)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(b"")
    for feed_type in (None, "JSON_LISTINGS_FEED", "POST_PRODUCT_DATA"):
        with open_feed(path, feed_type=feed_type) as feed:
            assert (feed.count, list(feed.rows(0, 9))) == (0, [])
            list(feed.index())
            assert feed.complete


def test_checking_tells_how_far_it_is_and_ends_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(DATA * 10)
    told: list[Progress] = []
    with open_feed(path) as feed:
        result = check_feed(feed, CheckContext(Program.MWS), told.append)
        assert told
        assert [p.done for p in told] == sorted(p.done for p in told)
        assert all(p.total == len(DATA) * 10 and p.rows <= result.facts.rows for p in told)
        with pytest.raises(WorkCancelled):
            check_feed(feed, CheckContext(Program.MWS), told.append, lambda: True)


def test_no_room_for_what_a_check_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "feed"
    path.write_bytes(DATA * 10)
    with open_feed(path) as feed, Path("/dev/full").open("wb", 0) as full:
        monkeypatch.setattr("koongo_tui.feeds.spill._WAITING", 64)
        monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: full)
        with pytest.raises(FeedError) as raised:
            check_feed(feed, CheckContext(Program.MWS))
    assert raised.value.code == "no-room"
    assert raised.value.message.startswith("There is no room left in ")


def test_closing_twice(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(DATA)
    feed = open_feed(path)
    feed.close()
    feed.close()
