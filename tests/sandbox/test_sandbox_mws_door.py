"""Who the MWS half lets in, and with which of Amazon's codes it turns others away."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from koongo_tui.sandbox.cast import Seller, Standing
from tests.sandbox.practice import Amazon, Reply, sign

LIST = "GetFeedSubmissionList"
PARTICIPATIONS = "ListMarketplaceParticipations"


def standing(amazon: Amazon, wanted: Standing) -> Seller:
    return next(s for s in amazon.world.cast.sellers if s.standing is wanted)


async def test_a_correct_request_is_answered(amazon: Amazon) -> None:
    reply = await amazon.call(LIST)

    assert reply.status == 200
    assert reply.headers["content-type"] == "text/xml"
    assert reply.root.tag == "GetFeedSubmissionListResponse"


async def test_every_answer_names_itself_and_its_time(amazon: Amazon) -> None:
    good, bad = await amazon.call(LIST), await amazon.call(LIST, secret="wrong")

    for reply in (good, bad):
        assert len(reply.headers["x-mws-request-id"]) == 36
        assert reply.headers["x-mws-timestamp"] == "2026-11-23T10:00:00.000Z"
        assert reply.headers["x-mws-response-context"]
        assert reply.headers["date"] == "Mon, 23 Nov 2026 10:00:00 GMT"
    assert good.text("RequestId") == good.headers["x-mws-request-id"]
    assert bad.text("RequestID") == bad.headers["x-mws-request-id"]
    assert good.headers["x-mws-request-id"] != bad.headers["x-mws-request-id"]


async def test_a_refusal_has_amazons_shape(amazon: Amazon) -> None:
    reply = await amazon.call(LIST, secret="wrong")

    assert reply.root.tag == "ErrorResponse"
    assert b'xmlns="http://mws.amazonaws.com/doc/2009-01-01/"' in reply.body
    assert [n.tag for n in reply.root] == ["Error", "RequestID"]
    assert [n.tag for n in reply.root[0]] == ["Type", "Code", "Message", "Detail"]
    assert reply.text("Type") == "Sender"


@pytest.mark.parametrize(
    "signed_host", ["127.0.0.1", "127.0.0.1:8765", "http://127.0.0.1:8765", "http://127.0.0.1"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/", "/Feeds/2009-01-01", "/Feeds/2009-01-01/"])
async def test_small_differences_between_clients(
    amazon: Amazon, signed_host: str, method: str, path: str
) -> None:
    reply = await amazon.call(LIST, method=method, path=path, signed_host=signed_host)

    assert reply.status == 200, reply.body


async def test_the_host_header_decides_what_was_signed(amazon: Amazon) -> None:
    host = {"Host": "Localhost:8765"}

    assert (await amazon.call(LIST, signed_host="localhost", headers=host)).status == 200
    assert (await amazon.call(LIST, signed_host="127.0.0.1", headers=host)).status == 403


async def test_older_names_of_parameters(amazon: Amazon) -> None:
    id_ = amazon.seller.seller_id
    reply = await amazon.call(
        LIST, change={"SellerId": None, "Merchant": id_, "Action": None, "Operation": LIST}
    )

    assert reply.root.tag == "GetFeedSubmissionListResponse"


async def test_parameters_may_stand_in_query_and_form(amazon: Amazon) -> None:
    seen: list[httpx.Request] = []

    async def spy(request: httpx.Request) -> None:
        seen.append(request)

    amazon.http.event_hooks["request"].append(spy)
    await amazon.call(LIST)
    form = seen[0].content.decode().split("&")
    reply = Reply(
        await amazon.http.post(
            "/Feeds/2009-01-01?" + "&".join(form[:4]),
            content="&".join(form[4:]),
            headers={"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
        )
    )

    assert reply.status == 200, reply.body


async def test_unknown_parameters_are_ignored(amazon: Amazon) -> None:
    assert (await amazon.call(LIST, {"FeedSubmissionId": "1", "Whatever": "2"})).status == 200


async def test_an_unsigned_ping_tells_the_time(amazon: Amazon) -> None:
    reply = Reply(await amazon.http.get("/"))

    assert reply.root.tag == "PingResponse"
    assert reply.root[0].get("timestamp") == "2026-11-23T10:00:00.000Z"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_no_action(amazon: Amazon, method: str) -> None:
    reply = Reply(await amazon.http.request(method, "/Feeds/2009-01-01?Version=2009-01-01"))

    assert reply.refusal == (400, "InvalidParameterValue")
    assert reply.text("Message") == "Either Action or Operation query parameter must be present."
    assert b'xmlns="https://mws.amazonservices.com/"' in reply.body


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        (LIST, "/Orders/2013-09-01"),
        (LIST, "/Sellers/2011-07-01"),
        (PARTICIPATIONS, "/Feeds/2009-01-01"),
        ("ListOrders", "/"),
    ],
)
async def test_an_operation_at_the_wrong_address(amazon: Amazon, operation: str, path: str) -> None:
    reply = await amazon.call(operation, path=path)

    assert reply.refusal == (404, "InvalidAddress")


@pytest.mark.parametrize(
    ("change", "refusal", "words"),
    [
        ({"AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE"}, (403, "InvalidAccessKeyId"), "records"),
        ({"AWSAccessKeyId": None}, (400, "InvalidParameterValue"), "AWSAccessKeyId not found"),
        ({"Signature": "x"}, (403, "SignatureDoesNotMatch"), "signature you provided"),
        ({"Signature": ""}, (400, "InvalidParameterValue"), "Signature not found"),
        ({"SignatureVersion": "4"}, (400, "InvalidParameterValue"), "SignatureVersion"),
        ({"SignatureMethod": "MD5"}, (400, "InvalidParameterValue"), "SignatureMethod"),
        ({"Timestamp": None}, (400, "InvalidParameterValue"), "Timestamp not found"),
        ({"Timestamp": "noon"}, (400, "InvalidParameterValue"), "ISO8601"),
        ({"Version": None}, (400, "InvalidParameterValue"), "Version not found"),
        ({"SellerId": None}, (400, "InvalidParameterValue"), "SellerId not found"),
        ({"SellerId": "M_OLD_12345"}, (400, "InvalidParameterValue"), "Invalid seller id"),
        ({"SellerId": "A1PA6795UKMFR9"}, (400, "InvalidParameterValue"), "Invalid seller id"),
        ({"SellerId": "905112355740"}, (400, "InvalidParameterValue"), "Invalid seller id"),
        ({"SellerId": "A135KKEKJAIBJ5"}, (401, "AccessDenied"), "Access denied"),
        ({"MWSAuthToken": None}, (401, "AccessDenied"), "Access denied"),
        ({"MWSAuthToken": "amzn.mws.wrong"}, (401, "AccessDenied"), "AuthToken is not valid"),
        ({"MWSAuthToken": "amzn.mws.é"}, (401, "AccessDenied"), "AuthToken is not valid"),
    ],
)
async def test_what_is_wrong_is_said_with_amazons_code(
    amazon: Amazon, change: dict[str, str | None], refusal: tuple[int, str], words: str
) -> None:
    reply = await amazon.call(LIST, change=change)

    assert reply.refusal == refusal
    assert words in (reply.text("Message") or "")


@pytest.mark.parametrize("minutes", [-14.9, 14.9])
async def test_a_clock_may_be_a_little_off(amazon: Amazon, minutes: float) -> None:
    time = amazon.clock.now + timedelta(minutes=minutes)

    for text in (time.isoformat(), time.isoformat()[:19] + ".123Z", time.isoformat()[:19]):
        assert (await amazon.call(LIST, change={"Timestamp": text})).status == 200


@pytest.mark.parametrize("minutes", [-15.1, 15.1, 60 * 24])
async def test_a_clock_that_is_off_by_more_is_refused(amazon: Amazon, minutes: float) -> None:
    time = (amazon.clock.now + timedelta(minutes=minutes)).isoformat()
    reply = await amazon.call(LIST, change={"Timestamp": time})

    assert reply.refusal == (400, "InvalidParameterValue")
    assert "Timestamp" in (reply.text("Message") or "")
    assert "expired" in (reply.text("Message") or "")


async def test_a_region_of_its_own_for_every_developer(amazon: Amazon) -> None:
    american = next(d for d in amazon.world.cast.developers if d.region == "na")
    reply = await amazon.call(
        LIST, change={"AWSAccessKeyId": american.access_key_id}, secret=american.secret_key
    )

    assert reply.refusal == (401, "AccessDenied")
    assert (await amazon.call(LIST, seller=amazon.sandbox.seller("na"))).status == 200
    assert (await amazon.call(LIST, seller=amazon.sandbox.seller("fe"))).status == 200


@pytest.mark.parametrize(
    ("wanted", "operation", "words"),
    [
        (Standing.EXPIRED, LIST, "Access to Feeds.GetFeedSubmissionList is denied"),
        (Standing.EXPIRED, PARTICIPATIONS, f"Access to Sellers.{PARTICIPATIONS} is denied"),
        (Standing.REVOKED, LIST, "AuthToken is not valid for SellerId and AWSAccountId"),
        (Standing.NOT_ELIGIBLE, LIST, "does not have an eligible Amazon account"),
        (Standing.INDIVIDUAL_PLAN, LIST, "Professional selling plan"),
    ],
)
async def test_sellers_who_are_turned_away(
    amazon: Amazon, wanted: Standing, operation: str, words: str
) -> None:
    reply = await amazon.call(operation, seller=standing(amazon, wanted))

    assert reply.refusal == (401, "AccessDenied")
    assert words in (reply.text("Message") or "")


async def test_a_renewed_authorisation_works_with_the_same_token(amazon: Amazon) -> None:
    seller = standing(amazon, Standing.EXPIRED)
    amazon.world.change_seller(seller.seller_id, standing=Standing.ACTIVE)

    assert (await amazon.call(LIST, seller=seller)).status == 200


async def test_the_signature_is_proved_before_anything_of_the_seller(amazon: Amazon) -> None:
    reply = await amazon.call(LIST, change={"MWSAuthToken": "wrong"}, secret="wrong")

    assert reply.refusal == (403, "SignatureDoesNotMatch")


def test_our_two_ways_of_signing_agree() -> None:
    """The published vector, so that the tests' signer proves something."""
    parameters = {
        "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE",
        "Action": "DescribeJobFlows",
        "SignatureMethod": "HmacSHA256",
        "SignatureVersion": "2",
        "Timestamp": "2011-10-03T15:19:30",
        "Version": "2009-03-31",
    }
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    host = "elasticmapreduce.amazonaws.com"

    assert sign(secret, "GET", host, "/", parameters) == (
        "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="
    )
