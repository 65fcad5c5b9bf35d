"""From a failure and what is known of the channel to its cause, who has to act, and one action.

The same refusal of Amazon means different things: an authorisation that ended, one that somebody
switched off, one renewed a minute ago, values of two different shops. What is known of the channel
decides which is likeliest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from koongo_tui.amazon.errors import AccessRefused, AmazonError, Throttled
from koongo_tui.channel_facts import ChannelFacts
from koongo_tui.diagnosis_sp_api import sp_api_cause
from koongo_tui.errors import Actor, KoongoError
from koongo_tui.guide.mistakes import MISTAKES
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import manage_apps_url

RETIRED = "mws-retired"
"""Code of everything that fails because Amazon has ended MWS."""

_OTHER_SHOP = (
    "The token belongs to another of your seller accounts. Check the shop's name at the top of "
    "Seller Central, then paste both values again."
)
_DISABLED = (
    "The authorisation was disabled or has ended. Open the page below and find the row Koongo: if "
    "its status is not Active, click Renew or Enable."
)
_JUST_RENEWED = "You renewed it a moment ago. Amazon can take up to an hour to notice; keep trying."
_ENDED = (
    "Amazon ends every authorisation after one year unless it is renewed. Renewing normally keeps "
    "the same token, so nothing has to be pasted again."
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a person is told.

    Attributes:
        code: the row of ``guide.mistakes``, or the error's own code.
        title: one line, the cause.
        causes: sentences, the likeliest first.
        fix: the one action.
        who: who has to act.
        url: the page where to act; None when no page helps.
        amazon_words: Amazon's sentence, unaltered.
        patience: asking again for a while may be all it needs.
    """

    code: str
    title: str
    causes: tuple[str, ...]
    fix: str
    who: Actor
    url: str | None = None
    amazon_words: str | None = None
    patience: bool = False


def diagnose(error: KoongoError, facts: ChannelFacts, *, now: datetime) -> Diagnosis:
    """The likeliest cause of a failure.

    Args:
        error: what was raised.
        facts: of the channel, or of the setup that is being tested.
        now: aware.
    """
    words = error.amazon_words if isinstance(error, AmazonError) else None
    if error.code == RETIRED:
        row = MISTAKES[RETIRED]
        why = (error.message,)
        return Diagnosis(RETIRED, row.title, why, moving_on(facts.name), row.who, None, words)
    page = manage_apps_url(facts.seller_central)
    if isinstance(error, AccessRefused) and facts.program is Program.SP_API:
        found = sp_api_cause(error, facts, now=now)
        if found is not None:
            # Time mends none of these, so there is nothing to be patient for.
            return Diagnosis(
                found.code, found.title, found.causes, found.fix, found.who, page, words
            )
    if isinstance(error, AccessRefused):
        code = _refusal(error.code, facts, now)
        if code in ("access-refused", "truncated-token"):
            return Diagnosis(
                code,
                "Amazon does not accept this Seller ID with this token",
                (_OTHER_SHOP, _DISABLED, _JUST_RENEWED),
                "Check the row Koongo under Manage your apps.",
                Actor.YOU,
                page,
                words,
                patience=True,
            )
        mistake = MISTAKES[code]
        causes = (mistake.explanation,)
        if code == "expired":
            ended = facts.expires_on
            when = f"It was due to end on {ended:%d %B %Y}. " if ended else ""
            causes = (when + _ENDED,)
        return Diagnosis(
            code,
            mistake.title,
            causes,
            error.fix or mistake.fix,
            mistake.who,
            page if mistake.who in (Actor.YOU, Actor.OWNER) else None,
            words,
            patience=facts.program is Program.MWS
            and code in ("expired", "revoked", "renewed-not-yet"),
        )
    title = MISTAKES[error.code].title if error.code in MISTAKES else error.message
    reason = (error.message,) if title != error.message else ()
    fix = error.fix or (MISTAKES[error.code].fix if error.code in MISTAKES else "")
    if isinstance(error, Throttled):
        fix = f"We ask again at {error.retry_at.astimezone():%H:%M:%S}. Nothing has to be pasted."
    return Diagnosis(error.code, title, reason, fix, error.who, None, words)


def moving_on(channel: str | None) -> str:
    """The way from MWS to SP-API, as a sentence.

    Args:
        channel: a saved one, which keeps its name, settings and history; None for a new one.
    """
    which = f"--channel {channel} " if channel else ""
    return f"Continue with SP-API, Amazon's current API: koongo-tui setup {which}--program sp-api"


def _refusal(code: str, facts: ChannelFacts, now: datetime) -> str:
    """Which refusal it is, from what is known of the channel."""
    if code not in MISTAKES and code != "access-refused":
        return "access-refused"
    if code not in ("access-refused", "truncated-token"):
        return code
    if facts.expires_on and facts.expires_on < now.date():
        return "expired"
    if facts.worked_before:
        return "revoked" if facts.expires_on else "expired"
    return code
