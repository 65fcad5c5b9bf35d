"""The shapes of Amazon's values. Shape is all that can be checked offline.

Sources: MWS developer guide, "Registering to use Amazon MWS" (Seller ID, developer ID, token);
SP-API documentation, "Authorizing Selling Partner API applications" (refresh token).
"""

from __future__ import annotations

import re

from koongo_tui.guide.marketplaces import NOT_AMAZON, marketplace_by_id

MWS_TOKEN_PREFIX = "amzn.mws."  # noqa: S105 - the public beginning of every token
MWS_TOKEN_LENGTH = 45
"""Characters of an MWS Auth Token: the prefix and a UUID."""

REFRESH_TOKEN_PREFIX = "Atzr|"  # noqa: S105 - the public beginning of every token

CHINA = "AAHKV2X7AFYLW"
"""Amazon.cn: a marketplace of MWS that never came to SP-API and that no table of ours serves."""

_SELLER_ID = re.compile(r"A[A-Z0-9]{11,14}")
_MWS_TOKEN = re.compile(r"amzn\.mws\.[0-9A-Za-z]{8}(?:-[0-9A-Za-z]{4}){3}-[0-9A-Za-z]{12}")
_REFRESH_TOKEN = re.compile(r"Atzr\|[0-9A-Za-z_+/=.-]{8,2043}")
_DEVELOPER_ID = re.compile(r"([0-9]{4})[- ]?([0-9]{4})[- ]?([0-9]{4})")


def is_marketplace_id(text: str) -> bool:
    """Known as a marketplace ID, also of markets that this program does not serve."""
    return marketplace_by_id(text) is not None or text in NOT_AMAZON or text == CHINA


def is_seller_id(text: str) -> bool:
    """Has the shape of a Seller ID: ``A`` and 11 to 14 capitals or digits, no marketplace."""
    return _SELLER_ID.fullmatch(text) is not None and not is_marketplace_id(text)


def is_mws_token(text: str) -> bool:
    """Has the shape of an MWS Auth Token.

    Letters beyond ``f`` pass: the examples in Amazon's documents hold some.
    """
    return _MWS_TOKEN.fullmatch(text) is not None


def is_refresh_token(text: str) -> bool:
    """Has the shape of an SP-API refresh token."""
    return _REFRESH_TOKEN.fullmatch(text) is not None


def developer_id(text: str) -> str | None:
    """The developer ID grouped as Amazon prints it, or None: twelve digits, grouped or not."""
    match = _DEVELOPER_ID.fullmatch(text.strip())
    return match and "-".join(match.groups())
