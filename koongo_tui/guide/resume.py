"""A setup's progress between two sessions: its answers, and neither Seller ID nor token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from koongo_tui.guide.credentials import developer_id
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.steps import SetupError, Step, TokenHome

if TYPE_CHECKING:
    from koongo_tui.guide.flow import Setup

_T = TypeVar("_T")


def to_progress(setup: Setup) -> dict[str, str | None]:
    """What may be written to disk before the flow is finished."""
    return {
        "name": setup.name,
        "step": setup.step.value,
        "program": setup.program.value,
        "region": setup.region and setup.region.value,
        "seller_central": setup.seller_central,
        "country": setup.country,
        "given_developer_id": setup.given_developer_id,
        "marketplace_id": setup.marketplace_id,
        "marketplaces": " ".join(setup.findings.marketplaces) or None,
        "authorised_on": _iso(setup.authorised_on),
        "expires_on": _iso(setup.expires_on),
        "token_home": setup.token_home.value,
        "token_command": setup.token_command,
    }


def resumed(empty: Setup, saved: Mapping[str, str | None]) -> Setup:
    """A new setup with the answers that were kept.

    What cannot be read is left out, each answer by itself: a file that another version wrote, or
    a person changed, still saves its reader some typing. The values are asked again, so nobody
    resumes behind the paste step.

    Raises:
        SetupError: no answer is in it.
    """
    program = _read(saved, "program", Program) or empty.program
    setup = replace(empty, program=program)
    if country := saved.get("country"):
        given = saved.get("given_developer_id")
        setup = setup.choose_uncovered(country, developer_id(given) if given else None)
    elif region := _read(saved, "region", Region):
        setup = setup.choose_region(region)
    else:
        raise SetupError(
            "There is nothing to resume: no region had been chosen.",
            fix="Start over.",
            code="nothing-to-resume",
        )
    if host := saved.get("seller_central"):
        setup = _or_same(setup, lambda s: s.choose_address(host) if not s.country else s)
    if name := saved.get("name"):
        setup = _or_same(setup, lambda s: s.rename(name))
    if home := _read(saved, "token_home", TokenHome):
        setup = _or_same(setup, lambda s: s.keep_token(home, saved.get("token_command")))
    known = tuple(i for i in (saved.get("marketplaces") or "").split() if marketplace_by_id(i))
    chosen = saved.get("marketplace_id")
    setup = replace(
        setup,
        findings=replace(
            setup.findings,
            marketplaces=known,
            authorised_on=_read(saved, "authorised_on", date.fromisoformat),
            expires_on=_read(saved, "expires_on", date.fromisoformat),
        ),
        marketplace_id=chosen if chosen and marketplace_by_id(chosen) else None,
    )
    step = _read(saved, "step", Step) or Step.REGION
    return _or_same(
        setup, lambda s: s.go_to(step if step.number < Step.PASTE.number else Step.PASTE)
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _or_same(setup: Setup, change: Callable[[Setup], Setup]) -> Setup:
    try:
        return change(setup)
    except SetupError:
        return setup


def _read(saved: Mapping[str, str | None], key: str, parse: Callable[[str], _T]) -> _T | None:
    try:
        return parse(saved.get(key) or "")
    except ValueError:
        return None
