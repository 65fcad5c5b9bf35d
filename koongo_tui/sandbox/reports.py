"""Writing the processing report of a feed, in the shape and encoding that Amazon uses for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from koongo_tui.guide.regions import Region
from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.feed_types import FEED_KINDS, ORDER_TYPES, FeedKind
from koongo_tui.sandbox.markup import element, text
from koongo_tui.sandbox.outcomes import Outcome, Row, Severity
from koongo_tui.sandbox.submissions import Submission

_ENVELOPE = (
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:noNamespaceSchemaLocation="amzn-envelope.xsd"'
)
_PRICE = "POST_PRODUCT_PRICING_DATA"

# Title, label of the records processed, label of the records accepted
_LABELS = {
    "en": (
        "Feed Processing Summary:",
        "Number of records processed",
        "Number of records successful",
    ),
    "es": (
        "Resumen de procesamiento de fichero:",
        "Número de registros procesados",
        "Número de registros correctos",
    ),
    "ja": ("フィード処理結果：", "処理された件数", "成功した件数"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """Attributes:
    content_type: as Amazon declared it.
    """

    content: bytes = field(repr=False)
    content_type: str


def write_report(outcome: Outcome, submission: Submission, seller: Seller) -> Report:
    """The report of a submission that is done."""
    match FEED_KINDS[submission.feed_type]:
        case FeedKind.JSON:
            return _json(outcome, submission)
        case FeedKind.FLAT_FILE:
            return _flat_file(outcome, submission, seller)
        case FeedKind.XML:
            return _xml(outcome, submission, seller)


def _json(outcome: Outcome, submission: Submission) -> Report:
    """Version 2.0; errors and warnings are counted by issue, not by message."""
    header: dict[str, Any] = {
        "sellerId": submission.seller_id,
        "version": "2.0",
        "feedId": submission.id,
    }
    errors = sum(row.severity is not Severity.WARNING for row in outcome.rows)
    summary: dict[str, Any] = {
        "errors": errors,
        "warnings": len(outcome.rows) - errors,
        "messagesProcessed": outcome.processed,
        "messagesAccepted": outcome.accepted,
        "messagesInvalid": 0 if outcome.refused else outcome.errors,
    }
    document: dict[str, Any] = {
        "header": header,
        "issues": [_issue(row) for row in outcome.rows],
        "summary": summary,
    }
    if outcome.listings is not None:
        items = list(outcome.listings.items)
        header["report"] = {
            "includedData": list(outcome.listings.included),
            "apiVersion": outcome.listings.api_version,
        }
        summary["itemSummary"] = {"items": len(items), "errors": 0, "warnings": 0}
        document["items"] = items
    return Report(json.dumps(document, ensure_ascii=False).encode(), "application/json")


def _issue(row: Row) -> dict[str, Any]:
    issue: dict[str, Any] = {"messageId": row.number} if row.number else {}
    if row.sku:
        issue["sku"] = row.sku
    severity = "WARNING" if row.severity is Severity.WARNING else "ERROR"
    issue |= {"code": row.code, "severity": severity, "message": row.message}
    if row.attribute:
        issue["attributeName"] = row.attribute
    return issue


def _xml(outcome: Outcome, submission: Submission, seller: Seller) -> Report:
    summary = (
        text("StatusCode", "Complete"),
        element(
            "ProcessingSummary",
            text("MessagesProcessed", outcome.processed),
            text("MessagesSuccessful", outcome.accepted),
            text("MessagesWithError", outcome.errors),
            text("MessagesWithWarning", outcome.warnings),
        ),
    )
    version = "1.02"
    if submission.feed_type == _PRICE:
        version = "3.00"
        shop = f' MarketplaceName="{_shop(submission)}"'
        summary = (
            text("ProcessingReportType", "Price"),
            element("Summary", *summary, attributes=shop),
        )
    body = element(
        "AmazonEnvelope",
        element(
            "Header",
            text("DocumentVersion", version),
            text("MerchantIdentifier", seller.seller_id),
        ),
        text("MessageType", "ProcessingReport"),
        element(
            "Message",
            text("MessageID", 1),
            element(
                "ProcessingReport",
                text("DocumentTransactionID", submission.id),
                *summary,
                *(_result(row) for row in outcome.rows),
            ),
        ),
        attributes=_ENVELOPE,
    )
    content = f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
    return Report(content.encode(), "text/xml;charset=UTF-8")


def _shop(submission: Submission) -> str:
    from koongo_tui.guide.marketplaces import marketplace_by_id

    marketplace = marketplace_by_id(submission.marketplace_ids[0])
    return marketplace.name if marketplace else "Amazon"


def _result(row: Row) -> str:
    about = [text("SKU", row.sku)] if row.sku else []
    if row.order_id:
        about = [text("AmazonOrderID", row.order_id)]
    warning = row.severity is Severity.WARNING
    return element(
        "Result",
        text("MessageID", row.number),
        text("ResultCode", "Warning" if warning else "Error"),
        text("ResultMessageCode", row.code),
        text("ResultDescription", row.message),
        *([element("AdditionalInfo", *about)] if about else []),
    )


def _flat_file(outcome: Outcome, submission: Submission, seller: Seller) -> Report:
    title, processed, accepted = _LABELS[seller.report_language]
    lines = [
        title,
        f"\t{processed}\t\t{outcome.processed}",
        f"\t{accepted}\t\t{outcome.accepted}",
        "",
    ]
    if outcome.rows:
        by_order = submission.feed_type in ORDER_TYPES
        about = "order-id\torder-item-id" if by_order else "sku"
        lines.append(f"original-record-number\t{about}\terror-code\terror-type\terror-message")
        lines += [_record(row, by_order=by_order) for row in outcome.rows]
    codec, charset = "cp1252", "windows-1252"
    if seller.region is Region.FE and seller.report_language == "ja":
        codec, charset = "cp932", "windows-31j"
    content = "\n".join((*lines, "")).encode(codec, errors="replace")
    return Report(content, f"text/plain;charset={charset}")


def _record(row: Row, *, by_order: bool) -> str:
    about = f"{row.order_id}\t" if by_order else row.sku
    message = " ".join(row.message.split())
    return f"{row.number}\t{about}\t{row.code}\t{row.severity}\t{message}"
