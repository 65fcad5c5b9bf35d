"""What a feed changes against the one sent last."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.feeds.compare import Change, Difference, Differences, compare_feeds
from koongo_tui.feeds.model import FeedChanged, FeedError, Progress, WorkCancelled
from koongo_tui.feeds.opened import OpenedFeed, open_feed
from tests.feeds.made import envelope, listing, listings, price, stock

HEAD = "sku\tprice\tquantity\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feeds")


def opened(folder: Path, name: str, data: bytes) -> OpenedFeed:
    path = folder / name
    path.write_bytes(data)
    return open_feed(path)


def every(differences: Differences) -> list[Difference]:
    """All, in windows of two."""
    found: list[Difference] = []
    for change in Change:
        count = differences.count(change)
        here: list[Difference] = []
        for start in range(0, count + 1, 2):
            here += differences.rows(change, start, start + 2)
        assert len(here) == count
        assert {difference.change for difference in here} <= {change}
        found += here
    return found


def test_flat_files(tmp_path: Path) -> None:
    before = opened(tmp_path, "a", f"{HEAD}A\t1\t1\nB\t2\t2\nC\t3\t3\nD\t4\t\n".encode())
    now = opened(
        tmp_path,
        "b",
        b"quantity\tsku\tnote\tprice\r\n1\tA\t\t1\r\n9\tB\tx\t2\r\n\r\n\tD\t\t4\r\n5\tE\t\t5",
    )
    with before, now, compare_feeds(before, now) as differences:
        assert (differences.added, differences.changed, differences.removed) == (1, 1, 1)
        assert differences.same == 2
        added, changed, removed = every(differences)
    assert (added.row.sku, added.row.record, added.before) == ("E", "4", None)
    assert (changed.row.sku, changed.columns) == ("B", ("quantity", "note"))
    assert changed.before is not None
    assert changed.now is not None
    assert (changed.before.cells, changed.now.cells) == (("2", "2"), ("9", "x", "2"))
    assert (changed.before.record, changed.now.record) == ("2", "2")
    assert (removed.row.sku, removed.row.record, removed.now) == ("C", "3", None)


def test_listings(tmp_path: Path) -> None:
    long = "x" * 2000
    old = [stock(1, "A", 1), listing(2, "B"), stock(3, "C", 3), listing(4, "D", note=long + "1")]
    new = [
        dict(reversed(stock(9, "A", 1).items())),
        listing(8, "B", operationType="UPDATE"),
        stock(3, "C", 4),
        listing(4, "D", note=long + "2"),
    ]
    before, now = opened(tmp_path, "a", listings(old)), opened(tmp_path, "b", listings(new))
    with before, now, compare_feeds(before, now) as differences:
        found = [(d.row.sku, d.columns) for d in every(differences)]
    assert found == [("B", ("operation",)), ("C", ("fulfillment_availability",)), ("D", ("note",))]


def test_xml(tmp_path: Path) -> None:
    before = opened(tmp_path, "a", envelope(price(1, "A") + price(2, "B") + price(3, "C")))
    new = price(7, "B") + price(8, "A", "13.00") + price(9, "C").replace('"EUR"', '"GBP"')
    now = opened(tmp_path, "b", envelope(new))
    with before, now, compare_feeds(before, now) as differences:
        found = [(d.row.sku, d.columns) for d in every(differences)]
    assert found == [("A", ("StandardPrice",)), ("C", ("StandardPrice",))]


def test_records_that_cannot_be_read_are_compared_as_they_are(tmp_path: Path) -> None:
    before = opened(tmp_path, "a", b'{"messages": [{"sku": bad}, 7, {"sku": "A"}]}')
    now = opened(tmp_path, "b", b'{"messages": [{"sku": bad}, 8, {"sku": "A"}]}')
    with before, now, compare_feeds(before, now) as differences:
        assert (differences.added, differences.changed, differences.removed) == (1, 0, 1)
        assert differences.same == 2
        assert all(d.row.problem for d in every(differences))


cells = st.sampled_from(["", "1", "2"])
rows = st.lists(st.tuples(st.sampled_from("ABCDEFG"), cells, cells), max_size=10)


@given(rows, rows)
def test_as_a_plain_comparison_gives(
    folder: Path, old: list[tuple[str, ...]], new: list[tuple[str, ...]]
) -> None:
    def file(name: str, made: list[tuple[str, ...]]) -> OpenedFeed:
        return opened(folder, name, (HEAD + "\n".join("\t".join(r) for r in made)).encode())

    def by_key(made: list[tuple[str, ...]]) -> dict[tuple[str, int], tuple[int, Any]]:
        counts: defaultdict[str, int] = defaultdict(int)
        found = {}
        for index, row in enumerate(made):
            found[row[0], counts[row[0]]] = (index, row)
            counts[row[0]] += 1
        return found

    was, is_ = by_key(old), by_key(new)
    expected = (
        [(Change.ADDED, is_[k][0]) for k in is_ if k not in was]
        + [(Change.CHANGED, is_[k][0]) for k in is_ if k in was and was[k][1] != is_[k][1]]
        + [(Change.REMOVED, was[k][0]) for k in was if k not in is_]
    )
    before, now = file("a", old), file("b", new)
    with before, now, compare_feeds(before, now) as differences:
        found = [(d.change, d.row.index) for d in every(differences)]
        assert found == expected
        assert differences.same == len(new) - differences.added - differences.changed


def test_two_kinds_cannot_be_compared(tmp_path: Path) -> None:
    before = opened(tmp_path, "a", envelope(price(1, "A")))
    now = opened(tmp_path, "b", HEAD.encode())
    with before, now, pytest.raises(FeedError) as raised:
        compare_feeds(before, now)
    assert raised.value.code == "not-comparable"
    assert "an XML feed, this one is a flat file" in raised.value.message


def test_progress_and_cancelling(tmp_path: Path) -> None:
    data = HEAD.encode() + b"".join(b"S%07d\t%0120d\t1\n" % (n, n) for n in range(40_000))
    before, now = opened(tmp_path, "a", data), opened(tmp_path, "b", data)
    told: list[Progress] = []
    with before, now:
        with compare_feeds(before, now, told.append) as differences:
            assert differences.same == 40_000
        assert [p.done for p in told] == sorted(p.done for p in told)
        assert told[0].total == 2 * len(data)
        assert told[-1].done > len(data)
        with pytest.raises(WorkCancelled):
            compare_feeds(before, now, None, lambda: True)


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    before = opened(tmp_path, "a", f"{HEAD}A\t1\t1\n".encode())
    now = opened(tmp_path, "b", f"{HEAD}A\t1\t2\n".encode())
    with before, now, compare_feeds(before, now) as differences:
        (tmp_path / "a").write_bytes(b"other")
        with pytest.raises(FeedChanged):
            differences.rows(Change.CHANGED, 0, 1)
        with pytest.raises(FeedChanged):
            compare_feeds(before, now)


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(sqlite3.Connection):
        def executescript(self, script: str, /) -> sqlite3.Cursor:
            raise sqlite3.OperationalError("database or disk is full")

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Full))
    feed = opened(tmp_path, "a", HEAD.encode())
    with feed, pytest.raises(FeedError) as raised:
        compare_feeds(feed, feed)
    assert raised.value.code == "no-room"
