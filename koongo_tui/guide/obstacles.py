"""What stands in the way of a setup, or is worth knowing, given all its answers.

The recogniser judges a text by itself. Here the values are held against region, program,
marketplace and the values of earlier pastes, so that a changed answer judges them anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from koongo_tui.errors import Actor
from koongo_tui.guide.checks import check_developer, cross_check
from koongo_tui.guide.consent import check_return
from koongo_tui.guide.findings import blocking_first
from koongo_tui.guide.lookalikes import differences, near_marketplace
from koongo_tui.guide.marketplaces import MARKETPLACES, Marketplace, marketplace_by_id
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem, problem
from koongo_tui.guide.programs import Program
from koongo_tui.guide.steps import SetupError, Step, Way

if TYPE_CHECKING:
    from koongo_tui.guide.answers import Answers

DEVELOPER_CODES = frozenset({"wrong-region-developer", "mistyped-developer", "retired-developer"})
REGIONAL_CODES = DEVELOPER_CODES | {"wrong-endpoint"}
"""Problems that depend on the region."""

_WHERE_FROM = {
    Way.WEBSITE: "Confirm on Amazon's consent page and copy the whole address of the page that "
    "follows, or paste a refresh token.",
    Way.SELF: "The refresh token appears when a private application is authorised under Develop "
    "apps; the Seller ID stands under Account Info, Merchant Token.",
}

_NEVER = datetime.max.replace(tzinfo=UTC)
_OTHER_CHOICES = 3
_LONGEST_ID = 40


def problems_of(setup: Answers) -> tuple[Problem, ...]:
    """Everything that stands in the way or is worth knowing, the blocking ones first."""
    of_values = (*setup.findings.problems, *_compared(setup), *_replaced(setup))
    returned = consent_problem(setup)
    open_ones = tuple(p for p in of_values if p.code not in setup.settled)
    # The chosen marketplace is always judged: there is no connection without a right one.
    always = (returned,) if returned else ()
    return blocking_first((*always, *open_ones, *_marketplace(setup)))


def consent_problem(setup: Answers) -> Problem | None:
    """What keeps the pasted return address from being used; None also when there is none."""
    consent = setup.findings.consent
    if setup.program is not Program.SP_API or consent is None:
        return None
    # An address that came nobody knows when counts as too late.
    return check_return(consent, setup.consent_request, now=setup.returned_at or _NEVER)


def _compared(setup: Answers) -> Iterator[Problem]:
    """The findings against region and program."""
    developer = setup.findings.developer_id
    if setup.program is not Program.MWS or developer == setup.developer_id:
        developer = None
    if developer is not None and setup.given_developer_id is not None:
        yield _not_the_given(setup, developer)
        developer = None
    # Only the developer ID of the findings: which token there is, single fields may have changed.
    findings = replace(setup.findings, developer_id=developer)
    for found in cross_check(findings, region=setup.region, program=setup.program):
        if found.code in DEVELOPER_CODES and found.blocking:
            keep = Choice(ChoiceKind.KEEP, "Go on: Koongo gave me this ID")
            yield replace(found, actions=(*found.actions, keep))
        elif found.code == "wrong-endpoint":
            keep = Choice(ChoiceKind.KEEP, "Go on with this region")
            yield replace(found, actions=(*found.actions, keep))
        else:
            yield found


def _not_the_given(setup: Answers, developer: str) -> Problem:
    assert setup.given_developer_id is not None
    known = check_developer(developer, None)
    return problem(
        known.code if known else "wrong-region-developer",
        "The page shows another developer ID than the one that Koongo support gave you.",
        title="Another developer ID than the one you were given",
        fix=f"Authorise Koongo again with {setup.given_developer_id}.",
        facts=(("On the page", developer), ("Given to you", setup.given_developer_id)),
        actions=(
            Choice(ChoiceKind.OPEN_PAGE, "Open the page and authorise again"),
            Choice(ChoiceKind.KEEP, "Go on: Koongo gave me this ID"),
        ),
    )


def _replaced(setup: Answers) -> Iterator[Problem]:
    """A later paste brought another account or another token than the one before."""
    old_seller, new_seller = setup.earlier_seller_id, setup.seller_id
    if old_seller and new_seller and old_seller != new_seller:
        yield problem(
            "other-shop",
            "The Seller ID differs from the one that was here before. Seller ID and token only "
            "work together when they come from the same account.",
            title="This is another seller account than before",
            facts=(("Before", old_seller), ("Now", new_seller)),
            actions=(
                Choice(ChoiceKind.USE_VALUE, f"Use {new_seller}", new_seller),
                Choice(ChoiceKind.KEEP, f"Keep {old_seller}"),
            ),
            blocking=False,
        )
    if setup.earlier_token and setup.token and setup.earlier_token.secret != setup.token:
        yield problem(
            "replaced-token",
            "Amazon issues a new token when an authorisation was removed and given again. The "
            "older one stops working then.",
            title="This is another token than before",
            facts=(("Before", setup.earlier_token.secret.masked), ("Now", setup.token.masked)),
            actions=(
                Choice(ChoiceKind.USE_VALUE, "Use the new token"),
                Choice(ChoiceKind.KEEP, "Keep the one before"),
            ),
            blocking=False,
        )
    elif (
        setup.stored_token
        and setup.token
        and setup.token_program is setup.program
        and setup.stored_token != setup.token
    ):
        yield problem(
            "replaced-token",
            f"The channel {setup.name} is saved with another token. Amazon issues a new one when "
            "an authorisation was removed and given again; the older one stops working then.",
            facts=(("Saved", setup.stored_token.masked), ("Now", setup.token.masked)),
            actions=(
                Choice(ChoiceKind.USE_VALUE, "Replace the saved token"),
                Choice(ChoiceKind.KEEP, "Keep the saved one"),
            ),
            blocking=False,
        )


def _marketplace(setup: Answers) -> Iterator[Problem]:
    """The chosen marketplace against region, program and account."""
    chosen = setup.marketplace
    if chosen is None or setup.region is None:
        return
    if chosen.region is not setup.region:
        yield _in_other_region(setup, chosen)
    elif setup.program is Program.MWS and chosen.mws_host is None:
        yield _without_mws(setup, chosen)
    elif setup.account_marketplaces and chosen.id not in setup.account_marketplaces:
        listed = [m.name for i in setup.account_marketplaces if (m := marketplace_by_id(i))]
        yield problem(
            "marketplace-not-open",
            f"Amazon lists for this account: {', '.join(listed)}.",
            title=f"This account does not sell on {chosen.name}",
            facts=(("You chose", chosen.name),),
            actions=_other_marketplaces(setup),
        )


def _in_other_region(setup: Answers, chosen: Marketplace) -> Problem:
    assert setup.region is not None
    there, here = chosen.region, setup.region
    return problem(
        "wrong-endpoint",
        f"{chosen.name} is in {there.title}, and this channel is {here.title}. Each region has "
        "its own address and needs its own authorisation.",
        title=f"{chosen.name} is not in {here.title}",
        facts=(("You chose", chosen.name), ("Its region", there.title), ("Channel", here.title)),
        actions=(
            Choice(ChoiceKind.CHANGE_REGION, f"Change the channel to {there.title}", there.value),
            *_other_marketplaces(setup),
        ),
    )


def _without_mws(setup: Answers, chosen: Marketplace) -> Problem:
    switch = Choice(ChoiceKind.SWITCH_PROGRAM, "Continue with SP-API", Program.SP_API.value)
    return Problem(
        code="no-mws-endpoint",
        title=f"{chosen.name} never had MWS",
        message=(
            f"Amazon never opened MWS for {chosen.name}, so there is no address to ask. SP-API, "
            "Amazon's current API, serves it."
        ),
        fix="Use another marketplace of the account, or continue with SP-API.",
        who=Actor.YOU,
        facts=(("You chose", f"{chosen.name}, {chosen.country}"),),
        actions=(*_other_marketplaces(setup), switch),
    )


def _other_marketplaces(setup: Answers) -> tuple[Choice, ...]:
    """Marketplaces that would do; of the account alone, once Amazon listed them."""
    account = setup.account_marketplaces
    fit = [
        m
        for m in setup.offered_marketplaces
        if m.id != setup.marketplace_id
        and (m.mws_host or setup.program is not Program.MWS)
        and (m.id in account or not account)
    ]
    return tuple(Choice(ChoiceKind.USE_VALUE, f"Use {m.name}", m.id) for m in fit[:_OTHER_CHOICES])


def not_ready(setup: Answers) -> SetupError:
    """Why the setup's step cannot be left yet, as an error to raise."""
    if setup.step is Step.REGION:
        if setup.country is not None:
            return uncovered(setup)
        return SetupError(
            "The region is not chosen yet.",
            fix="Choose the one where the seller account was opened.",
            code="region-missing",
        )
    blocking = next((p for p in setup.problems if p.blocking), None)
    if blocking is not None:
        return refusal(blocking)
    if setup.step is Step.PASTE and not setup.missing:
        return SetupError(
            "The authorisation code of the return address has not been exchanged yet.",
            fix="Exchange it at once: it lasts five minutes.",
            code="code-waiting",
        )
    if setup.step is Step.PASTE:
        return SetupError(
            f"Still missing: {' and '.join(setup.missing)}.",
            fix="Copy the whole page that Amazon shows after the authorisation."
            if setup.program is Program.MWS
            else _WHERE_FROM[setup.way],
            code="values-missing",
        )
    return SetupError(
        "The marketplace is not chosen yet.",
        fix="Choose the one that this channel is for, for example amazon.co.uk.",
        code="marketplace-missing",
    )


