"""Reading MWS answers in each of their variants."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from koongo_tui.amazon.api import Participation, ServiceStatus
from koongo_tui.amazon.errors import BadAnswer
from koongo_tui.amazon.mws.answers import (
    native_type,
    plain_type,
    read_count,
    read_page,
    read_participations,
    read_ping,
    read_result,
    read_status,
    read_submissions,
    read_submitted,
)

NAMESPACES = [
    "",
    ' xmlns="http://mws.amazonaws.com/doc/2009-01-01/"',
    ' xmlns="http://mws.amazonservices.com/doc/2009-01-01/"',
    ' xmlns="https://mws.amazonservices.com/Sellers/2011-07-01"',
    ' xmlns="https://mws.amazonservices.com/\n      Sellers/2011-07-01"',
    ' xmlns="com.amazonservices.mws.sellers"',
]


def result(operation: str, inside: str, namespace: str = "") -> Element:
    text = (
        f'<?xml version="1.0"?>\n<{operation}Response{namespace}><{operation}Result>{inside}'
        f"</{operation}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
        f"</{operation}Response>"
    )
    return read_result(text.encode(), operation)


LIST = "GetFeedSubmissionList"
INFO = """<FeedSubmissionInfo>
  <!--in any order-->
  <FeedProcessingStatus>_DONE_</FeedProcessingStatus>
  <Newer><FeedType>not this one</FeedType></Newer>
  <FeedType> _POST_PRODUCT_DATA_ </FeedType>
  <CompletedProcessingDate>2026-11-23T09:05:00.120Z</CompletedProcessingDate>
  <FeedSubmissionId>50001018001</FeedSubmissionId>
  <StartedProcessingDate/>
  <SubmittedDate>2026-11-23T10:00:00+01:00</SubmittedDate>
