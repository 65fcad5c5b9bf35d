"""The operations of Feeds 2021-06-30."""

from __future__ import annotations

from typing import Any

from koongo_tui.sandbox.feed_types import FEED_KINDS, REMOVED_TYPES, FeedKind
from koongo_tui.sandbox.past import KEPT
from koongo_tui.sandbox.spapi import answers, storage
from koongo_tui.sandbox.spapi.call import Call
from koongo_tui.sandbox.spapi.documents import ADDRESS_LIFE, Upload, key_of, submission_of
from koongo_tui.sandbox.spapi.listing import NEXT, Conditions, read_conditions, read_next
from koongo_tui.sandbox.spapi.messages import SpRefusal, WebAnswer, invalid, not_found
from koongo_tui.sandbox.spapi.plans import LISTINGS_FEEDS
from koongo_tui.sandbox.submissions import Stage, Submission
from koongo_tui.sandbox.tokens import BadToken, make_token, read_token

MOST_MARKETPLACES = 25
TOO_MANY = "You exceeded your quota for the requested resource."


def create_document(call: Call) -> WebAnswer:
    """createFeedDocument."""
    content_type = call.json().get("contentType")
    if not isinstance(content_type, str) or not content_type.strip():
        raise invalid("One or more required parameters missing", "contentType;")
    upload = call.desk.make_room(call.seller, content_type, call.now)
    address = call.desk.signer.address("PUT", upload.key, call.now, content_type=content_type)
    return answers.answer({"feedDocumentId": upload.id, "url": address}, 201)


def create_feed(call: Call) -> WebAnswer:
    """createFeed.

    Feeds for listings in XML and flat files are taken and end as FATAL: Amazon removed them on
    31 July 2025.
    """
    values = call.json()
    names = ("feedType", "marketplaceIds", "inputFeedDocumentId")
    missing = [name for name in names if not values.get(name)]
    if missing:
        raise invalid("One or more required parameters missing", "".join(f"{n};" for n in missing))
    feed_type = values["feedType"]
    if not isinstance(feed_type, str) or feed_type not in FEED_KINDS:
        raise invalid(details=f"feedType: '{feed_type}' is not valid.")
    marketplaces = _marketplaces(call, values["marketplaceIds"])
    options = values.get("feedOptions") or {}
    if not (isinstance(options, dict) and all(isinstance(v, str) for v in options.values())):
        raise invalid(details="feedOptions: only texts are allowed.")
    upload = _upload(call, values["inputFeedDocumentId"])
    if FEED_KINDS[feed_type] is FeedKind.JSON and not call.desk.usage.take(
        call.seller.seller_id, call.caller.client_id, LISTINGS_FEEDS, call.now
    ):
        raise SpRefusal(429, "QuotaExceeded", TOO_MANY)
    submission = call.world.submit(
        call.seller,
        feed_type,
        upload.content or b"",
        content_type=upload.content_type,
        marketplace_ids=marketplaces,
        ending=Stage.FATAL if feed_type in REMOVED_TYPES else None,
    )
    return answers.answer({"feedId": submission.id}, 202)


def get_feeds(call: Call) -> WebAnswer:
    """getFeeds: by feed types, or by nextToken alone."""
    token = read_next(call.request)
    if token is None:
        return _page(call, read_conditions(call.request), None)
    try:
        place = read_token(call.token_key, call.seller.seller_id, token)
    except BadToken:
        raise invalid(details="nextToken is not valid.") from None
    return _page(call, Conditions.from_json(place), str(place["after"]))


def get_feed(call: Call) -> WebAnswer:
    """getFeed."""
    return answers.answer(answers.feed(call.world, _feed(call), call.now))


def cancel_feed(call: Call) -> WebAnswer:
    """cancelFeed: only what is IN_QUEUE."""
    if not _feed(call).cancel(call.now):
        raise invalid(
            "Only feeds with processingStatus IN_QUEUE can be cancelled.", f"feedId: {call.target}"
        )
    return WebAnswer(b"")


def get_document(call: Call) -> WebAnswer:
    """getFeedDocument: of a processing report.

    JSON is packed; no header of the storage says so, unless that is asked for.
    """
    submission = submission_of(call.world, call.seller, call.target)
    if (
        submission is None
        or submission.stage(call.now) is not Stage.DONE
        or call.now - submission.submitted_at > KEPT
    ):
        raise not_found(call.target)
    packed = FEED_KINDS[submission.feed_type] is FeedKind.JSON
    key = key_of(call.seller.region, call.target)
    if key not in call.desk.objects:
        report = call.world.report(submission)
        storage.keep(call.desk, key, report.content, report.content_type, packed=packed)
    declared = call.request.value("enableContentEncodingUrlHeader") == "true"
    life = call.address_life(call.target)
    address = call.desk.signer.address(
        "GET",
        key,
        call.now,
        life=ADDRESS_LIFE if life is None else life,
        encoding="gzip" if packed and declared else "",
    )
    values = {"feedDocumentId": call.target, "url": address}
    if packed:
        values["compressionAlgorithm"] = "GZIP"
    return answers.answer(values)


def _feed(call: Call) -> Submission:
    found = call.world.find(call.seller.seller_id, call.target)
    if found is None or call.now - found.submitted_at > KEPT:
        raise not_found(call.target)
    return found


def _marketplaces(call: Call, given: Any) -> list[str]:
    if not (isinstance(given, list) and 1 <= len(given) <= MOST_MARKETPLACES):
        raise invalid(details="marketplaceIds: 1 to 25 are allowed.")
    for id_ in given:
        if id_ not in call.seller.marketplace_ids:
            raise invalid(details=f"marketplaceIds: '{id_}' is not valid for this account.")
    return [str(id_) for id_ in given]


def _upload(call: Call, id_: Any) -> Upload:
    upload = call.desk.uploads.get(id_) if isinstance(id_, str) else None
    if upload is None or upload.seller_id != call.seller.seller_id:
        raise invalid(details="inputFeedDocumentId is not valid.")
    if not upload.content:
        raise invalid(details="inputFeedDocumentId: the document is empty.")
    return upload


def _page(call: Call, conditions: Conditions, after: str | None) -> WebAnswer:
    """One page, and the token of the next one.

    A page goes on after a feed, not after a number of them: what arrives in between does not
    shift it.
    """
    mine = call.world.submissions(call.seller.seller_id)
    if after is not None:
        place = next((i for i, one in enumerate(mine) if one.id == after), len(mine))
        mine = mine[place + 1 :]
    found = list(conditions.select(mine, call.now))
    shown = found[: conditions.size]
    values: dict[str, Any] = {"feeds": [answers.feed(call.world, one, call.now) for one in shown]}
    if len(found) > conditions.size:
        place_of_next = {**conditions.to_json(), "after": shown[-1].id}
        values[NEXT] = make_token(call.token_key, call.seller.seller_id, place_of_next)
    return answers.answer(values)
