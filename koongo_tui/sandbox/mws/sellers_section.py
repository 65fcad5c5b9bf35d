"""The operations of Sellers 2011-07-01."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.sandbox.markup import text
from koongo_tui.sandbox.mws import answers
from koongo_tui.sandbox.mws.call import Call
from koongo_tui.sandbox.mws.messages import MwsAnswer, missing, wrong_value
from koongo_tui.sandbox.tokens import BadToken, make_token, read_token


def get_service_status(call: Call) -> MwsAnswer:
    """GetServiceStatus."""
    return call.answer(text("Status", "GREEN"), text("Timestamp", answers.stamp(call.now)))


def list_participations(call: Call) -> MwsAnswer:
    """ListMarketplaceParticipations."""
    return _page(call, 0)


def list_more_participations(call: Call) -> MwsAnswer:
    """ListMarketplaceParticipationsByNextToken."""
    token = call.request.parameters.get("NextToken")
    if not token:
        raise missing("NextToken")
    try:
        place = read_token(call.token_key, call.seller.seller_id, token)
    except BadToken:
        raise wrong_value("NextToken", token[:20]) from None
    return _page(call, int(place["from"]))


OPERATIONS: Mapping[str, Callable[[Call], MwsAnswer]] = {
    "GetServiceStatus": get_service_status,
    "ListMarketplaceParticipations": list_participations,
    "ListMarketplaceParticipationsByNextToken": list_more_participations,
}


def _page(call: Call, start: int) -> MwsAnswer:
    ids = call.seller.marketplace_ids
    end = start + call.shops_a_page
    shops = [m for id_ in ids[start:end] if (m := marketplace_by_id(id_))]
    last = end >= len(ids)
    # Every account takes part in a market that is none; Amazon lists it with the others.
    parts = answers.participations(call.seller.seller_id, shops, not_amazon=last)
    if not last:
        token = make_token(call.token_key, call.seller.seller_id, {"from": end})
        parts.insert(0, text("NextToken", token))
    return call.answer(*parts)
