"""The sandbox's answers, held against Amazon's own models where a checkout has them beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.sandbox.cast import Standing
from tests.sandbox.amazon_models import problems
from tests.sandbox.spapi_practice import (
    DOCUMENTS,
    FEEDS,
    FULFILMENT,
    LISTINGS,
    PARTICIPATIONS,
    Partner,
    SpReply,
)


class Model:
    """A Swagger model of Amazon's."""

    def __init__(self, path: Path) -> None:
        self.root: dict[str, Any] = json.loads(path.read_bytes())

    def check(self, reply: SpReply, method: str, path: str) -> Any:
        """The answer's body, which fits the model, as do the headers."""
        answers = self.root["paths"][path][method]["responses"]
        told = answers[str(reply.status)]
        headers = {name.lower() for name in told.get("headers", {})}
        assert "x-amzn-requestid" in headers & set(reply.headers)
        assert "x-amzn-ratelimit-limit" not in set(reply.headers) - headers
        if "schema" not in told:
            assert reply.response.content == b""
            return None
        assert list(problems(reply.json, told["schema"], self.root)) == []
        return reply.json


@pytest.fixture
def feeds(samples: Path) -> Model:
    return Model(samples / "feeds_2021-06-30.json")


@pytest.fixture
def sellers(samples: Path) -> Model:
    return Model(samples / "sellers.json")


ONE = f"{FEEDS}/{{feedId}}"
DOCUMENT = f"{DOCUMENTS}/{{feedDocumentId}}"


async def test_feeds_in_every_state(partner: Partner, feeds: Model) -> None:
    kinds = sorted({s.feed_type for s in partner.world.submissions(partner.seller.seller_id)})
    seen = set()
    for part in (kinds[:10], kinds[10:]):
        reply = await partner.feeds(*part, pageSize="100")
        body = feeds.check(reply, "get", FEEDS)
        seen |= {feed["processingStatus"] for feed in body["feeds"]}
        one = await partner.call("GET", f"{FEEDS}/{body['feeds'][0]['feedId']}")
        feeds.check(one, "get", ONE)

    assert seen == {"IN_QUEUE", "IN_PROGRESS", "DONE", "CANCELLED", "FATAL"}


async def test_a_page_with_a_token(partner: Partner, feeds: Model) -> None:
    first = feeds.check(await partner.feeds(LISTINGS), "get", FEEDS)
    more = await partner.call("GET", FEEDS, params={"nextToken": first["nextToken"]})

    assert feeds.check(more, "get", FEEDS)["feeds"]


async def test_the_way_of_a_feed(partner: Partner, feeds: Model) -> None:
    room = await partner.call("POST", DOCUMENTS, body={"contentType": "text/xml"})
    feeds.check(room, "post", DOCUMENTS)
    sent = await partner.submit(FULFILMENT, b"<a/>", "text/xml")
    id_ = feeds.check(sent, "post", FEEDS)["feedId"]
    second = (await partner.submit(LISTINGS, b"{}")).json["feedId"]
    feeds.check(await partner.call("DELETE", f"{FEEDS}/{second}"), "delete", ONE)
    partner.clock.wait(60)
    done = await partner.feed(id_)
    reply = await partner.call("GET", f"{DOCUMENTS}/{done['resultFeedDocumentId']}")
    feeds.check(reply, "get", DOCUMENT)
    packed = (await partner.feeds(LISTINGS, processingStatuses="DONE")).json["feeds"][0]
    reply = await partner.call("GET", f"{DOCUMENTS}/{packed['resultFeedDocumentId']}")
    assert feeds.check(reply, "get", DOCUMENT)["compressionAlgorithm"] == "GZIP"


async def test_accounts(partner: Partner, sellers: Model) -> None:
    for seller in partner.world.cast.sellers:
        if seller.standing is Standing.ACTIVE:
            await partner.sign_in(seller)
            rows = await partner.call("GET", PARTICIPATIONS)
            assert sellers.check(rows, "get", PARTICIPATIONS)["payload"]
            account = await partner.call("GET", "/sellers/v1/account")
            sellers.check(account, "get", "/sellers/v1/account")


