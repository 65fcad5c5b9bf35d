"""The operations of MWS over real HTTP: what is sent, what comes back, what is tried again."""

from __future__ import annotations

import io
import logging
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import md5

import pytest

from koongo_tui.amazon.api import Feed, SubmissionQuery
from koongo_tui.amazon.errors import (
    AmazonError,
    BadAnswer,
    NotFound,
    RequestRejected,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.feed import FeedFile
from koongo_tui.amazon.mws.client import MwsClient, MwsCredentials
from koongo_tui.amazon.mws.quotas import MWS_PLANS
from koongo_tui.amazon.quota import LocalBudget
from koongo_tui.amazon.submission import Submission
from koongo_tui.amazon.transport import Transport, user_agent
from koongo_tui.guide.secret import Secret
from tests.amazon.scripted import (
    CREDENTIALS,
    KEY,
    NOW,
    TOKEN,
    Clock,
    Reply,
    ScriptedServer,
    answer,
    refusal,
)
from tests.amazon.verify import assert_signed, everything_about, parameters

LIST = "GetFeedSubmissionList"
MARKETS = "ListMarketplaceParticipations"
COMMON = {
    "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE",
    "SellerId": "A135KKEKJAIBJ56",
    "MWSAuthToken": TOKEN,
    "SignatureMethod": "HmacSHA256",
    "SignatureVersion": "2",
    "Timestamp": "2026-11-23T10:00:00Z",
}
BODY = "<a>Größe</a>".encode()
FEED = Feed("POST_PRODUCT_DATA", FeedFile.of_bytes(BODY), "text/xml; charset=utf-8")


def info(id_: str, status: str = "_SUBMITTED_") -> str:
    return (
        f"<FeedSubmissionInfo><FeedSubmissionId>{id_}</FeedSubmissionId>"
        f"<FeedType>_POST_PRODUCT_DATA_</FeedType><FeedProcessingStatus>{status}"
        "</FeedProcessingStatus></FeedSubmissionInfo>"
    )


def done(id_: str = "50001") -> Submission:
    return Submission(id_, "POST_PRODUCT_DATA", NOW, "_DONE_")


def checksum(data: bytes) -> str:
    return b64encode(md5(data, usedforsecurity=False).digest()).decode()


def sent(server: ScriptedServer, number: int = -1) -> dict[str, str]:
    """The own parameters of a request, after checking everything that all requests share."""
    received = server.received[number]
    assert received.method == "POST"
    assert_signed(received, KEY)
    found = parameters(received)
    version = "2011-07-01" if "Sellers" in received.target else "2009-01-01"
    assert received.url.path == f"/{'Sellers' if version[:4] == '2011' else 'Feeds'}/{version}"
    for name, value in {**COMMON, "Version": version}.items():
        assert found.pop(name) == value
    del found["Signature"]
    return found


async def test_all_parameters_travel_in_the_body(client: MwsClient, server: ScriptedServer) -> None:
    server.say(answer("GetServiceStatus", "<Status>GREEN</Status>"))

    assert (await client.service_status()).status == "GREEN"

    received = server.received[0]
    assert received.target == "/Sellers/2011-07-01"
    assert sent(server) == {"Action": "GetServiceStatus"}
    assert received.headers["content-type"] == "application/x-www-form-urlencoded; charset=utf-8"
    assert received.headers["user-agent"] == user_agent()
    assert received.headers["accept-encoding"] == "gzip"


async def test_a_developer_without_token_sends_none(
    server: ScriptedServer, budget: LocalBudget, clock: Clock
) -> None:
    own = MwsCredentials("A135KKEKJAIBJ56", None, "AKIAIOSFODNN7EXAMPLE", Secret(KEY))
    client = MwsClient(
        server.url, own, transport=Transport(user_agent()), budget=budget, clock=clock
    )
    server.say(answer("GetServiceStatus"))

    await client.service_status()
    await client.aclose()

    assert_signed(server.received[0], KEY)
    assert "MWSAuthToken" not in parameters(server.received[0])


async def test_a_gateway_may_live_under_a_path_and_the_clock_in_another_zone(
    server: ScriptedServer, budget: LocalBudget
) -> None:
    client = MwsClient(
        f"{server.url.replace('127.0.0.1', 'LOCALHOST')}/mws/",
        CREDENTIALS,
        transport=Transport(user_agent()),
        budget=budget,
        clock=NOW.astimezone,
    )
    server.say(answer("GetServiceStatus"))

    await client.service_status()
    await client.aclose()

    assert server.received[0].target == "/mws/Sellers/2011-07-01"
    assert_signed(server.received[0], KEY)
    assert parameters(server.received[0])["Timestamp"] == "2026-11-23T10:00:00Z"


# Ping and the clock


async def test_ping_gives_amazons_clock(client: MwsClient, server: ScriptedServer) -> None:
    server.say(b'<PingResponse><Timestamp timestamp="2026-11-23T10:00:05Z"/></PingResponse>')

    assert await client.ping() == datetime(2026, 11, 23, 10, 0, 5, tzinfo=UTC)

    received = server.received[0]
    assert (received.method, received.target, received.body) == ("GET", "/", b"")
    assert "AKIA" not in str(received)


@pytest.mark.parametrize("status", [200, 404, 503])
async def test_ping_falls_back_to_the_date_of_any_answer(
    client: MwsClient, server: ScriptedServer, status: int
) -> None:
    server.say(Reply(b"hello", status=status, date=NOW + timedelta(minutes=3)))

    assert await client.ping() == NOW + timedelta(minutes=3)


@pytest.mark.parametrize("reply", [Reply(b"hello", date=None), Reply(b"", status=302)])
async def test_ping_notices_what_is_not_amazon(
    client: MwsClient, server: ScriptedServer, reply: Reply
) -> None:
    server.say(reply)

    with pytest.raises(BadAnswer, match=rf"127.0.0.1 answers with status {reply.status}"):
        await client.ping()


async def test_a_proxy_that_wants_a_password_is_no_answer(
    client: MwsClient, server: ScriptedServer
) -> None:
    server.say(Reply(status=407))

    with pytest.raises(Unreachable) as caught:
        await client.ping()
    assert (caught.value.cause, caught.value.operation) == ("proxy", "Ping")


async def test_the_clocks_offset_is_measured_with_every_answer(
    client: MwsClient, server: ScriptedServer
) -> None:
    assert client.clock_offset is None
    server.say(
        Reply(b"x", date=NOW + timedelta(minutes=23)),
        Reply(answer("GetServiceStatus"), date=None),
        Reply(answer("GetServiceStatus"), date=NOW - timedelta(seconds=10)),
    )

    await client.ping()
    assert client.clock_offset == timedelta(minutes=23, seconds=0.5)
    await client.service_status()
    assert client.clock_offset == timedelta(minutes=23, seconds=0.5)
    await client.service_status()
    assert client.clock_offset == timedelta(seconds=-9.5)


# Sellers


def market(id_: str) -> str:
    return (
        "<ListParticipations><Participation><MarketplaceId>"
        f"{id_}</MarketplaceId></Participation></ListParticipations>"
    )


async def test_participations_are_followed_to_the_end(
    client: MwsClient, server: ScriptedServer
) -> None:
    server.say(
        answer(MARKETS, market("A1PA6795UKMFR9") + "<NextToken>a+b/c=</NextToken>"),
        answer(f"{MARKETS}ByNextToken", market("A1F83G8C2ARO7P") + "<NextToken>2</NextToken>"),
        answer(f"{MARKETS}ByNextToken", market("A1PA6795UKMFR9")),
    )

    found = await client.participations()

    assert [p.marketplace_id for p in found] == ["A1PA6795UKMFR9", "A1F83G8C2ARO7P"]
    assert sent(server, 0) == {"Action": MARKETS}
    assert sent(server, 1) == {"Action": f"{MARKETS}ByNextToken", "NextToken": "a+b/c="}
    assert sent(server, 2) == {"Action": f"{MARKETS}ByNextToken", "NextToken": "2"}


async def test_a_list_that_runs_in_a_circle_is_noticed(
    client: MwsClient, server: ScriptedServer
) -> None:
    server.say(
        answer(MARKETS, "<NextToken>1</NextToken>"),
        answer(f"{MARKETS}ByNextToken", "<NextToken>1</NextToken>"),
    )

    with pytest.raises(BadAnswer, match="come to an end"):
        await client.participations()
    assert len(server.received) == 2


# The list


async def test_every_condition_of_a_query_is_sent(
    client: MwsClient, server: ScriptedServer
) -> None:
    server.say(answer(LIST, info("1") + "<HasNext>true</HasNext><NextToken>t=</NextToken>"))

    page = await client.submissions(
        SubmissionQuery(
            page_size=10,
            since=NOW - timedelta(days=1),
            until=NOW,
            feed_types=("POST_PRODUCT_DATA", "POST_ORDER_DATA"),
            native_statuses=("_DONE_",),
        )
    )

    assert [s.id for s in page.submissions] == ["1"]
    assert page.next_token == "t="
    assert sent(server) == {
        "Action": LIST,
        "MaxCount": "10",
        "SubmittedFromDate": "2026-11-22T10:00:00Z",
        "SubmittedToDate": "2026-11-23T10:00:00Z",
        "FeedTypeList.Type.1": "_POST_PRODUCT_DATA_",
        "FeedTypeList.Type.2": "_POST_ORDER_DATA_",
        "FeedProcessingStatusList.Status.1": "_DONE_",
    }


async def test_a_next_page_needs_its_token_alone(client: MwsClient, server: ScriptedServer) -> None:
    server.say(answer(f"{LIST}ByNextToken", "<HasNext>false</HasNext>"))

    page = await client.submissions(SubmissionQuery(native_statuses=("_DONE_",)), "t=")

    assert (page.submissions, page.next_token) == ((), None)
    assert sent(server) == {"Action": f"{LIST}ByNextToken", "NextToken": "t="}


async def test_with_ids_nothing_else_is_asked(client: MwsClient, server: ScriptedServer) -> None:
    server.say(answer(LIST))

    await client.submissions(SubmissionQuery(ids=("7", "8"), native_statuses=("_DONE_",)))

    assert sent(server) == {
        "Action": LIST,
        "MaxCount": "100",
        "FeedSubmissionIdList.Id.1": "7",
        "FeedSubmissionIdList.Id.2": "8",
    }


async def test_more_statuses_than_amazon_takes_are_not_sent(
    client: MwsClient, server: ScriptedServer
) -> None:
    with pytest.raises(ValueError, match="100"):
        await client.submissions(SubmissionQuery(native_statuses=("_DONE_",) * 101))
    assert server.received == []


async def test_one_submission_by_its_id(client: MwsClient, server: ScriptedServer) -> None:
    server.say(answer(LIST, info("6") + info("7", "_DONE_")), answer(LIST))

    assert (await client.submission("7")).native_status == "_DONE_"
    with pytest.raises(NotFound) as caught:
        await client.submission("7")
    assert caught.value.operation == LIST


async def test_a_count_takes_conditions_and_no_page_size(
    client: MwsClient, server: ScriptedServer
) -> None:
    server.say(answer("GetFeedSubmissionCount", "<Count>12</Count>"))

    assert await client.count(SubmissionQuery(native_statuses=("_DONE_",), ids=("1",))) == 12
    assert sent(server) == {
        "Action": "GetFeedSubmissionCount",
        "FeedProcessingStatusList.Status.1": "_DONE_",
    }


async def test_an_unreadable_answer_names_call_and_request(
    client: MwsClient, server: ScriptedServer
) -> None:
    server.say(Reply(answer("GetFeedSubmissionCount"), headers={"x-mws-request-id": "f411"}))

    with pytest.raises(BadAnswer) as caught:
        await client.count(SubmissionQuery())

    error = caught.value
    assert (error.operation, error.request_id, error.http_status) == (
        "GetFeedSubmissionCount",
        "f411",
        200,
    )


# Reports


async def test_a_report_whose_checksum_fits_is_kept(
    client: MwsClient, server: ScriptedServer
) -> None:
    body = "Feed Processing Summary:\tGröße".encode("cp1252")
    kind = "text/plain;charset=windows-1252"
    server.say(Reply(body, headers={"Content-MD5": checksum(body), "Content-Type": kind}))
    into = io.BytesIO()

    document = await client.download_report(done(), into)

    assert into.getvalue() == body
    assert (document.content_type, document.size) == (kind, len(body))
    assert sent(server) == {"Action": "GetFeedSubmissionResult", "FeedSubmissionId": "50001"}


async def test_a_report_without_checksum_is_kept(client: MwsClient, server: ScriptedServer) -> None:
    server.say(b"report")
    into = io.BytesIO()

    document = await client.download_report(done(), into)

    assert (into.getvalue(), document.content_type) == (b"report", None)


async def test_a_damaged_report_is_discarded_and_fetched_again(
    client: MwsClient, server: ScriptedServer
) -> None:
    good = {"Content-MD5": checksum(b"whole report")}
    server.say(
        Reply(b"a much longer damaged report", headers=good),
        Reply(b"", headers=good),
        Reply(b"whole report", headers=good),
    )
    into = io.BytesIO(b"before:")
    into.seek(0, io.SEEK_END)

    await client.download_report(done(), into)

    assert into.getvalue() == b"before:whole report"
    assert len(server.received) == 3


async def test_after_three_more_tries_a_damaged_report_is_given_up(
    client: MwsClient, server: ScriptedServer, budget: LocalBudget
) -> None:
    server.say(Reply(b"damaged", headers={"Content-MD5": checksum(b"whole")}))
    into = io.BytesIO()

    with pytest.raises(BadAnswer, match="damaged 4 times"):
        await client.download_report(done(), into)

    assert into.getvalue() == b""
    assert len(server.received) == 4
    assert budget.left("GetFeedSubmissionResult") == 11


async def test_a_report_that_breaks_off_leaves_nothing(
    client: MwsClient, server: ScriptedServer
) -> None:
    server.say(Reply(b"half a report", cut=6))
    into = io.BytesIO()

    with pytest.raises(Unreachable):
        await client.download_report(done(), into)
    assert into.getvalue() == b""
    assert len(server.received) == 1


async def test_a_web_page_is_no_report(client: MwsClient, server: ScriptedServer) -> None:
    server.say(Reply(b"<html>Sign in</html>", headers={"Content-Type": "text/HTML"}))
    into = io.BytesIO()

    with pytest.raises(BadAnswer, match="web page"):
        await client.download_report(done(), into)
    assert into.getvalue() == b""


# Sending and cancelling


async def test_a_feed_travels_in_the_body_and_its_parameters_in_the_query(
    client: MwsClient, server: ScriptedServer
) -> None:
    server.say(answer("SubmitFeed", info("50002")))

    found = await client.submit(
        Feed(FEED.feed_type, FEED.content, FEED.content_type, ("A1PA6795UKMFR9", "A1F83G8C2ARO7P"))
    )

    assert (found.id, found.native_status) == ("50002", "_SUBMITTED_")
    received = server.received[0]
    assert received.body == BODY
    assert received.headers["content-type"] == "text/xml; charset=utf-8"
    assert received.headers["content-md5"] == checksum(BODY)
    assert sent(server) == {
        "Action": "SubmitFeed",
        "FeedType": "_POST_PRODUCT_DATA_",
        "PurgeAndReplace": "false",
        "ContentMD5Value": checksum(BODY),
        "MarketplaceIdList.Id.1": "A1PA6795UKMFR9",
        "MarketplaceIdList.Id.2": "A1F83G8C2ARO7P",
    }


async def test_the_signed_address_of_a_feed_is_in_no_log(
    client: MwsClient, server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.say(answer("SubmitFeed", info("1")))

    await client.submit(FEED)

    assert "/Feeds/2009-01-01" in caplog.text
    assert TOKEN not in caplog.text
    assert "Signature=" not in caplog.text


@pytest.mark.parametrize("code", ["InputStreamDisconnected", "InputDataError"])
async def test_a_feed_that_did_not_arrive_whole_is_sent_once_more(
    client: MwsClient, server: ScriptedServer, code: str
) -> None:
    server.say(refusal(code), answer("SubmitFeed", info("1")))

    assert (await client.submit(FEED)).id == "1"
    assert [r.body for r in server.received] == [BODY] * 2


async def test_and_not_twice_more(client: MwsClient, server: ScriptedServer) -> None:
    server.say(refusal("InputStreamDisconnected"))

    with pytest.raises(Unreachable, match="Nothing was submitted") as caught:
        await client.submit(FEED)
    assert (caught.value.cause, caught.value.fix) == ("cut", "Send it again.")
    assert len(server.received) == 2


async def test_no_other_refusal_of_a_feed_is_tried_again(
    client: MwsClient, server: ScriptedServer
) -> None:
    server.say(refusal("InvalidParameterValue", "FeedType"))

    with pytest.raises(RequestRejected):
        await client.submit(FEED)
    assert len(server.received) == 1


async def test_a_feed_without_an_answer_may_have_arrived(
    client: MwsClient, server: ScriptedServer
) -> None:
    server.say(Reply(cut=-1))

    with pytest.raises(Unreachable) as caught:
        await client.submit(FEED)
    assert "may have the feed already" in caught.value.fix
    assert len(server.received) == 1


async def test_cancelling_names_each_submission_under_the_right_name(
    client: MwsClient, server: ScriptedServer
) -> None:
    operation = "CancelFeedSubmissions"
    server.say(
        answer(operation, "<Count>2</Count>" + info("7", "_CANCELLED_") + info("8", "_DONE_"))
    )

    found = await client.cancel(["7", "8", "7"])

    assert [(s.id, s.native_status) for s in found] == [("7", "_CANCELLED_"), ("8", "_DONE_")]
    assert sent(server) == {
        "Action": operation,
        "FeedSubmissionIdList.Id.1": "7",
        "FeedSubmissionIdList.Id.2": "8",
    }


# Secrets


@pytest.mark.parametrize(
    "reply", [Reply(cut=-1), refusal("AccessDenied", TOKEN, 401), Reply(b"<x/>"), Reply(b"<x")]
)
async def test_no_failure_holds_the_token_or_the_key(
    client: MwsClient, server: ScriptedServer, reply: Reply
) -> None:
    server.say(reply)

    for attempt in (client.submit(FEED), client.participations()):
        with pytest.raises(AmazonError) as caught:
            await attempt
        everything = everything_about(caught.value)
        assert caught.value.message in everything
        assert TOKEN not in everything
        assert KEY not in everything


# Quotas


async def test_each_operation_pays_from_its_own_bucket(
    client: MwsClient, server: ScriptedServer, budget: LocalBudget
) -> None:
    server.say(
        answer(LIST),
        answer(f"{LIST}ByNextToken"),
        answer("GetFeedSubmissionCount", "<Count>1</Count>"),
        answer("CancelFeedSubmissions"),
        answer("SubmitFeed", info("1")),
        b"report",
        answer(MARKETS),
        answer("GetServiceStatus"),
    )
    query = SubmissionQuery()

    await client.submissions(query)
    await client.submissions(query, "t")
    await client.count(query)
    await client.cancel(["1"])
    await client.submit(FEED)
    await client.download_report(done(), io.BytesIO())
    await client.participations()
    await client.service_status()

    assert all(budget.left(operation) == plan.burst - 1 for operation, plan in MWS_PLANS.items())


async def test_what_the_headers_say_of_the_hour_is_believed(
    client: MwsClient, server: ScriptedServer, budget: LocalBudget
) -> None:
    headers = {
        "x-mws-quota-max": "240.0",
        "x-mws-quota-remaining": "0.0",
        "x-mws-quota-resetsOn": "Mon,23 Nov 2026 10:30:00 UTC",
    }
    server.say(Reply(answer(LIST), headers=headers))

    await client.submissions(SubmissionQuery())

    # Amazon's clock is half a second ahead of ours, as far as a Date can tell.
    reset = NOW + timedelta(minutes=30) - timedelta(seconds=0.5)
    assert budget.left(LIST) == 0
    assert budget.allowed_at(LIST) == reset
    with pytest.raises(Throttled):
        await client.submissions(SubmissionQuery())


async def test_throttled_by_amazon_closes_the_bucket_for_one_restore(
    client: MwsClient, server: ScriptedServer, budget: LocalBudget
) -> None:
    server.say(refusal("RequestThrottled", "Request is throttled", status=503))

    with pytest.raises(Throttled) as caught:
        await client.submissions(SubmissionQuery())

    assert not caught.value.by_us
    assert caught.value.retry_at == NOW + timedelta(seconds=45)
    assert budget.allowed_at(LIST) == NOW + timedelta(seconds=45)
    assert budget.left(f"{LIST}ByNextToken") == 30


async def test_a_used_up_hour_closes_the_bucket_until_its_reset(
    client: MwsClient, server: ScriptedServer, budget: LocalBudget
) -> None:
    server.say(
        refusal(
            "QuotaExceeded",
            status=503,
            x_mws_quota_max="80.0",
            x_mws_quota_remaining="0.0",
            x_mws_quota_resetsOn="Mon,23 Nov 2026 10:20:00 UTC",
        )
    )

    with pytest.raises(Throttled) as caught:
        await client.submissions(SubmissionQuery())

    assert caught.value.retry_at == NOW + timedelta(minutes=20) - timedelta(seconds=0.5)
    assert budget.allowed_at(LIST) == caught.value.retry_at
