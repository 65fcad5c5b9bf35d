"""What Login with Amazon's refusals mean: what is wrong, who has to act, what to do.

Codes and their causes: Login with Amazon documentation, Access token errors.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    AmazonFault,
    BadAnswer,
    DeveloperRefused,
    RequestRejected,
    Throttled,
)
from koongo_tui.amazon.pages import page_text
from koongo_tui.amazon.transport import Answer
from koongo_tui.errors import Actor

OPERATION = "Login with Amazon"

_PAUSE = timedelta(minutes=1)
_OUR_FAULT = frozenset(
    {
        "unsupported_grant_type",
        "invalid_request",
        "invalid_scope",
        "access_denied",
        "unsupported_response_type",
    }
)
_THEIR_FAULT = frozenset({"server_error", "temporarily_unavailable", "servererror"})


@dataclass(frozen=True, slots=True)
class _Told:
    code: str | None
    message: str | None
    request_id: str | None


def refusal_of(
    answer: Answer, *, for_code: bool, now: datetime, hide: Callable[[str], str]
) -> AmazonError:
    """The error that a refusal means.

    Args:
        answer: of a status other than 200.
        for_code: a code of the consent page was to be exchanged, not a refresh token to be used.
        now: aware.
        hide: takes our secrets out of a text.
    """
    told = _read(answer, hide)
    error = _error(told.code, answer.status, for_code, now)
    error.amazon_code = told.code
    error.amazon_message = told.message
    error.request_id = told.request_id
    error.http_status = answer.status
    return error


def _error(code: str | None, status: int, for_code: bool, now: datetime) -> AmazonError:
    word = (code or "").lower()
    if word == "invalid_grant":
        return _code_refused() if for_code else _revoked()
    if word == "invalid_client":
        return DeveloperRefused(
            "Amazon does not accept the application's client ID and client secret. The seller's "
            "authorisation is not to blame.",
            fix="Whoever runs the application has to act: the secret is wrong, or has ended and "
            "was rotated. For Koongo's, Koongo support.",
        )
    if word == "unauthorized_client":
        return DeveloperRefused(
            "Amazon does not let this application ask for tokens in this way.",
            fix="Whoever runs the application has to act: it may be a draft, or of another kind.",
        )
    if word in _OUR_FAULT:
        return RequestRejected(
            "Login with Amazon finds the request wrong. Nothing was changed.",
            fix="This is a mistake of this program or of its configuration, not of your values.",
            who=Actor.KOONGO,
        )
    if status == 429:
        return Throttled(
            "Login with Amazon asks us to slow down. Your values are fine.",
            fix="Wait, then ask again. Nothing has to be pasted anew.",
            retry_at=now + _PAUSE,
        )
    if word in _THEIR_FAULT or (status >= 500):
        return AmazonFault(
            f"Login with Amazon has a problem of its own (status {status}).",
            fix="Wait: this usually passes within minutes.",
        )
    return BadAnswer(
        f"Something answered in place of Login with Amazon (status {status}).",
        fix="Check the endpoint, and whether a proxy or a sign-in page is in the way.",
        who=Actor.YOU,
    )


def _revoked() -> AccessRefused:
    return AccessRefused(
        "Amazon no longer accepts the refresh token: the authorisation was withdrawn, has ended, "
        "or was given to another application.",
        code="revoked",
        fix="Authorise again: koongo-tui setup.",
    )


def _code_refused() -> AccessRefused:
    return AccessRefused(
        "Amazon does not accept the code of the consent page: it lives five minutes and works "
        "once.",
        code="code-expired",
        fix="Open the consent page again and confirm it once more. Then paste the new address.",
    )


def _read(answer: Answer, hide: Callable[[str], str]) -> _Told:
    header_id = answer.headers.get("x-amzn-requestid")
    try:
        told = json.loads(answer.body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        return _Told(None, hide(page_text(answer.body)) or None, header_id)
    code, message, request_id = (
        _text(told.get(name)) for name in ("error", "error_description", "request_id")
    )
    return _Told(
        hide(code)[:100] or None, hide(message)[:2000] or None, hide(request_id) or header_id
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
