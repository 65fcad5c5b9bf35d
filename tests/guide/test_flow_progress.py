"""What is kept between two sessions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.guide.flow import Setup, SetupError, Step, TokenHome
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region

SELLER = "A135KKEKJAIBJ56"
TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0004567"
UK = "A1F83G8C2ARO7P"
PAGE = f"Seller ID: {SELLER}\nMarketplace ID: {UK} (Amazon.co.uk)\nMWS Auth Token: {TOKEN}\n"


def full() -> Setup:
    return (
        Setup()
        .choose_address("sellercentral.amazon.de")
        .paste(PAGE)
        .set_expiry(date(2027, 3, 25))
        .go_to(Step.SAVE)
        .rename("shop")
        .keep_token(TokenHome.COMMAND, "pass show amazon/koongo")
    )


def test_neither_seller_id_nor_token_is_in_it() -> None:
    text = repr(full().to_progress())
    assert SELLER not in text
    assert "4ea38b7b" not in text
    assert "4567" not in text


def test_everything_else_comes_back_at_the_paste_step() -> None:
    setup = Setup.from_progress(full().to_progress())
    assert setup.step is Step.PASTE
    assert setup.missing == ("Seller ID", "MWS Auth Token")
    assert setup.paste(PAGE).go_to(Step.SAVE).require() == full().require()
    before, after = full().to_progress(), setup.to_progress()
    assert {k: v for k, v in before.items() if k != "step"} == {
        k: v for k, v in after.items() if k != "step"
    }


@pytest.mark.parametrize("step", [Step.REGION, Step.AUTHORISE, Step.PASTE])
def test_an_early_step_comes_back_as_it_was(step: Step) -> None:
    setup = Setup().choose_region(Region.FE).go_to(step)
    assert Setup.from_progress(setup.to_progress()) == setup


def test_a_country_with_its_given_id_comes_back() -> None:
    setup = Setup().choose_uncovered("MX", "1234-5678-9012").go_to(Step.PASTE)
    assert Setup.from_progress(setup.to_progress()) == setup
    unknown = Setup().choose_uncovered("Costa Rica")
    assert Setup.from_progress(unknown.to_progress()) == unknown


def test_the_program_comes_back() -> None:
    setup = Setup().choose_program(Program.SP_API).choose_region(Region.NA)
    assert Setup.from_progress(setup.to_progress()).program is Program.SP_API


@pytest.mark.parametrize("saved", [{}, {"region": "mars"}, {"step": "save"}, {"region": None}])
def test_without_a_region_there_is_nothing_to_resume(saved: dict[str, str | None]) -> None:
    with pytest.raises(SetupError) as error:
        Setup.from_progress(saved)
    assert error.value.code == "nothing-to-resume"


def test_what_cannot_be_read_is_left_out() -> None:
    setup = Setup.from_progress(
        {
            "region": "eu",
            "step": "dance",
            "program": "telex",
            "name": "not a name",
            "marketplace_id": "nowhere",
            "marketplaces": f"{UK} nowhere",
            "expires_on": "soon",
            "token_home": "command",
            "token_command": "",
            "seller_central": "example.org",
            "given_developer_id": "12",
            "unknown": "x",
        }
    )
    assert setup.findings.marketplaces == (UK,)
    assert setup == Setup().choose_region(Region.EU).paste(f"{UK}").__class__(
        region=Region.EU, findings=setup.findings
    )


def test_progress_that_says_too_much_stops_at_the_region() -> None:
    setup = Setup.from_progress({"country": "MX", "step": "paste", "given_developer_id": "12"})
    assert (setup.country, setup.given_developer_id, setup.step) == ("MX", None, Step.REGION)


@given(
    st.dictionaries(st.sampled_from(sorted(full().to_progress())), st.none() | st.text(max_size=20))
)
def test_no_content_breaks_it(saved: dict[str, str | None]) -> None:
    try:
        setup = Setup.from_progress(saved)
    except SetupError:
        return
    assert setup.step.number <= Step.PASTE.number
