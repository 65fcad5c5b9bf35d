"""Prism, served from Amazon's own models, accepts every request that the client can send."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from koongo_tui.amazon.api import Feed, SubmissionQuery
from koongo_tui.amazon.errors import AmazonError
from koongo_tui.amazon.feed import FeedFile
from koongo_tui.amazon.spapi.client import SpApiClient
from koongo_tui.amazon.submission import Submission
from tests.amazon.prism import PROGRAM, ModelledAmazon, Models, Prism
from tests.amazon.scripted import NOW, Received, Reply
from tests.amazon.sp_api import GERMANY, REPORT

pytestmark = pytest.mark.skipif(
    shutil.which(PROGRAM) is None,
    reason="KOONGO_TEST_PRISM names no Prism; .ci/run installs one where npm is there",
)

ID = "50000000001"
STATUSES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
FEEDS = "/feeds/2021-06-30"


@pytest.fixture(scope="module")
def models(samples: Path) -> Iterator[Models]:
    """Both models, served."""
    files = {"/feeds/": "feeds_2021-06-30.json", "/sellers/": "sellers.json"}
    models = Models({beginning: Prism(samples / name) for beginning, name in files.items()})
    try:
        for prism in models.served.values():
            prism.wait()
        yield models
    finally:
        for prism in models.served.values():
            prism.stop()


@pytest.fixture
async def amazon(models: Models) -> AsyncIterator[ModelledAmazon]:
    """SP-API on loopback, as its models describe it."""
    running = ModelledAmazon(models)
    await running.start()
    yield running
    await running.stop()


async def test_a_model_accepts_every_request(seller: SpApiClient, amazon: ModelledAmazon) -> None:
    await seller.participations()
    page = await seller.submissions(SubmissionQuery())
    assert page.next_token
    await seller.submissions(SubmissionQuery(), page.next_token)
    await seller.submissions(
        SubmissionQuery(
            page_size=1,
            since=NOW - timedelta(days=3),
            until=NOW,
            feed_types=("JSON_LISTINGS_FEED",),
            native_statuses=STATUSES,
        )
    )
    await seller.submissions(SubmissionQuery(page_size=37, native_statuses=("FATAL",)))
    await seller.submissions(SubmissionQuery(ids=(ID,)))
    await seller.submission(ID)
    into = io.BytesIO()
    report = Submission(ID, "X", NOW, "DONE", report_document_id="amzn1.tortuga.4.eu.r")
    await seller.download_report(report, into)
    assert into.getvalue() == REPORT
    amazon.storage = [Reply(b"")]
    await seller.submit(
        Feed("JSON_LISTINGS_FEED", FeedFile.of_bytes(b"{}"), "application/json; charset=UTF-8")
    )
    markets = (GERMANY, "A1F83G8C2ARO7P")
    await seller.submit(
        Feed("POST_ORDER_FULFILLMENT_DATA", FeedFile.of_bytes(b"<a/>"), "text/xml", markets)
    )
    await seller.cancel([ID])
    assert [verdict for verdict in amazon.verdicts if not verdict.accepted] == []
    assert [verdict.asked for verdict in amazon.verdicts] == [
        "GET /sellers/v1/marketplaceParticipations",
        *[f"GET {FEEDS}/feeds"] * 4,
        *[f"GET {FEEDS}/feeds/{ID}"] * 2,
        f"GET {FEEDS}/documents/amzn1.tortuga.4.eu.r",
        *[f"POST {FEEDS}/documents", f"POST {FEEDS}/feeds"] * 2,
        f"DELETE {FEEDS}/feeds/{ID}",
        f"GET {FEEDS}/feeds/{ID}",
    ]


async def test_a_status_that_the_model_does_not_have_is_found(
    seller: SpApiClient, amazon: ModelledAmazon
) -> None:
    with pytest.raises(AmazonError):
        await seller.submissions(SubmissionQuery(native_statuses=("DONE", "_DONE_")))
    [verdict] = amazon.verdicts
    assert not verdict.accepted
    assert "processingstatuses" in json.dumps(verdict.violations).lower()


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", f"{FEEDS}/feeds?feedTypes=X&pageSize=101", None),
        ("GET", f"{FEEDS}/feeds?feedTypes={','.join('ABCDEFGHIJK')}", None),
        ("GET", f"{FEEDS}/feeds?feedTypes=X&createdSince=yesterday", None),
        ("POST", f"{FEEDS}/documents", {}),
        ("POST", f"{FEEDS}/feeds", {"feedType": "X", "inputFeedDocumentId": "d"}),
        (
            "POST",
            f"{FEEDS}/feeds",
            {"feedType": "X", "marketplaceIds": GERMANY, "inputFeedDocumentId": "d"},
        ),
        ("PUT", f"{FEEDS}/feeds/1", None),
        ("GET", f"{FEEDS}/feed", None),
    ],
)
def test_a_wrong_request_is_not_accepted(
    models: Models, method: str, target: str, body: object
) -> None:
    headers = {} if body is None else {"content-type": "application/json"}
    content = b"" if body is None else json.dumps(body).encode()
    amazon = ModelledAmazon(models)
    amazon.reply_to(Received(method, target, headers, content, 1))
    [verdict] = amazon.verdicts
    assert not verdict.accepted
