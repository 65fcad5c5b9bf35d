"""SP-API: feeds from their document to their report, and lists of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from koongo_tui.sandbox.cast import Past
from koongo_tui.sandbox.feed_types import REMOVED_TYPES
from koongo_tui.sandbox.submissions import Stage
from tests.sandbox.practice import Amazon
from tests.sandbox.spapi_practice import (
    DOCUMENTS,
    FEEDS,
    FULFILMENT,
    JSON,
    LISTINGS,
    Partner,
    SpReply,
)

PRODUCT = "POST_PRODUCT_DATA"
XML = "text/xml; charset=UTF-8"
TEN = (
    LISTINGS,
    PRODUCT,
    "POST_INVENTORY_AVAILABILITY_DATA",
    "POST_PRODUCT_PRICING_DATA",
    "POST_PRODUCT_IMAGE_DATA",
    "POST_PRODUCT_RELATIONSHIP_DATA",
    FULFILMENT,
    "POST_FLAT_FILE_FULFILLMENT_DATA",
    "POST_FLAT_FILE_LISTINGS_DATA",
    "POST_FLAT_FILE_INVLOADER_DATA",
)
EMPTY = b'{"header":{},"messages":[]}'


def ids(reply: SpReply) -> list[str]:
    assert reply.status == 200, reply.json
    return [feed["feedId"] for feed in reply.json["feeds"]]


def expected(partner: Partner, *types: str) -> list[str]:
    mine = partner.world.submissions(partner.seller.seller_id)
    return [one.id for one in mine if one.feed_type in types]


async def test_only_the_types_that_are_asked_for(partner: Partner) -> None:
    one = await partner.feeds(LISTINGS, pageSize="100")
    other = await partner.feeds(PRODUCT, FULFILMENT, pageSize="100")

    assert ids(one) == expected(partner, LISTINGS)
    assert ids(other) == expected(partner, PRODUCT, FULFILMENT)
    assert "nextToken" not in one.json
    assert {feed["feedType"] for feed in other.json["feeds"]} == {PRODUCT, FULFILMENT}


async def test_a_name_may_also_come_several_times(partner: Partner) -> None:
    pairs = [("feedTypes", PRODUCT), ("feedTypes", FULFILMENT), ("pageSize", "100")]
    reply = await partner.call("GET", FEEDS, params=pairs)

    assert ids(reply) == expected(partner, PRODUCT, FULFILMENT)


async def test_ten_newest_first_and_the_rest_by_token(partner: Partner) -> None:
    pages = [await partner.feeds(*TEN)]
    while token := pages[-1].json.get("nextToken"):
        assert len(token) > 300
        pages.append(await partner.call("GET", FEEDS, params={"nextToken": token}))

    assert [len(ids(page)) for page in pages[:2]] == [10, 10]
    assert [id_ for page in pages for id_ in ids(page)] == expected(partner, *TEN)


async def test_a_token_remembers_all_conditions(partner: Partner) -> None:
    first = await partner.feeds(
        LISTINGS,
        pageSize="3",
        processingStatuses="DONE",
        createdSince="2026-11-14T00:00:00Z",
        createdUntil="2026-11-23T09:00:00Z",
        marketplaceIds=partner.seller.marketplace_ids[1],
    )
    second = await partner.call("GET", FEEDS, params={"nextToken": first.json["nextToken"]})
    mine = [
        one.id
        for one in partner.world.submissions(partner.seller.seller_id)
        if one.feed_type == LISTINGS
        and one.stage(partner.clock()) is Stage.DONE
        and datetime(2026, 11, 14, tzinfo=UTC) <= one.submitted_at
        and one.submitted_at <= datetime(2026, 11, 23, 9, tzinfo=UTC)
    ]

    assert ids(first) + ids(second) == mine[:6]


async def test_feeds_of_one_marketplace(partner: Partner) -> None:
    here, there = partner.seller.marketplace_ids[:2]
    id_ = (await partner.submit(LISTINGS, EMPTY)).json["feedId"]

    assert ids(await partner.feeds(LISTINGS, marketplaceIds=f"{there},{here}"))[0] == id_
    assert id_ not in ids(await partner.feeds(LISTINGS, marketplaceIds=there))


async def test_new_feeds_do_not_shift_the_pages(partner: Partner) -> None:
    first = await partner.feeds(LISTINGS)
    await partner.submit(LISTINGS, EMPTY)
    second = await partner.call("GET", FEEDS, params={"nextToken": first.json["nextToken"]})

    assert not set(ids(first)) & set(ids(second))


async def test_the_token_stands_alone(partner: Partner) -> None:
    token = (await partner.feeds(LISTINGS)).json["nextToken"]
    for name, value in (("feedTypes", LISTINGS), ("pageSize", "10"), ("createdSince", "")):
        reply = await partner.call("GET", FEEDS, params={"nextToken": token, name: value})
        assert reply.refusal[:3] == (
            400,
            "InvalidInput",
            "NextToken cannot be specified with other input parameters",
        )


async def test_tokens_of_somebody_else(partner: Partner) -> None:
    token = (await partner.feeds(LISTINGS)).json["nextToken"]
    await partner.sign_in(partner.sandbox.seller("na"))

    for text in (token, "x", token[:-4] + "AAAA"):
        reply = await partner.call("GET", FEEDS, params={"nextToken": text})
        assert reply.refusal[:2] == (400, "InvalidInput")


async def test_feed_types_are_required(partner: Partner) -> None:
    reply = await partner.call("GET", FEEDS, params={"pageSize": "10"})

    assert reply.refusal == (
        400,
        "InvalidInput",
        "One or more required parameters missing",
        "feedTypes;",
    )


@pytest.mark.parametrize(
    "params",
    [
        {"feedTypes": f"_{PRODUCT}_"},
        {"feedTypes": ",".join([*TEN, "POST_UIEE_BOOKLOADER_DATA"])},
        {"pageSize": "0"},
        {"pageSize": "101"},
        {"pageSize": "ten"},
        {"processingStatuses": "_DONE_"},
        {"createdSince": "yesterday"},
        {"createdUntil": "2026-13-01"},
        {"marketplaceIds": ",".join(["A1F83G8C2ARO7P"] * 11)},
    ],
)
async def test_parameters_that_make_no_sense(partner: Partner, params: dict[str, str]) -> None:
    reply = await partner.call("GET", FEEDS, params={"feedTypes": PRODUCT, **params})

    assert reply.refusal[:3] == (400, "InvalidInput", "Invalid request parameters")
    assert next(iter(params)) in reply.refusal[3]


async def test_amazons_words_for_where_a_feed_stands(partner: Partner) -> None:
    words = {
        Stage.QUEUED: "IN_QUEUE",
        Stage.UNCONFIRMED: "IN_QUEUE",
        Stage.RUNNING: "IN_PROGRESS",
        Stage.AWAITING_REPLY: "IN_PROGRESS",
        Stage.HELD: "IN_PROGRESS",
        Stage.DONE: "DONE",
        Stage.CANCELLED: "CANCELLED",
        Stage.FATAL: "FATAL",
    }
    mine = partner.world.submissions(partner.seller.seller_id)
    seen = set()
    for one in mine[:30]:
        partner.clock.wait(0)
        stage = one.stage(partner.clock())
        if stage in seen:
            continue
        seen.add(stage)
        feed = await partner.feed(one.id)
        assert feed["processingStatus"] == words[stage]
        assert feed["feedType"] == one.feed_type
        assert ("resultFeedDocumentId" in feed) == (stage is Stage.DONE)
        ended = {Stage.DONE, Stage.CANCELLED, Stage.FATAL}
        assert ("processingEndTime" in feed) == (stage in ended)
        assert ("processingStartTime" in feed) == (
            one.started_at is not None and one.started_at <= partner.clock()
        )
    assert seen == set(Stage)


async def test_a_feed_goes_its_way(partner: Partner) -> None:
    feed = b'<?xml version="1.0"?><wrong/>'
    made = await partner.submit(FULFILMENT, feed, XML)
    id_ = made.json["feedId"]
    statuses = []
    for seconds in (0, 4, 6):
        partner.clock.wait(seconds)
        statuses.append((await partner.feed(id_))["processingStatus"])

    assert (made.status, set(made.json)) == (202, {"feedId"})
    assert statuses == ["IN_QUEUE", "IN_PROGRESS", "DONE"]
    assert ids(await partner.feeds(FULFILMENT))[0] == id_
    content, got, document = await partner.report(id_)
    assert b"<MessagesWithError>1</MessagesWithError>" in content
    assert got.headers["content-type"] == "text/xml;charset=UTF-8"
    assert "compressionAlgorithm" not in document


async def test_order_feeds_as_flat_files_work(partner: Partner) -> None:
    order = partner.sandbox.announcement["sellers"][0]["orders"][0]
    feed = f"order-id\tship-date\n{order}\t2026-11-23\n111-1111111-1111111\t2026-11-23\n"
    made = await partner.submit(
        "POST_FLAT_FILE_FULFILLMENT_DATA", feed.encode(), "text/tab-separated-values"
    )
    partner.clock.wait(60)
    content, got, _ = await partner.report(made.json["feedId"])

    assert content.decode("cp1252").splitlines()[1:3] == [
        "\tNumber of records processed\t\t2",
        "\tNumber of records successful\t\t1",
    ]
    assert got.headers["content-type"] == "text/plain;charset=windows-1252"


async def test_both_programs_show_one_world(partner: Partner, amazon: Amazon) -> None:
    made = await partner.submit(FULFILMENT, b"<a/>", XML)
    sent = await amazon.submit(f"_{FULFILMENT}_", b"<a/>")

    listed = await amazon.call("GetFeedSubmissionList", {"FeedTypeList.Type.1": f"_{FULFILMENT}_"})
    assert listed.texts("FeedSubmissionId")[:2] == [sent, made.json["feedId"]]
    assert ids(await partner.feeds(FULFILMENT))[:2] == [sent, made.json["feedId"]]
    partner.clock.wait(60)
    content, _, _ = await partner.report(sent)
    reply = await amazon.call("GetFeedSubmissionResult", {"FeedSubmissionId": sent})
    assert reply.body == content


async def test_mws_never_knew_listings_feeds(partner: Partner, amazon: Amazon) -> None:
    made = await partner.submit(LISTINGS, EMPTY)
    partner.clock.wait(60)
    listed = await amazon.call("GetFeedSubmissionList")
    asked = await amazon.call("GetFeedSubmissionResult", {"FeedSubmissionId": made.json["feedId"]})
    sent = await amazon.call("SubmitFeed", {"FeedType": f"_{LISTINGS}_"}, feed=EMPTY)

    assert f"_{LISTINGS}_" not in listed.texts("FeedType")
    assert asked.refusal == (400, "InvalidFeedSubmissionId")
    assert sent.refusal == (400, "InvalidParameterValue")


@pytest.mark.parametrize("feed_type", sorted(REMOVED_TYPES))
async def test_feeds_that_amazon_removed_end_fatally(partner: Partner, feed_type: str) -> None:
    made = await partner.submit(feed_type, b"<a/>", XML)
    partner.clock.wait(60)
    feed = await partner.feed(made.json["feedId"])

    assert made.status == 202
    assert feed["processingStatus"] == "FATAL"
    assert "resultFeedDocumentId" not in feed


async def test_under_mws_they_work(amazon: Amazon, partner: Partner) -> None:
    id_ = await amazon.submit(f"_{PRODUCT}_", b"<a/>")
    partner.clock.wait(60)

    assert (await partner.feed(id_))["processingStatus"] == "DONE"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"feedType": None}, "feedType;"),
        (
            {"marketplaceIds": None, "inputFeedDocumentId": ""},
            "marketplaceIds;inputFeedDocumentId;",
        ),
        ({"feedType": "POST_NOTHING"}, "feedType: 'POST_NOTHING'"),
        ({"feedType": ["POST_NOTHING"]}, "feedType"),
        ({"feedType": f"_{FULFILMENT}_"}, "feedType"),
        ({"marketplaceIds": ["ATVPDKIKX0DER"]}, "not valid for this account"),
        ({"marketplaceIds": "A1F83G8C2ARO7P"}, "1 to 25"),
        ({"marketplaceIds": ["A1F83G8C2ARO7P"] * 26}, "1 to 25"),
        ({"inputFeedDocumentId": "amzn1.tortuga.4.eu.x"}, "inputFeedDocumentId"),
        ({"inputFeedDocumentId": 3}, "inputFeedDocumentId"),
        ({"feedOptions": {"a": 1}}, "feedOptions"),
        ({"feedOptions": "a"}, "feedOptions"),
    ],
)
async def test_feeds_that_are_not_taken(
    partner: Partner, change: dict[str, Any], words: str
) -> None:
    before = len(partner.world.submissions(partner.seller.seller_id))
    reply = await partner.submit(FULFILMENT, b"<a/>", XML, **change)

    assert reply.refusal[:2] == (400, "InvalidInput")
    assert words in reply.refusal[3]
    assert len(partner.world.submissions(partner.seller.seller_id)) == before


async def test_options_and_fields_that_nobody_knows_are_fine(partner: Partner) -> None:
    options: dict[str, Any] = {"feedOptions": {"metadata:orderid": "1"}, "MarketplaceIds": ["x"]}

    assert (await partner.submit(FULFILMENT, b"<a/>", XML, **options)).status == 202


async def test_a_document_that_was_never_sent(partner: Partner) -> None:
    made = await partner.call("POST", DOCUMENTS, body={"contentType": JSON})
    body = {
        "feedType": LISTINGS,
        "marketplaceIds": [partner.seller.marketplace_ids[0]],
        "inputFeedDocumentId": made.json["feedDocumentId"],
    }

    assert "empty" in (await partner.call("POST", FEEDS, body=body)).refusal[3]
    await partner.sign_in(partner.sandbox.seller("na"))
    body["marketplaceIds"] = [partner.seller.marketplace_ids[0]]
    assert "not valid" in (await partner.call("POST", FEEDS, body=body)).refusal[3]


async def test_a_document_is_kept_two_days(partner: Partner) -> None:
    document = await partner.upload(b"<a/>", XML)
    partner.clock.wait(2 * 86_400 + 1)
    await partner.sign_in()
    await partner.upload(b"<a/>", XML)
    body = {
        "feedType": FULFILMENT,
        "marketplaceIds": [partner.seller.marketplace_ids[0]],
        "inputFeedDocumentId": document,
    }

    assert (await partner.call("POST", FEEDS, body=body)).refusal[:2] == (400, "InvalidInput")


@pytest.mark.parametrize("path", [FEEDS, DOCUMENTS])
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"{}", "application/json; charset=utf-8", 400),
        (b"{}", "text/plain", 415),
        (b"{}", None, 415),
    ],
)
async def test_bodies(
    partner: Partner, path: str, body: bytes, content_type: str | None, status: int
) -> None:
    reply = await partner.call("POST", path, body=body, headers={"content-type": content_type})

    assert reply.status == status
    assert reply.json["errors"][0]["code"] in ("InvalidInput", "UnsupportedMediaType")


@pytest.mark.parametrize("value", [None, "", " ", 5])
async def test_a_document_needs_its_content_type(partner: Partner, value: object) -> None:
    reply = await partner.call("POST", DOCUMENTS, body={"contentType": value})

    assert reply.refusal[3] == "contentType;"


async def test_cancelling_while_it_waits(partner: Partner) -> None:
    id_ = (await partner.submit(LISTINGS, EMPTY)).json["feedId"]
    cancelled = await partner.call("DELETE", f"{FEEDS}/{id_}")

    assert (cancelled.status, cancelled.response.content) == (200, b"")
    feed = await partner.feed(id_)
    assert feed["processingStatus"] == "CANCELLED"
    again = await partner.call("DELETE", f"{FEEDS}/{id_}")
    assert again.refusal[:2] == (400, "InvalidInput")


async def test_cancelling_too_late(partner: Partner) -> None:
    id_ = (await partner.submit(LISTINGS, EMPTY)).json["feedId"]
    partner.clock.wait(4)
    reply = await partner.call("DELETE", f"{FEEDS}/{id_}")

    assert reply.refusal[:2] == (400, "InvalidInput")
    assert "IN_QUEUE" in reply.refusal[2]
    assert (await partner.feed(id_))["processingStatus"] == "IN_PROGRESS"


async def test_feeds_of_somebody_else_and_old_ones(partner: Partner) -> None:
    other = partner.world.submissions(partner.sandbox.seller("na").seller_id)[0]
    large = next(s for s in partner.world.cast.sellers if s.past is Past.LARGE)
    oldest = partner.world.submissions(large.seller_id)[-1]

    for method in ("GET", "DELETE"):
        assert (await partner.call(method, f"{FEEDS}/{other.id}")).refusal[:2] == (404, "NotFound")
    await partner.sign_in(large)
    assert (await partner.feed(oldest.id))["feedId"] == oldest.id
    partner.clock.wait(5 * 86_400)
    await partner.sign_in()
    assert (await partner.call("GET", f"{FEEDS}/{oldest.id}")).status == 404


async def test_documents_of_somebody_else_and_old_ones(partner: Partner) -> None:
    done = (await partner.feeds(LISTINGS, processingStatuses="DONE")).json["feeds"][-1]
    document = done["resultFeedDocumentId"]

    assert (await partner.call("GET", f"{DOCUMENTS}/{document}")).status == 200
    for wrong in (
        "x",
        document[:-1],
        f"{document}0",
        document.lower(),
        "a.T",
        f"{'a.T'}{'Z' * 30}",
    ):
        assert (await partner.call("GET", f"{DOCUMENTS}/{wrong}")).refusal[:2] == (404, "NotFound")
    await partner.sign_in(partner.sandbox.seller("na"))
    assert (await partner.call("GET", f"{DOCUMENTS}/{document}")).status == 404
    await partner.sign_in(partner.sandbox.seller("eu"))
    partner.clock.wait(90 * 86_400)
    await partner.sign_in()
    assert (await partner.call("GET", f"{DOCUMENTS}/{document}")).status == 404


async def test_five_listings_feeds_in_five_minutes(partner: Partner) -> None:
    statuses = [(await partner.submit(LISTINGS, EMPTY)).status for _ in range(6)]
    other = (await partner.submit(FULFILMENT, b"<a/>", XML)).status
    partner.clock.wait(61)
    later = [(await partner.submit(LISTINGS, EMPTY)).status for _ in range(2)]

    assert statuses == [202] * 5 + [429]
    assert other == 202
    assert later == [202, 429]


async def test_a_restarted_sandbox_knows_its_documents(partner: Partner) -> None:
    """IDs hold what they name: nothing has to be listed first."""
    done = (await partner.feeds(LISTINGS, processingStatuses="DONE")).json["feeds"][0]
    content, got, document = await partner.report(done["feedId"])
    report = json.loads(content)

    assert document["compressionAlgorithm"] == "GZIP"
    assert report["header"]["feedId"] == done["feedId"]
    assert got.headers["content-type"] == "application/json"
