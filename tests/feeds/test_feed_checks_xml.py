"""What is found in XML feeds."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.feeds.checks import CheckResult
from koongo_tui.feeds.model import Severity
from tests.feeds.made import SELLER, check, codes, envelope, pieces_of, price, sizes

EUROS = "<StandardPrice currency='EUR'>{}</StandardPrice>"


def message(kind: str, body: str, number: str = "1", operation: str = "") -> str:
    said = f"<OperationType>{operation}</OperationType>" if operation else ""
    return f"<Message><MessageID>{number}</MessageID>{said}<{kind}>{body}</{kind}></Message>"


def test_a_good_feed(tmp_path: Path) -> None:
    body = price(1, "A") + price(2, "B", "3.50")
    result = check(tmp_path / "feed", b"\r\n " + envelope(body))
    assert result.findings == ()
    facts = result.facts
    assert (facts.rows, facts.skus, facts.prices, facts.currencies) == (2, 2, 2, ("EUR",))
    assert (facts.lowest_price, facts.highest_price) == ("3.50", "12.00")
    assert (facts.operations, facts.seller_id) == ({"UPDATE": 2}, SELLER)


@pytest.mark.parametrize(
    ("kind", "body", "code", "detail"),
    [
        ("Price", f"<SKU/>{EUROS.format('1')}", "no-sku", ""),
        ("Price", "<SKU>A</SKU>", "field-missing", "StandardPrice"),
        ("Price", "<SKU>A</SKU><StandardPrice>1</StandardPrice>", "no-currency", ""),
        ("Price", f"<SKU>A</SKU>{EUROS.format('x')}", "price-wrong", "x"),
        ("Price", f"<SKU>A</SKU>{EUROS.format('0')}", "price-zero", "0"),
        ("Inventory", "<SKU>A</SKU>", "field-missing", "Quantity"),
        ("Inventory", "<SKU>A</SKU><Quantity>-1</Quantity>", "quantity-wrong", "-1"),
        ("Inventory", "<SKU>A</SKU><Quantity>1.5</Quantity>", "quantity-wrong", "1.5"),
        (
            "ProductImage",
            "<SKU>A</SKU><ImageLocation>http://x/y.jpg</ImageLocation>",
            "field-missing",
            "ImageType",
        ),
        (
            "ProductImage",
            "<SKU>A</SKU><ImageType>Main</ImageType><ImageLocation>y.jpg</ImageLocation>",
            "field-wrong",
            "ImageLocation",
        ),
        ("Relationship", "<ParentSKU>A</ParentSKU>", "field-missing", "Relation"),
        ("OrderFulfillment", "<FulfillmentDate>2026-11-23</FulfillmentDate>", "no-order", ""),
        (
            "OrderFulfillment",
            "<AmazonOrderID>302-1-1</AmazonOrderID>",
            "field-missing",
            "FulfillmentDate",
        ),
        (
            "OrderAcknowledgement",
            "<AmazonOrderID>302-1-1</AmazonOrderID><StatusCode>Ok</StatusCode>",
            "field-wrong",
            "StatusCode Ok",
        ),
        ("OrderAdjustment", "<AmazonOrderID>1</AmazonOrderID>", "field-missing", "AdjustedItem"),
    ],
)
def test_a_message_that_amazon_refuses(
    tmp_path: Path, kind: str, body: str, code: str, detail: str
) -> None:
    result = check(tmp_path / "feed", envelope(message(kind, body), kind))
    assert codes(result) == {code: 1}
    assert not result.refused
    assert result.findings[0].examples[0].detail == detail


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (message("Price", "<SKU>A</SKU>", "0", "Delete"), "message-id-wrong"),
        (message("Price", "<SKU>A</SKU>", "x", "Delete"), "message-id-wrong"),
        (message("Price", "<SKU>A</SKU>", "", "Delete"), "no-message-id"),
        (price(1, "A").replace(">Update<", ">Upsert<"), "operation-unknown"),
        (message("Product", "<SKU>A</SKU>"), "body-missing"),
    ],
)
def test_the_frame_of_a_message(tmp_path: Path, made: str, code: str) -> None:
    assert codes(check(tmp_path / "feed", envelope(made + price(7, "B") * 1)))[code] == 1


def test_a_product_may_have_several_pictures(tmp_path: Path) -> None:
    def picture(number: int, kind: str) -> str:
        body = f"<SKU>A</SKU><ImageType>{kind}</ImageType>"
        body += "<ImageLocation>https://x.example/a.jpg</ImageLocation>"
        return message("ProductImage", body, str(number))

    made = picture(1, "Main") + picture(2, "PT1")
    assert check(tmp_path / "feed", envelope(made, "ProductImage")).findings == ()
    again = envelope(made + picture(3, "PT1"), "ProductImage")
    assert codes(check(tmp_path / "feed", again)) == {"sku-twice": 1}


def test_an_order_comes_with_each_of_its_items(tmp_path: Path) -> None:
    body = "<AmazonOrderID>302-1-1</AmazonOrderID>"
    body += "<FulfillmentDate>2026-11-23T10:00:00Z</FulfillmentDate>"
    kind = "OrderFulfillment"
    made = message(kind, body, "1") + message(kind, body, "2")
    result = check(tmp_path / "feed", envelope(made, kind))
    assert result.findings == ()
    assert (result.facts.skus, result.facts.orders) == (0, 1)


def test_repeated_skus_and_numbers(tmp_path: Path) -> None:
    result = check(tmp_path / "feed", envelope(price(1, "A") + price(1, "B") + price(2, "A")))
    assert codes(result) == {"sku-twice": 1, "message-id-twice": 1}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (envelope(price(1, "A"), version=""), "header-missing"),
        (envelope(price(1, "A"), seller=""), "header-missing"),
        (
            envelope(price(1, "A"), more="<PurgeAndReplace>true</PurgeAndReplace>\n"),
            "purge",
        ),
        (envelope(""), "empty"),
        (envelope(price(1, "A")).replace(b"AmazonEnvelope", b"Envelope"), "not-an-envelope"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "not-well-formed"),
        (envelope(price(1, "A") + "</Message>"), "not-well-formed"),
        (envelope(price(1, "A") + "<Message><MessageID>2"), "not-well-formed"),
        (envelope(price(1, "A") + price(2, "B").replace("</SKU>", "")), "not-well-formed"),
        (envelope(price(1, "A&b;").replace("&amp;", "&")), "not-well-formed"),
        (envelope(price(1, "A") + "&nbsp;"), "not-well-formed"),
        (envelope(price(1, "A"))[:-20], "not-well-formed"),
        (envelope(price(1, "A")) + b"<x/>", "not-well-formed"),
        (envelope(price(1, "A")) + price(2, "B").encode(), "not-well-formed"),
        (envelope(f"<X>{price(1, 'A')}</X>"), "not-well-formed"),
        (envelope(price(1, "\x07")), "not-well-formed"),
        (envelope(price(1, "A")).replace(b">A<", b">\xff<"), "not-well-formed"),
        (envelope(price(1, "A")).replace(b"utf-8", b"Shift_JIS"), "not-well-formed"),
        (envelope(price(1, "A")).decode().encode("utf-16"), "not-utf-8"),
        (envelope("<x>" * 200), "not-well-formed"),
        (envelope(f"<Message>{'<x>' * 2000}{'</x>' * 2000}</Message>"), "not-well-formed"),
    ],
)
def test_a_feed_that_amazon_refuses(tmp_path: Path, data: bytes, code: str) -> None:
    result = check(tmp_path / "feed", data, feed_type="POST_PRODUCT_PRICING_DATA")
    assert result.refused
    assert code in codes(result)


@pytest.mark.parametrize(
    ("spoil", "size"),
    [
        (spoil, size)
        for spoil in (
            ("<SKU>B</SKU>", "<SKU>B<SKU>"),
            ("<SKU>B</SKU>", "<SKU>\nÄ&x;\n</SKU>"),
            ("</MessageType>", "</MessageTyp>"),
            ("\n</AmazonEnvelope>", "\n</AmazonEnvelop>"),
        )
        for size in (7, 50, 100_000)
    ],
)
def test_where_it_is_broken(tmp_path: Path, spoil: tuple[str, str], size: int) -> None:
    text = envelope(price(1, "A") + price(2, "B")).decode().replace(*spoil)
    with pytest.raises(ElementTree.ParseError) as raised:
        ElementTree.fromstring(text.encode())
    line, column = raised.value.position
    with pieces_of(size):
        result = check(tmp_path / "feed", text.encode(), feed_type="POST_PRODUCT_PRICING_DATA")
    sentence = next(f.sentence for f in result.findings if f.code == "not-well-formed")
    assert sentence.endswith(f"line {line}, column {column + 1}.")


def test_another_merchant_is_said(tmp_path: Path) -> None:
    result = check(tmp_path / "feed", envelope(price(1, "A"), seller="A2OTHER00SELLER"))
    assert codes(result) == {"other-merchant": 1}
    assert not result.refused
    # The older merchant token is another thing, which tells nothing.
    assert check(tmp_path / "feed", envelope(price(1, "A"), seller="M_SHOP_12")).findings == ()


def test_latin_letters(tmp_path: Path) -> None:
    text = envelope(price(1, "GRÖSSE")).decode().replace("utf-8", "ISO-8859-1")
    result = check(tmp_path / "feed", text.encode("latin-1"))
    assert codes(result) == {"encoding-unexpected": 1}
    assert result.findings[0].severity is Severity.WARN
    assert result.facts.encoding == "cp1252"


def test_stock(tmp_path: Path) -> None:
    made = "".join(
        message("Inventory", f"<SKU>S{n}</SKU>{given}", str(n))
        for n, given in enumerate(
            ["<Quantity>0</Quantity>", "<Available>false</Available>", "<Quantity>5</Quantity>"], 1
        )
    )
    result = check(tmp_path / "feed", envelope(made, "Inventory"))
    assert (result.facts.quantities, result.facts.zeros) == (3, 2)
    assert codes(result) == {"zeros-many": 1}


def test_namespaces_and_prefixes(tmp_path: Path) -> None:
    text = envelope(price(1, "A")).decode()
    own = text.replace("<AmazonEnvelope ", "<AmazonEnvelope xmlns='urn:x' ")
    assert check(tmp_path / "feed", own.encode()).findings == ()
    undeclared = text.replace("<SKU>", "<q:SKU>").replace("</SKU>", "</q:SKU>")
    assert "not-well-formed" in codes(check(tmp_path / "feed", undeclared.encode()))


pieces = st.sampled_from(
    [
        price(1, "A"),
        price(2, "B"),
        "<Message>",
        "</Message>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<Price>",
        "</Price>",
        "<a b='>'/>",
        "text",
        "<?x",
        "?>",
        "</AmazonEnvelope>",
        "\n",
        "<",
    ]
)


@pytest.fixture(scope="module")
def feed_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feeds") / "feed"


@given(st.lists(pieces, max_size=8), sizes)
def test_anything_is_judged_the_same_in_pieces_of_any_size(
    feed_path: Path, made: list[str], size: int
) -> None:
    data = envelope("".join(made))

    def judged() -> tuple[CheckResult, bool]:
        result = check(feed_path, data, feed_type="POST_PRODUCT_PRICING_DATA")
        return result, "not-well-formed" in codes(result)

    whole, broken = judged()
    with pieces_of(size):
        in_pieces, broken_in_pieces = judged()
    assert broken == broken_in_pieces
    assert broken or whole == in_pieces
