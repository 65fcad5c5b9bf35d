"""The operations of Feeds."""

from __future__ import annotations

import gzip
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from koongo_tui.sandbox.cast import Past, Seller
from koongo_tui.sandbox.submissions import Stage
from tests.sandbox.practice import Amazon, Reply

LIST = "GetFeedSubmissionList"
MORE = "GetFeedSubmissionListByNextToken"
COUNT = "GetFeedSubmissionCount"
CANCEL = "CancelFeedSubmissions"
RESULT = "GetFeedSubmissionResult"
PRODUCT = "_POST_PRODUCT_DATA_"
STATUSES = {
    "_SUBMITTED_",
    "_UNCONFIRMED_",
    "_IN_PROGRESS_",
    "_AWAITING_ASYNCHRONOUS_REPLY_",
    "_IN_SAFETY_NET_",
    "_DONE_",
    "_CANCELLED_",
}


def large(amazon: Amazon) -> Seller:
    return next(s for s in amazon.world.cast.sellers if s.past is Past.LARGE)


def empty(amazon: Amazon) -> Seller:
    return next(s for s in amazon.world.cast.sellers if s.past is Past.NOTHING)


def ids(reply: Reply) -> list[str]:
    return [text or "" for text in reply.texts("FeedSubmissionId")]


async def walk(amazon: Amazon, parameters: dict[str, str], seller: Seller) -> list[str]:
    """The IDs of all pages."""
    reply = await amazon.call(LIST, parameters, seller=seller)
    found = ids(reply)
    while reply.text("HasNext") == "true":
        amazon.clock.wait(2)
        token = reply.text("NextToken") or ""
        reply = await amazon.call(MORE, {"NextToken": token}, seller=seller)
        assert reply.status == 200, reply.body
        found += ids(reply)
    return found


async def test_the_list_is_like_amazons(amazon: Amazon, samples: Path) -> None:
    real = ET.fromstring((samples / "mws_us_getfeedsubmissionlist.xml").read_bytes())
    ours = ET.fromstring((await amazon.call(LIST)).body)

    def shape(root: ET.Element) -> tuple[str, list[str], list[str]]:
        result = root[0]
        done = next(n for n in result if n.findtext("{*}FeedProcessingStatus") == "_DONE_")
        return root.tag, [n.tag for n in result], [n.tag for n in done]

    assert shape(ours) == shape(real)


async def test_ten_newest_first(amazon: Amazon) -> None:
    reply = await amazon.call(LIST)
    expected = amazon.known_to_mws(amazon.seller)

    assert reply.text("HasNext") == "true"
    assert ids(reply) == [s.id for s in expected[:10]]
    assert reply.texts("SubmittedDate")[0] == expected[0].submitted_at.isoformat(timespec="seconds")
    token = reply.text("NextToken") or ""
    assert 400 <= len(token) <= 1000


async def test_times_are_told_as_far_as_they_are_known(amazon: Amazon) -> None:
    reply = await amazon.call(LIST, {"MaxCount": "100"})

    for node in reply.root.iter("FeedSubmissionInfo"):
        names = {child.tag for child in node}
        status = node.findtext("FeedProcessingStatus")
        assert ("CompletedProcessingDate" in names) == (status in ("_DONE_", "_CANCELLED_"))
        if status in ("_SUBMITTED_", "_UNCONFIRMED_"):
            assert "StartedProcessingDate" not in names


@pytest.mark.parametrize("size", [1, 7, 45, 100])
async def test_pages_together_are_the_whole(amazon: Amazon, size: int) -> None:
    found = await walk(amazon, {"MaxCount": str(size)}, amazon.seller)

    assert len(found) == len(set(found)) == 45


async def test_five_thousand_in_fifty_pages_in_every_status(amazon: Amazon) -> None:
    seller = large(amazon)
    found = await walk(amazon, {"MaxCount": "100"}, seller)
    assert len(found) == len(set(found)) == 5_000

    amazon.clock.wait(3600)
    reply = await amazon.call(COUNT, seller=seller)
    assert reply.text("Count") == "5000"
    for status in STATUSES:
        reply = await amazon.call(
            COUNT, {"FeedProcessingStatusList.Status.1": status}, seller=seller
        )
        assert int(reply.text("Count") or 0) > 0, status


