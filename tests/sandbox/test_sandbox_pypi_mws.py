"""The sandbox and a client that others wrote: ``mws`` from PyPI, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from mws.mws import Feeds, MWSError, Sellers

from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.server import running
from koongo_tui.sandbox.world import World

PRICES = "_POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA_"
PACE = 0.1


class Ahead:
    """The real time and a bit: the client's clock cannot be set, Amazon's can."""

    def __init__(self) -> None:
        self.offset = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def wait(self, seconds: float) -> None:
        self.offset += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Ahead:
    return Ahead()


@pytest.fixture
def sandbox(clock: Ahead) -> Iterator[Sandbox]:
    with running(World(clock=clock), pace=PACE) as started:
        yield started


def client(kind: Any, sandbox: Sandbox, *, endpoint: str | None = None, **change: str) -> Any:
    """The client with the values of the first line that the sandbox prints."""
    announced = sandbox.announcement
    seller = announced["sellers"][0]
    developer = next(d for d in announced["developers"] if d["region"] == seller["region"])
    values = {
        "access_key": developer["access_key_id"],
        "secret_key": developer["secret_key"],
        "account_id": seller["seller_id"],
        "auth_token": seller["mws_auth_token"],
    }
    return kind(**(values | change), domain=endpoint or announced["mws_endpoint"])


def code(error: MWSError) -> tuple[int, str | None]:
    root = ET.fromstring(error.response.content)
    return error.response.status_code, root.findtext(".//{*}Code")


def test_it_lists_with_pages(sandbox: Sandbox) -> None:
    feeds = client(Feeds, sandbox)

    first = feeds.get_feed_submission_list(max_count=30, processingstatuses=["_DONE_"]).parsed
    second = feeds.get_feed_submission_list(next_token=first["NextToken"]).parsed

    infos = first["FeedSubmissionInfo"] + second["FeedSubmissionInfo"]
    assert {info["FeedProcessingStatus"] for info in infos} == {"_DONE_"}
    assert first["HasNext"] == "true"
    assert second["HasNext"] == "false"
    count = feeds.get_feed_submission_count(processingstatuses=["_DONE_"]).parsed
    assert int(count["Count"]) == len(infos) > 30


def test_it_submits_and_fetches_the_report(sandbox: Sandbox, clock: Ahead) -> None:
    feeds = client(Feeds, sandbox)
    feed = b"sku\tprice\nNH-0001\t9.99\nNH-0002\t-1\n"

    sent = feeds.submit_feed(
        feed, PRICES, content_type="text/tab-separated-values; charset=iso-8859-1"
    ).parsed["FeedSubmissionInfo"]
    id_ = sent["FeedSubmissionId"]
    assert sent["FeedProcessingStatus"] == "_SUBMITTED_"
    clock.wait(15)
    info = feeds.get_feed_submission_list(feedids=[id_]).parsed["FeedSubmissionInfo"]
    assert info["FeedProcessingStatus"] == "_DONE_"
    report = feeds.get_feed_submission_result(id_)

    assert report.parsed.decode("cp1252").splitlines()[1:] == [
        "\tNumber of records processed\t\t2",
        "\tNumber of records successful\t\t1",
        "",
        "original-record-number\tsku\terror-code\terror-type\terror-message",
        "2\tNH-0002\t90114\tError\tThe value '-1' for the price field is below the minimum of "
        "0.01.",
    ]


def test_it_fetches_an_xml_report(sandbox: Sandbox, clock: Ahead) -> None:
    feeds = client(Feeds, sandbox)
    id_ = feeds.submit_feed(b"<wrong/>", "_POST_PRODUCT_DATA_").parsed["FeedSubmissionInfo"]
    clock.wait(15)
    report = feeds.get_feed_submission_result(id_["FeedSubmissionId"]).parsed

    summary = report["ProcessingReport"]["ProcessingSummary"]
    assert summary["MessagesWithError"] == "1"


def test_it_cancels_by_id(sandbox: Sandbox) -> None:
    feeds = client(Feeds, sandbox)
    sent = feeds.submit_feed(b"<a/>", "_POST_PRODUCT_DATA_").parsed["FeedSubmissionInfo"]
    result = feeds.cancel_feed_submissions(feedids=[sent["FeedSubmissionId"]]).parsed

    assert result["Count"] == "1"
    assert result["FeedSubmissionInfo"]["FeedProcessingStatus"] == "_CANCELLED_"


def test_it_learns_the_marketplaces_and_the_status(sandbox: Sandbox) -> None:
    sellers = client(Sellers, sandbox, endpoint=sandbox.url.replace("127.0.0.1", "localhost"))
    found = sellers.list_marketplace_participations().parsed["ListMarketplaces"]["Marketplace"]

    ids = [shop["MarketplaceId"] for shop in found]
    assert ids[:-1] == list(sandbox.seller("eu").marketplace_ids)
    assert sellers.get_service_status().parsed["Status"] == "GREEN"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"secret_key": "wrong"}, (403, "SignatureDoesNotMatch")),
        ({"access_key": "AKIAIOSFODNN7EXAMPLE"}, (403, "InvalidAccessKeyId")),
        ({"auth_token": "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"}, (401, "AccessDenied")),
        ({"account_id": "A135KKEKJAIBJ5"}, (401, "AccessDenied")),
        ({"account_id": "A1PA6795UKMFR9"}, (400, "InvalidParameterValue")),
    ],
)
def test_wrong_values_get_amazons_own_codes(
    sandbox: Sandbox, change: dict[str, str], refusal: tuple[int, str]
) -> None:
    with pytest.raises(MWSError) as caught:
        client(Feeds, sandbox, **change).get_feed_submission_list()

    assert code(caught.value) == refusal


def test_a_stale_time_is_refused(sandbox: Sandbox, clock: Ahead) -> None:
    clock.wait(16 * 60)
    with pytest.raises(MWSError) as caught:
        client(Feeds, sandbox).get_feed_submission_list()

    assert code(caught.value) == (400, "InvalidParameterValue")
    assert "Timestamp" in str(caught.value)


def test_too_many_at_once_are_throttled(sandbox: Sandbox) -> None:
    feeds = client(Feeds, sandbox)
    for _ in range(10):
        feeds.get_feed_submission_count()
    with pytest.raises(MWSError) as caught:
        feeds.get_feed_submission_count()

    assert code(caught.value) == (503, "RequestThrottled")


def test_an_exhausted_hour_is_refused_until_it_is_over(sandbox: Sandbox, clock: Ahead) -> None:
    feeds = client(Feeds, sandbox)
    for number in range(30):
        feeds.submit_feed(b"<a/>", "_POST_PRODUCT_DATA_")
        clock.wait(12 * PACE * 10 if number >= 14 else 0)
    with pytest.raises(MWSError) as caught:
        feeds.submit_feed(b"<a/>", "_POST_PRODUCT_DATA_")

    assert code(caught.value) == (503, "QuotaExceeded")
    assert caught.value.response.headers["x-mws-quota-remaining"] == "0.0"


def test_every_announced_seller_in_good_standing_can_be_read(sandbox: Sandbox) -> None:
    announced = sandbox.announcement
    seller: Seller | None
    for entry in announced["sellers"]:
        seller = sandbox.world.seller(entry["seller_id"])
        assert seller is not None
        keys = next(d for d in announced["developers"] if d["region"] == entry["region"])
        feeds = Feeds(
            keys["access_key_id"],
            keys["secret_key"],
            entry["seller_id"],
            auth_token=entry["mws_auth_token"],
            domain=sandbox.url,
        )
        if entry["standing"] == "active":
            assert "HasNext" in feeds.get_feed_submission_list().parsed
        else:
            with pytest.raises(MWSError) as caught:
                feeds.get_feed_submission_list()
            assert code(caught.value) == (401, "AccessDenied")