async def test_refusals(partner: Partner, feeds: Model, sellers: Model) -> None:
    bad = {"x-amz-access-token": "Atza|x"}
    feeds.check(await partner.call("GET", FEEDS), "get", FEEDS)
    feeds.check(await partner.call("POST", FEEDS, body={}), "post", FEEDS)
    feeds.check(await partner.call("POST", FEEDS, body={}, headers=bad), "post", FEEDS)
    feeds.check(await partner.call("GET", f"{FEEDS}/1"), "get", ONE)
    feeds.check(await partner.call("GET", f"{DOCUMENTS}/1"), "get", DOCUMENT)
    wrong = {"content-type": "text/plain"}
    reply = await partner.call("POST", DOCUMENTS, body=b"{}", headers=wrong)
    assert feeds.check(reply, "post", DOCUMENTS)["errors"]
    none = {"x-amz-access-token": None}
    feeds.check(await partner.call("GET", f"{FEEDS}/1", headers=none), "get", ONE)
    sellers.check(await partner.call("GET", PARTICIPATIONS, headers=bad), "get", PARTICIPATIONS)
    for scenario in ("throttled", "internal-error", "unavailable", "secret-expired"):
        partner.sandbox.use(scenario)
        feeds.check(await partner.call("GET", FEEDS), "get", FEEDS)
        sellers.check(await partner.call("GET", PARTICIPATIONS), "get", PARTICIPATIONS)


def test_what_amazon_takes_for_a_feed_is_taken(samples: Path) -> None:
    """The checker and the samples agree, so that a report that fits means something."""
    schema = json.loads((samples / "listings-feed-schema-v2.json").read_bytes())
    example = json.loads((samples / "listings-feed-schema-v2.example.json").read_bytes())

    assert list(problems(example, schema, schema)) == []
    example["messages"][0]["productType"] = "LUGGAGE"
    assert list(problems(example, schema, schema))


async def test_amazons_own_example_feed(partner: Partner, samples: Path) -> None:
    """Judged as Amazon's shape says, with the values of this shop."""
    await partner.sign_in(partner.sandbox.seller("na"))
    feed = json.loads((samples / "listings-feed-schema-v2.example.json").read_bytes())
    feed["header"]["sellerId"] = partner.seller.seller_id
    partner.world.catalogue(partner.seller).skus.update(f"My-SKU-{letter}" for letter in "ABDE")
    report = await partner.judged_whole(json.dumps(feed).encode())

    assert report["issues"] == []
    assert report["summary"]["messagesAccepted"] == 5
    assert [item["sku"] for item in report["items"]] == [f"My-SKU-{x}" for x in "BCDE"]
    check_report(samples, report)


async def test_reports_of_listings_feeds(partner: Partner, samples: Path) -> None:
    listed = await partner.feeds(LISTINGS, pageSize="100", processingStatuses="DONE")
    for feed in listed.json["feeds"]:
        submission = partner.world.find(partner.seller.seller_id, feed["feedId"])
        assert submission is not None
        check_report(samples, json.loads(partner.world.report(submission).content))
    wrong: list[Any] = [[{}], [], [{"messageId": 1, "sku": "x", "operationType": "PATCH"}]]
    for messages in wrong:
        check_report(samples, await partner.judged(messages))


async def test_the_schema_and_the_sandbox_agree_on_messages(
    partner: Partner, samples: Path
) -> None:
    schema = json.loads((samples / "listings-feed-message-schema-v2.json").read_bytes())
    attributes = {"item_name": [{"value": "x"}]}
    base = {"messageId": 1, "sku": "NH-0001", "productType": "LAMP"}
    patches = [{"op": "add", "path": "/attributes/a", "value": [{}]}]
    extras: list[dict[str, Any]] = [
        {"attributes": attributes},
        {"patches": patches},
        {"attributes": attributes, "patches": patches},
        {"attributes": attributes, "requirements": "LISTING"},
        {},
    ]
    messages: list[dict[str, Any]] = [
        {**base, "operationType": operation, **extra}
        for operation in ("UPDATE", "PARTIAL_UPDATE", "PATCH", "DELETE", "OTHER")
        for extra in extras
    ]
    bare = {name: value for name, value in base.items() if name != "productType"}
    messages += [{**bare, "operationType": "DELETE"}, {**bare, "operationType": "PATCH"}]
    for number, message in enumerate(messages):
        # Each in a sandbox where the SKU is listed, and within five feeds in five minutes.
        partner.world.catalogue(partner.seller).skus.add("NH-0001")
        partner.clock.wait(61)
        if number % 20 == 0:
            await partner.sign_in()
        report = await partner.judged([message])
        fits = not list(problems(message, schema, schema))
        assert (report["issues"] == []) == fits, message


def check_report(samples: Path, report: dict[str, Any]) -> None:
    schema = json.loads((samples / "listings-feed-processing-report-schema-v2.json").read_bytes())
    assert list(problems(report, schema, schema)) == []
