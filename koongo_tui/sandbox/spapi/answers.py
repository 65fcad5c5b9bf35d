"""The JSON of SP-API answers: names and shapes of Amazon's OpenAPI models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from koongo_tui.guide.marketplaces import Marketplace, marketplace_by_id
from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.spapi.documents import result_id
from koongo_tui.sandbox.spapi.messages import SpRefusal, WebAnswer
from koongo_tui.sandbox.submissions import Stage, Submission
from koongo_tui.sandbox.world import World

STATUS = {
    Stage.QUEUED: "IN_QUEUE",
    Stage.UNCONFIRMED: "IN_QUEUE",
    Stage.RUNNING: "IN_PROGRESS",
    Stage.AWAITING_REPLY: "IN_PROGRESS",
    Stage.HELD: "IN_PROGRESS",
    Stage.DONE: "DONE",
    Stage.CANCELLED: "CANCELLED",
    Stage.FATAL: "FATAL",
}
"""SP-API has fewer words than MWS (Feeds reference, processingStatus)."""


def answer(values: Mapping[str, Any], status: int = 200) -> WebAnswer:
    """A successful answer."""
    return WebAnswer(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode(), status)


def refusal_answer(refusal: SpRefusal) -> WebAnswer:
    """A list with one error."""
    error = {"code": refusal.code, "message": refusal.message, "details": refusal.details}
    body = json.dumps({"errors": [error]}, indent=2).encode()
    return WebAnswer(body, refusal.status, headers={"x-amzn-ErrorType": refusal.kind})


def feed(world: World, submission: Submission, now: datetime) -> dict[str, Any]:
    """A submission."""
    stage = submission.stage(now)
    values: dict[str, Any] = {
        "feedId": submission.id,
        "feedType": submission.feed_type,
        "marketplaceIds": list(submission.marketplace_ids),
        "createdTime": _date(submission.submitted_at),
        "processingStatus": STATUS[stage],
    }
    if submission.started_at is not None and now >= submission.started_at:
        values["processingStartTime"] = _date(submission.started_at)
    if submission.completed_at is not None and now >= submission.completed_at:
        values["processingEndTime"] = _date(submission.completed_at)
    if stage is Stage.DONE:
        values["resultFeedDocumentId"] = result_id(world, submission)
    return values


def participations(seller: Seller) -> list[dict[str, Any]]:
    """Where a seller sells, and the market that is none, as real accounts have one."""
    shops = [m for id_ in seller.marketplace_ids if (m := marketplace_by_id(id_))]
    shown = [_shop(m, m.id, m.name, f"www.{m.domain}") for m in shops]
    shown.append(_shop(shops[0], "A2ZV50J4W1RKNI", "Non-Amazon", "sim1.stores.amazon.com"))
    standing = {"isParticipating": True, "hasSuspendedListings": False}
    return [{"marketplace": m, "storeName": seller.name, "participation": standing} for m in shown]


def _shop(country: Marketplace, id_: str, name: str, domain: str) -> dict[str, str]:
    return {
        "id": id_,
        "name": name,
        "countryCode": country.code,
        "defaultCurrencyCode": country.currency,
        "defaultLanguageCode": country.language,
        "domainName": domain,
    }


def _date(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