</FeedSubmissionInfo>"""


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_a_submission_whatever_its_namespace_and_order(namespace: str) -> None:
    (found,) = read_submissions(result(LIST, INFO, namespace))

    assert found.id == "50001018001"
    assert found.feed_type == "POST_PRODUCT_DATA"
    assert found.native_status == "_DONE_"
    assert found.submitted_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert found.started_at is None
    assert found.completed_at == datetime(2026, 11, 23, 9, 5, 0, 120_000, tzinfo=UTC)
    assert found.report_document_id is None


def test_an_entry_without_id_is_left_out_and_a_bare_one_kept() -> None:
    found = read_submissions(
        result(
            LIST,
            "<FeedSubmissionInfo><FeedType>_X_</FeedType></FeedSubmissionInfo>"
            "<FeedSubmissionInfo><FeedSubmissionId>1</FeedSubmissionId></FeedSubmissionInfo>",
        )
    )

    assert [(s.id, s.feed_type, s.native_status, s.submitted_at) for s in found] == [
        ("1", "", "", None)
    ]


@pytest.mark.parametrize(
    ("inside", "token"),
    [
        ("<HasNext>true</HasNext><NextToken>abc=</NextToken>", "abc="),
        ("<NextToken>abc=</NextToken><HasNext> TRUE </HasNext>", "abc="),
        ("<NextToken>abc=</NextToken>", "abc="),
        ("<HasNext>false</HasNext><NextToken>none</NextToken>", None),
        ("<HasNext>false</HasNext><NextToken>abc=</NextToken>", None),
        ("<HasNext>true</HasNext><NextToken>none</NextToken>", None),
        ("<HasNext>true</HasNext><NextToken/>", None),
        ("<HasNext>true</HasNext>", None),
        ("<HasNext>false</HasNext>", None),
        ("", None),
    ],
)
def test_where_the_list_goes_on(inside: str, token: str | None) -> None:
    assert read_page(result(LIST, inside)).next_token == token
    assert read_page(result(LIST, INFO + inside)).next_token == token
    assert len(read_page(result(LIST, inside + INFO)).submissions) == 1


MARKETS = "ListMarketplaceParticipations"


def participation(id_: str, suspended: str = "No") -> str:
    return (
        f"<Participation><HasSellerSuspendedListings>{suspended}</HasSellerSuspendedListings>"
        f"<MarketplaceId>{id_}</MarketplaceId><SellerId>A135KKEKJAIBJ56</SellerId></Participation>"
    )


def shop(id_: str, name: str, country: str, domain: str) -> str:
    return (
        f"<Marketplace><DefaultCountryCode>{country}</DefaultCountryCode><Name>{name}</Name>"
        f"<DomainName>{domain}</DomainName><MarketplaceId>{id_}</MarketplaceId></Marketplace>"
    )


def test_participations_are_joined_by_marketplace() -> None:
    page = read_participations(
        result(
            MARKETS,
            "<ListMarketplaces>"
            + shop("A1F83G8C2ARO7P", "Amazon.co.uk", "GB", "www.amazon.co.uk")
            + shop("A1PA6795UKMFR9", "Amazon.de", "DE", "www.amazon.de")
            + "</ListMarketplaces><ListParticipations>"
            + participation("A1PA6795UKMFR9")
            + participation("A1F83G8C2ARO7P", "Yes")
            + "</ListParticipations>",
        )
    )

    assert page.participations == (
        Participation("A1PA6795UKMFR9", "Amazon.de", "DE"),
        Participation("A1F83G8C2ARO7P", "Amazon.co.uk", "GB", suspended=True),
    )
    assert page.next_token is None


def test_what_is_no_amazon_shop_is_left_out() -> None:
    page = read_participations(
        result(
            MARKETS,
            "<ListParticipations>"
            + participation("A2ZV50J4W1RKNI")
            + participation("AZMDEXL2RVFNN")
            + participation("AUNKNOWN000001")
            + participation("ANEWSHOP000001")
            + participation("A6W85IYQ5WB1C")
            + "</ListParticipations><ListMarketplaces>"
            + shop("A2ZV50J4W1RKNI", "Non-Amazon", "US", "sim1.stores.amazon.com")
            + shop("ANEWSHOP000001", "Amazon.pt", "PT", "www.amazon.pt")
            + shop("A6W85IYQ5WB1C", "IBA", "US", "www.amazon.example")
            + "</ListMarketplaces>",
        )
    )

    assert [p.name for p in page.participations] == ["Amazon.pt"]


def test_our_table_helps_out_where_the_second_list_is_missing() -> None:
    page = read_participations(
        result(
            MARKETS,
            "<NextToken>more</NextToken><ListParticipations>"
            + participation("A1VC38T7YXB528")
            + "<Participation/></ListParticipations>",
        )
    )

    assert page.participations == (Participation("A1VC38T7YXB528", "Amazon.co.jp", "JP"),)
    assert page.next_token == "more"


def test_service_status_with_its_messages() -> None:
    found = read_status(
        result(
            "GetServiceStatus",
            "<Status>GREEN_I</Status><Timestamp>x</Timestamp><MessageId>1</MessageId><Messages>"
            "<Message><Locale>en_US</Locale><Text> Slow today. </Text></Message><Message/>"
            "</Messages>",
        )
    )

    assert found == ServiceStatus("GREEN_I", ("Slow today.",))


def test_a_count() -> None:
    assert read_count(result("GetFeedSubmissionCount", "<Count> 51502 </Count>")) == 51502


@pytest.mark.parametrize(
    "inside", ["", "<Count/>", "<Count>-1</Count>", f"<Count>{'9' * 5000}</Count>"]
)
def test_no_count(inside: str) -> None:
    with pytest.raises(BadAnswer, match="no count"):
        read_count(result("GetFeedSubmissionCount", inside))


def test_a_feed_taken_without_an_id_is_noticed() -> None:
    assert read_submitted(result("SubmitFeed", INFO)).id == "50001018001"
    with pytest.raises(BadAnswer, match="Look at the list"):
        read_submitted(result("SubmitFeed", ""))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "cannot be read"),
        (b"<GetFeedSubmissionListResponse><GetFeedSub", "cannot be read"),
        (b"not xml", "cannot be read"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "document type declaration"),
        (b"<html><body>Sign in</body></html>", "begins with html"),
        (b"<GetFeedSubmissionCountResponse/>", "begins with GetFeedSubmissionCountResponse"),
    ],
)
def test_an_answer_to_something_else_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(BadAnswer, match=reason):
        read_result(body, LIST)


def test_a_result_may_stand_alone() -> None:
    body = f"<{LIST}Result>{INFO}</{LIST}Result>".encode()

    assert read_submissions(read_result(body, LIST))[0].id == "50001018001"


@pytest.mark.parametrize(
    ("body", "moment"),
    [
        (
            b'<PingResponse><Timestamp timestamp="2026-11-23T10:00:01.5Z"/></PingResponse>',
            datetime(2026, 11, 23, 10, 0, 1, 500_000, tzinfo=UTC),
        ),
        (
            b'<p:PingResponse xmlns:p="x"><p:Timestamp>2026-11-23T10:00:01Z</p:Timestamp>'
            b"</p:PingResponse>",
            datetime(2026, 11, 23, 10, 0, 1, tzinfo=UTC),
        ),
        (b"<PingResponse/>", None),
        (b"<Other><Timestamp timestamp='2026-11-23T10:00:01Z'/></Other>", None),
        (b"hello", None),
    ],
)
def test_the_ping(body: bytes, moment: datetime | None) -> None:
    assert read_ping(body) == moment


def test_feed_types_with_and_without_underscores() -> None:
    assert plain_type("_POST_ORDER_DATA_") == "POST_ORDER_DATA"
    assert plain_type("POST_ORDER_DATA") == "POST_ORDER_DATA"
    assert native_type("POST_ORDER_DATA") == native_type("_POST_ORDER_DATA_") == "_POST_ORDER_DATA_"


def sample(samples: Path, name: str, operation: str) -> Element:
    return read_result((samples / name).read_bytes(), operation)


def test_a_recorded_list(samples: Path) -> None:
    page = read_page(sample(samples, "mws_us_getfeedsubmissionlist.xml", LIST))

    assert Counter(s.native_status for s in page.submissions) == {
        "_SUBMITTED_": 1,
        "_IN_PROGRESS_": 4,
        "_DONE_": 5,
    }
    assert page.submissions[0].id == "469725017282"
    assert page.submissions[0].submitted_at == datetime(2017, 4, 26, 1, 19, 37, tzinfo=UTC)
    assert page.submissions[-1].id == "469716017282"
    assert page.next_token is not None
    assert len(page.next_token) == 408


def test_a_recorded_submit(samples: Path) -> None:
    found = read_submitted(sample(samples, "mws_us_submitfeed.xml", "SubmitFeed"))

    assert found.id == "469726017282"
    assert found.native_status == "_SUBMITTED_"
    assert found.submitted_at == datetime(2017, 4, 26, 1, 20, 13, tzinfo=UTC)


def test_a_recorded_service_status(samples: Path) -> None:
    found = read_status(sample(samples, "mws_us_getservicestatus.xml", "GetServiceStatus"))

    assert found == ServiceStatus("GREEN")


def test_amazons_own_placeholder_answers(samples: Path) -> None:
    page = read_page(sample(samples, "mws_official_GetFeedSubmissionListResponse.xml", LIST))
    assert page.next_token is None
    assert page.submissions[0].id == "string"
    assert page.submissions[0].submitted_at is None
    assert page.submissions[0].started_at == datetime(2007, 10, 25, 23, 36, 28, tzinfo=UTC)

    name, operation = "GetFeedSubmissionListByNextToken", "GetFeedSubmissionListByNextToken"
    more = read_page(sample(samples, f"mws_official_{name}Response.xml", operation))
    assert more.next_token is None
    assert len(more.submissions) == 1

    count = "GetFeedSubmissionCount"
    assert read_count(sample(samples, f"mws_official_{count}Response.xml", count)) == 100

    for operation in ("SubmitFeed", "CancelFeedSubmissions"):
        (found,) = read_submissions(
            sample(samples, f"mws_official_{operation}Response.xml", operation)
        )
        assert found.completed_at == datetime(2014, 9, 18, 16, 18, 33, tzinfo=UTC)

    report = "GetFeedSubmissionResult"
    assert len(sample(samples, f"mws_official_{report}Response.xml", report)) == 0


@pytest.mark.parametrize("operation", [MARKETS, f"{MARKETS}ByNextToken"])
def test_amazons_own_placeholder_marketplaces(samples: Path, operation: str) -> None:
    page = read_participations(
        sample(samples, f"mws_official_sellers_{operation}Response.xml", operation)
    )

    # The marketplace "String" is no Amazon shop.
    assert page.participations == ()
    assert page.next_token == "String"


def test_amazons_own_placeholder_status(samples: Path) -> None:
    name = "mws_official_sellers_GetServiceStatusResponse.xml"

    assert read_status(sample(samples, name, "GetServiceStatus")) == ServiceStatus(
        "String", ("String",)
    )
