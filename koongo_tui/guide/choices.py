"""Doing what a problem offers: each kind of choice, applied to a setup."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from koongo_tui.guide.authorising import begin_again, without_return
from koongo_tui.guide.consent import EXCHANGE_CODES
from koongo_tui.guide.dates import DateOrder
from koongo_tui.guide.fields import take, untested, without
from koongo_tui.guide.findings import Findings, Token
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem
from koongo_tui.guide.obstacles import DEVELOPER_CODES
from koongo_tui.guide.programs import Program
from koongo_tui.guide.refusals import REFUSAL_CODES
from koongo_tui.guide.regions import Region

if TYPE_CHECKING:
    from koongo_tui.guide.flow import Setup


def apply(setup: Setup, problem: Problem, choice: Choice) -> Setup:
    """The setup after the choice; the same one when it only opens something."""
    match choice.kind:
        case ChoiceKind.SWAP:
            return _settle(setup, problem)
        case ChoiceKind.KEEP:
            return _keep(setup, problem)
        case ChoiceKind.EDIT | ChoiceKind.PASTE_AGAIN:
            return _drop(setup, problem)
        case ChoiceKind.USE_VALUE:
            return _use(setup, problem, choice.value)
        case ChoiceKind.CHOOSE_DATE:
            return _read_dates(_settle(setup, problem), DateOrder(choice.value))
        case ChoiceKind.SWITCH_PROGRAM:
            return _drop(setup, problem).choose_program(Program(choice.value))
        case ChoiceKind.CHANGE_REGION:
            return setup.choose_region(Region(choice.value))
        case ChoiceKind.OPEN_PAGE if _of_consent(setup, problem):
            return begin_again(_drop(setup, problem))
        case ChoiceKind.OPEN_PAGE if problem.code in DEVELOPER_CODES:
            return _drop(setup, problem)
        case ChoiceKind.OWNER_CARD | ChoiceKind.OPEN_PAGE:
            return setup


def _read_dates(setup: Setup, order: DateOrder) -> Setup:
    """Read the row's dates the way the person says."""
    read = {reading.order: reading for reading in setup.findings.ambiguous_dates}[order]
    dates = replace(
        setup.findings,
        authorised_on=read.authorised_on,
        expires_on=read.expires_on,
        ambiguous_dates=(),
    )
    return replace(setup, findings=dates)


def _settle(setup: Setup, problem: Problem) -> Setup:
    """The problem is answered and does not come up again by itself."""
    setup = without(setup, frozenset({problem.code}))
    return replace(setup, settled=setup.settled | {problem.code})


def _drop(setup: Setup, problem: Problem) -> Setup:
    """The problem goes; the person is about to give another value."""
    setup = without(setup, frozenset({problem.code}))
    findings = setup.findings
    if problem.code in DEVELOPER_CODES:
        # The Congratulations page does not repeat the developer ID: without this the old one
        # would be held against the new authorisation.
        findings = replace(findings, developer_id=None)
    if problem.code == "wrong-endpoint":
        findings = replace(findings, marketplaces=())
    setup = replace(setup, findings=findings)
    return without_return(setup) if _of_consent(setup, problem) else setup


def _of_consent(setup: Setup, problem: Problem) -> bool:
    """It is answered by opening the consent page once more."""
    if problem.code in DEVELOPER_CODES and setup.program is Program.MWS:
        return False
    return problem.code in REFUSAL_CODES | EXCHANGE_CODES


def _keep(setup: Setup, problem: Problem) -> Setup:
    """Leave it as the person has it: for replaced values, the ones from before.

    Swapped values stay sorted by their shape: a token kept as a Seller ID would be written to the
    configuration in clear.
    """
    if problem.code == "other-shop":
        before = replace(setup.findings, seller_id=setup.earlier_seller_id)
        setup = untested(replace(setup, findings=before, earlier_seller_id=None))
    elif problem.code == "replaced-token" and (kept := _token_before(setup)):
        before = replace(setup.findings, token=kept)
        setup = untested(replace(setup, findings=before, earlier_token=None))
    return _settle(setup, problem)


def _token_before(setup: Setup) -> Token | None:
    """The token that a new one is about to replace: of an earlier paste, else the saved one."""
    if setup.earlier_token is None and setup.stored_token is not None:
        return Token(setup.program, setup.stored_token)
    return setup.earlier_token


def _use(setup: Setup, problem: Problem, value: str) -> Setup:
    """Take the value that was offered."""
    if problem.code == "other-shop":
        setup = take(_drop(setup, problem), Findings(seller_id=value))
        return replace(setup, earlier_seller_id=None)
    if problem.code == "replaced-token":
        return replace(setup, earlier_token=None, stored_token=None)
    return _drop(setup, problem).choose_marketplace(value)