async def test_the_last_page_may_carry_a_token_that_is_none(amazon: Amazon) -> None:
    first = await amazon.call(LIST, {"MaxCount": "30"})
    last = await amazon.call(MORE, {"NextToken": first.text("NextToken") or ""})

    assert len(ids(last)) == 15
    assert (last.text("HasNext"), last.text("NextToken")) == ("false", "none")


async def test_new_submissions_do_not_shift_the_pages(amazon: Amazon) -> None:
    first = await amazon.call(LIST, {"MaxCount": "5"})
    await amazon.submit(PRODUCT, b"<a/>")
    second = await amazon.call(MORE, {"NextToken": first.text("NextToken") or ""})

    mine = [s.id for s in amazon.known_to_mws(amazon.seller)]
    assert ids(first) + ids(second) == mine[1:11]


async def test_a_token_keeps_the_filters(amazon: Amazon) -> None:
    kinds = ["_POST_PRODUCT_DATA_", "_POST_PRODUCT_PRICING_DATA_"]
    since = (amazon.clock.now - timedelta(days=20)).isoformat()
    parameters = {
        "MaxCount": "2",
        "FeedTypeList.Type.1": kinds[0],
        "FeedTypeList.Type.2": kinds[1],
        "FeedProcessingStatusList.Status.1": "_DONE_",
        "SubmittedFromDate": since,
    }
    found = await walk(amazon, parameters, amazon.seller)

    now = amazon.world.clock()
    expected = [
        s.id
        for s in amazon.known_to_mws(amazon.seller)
        if f"_{s.feed_type}_" in kinds
        and s.stage(now) is Stage.DONE
        and s.submitted_at >= datetime.fromisoformat(since)
    ]
    assert found == expected
    assert len(expected) > 4


async def test_times_limit_the_list(amazon: Amazon) -> None:
    since, until = (amazon.clock.now - timedelta(hours=h) for h in (4, 1))
    reply = await amazon.call(
        LIST,
        {
            "SubmittedFromDate": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "SubmittedToDate": until.strftime("%Y-%m-%dT%H:%M:%S"),
            "MaxCount": "100",
        },
    )

    times = [datetime.fromisoformat(t or "") for t in reply.texts("SubmittedDate")]
    assert times
    assert all(since <= t <= until for t in times)


async def test_with_ids_every_other_filter_is_ignored(amazon: Amazon) -> None:
    mine = amazon.known_to_mws(amazon.seller)
    reply = await amazon.call(
        LIST,
        {
            "FeedSubmissionIdList.Id.1": mine[30].id,
            "FeedSubmissionIdList.Id.2": mine[3].id,
            "FeedSubmissionIdList.Id.3": "123",
            "FeedProcessingStatusList.Status.1": "_SUBMITTED_",
            "MaxCount": "1",
        },
    )

    assert ids(reply) == [mine[3].id, mine[30].id]
    assert reply.text("HasNext") == "false"


async def test_an_empty_list(amazon: Amazon) -> None:
    reply = await amazon.call(LIST, seller=empty(amazon))

    assert reply.text("HasNext") == "false"
    assert ids(reply) == []
    assert reply.text("NextToken") is None


@pytest.mark.parametrize(
    ("operation", "parameters", "code"),
    [
        (LIST, {"MaxCount": "0"}, "InvalidParameterValue"),
        (LIST, {"MaxCount": "101"}, "InvalidParameterValue"),
        (LIST, {"MaxCount": "ten"}, "InvalidParameterValue"),
        (LIST, {"MaxCount": "1" * 5000}, "InvalidParameterValue"),
        (LIST, {"FeedProcessingStatusList.Status.1": "DONE"}, "InvalidParameterValue"),
        (LIST, {"SubmittedFromDate": "yesterday"}, "InvalidParameterValue"),
        (
            LIST,
            {f"FeedSubmissionIdList.Id.{n}": str(n) for n in range(1, 102)},
            "InvalidParameterValue",
        ),
        (MORE, {}, "ValidationError"),
        (MORE, {"NextToken": ""}, "ValidationError"),
        (MORE, {"NextToken": "none"}, "InvalidParameterValue"),
        (MORE, {"NextToken": b64encode(b"x" * 300).decode()}, "InvalidParameterValue"),
        (MORE, {"NextToken": "ü"}, "InvalidParameterValue"),
        (RESULT, {}, "InvalidParameterValue"),
        (RESULT, {"FeedSubmissionId": "123"}, "InvalidFeedSubmissionId"),
    ],
)
async def test_wrong_parameters(
    amazon: Amazon, operation: str, parameters: dict[str, str], code: str
) -> None:
    assert (await amazon.call(operation, parameters)).refusal == (400, code)


