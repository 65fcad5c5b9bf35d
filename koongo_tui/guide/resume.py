"""A setup's progress between two sessions: its answers, and neither Seller ID nor token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from koongo_tui.guide.consent import ConsentRequest
from koongo_tui.guide.credentials import developer_id
from koongo_tui.guide.findings import Findings
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.steps import SetupError, Step, TokenHome, Way

if TYPE_CHECKING:
    from koongo_tui.guide.flow import Setup

_T = TypeVar("_T")


class SavedPlace(Protocol):
    """Where a saved channel's token lives; ``home`` is a word of ``TokenHome``."""

    @property
    def home(self) -> str: ...
    @property
    def command(self) -> str | None: ...


class SavedChannel(Protocol):
    """What the flow takes over from a channel that was saved."""

    @property
    def name(self) -> str: ...
    @property
    def program(self) -> Program: ...
    @property
    def region(self) -> Region: ...
    @property
    def marketplace_id(self) -> str: ...
    @property
    def seller_id(self) -> str: ...
    @property
    def token_place(self) -> SavedPlace: ...
    @property
    def developer_id(self) -> str | None: ...
    @property
    def authorised_on(self) -> date | None: ...
    @property
    def expires_on(self) -> date | None: ...


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
        "way": setup.way.value,
        **_asked_for(setup.consent_request),
    }


def _asked_for(request: ConsentRequest | None) -> dict[str, str | None]:
    """So that a dropped line between opening the consent page and its answer does no harm."""
    if request is None or request.used:
        return {}
    return {
        "consent_state": request.state,
        "consent_made_at": request.made_at.isoformat(),
        "consent_url": request.url,
        "consent_redirect_uri": request.redirect_uri,
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
        way=_read(saved, "way", Way) or setup.way,
        consent_request=_request(saved),
    )
    step = _read(saved, "step", Step) or Step.REGION
    return _or_same(
        setup, lambda s: s.go_to(step if step.number < Step.PASTE.number else Step.PASTE)
    )


def begun_from(empty: Setup, saved: SavedChannel, program: Program) -> Setup:
    """A saved channel, to be set up again or moved to another program."""
    same = program is saved.program
    setup = replace(empty, program=program)
    home = marketplace_by_id(saved.marketplace_id)
    if saved.developer_id and home and not home.in_guide:
        setup = replace(setup, program=Program.MWS)
        setup = setup.choose_uncovered(home.code, saved.developer_id).choose_program(program)
    else:
        setup = setup.choose_region(saved.region)
    host = home.seller_central if home and home.region is saved.region else None
    kept = TokenHome(saved.token_place.home)
    if not same and kept in (TokenHome.COMMAND, TokenHome.CREDENTIAL):
        kept = TokenHome.FILE  # that place holds the other program's token
    setup = replace(
        setup,
        name=saved.name,
        seller_central=setup.seller_central or host,
        findings=Findings(
            seller_id=saved.seller_id,
            authorised_on=saved.authorised_on if same else None,
            expires_on=saved.expires_on if same else None,
        ),
        marketplace_id=home.id if home else None,
        token_home=kept,
        token_command=saved.token_place.command if kept is TokenHome.COMMAND else None,
    )
    return _or_same(setup, lambda s: s.go_to(Step.AUTHORISE))


def _request(saved: Mapping[str, str | None]) -> ConsentRequest | None:
    state, url = saved.get("consent_state"), saved.get("consent_url")
    made_at = _read(saved, "consent_made_at", datetime.fromisoformat)
    if not state or not url or made_at is None or made_at.tzinfo is None:
        return None
    return ConsentRequest(state, made_at, url, saved.get("consent_redirect_uri"))


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
