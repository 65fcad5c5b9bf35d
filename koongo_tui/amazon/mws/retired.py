"""Amazon ended MWS on 31 March 2024 (its MWS removal dates): nothing at its hosts mends that."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from koongo_tui.amazon.errors import AccessRefused, AmazonError, Unreachable
from koongo_tui.errors import Actor
from koongo_tui.guide.marketplaces import MARKETPLACES

_OWN_HOSTS = frozenset(m.mws_host for m in MARKETPLACES if m.mws_host) | {
    "mws-fe.amazonservices.com",
    "mws.amazonservices.com.cn",
}


def final(error: AmazonError, host: str) -> AmazonError:
    """What a failure means at a host: at Amazon's own, that there is no MWS any more.

    Gateways that speak MWS go on, and so does the sandbox: their failures stay as they are,
    unless they say themselves that MWS is gone (410).
    """
    if host not in _OWN_HOSTS and error.http_status != HTTPStatus.GONE:
        return error
    what: dict[str, Any] = {
        "code": "mws-retired",
        "fix": "Continue with SP-API, Amazon's current API: koongo-tui setup --program sp-api",
        "who": Actor.YOU,
        "amazon_code": error.amazon_code,
        "amazon_message": error.amazon_message,
        "request_id": error.request_id,
        "http_status": error.http_status,
        "operation": error.operation,
    }
    message = "Amazon ended MWS on 31 March 2024; no seller can be reached through it any more."
    if isinstance(error, Unreachable):
        return Unreachable(f"{message} {error.message}", host=error.host, cause=error.cause, **what)
    return AccessRefused(message, **what)
