"""Refusals of SP-API's consent page, recognised by their codes in a pasted page.

Source: SP-API documentation, "Authorization errors". None of them is the seller's to mend.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from koongo_tui.errors import Actor
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem

_CODE = re.compile(r"(?<![A-Za-z0-9_-])MD(?:1000|5101|5110|9010)(?![A-Za-z0-9_-])", re.IGNORECASE)

_AGAIN = (
    Choice(ChoiceKind.OPEN_PAGE, "Open the consent page again"),
    Choice(ChoiceKind.PASTE_AGAIN, "Paste something else"),
)

_PROBLEMS: Mapping[str, Problem] = {
    "MD1000": Problem(
        code="consent-draft",
        title="Amazon's page says MD1000: the application is still a draft",
        message=(
            "The application is not published, and the address did not say so with version=beta. "
            "Nothing was authorised."
        ),
        fix=(
            "Whoever runs this program marks it as a draft: koongo-tui developer set --program "
            "sp-api --draft. Then open the new address."
        ),
        who=Actor.KOONGO,
        facts=(("Amazon's code", "MD1000"),),
        actions=_AGAIN,
    ),
    "MD5101": Problem(
        code="consent-redirect",
        title="Amazon's page says MD5101: the redirect address is not registered",
        message=(
            "The address to return to is none of those that the application has registered at "
            "Amazon. Nothing was authorised."
        ),
        fix=(
            "Whoever runs this program registers it in Amazon's developer console, or names a "
            "registered one: koongo-tui developer set --program sp-api --redirect-uri ADDRESS."
        ),
        who=Actor.KOONGO,
        facts=(("Amazon's code", "MD5101"),),
        actions=_AGAIN,
    ),
    "MD5110": Problem(
        code="consent-fragment",
        title="Amazon's page says MD5110: the redirect address holds a #",
        message=(
            "Amazon takes no address to return to that has a part behind #. Nothing was authorised."
        ),
        fix=(
            "Whoever runs this program removes that part: koongo-tui developer set --program "
            "sp-api --redirect-uri ADDRESS."
        ),
        who=Actor.KOONGO,
        facts=(("Amazon's code", "MD5110"),),
        actions=_AGAIN,
    ),
    "MD9010": Problem(
        code="wrong-region-developer",
        title="Amazon's page says MD9010: the application has no MWS developer ID here",
        message=(
            "The application belongs to both MWS and SP-API, and has no MWS developer ID in the "
            "region of this account. Nothing was authorised."
        ),
        fix=(
            "Check that the region is the one where the account was opened. If it is, Koongo has "
            "to enable the application for that region."
        ),
        who=Actor.KOONGO,
        facts=(("Amazon's code", "MD9010"),),
        actions=_AGAIN,
    ),
}

REFUSAL_CODES = frozenset(p.code for p in _PROBLEMS.values())


def consent_refusal(text: str) -> Problem | None:
    """The refusal that a normalised text shows, or None."""
    found = _CODE.search(text)
    return _PROBLEMS[found.group().upper()] if found else None
