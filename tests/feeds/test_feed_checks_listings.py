"""What is found in JSON listings feeds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from koongo_tui.feeds.checks.rules import RULES
from koongo_tui.feeds.model import Severity
from koongo_tui.guide.programs import Program
from tests.feeds.made import SELLER, check, codes, listing, listings, stock

PATCH = {"op": "replace", "path": "/attributes/item_name", "value": [{"value": "x"}]}


def found(tmp_path: Path, data: bytes) -> dict[str, int]:
    return codes(check(tmp_path / "feed", data, program=Program.SP_API))


def test_a_good_feed(tmp_path: Path) -> None:
    feed = [
        listing(1, "A", operationType="UPDATE", requirements="LISTING"),
        listing(2, "B"),
        listing(3, "C", operationType="PATCH", attributes=None, patches=[PATCH]),
        listing(4, "D", operationType="DELETE", attributes=None, productType=None),
    ]
    result = check(tmp_path / "feed", listings(feed), program=Program.SP_API)
    assert result.findings == ()
    assert not result.refused
    facts = result.facts
    assert facts.operations == {"UPDATE": 1, "PARTIAL_UPDATE": 1, "PATCH": 1, "DELETE": 1}
    assert (facts.rows, facts.skus, facts.quantities, facts.zeros) == (4, 4, 2, 0)
    assert (facts.encoding, facts.seller_id) == ("utf-8", SELLER)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (listing(1, "A", messageId=None), "no-message-id"),
        (listing(0, "A"), "message-id-wrong"),
        (listing(2**31, "A"), "message-id-wrong"),
        (listing(1, "A", messageId="1"), "message-id-wrong"),
        (listing(1, "A", messageId=True), "message-id-wrong"),
        (listing(1, ""), "no-sku"),
        (listing(1, "A", sku=7), "field-wrong"),
        (listing(1, "A" * 41), "sku-long"),
        (listing(1, "A", operationType=None), "operation-missing"),
        (listing(1, "A", operationType="Update"), "operation-unknown"),
        (listing(1, "A", operationType=["UPDATE"]), "operation-unknown"),
        (listing(1, "A", productType=None), "field-missing"),
        (listing(1, "A", attributes=None), "field-missing"),
        (listing(1, "A", operationType="PATCH", attributes=None), "field-missing"),
        (listing(1, "A", patches=[PATCH]), "field-unfit"),
        (listing(1, "A", requirements="LISTING"), "field-unfit"),
        (listing(1, "A", attributes={}), "field-wrong"),
        (listing(1, "A", productType=""), "field-wrong"),
        (stock(1, "A", -1), "quantity-wrong"),
        (stock(1, "A", "3"), "quantity-wrong"),
        (stock(1, "A", True), "quantity-wrong"),
        (7, "not-an-object"),
    ],
)
def test_a_message_that_amazon_refuses(tmp_path: Path, message: Any, code: str) -> None:
    result = check(tmp_path / "feed", listings([message]), program=Program.SP_API)
    assert codes(result) == {code: 1}
    assert not result.refused
    assert result.findings[0].severity is Severity.WARN
    assert result.findings[0].examples[0].index == 0


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        ({"currency": "EUR", "price": 0}, "price-zero"),
        ({"currency": "EUR", "price": "9,99"}, "price-wrong"),
        ({"price": 9.99}, "no-currency"),
    ],
)
def test_prices(tmp_path: Path, offer: dict[str, Any], code: str) -> None:
    price = offer.pop("price")
    entry = {**offer, "our_price": [{"schedule": [{"value_with_tax": price}]}]}
    data = listings([listing(1, "A", attributes={"purchasable_offer": [entry]})])
    assert found(tmp_path, data) == {code: 1}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{}", "not-a-listings-feed"),
        (b'{"messages": {}, "header": {"sellerId": "A", "version": "2.0"}}', "not-a-listings-feed"),
        (b'{"messages": [], "messages": []}', "not-a-listings-feed"),
        (b"[]", "not-a-listings-feed"),
        (json.dumps({"messages": [listing(1, "A")]}).encode(), "header-missing"),
        (listings([listing(1, "A")], version="1.0"), "header-wrong"),
        (listings([listing(1, "A")], sellerId=""), "header-wrong"),
        (listings([listing(1, "A")], issueLocale=3), "header-wrong"),
        (listings([listing(1, "A")], report={"includedData": ["x"]}), "header-wrong"),
        (listings([listing(1, "A")], sellerId="A2OTHER00SELLER"), "other-seller"),
        (listings([]), "empty"),
        (b"", "empty"),
        (b'{"header": {"sellerId": "x"', "not-well-formed"),
        (b'{"messages": [{"a": 1}, {"a": 2}', "not-well-formed"),
        (b'{"messages": [{"a": 1} {"a": 2}]}', "not-well-formed"),
        (b'{"messages": [{"a": 1},]}', "not-well-formed"),
        (b'{"messages": [{"a": 1, "b"}]}', "not-well-formed"),
        (b'{"messages": [{"a": NaN}]}', "not-well-formed"),
        (b'{"messages": [{"a": "\xff"}]}', "not-well-formed"),
        (b'{"messages": [{"a": 1]}]}', "not-well-formed"),
        (b'{"messages": [], "a": }', "not-well-formed"),
        (b'{"messages": [{}]} more', "not-well-formed"),
        (listings([listing(1, "A")]).decode().encode("utf-16"), "not-utf-8"),
    ],
)
def test_a_feed_that_amazon_refuses(tmp_path: Path, data: bytes, code: str) -> None:
    result = check(tmp_path / "feed", data, feed_type="JSON_LISTINGS_FEED", program=Program.SP_API)
    assert result.refused
    assert code in codes(result)
    assert all(RULES[code].severity is finding.severity for finding in result.findings[:1])


def test_where_it_is_broken(tmp_path: Path) -> None:
    data = '{"messages": [\n{"a": "é"},\n  {"a": "é" 1}]}'.encode()
    result = check(tmp_path / "feed", data, program=Program.SP_API)
    sentences = [f.sentence for f in result.findings if f.code == "not-well-formed"]
    assert sentences == [
        "The feed is not valid JSON. Expecting ',' delimiter: line 3, column 13.",
    ]
    with pytest.raises(json.JSONDecodeError) as raised:
        json.loads(data)
    assert (raised.value.lineno, raised.value.colno) == (3, 13)


def test_a_mark_before_the_json_is_said(tmp_path: Path) -> None:
    assert found(tmp_path, b"\xef\xbb\xbf" + listings([listing(1, "A")])) == {"utf-8-mark": 1}


def test_repeated_numbers_and_skus(tmp_path: Path) -> None:
    feed = [listing(n % 7 + 1, f"S{n % 5}") for n in range(20)]
    result = check(tmp_path / "feed", listings(feed), program=Program.SP_API)
    assert codes(result) == {"sku-twice": 15, "message-id-twice": 13}
    assert result.facts.skus == 5
    twice = next(f for f in result.findings if f.code == "sku-twice")
    assert [(e.index, e.sku, e.detail) for e in twice.examples] == [
        (5, "S0", "first in row 1"),
        (6, "S1", "first in row 2"),
        (7, "S2", "first in row 3"),
        (8, "S3", "first in row 4"),
        (9, "S4", "first in row 5"),
    ]
    assert twice.sentence == "15 records have a SKU that stands in the feed before."


@pytest.mark.parametrize(("count", "expected"), [(25_000, {}), (25_001, {"too-many": 1})])
def test_at_most_25000_messages(tmp_path: Path, count: int, expected: dict[str, int]) -> None:
    feed = [
        {"messageId": n, "sku": str(n), "operationType": "PATCH", "productType": "X"}
        | {"patches": [PATCH]}
        for n in range(1, count + 1)
    ]
    assert found(tmp_path, listings(feed)) == expected


@pytest.mark.parametrize(
    ("zeros", "code"), [(0, None), (1, "zeros-some"), (4, "zeros-some"), (5, "zeros-many")]
)
def test_the_share_that_goes_out_of_stock(tmp_path: Path, zeros: int, code: str | None) -> None:
    feed = [stock(n, f"S{n}", 0 if n <= zeros else 4) for n in range(1, 11)]
    result = check(tmp_path / "feed", listings(feed), program=Program.SP_API)
    assert codes(result) == ({code: 1} if code else {})
    assert (result.facts.zeros, result.facts.zero_share) == (zeros, zeros / 10)
    if code == "zeros-many":
        assert result.findings[0].severity is Severity.WARN
        assert result.findings[0].sentence.startswith("50 % of the quantities are 0: 5 of 10")
        assert "safety net" in result.findings[0].fix


def test_many_deletes_are_said(tmp_path: Path) -> None:
    gone = {"operationType": "DELETE", "attributes": None, "productType": None}
    feed = [listing(1, "A", **gone), listing(2, "B")]
    assert found(tmp_path, listings(feed)) == {"deletes-many": 1}


def test_an_enormous_message_is_passed_over_and_said(tmp_path: Path) -> None:
    large = listing(2, "B", attributes={"x": [{"value": "y" * 600_000}]})
    deep: Any = "x"
    for _ in range(150):
        deep = [deep]
    feed = [listing(1, "A"), large, listing(3, "C", attributes={"x": deep}), listing(4, "D")]
    result = check(tmp_path / "feed", listings(feed), program=Program.SP_API)
    assert codes(result) == {"record-large": 1, "record-deep": 1}
    assert (result.facts.rows, result.facts.skus) == (4, 2)
    assert [f.examples[0].index for f in result.findings] == [1, 2]


# Held against the schema that Amazon publishes.
fields = st.fixed_dictionaries(
    {},
    optional={
        "messageId": st.sampled_from([1, 0, "1", 2**31, 3.0, None]),
        "sku": st.sampled_from(["A", "", 3]),
        "operationType": st.sampled_from(["UPDATE", "PARTIAL_UPDATE", "PATCH", "DELETE", "X"]),
        "productType": st.sampled_from(["LUGGAGE", "", None]),
        "requirements": st.sampled_from(["LISTING", "LISTING_OFFER_ONLY", "X"]),
        "attributes": st.sampled_from([{"item_name": [{"value": "x"}]}, {}, []]),
        "patches": st.sampled_from(
            [[PATCH], [], [{**PATCH, "op": "x"}], [{"op": "add"}], [{**PATCH, "value": ["x"]}]]
        ),
    },
)


@pytest.fixture(scope="module")
def feed_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feeds") / "feed"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it is only a path
@given(fields, st.sampled_from([{}, {"version": "1"}, {"sellerId": 3}, {"report": {}}]))
def test_the_published_schema_agrees(
    feed_path: Path, samples: Path, message: dict[str, Any], header: dict[str, Any]
) -> None:
    schema = json.loads((samples / "listings-feed-schema-v2.json").read_text())
    data = listings([message], **header)
    good = Draft7Validator(schema).is_valid(json.loads(data))
    result = check(feed_path, data, program=Program.SP_API)
    assert (not result.findings) == good
    if header:
        assert result.refused
