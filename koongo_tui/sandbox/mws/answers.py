"""The XML of MWS answers: namespaces and order of elements as recorded from Amazon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from koongo_tui.guide.marketplaces import Marketplace
from koongo_tui.sandbox.markup import DECLARATION, element, text
from koongo_tui.sandbox.mws.messages import MwsAnswer, MwsRefusal
from koongo_tui.sandbox.submissions import Stage, Submission

FEEDS = "http://mws.amazonaws.com/doc/2009-01-01/"
SELLERS = "https://mws.amazonservices.com/Sellers/2011-07-01"
GENERAL = "https://mws.amazonservices.com/"

STATUS = {
    Stage.QUEUED: "_SUBMITTED_",
    Stage.UNCONFIRMED: "_UNCONFIRMED_",
    Stage.RUNNING: "_IN_PROGRESS_",
    Stage.AWAITING_REPLY: "_AWAITING_ASYNCHRONOUS_REPLY_",
    Stage.HELD: "_IN_SAFETY_NET_",
    Stage.DONE: "_DONE_",
    Stage.CANCELLED: "_CANCELLED_",
    Stage.FATAL: "_CANCELLED_",
}
"""MWS has no word of its own for a fatal end (MWS Feeds reference, FeedProcessingStatus)."""


def answer(operation: str, namespace: str, request_id: str, *children: str) -> MwsAnswer:
    """A successful answer with its result's children."""
    root = element(
        f"{operation}Response",
        element(f"{operation}Result", *children),
        element("ResponseMetadata", text("RequestId", request_id)),
        attributes=f' xmlns="{namespace}"',
    )
    return MwsAnswer(f"{DECLARATION}{root}\n".encode())


def refusal_answer(refusal: MwsRefusal, namespace: str, request_id: str) -> MwsAnswer:
    """An ErrorResponse."""
    root = element(
        "ErrorResponse",
        element(
            "Error",
            text("Type", "Sender" if refusal.status < 500 else "Receiver"),
            text("Code", refusal.code),
            text("Message", refusal.message),
            element("Detail"),
        ),
        text("RequestID", request_id),
        attributes=f' xmlns="{namespace}"',
    )
    return MwsAnswer(f"{DECLARATION}{root}\n".encode(), refusal.status, "text/xml", refusal.headers)


def ping(now: datetime) -> MwsAnswer:
    """The answer to GET / without parameters."""
    time = f' timestamp="{stamp(now)}"'
    root = element("PingResponse", element("Timestamp", attributes=time))
    return MwsAnswer(f"{DECLARATION}{root}\n".encode())


def listed(submission: Submission, now: datetime) -> str:
    """A submission in a list."""
    stage = submission.stage(now)
    parts = [
        text("FeedProcessingStatus", STATUS[stage]),
        text("FeedType", native_type(submission.feed_type)),
        text("FeedSubmissionId", submission.id),
    ]
    if submission.started_at is not None and now >= submission.started_at:
        parts.append(text("StartedProcessingDate", _date(submission.started_at)))
    parts.append(text("SubmittedDate", _date(submission.submitted_at)))
    if submission.completed_at is not None and now >= submission.completed_at:
        parts.append(text("CompletedProcessingDate", _date(submission.completed_at)))
    return element("FeedSubmissionInfo", *parts)


def submitted(submission: Submission, now: datetime) -> str:
    """A submission as the answer to SubmitFeed shows it."""
    return element(
        "FeedSubmissionInfo",
        text("FeedSubmissionId", submission.id),
        text("FeedType", native_type(submission.feed_type)),
        text("SubmittedDate", _date(submission.submitted_at)),
        text("FeedProcessingStatus", STATUS[submission.stage(now)]),
    )


def participations(seller_id: str, shops: Iterable[Marketplace], *, not_amazon: bool) -> list[str]:
    """The two lists of ListMarketplaceParticipations.

    Args:
        not_amazon: add a market that is no Amazon shop, as real accounts have.
    """
    rows = [(m.id, m.name, m.code, m.currency, m.language, f"www.{m.domain}") for m in shops]
    if not_amazon:
        first = rows[0]
        rows.append(("A2ZV50J4W1RKNI", "Non-Amazon", *first[2:5], "sim1.stores.amazon.com"))
    return [
        element("ListParticipations", *(_participation(row[0], seller_id) for row in rows)),
        element("ListMarketplaces", *(_marketplace(row) for row in rows)),
    ]


def native_type(feed_type: str) -> str:
    """``_POST_PRODUCT_DATA_``."""
    return f"_{feed_type}_"


def stamp(moment: datetime) -> str:
    """With milliseconds, ``2026-11-23T10:00:00.000Z``."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _participation(marketplace_id: str, seller_id: str) -> str:
    return element(
        "Participation",
        text("MarketplaceId", marketplace_id),
        text("SellerId", seller_id),
        text("HasSellerSuspendedListings", "No"),
    )


def _marketplace(values: Iterable[str]) -> str:
    names = (
        "MarketplaceId",
        "Name",
        "DefaultCountryCode",
        "DefaultCurrencyCode",
        "DefaultLanguageCode",
        "DomainName",
    )
    return element("Marketplace", *map(text, names, values))


def _date(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
