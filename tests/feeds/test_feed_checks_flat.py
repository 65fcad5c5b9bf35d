"""What is found in flat files."""

from __future__ import annotations

from pathlib import Path

import pytest

from koongo_tui.feeds.checks.sheet import CheckContext, Sheet
from koongo_tui.feeds.checks.whole import check_head
from koongo_tui.feeds.kinds import feed_type_named
from koongo_tui.feeds.model import Severity
from koongo_tui.feeds.opened import open_feed
from koongo_tui.feeds.spill import KeySpill
from koongo_tui.guide.programs import Program
from tests.feeds.made import check, codes

STOCK = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"
SHIPMENTS = "POST_FLAT_FILE_FULFILLMENT_DATA"
GOOD = b"sku\tprice\tquantity\nA\t9.99\t4\nB\t12,50\t1\n"


def test_a_good_feed(tmp_path: Path) -> None:
    result = check(tmp_path / "feed", GOOD)
    assert result.findings == ()
    facts = result.facts
    assert (facts.rows, facts.skus, facts.quantities, facts.prices) == (2, 2, 2, 2)
    assert (facts.lowest_price, facts.highest_price) == ("9.99", "12,50")
    assert (facts.encoding, facts.operations, facts.seller_id) == ("ascii", {"": 2}, None)


@pytest.mark.parametrize(
    ("line", "code", "detail"),
    [
        ("\t9.99\t4", "no-sku", ""),
        ("S" * 41 + "\t9.99\t4", "sku-long", ""),
        ("C\tx\t4", "price-wrong", "x"),
        ("C\t-1\t4", "price-wrong", "-1"),
        ("C\t0.00\t4", "price-zero", "0.00"),
        ("C\t1\t-4", "quantity-wrong", "-4"),
        ("C\t1\t4.5", "quantity-wrong", "4.5"),
        ("C\t1\t4\tmore", "cells-more", ""),
        ('"C"\t1\t4', "quoted", '"C"'),
        ("B\t1\t4", "sku-twice", "first in row 2"),
    ],
)
def test_a_row_that_amazon_refuses(tmp_path: Path, line: str, code: str, detail: str) -> None:
    result = check(tmp_path / "feed", GOOD + f"\n{line}\r\n".encode())
    assert codes(result) == {code: 1}
    assert not result.refused
    example = result.findings[0].examples[0]
    assert (example.index, example.record, example.detail) == (2, "3", detail)


def test_empty_cells_and_quotes_within_a_text_are_fine(tmp_path: Path) -> None:
    assert check(tmp_path / "feed", GOOD + b'C\t\t\t\t\nD 15" wide\t1\t4\n').findings == ()


def test_operations(tmp_path: Path) -> None:
    rows = ["A\ta", "B\td", "C\tx", "D\t", "E\tq"]
    data = "sku\tadd-delete\n" + "".join(f"{row}\n" for row in rows)
    result = check(tmp_path / "feed", data.encode())
    assert result.facts.operations == {"DELETE": 2, "UPDATE": 1, "": 1, "Q": 1}
    assert codes(result) == {"operation-unknown": 1}


def test_shipments(tmp_path: Path) -> None:
    data = b"order-id\tship-date\n1-1\t2026-11-23\n1-1\t2026-11-23\n1-2\t\n\t2026-11-23\n"
    result = check(tmp_path / "feed", data)
    assert codes(result) == {"field-missing": 1, "no-order": 1}
    assert (result.facts.orders, result.facts.skus) == (2, 0)
    without = check(tmp_path / "feed", b"order-id\tcarrier-code\n1-1\tDHL\n", feed_type=SHIPMENTS)
    assert codes(without) == {"heading-missing": 1}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"sku\tprice\n", "empty"),
        (b"sku\tprice\n\t\n \n", "empty"),
        (b"name\tprice\nA\t1\n", "headings-missing"),
        (b"order-id\tprice\nA\t1\n", "headings-missing"),
        (b"sku,price\nA,1\n", "not-tab-separated"),
        (b"sku;price\nA;1\n", "not-tab-separated"),
    ],
)
def test_a_feed_that_amazon_refuses(tmp_path: Path, data: bytes, code: str) -> None:
    result = check(tmp_path / "feed", data, feed_type=STOCK)
    assert result.refused
    assert code in codes(result)


