"""Checks of what was found against what the person set up: region, program, developer ID.

They are apart from the recogniser because the flow repeats them when the region or the program
changes after a paste.
"""

from __future__ import annotations

from koongo_tui.guide.findings import Findings
from koongo_tui.guide.lookalikes import differences, near_developer
from koongo_tui.guide.marketplaces import Marketplace, marketplace_by_id
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem, problem
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import RETIRED_DEVELOPER_ID, Region


def cross_check(
    findings: Findings, *, region: Region | None, program: Program | None
) -> tuple[Problem, ...]:
    """The problems that come from comparing, none from the text itself."""
    found = (
        check_developer(findings.developer_id, region or _region_of(findings.marketplaces)),
        _endpoint(findings.marketplaces, region),
        _program(findings, program),
    )
    return tuple(p for p in found if p)


def check_developer(developer: str | None, region: Region | None) -> Problem | None:
    """Compare a developer ID read back from Amazon, grouped, with those of the guide."""
    if developer is None or (region and developer == region.developer_id):
        return None
    again = (Choice(ChoiceKind.OPEN_PAGE, "Open the page and authorise again"),)
    right = ((f"{region.title}", region.developer_id),) if region else ()
    if developer == RETIRED_DEVELOPER_ID:
        return problem(
            "retired-developer",
            "An old picture of the guide shows Koongo under this developer ID. It is not the one "
            + (f"the guide gives for {region.title}." if region else "the guide gives anywhere."),
            facts=(("On the page", developer), *right),
            actions=(Choice(ChoiceKind.KEEP, "Go on"), *again),
            blocking=False,
        )
    owner = next((r for r in Region if r.developer_id == developer), None)
    if owner is None and (meant := near_developer(developer, region)):
        return _mistyped(developer, meant)
    if region is None:
        return None
    if owner is None:
        message = f"This is not the developer ID that the guide gives for {region.title}."
    else:
        message = (
            f"You authorised Koongo's developer ID for {owner.title}, and this account is in "
            f"{region.title}. Amazon would refuse every request."
        )
    change = (
        (Choice(ChoiceKind.CHANGE_REGION, f"My account is in {owner.title}", owner.value),)
        if owner
        else ()
    )
    return problem(
        "wrong-region-developer",
        message,
        fix=f"Authorise Koongo again with {region.developer_id}.",
        facts=(("On the page", developer), (f"Right for {region.title}", region.developer_id)),
        actions=(*again, *change),
    )


def _mistyped(developer: str, meant: str) -> Problem:
    difference = differences(developer.replace("-", ""), meant.replace("-", ""))
    return problem(
        "mistyped-developer",
        f"{difference}. Amazon gave the access to another developer, or to nobody.",
        fix=f"Copy {meant} and authorise again.",
        facts=(("On the page", developer), ("Koongo's ID", meant)),
        actions=(Choice(ChoiceKind.OPEN_PAGE, "Open the page and authorise again"),),
    )


def _markets(ids: tuple[str, ...]) -> tuple[Marketplace, ...]:
    return tuple(m for i in ids if (m := marketplace_by_id(i)))


def _region_of(ids: tuple[str, ...]) -> Region | None:
    regions = {m.region for m in _markets(ids)}
    return regions.pop() if len(regions) == 1 else None


def _endpoint(ids: tuple[str, ...], region: Region | None) -> Problem | None:
    other = _region_of(ids)
    if region is None or other is None or other is region:
        return None
    first = _markets(ids)[0]
    return problem(
        "wrong-endpoint",
        f"{first.name} is in {other.title}, and this channel is {region.title}. Amazon would "
        "refuse the values there.",
        facts=(("Found", first.name), ("Its region", other.title), ("Channel", region.title)),
        actions=(
            Choice(ChoiceKind.CHANGE_REGION, f"Change the channel to {other.title}", other.value),
            Choice(ChoiceKind.PASTE_AGAIN, "Paste other values"),
        ),
    )


def _program(findings: Findings, program: Program | None) -> Problem | None:
    token = findings.token
    # A hybrid application's return address carries the tokens of both programs.
    alone = findings.consent is not None and token is None
    if program is Program.MWS and (alone or (token and token.kind is Program.SP_API)):
        return problem(
            "sp-api-token",
            actions=(
                Choice(ChoiceKind.SWITCH_PROGRAM, "Continue with SP-API", Program.SP_API.value),
                Choice(ChoiceKind.PASTE_AGAIN, "Paste the MWS token"),
            ),
        )
    if findings.consent:
        return None
    if program is Program.SP_API and token and token.kind is Program.MWS:
        return problem(
            "mws-retired",
            "That is an MWS Auth Token, and this channel uses SP-API, which does not know it. "
            "Amazon ended MWS on 31 March 2024.",
            title="That belongs to MWS",
            fix="Paste the SP-API refresh token, which begins with Atzr, or the return address.",
            actions=(
                Choice(ChoiceKind.PASTE_AGAIN, "Paste the SP-API token"),
                Choice(ChoiceKind.SWITCH_PROGRAM, "Continue with MWS", Program.MWS.value),
            ),
        )
    return None
