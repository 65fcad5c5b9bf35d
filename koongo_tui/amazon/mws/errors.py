"""From Amazon's error codes to our own family: what is wrong, who has to act, what to do.

Codes and their causes: MWS developer guide, Errors. Sentences by which one AccessDenied differs
from another were collected from error tables of integrators; what matches none of them stays a
plain ``access-refused``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    AmazonFault,
    BadAnswer,
    ClockSkewed,
    DeveloperRefused,
    NotFound,
    ReportNotReady,
    RequestRejected,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.mws.refusals import Refusal
from koongo_tui.amazon.mws.retired import final
from koongo_tui.errors import Actor

SUSPICIOUS_OFFSET = timedelta(minutes=5)
"""With a clock this far off, a refused signature is more likely the clock's fault."""

TOKEN_LENGTH = 45


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known about a request that was refused.

    Attributes:
        operation: Amazon's name of the call.
        host: that answered.
        restored_at: one restore interval of this operation from now.
        reset_at: when the hourly quota comes back.
        clock_offset: Amazon's clock minus ours; None while unknown.
        token_length: characters of the token; None without one.
    """

    operation: str
    host: str
    restored_at: datetime
    reset_at: datetime
    clock_offset: timedelta | None = None
    token_length: int | None = None


def error_for(refusal: Refusal, situation: Situation) -> AmazonError:
    """The error that a refusal means."""
    make = _BY_CODE.get((refusal.code or "").lower())
    if make is None:
        make = _by_status(refusal)
    error = make(refusal, situation)
    error.amazon_code = refusal.code
    error.amazon_message = refusal.message
    error.request_id = refusal.request_id
    error.http_status = refusal.status
    error.operation = situation.operation
    return final(error, situation.host)


_Make = Callable[[Refusal, Situation], AmazonError]


def _says(refusal: Refusal, *parts: str) -> bool:
    text = (refusal.message or "").lower()
    return any(part in text for part in parts)


def _access(refusal: Refusal, situation: Situation) -> AmazonError:
    if _says(refusal, "does not have an eligible amazon account"):
        return AccessRefused(
            "Amazon does not let this seller account use its API at the moment.",
            code="account-not-eligible",
            who=Actor.AMAZON,
            fix="Look at Account Health in Seller Central. There is nothing to paste again.",
        )
    if _says(refusal, "professional"):
        return AccessRefused(
            "This seller account is not on the Professional selling plan, which the API needs.",
            code="individual-plan",
            who=Actor.OWNER,
            fix="The account owner can change the plan in Seller Central, Account Info.",
        )
    if _says(refusal, "does not have access to the given marketplace"):
        return AccessRefused(
            "This seller account does not sell on the chosen marketplace.",
            code="marketplace-not-open",
            fix="Choose a marketplace of this account, or open this one in Seller Central.",
        )
    if _says(refusal, "authtoken is not valid for sellerid", "authtoken is not valid"):
        return _wrong_token(situation)
    if _says(refusal, "invalid seller id", "invalid sellerid", "invalid merchant"):
        return AccessRefused(
            "Amazon does not know this Seller ID.",
            fix="Copy the Seller ID again from the page Manage your apps; it begins with A.",
        )
    if _says(refusal, "access to ") and _says(refusal, "is denied"):
        return AccessRefused(
            f"Amazon does not allow Koongo the call {situation.operation} for this account.",
            fix="Renew the authorisation on the page Manage your apps.",
        )
    return AccessRefused(
        "Amazon refuses this Seller ID and token.",
        fix="Compare both with the page Manage your apps. If they are right, renew Koongo there.",
    )


def _wrong_token(situation: Situation) -> AmazonError:
    length = situation.token_length
    if length is not None and length < TOKEN_LENGTH:
        return AccessRefused(
            f"Only {length} of the token's {TOKEN_LENGTH} characters are there, "
            "so Amazon refuses it.",
            code="truncated-token",
            fix="Copy the whole token again: it may go on in the next line.",
        )
    return AccessRefused(
        "Amazon says that this token does not belong to this Seller ID and to Koongo, "
        "or has ended.",
        fix="Open Manage your apps, compare the token in the row Koongo, and renew it if it ended.",
    )


def _developer(refusal: Refusal, _: Situation) -> AmazonError:
    which = "secret key" if refusal.code == "SignatureDoesNotMatch" else "access key"
    return DeveloperRefused(
        f"Amazon does not accept the developer's {which}. Seller ID and token are not to blame.",
        fix="Whoever gave out the developer's keys has to act: for Koongo's, Koongo support.",
    )


def _signature(refusal: Refusal, situation: Situation) -> AmazonError:
    offset = situation.clock_offset
    if offset is not None and abs(offset) > SUSPICIOUS_OFFSET:
        return _clock(refusal, situation)
    return _developer(refusal, situation)


def _clock(_: Refusal, situation: Situation) -> AmazonError:
    offset = situation.clock_offset
    message = "Amazon finds this machine's clock wrong and refuses the request."
    if offset is not None and abs(offset) >= timedelta(seconds=60):
        minutes = round(abs(offset).total_seconds() / 60)
        side = "slow" if offset > timedelta(0) else "fast"
        unit = "minute" if minutes == 1 else "minutes"
        message = f"This machine's clock is {minutes} {unit} {side}. Amazon refuses the request."
    return ClockSkewed(
        message, fix="Set the time, for example with: timedatectl set-ntp true", offset=offset
    )


def _parameter(refusal: Refusal, situation: Situation) -> AmazonError:
    if _says(refusal, "timestamp", "expired"):
        return _clock(refusal, situation)
    if _says(refusal, "invalid seller id", "invalid sellerid", "invalid merchant"):
        return _access(refusal, situation)
    return _rejected(refusal, situation)


def _rejected(_: Refusal, situation: Situation) -> AmazonError:
    return RequestRejected(
        f"Amazon finds the request {situation.operation} wrong. Nothing was changed.",
        fix="This is a mistake of this program or of its configuration, not of your values.",
        who=Actor.KOONGO,
    )


def _cut(_: Refusal, situation: Situation) -> AmazonError:
    return Unreachable(
        "The feed did not arrive at Amazon as it was sent. Nothing was submitted.",
        fix="Send it again.",
        host=situation.host,
        cause="cut",
    )


def _throttled(_: Refusal, situation: Situation) -> AmazonError:
    return Throttled(
        f"Amazon asks us to slow down with {situation.operation}. Your values are fine.",
        fix="Wait, then ask again. Nothing has to be pasted anew.",
        retry_at=situation.restored_at,
    )


def _quota(_: Refusal, situation: Situation) -> AmazonError:
    return Throttled(
        f"Amazon's hourly quota for {situation.operation} is used up. Your values are fine.",
        fix="Wait, then ask again. Nothing has to be pasted anew.",
        retry_at=situation.reset_at,
    )


def _fault(refusal: Refusal, _: Situation) -> AmazonError:
    return AmazonFault(
        f"Amazon has a problem of its own (status {refusal.status}).",
        fix="Wait: this usually passes within minutes.",
    )


def _not_ready(_: Refusal, __: Situation) -> AmazonError:
    return ReportNotReady(
        "Amazon has not finished this submission, so there is no processing report yet.",
        fix="Wait until it is done.",
    )


def _unknown_submission(_: Refusal, __: Situation) -> AmazonError:
    return NotFound(
        "Amazon knows no such submission for this account.",
        fix="Check the ID, and that the channel is of the right account and region.",
    )


def _gone(_: Refusal, __: Situation) -> AmazonError:
    return NotFound("Amazon no longer keeps the processing report of this submission.")


def _cancelled(_: Refusal, __: Situation) -> AmazonError:
    return NotFound("The submission was cancelled, so it has no processing report.")


def _in_the_way(refusal: Refusal, _: Situation) -> AmazonError:
    return BadAnswer(
        f"Something on the way to Amazon answered in its place (status {refusal.status}).",
        fix="Check the endpoint, and whether a proxy or a sign-in page is in the way.",
        who=Actor.YOU,
    )


_BY_CODE: dict[str, _Make] = {
    "accessdenied": _access,
    "accessdeniedexception": _access,
    "invalidsellerid": _access,
    "invalidaccesskeyid": _developer,
    "signaturedoesnotmatch": _signature,
    "requestexpired": _clock,
    "invalidparametervalue": _parameter,
    "invalidaddress": _rejected,
    "invalidrequest": _rejected,
    "invalidreportrequestid": _rejected,
    "validationerror": _rejected,
    "inputstreamdisconnected": _cut,
    "inputdataerror": _cut,
    "contentmd5doesnotmatch": _cut,
    "requestthrottled": _throttled,
    "quotaexceeded": _quota,
    "internalerror": _fault,
    "serviceunavailable": _fault,
    "feedprocessingresultnotready": _not_ready,
    "invalidfeedsubmissionid": _unknown_submission,
    "feedprocessingresultnolongeravailable": _gone,
    "feedcanceled": _cancelled,
}

NOT_WHOLE = frozenset({"InputStreamDisconnected", "InputDataError", "ContentMD5DoesNotMatch"})
"""After these Amazon prescribes to send the feed once more."""


def _by_status(refusal: Refusal) -> _Make:
    """What a code that nobody documented, or none at all, most likely means."""
    status = refusal.status
    if status >= 500:
        return _fault
    if status == 429:
        return _throttled
    if not refusal.from_mws:
        return _in_the_way
    if status == 401:
        return _access
    if status == 403:
        return _parameter if _says(refusal, "timestamp", "expired") else _access
    return _parameter
