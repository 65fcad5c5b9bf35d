"""Every row of SP-API's error tables: its cause, who must act, and what to do."""

from __future__ import annotations

import pytest

from koongo_tui.amazon.api import SubmissionQuery
from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    AmazonFault,
    BadAnswer,
    DeveloperRefused,
    NotFound,
    RequestRejected,
    Throttled,
)
from koongo_tui.amazon.feed import FeedFile
from koongo_tui.amazon.spapi.client import SpApiClient
from koongo_tui.errors import Actor, ExitCode
from tests.amazon.scripted import Reply
from tests.amazon.sp_api import (
    ACCESS_TOKEN,
    CLIENT_SECRET,
    DENIED,
    REFRESH_TOKEN,
    Amazon,
    refused,
    said,
)

LWA_SECRET = "The LWA secret token you provided has expired."


@pytest.mark.parametrize(
    ("reply", "kind", "code", "who", "exit_code"),
    [
        (refused(400, "InvalidInput"), RequestRejected, "request-rejected", Actor.KOONGO, 1),
        (refused(401), AccessRefused, "access-refused", Actor.YOU, 4),
        (refused(403, message=DENIED), AccessRefused, "access-refused", Actor.YOU, 4),
        (
            refused(403, message=DENIED, details=LWA_SECRET),
            DeveloperRefused,
            "developer-keys",
            Actor.KOONGO,
            4,
        ),
        (refused(404, "NotFound"), NotFound, "not-found", Actor.YOU, 2),
        (refused(413, "RequestTooLarge"), RequestRejected, "request-rejected", Actor.KOONGO, 1),
        (refused(415, "UnsupportedMediaType"), RequestRejected, "request-rejected", "Koongo", 1),
        (refused(429, "QuotaExceeded"), Throttled, "throttled", Actor.AMAZON, 5),
        (refused(500, "InternalFailure"), AmazonFault, "amazon-fault", Actor.AMAZON, 5),
        (refused(503, "ServiceUnavailable"), AmazonFault, "amazon-fault", Actor.AMAZON, 5),
        (Reply(b"<h1>Bad gateway</h1>", 502), AmazonFault, "amazon-fault", Actor.AMAZON, 5),
        (Reply(b"<h1>Blocked</h1>", 403), BadAnswer, "bad-answer", Actor.YOU, 5),
        (Reply(b"", 302), BadAnswer, "bad-answer", Actor.YOU, 5),
        (said({"errors": []}, 404), BadAnswer, "bad-answer", Actor.YOU, 5),
    ],
)
async def test_a_refusal_names_its_cause_and_who_must_act(
    seller: SpApiClient,
    amazon: Amazon,
    reply: Reply,
    kind: type[AmazonError],
    code: str,
    who: Actor,
    exit_code: ExitCode,
) -> None:
    amazon.api = [reply]
    with pytest.raises(kind) as caught:
        await seller.submissions(SubmissionQuery())
    error = caught.value
    assert (error.code, error.who, error.exit_code) == (code, who, exit_code)
    assert error.fix
    assert error.operation == "getFeeds"
    assert error.http_status == reply.status


async def test_amazons_own_words_are_kept_with_their_details(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [refused(400, "InvalidInput", "Missing\x1b[2J", "feedTypes;")]
    with pytest.raises(RequestRejected) as caught:
        await seller.submissions(SubmissionQuery())
    assert caught.value.amazon_words == "InvalidInput - Missing [2J feedTypes;"
    assert caught.value.request_id == "4d-1f"


@pytest.mark.parametrize("details", [None, "", 7, {"why": "?"}])
async def test_details_may_be_missing_or_of_any_kind(
    seller: SpApiClient, amazon: Amazon, details: object
) -> None:
    amazon.api = [
        said({"errors": [{"code": "Unauthorized", "message": "no", "details": details}]}, 403)
    ]
    with pytest.raises(AccessRefused) as caught:
        await seller.submissions(SubmissionQuery())
    assert caught.value.amazon_message == "no"


async def test_the_whole_list_of_what_a_bare_denial_can_mean_is_told(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [refused(403, message=DENIED)]
    with pytest.raises(AccessRefused) as caught:
        await seller.participations()
    for cause in ("role", "authorised", "region", "suspended"):
        assert cause in caught.value.message


async def test_a_refused_feed_may_be_the_accounts_health(
    seller: SpApiClient, amazon: Amazon
) -> None:
    from koongo_tui.amazon.api import Feed

    amazon.storage = [Reply(b"")]
    amazon.api = [amazon.document, refused(400, "InvalidInput", "Invalid request parameters")]
    with pytest.raises(RequestRejected) as caught:
        await seller.submit(
            Feed("JSON_LISTINGS_FEED", FeedFile.of_bytes(b"{}"), "application/json")
        )
    assert "Account Health" in caught.value.fix


async def test_secrets_that_a_refusal_repeats_are_masked(
    seller: SpApiClient, amazon: Amazon
) -> None:
    echo = f"{ACCESS_TOKEN} {REFRESH_TOKEN} {CLIENT_SECRET}"
    amazon.api = [refused(400, echo, echo, echo), Reply(echo.encode(), 418)]
    for _ in range(2):
        with pytest.raises(AmazonError) as caught:
            await seller.submissions(SubmissionQuery())
        told = f"{caught.value.amazon_words} {caught.value.message} {caught.value!r}"
        assert "********" in told
        for secret in echo.split():
            assert secret not in told
