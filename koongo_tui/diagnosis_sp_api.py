"""The likeliest causes of SP-API's refusals, which say little of them.

Sources: SP-API documentation, "SP-API errors FAQ" and "Renew authorizations"; Login with Amazon
documentation, access token errors (``invalid_grant``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from koongo_tui.amazon.errors import AccessRefused
from koongo_tui.errors import Actor
from koongo_tui.guide.consent import code_problem
from koongo_tui.guide.mistakes import MISTAKES

if TYPE_CHECKING:
    from koongo_tui.channel_facts import ChannelFacts


_WITHDRAWN = (
    "The authorisation was withdrawn: somebody removed or disabled the application under Manage "
    "your apps."
)
_RAN_OUT = "The authorisation ended: Amazon ends it after 365 days unless it is renewed."
_OTHER_APPLICATION = (
    "The token belongs to another application: the client ID on this machine is not the one that "
    "the seller authorised."
)
_NEVER_VALID = "The token was never valid: a part of it was lost when it was copied."

_OTHER_REGION = (
    "The account is in another region than this channel: Europe, North America and the Far East "
    "each need an authorisation of their own."
)
_NO_ROLE = (
    "The application has no role for this, or the seller authorised it before the role was added: "
    "authorising again adds it."
)
_NOT_APPROVED = "Amazon has not approved the application for this role yet."
_SUSPENDED = "The seller account is suspended, or its verification is open: see Account Health."


@dataclass(frozen=True, slots=True)
class Cause:
    """What a refusal comes from, see ``diagnosis.Diagnosis``."""

    code: str
    title: str
    causes: tuple[str, ...]
    fix: str
    who: Actor


def sp_api_cause(error: AccessRefused, facts: ChannelFacts, *, now: datetime) -> Cause | None:
    """Which refusal of SP-API it is, from what is known of the channel.

    Args:
        error: what was raised.
        facts: of the channel, or of the setup that is being tested.
        now: aware.

    Returns:
        None for one that speaks for itself.
    """
    if error.code == "revoked":
        return _token_refused(facts, now)
    if error.code == "code-expired":
        told = code_problem()
        return Cause(told.code, told.title, (told.message,), told.fix, told.who)
    if error.code == "access-refused":
        return _denied(error, facts)
    return None


def _token_refused(facts: ChannelFacts, now: datetime) -> Cause:
    ended = facts.expires_on
    if ended is not None and ended < now.date():
        row = MISTAKES["expired"]
        causes: tuple[str, ...] = (f"It was due to end on {ended:%d %B %Y}. {_RAN_OUT}",)
        return Cause(row.code, row.title, causes, _authorise_again(facts), row.who)
    if facts.worked_before:
        row = MISTAKES["revoked"]
        causes = (_WITHDRAWN, _OTHER_APPLICATION)
        if ended is None:
            causes = (_WITHDRAWN, _RAN_OUT, _OTHER_APPLICATION)
        return Cause(row.code, row.title, causes, _authorise_again(facts), row.who)
    return Cause(
        "revoked",
        "Amazon does not accept this refresh token",
        (_OTHER_APPLICATION, _NEVER_VALID, _WITHDRAWN, _RAN_OUT),
        _authorise_again(facts),
        Actor.OWNER,
    )


def _authorise_again(facts: ChannelFacts) -> str:
    which = f" --channel {facts.name}" if facts.name else ""
    return (
        "Asking again with this token changes nothing. Authorise again with: "
        f"koongo-tui setup{which}"
    )


def _denied(error: AccessRefused, facts: ChannelFacts) -> Cause:
    if "access token" in (error.amazon_message or "").lower():
        title = "Amazon does not accept the access token that it has just given out"
        return Cause(error.code, title, (), error.fix, error.who)
    causes: tuple[str, ...] = (_OTHER_REGION, _NO_ROLE, _NOT_APPROVED, _SUSPENDED)
    if facts.worked_before:
        causes = (_WITHDRAWN, _SUSPENDED, _NO_ROLE)
    return Cause(
        error.code,
        "Amazon denies access and gives no reason",
        causes,
        error.fix or "Check the region, and the row of the application under Manage your apps.",
        error.who,
    )
