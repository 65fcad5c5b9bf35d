"""Reading SP-API's answers: unknown members are left aside, what is missing is said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from koongo_tui.amazon.api import Participation, SubmissionPage
from koongo_tui.amazon.errors import BadAnswer
from koongo_tui.amazon.moments import read_iso
from koongo_tui.amazon.submission import Submission
from koongo_tui.guide.marketplaces import NOT_AMAZON, marketplace_by_id

Members = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Document:
    """A feed document: where it is for the next five minutes.

    Attributes:
        url: signed by Amazon: whoever has it needs nothing else.
    """

    id: str
    url: str = field(repr=False)


def read_members(body: bytes) -> Members:
    """The members of an answer's object. Raises BadAnswer when it is none."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise BadAnswer("Amazon's answer cannot be read: it is no JSON object.")
    return told


def read_participations(members: Members) -> tuple[Participation, ...]:
    """The answer to getMarketplaceParticipations.

    Left out is where the account does not take part, and what is no Amazon shop.
    """
    payload = members.get("payload")
    if not isinstance(payload, list):
        raise BadAnswer("Amazon's answer holds no list of marketplaces.")
    found = (_participation(entry) for entry in payload if isinstance(entry, dict))
    return tuple(p for p in found if p is not None)


def _participation(entry: Members) -> Participation | None:
    shop, part = entry.get("marketplace"), entry.get("participation")
    if not isinstance(shop, dict) or not isinstance(part, dict):
        return None
    id_ = _text(shop, "id")
    known = marketplace_by_id(id_)
    # Amazon may open a shop that our table does not know yet.
    opened = _text(shop, "domainName").lower().startswith("www.amazon.") and id_ not in NOT_AMAZON
    if not id_ or part.get("isParticipating") is False or not (known or opened):
        return None
    country = _text(shop, "countryCode") or (known.code if known else "")
    return Participation(
        marketplace_id=id_,
        name=_text(shop, "name") or (known.name if known else id_),
        # Amazon's documents say UK where its answers say GB.
        country_code="GB" if country == "UK" else country,
        store_name=_text(entry, "storeName") or None,
        suspended=part.get("hasSuspendedListings") is True,
    )


def read_page(members: Members) -> SubmissionPage:
    """The answer to getFeeds."""
    feeds = members.get("feeds")
    if not isinstance(feeds, list):
        raise BadAnswer("Amazon's answer holds no list of feeds.")
    found = (_submission(feed) for feed in feeds if isinstance(feed, dict))
    return SubmissionPage(
        tuple(s for s in found if s is not None), _text(members, "nextToken") or None
    )


def read_feed(members: Members) -> Submission:
    """The answer to getFeed."""
    submission = _submission(members)
    if submission is None:
        raise BadAnswer("Amazon's answer holds no feed.")
    return submission


def _submission(feed: Members) -> Submission | None:
    """A feed of an answer. One without an ID cannot be anything."""
    id_ = _text(feed, "feedId")
    markets = feed.get("marketplaceIds")
    if not id_:
        return None
    return Submission(
        id=id_,
        feed_type=_text(feed, "feedType"),
        submitted_at=read_iso(_text(feed, "createdTime")),
        native_status=_text(feed, "processingStatus"),
        started_at=read_iso(_text(feed, "processingStartTime")),
        completed_at=read_iso(_text(feed, "processingEndTime")),
        report_document_id=_text(feed, "resultFeedDocumentId") or None,
        marketplace_ids=tuple(m for m in markets if isinstance(m, str))
        if isinstance(markets, list)
        else (),
    )


def read_document(members: Members) -> Document:
    """The answer to createFeedDocument or getFeedDocument.

    ``compressionAlgorithm`` is not read: it is known to be wrong, the bytes are not.
    """
    document = Document(_text(members, "feedDocumentId"), _text(members, "url"))
    if not document.id or not document.url:
        raise BadAnswer("Amazon's answer holds no address of the document.")
    return document


def read_created(members: Members) -> str:
    """The feed ID of an answer to createFeed."""
    id_ = _text(members, "feedId")
    if not id_:
        raise BadAnswer("Amazon took the feed and gave no ID for it. Look at the list.")
    return id_


def _text(members: Members, name: str) -> str:
    value = members.get(name)
    return value.strip() if isinstance(value, str) else ""
