"""SP-API over real HTTP: what is asked, what is made of the answers, when a token is renewed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from koongo_tui.amazon.api import SubmissionQuery
from koongo_tui.amazon.errors import (
    AccessRefused,
    BadAnswer,
    NotFound,
    RequestRejected,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.quota import LocalBudget
from koongo_tui.amazon.spapi.client import USUAL_TYPES, SpApiClient
from koongo_tui.amazon.submission import State, base_state
from koongo_tui.guide.programs import Program
from tests.amazon.scripted import NOW, Clock, Reply
from tests.amazon.sp_api import (
    ACCESS_TOKEN,
    DENIED,
    DONE,
    EXPIRED,
    GERMANY,
    OTHER_TOKEN,
    REVOKED,
    Amazon,
    feed,
    grant,
    query,
    refused,
    said,
)

ID = "50000000001"


def shop(id_: str, **more: object) -> dict[str, object]:
    return {
        "marketplace": {
            "id": id_,
            "name": f"Shop {id_}",
            "countryCode": "DE",
            "defaultCurrencyCode": "EUR",
            "defaultLanguageCode": "de_DE",
            "domainName": "www.amazon.de",
        },
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
        **more,
    }


async def test_every_request_carries_what_amazon_asks_for(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [said({"feeds": []})]
    await seller.submissions(SubmissionQuery())
    [request] = amazon.asked("/feeds")
    assert request.headers["x-amz-access-token"] == ACCESS_TOKEN
    assert request.headers["x-amz-date"] == "20261123T100000Z"
    agent = request.headers["user-agent"]
    assert agent.startswith("koongo-tui/")
    assert "(Language=Python/" in agent
    assert len(agent) <= 500
    assert "authorization" not in request.headers
    assert "content-type" not in request.headers
    assert ACCESS_TOKEN not in request.target


async def test_ping_needs_no_credentials_and_tells_the_time(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [refused(403, message=DENIED)]
    assert await seller.ping() == NOW
    [request] = amazon.received
    assert request.target == "/"
    assert "x-amz-access-token" not in request.headers
    assert seller.clock_offset == timedelta(seconds=0.5)
    assert seller.program is Program.SP_API


@pytest.mark.parametrize("reply", [Reply(b"", 302), Reply(b"", date=None)])
async def test_something_else_that_answers_is_not_taken_for_amazon(
    seller: SpApiClient, amazon: Amazon, reply: Reply
) -> None:
    amazon.api = [reply]
    with pytest.raises(BadAnswer, match="not as Amazon does"):
        await seller.ping()


async def test_the_service_status_is_proved_by_an_access_token(
    seller: SpApiClient, amazon: Amazon
) -> None:
    assert (await seller.service_status()).status == "GREEN"
    assert [r.url.path for r in amazon.received] == ["/auth/o2/token"]


async def test_participations_are_amazon_shops_that_the_account_takes_part_in(
    seller: SpApiClient, amazon: Amazon
) -> None:
    britain = shop("A1F83G8C2ARO7P", storeName="Tea & Mugs")
    britain["marketplace"] = {"id": "A1F83G8C2ARO7P", "name": "Amazon.co.uk", "countryCode": "UK"}
    suspended = {"isParticipating": True, "hasSuspendedListings": True}
    test_market = shop("A2ZV50J4W1RKNI")
    test_market["marketplace"] = {"id": "A2ZV50J4W1RKNI", "domainName": "sim1.stores.amazon.com"}
    amazon.api = [
        said(
            {
                "payload": [
                    shop(GERMANY, participation=suspended),
                    britain,
                    shop("ANEWSHOP000001"),
                    test_market,
                    shop("A13V1IB3VIYZZH", participation={"isParticipating": False}),
                    {"marketplace": None},
                    "?",
                ]
            }
        )
    ]
    found = await seller.participations()
    assert [(p.marketplace_id, p.country_code, p.suspended) for p in found] == [
        (GERMANY, "DE", True),
        ("A1F83G8C2ARO7P", "GB", False),
        ("ANEWSHOP000001", "DE", False),
    ]
    assert found[1].store_name == "Tea & Mugs"
    assert found[0].store_name is None
    assert amazon.asked("/sellers")[0].target == "/sellers/v1/marketplaceParticipations"


async def test_the_usual_list_asks_for_the_ten_types_that_koongo_sends(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [said({"feeds": []})]
    await seller.submissions(SubmissionQuery())
    sent = query(amazon.asked("/feeds")[0])
    types = sent["feedTypes"].split(",")
    assert len(types) == 10
    assert types[0] == "JSON_LISTINGS_FEED"
    assert sent == {"feedTypes": ",".join(USUAL_TYPES), "pageSize": "100"}
    # Commas stand for themselves, as Amazon's own examples write lists.
    assert "%2C" not in amazon.asked("/feeds")[0].target


async def test_conditions_are_sent_as_amazon_names_them(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [said({"feeds": []})]
    await seller.submissions(
        SubmissionQuery(
            page_size=10,
            since=NOW - timedelta(days=1),
            until=NOW,
            feed_types=("POST_PRODUCT_DATA",),
            native_statuses=("CANCELLED", "DONE"),
        )
    )
    assert query(amazon.asked("/feeds")[0]) == {
        "feedTypes": "POST_PRODUCT_DATA",
        "pageSize": "10",
        "processingStatuses": "CANCELLED,DONE",
        "createdSince": "2026-11-22T10:00:00Z",
        "createdUntil": "2026-11-23T10:00:00Z",
    }


async def test_what_lies_beyond_amazons_90_days_is_not_asked_for(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [said({"feeds": []})]
    await seller.submissions(SubmissionQuery(since=NOW - timedelta(days=400)))
    assert "createdSince" not in query(amazon.asked("/feeds")[0])


async def test_the_next_page_is_asked_for_with_its_token_alone(
    seller: SpApiClient, amazon: Amazon
) -> None:
    token = "AbC+/=1 2&x,y"
    amazon.api = [said({"feeds": [feed(2, "IN_QUEUE")], "nextToken": token}), said({"feeds": []})]
    first = await seller.submissions(SubmissionQuery())
    assert first.next_token == token
    last = await seller.submissions(SubmissionQuery(), first.next_token)
    assert last.next_token is None
    assert query(amazon.asked("/feeds")[1]) == {"nextToken": token}


async def test_a_feed_is_read_with_all_that_it_says(seller: SpApiClient, amazon: Amazon) -> None:
    amazon.api = [said({"feeds": [DONE, feed(2, "FATAL"), {"feedType": "no id"}, "?"]})]
    done, fatal = (await seller.submissions(SubmissionQuery())).submissions
    assert done.id == ID
    assert done.feed_type == "JSON_LISTINGS_FEED"
    assert done.native_status == "DONE"
    assert done.submitted_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert done.started_at == datetime(2026, 11, 23, 9, 1, tzinfo=UTC)
    assert done.completed_at == datetime(2026, 11, 23, 9, 3, tzinfo=UTC)
    assert done.report_document_id == "amzn1.tortuga.4.report"
    assert done.marketplace_ids == (GERMANY,)
    assert fatal.report_document_id is None
    assert base_state(fatal.native_status) is State.FAILED


async def test_more_types_than_amazon_lists_are_not_sent(
    seller: SpApiClient, amazon: Amazon
) -> None:
    with pytest.raises(ValueError, match="10 feed types"):
        await seller.submissions(SubmissionQuery(feed_types=tuple("ABCDEFGHIJK")))
    assert amazon.received == []


async def test_ids_are_asked_for_one_by_one_and_unknown_ones_left_out(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [said(feed(1)), refused(404, "NotFound"), said(feed(3))]
    ids = (ID, "50000000002", "50000000003", ID)
    page = await seller.submissions(SubmissionQuery(ids=ids))
    assert [s.id for s in page.submissions] == [ID, "50000000003"]
    assert [r.url.path.rpartition("/")[2] for r in amazon.asked("/feeds")] == list(ids[:3])


@pytest.mark.parametrize("odd", ["", "..", ".", "a/b", "a?b", "ä", "x" * 200])
async def test_what_cannot_be_an_id_is_not_found_and_not_sent(
    seller: SpApiClient, amazon: Amazon, odd: str
) -> None:
    with pytest.raises(NotFound):
        await seller.submission(odd)
    assert amazon.received == []


async def test_amazon_counts_nothing(seller: SpApiClient, amazon: Amazon) -> None:
    assert await seller.count(SubmissionQuery()) is None
    assert amazon.received == []


# Tokens


@pytest.mark.parametrize("ended", [EXPIRED, REVOKED, refused(401, message="Unauthorized")])
async def test_an_access_token_that_ended_is_renewed_once_and_nobody_notices(
    seller: SpApiClient, amazon: Amazon, ended: Reply
) -> None:
    amazon.sign_in = [grant(), grant(OTHER_TOKEN)]
    amazon.api = [said({"feeds": []}), ended, said({"feeds": [DONE]})]
    await seller.submissions(SubmissionQuery())
    page = await seller.submissions(SubmissionQuery())
    assert [s.id for s in page.submissions] == [ID]
    tokens = [r.headers["x-amz-access-token"] for r in amazon.asked("/feeds")]
    assert tokens == [ACCESS_TOKEN, ACCESS_TOKEN, OTHER_TOKEN]
    assert len(amazon.asked("/auth")) == 2


async def test_many_requests_with_an_ended_token_share_one_renewal(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.sign_in = [grant(), grant(OTHER_TOKEN)]
    await seller.service_status()
    amazon.api = [EXPIRED] * 5 + [said(feed(1))]
    found = await asyncio.gather(*(seller.submission(ID) for _ in range(5)))
    assert len(found) == 5
    assert len(amazon.asked("/auth")) == 2


@pytest.mark.parametrize(("ended", "code"), [(REVOKED, "revoked"), (EXPIRED, "access-refused")])
async def test_a_new_token_that_helps_nothing_is_the_end_of_it(
    seller: SpApiClient, amazon: Amazon, ended: Reply, code: str
) -> None:
    amazon.sign_in = [grant(), grant(OTHER_TOKEN)]
    amazon.api = [ended]
    with pytest.raises(AccessRefused) as caught:
        await seller.submissions(SubmissionQuery())
    assert caught.value.code == code
    assert len(amazon.asked("/feeds")) == 2
    assert len(amazon.asked("/auth")) == 2


async def test_a_denial_without_details_is_not_tried_again(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [refused(403, message=DENIED)]
    with pytest.raises(AccessRefused) as caught:
        await seller.submissions(SubmissionQuery())
    assert caught.value.code == "access-refused"
    assert len(amazon.received) == 2


# Quotas


async def test_after_429_nothing_is_asked_until_the_quota_is_back(
    seller: SpApiClient, amazon: Amazon, spapi_budget: LocalBudget, clock: Clock
) -> None:
    amazon.api = [refused(429, "QuotaExceeded"), said({"feeds": []})]
    with pytest.raises(Throttled) as caught:
        await seller.submissions(SubmissionQuery())
    assert not caught.value.by_us
    assert caught.value.retry_at == clock() + timedelta(seconds=45.05 * 1.1)
    with pytest.raises(Throttled) as again:
        await seller.submissions(SubmissionQuery())
    assert again.value.by_us
    assert len(amazon.asked("/feeds")) == 1
    clock.now = caught.value.retry_at
    await seller.submissions(SubmissionQuery())


async def test_a_slower_rate_that_an_answer_told_counts_after_429(
    seller: SpApiClient, amazon: Amazon, clock: Clock
) -> None:
    amazon.api = [
        said({"feeds": []}, x_amzn_RateLimit_Limit="0.01"),
        refused(429, "QuotaExceeded", x_amzn_RateLimit_Limit="100"),
    ]
    await seller.submissions(SubmissionQuery())
    with pytest.raises(Throttled) as caught:
        await seller.submissions(SubmissionQuery())
    assert caught.value.retry_at == clock() + timedelta(seconds=100 * 1.1)


# Cancelling


async def test_a_waiting_feed_is_cancelled_and_its_state_read(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [Reply(b""), said(feed(1, "CANCELLED"))]
    [cancelled] = await seller.cancel([ID, ID])
    assert cancelled.native_status == "CANCELLED"
    assert [r.method for r in amazon.asked("/feeds")] == ["DELETE", "GET"]
    assert amazon.asked("/feeds")[0].target == f"/feeds/2021-06-30/feeds/{ID}"


async def test_a_cancellation_refused_for_another_reason_is_said(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [refused(400, "InvalidInput"), said(feed(1, "IN_QUEUE"))]
    with pytest.raises(RequestRejected):
        await seller.cancel([ID])


# Answers that are none


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"<html>hello</html>", b'{"feeds": 7}'])
async def test_an_answer_that_cannot_be_read_says_so(
    seller: SpApiClient, amazon: Amazon, body: bytes
) -> None:
    amazon.api = [Reply(body, headers={"x-amzn-requestid": "r1"})]
    with pytest.raises(BadAnswer) as caught:
        await seller.submissions(SubmissionQuery())
    assert caught.value.operation == "getFeeds"
    assert caught.value.request_id == "r1"
    with pytest.raises(BadAnswer):
        await seller.submission(ID)
    with pytest.raises(BadAnswer):
        await seller.participations()


async def test_no_answer_and_a_proxy_that_asks_for_a_password(
    seller: SpApiClient, amazon: Amazon
) -> None:
    amazon.api = [Reply(cut=-1), Reply(b"", 407)]
    with pytest.raises(Unreachable) as cut:
        await seller.submission(ID)
    assert (cut.value.cause, cut.value.operation) == ("cut", "getFeed")
    with pytest.raises(Unreachable) as proxy:
        await seller.submission(ID)
    assert proxy.value.cause == "proxy"
