"""Where the Selling Partner API and Login with Amazon answer (SP-API endpoints)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from koongo_tui.amazon.endpoints import check_endpoint
from koongo_tui.guide.regions import Region

ENDPOINTS: Mapping[Region, str] = {
    region: f"https://sellingpartnerapi-{region}.amazon.com" for region in Region
}

_TOKEN_PATH = "/auth/o2/token"  # noqa: S105 - a path
LWA_ENDPOINT = f"https://api.amazon.com{_TOKEN_PATH}"


def token_url(endpoint: str) -> str:
    """The address where tokens are given out; a host alone gets Amazon's path.

    Raises:
        UsageError: see :func:`~koongo_tui.amazon.endpoints.check_endpoint`.
    """
    checked = check_endpoint(endpoint)
    return checked if urlsplit(checked).path else checked + _TOKEN_PATH


def origin_of(url: str) -> str:
    """Scheme, host and port of an address: ``http://127.0.0.1:8080``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
