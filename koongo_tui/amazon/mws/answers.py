"""Reading MWS answers: by local names, in any order, and unknown elements left aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from koongo_tui.amazon.api import Participation, ServiceStatus, SubmissionPage
from koongo_tui.amazon.errors import BadAnswer
from koongo_tui.amazon.moments import read_iso
from koongo_tui.amazon.submission import Submission
from koongo_tui.amazon.xmlsafe import XmlRefused, parse_tree
from koongo_tui.guide.marketplaces import NOT_AMAZON, marketplace_by_id


def read_result(body: bytes, operation: str) -> Element:
    """The ``<Operation>Result`` element of an answer.

    Raises:
        BadAnswer: not XML, or the answer to something else.
    """
    try:
        root = parse_tree(body)
    except XmlRefused as error:
        raise BadAnswer(f"Amazon's answer cannot be read: {error}.") from None
    name = f"{operation}Result"
    found = root if root.tag == name else root.find(f".//{name}")
    if found is None:
        raise BadAnswer(
            f"Amazon's answer is not what was asked for: it begins with {root.tag[:40]}."
        )
    return found


def read_ping(body: bytes) -> datetime | None:
    """Amazon's clock from a ``PingResponse``; None when it is something else."""
    try:
        root = parse_tree(body)
    except XmlRefused:
        return None
    stamp = root.find("Timestamp")
    if root.tag != "PingResponse" or stamp is None:
        return None
    return read_iso(stamp.get("timestamp") or stamp.text)


def read_status(result: Element) -> ServiceStatus:
    """The result of GetServiceStatus."""
    texts = (_text(message, "Text") for message in result.iter("Message"))
    return ServiceStatus(_text(result, "Status"), tuple(t for t in texts if t))


@dataclass(frozen=True, slots=True)
class ParticipationPage:
    """A part of the marketplaces; ``next_token`` is None on the last one."""

    participations: tuple[Participation, ...]
    next_token: str | None


def read_participations(result: Element) -> ParticipationPage:
    """The result of ListMarketplaceParticipations, its two lists joined by marketplace ID.

    Left out is what is no Amazon shop: real accounts take part in test markets and the like.
    """
    shops = {_text(shop, "MarketplaceId"): shop for shop in result.iter("Marketplace")}
    found = tuple(
        _participation(entry, shops.get(id_))
        for entry in result.iter("Participation")
        if (id_ := _text(entry, "MarketplaceId")) and _is_amazon(id_, shops.get(id_))
    )
    return ParticipationPage(found, _token(result))


def _participation(entry: Element, shop: Element | None) -> Participation:
    id_ = _text(entry, "MarketplaceId")
    known = marketplace_by_id(id_)
    name = known.name if known else ""
    country = known.code if known else ""
    if shop is not None:
        name = _text(shop, "Name") or name
        country = _text(shop, "DefaultCountryCode") or country
    return Participation(
        marketplace_id=id_,
        name=name or id_,
        country_code=country,
        suspended=_text(entry, "HasSellerSuspendedListings").lower() in ("yes", "true"),
    )


def _is_amazon(marketplace_id: str, shop: Element | None) -> bool:
    if marketplace_by_id(marketplace_id) is not None:
        return True
    # Amazon may open a shop that our table does not know yet.
    domain = "" if shop is None else _text(shop, "DomainName").lower()
    return domain.startswith("www.amazon.") and marketplace_id not in NOT_AMAZON


def read_page(result: Element) -> SubmissionPage:
    """The result of GetFeedSubmissionList or GetFeedSubmissionListByNextToken."""
    token = _token(result)
    has_next = _text(result, "HasNext").lower()
    # HasNext=false may come with a token all the same, "none" for example: it is not one.
    return SubmissionPage(read_submissions(result), None if has_next == "false" else token)


def read_submissions(result: Element) -> tuple[Submission, ...]:
    """Every submission in a result. One without an ID cannot be anything and is left out."""
    return tuple(
        Submission(
            id=id_,
            feed_type=plain_type(_text(info, "FeedType")),
            submitted_at=read_iso(_text(info, "SubmittedDate")),
            native_status=_text(info, "FeedProcessingStatus"),
            started_at=read_iso(_text(info, "StartedProcessingDate")),
            completed_at=read_iso(_text(info, "CompletedProcessingDate")),
        )
        for info in result.iter("FeedSubmissionInfo")
        if (id_ := _text(info, "FeedSubmissionId"))
    )


def read_submitted(result: Element) -> Submission:
    """The result of SubmitFeed.

    Raises:
        BadAnswer: there is no submission in it.
    """
    for submission in read_submissions(result):
        return submission
    raise BadAnswer("Amazon took the feed and gave no ID for it. Look at the list.")


def read_count(result: Element) -> int:
    """The result of GetFeedSubmissionCount.

    Raises:
        BadAnswer: there is no number in it.
    """
    text = _text(result, "Count")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadAnswer("Amazon's answer holds no count.")
    return int(text)


def plain_type(feed_type: str) -> str:
    """``_POST_PRODUCT_DATA_`` without the underscores that only MWS has."""
    return feed_type.removeprefix("_").removesuffix("_")


def native_type(feed_type: str) -> str:
    """``POST_PRODUCT_DATA`` as MWS writes it."""
    return f"_{plain_type(feed_type)}_"


def _token(result: Element) -> str | None:
    token = _text(result, "NextToken")
    return None if token.lower() in ("", "none") else token


def _text(parent: Element, name: str) -> str:
    return (parent.findtext(name) or "").strip()
