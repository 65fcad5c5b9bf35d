"""What SP-API's refusals mean: what is wrong, who has to act, what to do.

Amazon says ``Unauthorized`` for nearly everything; which of its causes it is stands in the
details (SP-API documentation, SP-API errors FAQ).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    AmazonFault,
    BadAnswer,
    DeveloperRefused,
    NotFound,
    RequestRejected,
    Throttled,
)
from koongo_tui.amazon.pages import page_text
from koongo_tui.amazon.transport import Answer
from koongo_tui.errors import Actor


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an answer says went wrong.

    Attributes:
        from_amazon: it is SP-API's list of errors, not a page of something on the way.
        code: ``Unauthorized``; None when it gives none.
        message: Amazon's sentence with its details, or the text of the page; None without one.
        request_id: Amazon's.
    """

    status: int
    from_amazon: bool
    code: str | None
    message: str | None
    request_id: str | None

    def says(self, *parts: str) -> bool:
        """Whether one of these stands in the message; in lower case."""
        text = (self.message or "").lower()
        return any(part in text for part in parts)

    @property
    def about_token(self) -> bool:
        """A new access token may be all it needs."""
        if not self.from_amazon:
            return False
        if self.status == 401:
            return True
        return (
            self.status == 403
            and self.says("access token")
            and self.says("expired", "revoked", "malformed", "invalid")
        )


def read_refusal(answer: Answer, hide: Callable[[str], str]) -> Refusal | None:
    """What went wrong, or None when the answer is no refusal.

    Args:
        answer: of any status.
        hide: takes our secrets out of a text.
    """
    if 200 <= answer.status < 300:
        return None
    request_id = answer.headers.get("x-amzn-requestid")
    told = _first_error(answer.body)
    if told is None:
        page = hide(page_text(answer.body)) or None
        return Refusal(answer.status, False, None, page, request_id)
    code, message, details = (_text(told.get(name)) for name in ("code", "message", "details"))
    words = hide(" ".join(part for part in (message, details) if part))[:2000]
    return Refusal(answer.status, True, hide(code)[:100] or None, words or None, request_id)


def error_for(refusal: Refusal, operation: str, *, retry_at: datetime | None = None) -> AmazonError:
    """The error that a refusal means.

    Args:
        refusal: after a new access token did not help, where one might have.
        operation: Amazon's name of the call.
        retry_at: when to ask again, for status 429 and only for it.
    """
    if retry_at is not None:
        error: AmazonError = Throttled(
            f"Amazon asks us to slow down with {operation}. Your values are fine.",
            fix="Wait, then ask again. Nothing has to be pasted anew.",
            retry_at=retry_at,
        )
    elif refusal.status >= 500:
        error = AmazonFault(
            f"Amazon has a problem of its own (status {refusal.status}).",
            fix="Wait: this usually passes within minutes.",
        )
    elif not refusal.from_amazon:
        error = BadAnswer(
            f"Something on the way to Amazon answered in its place (status {refusal.status}).",
            fix="Check the endpoint, and whether a proxy or a sign-in page is in the way.",
            who=Actor.YOU,
        )
    elif refusal.status in (401, 403):
        error = _access(refusal)
    elif refusal.status == 404:
        error = not_found(operation)
    else:
        error = _rejected(refusal, operation)
    error.amazon_code = refusal.code
    error.amazon_message = refusal.message
    error.request_id = refusal.request_id
    error.http_status = refusal.status
    error.operation = operation
    return error


def not_found(operation: str) -> NotFound:
    """There is no such thing for this account."""
    if operation == "getFeedDocument":
        return NotFound(
            "Amazon keeps no processing report of this submission, or no longer.",
            operation=operation,
        )
    return NotFound(
        "Amazon knows no such submission for this account. It keeps them for 90 days.",
        fix="Check the ID, and that the channel is of the right account and region.",
        operation=operation,
    )


def _access(refusal: Refusal) -> AmazonError:
    if refusal.says("lwa secret", "client secret"):
        return DeveloperRefused(
            "The application's client secret has ended: Amazon wants a new one every 180 days. "
            "The seller's authorisation is not to blame.",
            fix="Whoever runs the application rotates it: for Koongo's, Koongo support.",
        )
    if refusal.about_token and refusal.says("revoked"):
        return AccessRefused(
            "Amazon refuses every access token of this authorisation: it was withdrawn or has "
            "ended.",
            code="revoked",
            fix="Authorise again: koongo-tui setup.",
        )
    if refusal.about_token:
        return AccessRefused(
            "Amazon does not accept the access token that it has just given out.",
            fix="Check this machine's clock, then test again. If it stays so, authorise again.",
        )
    return AccessRefused(
        "Amazon denies access and gives no reason. Possible are: the application has no role for "
        "this, the seller has not authorised it, the channel is of another region than the "
        "account, or the account is suspended.",
        fix="Check the region, and the row of the application in Seller Central, Manage your apps.",
    )


def _rejected(refusal: Refusal, operation: str) -> AmazonError:
    fix = "This is a mistake of this program or of its configuration, not of your values."
    if refusal.status == 400 and operation == "createFeed":
        fix = (
            "Look at Account Health in Seller Central: Amazon answers so for accounts that may "
            "not sell. Otherwise it is a mistake of this program."
        )
    return RequestRejected(
        f"Amazon finds the request {operation} wrong. Nothing was changed.",
        fix=fix,
        who=Actor.KOONGO,
    )


def _first_error(body: bytes) -> dict[str, object] | None:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    errors = told.get("errors") if isinstance(told, dict) else None
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return None
    return errors[0]


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
