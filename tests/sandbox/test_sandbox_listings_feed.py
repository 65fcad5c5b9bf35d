"""JSON_LISTINGS_FEED: judged message by message, and reported as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from koongo_tui.sandbox.feeds import listings_feed
from tests.sandbox.spapi_practice import LISTINGS, Partner

UK = "A1F83G8C2ARO7P"
NAME = [{"value": "Lantern", "language_tag": "en_GB", "marketplace_id": UK}]
PRICE = [
    {
        "currency": "GBP",
        "our_price": [{"schedule": [{"value_with_tax": 9.99}]}],
        "marketplace_id": UK,
    }
]
STOCK = [{"fulfillment_channel_code": "DEFAULT", "quantity": 10}]


def update(sku: str = "NEW-1", id_: Any = 1, **change: Any) -> dict[str, Any]:
    """A message that is in order, or with fields replaced; None leaves one out."""
    message = {
        "messageId": id_,
        "sku": sku,
        "operationType": "UPDATE",
        "productType": "LAMP",
        "attributes": {"item_name": NAME},
        **change,
    }
    return {name: value for name, value in message.items() if value is not None}


def patch(sku: str = "NH-0001", id_: int = 1, **change: Any) -> dict[str, Any]:
    one = {"op": "replace", "path": "/attributes/fulfillment_availability", "value": STOCK}
    return update(
        sku, id_, **{"operationType": "PATCH", "attributes": None, "patches": [one], **change}
    )


def delete(sku: str = "NH-0001", id_: int = 1, **change: Any) -> dict[str, Any]:
    bare: dict[str, Any] = {"operationType": "DELETE", "attributes": None, "productType": None}
    return update(sku, id_, **{**bare, **change})


def found(report: dict[str, Any]) -> list[tuple[str, str]]:
    """Codes of the issues, and what they name."""
    assert report["summary"]["errors"] == len(report["issues"])
    return [(issue["code"], issue.get("attributeName", "")) for issue in report["issues"]]


async def test_a_feed_in_order(partner: Partner) -> None:
    report = await partner.judged(
        [
            update(attributes={"item_name": NAME, "purchasable_offer": PRICE}),
            patch(id_=2),
            delete("NH-0002", 3),
            update("NH-0003", 4, operationType="PARTIAL_UPDATE"),
            update("NEW-2", 5, requirements="LISTING_OFFER_ONLY", attributes={"condition": [{}]}),
        ]
    )

    assert report["issues"] == []
    assert report["summary"] == {
        "errors": 0,
        "warnings": 0,
        "messagesProcessed": 5,
        "messagesAccepted": 5,
        "messagesInvalid": 0,
    }
    assert report["header"]["sellerId"] == partner.seller.seller_id
    skus = partner.world.catalogue(partner.seller).skus
    assert {"NEW-1", "NEW-2", "NH-0001"} <= skus
    assert "NH-0002" not in skus


async def test_issues_are_counted_apart_from_messages(partner: Partner) -> None:
    report = await partner.judged([update(), update("NEW-2", 7, productType="", attributes={})])

    assert report["issues"] == [
        {
            "messageId": 7,
            "sku": "NEW-2",
            "code": "90220",
            "severity": "ERROR",
            "message": f"'{name}' is required but not supplied.",
            "attributeName": name,
        }
        for name in ("productType", "attributes")
    ]
    assert report["summary"] == {
        "errors": 2,
        "warnings": 0,
        "messagesProcessed": 2,
        "messagesAccepted": 1,
        "messagesInvalid": 1,
    }
    assert "NEW-2" not in partner.world.catalogue(partner.seller).skus


@pytest.mark.parametrize(
    ("message", "issues"),
    [
        (update(id_=None), [("90220", "messageId")]),
        (update(id_=0), [("4000001", "messageId")]),
        (update(id_=2**31), [("4000001", "messageId")]),
        (update(id_="1"), [("4000001", "messageId")]),
        (update(id_=True), [("4000001", "messageId")]),
        (update(""), [("90220", "sku")]),
        (update("x" * 41), [("4000001", "sku")]),
        (update(sku=None), [("90220", "sku")]),  # type: ignore[arg-type]
        (update(sku=3), [("4000001", "sku")]),  # type: ignore[arg-type]
        (update(operationType=None), [("90220", "operationType")]),
        (update(operationType="Update"), [("4000001", "operationType")]),
        (update(operationType=["UPDATE"]), [("4000001", "operationType")]),
        (update(productType=None), [("90220", "productType")]),
        (update(productType=5), [("4000001", "productType")]),
        (update(attributes=None), [("90220", "attributes")]),
        (update(attributes=[1]), [("4000001", "attributes")]),
        (update(patches=[{}]), [("90000900", "patches")]),
        (update(requirements="ALL"), [("4000001", "requirements")]),
        (update(attributes={"brand": [{"value": "x"}]}), [("90220", "item_name")]),
        (delete(productType="LAMP"), [("90000900", "productType")]),
        (delete("NEW-1"), [("13013", "")]),
        (patch("NEW-1"), [("13013", "")]),
        (patch(attributes={}), [("90000900", "attributes")]),
        (patch(requirements="LISTING"), [("90000900", "requirements")]),
        (patch(patches=None), [("90220", "patches")]),
        (patch(patches={"op": "add"}), [("4000001", "patches")]),
        (patch(patches=[3]), [("4000001", "patches")]),
        (
            patch(patches=[{"path": "/attributes/a", "value": []}]),
            [("90220", "op"), ("99022", "a")],
        ),
        (
            patch(patches=[{"op": "move", "path": "/attributes/"}]),
            [("4000001", "op"), ("4000001", "path")],
        ),
        (patch(patches=[{"op": "add"}]), [("90220", "path")]),
        (patch(patches=[{"op": "add", "path": "/attributes/a"}]), [("90220", "a.value")]),
        (patch(patches=[{"op": "add", "path": "/attributes/a", "value": 1}]), [("4000001", "a")]),
        ("message", [("4000001", "messages")]),
    ],
)
async def test_messages_that_break_the_schema(
    partner: Partner, message: Any, issues: list[tuple[str, str]]
) -> None:
    report = await partner.judged([message])

    assert found(report) == issues
    assert report["summary"]["messagesAccepted"] == 0
    assert report["summary"]["messagesInvalid"] == 1


@pytest.mark.parametrize(
    ("name", "entry", "code", "place"),
    [
        ("item_name", {"value": ""}, "90220", "value"),
        ("item_name", {"value": "x" * 201}, "4000001", "value"),
        ("item_name", {"value": "x", "language_tag": "English"}, "4000001", "language_tag"),
        ("item_name", {"value": "x", "language_tag": 1}, "4000001", "language_tag"),
        (
            "item_name",
            {"value": "x", "marketplace_id": "ATVPDKIKX0DER"},
            "4000001",
            "marketplace_id",
        ),
        ("fulfillment_availability", {"quantity": 1}, "90220", "fulfillment_channel_code"),
        (
            "fulfillment_availability",
            {"fulfillment_channel_code": 1},
            "4000001",
            "fulfillment_channel_code",
        ),
        ("fulfillment_availability", {**STOCK[0], "quantity": -1}, "90004114", "quantity"),
        ("fulfillment_availability", {**STOCK[0], "quantity": 1.5}, "4000001", "quantity"),
        ("fulfillment_availability", {**STOCK[0], "quantity": True}, "4000001", "quantity"),
        ("purchasable_offer", {"currency": "pounds"}, "4000001", "currency"),
        ("purchasable_offer", {"our_price": []}, "99022", "our_price"),
        ("purchasable_offer", {"our_price": 9}, "4000001", "our_price"),
        ("purchasable_offer", {"our_price": [{}]}, "99022", "our_price"),
        (
            "purchasable_offer",
            {"our_price": [{"schedule": [{}]}]},
            "90220",
            "our_price.schedule.value_with_tax",
        ),
        (
            "purchasable_offer",
            {"our_price": [{"schedule": [{"value_with_tax": "9"}]}]},
            "4000001",
            "our_price.schedule.value_with_tax",
        ),
        (
            "purchasable_offer",
            {"our_price": [{"schedule": [{"value_with_tax": 0}]}]},
            "90004114",
            "our_price.schedule.value_with_tax",
        ),
        ("externally_assigned_product_identifier", {"value": "1"}, "90220", "type"),
        (
            "externally_assigned_product_identifier",
            {"type": "ean", "value": "4006381333932"},
            "4000001",
            "value",
        ),
        ("main_product_image_locator", {"media_location": "shop/x.jpg"}, "15", ""),
        ("other_product_image_locator_3", {}, "15", ""),
    ],
)
async def test_attributes_that_cannot_be_right(
    partner: Partner, name: str, entry: dict[str, Any], code: str, place: str
) -> None:
    report = await partner.judged(
        [update("NH-0001", operationType="PARTIAL_UPDATE", attributes={name: [entry]})]
    )

    assert found(report) == [(code, f"{name}.{place}" if place else name)]


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("externally_assigned_product_identifier", {"type": "ean", "value": "4006381333931"}),
        ("main_product_image_locator", {"media_location": "https://shop.example/x.jpg"}),
        ("fulfillment_availability", {"fulfillment_channel_code": "AMAZON_EU"}),
        ("purchasable_offer", {"currency": "GBP"}),
        ("anything_else", {"value": "of any kind"}),
    ],
)
async def test_attributes_that_may_be_right(
    partner: Partner, name: str, entry: dict[str, Any]
) -> None:
    report = await partner.judged(
        [update("NH-0001", operationType="PARTIAL_UPDATE", attributes={name: [entry]})]
    )

    assert report["issues"] == []


async def test_messages_act_in_order(partner: Partner) -> None:
    report = await partner.judged(
        [
            update("NEW-1", 1),
            patch("NEW-1", 2),
            delete("NEW-1", 3),
            patch("NEW-1", 4),
            update("NEW-1", 4),
        ]
    )

    # The last one's ID is taken, so that its place stands for it.
    assert [(i["messageId"], i["code"]) for i in report["issues"]] == [(4, "13013"), (5, "4000001")]
    assert "NEW-1" not in partner.world.catalogue(partner.seller).skus


async def test_a_deleted_attribute_needs_no_value(partner: Partner) -> None:
    one = {"op": "delete", "path": "/attributes/item_name"}

    assert (await partner.judged([patch(patches=[one])]))["issues"] == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not valid JSON: Expecting value"),
        (b"{'header'}", "not valid JSON"),
        (b"\xff\xfe", "no UTF-8"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[]", "JSON object"),
        (b"{}", "'header'"),
        (b'{"header": []}', "'header'"),
    ],
)
async def test_documents_that_cannot_be_read(partner: Partner, content: bytes, words: str) -> None:
    report = await partner.judged_whole(content or b" ")

    assert words in report["issues"][0]["message"]
    assert report["issues"][0]["code"] == "BAD_REQUEST"
    assert "messageId" not in report["issues"][0]
    assert report["summary"] == {
        "errors": 1,
        "warnings": 0,
        "messagesProcessed": 0,
        "messagesAccepted": 0,
        "messagesInvalid": 0,
    }


@pytest.mark.parametrize(
    ("header", "messages", "words"),
    [
        ({"sellerId": "A135KKEKJAIBJ56"}, [update()], "sellerId"),
        ({"version": "1.0"}, [update()], "version"),
        ({"issueLocale": 5}, [update()], "issueLocale"),
        ({"report": {}}, [update()], "includedData"),
        ({"report": {"includedData": [], "apiVersion": "2021-08-01"}}, [update()], "includedData"),
        ({"report": {"includedData": ["x"], "apiVersion": "2021-08-01"}}, [update()], "includedD"),
        ({"report": {"includedData": ["issues"]}}, [update()], "apiVersion"),
        ({}, None, "messages"),
        ({}, [], "messages"),
        ({}, {"messageId": 1}, "messages"),
    ],
)
async def test_headers_that_make_no_sense(
    partner: Partner, header: dict[str, Any], messages: Any, words: str
) -> None:
    report = await partner.judged(messages, **header)

    assert words in report["issues"][0]["message"]
    assert report["summary"]["messagesProcessed"] == 0


async def test_a_feed_with_too_many_messages(
    partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listings_feed.MOST_MESSAGES == 25_000
    monkeypatch.setattr(listings_feed, "MOST_MESSAGES", 2)

    assert (await partner.judged([update(id_=n) for n in (1, 2)]))["issues"] == []
    report = await partner.judged([update(id_=n) for n in (1, 2, 3)])
    assert "holds 3 messages; at most 2" in report["issues"][0]["message"]


async def test_listings_in_the_report(partner: Partner) -> None:
    wanted = list(listings_feed.INCLUDED)
    report = await partner.judged(
        [
            update(attributes={"item_name": NAME, "fulfillment_availability": STOCK}),
            patch(id_=2),
            delete("NH-0002", 3),
            update("NEW-2", 4, productType=None),
        ],
        report={"includedData": wanted, "apiVersion": "2021-08-01"},
    )

    assert report["header"]["report"] == {"includedData": wanted, "apiVersion": "2021-08-01"}
    assert report["summary"]["itemSummary"] == {"items": 2, "errors": 0, "warnings": 0}
    assert [item["sku"] for item in report["items"]] == ["NEW-1", "NH-0001"]
    assert set(report["items"][0]) == {"sku", *wanted}
    assert report["items"][0]["summaries"][0]["itemName"] == "Lantern"
    assert report["items"][1]["summaries"][0]["itemName"] == "NH-0001"
    availability = [{"fulfillmentChannelCode": "DEFAULT", "quantity": 10}]
    assert report["items"][1]["fulfillmentAvailability"] == availability


async def test_a_byte_order_mark_is_fine(partner: Partner) -> None:
    header = {"sellerId": partner.seller.seller_id, "version": "2.0", "issueLocale": "de_DE"}
    feed = "\ufeff" + json.dumps({"header": header, "messages": [update()]})

    assert (await partner.judged_whole(feed.encode()))["issues"] == []


async def test_what_shops_have_sent_before(partner: Partner) -> None:
    listed = await partner.feeds(LISTINGS, pageSize="100", processingStatuses="DONE")
    severities, whole = set(), 0
    for feed in listed.json["feeds"]:
        submission = partner.world.find(partner.seller.seller_id, feed["feedId"])
        assert submission is not None
        report = json.loads(partner.world.report(submission).content)
        severities |= {issue["severity"] for issue in report["issues"]}
        whole += any("messageId" not in issue for issue in report["issues"])

    assert severities == {"ERROR", "WARNING"}
    assert whole
