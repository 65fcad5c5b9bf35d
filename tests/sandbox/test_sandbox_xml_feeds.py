"""Judging XML feeds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.sandbox.catalogue import Catalogue
from koongo_tui.sandbox.feeds.xml_feed import judge_xml
from koongo_tui.sandbox.feeds.xml_rules import MESSAGE_TYPES
from koongo_tui.sandbox.outcomes import Outcome, Severity

PRODUCT = "POST_PRODUCT_DATA"
INVENTORY = "POST_INVENTORY_AVAILABILITY_DATA"
PRICE = "POST_PRODUCT_PRICING_DATA"
IMAGE = "POST_PRODUCT_IMAGE_DATA"
RELATION = "POST_PRODUCT_RELATIONSHIP_DATA"
SHIPPING = "POST_ORDER_FULFILLMENT_DATA"
ACKNOWLEDGEMENT = "POST_ORDER_ACKNOWLEDGEMENT_DATA"
ADJUSTMENT = "POST_PAYMENT_ADJUSTMENT_DATA"
ORDER = "302-1111111-2222222"

GOOD = {
    PRODUCT: "<SKU>NEW-1</SKU><StandardProductID><Type>EAN</Type><Value>4006381333931</Value>"
    "</StandardProductID><DescriptionData><Title>Pen</Title></DescriptionData>",
    INVENTORY: "<SKU>S-1</SKU><Quantity>0</Quantity>",
    PRICE: '<SKU>S-1</SKU><StandardPrice currency="EUR">9.99</StandardPrice>',
    IMAGE: "<SKU>S-1</SKU><ImageType>Main</ImageType>"
    "<ImageLocation>https://shop.example/1.jpg</ImageLocation>",
    RELATION: "<ParentSKU>S-1</ParentSKU><Relation><SKU>S-2</SKU><Type>Variation</Type></Relation>",
    SHIPPING: f"<AmazonOrderID>{ORDER}</AmazonOrderID>"
    "<FulfillmentDate>2026-11-23T10:00:00+01:00</FulfillmentDate>"
    "<Item><Quantity>2</Quantity></Item>",
    ACKNOWLEDGEMENT: f"<AmazonOrderID>{ORDER}</AmazonOrderID><StatusCode>Success</StatusCode>",
    ADJUSTMENT: f"<AmazonOrderID>{ORDER}</AmazonOrderID><AdjustedItem/>",
}


def catalogue() -> Catalogue:
    return Catalogue({"S-1", "S-2"}, {ORDER})


def message(number: object, feed_type: str, body: str, operation: str = "Update") -> str:
    kind = MESSAGE_TYPES[feed_type]
    return (
        f"<Message><MessageID>{number}</MessageID><OperationType>{operation}</OperationType>"
        f"<{kind}>{body}</{kind}></Message>"
    )


def envelope(feed_type: str, messages: Sequence[str], *, head: str | None = None) -> bytes:
    if head is None:
        head = (
            "<Header><DocumentVersion>1.01</DocumentVersion>"
            "<MerchantIdentifier>A135KKEKJAIBJ5</MerchantIdentifier></Header>"
            f"<MessageType>{MESSAGE_TYPES[feed_type]}</MessageType>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"<AmazonEnvelope>\n{head}\n{''.join(messages)}\n</AmazonEnvelope>\n"
    ).encode()


def judge(feed_type: str, *bodies: str, operation: str = "Update") -> Outcome:
    messages = [message(n, feed_type, body, operation) for n, body in enumerate(bodies, start=1)]
    return judge_xml(envelope(feed_type, messages), feed_type, catalogue())


def codes(outcome: Outcome) -> list[str]:
    return [row.code for row in outcome.rows]


@pytest.mark.parametrize("feed_type", GOOD)
def test_a_good_message_is_accepted(feed_type: str) -> None:
    outcome = judge(feed_type, GOOD[feed_type])

    assert outcome == Outcome(1, 1, 0, 0, ())


@pytest.mark.parametrize(
    ("feed_type", "body", "code", "words"),
    [
        (PRODUCT, "<DescriptionData><Title>Pen</Title></DescriptionData>", "5000", "SKU"),
        (
            PRODUCT,
            f"<SKU>{'x' * 41}</SKU><DescriptionData><Title>Pen</Title></DescriptionData>",
            "5000",
            "40 characters",
        ),
        (PRODUCT, "<SKU>NEW</SKU>", "8560", "item_name"),
        (
            PRODUCT,
            GOOD[PRODUCT].replace("4006381333931", "4006381333932"),
            "8560",
            "'4006381333932' is not valid",
        ),
        (PRODUCT, GOOD[PRODUCT].replace("4006381333931", ""), "8560", "EAN code ''"),
        (INVENTORY, "<SKU>S-9</SKU><Quantity>1</Quantity>", "13013", "S-9"),
        (INVENTORY, "<SKU>S-1</SKU>", "5000", "Available, Quantity and Lookup"),
        (INVENTORY, "<SKU>S-1</SKU><Quantity>-5</Quantity>", "5000", "minInclusive '0'"),
        (INVENTORY, "<SKU>S-1</SKU><Quantity>many</Quantity>", "5000", "'many'"),
        (PRICE, "<SKU>S-1</SKU>", "5000", "StandardPrice is missing"),
        (PRICE, GOOD[PRICE].replace("S-1", "S-9"), "13013", "price data"),
        (PRICE, GOOD[PRICE].replace("9.99", "-1"), "5000", "minInclusive '0.01'"),
        (PRICE, GOOD[PRICE].replace("9.99", "0"), "5000", "minInclusive '0.01'"),
        (PRICE, GOOD[PRICE].replace("9.99", "9,99"), "5000", "'9,99'"),
        (PRICE, GOOD[PRICE].replace("9.99", "NaN"), "5000", "'NaN'"),
        (PRICE, GOOD[PRICE].replace(' currency="EUR"', ""), "5000", "currency"),
        (
            PRICE,
            GOOD[PRICE] + '<Sale><SalePrice currency="EUR">8</SalePrice></Sale>',
            "14016",
            "start date",
        ),
        (IMAGE, GOOD[IMAGE].replace("https", "ftp"), "15", "ftp://"),
        (IMAGE, GOOD[IMAGE].replace("https://shop.example/1.jpg", "http://[::1"), "15", "Invalid"),
        (IMAGE, GOOD[IMAGE].replace("<SKU>S-1</SKU>", ""), "5000", "SKU"),
        (IMAGE, GOOD[IMAGE].replace("Main", ""), "5000", "ImageType"),
        (IMAGE, GOOD[IMAGE].replace("S-1", "S-9"), "13013", "image data"),
        (RELATION, GOOD[RELATION].replace("S-1", "S-9"), "8007", "[S-9]"),
        (RELATION, GOOD[RELATION].replace("S-2", "S-9"), "13013", "S-9"),
        (RELATION, "<ParentSKU>S-1</ParentSKU>", "5000", "Relation is missing"),
        (RELATION, "<Relation><SKU>S-1</SKU></Relation>", "5000", "ParentSKU"),
        (SHIPPING, GOOD[SHIPPING].replace(ORDER, "302-0-0"), "18028", "302-0-0"),
        (SHIPPING, GOOD[SHIPPING].replace(ORDER, ""), "5000", "AmazonOrderID"),
        (SHIPPING, GOOD[SHIPPING].replace("2026-11-23T", "yesterday"), "5000", "FulfillmentDate"),
        (SHIPPING, GOOD[SHIPPING].replace(">2<", ">0<"), "5000", "positiveInteger"),
        (ACKNOWLEDGEMENT, GOOD[ACKNOWLEDGEMENT].replace("Success", "OK"), "5000", "'OK'"),
        (ADJUSTMENT, f"<AmazonOrderID>{ORDER}</AmazonOrderID>", "5000", "AdjustedItem"),
    ],
)
def test_each_rule_that_is_broken_is_a_row(
    feed_type: str, body: str, code: str, words: str
) -> None:
    outcome = judge(feed_type, GOOD[feed_type].replace("NEW-1", "NEW-2"), body)

    broken = [row for row in outcome.rows if row.number == 2 and row.code == code]
    assert broken, outcome.rows
    assert any(words in row.message for row in broken)
    assert broken[0].severity is Severity.ERROR
    assert (outcome.processed, outcome.accepted, outcome.errors) == (2, 1, 1)


def test_rows_say_what_they_are_about() -> None:
    price = judge(PRICE, GOOD[PRICE].replace("9.99", "-1"))
    order = judge(SHIPPING, GOOD[SHIPPING].replace(ORDER, "302-0-0"))

    assert [(row.sku, row.order_id) for row in price.rows] == [("S-1", "")]
    assert [(row.sku, row.order_id) for row in order.rows] == [("", "302-0-0")]


def test_an_order_of_the_shops_own_number_is_taken() -> None:
    own = GOOD[SHIPPING].replace("AmazonOrderID", "MerchantOrderID")

    assert judge(SHIPPING, own).rows == ()


def test_a_sku_may_stand_in_one_message_only_but_have_several_images() -> None:
    twice = judge(PRICE, GOOD[PRICE], GOOD[PRICE])
    images = judge(IMAGE, GOOD[IMAGE], GOOD[IMAGE].replace("Main", "PT1"))

    assert [(row.number, row.code) for row in twice.rows] == [(2, "5000")]
    assert "message 1" in twice.rows[0].message
    assert images.rows == ()


def test_deleting_needs_the_sku_alone() -> None:
    assert judge(PRODUCT, "<SKU>S-1</SKU>", operation="Delete").rows == ()
    assert codes(judge(PRODUCT, "<SKU>S-9</SKU>", operation="Delete")) == ["13013"]
    assert judge(INVENTORY, "<SKU>S-1</SKU>", operation="Delete").rows == ()


def test_accepted_products_enter_the_catalogue_and_deleted_ones_leave_it() -> None:
    goods = catalogue()
    bad = "<SKU>BAD</SKU>"
    messages = [
        message(1, PRODUCT, GOOD[PRODUCT]),
        message(2, PRODUCT, bad),
        message(3, PRODUCT, "<SKU>S-2</SKU>", "Delete"),
    ]
    judge_xml(envelope(PRODUCT, messages), PRODUCT, goods)

    assert goods.skus == {"S-1", "NEW-1"}


@pytest.mark.parametrize("id_", ["", "zero", "0", "-1", "1.5", "9" * 30])
def test_a_message_id_is_a_number(id_: str) -> None:
    messages = [message(7, PRICE, GOOD[PRICE]), message(id_, PRICE, GOOD[PRICE].replace("1", "2"))]
    outcome = judge_xml(envelope(PRICE, messages), PRICE, catalogue())

    assert [(row.number, row.code) for row in outcome.rows] == [(2, "5000")]


def test_a_message_id_is_used_once() -> None:
    messages = [message(5, PRICE, GOOD[PRICE]), message(5, PRICE, GOOD[PRICE].replace("1", "2"))]
    outcome = judge_xml(envelope(PRICE, messages), PRICE, catalogue())

    assert (outcome.processed, outcome.accepted) == (2, 1)
    assert "MessageID 5" in outcome.rows[0].message


def test_an_operation_has_to_be_one_that_exists() -> None:
    messages = [message(1, PRICE, GOOD[PRICE], "Upsert")]

    assert codes(judge_xml(envelope(PRICE, messages), PRICE, catalogue())) == ["5000"]


def test_a_message_of_another_kind_than_the_feed() -> None:
    messages = [message(1, PRICE, GOOD[PRICE])]
    head = envelope(INVENTORY, []).decode().partition("\n")[2].partition("\n")[2].split("\n")[0]
    outcome = judge_xml(envelope(INVENTORY, messages, head=head), INVENTORY, catalogue())

    assert "Inventory is missing" in outcome.rows[0].message


def test_a_feed_type_without_rules_is_only_counted() -> None:
    feed = envelope(PRICE, [message(1, PRICE, "<Any/>")])

    assert judge_xml(feed, "POST_INVOICE_CONFIRMATION_DATA", catalogue()).accepted == 1


@pytest.mark.parametrize(
    ("feed", "code", "words"),
    [
        (b"", "5001", "Fatal"),
        (b"sku\tprice\n", "5001", "Line 1"),
        (b"<AmazonEnvelope><Header>", "5001", "no element found"),
        (b"<AmazonEnvelope>\n <a></b></AmazonEnvelope>", "5001", "Line 2"),
        (b"<html/>", "5000", "html"),
        (b"<AmazonEnvelope/>", "5001", "no Message"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><AmazonEnvelope/>", "5001", "document type"),
        (b'<?xml version="1.0" encoding="cp932"?><AmazonEnvelope/>', "5001", "Fatal"),
        (b"<AmazonEnvelope>" + b"<a>" * 60, "5001", "50 deep"),
        (envelope(PRICE, [message(1, PRICE, "")], head="<Header/>"), "5000", "DocumentVersion"),
        (envelope(INVENTORY, [message(1, INVENTORY, "")]), "5000", "Inventory, but Price"),
        (
            envelope(PRICE, [message(1, PRICE, "<SKU>S-1</SKU>")])[:-4],
            "5001",
            "Fatal",
        ),
    ],
)
def test_a_document_that_cannot_be_used_is_refused_whole(
    feed: bytes, code: str, words: str
) -> None:
    outcome = judge_xml(feed, PRICE, catalogue())

    assert (outcome.processed, outcome.accepted, outcome.errors) == (0, 0, 1)
    assert outcome.refused
    assert [(row.number, row.code, row.severity) for row in outcome.rows] == [
        (0, code, Severity.FATAL)
    ]
    assert words in outcome.rows[0].message


def test_a_refused_document_changes_nothing() -> None:
    goods = catalogue()
    feed = envelope(PRODUCT, [message(1, PRODUCT, GOOD[PRODUCT])])[:-4]
    judge_xml(feed, PRODUCT, goods)

    assert goods.skus == {"S-1", "S-2"}


def test_namespaces_and_blank_space_in_front_do_no_harm() -> None:
    feed = envelope(PRICE, [message(1, PRICE, GOOD[PRICE])])
    prefixed = b"\n " + feed.replace(
        b"<AmazonEnvelope>", b'<x:AmazonEnvelope xmlns:x="y">'
    ).replace(b"</AmazonEnvelope>", b"</x:AmazonEnvelope>")

    assert judge_xml(prefixed, PRICE, catalogue()).accepted == 1


@given(st.binary(max_size=300), st.sampled_from(sorted(MESSAGE_TYPES)))
def test_no_bytes_at_all_upset_it(noise: bytes, feed_type: str) -> None:
    feed = envelope(feed_type, [message(1, feed_type, "@")]).replace(b"@", noise)

    outcome = judge_xml(feed, feed_type, catalogue())
    assert outcome.processed in (0, 1)
