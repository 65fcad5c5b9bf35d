"""Judging flat files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.sandbox.catalogue import Catalogue
from koongo_tui.sandbox.feeds.flat_file import judge_flat_file
from koongo_tui.sandbox.feeds.numbers import is_product_code
from koongo_tui.sandbox.outcomes import Outcome, Severity

PRICES = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"
STOCK = "POST_FLAT_FILE_INVLOADER_DATA"
LISTINGS = "POST_FLAT_FILE_LISTINGS_DATA"
SHIPPING = "POST_FLAT_FILE_FULFILLMENT_DATA"
ORDER = "302-1111111-2222222"


def judge(
    feed_type: str, text: str, content_type: str = "text/tab-separated-values; charset=iso-8859-1"
) -> Outcome:
    goods = Catalogue({"S-1", "S-2"}, {ORDER})
    return judge_flat_file(text.encode(), content_type, feed_type, goods)


def found(outcome: Outcome) -> list[tuple[int, str]]:
    return [(row.number, row.code) for row in outcome.rows]


@pytest.mark.parametrize(
    ("feed_type", "text"),
    [
        (PRICES, "sku\tprice\tquantity\nS-1\t9.99\t0\nS-2\t\t5\n"),
        (PRICES, "SKU\tPrice\r\nS-1\t9.99\r\n\r\n"),
        (STOCK, "sku\tproduct-id\tproduct-id-type\nN-1\t4006381333931\t4\nN-2\tB0000001\t1\n"),
        (LISTINGS, "TemplateType=Home\tVersion=1\nSKU\tTitle\nitem_sku\titem_name\nN-1\tLamp\n"),
        (SHIPPING, f"order-id\tship-date\n{ORDER}\t2026-11-23\n"),
    ],
)
def test_a_good_file_is_accepted(feed_type: str, text: str) -> None:
    outcome = judge(feed_type, text)

    assert outcome.rows == ()
    assert outcome.processed == outcome.accepted > 0


@pytest.mark.parametrize(
    ("feed_type", "text", "row"),
    [
        (PRICES, "sku\tprice\nS-1\t1\n\t9.99\n", (2, "99001")),
        (PRICES, "sku\tprice\nS-9\t9.99\n", (1, "13013")),
        (PRICES, "sku\tprice\nS-1\t-5\n", (1, "90114")),
        (PRICES, "sku\tprice\nS-1\tfree\n", (1, "90057")),
        (PRICES, "sku\tquantity\nS-1\t-1\n", (1, "90114")),
        (PRICES, "sku\tquantity\nS-1\t1.5\n", (1, "90057")),
        (PRICES, "sku\tprice\nS-1\t1\nS-1\t2\n", (2, "5000")),
        (STOCK, "sku\tproduct-id\tproduct-id-type\nN\t4006381333932\tEAN\n", (1, "5505")),
        (STOCK, "sku\tproduct-id\tproduct-id-type\nN\t12\t3\n", (1, "5505")),
        (SHIPPING, "order-id\tship-date\n302-0-0\t2026-11-23\n", (1, "18028")),
        (SHIPPING, f"order-id\tship-date\n{ORDER}\ttoday\n", (1, "90057")),
    ],
)
def test_each_rule_that_is_broken_is_a_row(feed_type: str, text: str, row: tuple[int, str]) -> None:
    outcome = judge(feed_type, text)

    assert found(outcome) == [row]
    assert outcome.processed - outcome.accepted == outcome.errors == 1


def test_a_row_names_its_sku_or_its_order() -> None:
    assert judge(PRICES, "sku\tprice\nS-9\t1\n").rows[0].sku == "S-9"
    assert judge(SHIPPING, "order-id\n302-0-0\n").rows[0].order_id == "302-0-0"


@pytest.mark.parametrize(
    ("feed_type", "text"),
    [
        (PRICES, ""),
        (PRICES, '<?xml version="1.0"?>\n<AmazonEnvelope/>\n'),
        (PRICES, "price\tquantity\n1\t2\n"),
        (SHIPPING, "sku\tship-date\nS-1\t2026-11-23\n"),
        (PRICES, "1\n2\n3\nsku\tprice\nS-1\t1\n"),
    ],
)
def test_a_file_without_its_key_column_is_refused_whole(feed_type: str, text: str) -> None:
    outcome = judge(feed_type, text)

    assert (outcome.processed, outcome.accepted, outcome.errors) == (0, 0, 1)
    assert [(r.number, r.code, r.severity) for r in outcome.rows] == [(0, "90012", Severity.FATAL)]


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("cp932", "text/tab-separated-values; charset=Shift_JIS"),
        ("cp932", "text/plain;charset=Windows-31J"),
        ("cp1252", "text/tab-separated-values; charset=iso-8859-1"),
        ("utf-8-sig", "text/tab-separated-values"),
        ("latin-1", "text/plain; charset=klingon"),
        ("latin-1", "text/plain; charset=utf-8"),
    ],
)
def test_the_file_is_read_in_its_encoding(encoding: str, content_type: str) -> None:
    sku = "ペン-1" if encoding == "cp932" else "Größe-1"
    content = f"sku\tprice\n{sku}\t1\n".encode(encoding)
    outcome = judge_flat_file(content, content_type, PRICES, Catalogue())

    assert [row.sku for row in outcome.rows] == [sku]


@given(st.binary(max_size=200))
def test_no_bytes_at_all_upset_it(noise: bytes) -> None:
    content = b"sku\tprice\tproduct-id\tproduct-id-type\n" + noise

    outcome = judge_flat_file(content, "", STOCK, Catalogue())
    assert outcome.accepted + outcome.errors == outcome.processed


@pytest.mark.parametrize(
    ("kind", "code", "right"),
    [
        ("EAN", "4006381333931", True),
        ("EAN", "96385074", True),
        ("EAN", "4006381333930", False),
        ("EAN", "400638133393", False),
        ("EAN", "40063813339３1", False),
        ("EAN", "400638133393x", False),
        ("UPC", "036000291452", True),
        ("UPC", "036000291453", False),
        ("GTIN", "10614141000415", True),
        ("ISBN", "0-306-40615-2", True),
        ("ISBN", "0306406153", False),
        ("ISBN", "080442957X", True),
        ("ISBN", "08044X957X", False),
        ("ISBN", "080442957-", False),
        ("ISBN", "978-0-306-40615-7", True),
        ("ASIN", "B000000001", True),
        ("ASIN", "", False),
    ],
)
def test_check_digits(kind: str, code: str, right: bool) -> None:
    assert is_product_code(kind, code) is right
