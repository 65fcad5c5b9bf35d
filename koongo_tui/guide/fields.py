"""How values enter a setup: from a paste, or typed one by one.

A single field is read by the same recogniser as a page, which is told the field: a token typed as
Seller ID is recognised exactly as it would be on a page that says so.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from koongo_tui.errors import Actor
from koongo_tui.guide.checks import cross_check
from koongo_tui.guide.credentials import developer_id
from koongo_tui.guide.findings import Findings
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem
from koongo_tui.guide.obstacles import REGIONAL_CODES
from koongo_tui.guide.programs import Program
from koongo_tui.guide.recogniser import recognise
from koongo_tui.guide.steps import Field, SetupError

if TYPE_CHECKING:
    from koongo_tui.guide.flow import Setup

_SELLER_LIKE = re.compile(r"A[A-Z0-9]{5,24}")

_TOKEN_SHAPES = {
    Program.MWS: "An MWS Auth Token starts with amzn.mws. and is 45 characters long.",
    Program.SP_API: "An SP-API refresh token starts with Atzr| and is several hundred long.",
}

# Problems that are answered by emptying the field they are about.
_ABOUT = {
    Field.SELLER_ID: frozenset(
        {
            "swapped",
            "marketplace-as-seller",
            "developer-as-seller",
            "merchant-token",
            "not-a-seller-id",
            "odd-seller-id",
        }
    ),
    Field.TOKEN: frozenset(
        {"swapped", "truncated-token", "placeholder", "sp-api-token", "aws-keys", "not-a-token"}
    ),
    Field.MARKETPLACE: frozenset({"lookalike-marketplace"}),
    Field.EXPIRES_ON: frozenset({"ambiguous-date"}),
}


def take(setup: Setup, found: Findings) -> Setup:
    """Join what a text brought with what is there; later values win."""
    # What the recogniser found by comparing is compared anew whenever an answer changes.
    compared = cross_check(found, region=setup.region, program=setup.program)
    found = replace(found, problems=tuple(p for p in found.problems if p not in compared))
    settled = setup.settled - {p.code for p in found.problems} - _reopened(found)
    taken = replace(setup, findings=setup.findings.merge(found), settled=settled)
    if taken.seller_id != setup.seller_id:
        taken = replace(untested(taken), earlier_seller_id=setup.seller_id)
    if taken.token != setup.token:
        taken = replace(untested(taken), earlier_token=setup.findings.token)
        if setup.token is not None and found.developer_id is None:
            # The page that shows a new token does not repeat the developer ID, and the one from
            # before belongs to the token from before.
            taken = replace(taken, findings=replace(taken.findings, developer_id=None))
    return taken


def untested(setup: Setup) -> Setup:
    """What Amazon said of other values counts no longer."""
    return replace(setup, tested=False, account_marketplaces=())


def _reopened(found: Findings) -> frozenset[str]:
    """Decisions that were about a value which has come anew."""
    codes: set[str] = set()
    if found.seller_id:
        codes.add("other-shop")
    if found.token:
        codes |= {"replaced-token", "sp-api-token", "mws-retired"}
    if found.developer_id or found.marketplaces:
        codes |= REGIONAL_CODES
    return frozenset(codes)


def enter(setup: Setup, name: Field, text: str, *, today: date | None) -> Setup:
    """Take one value typed in its own field; an empty text clears it."""
    if not text.strip():
        return _cleared(setup, name)
    match name:
        case Field.SELLER_ID | Field.TOKEN:
            return _credential(setup, name, text, today)
        case Field.MARKETPLACE:
            return setup.choose_marketplace(text)
        case Field.DEVELOPER_ID:
            return _developer(setup, text)
        case Field.EXPIRES_ON:
            return _expiry(setup, text, today)


def _cleared(setup: Setup, name: Field) -> Setup:
    setup = without(setup, _ABOUT.get(name, frozenset()))
    found = setup.findings
    match name:
        case Field.SELLER_ID:
            empty = replace(setup, findings=replace(found, seller_id=None), earlier_seller_id=None)
            return untested(empty)
        case Field.TOKEN:
            empty = replace(setup, findings=replace(found, token=None), earlier_token=None)
            return untested(empty)
        case Field.MARKETPLACE:
            return replace(setup, marketplace_id=None, tested=False)
        case Field.DEVELOPER_ID:
            return replace(setup, findings=replace(found, developer_id=None))
        case Field.EXPIRES_ON:
            return setup.set_expiry(None)


def _credential(setup: Setup, name: Field, text: str, today: date | None) -> Setup:
    found = recognise(text, region=setup.region, program=setup.program, today=today, field=name)
    after = take(without(setup, _ABOUT[name]), found)
    got = found.seller_id if name is Field.SELLER_ID else found.token
    if got or found.problems:
        return after
    word = text.strip()
    if name is Field.SELLER_ID:
        return _odd_seller_id(after, word)
    return report(
        after,
        Problem(
            code="not-a-token",
            title=f"That is not an {setup.token_label}",
            message=_TOKEN_SHAPES[setup.program],
            fix="Copy it from Amazon's page; nothing of it has to be typed by hand.",
            who=Actor.YOU,
            facts=(("Length", f"{len(word)} characters"),),
            actions=(Choice(ChoiceKind.PASTE_AGAIN, "Paste it again"),),
        ),
    )


def _odd_seller_id(setup: Setup, word: str) -> Setup:
    """A Seller ID of a length that nobody has seen: only Amazon can say that it is wrong."""
    if _SELLER_LIKE.fullmatch(word.upper()) is None:
        return report(
            setup,
            Problem(
                code="not-a-seller-id",
                title="That is not a Seller ID",
                message="A Seller ID is 13 or 14 capital letters and digits and starts with A.",
                fix="Copy it from Amazon's page, beside the words Seller ID.",
                who=Actor.YOU,
                facts=(("Length", f"{len(word)} characters"),),
                actions=(Choice(ChoiceKind.EDIT, "Edit it"),),
            ),
        )
    return report(
        take(setup, Findings(seller_id=word.upper())),
        Problem(
            code="odd-seller-id",
            title="This Seller ID has an unusual length",
            message=f"It has {len(word)} characters; nearly all have 13 or 14.",
            fix="Compare it with Amazon's page. The test will show whether it is right.",
            who=Actor.YOU,
            facts=(("Seller ID", word.upper()),),
            actions=(Choice(ChoiceKind.KEEP, "It is right"), Choice(ChoiceKind.EDIT, "Edit it")),
            blocking=False,
        ),
    )


def _developer(setup: Setup, text: str) -> Setup:
    grouped = developer_id(text)
    if grouped is None:
        raise SetupError(
            "A developer ID has twelve digits, for example 1234-1234-1234.",
            fix="Copy it from the Koongo row under Manage your apps.",
            code="mistyped-developer",
        )
    return take(setup, Findings(developer_id=grouped))


def _expiry(setup: Setup, text: str, today: date | None) -> Setup:
    try:
        return setup.set_expiry(date.fromisoformat(text.strip()))
    except ValueError:
        found = recognise(text, today=today, field=Field.EXPIRES_ON)
    if found.expires_on or found.ambiguous_dates:
        return take(setup, found)
    raise SetupError(
        "That is no date that we can read.",
        fix="Type it as year-month-day, for example 2027-03-25.",
        code="unknown-date",
    )


def report(setup: Setup, problem: Problem) -> Setup:
    """Add a problem, in place of one with the same code."""
    setup = without(setup, frozenset({problem.code}))
    problems = (*setup.findings.problems, problem)
    return replace(setup, findings=replace(setup.findings, problems=problems))


def without(setup: Setup, codes: frozenset[str]) -> Setup:
    """Take problems of a text away."""
    problems = tuple(p for p in setup.findings.problems if p.code not in codes)
    return replace(setup, findings=replace(setup.findings, problems=problems))
