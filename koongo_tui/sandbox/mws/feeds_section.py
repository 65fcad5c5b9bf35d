"""The operations of Feeds 2009-01-01."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import md5

from koongo_tui.sandbox.feed_types import MWS_TYPES
from koongo_tui.sandbox.markup import text
from koongo_tui.sandbox.mws import answers
from koongo_tui.sandbox.mws.call import Call
from koongo_tui.sandbox.mws.door import denied
from koongo_tui.sandbox.mws.listing import (
    MOST,
    Conditions,
    plain_type,
    read_conditions,
    read_ids,
    read_page_size,
)
from koongo_tui.sandbox.mws.messages import MwsAnswer, MwsRefusal, MwsRequest, missing, wrong_value
from koongo_tui.sandbox.past import KEPT
from koongo_tui.sandbox.submissions import Stage
from koongo_tui.sandbox.tokens import BadToken, make_token, read_token


def submit_feed(call: Call) -> MwsAnswer:
    """SubmitFeed."""
    request = call.request
    name = request.parameters.get("FeedType", "")
    if not name:
        raise missing("FeedType")
    feed_type = plain_type(name)
    if name != answers.native_type(feed_type) or feed_type not in MWS_TYPES:
        raise wrong_value("FeedType", name)
    shops = request.listed("MarketplaceIdList.Id")
    for shop in shops:
        if shop not in call.seller.marketplace_ids:
            raise denied(
                f"Seller {call.seller.seller_id} does not have access to the given marketplace"
            )
    if not request.body:
        raise MwsRefusal(400, "InputDataError", "The feed is empty.")
    _check_md5(request)
    submission = call.world.submit(
        call.seller,
        feed_type,
        request.body,
        content_type=request.headers.get("content-type", ""),
        marketplace_ids=shops,
    )
    return call.answer(answers.submitted(submission, submission.submitted_at))


def list_submissions(call: Call) -> MwsAnswer:
    """GetFeedSubmissionList: with IDs, every other filter is ignored."""
    ids = read_ids(call.request)
    mine = call.submissions
    if ids:
        found = [one for one in mine if one.id in ids]
        rows = [answers.listed(one, call.now) for one in found]
        return call.answer(text("HasNext", "false"), *rows)
    conditions = read_conditions(call.request)
    size = read_page_size(call.request.parameters)
    rows, token = _page(call, conditions, size, None)
    return call.answer(text("HasNext", "true" if token else "false"), *rows, *_token(token))


def list_more(call: Call) -> MwsAnswer:
    """GetFeedSubmissionListByNextToken."""
    token = call.request.parameters.get("NextToken")
    if not token:
        raise MwsRefusal(
            400,
            "ValidationError",
            "1 validation error detected: Value null at 'nextToken' failed to satisfy "
            "constraint: Member must not be null",
        )
    try:
        place = read_token(call.token_key, call.seller.seller_id, token)
    except BadToken:
        raise wrong_value("NextToken", token[:20]) from None
    conditions = Conditions.from_json(place)
    rows, token = _page(call, conditions, int(place["size"]), str(place["after"]))
    # Amazon's last page may carry a token that is none: only HasNext counts.
    return call.answer(
        text("NextToken", token or "none"), text("HasNext", "true" if token else "false"), *rows
    )


def count_submissions(call: Call) -> MwsAnswer:
    """GetFeedSubmissionCount."""
    conditions = read_conditions(call.request)
    mine = call.submissions
    return call.answer(text("Count", sum(1 for _ in conditions.select(mine, call.now))))


def cancel_submissions(call: Call) -> MwsAnswer:
    """CancelFeedSubmissions.

    As recorded from Amazon: without IDs every submission that matches is meant, the count is that
    of all matching ones in whatever state, and the list holds the first hundred of them.
    """
    ids = read_ids(call.request)
    mine = call.submissions
    if ids:
        found = [one for one in mine if one.id in ids]
    else:
        found = list(read_conditions(call.request).select(mine, call.now))
    for one in found:
        one.cancel(call.now)
    rows = [answers.listed(one, call.now) for one in found[:MOST]]
    return call.answer(text("Count", len(found)), *rows)


def get_result(call: Call) -> MwsAnswer:
    """GetFeedSubmissionResult: the body is the report itself."""
    id_ = call.request.parameters.get("FeedSubmissionId", "")
    if not id_:
        raise missing("FeedSubmissionId")
    submission = call.find(id_)
    if submission is None:
        raise MwsRefusal(400, "InvalidFeedSubmissionId", f"Feed Submission Id {id_} is not valid.")
    match submission.stage(call.now):
        case Stage.DONE:
            pass
        case Stage.CANCELLED | Stage.FATAL:
            raise MwsRefusal(404, "FeedCanceled", f"Feed submission {id_} was canceled.")
        case _:
            raise MwsRefusal(
                404,
                "FeedProcessingResultNotReady",
                f"Feed Submission Result is not ready for Feed Submission Id: {id_}",
            )
    if call.now - submission.submitted_at > KEPT:
        raise MwsRefusal(
            404,
            "FeedProcessingResultNoLongerAvailable",
            f"Feed Submission Result is no longer available for Feed Submission Id: {id_}",
        )
    report = call.world.report(submission)
    return MwsAnswer(
        report.content,
        content_type=report.content_type,
        headers={"Content-MD5": md5_of(report.content)},
    )


OPERATIONS: Mapping[str, Callable[[Call], MwsAnswer]] = {
    "SubmitFeed": submit_feed,
    "GetFeedSubmissionList": list_submissions,
    "GetFeedSubmissionListByNextToken": list_more,
    "GetFeedSubmissionCount": count_submissions,
    "CancelFeedSubmissions": cancel_submissions,
    "GetFeedSubmissionResult": get_result,
}


def md5_of(content: bytes) -> str:
    """As HTTP writes it, base64 of the raw 16 bytes."""
    return b64encode(md5(content, usedforsecurity=False).digest()).decode()


def _check_md5(request: MwsRequest) -> None:
    """Header or signed parameter: one is needed, and each has to be right."""
    real = md5_of(request.body)
    forms = (request.headers.get("content-md5"), request.parameters.get("ContentMD5Value"))
    given = [form.strip() for form in forms if form]
    if not given:
        raise MwsRefusal(400, "ContentMD5Missing", "The Content-MD5 header value was missing.")
    for value in given:
        if value != real:
            raise MwsRefusal(
                400,
                "ContentMD5DoesNotMatch",
                f"the Content-MD5 HTTP header you passed for your feed ('{value}') did not match "
                f"the Content-MD5 we calculated for your feed ('{real}')",
            )


def _page(
    call: Call, conditions: Conditions, size: int, after: str | None
) -> tuple[list[str], str | None]:
    """One page, and the token of the next one.

    A page goes on after a submission, not after a number of them: what arrives in between does
    not shift it.
    """
    mine = call.submissions
    if after is not None:
        place = next((i for i, one in enumerate(mine) if one.id == after), len(mine))
        mine = mine[place + 1 :]
    found = list(conditions.select(mine, call.now))
    token = None
    if len(found) > size:
        place_of_next = {**conditions.to_json(), "size": size, "after": found[size - 1].id}
        token = make_token(call.token_key, call.seller.seller_id, place_of_next)
    return [answers.listed(one, call.now) for one in found[:size]], token


def _token(token: str | None) -> list[str]:
    return [text("NextToken", token)] if token else []
