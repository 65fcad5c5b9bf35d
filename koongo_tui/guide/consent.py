"""The address to which Amazon's SP-API consent page returns a browser.

Source: SP-API documentation, "Website authorization workflow": ``state``, ``selling_partner_id``
and ``spapi_oauth_code`` stand in its query.
"""

from __future__ import annotations

import re

from koongo_tui.guide.credentials import is_seller_id
from koongo_tui.guide.findings import Consent
from koongo_tui.guide.secret import Secret

_CODE = "spapi_oauth_code="
_LONGEST = 4096
_MOST_FIELDS = 50
_OUTSIDE = re.compile(r"[\s\"'<>`]")


def find_consent(text: str) -> Consent | None:
    """The first return address of a text, or None. Its query alone will do."""
    at = text.find(_CODE)
    if at < 0:
        return None
    from urllib.parse import parse_qs

    before = _OUTSIDE.split(text[max(0, at - _LONGEST) : at])[-1]
    after = _OUTSIDE.split(text[at : at + _LONGEST], maxsplit=1)[0]
    query = (before.rpartition("?")[2] + after).partition("#")[0].replace("&amp;", "&")
    if query.count("&") > _MOST_FIELDS:
        return None
    values = {name: found[0] for name, found in parse_qs(query).items()}
    code = values.get(_CODE[:-1], "").rstrip(".,;)")
    partner = values.get("selling_partner_id", "")
    if not code:
        return None
    return Consent(
        code=Secret(code),
        state=values.get("state", ""),
        selling_partner_id=partner if is_seller_id(partner) else None,
    )
