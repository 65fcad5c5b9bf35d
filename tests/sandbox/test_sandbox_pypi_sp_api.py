"""The sandbox and a client that others wrote: ``python-amazon-sp-api``, over real HTTP."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.server import running
from koongo_tui.sandbox.world import World

pytest.importorskip("sp_api", reason="python-amazon-sp-api is not installed")

LISTINGS = "JSON_LISTINGS_FEED"
JSON = "application/json; charset=UTF-8"

api = import_module("sp_api.api")
auth = import_module("sp_api.auth")
exceptions = import_module("sp_api.base.exceptions")
tokens_kept = import_module("sp_api.auth.access_token_client")
AuthorizationError = import_module("sp_api.auth.exceptions").AuthorizationError

Connect = Callable[..., Any]


class Ahead:
    """The real time and a bit."""

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
def sandbox(clock: Ahead, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    # It keeps tokens for the whole process, by refresh token.
    monkeypatch.setattr(tokens_kept, "cache", {})
    monkeypatch.setattr(tokens_kept, "grantless_cache", {})
    with running(World(clock=clock), pace=0.1) as started:
        yield started


def auth_class(sandbox: Sandbox) -> Any:
    """Its token client, for the address of the announcement."""
    address = httpx.URL(sandbox.announcement["lwa_endpoint"])
    values = {"scheme": "http://", "host": address.netloc.decode(), "path": address.path}
    return type("LocalTokens", (auth.AccessTokenClient,), values)


@pytest.fixture
def connect(sandbox: Sandbox) -> Iterator[Connect]:
    """Makes clients with the values of the first line that the sandbox prints."""
    made = []

    def client(kind: Any = None, **change: str) -> Any:
        announced = sandbox.announcement
        seller, developer = announced["sellers"][0], announced["developers"][0]
        credentials = {
            "refresh_token": seller["refresh_token"],
            "lwa_app_id": developer["lwa_client_id"],
            "lwa_client_secret": developer["lwa_client_secret"],
            **change,
        }
        marketplace = SimpleNamespace(
            endpoint=announced["spapi_endpoint"],
            marketplace_id=seller["marketplaces"][0],
            region="eu-west-1",
        )
        one = (kind or api.Feeds)(
            marketplace=marketplace,
            credentials=credentials,
            auth_token_client_class=auth_class(sandbox),
        )
        made.append(one)
        return one

    yield client
    for one in made:
        one.close()
        one._auth._transport.close()


def test_it_lists_where_the_seller_sells(sandbox: Sandbox, connect: Connect) -> None:
    rows = connect(api.Sellers).get_marketplace_participation().payload

    ids = [row["marketplace"]["id"] for row in rows]
    assert ids[:5] == sandbox.announcement["sellers"][0]["marketplaces"]


def test_it_submits_and_reads_the_report(sandbox: Sandbox, connect: Connect, clock: Ahead) -> None:
    feeds = connect()
    seller = sandbox.announcement["sellers"][0]
    feed = {
        "header": {"sellerId": seller["seller_id"], "version": "2.0"},
        "messages": [
            {
                "messageId": number,
                "sku": sku,
                "operationType": "PATCH",
                "productType": "LAMP",
                "patches": [
                    {
                        "op": "replace",
                        "path": "/attributes/fulfillment_availability",
                        "value": [{"fulfillment_channel_code": "DEFAULT", "quantity": 3}],
                    }
                ],
            }
            for number, sku in enumerate((seller["skus"][0], "UNKNOWN"), start=1)
        ],
    }
    document, made = feeds.submit_feed(LISTINGS, io.BytesIO(json.dumps(feed).encode()), JSON)
    id_ = made.payload["feedId"]
    statuses = []
    for seconds in (0, 4, 6):
        clock.wait(seconds)
        statuses.append(feeds.get_feed(id_).payload["processingStatus"])
    result = feeds.get_feed(id_).payload["resultFeedDocumentId"]
    report = json.loads(feeds.get_feed_document(result))

    assert document.payload["feedDocumentId"].startswith("amzn1.tortuga.")
    assert statuses == ["IN_QUEUE", "IN_PROGRESS", "DONE"]
    assert report["summary"]["messagesAccepted"] == 1
    assert [issue["sku"] for issue in report["issues"]] == ["UNKNOWN"]


def test_it_submits_xml(connect: Connect, clock: Ahead) -> None:
    feeds = connect()
    feed = io.BytesIO(b'<?xml version="1.0"?><wrong/>')
    _, made = feeds.submit_feed("POST_ORDER_FULFILLMENT_DATA", feed, "text/xml; charset=UTF-8")
    clock.wait(15)
    result = feeds.get_feed(made.payload["feedId"]).payload["resultFeedDocumentId"]

    assert "<MessagesWithError>1</MessagesWithError>" in feeds.get_feed_document(result)


def test_it_lists_with_pages(connect: Connect) -> None:
    feeds = connect()
    first = feeds.get_feeds(feedTypes=[LISTINGS, "POST_PRODUCT_DATA"], pageSize=20)
    second = feeds.get_feeds(nextToken=first.next_token)

    ids = [feed["feedId"] for page in (first, second) for feed in page.payload["feeds"]]
    assert len(ids) == len(set(ids)) > 20


def test_it_cancels(connect: Connect) -> None:
    feeds = connect()
    _, made = feeds.submit_feed(LISTINGS, io.BytesIO(b"{}"), JSON)
    feeds.cancel_feed(made.payload["feedId"])

    assert feeds.get_feed(made.payload["feedId"]).payload["processingStatus"] == "CANCELLED"


def test_its_errors(sandbox: Sandbox, connect: Connect) -> None:
    feeds = connect()
    with pytest.raises(exceptions.SellingApiNotFoundException):
        feeds.get_feed("1")
    sandbox.end_access_tokens()
    with pytest.raises(exceptions.SellingApiForbiddenException) as expired:
        feeds.get_feed("1")
    assert "has expired" in str(expired.value.error)
    with pytest.raises(AuthorizationError) as refused:
        connect(refresh_token="Atzr|x").get_feed("1")
    assert refused.value.error_code == "invalid_grant"
    with pytest.raises(AuthorizationError) as client_refused:
        connect(refresh_token="Atzr|y", lwa_client_secret="x").get_feed("1")
    assert client_refused.value.error_code == "invalid_client"
    sandbox.use("throttled")
    tokens_kept.cache.clear()
    with pytest.raises(exceptions.SellingApiRequestThrottledException) as throttled:
        feeds.get_feed("1")
    assert throttled.value.amzn_code == "QuotaExceeded"


def test_it_exchanges_a_code(sandbox: Sandbox, connect: Connect) -> None:
    announced = sandbox.announcement
    application_id = announced["developers"][0]["application_id"]
    url = f"{announced['consent_url']}?application_id={application_id}&state=abc"
    address = httpx.URL(sandbox.consent_return("eu", url))
    credentials = SimpleNamespace(
        lwa_app_id=announced["developers"][0]["lwa_client_id"],
        lwa_client_secret=announced["developers"][0]["lwa_client_secret"],
        refresh_token=None,
    )
    tokens = auth_class(sandbox)(credentials=credentials)
    given = tokens.authorize_auth_code(address.params["spapi_oauth_code"])
    tokens._transport.close()

    assert given["refresh_token"].startswith("Atzr|")
    feeds = connect(refresh_token=given["refresh_token"])
    assert feeds.get_feeds(feedTypes=[LISTINGS]).payload["feeds"]
