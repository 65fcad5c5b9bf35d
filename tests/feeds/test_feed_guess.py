"""What a file is taken for."""

from __future__ import annotations

from pathlib import Path

import pytest

from koongo_tui.feeds.kinds import FeedKind
from koongo_tui.feeds.opened import open_feed
from koongo_tui.guide.programs import Program
from tests.feeds.made import check, codes, envelope, listing, listings, price


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (listings([listing(1, "A")]), "JSON_LISTINGS_FEED"),
        (b"\xef\xbb\xbf  \n{", "JSON_LISTINGS_FEED"),
        (envelope(price(1, "A")), "POST_PRODUCT_PRICING_DATA"),
        (envelope("", kind="OrderFulfillment"), "POST_ORDER_FULFILLMENT_DATA"),
        (b"TemplateType=x\tV\nSKU\titem\nitem_sku\tname\n", "POST_FLAT_FILE_LISTINGS_DATA"),
        (b"item_sku\titem_name\n", "POST_FLAT_FILE_LISTINGS_DATA"),
        (
            b"SKU\tprice\tquantity\thandling-time\n",
            "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA",
        ),
        (b"sku\tproduct-id\tproduct-id-type\tprice\n", "POST_FLAT_FILE_INVLOADER_DATA"),
        (b"sku\tadd-delete\n", "POST_FLAT_FILE_INVLOADER_DATA"),
        (b"order-id\tship-date\n", "POST_FLAT_FILE_FULFILLMENT_DATA"),
        (
            b"order-id\tcancellation-reason-code\n",
            "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA",
        ),
        (b"order-id\tadjustment-reason-code\n", "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA"),
    ],
)
def test_the_type_by_the_beginning(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / "feed"
    path.write_bytes(data)
    with open_feed(path) as feed:
        assert feed.feed_type is not None
        assert feed.feed_type.name == name


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "Excel"),
        (b"\x1f\x8brest", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"\x7fELF\0\0", "no text"),
    ],
)
def test_what_is_no_feed_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    result = check(tmp_path / "feed", data, feed_type="POST_PRODUCT_DATA")
    assert result.refused
    assert words in result.findings[0].sentence
    assert result.findings[0].fix


def test_the_chosen_type_wins_and_the_contradiction_is_said(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(b"sku\tprice\nA\t1\n")
    with open_feed(path, feed_type="_POST_PRODUCT_DATA_") as feed:
        assert feed.feed_type is not None
        assert (feed.feed_type.name, feed.kind) == ("POST_PRODUCT_DATA", FeedKind.XML)
        assert feed.guess.kind is FeedKind.FLAT_FILE
    result = check(path, path.read_bytes(), feed_type="_POST_PRODUCT_DATA_")
    assert codes(result) == {"kind-mismatch": 1}
    assert result.refused
    assert result.findings[0].sentence == (
        "Products (POST_PRODUCT_DATA) has to be an XML feed, and the file is a flat file."
    )


def test_another_message_type_is_refused(tmp_path: Path) -> None:
    data = envelope(price(1, "A"))
    result = check(tmp_path / "feed", data, feed_type="POST_PRODUCT_DATA")
    assert codes(result) == {"type-mismatch": 1, "body-missing": 1}
    assert result.refused


def test_other_headings_are_only_doubtful(tmp_path: Path) -> None:
    data = b"sku\tproduct-id\tprice\nA\t1\t2\n"
    name = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"
    result = check(tmp_path / "feed", data, feed_type=name)
    assert codes(result) == {"type-doubtful": 1}
    assert not result.refused


@pytest.mark.parametrize(
    ("data", "feed_type", "program", "expected"),
    [
        (listings([listing(1, "A")]), None, Program.SP_API, {}),
        (listings([listing(1, "A")]), None, Program.MWS, {"type-not-taken": 1}),
        (envelope(price(1, "A")), None, Program.SP_API, {"type-removed": 1}),
        (envelope(price(1, "A")), None, Program.MWS, {}),
        (b"sku\tprice\nA\t1\n", None, Program.SP_API, {"type-removed": 1}),
        (b"order-id\tship-date\n1-2\t2026-01-01\n", None, Program.SP_API, {}),
        (b"sku\tx\nA\t1\n", None, Program.MWS, {"type-unknown": 1}),
        (b"sku\tx\nA\t1\n", "POST_FLAT_FILE_X", Program.MWS, {"type-not-known": 1}),
    ],
)
def test_what_a_program_takes(
    tmp_path: Path, data: bytes, feed_type: str | None, program: Program, expected: dict[str, int]
) -> None:
    result = check(tmp_path / "feed", data, feed_type=feed_type, program=program)
    assert codes(result) == expected
    assert result.refused == bool(expected) - ("type-not-known" in expected)


def test_what_replaces_a_removed_type_is_said(tmp_path: Path) -> None:
    result = check(tmp_path / "feed", envelope(price(1, "A")), program=Program.SP_API)
    assert result.findings[0].sentence == (
        "Amazon takes no Prices (POST_PRODUCT_PRICING_DATA) since 31 July 2025: such a feed ends "
        "as failed."
    )
    assert "JSON_LISTINGS_FEED" in result.findings[0].fix
