"""A feed, its report from the local Amazon, and the feed of only the refused lines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.feeds.content_types import content_type
from koongo_tui.feeds.kinds import FeedKind, feed_type_named
from koongo_tui.feeds.opened import open_feed
from koongo_tui.feeds.subset import RecordRef, write_subset
from koongo_tui.guide.programs import Program
from koongo_tui.sandbox.catalogue import Catalogue
from koongo_tui.sandbox.feeds.flat_file import judge_flat_file
from koongo_tui.sandbox.feeds.listings_feed import judge_listings
from koongo_tui.sandbox.feeds.xml_feed import judge_xml
from koongo_tui.sandbox.outcomes import Outcome
from koongo_tui.sandbox.submissions import Submission
from tests.feeds.made import SELLER, check, envelope, listing, listings, market, price

DE = market("DE")
NOW = datetime(2026, 11, 23, tzinfo=UTC)
STOCK = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"
PRICES = "POST_PRODUCT_PRICING_DATA"
JSON = "JSON_LISTINGS_FEED"
SKUS = {f"S{n}" for n in range(40)}


def judged(data: bytes, feed_type: str) -> Outcome:
    """What the local Amazon makes of a feed."""
    kind = feed_type_named(feed_type).kind
    catalogue = Catalogue(set(SKUS))
    if kind is FeedKind.XML:
        return judge_xml(data, feed_type, catalogue)
    declared = content_type(kind, DE)
    if kind is FeedKind.FLAT_FILE:
        return judge_flat_file(data, declared, feed_type, catalogue)
    submission = Submission("1", SELLER, feed_type, (DE.id,), NOW, NOW, NOW, content=data)
    return judge_listings(submission, catalogue)


def made(feed_type: str, good: list[bool]) -> bytes:
    """A feed whose records are refused where ``good`` is False."""
    if feed_type == STOCK:
        rows = [f"S{n}\t{9 if ok else 'x'}\t1\n\n" for n, ok in enumerate(good)]
        return ("sku\tprice\tquantity\n" + "".join(rows)).encode()
    if feed_type == PRICES:
        rows = [price(n + 10, f"S{n}", "9.00" if ok else "0") for n, ok in enumerate(good)]
        return envelope("".join(rows))
    return listings(
        [
            listing(n + 10, f"S{n}", productType="LUGGAGE" if ok else None)
            for n, ok in enumerate(good)
        ]
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feeds")


@pytest.mark.parametrize("feed_type", [STOCK, PRICES, JSON])
@given(good=st.lists(st.booleans(), min_size=1, max_size=12))
def test_only_the_refused_lines_again(folder: Path, feed_type: str, good: list[bool]) -> None:
    data = made(feed_type, good)
    outcome = judged(data, feed_type)
    bad = good.count(False)
    assert (outcome.processed, outcome.errors) == (len(good), bad)
    program = Program.SP_API if feed_type == JSON else Program.MWS
    result = check(folder / "feed", data, feed_type=feed_type, program=program)
    assert not result.refused
    assert sum(f.count for f in result.findings if f.examples) == bad
    target = folder / "part"
    target.unlink(missing_ok=True)
    with open_feed(folder / "feed", feed_type=feed_type, marketplace=DE) as feed:
        refs = [RecordRef(str(row.number), row.sku) for row in outcome.rows]
        subset = write_subset(feed, refs, target)
    assert (subset.rows, subset.missing) == (bad, ())
    if bad:
        again = judged(target.read_bytes(), feed_type)
        assert (again.processed, again.errors) == (bad, bad)
        assert {row.sku for row in again.rows} == {row.sku for row in outcome.rows}


@pytest.mark.parametrize(
    ("data", "feed_type"),
    [
        (b"{", JSON),
        (b"[]", JSON),
        (listings([]), JSON),
        (listings([listing(1, "A")], version="1"), JSON),
        (listings([listing(1, "A")], sellerId="A2OTHER00SELLER"), JSON),
        (listings([listing(1, "A")], report={"includedData": []}), JSON),
        (b"x", PRICES),
        (envelope(""), PRICES),
        (envelope(price(1, "A"), kind="Product"), PRICES),
        (envelope(price(1, "A"), version=""), PRICES),
        (envelope(price(1, "A"))[:-4], PRICES),
        (envelope(price(1, "A")).replace(b"?>\n", b"?><!DOCTYPE x>\n"), PRICES),
        (b"name\tprice\nA\t1\n", STOCK),
        (b"sku,price\nA,1\n", STOCK),
    ],
)
def test_what_the_local_amazon_refuses_whole_is_refused_before(
    tmp_path: Path, data: bytes, feed_type: str
) -> None:
    outcome = judged(data, feed_type)
    assert (outcome.processed, outcome.errors) == (0, 1)
    program = Program.SP_API if feed_type == JSON else Program.MWS
    assert check(tmp_path / "feed", data, feed_type=feed_type, program=program).refused
