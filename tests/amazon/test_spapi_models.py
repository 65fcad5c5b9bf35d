"""Every request that is sent is one that Amazon's own models describe."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.amazon.api import Feed, SubmissionQuery
from koongo_tui.amazon.feed import FeedFile
from koongo_tui.amazon.spapi.client import SpApiClient
from koongo_tui.amazon.submission import Submission
from tests.amazon.scripted import NOW, Reply
from tests.amazon.sp_api import DONE, GERMANY, Amazon, feed, said
from tests.amazon.swagger import Models


@pytest.fixture
def models(samples: Path) -> Models:
    files = [samples / name for name in ("feeds_2021-06-30.json", "sellers.json")]
    if not all(file.exists() for file in files):
        pytest.skip("Amazon's models of Feeds and Sellers are not beside this checkout")
    return Models(*files)


async def test_amazons_models_accept_every_request(
    seller: SpApiClient, amazon: Amazon, models: Models
) -> None:
    amazon.storage = [Reply(b"")]
    amazon.api = [
        said({"payload": []}),
        said({"feeds": [DONE], "nextToken": "VGhpcyB0b2tlbiBpcyBvcGFxdWU="}),
        said({"feeds": []}),
        said({"feeds": []}),
        said(DONE),
        said(DONE),
        amazon.document,
        amazon.document,
        said({"feedId": "9"}, 202),
        Reply(b""),
        said(feed(1, "CANCELLED")),
    ]
    await seller.participations()
    page = await seller.submissions(SubmissionQuery())
    await seller.submissions(SubmissionQuery(), page.next_token)
    await seller.submissions(
        SubmissionQuery(
            page_size=1,
            since=NOW - timedelta(days=3),
            until=NOW,
            feed_types=("JSON_LISTINGS_FEED",),
            native_statuses=("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"),
        )
    )
    await seller.submissions(SubmissionQuery(ids=("50000000001",)))
    await seller.submission("50000000001")
    report = Submission("1", "X", NOW, "DONE", report_document_id="amzn1.tortuga.4.r")
    await seller.download_report(report, io.BytesIO())
    await seller.submit(
        Feed("JSON_LISTINGS_FEED", FeedFile.of_bytes(b"{}"), "application/json", (GERMANY,))
    )
    await seller.cancel(["50000000001"])
    sent = [r for r in amazon.received if not r.url.path.startswith(("/auth", "/storage"))]
    assert [models.check(request) for request in sent] == [
        "getMarketplaceParticipations",
        "getFeeds",
        "getFeeds",
        "getFeeds",
        "getFeed",
        "getFeed",
        "getFeedDocument",
        "createFeedDocument",
        "createFeed",
        "cancelFeed",
        "getFeed",
    ]


async def test_amazons_own_examples_are_read(
    seller: SpApiClient, amazon: Amazon, models: Models, samples: Path
) -> None:
    read = 0
    for file in ("feeds_2021-06-30.json", "sellers.json"):
        for template, methods in json.loads((samples / file).read_text())["paths"].items():
            for example in _static(methods.get("get")):
                amazon.api = [said(example)]
                if template.endswith("/feeds"):
                    assert (await seller.submissions(SubmissionQuery())).submissions
                elif template.endswith("{feedId}"):
                    assert (await seller.submission("1")).id == example["feedId"]
                elif template.endswith("marketplaceParticipations"):
                    assert await seller.participations()
                else:
                    continue
                read += 1
    assert read >= 3


def _static(operation: Any) -> list[Any]:
    """What Amazon's static sandbox answers with status 200."""
    sandbox = (operation or {"responses": {}})["responses"].get("200", {})
    return [case["response"] for case in sandbox.get("x-amzn-api-sandbox", {}).get("static", ())]
