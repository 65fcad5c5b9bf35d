"""Who may come in: the access token, and whether its seller may be acted for."""

from __future__ import annotations

from dataclasses import dataclass

from koongo_tui.sandbox.cast import Seller, Standing
from koongo_tui.sandbox.spapi.grants import Grants
from koongo_tui.sandbox.spapi.messages import DENIED, SpRefusal, WebRequest, denied, invalid
from koongo_tui.sandbox.world import World

EXPIRED = "The access token you provided has expired."
REVOKED = "The access token you provided is revoked, malformed or invalid."
_LONGEST_AGENT = 500


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and for whom."""

    client_id: str
    seller: Seller


def check_caller(request: WebRequest, world: World, grants: Grants) -> Caller:
    """Everything that is proved before an operation is looked at.

    Raises:
        SpRefusal: with the first thing that is wrong.
    """
    agent = request.headers.get("user-agent", "").strip()
    if not 0 < len(agent) <= _LONGEST_AGENT:
        raise invalid(details="A user-agent header of at most 500 characters is required.")
    text = request.headers.get("x-amz-access-token", "").strip()
    if not text:
        raise SpRefusal(
            401, "Unauthorized", DENIED, "Access token is missing in the request header."
        )
    token = grants.access_token(text)
    if token is None:
        raise denied(REVOKED)
    if world.clock() >= token.ends_at:
        raise denied(EXPIRED)
    seller = world.seller(token.seller_id) if token.seller_id else None
    # Without details, as Amazon refuses whatever is not about the token itself.
    if seller is None or seller.standing in (Standing.NOT_ELIGIBLE, Standing.INDIVIDUAL_PLAN):
        raise denied()
    return Caller(token.client_id, seller)