async def test_the_missing_token_is_named_in_amazons_words(amazon: Amazon) -> None:
    reply = await amazon.call(MORE)

    assert (reply.text("Message") or "").startswith(
        "1 validation error detected: Value null at 'nextToken'"
    )


async def test_a_token_is_of_use_to_its_seller_only(amazon: Amazon) -> None:
    token = (await amazon.call(LIST)).text("NextToken") or ""
    reply = await amazon.call(MORE, {"NextToken": token}, seller=large(amazon))

    assert reply.refusal == (400, "InvalidParameterValue")


async def test_a_feed_from_submission_to_report(amazon: Amazon) -> None:
    feed = b"sku\tprice\nNH-0001\t9.99\nNH-9999\t1\n"
    reply = await amazon.call(
        "SubmitFeed",
        {"FeedType": "_POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA_"},
        feed=feed,
        headers={"Content-Type": "text/tab-separated-values; charset=iso-8859-1"},
    )
    id_ = reply.text("FeedSubmissionId") or ""

    assert [n.tag for n in reply.root.iter("FeedSubmissionInfo")][0:1] == ["FeedSubmissionInfo"]
    assert reply.text("FeedProcessingStatus") == "_SUBMITTED_"
    assert reply.text("SubmittedDate") == "2026-11-23T10:00:00+00:00"
    statuses = []
    for _ in range(4):
        listed = await amazon.call(LIST, {"FeedSubmissionIdList.Id.1": id_})
        statuses.append(listed.text("FeedProcessingStatus"))
        amazon.clock.wait(4)
    assert statuses == ["_SUBMITTED_", "_IN_PROGRESS_", "_IN_PROGRESS_", "_DONE_"]
    report = await amazon.call(RESULT, {"FeedSubmissionId": id_})
    assert report.headers["content-type"] == "text/plain;charset=windows-1252"
    checksum = b64encode(md5(report.body, usedforsecurity=False).digest()).decode()
    assert report.headers["content-md5"] == checksum
    assert report.body.decode("cp1252").splitlines()[1:3] == [
        "\tNumber of records processed\t\t2",
        "\tNumber of records successful\t\t1",
    ]
    assert b"2\tNH-9999\t13013\tError\t" in report.body


async def test_the_answer_to_a_submission_is_like_amazons(amazon: Amazon, samples: Path) -> None:
    real = ET.fromstring((samples / "mws_us_submitfeed.xml").read_bytes())
    reply = await amazon.call("SubmitFeed", {"FeedType": PRODUCT}, feed=b"<a/>")
    ours = ET.fromstring(reply.body)

    assert [n.tag for n in ours.iter()] == [n.tag for n in real.iter()]


@pytest.mark.parametrize("content_type", ["text/xml", "application/x-www-form-urlencoded", ""])
async def test_a_feed_is_taken_as_bytes_whatever_it_is_declared_as(
    amazon: Amazon, content_type: str
) -> None:
    feed = b"<a>&x=1</a>"
    id_ = await amazon.submit(PRODUCT, feed, headers={"Content-Type": content_type})

    submission = amazon.world.find(amazon.seller.seller_id, id_)
    assert submission is not None
    assert submission.content == feed


