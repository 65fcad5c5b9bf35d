"""Judging a JSON_LISTINGS_FEED: the document, then one message after the other.

Shape: Amazon's listings feed schema, version 2.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from koongo_tui.sandbox.catalogue import Catalogue
from koongo_tui.sandbox.feeds.listings_attributes import Finding, invalid, missing
from koongo_tui.sandbox.feeds.listings_rules import Market, check_message, given_attributes
from koongo_tui.sandbox.outcomes import (
    Listings,
    Outcome,
    Row,
    Severity,
    outcome_of,
    refused_document,
)
from koongo_tui.sandbox.submissions import Submission

MOST_MESSAGES = 25_000
LARGEST_ID = 2_147_483_647
API_VERSION = "2021-08-01"
INCLUDED = (
    "summaries",
    "attributes",
    "issues",
    "offers",
    "fulfillmentAvailability",
    "procurement",
    "relationships",
    "productTypes",
)
"""What a feed may ask to find in its report besides the issues."""

BAD_REQUEST = "BAD_REQUEST"


class FeedRefusedError(Exception):
    """The document as a whole cannot be used."""


def judge_listings(submission: Submission, catalogue: Catalogue) -> Outcome:
    """What becomes of a feed.

    Its messages act in order: one may change what an earlier one has listed.
    """
    try:
        header, messages = _read(submission)
        included = _included(header)
    except FeedRefusedError as refused:
        return refused_document(BAD_REQUEST, str(refused))
    judge = _Judge(Market(submission.marketplace_ids, set(catalogue.skus)), included)
    for place, message in enumerate(messages, start=1):
        judge.message(place, message)
    catalogue.skus.clear()
    catalogue.skus |= judge.market.skus
    listings = Listings(included, API_VERSION, tuple(judge.items)) if included else None
    outcome = outcome_of(judge.processed, judge.rows)
    return Outcome(
        outcome.processed,
        outcome.accepted,
        outcome.errors,
        outcome.warnings,
        outcome.rows,
        listings,
    )


def _read(submission: Submission) -> tuple[dict[str, Any], list[Any]]:
    try:
        document = json.loads((submission.content or b"").decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, json.JSONDecodeError) else "it is no UTF-8"
        raise FeedRefusedError(f"The feed is not valid JSON: {why}.") from None
    if not isinstance(document, dict):
        raise FeedRefusedError("The feed has to be a JSON object.")
    header, messages = document.get("header"), document.get("messages")
    if not isinstance(header, dict):
        raise FeedRefusedError("The feed has no 'header'.")
    if header.get("sellerId") != submission.seller_id:
        raise FeedRefusedError("'header.sellerId' is not the selling partner of this request.")
    if header.get("version") != "2.0":
        raise FeedRefusedError("'header.version' has to be '2.0'.")
    if not isinstance(header.get("issueLocale", ""), str):
        raise FeedRefusedError("'header.issueLocale' has to be a text.")
    if not isinstance(messages, list) or not messages:
        raise FeedRefusedError("The feed has no 'messages'.")
    if len(messages) > MOST_MESSAGES:
        raise FeedRefusedError(
            f"The feed holds {len(messages)} messages; at most {MOST_MESSAGES} are allowed."
        )
    return header, messages


def _included(header: dict[str, Any]) -> tuple[str, ...]:
    """What the report is to hold besides the issues."""
    if "report" not in header:
        return ()
    report = header["report"]
    wanted = report.get("includedData") if isinstance(report, dict) else None
    if not isinstance(wanted, list) or not wanted or not all(name in INCLUDED for name in wanted):
        raise FeedRefusedError(f"'header.report.includedData' has to name some of {INCLUDED}.")
    if report.get("apiVersion") != API_VERSION:
        raise FeedRefusedError(f"'header.report.apiVersion' has to be '{API_VERSION}'.")
    return tuple(wanted)


class _Judge:
    def __init__(self, market: Market, included: tuple[str, ...]) -> None:
        self.market = market
        self.processed = 0
        self.rows: list[Row] = []
        self.items: list[dict[str, Any]] = []
        self._included = included
        self._ids: set[int] = set()

    def message(self, place: int, message: Any) -> None:
        """Judge the next message."""
        self.processed += 1
        if not isinstance(message, dict):
            self._add(place, "", invalid("messages", message))
            return
        id_, sku = message.get("messageId"), message.get("sku")
        own_id = _is_id(id_) and id_ not in self._ids
        # A message whose ID is none, or not its own, is known by its place.
        number = id_ if own_id and isinstance(id_, int) else place
        findings = [*self._check_id(id_), *check_message(message, self.market)]
        if own_id:
            self._ids.add(number)
        for finding in findings:
            self._add(number, sku if isinstance(sku, str) else "", finding)
        if not findings and isinstance(sku, str):
            self._accept(message, sku)

    def _check_id(self, id_: Any) -> Iterator[Finding]:
        if id_ is None:
            yield missing("messageId")
        elif not _is_id(id_) or id_ in self._ids:
            yield invalid("messageId", id_)

    def _accept(self, message: dict[str, Any], sku: str) -> None:
        if message["operationType"] == "DELETE":
            self.market.skus.discard(sku)
            return
        self.market.skus.add(sku)
        if self._included:
            self.items.append(self._item(message, sku))

    def _item(self, message: dict[str, Any], sku: str) -> dict[str, Any]:
        """The listing as the report shows it, of what the feed itself said."""
        attributes = given_attributes(message)
        home, kind = self.market.marketplace_ids[0], message["productType"]
        names = attributes.get("item_name") or [{}]
        known: dict[str, Any] = {
            "summaries": [
                {
                    "marketplaceId": home,
                    "productType": kind,
                    "status": ["BUYABLE", "DISCOVERABLE"],
                    "itemName": names[0].get("value", sku),
                }
            ],
            "attributes": attributes,
            "fulfillmentAvailability": [
                {
                    "fulfillmentChannelCode": entry.get("fulfillment_channel_code", "DEFAULT"),
                    "quantity": entry.get("quantity", 0),
                }
                for entry in attributes.get("fulfillment_availability", [])
            ],
            "productTypes": [{"marketplaceId": home, "productType": kind}],
        }
        return {"sku": sku, **{name: known.get(name, []) for name in self._included}}

    def _add(self, number: int, sku: str, finding: Finding) -> None:
        row = Row(
            number,
            Severity.ERROR,
            finding.code,
            finding.message,
            sku,
            attribute=finding.attribute,
        )
        self.rows.append(row)


def _is_id(value: Any) -> bool:
    return type(value) is int and 1 <= value <= LARGEST_ID
