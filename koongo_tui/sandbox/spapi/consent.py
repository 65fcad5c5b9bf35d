"""The page on which a seller authorises an application (Website authorization workflow).

Amazon's refusals on it: MD1000 for an application that is a draft, or unknown; MD5101 for an
address to return to that is not registered; MD5110 for one with a fragment; MD9010 for an
application that lacks an MWS developer ID in the region (Authorization errors). Unlike Amazon's,
it may return to any http address on loopback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from koongo_tui.sandbox.cast import Application, Seller
from koongo_tui.sandbox.situations import Scenario
from koongo_tui.sandbox.spapi.grants import CODE_LIFE, Grants


@dataclass(frozen=True, slots=True)
class ConsentProblem:
    """Why the page cannot be confirmed.

    Attributes:
        code: ``MD1000``.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """What brought a seller to the page.

    Attributes:
        redirect_uri: where to return to; None for the page of the sandbox itself.
    """

    application_id: str
    state: str
    redirect_uri: str | None
    version: str

    @classmethod
    def of(cls, values: Mapping[str, str]) -> ConsentRequest:
        """From a query or a form."""
        return cls(
            values.get("application_id", ""),
            values.get("state", ""),
            values.get("redirect_uri") or None,
            values.get("version", ""),
        )


def find_problem(
    request: ConsentRequest, application: Application, scenario: Scenario
) -> ConsentProblem | None:
    """The first thing that is wrong with what brought a seller here."""
    if request.application_id != application.application_id:
        return ConsentProblem(
            "MD1000", "The application ID in this address belongs to no application."
        )
    if scenario.draft and request.version != "beta":
        return ConsentProblem(
            "MD1000",
            "The application is a draft. The address of this page needs version=beta for it.",
        )
    if scenario.no_mws_developer:
        return ConsentProblem(
            "MD9010", "The application has no MWS developer ID registered for this region."
        )
    return _problem_of_return(request.redirect_uri, application)


def confirm(
    request: ConsentRequest,
    seller: Seller,
    grants: Grants,
    *,
    own_page: str,
    code_life: timedelta | None,
) -> str:
    """The address that the seller's browser is sent to.

    Args:
        own_page: the sandbox's own page, for a request that names no address.
        code_life: of the code; None for Amazon's five minutes.
    """
    life = CODE_LIFE if code_life is None else code_life
    code = grants.new_code(seller, request.redirect_uri, life)
    values = {"state": request.state} if request.state else {}
    values |= {"selling_partner_id": seller.seller_id, "spapi_oauth_code": code}
    target = request.redirect_uri or own_page
    return f"{target}{'&' if urlsplit(target).query else '?'}{urlencode(values)}"


def _problem_of_return(address: str | None, application: Application) -> ConsentProblem | None:
    if address is None:
        return None
    if "#" in address:
        return ConsentProblem("MD5110", "The address to return to has a fragment, after a #.")
    if address in application.redirect_uris or _is_on_loopback(address):
        return None
    return ConsentProblem(
        "MD5101", "The address to return to is not among those registered for the application."
    )


def _is_on_loopback(address: str) -> bool:
    if not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        return parts.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False