@pytest.mark.parametrize(
    ("encoding", "code", "found", "expected"),
    [
        ("utf-8", "DE", "utf-8", {}),
        ("utf-8-sig", "DE", "utf-8", {}),
        ("cp1252", "DE", "cp1252", {}),
        ("cp932", "JP", "cp932", {}),
        ("utf-8", "JP", "utf-8", {}),
        ("utf-16", "JP", "utf-16", {"encoding-unexpected": 1}),
    ],
)
def test_encodings(
    tmp_path: Path, encoding: str, code: str, found: str, expected: dict[str, int]
) -> None:
    word = "表示" if code == "JP" else "Größe"
    text = f"sku\tproduct-id\titem-note\nA\t1\t{word}\nB\t2\tx\n"
    result = check(tmp_path / "feed", text.encode(encoding), code=code)
    assert (codes(result), result.facts.encoding, result.facts.skus) == (expected, found, 2)


def test_letters_of_two_encodings(tmp_path: Path) -> None:
    data = b"sku\tproduct-id\nA\t\xc3\xa9\nB\t\xe9\nC\tx\nD\t\xc3\xa9\n"
    result = check(tmp_path / "feed", data)
    assert "encoding-mixed" in codes(result)
    assert result.facts.encoding == "utf-8"
    assert result.findings[0].severity is Severity.WARN


@pytest.mark.parametrize(
    ("data", "code"), [(b"A\t\x81 \xe9", "DE"), (b"A\t\x85", "JP"), (b"\xef\xbb\xbf", "DE")]
)
def test_bytes_that_are_no_letters(tmp_path: Path, data: bytes, code: str) -> None:
    head = b"sku\tproduct-id\n"
    whole = data + head + b"A\t\xe9\n" if data.startswith(b"\xef") else head + data + b"\n"
    result = check(tmp_path / "feed", whole, code=code)
    assert codes(result) == {"undecodable": 1}
    assert "byte 0x" in result.findings[0].examples[0].detail


def test_letters_that_were_lost_before(tmp_path: Path) -> None:
    data = "sku\tproduct-id\nA\tGr�e\n".encode()
    assert codes(check(tmp_path / "feed", data)) == {"broken-letters": 1}


def test_old_mac_lines_are_said(tmp_path: Path) -> None:
    result = check(tmp_path / "feed", GOOD.replace(b"\n", b"\r"))
    assert codes(result) == {"old-line-ends": 1}
    assert result.facts.rows == 2


def test_an_enormous_line_is_passed_over_and_said(tmp_path: Path) -> None:
    line = b"X" * 3_000_000
    result = check(tmp_path / "feed", GOOD + line + b"\nC\t1\t1\n" + line)
    assert codes(result) == {"record-large": 2}
    assert (result.facts.rows, result.facts.skus) == (5, 3)
    assert [example.index for example in result.findings[0].examples] == [2, 4]


@pytest.mark.parametrize(("rows", "expected"), [(30_000, {}), (30_001, {"many": 1})])
def test_amazons_advice_on_rows(tmp_path: Path, rows: int, expected: dict[str, int]) -> None:
    data = b"sku\tquantity\n" + b"".join(b"S%d\t1\n" % n for n in range(rows))
    result = check(tmp_path / "feed", data)
    assert codes(result) == expected
    assert not result.refused


def test_sizes(tmp_path: Path) -> None:
    data = GOOD + b"\n" * 10_000_000
    result = check(tmp_path / "feed", data)
    assert codes(result) == {"large": 1}
    assert result.findings[0].sentence == "The file has 10 MB; Amazon advises at most 10 MB."


def test_two_gigabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(GOOD * 10_000)
    with path.open("r+b") as file:
        file.truncate(2**31)
    with open_feed(path, feed_type=STOCK) as feed, KeySpill() as keys, KeySpill() as numbers:
        sheet = Sheet(CheckContext(Program.MWS), feed_type_named(STOCK), keys, numbers)
        check_head(feed, sheet)
        assert sheet.notes.has("too-large")
        assert sheet.notes.refused