def refusal(found: Problem) -> SetupError:
    """A problem as an error to raise, with its code."""
    return SetupError(
        f"{found.title}. {found.message}", fix=found.fix, who=found.who, code=found.code
    )


def country_name(setup: Answers) -> str:
    """The country that the guide does not cover, in English."""
    known = next((m.country for m in MARKETPLACES if m.code == setup.country), None)
    return known or setup.country or "that country"


def uncovered(setup: Answers) -> SetupError:
    """The guide has no developer ID for the country; guessing one is worse than stopping.

    SP-API needs no such ID, but a region.
    """
    if setup.program is Program.SP_API:
        return SetupError(
            f"Amazon has no marketplace in {country_name(setup)} that we know, so the region "
            "cannot be told from it.",
            fix="Choose the region where the account sells.",
            code="region-missing",
        )
    return SetupError(
        f"The guide gives no developer ID for {country_name(setup)}. Guessing one would let Amazon "
        "accept the form and refuse every call later.",
        fix="Ask Koongo support which developer ID to use, then enter it.",
        who=Actor.KOONGO,
        code="region-not-covered",
    )


def unknown_marketplace(word: str) -> SetupError:
    """A word that names no marketplace; says so when it is almost the ID of one."""
    meant = near_marketplace(word.upper()) if len(word) < _LONGEST_ID else None
    if meant is None:
        return SetupError(
            f"“{word[:_LONGEST_ID]}” is no Amazon marketplace that we know.",
            fix="Name it as in its address, for example amazon.co.uk.",
            code="unknown-marketplace",
        )
    return SetupError(
        f"“{word}” is no marketplace. It is almost {meant.id}, the ID of {meant.name}: "
        f"{differences(word.upper(), meant.id)}.",
        fix=f"If that is meant, use {meant.domain}.",
        code="lookalike-marketplace",
    )
