"""Authorising an application of SP-API: asked for, confirmed at Amazon, pasted, exchanged.

Everything here is pure: the exchange itself is the workspace's, and its result comes in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.guide.consent import (
    CODE_LIFE,
    EXCHANGE_CODES,
    ConsentRequest,
    code_problem,
    spent,
)
from koongo_tui.guide.fields import report, untested, without
from koongo_tui.guide.findings import Findings, Token
from koongo_tui.guide.programs import Program
from koongo_tui.guide.refusals import REFUSAL_CODES
from koongo_tui.guide.secret import Secret
from koongo_tui.guide.steps import SetupError, Step, Way

if TYPE_CHECKING:
    from koongo_tui.guide.flow import Setup

AUTHORISED_DAYS = 365
"""How long a seller's authorisation of a public application lasts (SP-API documentation,
"Renew authorizations")."""


def asked(setup: Setup, request: ConsentRequest) -> Setup:
    """The consent page was asked for; an address from before answers nothing any more."""
    setup = without(setup, EXCHANGE_CODES | REFUSAL_CODES)
    found = replace(setup.findings, consent=None)
    return replace(
        setup, way=Way.WEBSITE, consent_request=request, findings=found, returned_at=None
    )


def pasted(setup: Setup, found: Findings, now: datetime | None) -> Setup:
    """A text was taken: a return address in it begins its five minutes; a token ends the wait."""
    if found.consent is not None:
        setup = without(setup, EXCHANGE_CODES | REFUSAL_CODES)
        return replace(setup, returned_at=now, way=Way.WEBSITE)
    if found.token is not None and found.token.kind is Program.SP_API:
        setup = without_return(without(setup, EXCHANGE_CODES | REFUSAL_CODES))
        return replace(setup, way=Way.SELF)
    return setup


def without_return(setup: Setup) -> Setup:
    """Forget a return address."""
    return replace(setup, findings=replace(setup.findings, consent=None), returned_at=None)


def exchanged(setup: Setup, token: Secret, today: date) -> Setup:
    """Amazon gave a refresh token for the code.

    Raises:
        SetupError: no code was waiting.
    """
    if setup.consent is None:
        raise SetupError("No return address waits for its exchange.", code="no-code")
    authorised = replace(
        setup.findings,
        token=Token(Program.SP_API, token),
        consent=None,
        authorised_on=today,
        expires_on=today + timedelta(days=AUTHORISED_DAYS),
        ambiguous_dates=(),
    )
    return replace(
        untested(setup),
        findings=authorised,
        # The person has just asked for a new one: nothing to ask about the one before.
        earlier_token=None,
        stored_token=None,
        consent_request=spent(setup.consent_request),
        returned_at=None,
    )


def refused(setup: Setup, now: datetime | None) -> Setup:
    """The code is worth nothing any more: Amazon said so, or its five minutes are over."""
    began = setup.returned_at
    late = now is not None and began is not None and now > began + CODE_LIFE
    setup = replace(without_return(setup), consent_request=spent(setup.consent_request))
    return report(setup, code_problem(late=late))


def moved(setup: Setup) -> Setup:
    """Another Seller Central: what was asked for at the one before answers nothing here."""
    return replace(without_return(setup), consent_request=None)


def begin_again(setup: Setup) -> Setup:
    """To the step where the consent page is opened, with a new request to be made."""
    here = Step.AUTHORISE if setup.step.number > Step.AUTHORISE.number else setup.step
    return replace(moved(setup), step=here)
