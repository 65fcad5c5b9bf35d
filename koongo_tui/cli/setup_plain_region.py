"""Question 1 of the plain setup: where the seller account was opened."""

from __future__ import annotations

from koongo_tui.cli.dialogue import BackError, Dialogue
from koongo_tui.cli.setup_options import in_region
from koongo_tui.guide.flow import Setup, SetupError
from koongo_tui.guide.handoff import koongo_region_message
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import DEVELOPER_NAME, Region

_REGIONS = tuple(Region)
_ELSEWHERE = len(_REGIONS) + 1
_OTHER_PROGRAM = _ELSEWHERE + 1
_SWITCH = {
    Program.MWS: "Use SP-API in place of MWS (recommended: Amazon ended MWS)",
    Program.SP_API: "Use MWS in place of SP-API (ended by Amazon; for gateways and the sandbox)",
}
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def ask_region(setup: Setup, talk: Dialogue) -> Setup:
    """Ask; gives the setup at the next step, or at this one when the answer was no good."""
    talk.say("Question 1 of 5. Where was the seller account opened?")
    answer = talk.choose(
        [*(r.title for r in _REGIONS), "Somewhere else", _SWITCH[setup.program]],
        default=_current(setup),
        help_text="Go by the address where you sign in to Seller Central. You can also paste that "
        "address here.",
    )
    if answer == _OTHER_PROGRAM:
        other = Program.MWS if setup.program is Program.SP_API else Program.SP_API
        talk.say(f"This channel is going to use {other.title}.")
        return setup.choose_program(other)
    try:
        setup = _answered(setup, answer, talk).next()
    except SetupError as error:
        talk.regret(error)
        return setup
    tell_developer(setup, talk)
    return setup


def tell_developer(setup: Setup, talk: Dialogue) -> None:
    """What MWS wants typed on Amazon's form; SP-API wants nothing."""
    if setup.program is Program.SP_API:
        return
    talk.say(f"Developer name is: {DEVELOPER_NAME}")
    if developer := setup.developer_id:
        talk.say(f"Developer ID is:   {developer}")
        talk.say(f"Spelled out: {spelled(developer)}.")


def _current(setup: Setup) -> int:
    if _needs_id(setup):
        return _ELSEWHERE
    return _REGIONS.index(setup.region) + 1 if setup.region else 1


def _answered(setup: Setup, answer: int | str, talk: Dialogue) -> Setup:
    if isinstance(answer, int) and answer < _ELSEWHERE:
        return setup.choose_region(_REGIONS[answer - 1])
    if isinstance(answer, str):
        setup = in_region(setup, answer)
    else:
        country = talk.ask(
            "Country",
            setup.country or "",
            help_text="The country where the seller account was opened, for example Mexico.",
        )
        if setup.program is Program.SP_API:
            return setup.choose_country(country)
        if country != setup.country:
            setup = setup.choose_uncovered(country)
    return _with_given_id(setup, talk) if _needs_id(setup) else setup


def _needs_id(setup: Setup) -> bool:
    return setup.country is not None and setup.program is Program.MWS


def _with_given_id(setup: Setup, talk: Dialogue) -> Setup:
    """The guide does not cover the country: only Koongo support can name the ID."""
    talk.say("Koongo's guide has no developer ID for that country, and we do not guess one:")
    talk.say("Amazon would accept the form and refuse every later call.")
    talk.say("Ask Koongo support. A message that is ready to send:")
    talk.say()
    talk.say(koongo_region_message(setup))
    given = talk.ask(
        "Developer ID that Koongo support gave you (Enter: back to the regions)",
        setup.given_developer_id or "",
        help_text="Twelve digits, for example 1234-1234-1234. Nothing has been saved.",
    )
    if not given:
        raise BackError
    return setup.choose_uncovered(setup.country or "", given)


def spelled(developer_id: str) -> str:
    """``nine zero five one, one two three five, five seven four zero``."""
    return ", ".join(
        " ".join(_DIGITS[int(digit)] for digit in group) for group in developer_id.split("-")
    )
