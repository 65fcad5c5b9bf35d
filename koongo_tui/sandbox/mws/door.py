"""Who may come in: keys, time, signature, Seller ID, token, standing, in Amazon's order."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.sandbox.cast import Developer, Seller, Standing
from koongo_tui.sandbox.mws.messages import (
    MwsRefusal,
    MwsRequest,
    missing,
    read_moment,
    wrong_value,
)
from koongo_tui.sandbox.mws.signature import METHODS, is_signed
from koongo_tui.sandbox.world import World

TIME_WINDOW = timedelta(minutes=15)
"""How far a request's Timestamp may be from Amazon's clock (MWS developer guide, Timestamps)."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and for whom."""

    developer: Developer
    seller: Seller


def check_caller(request: MwsRequest, world: World, now: datetime, section: str) -> Caller:
    """Everything that is proved before an operation is looked at.

    Args:
        now: Amazon's time.
        section: ``Feeds`` or ``Sellers``: an ended authorisation is refused in its name.

    Raises:
        MwsRefusal: with the first thing that is wrong.
    """
    developer = _check_keys(request, world)
    _check_time(request, now)
    if not is_signed(
        developer.secret_key, request.method, request.host, request.path, request.parameters
    ):
        raise MwsRefusal(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method. Consult the service "
            "documentation for details.",
        )
    return Caller(developer, _check_seller(request, world, developer, section))


def denied(message: str = "Access denied") -> MwsRefusal:
    """The refusal that stands for everything about a seller's authorisation."""
    return MwsRefusal(401, "AccessDenied", message)


def not_allowed(section: str, operation: str) -> MwsRefusal:
    """The refusal of an authorisation that ended, or that lacks this right."""
    return denied(f"Access to {section}.{operation} is denied")


NOT_ELIGIBLE = "The seller does not have an eligible Amazon account to call Amazon MWS."
NOT_PROFESSIONAL = "The seller is not registered with a Professional selling plan."
WRONG_TOKEN = "AuthToken is not valid for SellerId and AWSAccountId."  # noqa: S105  a sentence


def _check_keys(request: MwsRequest, world: World) -> Developer:
    parameters = request.parameters
    for name in ("AWSAccessKeyId", "Signature", "Timestamp", "Version"):
        if not parameters.get(name):
            raise missing(name)
    version = parameters.get("SignatureVersion", "")
    if version != "2":
        raise wrong_value("SignatureVersion", version)
    method = parameters.get("SignatureMethod", "HmacSHA256")
    if method not in METHODS:
        raise wrong_value("SignatureMethod", method)
    developer = world.developer(parameters["AWSAccessKeyId"])
    if developer is None:
        raise MwsRefusal(
            403,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        )
    return developer


def _check_time(request: MwsRequest, now: datetime) -> None:
    text = request.parameters["Timestamp"]
    if abs(read_moment("Timestamp", text) - now) > TIME_WINDOW:
        raise wrong_value(
            "Timestamp",
            text,
            f"Request has expired. The time is {now.isoformat(timespec='seconds')}",
        )


def _check_seller(request: MwsRequest, world: World, developer: Developer, section: str) -> Seller:
    seller_id = request.seller_id
    if not seller_id:
        raise missing("SellerId")
    if not _looks_like_seller(seller_id):
        raise MwsRefusal(400, "InvalidParameterValue", f"Invalid seller id: {seller_id}")
    seller = world.seller(seller_id)
    token = request.parameters.get("MWSAuthToken", "")
    if seller is None or not token or seller.region is not developer.region:
        raise denied()
    if not hmac.compare_digest(token.encode(), seller.mws_auth_token.encode()):
        raise denied(WRONG_TOKEN)
    match seller.standing:
        case Standing.EXPIRED:
            raise not_allowed(section, request.operation)
        case Standing.REVOKED:
            raise denied(WRONG_TOKEN)
        case Standing.NOT_ELIGIBLE:
            raise denied(NOT_ELIGIBLE)
        case Standing.INDIVIDUAL_PLAN:
            raise denied(NOT_PROFESSIONAL)
        case Standing.ACTIVE:
            return seller


def _looks_like_seller(text: str) -> bool:
    good = text.isascii() and text.isalnum() and text.isupper() and text[0] == "A"
    return good and 10 <= len(text) <= 21 and marketplace_by_id(text) is None
