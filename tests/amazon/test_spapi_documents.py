"""Feeds and reports in Amazon's storage: signed addresses, packed bytes, and no token there."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from koongo_tui.amazon import transport as transport_module
from koongo_tui.amazon.api import Feed, Uploaded
from koongo_tui.amazon.errors import (
    AmazonError,
    AmazonFault,
    BadAnswer,
    NotFound,
    ReportNotReady,
    RequestRejected,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.feed import FeedChanged, FeedFile
from koongo_tui.amazon.spapi import storage
from koongo_tui.amazon.spapi.client import SpApiClient
from koongo_tui.amazon.submission import Submission
from tests.amazon.scripted import NOW, Reply
from tests.amazon.sp_api import (
    ADDRESS,
    DONE,
    GERMANY,
    PACKED_REPORT,
    REPORT,
    SECRETS,
    Amazon,
    feed,
    refused,
    said,
)

FINISHED = Submission(
    "50000000001", "JSON_LISTINGS_FEED", NOW, "DONE", report_document_id="amzn1.r"
)
TEXT = "text/plain; charset=Cp1252"
ENDED = Reply(
    b'<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message>'
    b"<X-Amz-Expires>300</X-Amz-Expires></Error>",
    403,
    {"Content-Type": "application/xml", "x-amz-request-id": "S3R"},
)
BODY = b'{"header":{}}'
FEED = Feed("JSON_LISTINGS_FEED", FeedFile.of_bytes(BODY), "application/json; charset=UTF-8")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(REPORT, headers={"Content-Type": TEXT}),
        Reply(PACKED_REPORT, headers={"Content-Type": TEXT}),
        Reply(PACKED_REPORT, headers={"Content-Type": TEXT, "Content-Encoding": "gzip"}),
    ],
    ids=["plain", "packed without a word", "packed and said"],
)
@pytest.mark.parametrize("flag", [None, "GZIP"])
async def test_a_report_is_unpacked_by_its_bytes_whatever_was_said(
    seller: SpApiClient, amazon: Amazon, reply: Reply, flag: str | None
) -> None:
    document = json.loads(amazon.document.body)
    if flag is not None:
        document["compressionAlgorithm"] = flag
    amazon.api = [said(document)]
    amazon.storage = [reply]
    into = io.BytesIO()
    report = await seller.download_report(FINISHED, into)
    assert into.getvalue() == REPORT
    assert (report.content_type, report.size) == (TEXT, len(REPORT))


async def test_the_signed_address_is_asked_for_as_it_is_and_without_any_token(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [amazon.document]
    await seller.download_report(FINISHED, io.BytesIO())
    assert amazon.asked("/feeds")[0].target == "/feeds/2021-06-30/documents/amzn1.r"
    [request] = amazon.asked("/storage")
    assert request.target == ADDRESS
    assert not [name for name in request.headers if name.startswith("x-amz")]
    assert "authorization" not in request.headers
    everything = f"{request.target} {dict(request.headers)} {request.body!r}"
    for secret in SECRETS:
        assert secret not in everything


async def test_an_address_that_has_ended_is_asked_for_once_more(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [amazon.document]
    amazon.storage = [ENDED, Reply(PACKED_REPORT)]
    into = io.BytesIO(b"before")
    into.seek(0, io.SEEK_END)
    await seller.download_report(FINISHED, into)
    assert into.getvalue() == b"before" + REPORT
    assert len(amazon.asked("/feeds")) == 2
    assert len(amazon.asked("/storage")) == 2


async def test_it_is_not_asked_for_a_third_time(seller: SpApiClient, amazon: Amazon) -> None:
    amazon.api = [amazon.document]
    amazon.storage = [ENDED]
    into = io.BytesIO()
    with pytest.raises(RequestRejected) as caught:
        await seller.download_report(FINISHED, into)
    assert caught.value.amazon_words == "AccessDenied - Request has expired"
    assert caught.value.request_id == "S3R"
    assert len(amazon.asked("/storage")) == 2
    assert into.getvalue() == b""


async def test_the_second_address_waits_for_its_quota(seller: SpApiClient, amazon: Amazon) -> None:
    amazon.api = [amazon.document, refused(429, "QuotaExceeded")]
    amazon.storage = [ENDED]
    with pytest.raises(Throttled):
        await seller.download_report(FINISHED, io.BytesIO())


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(b"<Error><Code>InternalError</Code></Error>", 500), AmazonFault),
        (Reply(b"<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>", 404), BadAnswer),
        (Reply(b"<other/>", 400), BadAnswer),
        (Reply(b"not xml", 302), BadAnswer),
        (Reply(b"<html>", headers={"Content-Type": "text/html"}), BadAnswer),
        (Reply(PACKED_REPORT[:-9]), BadAnswer),
        (Reply(PACKED_REPORT[:10] + b"?" * 40), BadAnswer),
        (Reply(REPORT, cut=20), Unreachable),
        (Reply(b"", 407), Unreachable),
    ],
)
async def test_a_report_that_does_not_arrive_whole_leaves_nothing(
    seller: SpApiClient, amazon: Amazon, reply: Reply, kind: type[AmazonError]
) -> None:
    amazon.api = [amazon.document]
    amazon.storage = [reply]
    into = io.BytesIO()
    with pytest.raises(kind):
        await seller.download_report(FINISHED, into)
    assert into.getvalue() == b""
    assert len(amazon.asked("/storage")) == 1


async def test_a_few_bytes_do_not_become_a_full_disk(
    seller: SpApiClient, amazon: Amazon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MAX_DOWNLOAD", 1_000_000)
    assert transport_module.MAX_DOWNLOAD > 1_000_000
    amazon.api = [amazon.document]
    amazon.storage = [Reply(gzip.compress(bytes(2_000_000)))]
    into = io.BytesIO()
    with pytest.raises(BadAnswer, match="larger"):
        await seller.download_report(FINISHED, into)
    assert into.getvalue() == b""


@pytest.mark.parametrize(
    "url", ["http://storage.example/x?sig=1", "file:///etc/passwd", "//x", "", "https://[", "ftp:x"]
)
async def test_an_unsafe_address_is_not_asked_for(
    seller: SpApiClient, amazon: Amazon, url: str
) -> None:
    amazon.api = [said({"feedDocumentId": "d", "url": url})]
    with pytest.raises(BadAnswer):
        await seller.download_report(FINISHED, io.BytesIO())
    with pytest.raises(BadAnswer):
        await seller.submit(FEED)
    assert amazon.asked("/storage") == []


async def test_an_unfinished_feed_has_no_report_and_nothing_is_asked(
    seller: SpApiClient, amazon: Amazon
) -> None:
    with pytest.raises(ReportNotReady):
        await seller.download_report(Submission("1", "X", NOW, "IN_PROGRESS"), io.BytesIO())
    assert amazon.received == []


async def test_a_finished_feed_without_a_document_is_looked_up(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [said(DONE), amazon.document]
    into = io.BytesIO()
    await seller.download_report(Submission("50000000001", "X", NOW, "DONE"), into)
    assert into.getvalue() == REPORT
    assert [r.target for r in amazon.asked("/feeds")] == [
        "/feeds/2021-06-30/feeds/50000000001",
        "/feeds/2021-06-30/documents/amzn1.tortuga.4.report",
    ]
    amazon.api = [said(feed(1, "DONE"))]
    with pytest.raises(NotFound):
        await seller.download_report(Submission("50000000001", "X", NOW, "DONE"), io.BytesIO())


async def test_a_document_that_amazon_no_longer_keeps(seller: SpApiClient, amazon: Amazon) -> None:
    amazon.api = [refused(404, "NotFound")]
    with pytest.raises(NotFound, match="no processing report"):
        await seller.download_report(FINISHED, io.BytesIO())


# Sending


async def test_a_feed_is_declared_uploaded_and_created(seller: SpApiClient, amazon: Amazon) -> None:
    amazon.storage = [Reply(b"")]
    amazon.api = [amazon.document, said({"feedId": "50000000009"}, 202)]
    sent = await seller.submit(FEED)
    assert (sent.id, sent.native_status, sent.submitted_at) == ("50000000009", "IN_QUEUE", NOW)
    assert sent.marketplace_ids == (GERMANY,)
    declared, created = amazon.asked("/feeds")
    assert json.loads(declared.body) == {"contentType": FEED.content_type}
    assert declared.headers["content-type"] == "application/json"
    assert json.loads(created.body) == {
        "feedType": "JSON_LISTINGS_FEED",
        "marketplaceIds": [GERMANY],
        "inputFeedDocumentId": "amzn1.tortuga.3.doc",
    }
    [upload] = amazon.asked("/storage")
    assert upload.method == "PUT"
    assert upload.target == ADDRESS
    assert upload.body == BODY
    # The signature covers it: another one is refused.
    assert upload.headers["content-type"] == FEED.content_type
    assert "x-amz-access-token" not in upload.headers


async def test_a_feed_goes_where_it_says(seller: SpApiClient, amazon: Amazon) -> None:
    amazon.storage = [Reply(b"")]
    amazon.api = [amazon.document, said({"feedId": "9"}, 202)]
    markets = ("A1F83G8C2ARO7P", "A13V1IB3VIYZZH")
    sent = await seller.submit(Feed("X", FeedFile.of_bytes(b""), "text/xml", markets))
    assert sent.marketplace_ids == markets
    assert json.loads(amazon.asked("/feeds")[1].body)["marketplaceIds"] == list(markets)


@pytest.mark.parametrize(("status", "kind"), [(403, RequestRejected), (503, AmazonFault)])
async def test_a_feed_that_the_storage_refuses_is_not_created(
    seller: SpApiClient, amazon: Amazon, status: int, kind: type[AmazonError]
) -> None:
    amazon.api = [amazon.document]
    amazon.storage = [Reply(b"<Error><Code>SignatureDoesNotMatch</Code></Error>", status)]
    with pytest.raises(kind) as caught:
        await seller.submit(FEED)
    assert caught.value.amazon_code == "SignatureDoesNotMatch"
    assert len(amazon.asked("/feeds")) == 1


async def test_a_feed_of_which_nobody_knows_asks_for_a_look_at_the_list(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.storage = [Reply(b"")]
    amazon.api = [amazon.document, Reply(cut=-1)]
    with pytest.raises(Unreachable) as caught:
        await seller.submit(FEED)
    assert "Look at the list" in caught.value.fix
    amazon.api = [amazon.document, said({}, 202)]
    with pytest.raises(BadAnswer, match="Look at the list"):
        await seller.submit(FEED)


async def test_what_was_uploaded_is_told_before_the_feed_is_created(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.storage = [Reply(b"")]
    amazon.api = [amazon.document, said({"feedId": "9"}, 202)]
    told = []

    async def note(step: Uploaded) -> None:
        told.append((step, len(amazon.asked("/feeds/2021-06-30/feeds"))))

    await seller.submit(FEED, on_step=note)
    assert told == [(Uploaded("amzn1.tortuga.3.doc"), 0)]


async def test_what_cannot_be_noted_is_not_created(seller: SpApiClient, amazon: Amazon) -> None:
    amazon.storage = [Reply(b"")]
    amazon.api = [amazon.document]

    async def note(step: Uploaded) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        await seller.submit(FEED, on_step=note)
    assert amazon.asked("/feeds/2021-06-30/feeds") == []


async def test_an_uploaded_feed_is_not_uploaded_again(seller: SpApiClient, amazon: Amazon) -> None:
    amazon.api = [said({"feedId": "9"}, 202)]
    told: list[Uploaded] = []

    async def note(step: Uploaded) -> None:
        told.append(step)

    await seller.submit(replace(FEED, document_id="amzn1.tortuga.3.kept"), on_step=note)
    [created] = amazon.asked("/feeds")
    assert json.loads(created.body)["inputFeedDocumentId"] == "amzn1.tortuga.3.kept"
    assert amazon.asked("/storage") == []
    assert told == [Uploaded("amzn1.tortuga.3.kept")]


async def test_a_changed_file_costs_no_request(
    seller: SpApiClient, amazon: Amazon, tmp_path: Path
) -> None:
    path = tmp_path / "feed.json"
    path.write_bytes(BODY)
    feed = replace(FEED, content=FeedFile.measure(path))
    path.write_bytes(BODY + b" ")
    with pytest.raises(FeedChanged):
        await seller.submit(feed)
    assert amazon.received == []
