"""A feed of only the records that Amazon refused."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.feeds.model import FeedChanged, FeedError, WorkCancelled
from koongo_tui.feeds.opened import open_feed
from koongo_tui.feeds.subset import RecordRef, Subset, write_subset
from tests.feeds.made import (
    SELLER,
    check,
    codes,
    envelope,
    listing,
    listings,
    pieces_of,
    price,
    sizes,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feeds")


def taken(folder: Path, data: bytes, *refs: RecordRef) -> tuple[Subset, bytes]:
    path, target = folder / "feed", folder / "part"
    path.write_bytes(data)
    target.unlink(missing_ok=True)
    with open_feed(path) as feed:
        outcome = write_subset(feed, refs, target)
    assert sorted(p.name for p in folder.iterdir()) == (
        ["feed", "part"] if outcome.path else ["feed"]
    )
    return outcome, target.read_bytes() if outcome.path else b""


FLAT = "TemplateType=x\tÄ\r\nSKU\tName\r\nitem_sku\titem_name\r\nA\tä\r\n\r\nB\tb \r\nC\t\r\nB\tc"


def test_a_flat_file_keeps_its_head_and_its_bytes(tmp_path: Path) -> None:
    refs = RecordRef("4", "B"), RecordRef("1", "A"), RecordRef("9", "Z")
    outcome, part = taken(tmp_path, FLAT.encode("cp1252"), *refs)
    assert part.decode("cp1252") == (
        "TemplateType=x\tÄ\r\nSKU\tName\r\nitem_sku\titem_name\r\nA\tä\r\nB\tc\n"
    )
    assert (outcome.rows, outcome.missing) == (2, (RecordRef("9", "Z"),))


def test_utf_16(tmp_path: Path) -> None:
    _, part = taken(tmp_path, FLAT.encode("utf-16"), RecordRef("2"), RecordRef("4"))
    assert part.decode("utf-16").splitlines()[3:] == ["B\tb ", "B\tc"]


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (RecordRef("2", "B"), ["B\tb "]),
        (RecordRef(None, "B"), ["B\tb ", "B\tc"]),
        # Numbers may be off by a line of headings; the SKU is what counts.
        (RecordRef("3", "A"), ["A\tä"]),
        (RecordRef("77", "B"), ["B\tb ", "B\tc"]),
        (RecordRef("3"), ["C\t"]),
        (RecordRef("3", ""), ["C\t"]),
        (RecordRef("1", "Z"), []),
        (RecordRef("0"), []),
        (RecordRef(), []),
    ],
)
def test_which_record_is_meant(tmp_path: Path, ref: RecordRef, expected: list[str]) -> None:
    outcome, part = taken(tmp_path, FLAT.encode("cp1252"), ref)
    assert part.decode("cp1252").splitlines()[3:] == expected
    assert (outcome.path is None) == (not expected) == bool(outcome.missing)


def test_xml(tmp_path: Path) -> None:
    data = envelope(price(1, "A") + "<!-- between -->" + price(2, "B&C") + price(3, "D"))
    outcome, part = taken(tmp_path, data, RecordRef("3", "D"), RecordRef("2", "B&C"))
    assert outcome.rows == 2
    assert part == envelope(price(2, "B&C") + price(3, "D"))


def test_listings_with_the_header_behind(tmp_path: Path) -> None:
    messages = [listing(n, f"S{n}") for n in range(1, 6)]
    header = {"sellerId": SELLER, "version": "2.0"}
    data = json.dumps({"messages": messages, "header": header}, indent=1).encode()
    outcome, part = taken(tmp_path, data, RecordRef("4", "S4"), RecordRef("2"))
    assert json.loads(part) == {"messages": [messages[1], messages[3]], "header": header}
    assert outcome.rows == 2


def test_orders_by_their_number(tmp_path: Path) -> None:
    data = b"order-id\tship-date\n1-1\tx\n1-2\ty\n"
    assert taken(tmp_path, data, RecordRef("2", "1-2"))[1] == b"order-id\tship-date\n1-2\ty\n"


@given(st.lists(st.sampled_from("ABCDEFG"), max_size=9), st.sets(st.integers(1, 9)), sizes)
def test_what_is_written_is_read_again(
    folder: Path, skus: list[str], numbers: set[int], size: int
) -> None:
    refs = [RecordRef(str(number)) for number in numbers]
    expected = [(str(n), sku) for n, sku in enumerate(skus, 1) if n in numbers]
    missing = {number for number in numbers if number > len(skus)}
    with pieces_of(size * 2):
        for data in (
            envelope("".join(price(n, sku) for n, sku in enumerate(skus, 1))),
            listings([listing(n, sku) for n, sku in enumerate(skus, 1)]),
        ):
            outcome, part = taken(folder, data, *refs)
            assert {int(ref.record or 0) for ref in outcome.missing} == missing
            if outcome.path is not None:
                with open_feed(outcome.path) as feed, open_feed(folder / "feed") as whole:
                    list(feed.index())
                    list(whole.index())
                    rows = feed.rows(0, 99)
                    assert [(row.record, row.sku) for row in rows] == expected
                    assert [feed.raw(row.index) for row in rows] == [
                        whole.raw(int(row.record) - 1) for row in rows
                    ]
                    assert data.startswith(part[: rows[0].start])


def test_a_part_passes_the_same_checks(tmp_path: Path) -> None:
    data = envelope(price(1, "A") + price(2, "B"))
    _, part = taken(tmp_path, data, RecordRef("2"))
    assert codes(check(tmp_path / "again", part)) == {}


def test_a_broken_feed_is_not_taken_apart(tmp_path: Path) -> None:
    with pytest.raises(FeedError) as raised:
        taken(tmp_path, b'{"messages": [{"messageId": 1}', RecordRef("1"))
    assert raised.value.code == "not-well-formed"
    assert not (tmp_path / "part").exists()


def test_nothing_is_overwritten_and_the_part_is_private(tmp_path: Path) -> None:
    outcome, _ = taken(tmp_path, b"sku\tprice\nA\t1\n", RecordRef("1"))
    assert outcome.path is not None
    assert stat.S_IMODE(outcome.path.stat().st_mode) == 0o600
    with open_feed(tmp_path / "feed") as feed:
        with pytest.raises(FeedError, match="exists already"):
            write_subset(feed, [RecordRef("1")], tmp_path / "part")
        with pytest.raises(FeedError) as raised:
            write_subset(feed, [RecordRef("1")], tmp_path / "no" / "part")
        assert raised.value.code == "no-room"
        with pytest.raises(WorkCancelled):
            write_subset(feed, [RecordRef("1")], tmp_path / "part2", lambda: True)
        (tmp_path / "feed").write_bytes(b"sku\tprice\nB\t1\n")
        with pytest.raises(FeedChanged):
            write_subset(feed, [RecordRef("1")], tmp_path / "part2")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["feed", "part"]