@pytest.mark.parametrize(
    ("parameters", "feed", "headers", "refusal"),
    [
        ({}, b"<a/>", {}, (400, "InvalidParameterValue")),
        ({"FeedType": "POST_PRODUCT_DATA"}, b"<a/>", {}, (400, "InvalidParameterValue")),
        ({"FeedType": "_POST_NONSENSE_"}, b"<a/>", {}, (400, "InvalidParameterValue")),
        ({"FeedType": PRODUCT}, b"", {}, (400, "InputDataError")),
        ({"FeedType": PRODUCT}, b"<a/>", {"Content-MD5": "x"}, (400, "ContentMD5DoesNotMatch")),
        ({"FeedType": PRODUCT}, b"<a/>", {"Content-MD5": ""}, (400, "ContentMD5Missing")),
        (
            {"FeedType": PRODUCT, "ContentMD5Value": "x"},
            b"<a/>",
            {},
            (400, "ContentMD5DoesNotMatch"),
        ),
        (
            {"FeedType": PRODUCT, "MarketplaceIdList.Id.1": "ATVPDKIKX0DER"},
            b"<a/>",
            {},
            (401, "AccessDenied"),
        ),
    ],
)
async def test_feeds_that_are_not_taken(
    amazon: Amazon,
    parameters: dict[str, str],
    feed: bytes,
    headers: dict[str, str],
    refusal: tuple[int, str],
) -> None:
    reply = await amazon.call("SubmitFeed", parameters, feed=feed, headers=headers)

    assert reply.refusal == refusal
    assert len(amazon.known_to_mws(amazon.seller)) == 45


async def test_the_signed_checksum_is_enough(amazon: Amazon) -> None:
    checksum = b64encode(md5(b"<a/>", usedforsecurity=False).digest()).decode()
    reply = await amazon.call(
        "SubmitFeed",
        {"FeedType": PRODUCT, "ContentMD5Value": checksum},
        feed=b"<a/>",
        headers={"Content-MD5": ""},
    )

    assert reply.status == 200


async def test_a_feed_goes_to_the_marketplaces_it_names(amazon: Amazon) -> None:
    shop = amazon.seller.marketplace_ids[1]
    reply = await amazon.call(
        "SubmitFeed", {"FeedType": PRODUCT, "MarketplaceIdList.Id.1": shop}, feed=b"<a/>"
    )
    id_ = reply.text("FeedSubmissionId") or ""

    submission = amazon.world.find(amazon.seller.seller_id, id_)
    assert submission is not None
    assert submission.marketplace_ids == (shop,)


async def test_a_report_that_is_not_there_yet_or_never_will_be(amazon: Amazon) -> None:
    id_ = await amazon.submit(PRODUCT, b"<a/>")
    cancelled = await amazon.submit("_POST_PRODUCT_IMAGE_DATA_", b"<a/>")
    await amazon.call(CANCEL, {"FeedSubmissionIdList.Id.1": cancelled})

    early = await amazon.call(RESULT, {"FeedSubmissionId": id_})
    assert early.refusal == (404, "FeedProcessingResultNotReady")
    gone = await amazon.call(RESULT, {"FeedSubmissionId": cancelled})
    assert gone.refusal == (404, "FeedCanceled")
    amazon.clock.wait(91 * 86_400)
    late = await amazon.call(RESULT, {"FeedSubmissionId": id_})
    assert late.refusal == (404, "FeedProcessingResultNoLongerAvailable")


async def test_a_report_of_somebody_else_is_unknown(amazon: Amazon) -> None:
    other = amazon.known_to_mws(large(amazon))[-1]
    reply = await amazon.call(RESULT, {"FeedSubmissionId": other.id})

    assert reply.refusal == (400, "InvalidFeedSubmissionId")


async def test_only_what_has_not_begun_is_cancelled(amazon: Amazon) -> None:
    waiting = await amazon.submit(PRODUCT, b"<a/>")
    done = next(
        s.id for s in amazon.known_to_mws(amazon.seller) if s.stage(amazon.clock()) is Stage.DONE
    )
    reply = await amazon.call(
        CANCEL, {"FeedSubmissionIdList.Id.1": waiting, "FeedSubmissionIdList.Id.2": done}
    )

    assert reply.text("Count") == "2"
    assert reply.texts("FeedProcessingStatus") == ["_CANCELLED_", "_DONE_"]


