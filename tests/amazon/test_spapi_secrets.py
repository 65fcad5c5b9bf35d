"""No token, secret or code in any exception, traceback, log line or representation."""

from __future__ import annotations

import io
import logging
import traceback

import pytest

from koongo_tui.amazon.api import Feed, SubmissionQuery
from koongo_tui.amazon.errors import AmazonError
from koongo_tui.amazon.feed import FeedFile
from koongo_tui.amazon.spapi.answers import Document
from koongo_tui.amazon.spapi.client import SpApiClient
from koongo_tui.amazon.spapi.lwa import Lwa
from koongo_tui.amazon.submission import Submission
from koongo_tui.guide.secret import Secret
from tests.amazon.scripted import NOW, Reply
from tests.amazon.sp_api import (
    CODE,
    EXPIRED,
    REVOKED,
    SECRETS,
    Amazon,
    grant,
    refused,
    refused_grant,
    said,
)

REPORT = Submission("1", "X", NOW, "DONE", report_document_id="amzn1.r")
SIGNATURE = "X-Amz-Signature"

FAILURES = [
    Reply(cut=-1),
    Reply(b"{", cut=1),
    Reply(b"<html>", 302),
    Reply(b"?", headers={"Content-Encoding": "br"}),
    EXPIRED,
    REVOKED,
    refused(400, "InvalidInput"),
    refused(403),
    refused(404),
    refused(429),
    refused(500),
    said([]),
]


def told(error: BaseException) -> str:
    """The traceback with every local variable, as a crash report of the worst kind shows it."""
    lines = traceback.TracebackException.from_exception(error, capture_locals=True).format()
    return "".join(lines) + repr(error) + repr(vars(error))


async def failing(seller: SpApiClient, lwa: Lwa) -> list[str]:
    """What is told of each call that fails."""
    found = []
    for call in (
        lambda: seller.submissions(SubmissionQuery()),
        lambda: seller.submission("1"),
        seller.participations,
        seller.service_status,
        lambda: seller.download_report(REPORT, io.BytesIO()),
        lambda: seller.submit(Feed("X", FeedFile.of_bytes(b""), "text/xml")),
        lambda: seller.cancel(["1"]),
        lambda: lwa.exchange(Secret(CODE)),
    ):
        try:
            await call()
        except AmazonError as error:
            found.append(told(error))
    return found


@pytest.mark.parametrize("part", ["sign_in", "api", "storage"])
async def test_nothing_that_is_told_of_a_failure_holds_a_secret(
    seller: SpApiClient, lwa: Lwa, amazon: Amazon, part: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    failures = 0
    for reply in (*FAILURES, refused_grant("invalid_grant"), refused_grant("invalid_client")):
        amazon.sign_in, amazon.api, amazon.storage = [grant()], [amazon.document], [Reply(b"")]
        setattr(amazon, part, [reply])
        for text in await failing(seller, lwa):
            failures += 1
            for secret in (*SECRETS, SIGNATURE):
                assert secret not in text
    assert failures > 20
    assert "HTTP Request" in caplog.text
    for secret in (*SECRETS, SIGNATURE):
        assert secret not in caplog.text


async def test_nothing_shows_a_secret_when_it_is_printed(
    seller: SpApiClient, lwa: Lwa, amazon: Amazon
) -> None:
    await seller.service_status()
    shown = f"{seller!r} {lwa!r} {vars(lwa)!r} {vars(seller)!r} {vars(seller._caller)!r}"
    shown += repr(Document("d", "https://s.example/?" + SIGNATURE))
    for secret in (*SECRETS, SIGNATURE):
        assert secret not in shown