async def test_a_cancel_under_a_wrong_name_means_every_feed(amazon: Amazon) -> None:
    """As recorded from Amazon: the name is ignored, and the whole type is meant."""
    seller = large(amazon)
    waiting = await amazon.submit(PRODUCT, b"<a/>", seller=seller)
    reply = await amazon.call(
        CANCEL, {"FeedSubmissionId": "1", "FeedTypeList.Type.1": PRODUCT}, seller=seller
    )

    everything = await amazon.call(COUNT, {"FeedTypeList.Type.1": PRODUCT}, seller=seller)
    assert reply.text("Count") == everything.text("Count")
    assert int(reply.text("Count") or 0) > 100
    assert len(ids(reply)) == 100
    assert ids(reply)[0] == waiting
    assert reply.texts("FeedProcessingStatus")[0] == "_CANCELLED_"
    assert "_DONE_" in reply.texts("FeedProcessingStatus")


async def test_quota_headers_stand_on_feeds_only(amazon: Amazon) -> None:
    first, second = await amazon.call(LIST), await amazon.call(LIST)
    other = await amazon.call("ListMarketplaceParticipations")

    assert first.headers["x-mws-quota-max"] == "80.0"
    assert first.headers["x-mws-quota-remaining"] == "79.0"
    assert second.headers["x-mws-quota-remaining"] == "78.0"
    assert first.headers["x-mws-quota-resetson"] == "Mon,23 Nov 2026 11:00:00 UTC"
    assert not [name for name in other.headers if "quota" in name]


async def test_a_burst_is_throttled_and_restored(amazon: Amazon) -> None:
    replies = [await amazon.call(LIST) for _ in range(11)]

    assert [r.status for r in replies] == [200] * 10 + [503]
    assert replies[10].refusal == (503, "RequestThrottled")
    assert replies[10].text("Type") == "Receiver"
    assert replies[10].headers["x-mws-quota-remaining"] == "70.0"
    amazon.clock.wait(45)
    assert (await amazon.call(LIST)).status == 200
    assert (await amazon.call(LIST)).status == 503


async def test_the_hourly_quota_is_named_with_its_end(amazon: Amazon) -> None:
    for number in range(30):
        await amazon.submit(PRODUCT, b"<a/>")
        amazon.clock.wait(110 if number < 29 else 0)
    reply = await amazon.call("SubmitFeed", {"FeedType": PRODUCT}, feed=b"<a/>")

    assert reply.refusal == (503, "QuotaExceeded")
    assert reply.text("Message") == (
        "You exceeded your quota of 30.0 requests per 1 hour for operation "
        "Feeds/2009-01-01/SubmitFeed.  Your quota will reset on Mon Nov 23 11:00:00 UTC 2026"
    )
    assert reply.headers["x-mws-quota-remaining"] == "0.0"
    assert reply.headers["x-mws-quota-resetson"] == "Mon,23 Nov 2026 11:00:00 UTC"


async def test_a_refused_caller_pays_no_quota(amazon: Amazon) -> None:
    for _ in range(12):
        await amazon.call(LIST, secret="wrong")

    assert (await amazon.call(LIST)).headers["x-mws-quota-remaining"] == "79.0"


async def test_answers_are_packed_when_asked_for(amazon: Amazon) -> None:
    packed = await amazon.call(LIST, headers={"Accept-Encoding": "gzip"})
    plain = await amazon.call(LIST, headers={"Accept-Encoding": "identity"})
    short = await amazon.call(COUNT, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.root.tag == "GetFeedSubmissionListResponse"
    assert int(packed.headers["content-length"]) < len(packed.body)
    assert "content-encoding" not in plain.headers
    assert short.root.tag == "GetFeedSubmissionCountResponse"


async def test_a_packed_report_keeps_the_checksum_of_the_report(amazon: Amazon) -> None:
    seller = large(amazon)
    one = next(
        s
        for s in amazon.known_to_mws(seller)
        if s.stage(amazon.clock()) is Stage.DONE and len(amazon.world.report(s).content) > 2000
    )
    content = amazon.world.report(one).content
    raw: list[bytes] = []

    async def keep(response: httpx.Response) -> None:
        raw.extend([chunk async for chunk in response.aiter_raw()])
        response._content = b""

    amazon.http.event_hooks["response"].append(keep)
    reply = await amazon.call(
        RESULT, {"FeedSubmissionId": one.id}, seller=seller, headers={"Accept-Encoding": "gzip"}
    )

    assert gzip.decompress(b"".join(raw)) == content
    checksum: Any = b64encode(md5(content, usedforsecurity=False).digest()).decode()
    assert reply.headers["content-md5"] == checksum
