"""Walking through the setup: regions, steps, marketplaces, names, places for the token."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.guide.flow import Setup, SetupError, Step, TokenHome
from koongo_tui.guide.marketplaces import MARKETPLACES, find_marketplace
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region

SELLER = "A135KKEKJAIBJ56"
TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0004567"
UK = "A1F83G8C2ARO7P"
DE = "A1PA6795UKMFR9"
PAGE = f"""Congratulations!

Seller ID: {SELLER}
Marketplace ID: {UK} (Amazon.co.uk)
{DE} (Amazon.de)

MWS Authorisation Token: {TOKEN}
"""


def marketplace(name: str) -> str:
    found = find_marketplace(name)
    assert found is not None
    return found.id


def pasted() -> Setup:
    return Setup().choose_region(Region.EU).go_to(Step.PASTE).paste(PAGE)


def test_the_steps_are_numbered_from_one_to_five() -> None:
    assert [s.number for s in Step] == [1, 2, 3, 4, 5, 6]
    assert Step.AUTHORISE.title == "Authorise"


@pytest.mark.parametrize(
    ("region", "developer_id", "hosts"),
    [
        (Region.EU, "9051-1235-5740", ["sellercentral.amazon.co.uk"]),
        (Region.NA, "0176-5302-9598", ["sellercentral.amazon.com"]),
        (
            Region.FE,
            "2611-6230-2505",
            ["sellercentral.amazon.com.au", "sellercentral.amazon.co.jp"],
        ),
    ],
)
def test_a_region_gives_its_developer_id_and_pages(
    region: Region, developer_id: str, hosts: list[str]
) -> None:
    setup = Setup().choose_region(region)
    assert setup.developer_id == developer_id
    assert [p.url for p in setup.pages] == [f"https://{h}/apps/manage" for h in hosts]
    assert setup.ready


def test_two_pages_of_a_region_are_told_apart_by_country() -> None:
    labels = [p.label for p in Setup().choose_region(Region.FE).pages]
    assert labels == ["Manage your apps, Australia", "Manage your apps, Japan"]
    assert Setup().choose_region(Region.EU).pages[0].label == "Manage your apps, Europe"


def test_without_a_region_nothing_is_offered_and_nothing_goes_on() -> None:
    setup = Setup()
    assert (setup.developer_id, setup.pages, setup.offered_marketplaces) == (None, (), ())
    assert setup.suggested_marketplace is None
    with pytest.raises(SetupError) as error:
        setup.next()
    assert error.value.code == "region-missing"


def test_the_whole_way() -> None:
    setup = Setup().choose_region(Region.EU).next().next()
    assert setup.step is Step.PASTE
    assert setup.missing == ("Seller ID", "MWS Auth Token")
    assert not setup.ready
    setup = setup.paste(PAGE)
    assert setup.missing == ()
    setup = setup.next()
    assert setup.marketplace_id == UK
    setup = setup.next().next()
    assert setup.step is Step.DONE
    assert setup.complete
    values = setup.require()
    assert (values.seller_id, values.token.reveal()) == (SELLER, TOKEN)
    assert (values.region, values.marketplace.id) == (Region.EU, UK)


def test_a_step_that_is_not_ready_says_why() -> None:
    setup = Setup().choose_region(Region.EU).go_to(Step.PASTE)
    with pytest.raises(SetupError) as error:
        setup.next()
    assert error.value.code == "values-missing"
    assert "Seller ID and MWS Auth Token" in error.value.message


def test_a_step_behind_one_that_is_not_ready_is_out_of_reach() -> None:
    with pytest.raises(SetupError, match="Still missing"):
        Setup().choose_region(Region.EU).go_to(Step.SAVE)


def test_what_a_connection_needs_is_asked_for_by_name() -> None:
    europe = Setup().choose_region(Region.EU)
    for setup, code in (
        (Setup(), "region-missing"),
        (europe, "values-missing"),
        (europe.paste(PAGE), "marketplace-missing"),
    ):
        with pytest.raises(SetupError) as error:
            setup.require()
        assert error.value.code == code


def test_back_stops_at_the_first_step_and_the_last_has_no_next() -> None:
    assert Setup().back().step is Step.REGION
    done = pasted().go_to(Step.DONE)
    assert done.next().step is Step.DONE


@given(st.integers(min_value=1, max_value=6))
def test_going_back_loses_nothing(times: int) -> None:
    there = pasted().go_to(Step.SAVE).keep_token(TokenHome.ASK)
    back = there
    for _ in range(times):
        back = back.back()
    assert replace(back, step=there.step) == there
    assert back.go_to(Step.SAVE) == there


@given(st.permutations(PAGE.strip().splitlines()), st.integers(min_value=1, max_value=5))
def test_the_order_and_number_of_pastes_do_not_matter(lines: list[str], first: int) -> None:
    # The token's label on its own line is no value, and the page's text none either.
    setup = Setup().choose_region(Region.EU).go_to(Step.PASTE)
    setup = setup.paste("\n".join(lines[:first])).paste("\n".join(lines[first:]))
    setup = setup.go_to(Step.TEST).choose_marketplace(UK)
    assert setup.require() == pasted().go_to(Step.TEST).require()


class TestRegionsNotCovered:
    @pytest.mark.parametrize("code", ["MX", "BR", "IN", "AE", "SA", "EG", "TR", "ZA", "SG"])
    def test_no_id_is_guessed(self, code: str) -> None:
        setup = Setup().choose_uncovered(code)
        assert setup.developer_id is None
        assert not setup.ready
        with pytest.raises(SetupError) as error:
            setup.next()
        assert error.value.code == "region-not-covered"
        country = next(m.country for m in MARKETPLACES if m.code == code)
        assert country in error.value.message

    def test_the_id_that_koongo_named_lets_it_go_on(self) -> None:
        setup = Setup().choose_uncovered("Mexico", "1234 5678 9012")
        assert setup.country == "MX"
        assert setup.region is Region.NA
        assert setup.developer_id == "1234-5678-9012"
        assert setup.pages[0].url == "https://sellercentral.amazon.com.mx/apps/manage"
        assert setup.pages[0].label == "Manage your apps, Mexico"
        assert setup.offered_marketplaces[0].code == "MX"
        assert setup.next().step is Step.AUTHORISE

    @pytest.mark.parametrize(
        "wrong", ["1234-5678", "12345678901234", "twelve digits", "90511235574O"]
    )
    def test_an_id_without_twelve_digits_is_refused(self, wrong: str) -> None:
        with pytest.raises(SetupError, match="twelve digits"):
            Setup().choose_uncovered("MX", wrong)

    def test_an_empty_id_means_not_known_yet(self) -> None:
        assert Setup().choose_uncovered("MX", " ").developer_id is None

    def test_a_country_without_a_marketplace_keeps_its_name_and_has_no_region(self) -> None:
        setup = Setup().choose_uncovered("  Costa   Rica ", "1234-5678-9012")
        assert setup.country == "Costa Rica"
        assert setup.region is None
        assert setup.pages == ()
        with pytest.raises(SetupError, match="Costa Rica"):
            setup.next()

    def test_the_id_of_a_region_tells_the_region(self) -> None:
        setup = Setup().choose_uncovered("Costa Rica", Region.NA.developer_id)
        assert setup.region is Region.NA
        assert setup.pages[0].label == "Manage your apps, US and Canada"
        assert setup.ready

    def test_a_country_that_is_covered_is_simply_its_region(self) -> None:
        setup = Setup().choose_uncovered("Germany")
        assert (setup.region, setup.country) == (Region.EU, None)

    def test_a_country_has_to_be_named(self) -> None:
        with pytest.raises(SetupError, match="country"):
            Setup().choose_uncovered("  ")

    def test_a_region_of_the_guide_ends_it(self) -> None:
        setup = Setup().choose_uncovered("MX", "1234-5678-9012").choose_region(Region.NA)
        assert (setup.country, setup.given_developer_id) == (None, None)
        assert setup.developer_id == Region.NA.developer_id
        assert setup.seller_central is None

    def test_sp_api_needs_no_developer_id(self) -> None:
        assert Setup().choose_program(Program.SP_API).choose_uncovered("MX").ready


class TestAddresses:
    def test_an_address_gives_region_and_page(self) -> None:
        setup = Setup().choose_address("https://sellercentral.amazon.de/home?x=1")
        assert setup.region is Region.EU
        assert [p.url for p in setup.pages] == ["https://sellercentral.amazon.de/apps/manage"]

    def test_an_address_of_a_country_not_covered(self) -> None:
        setup = Setup().choose_address("sellercentral.amazon.com.mx")
        assert (setup.country, setup.developer_id) == ("MX", None)

    @pytest.mark.parametrize(
        "text", ["vendorcentral.amazon.de", "sellercentral.amazon.cn", "hello"]
    )
    def test_an_address_that_tells_nothing_is_refused_with_the_reason(self, text: str) -> None:
        with pytest.raises(SetupError) as error:
            Setup().choose_address(text)
        assert error.value.code == "unknown-address"
        assert error.value.message

    def test_another_region_forgets_the_address(self) -> None:
        setup = Setup().choose_address("sellercentral.amazon.de")
        assert setup.choose_region(Region.EU).seller_central == "sellercentral.amazon.de"
        assert setup.choose_region(Region.NA).seller_central is None


class TestMarketplaces:
    def test_those_of_the_page_come_first(self) -> None:
        offered = pasted().offered_marketplaces
        assert [m.id for m in offered[:2]] == [UK, DE]
        assert all(m.region is Region.EU for m in offered)
        assert len(set(offered)) == len(offered)

    def test_those_of_the_account_come_next(self) -> None:
        setup = pasted().with_account([marketplace("amazon.se"), "A2ZV50J4W1RKNI"])
        assert [m.code for m in setup.offered_marketplaces[:3]] == ["GB", "DE", "SE"]
        assert setup.account_marketplaces == (marketplace("amazon.se"),)

    def test_without_an_mws_endpoint_it_is_not_offered_under_mws(self) -> None:
        europe = Setup().choose_region(Region.EU)
        assert "IE" not in [m.code for m in europe.offered_marketplaces]
        sp_api = europe.choose_program(Program.SP_API)
        assert "IE" in [m.code for m in sp_api.offered_marketplaces]

    def test_the_one_of_the_seller_central_is_preselected(self) -> None:
        setup = Setup().choose_address("sellercentral.amazon.de").paste(PAGE)
        assert setup.go_to(Step.TEST).marketplace_id == DE
        setup = Setup().choose_address("sellercentral.amazon.fr").paste(PAGE)
        assert setup.go_to(Step.TEST).marketplace_id == UK

    def test_a_choice_stays_when_the_step_is_entered_again(self) -> None:
        setup = pasted().go_to(Step.TEST).choose_marketplace("amazon.de")
        assert setup.back().next().marketplace_id == DE

    def test_an_unknown_one_is_refused(self) -> None:
        with pytest.raises(SetupError) as error:
            pasted().choose_marketplace("amazon.example")
        assert error.value.code == "unknown-marketplace"

    def test_a_misread_id_names_the_real_one(self) -> None:
        with pytest.raises(SetupError) as error:
            pasted().choose_marketplace("A1F83G8C2AR07P")
        assert error.value.code == "lookalike-marketplace"
        assert UK in error.value.message


class TestTested:
    def test_another_value_has_to_be_tested_again(self) -> None:
        tested = pasted().go_to(Step.TEST).with_account([UK, DE]).mark_tested()
        assert tested.tested
        assert tested.choose_marketplace(UK).tested
        assert not tested.choose_marketplace(DE).tested
        assert not tested.choose_region(Region.NA).tested
        assert not tested.choose_program(Program.SP_API).tested
        other = tested.paste(TOKEN.replace("4567", "9999"))
        assert not other.tested
        assert other.account_marketplaces == ()
        assert tested.paste(PAGE).tested

    def test_a_region_chosen_again_changes_nothing(self) -> None:
        tested = pasted().go_to(Step.TEST).mark_tested()
        assert tested.choose_region(Region.EU) == tested


class TestName:
    @pytest.mark.parametrize("name", ["main", "shop-uk_2", "A" * 32])
    def test_letters_digits_dash_and_underscore(self, name: str) -> None:
        assert Setup().rename(f" {name} ").name == name

    @pytest.mark.parametrize("name", ["", "a b", "ü", "A" * 33, "../x", "a.b"])
    def test_others_are_refused(self, name: str) -> None:
        with pytest.raises(SetupError, match="1 to 32"):
            Setup().rename(name)


class TestTokenHome:
    def test_a_command_is_kept_with_its_words(self) -> None:
        setup = Setup().keep_token(TokenHome.COMMAND, " pass show amazon/koongo ")
        assert setup.token_command == "pass show amazon/koongo"
        assert setup.keep_token(TokenHome.FILE).token_command is None

    @pytest.mark.parametrize("command", [None, "", "  "])
    def test_a_missing_command_is_refused(self, command: str | None) -> None:
        with pytest.raises(SetupError, match="missing"):
            Setup().keep_token(TokenHome.COMMAND, command)

    @pytest.mark.parametrize("command", [f"echo {TOKEN}", "echo Atzr|IwEBIabc"])
    def test_a_command_that_holds_the_token_is_refused(self, command: str) -> None:
        with pytest.raises(SetupError) as error:
            Setup().keep_token(TokenHome.COMMAND, command)
        assert error.value.code == "token-in-argv"
        assert "4ea38b7b" not in error.value.message


def test_an_end_date_can_be_set_and_taken_away() -> None:
    setup = pasted().set_expiry(date(2027, 3, 25))
    assert setup.expires_on == date(2027, 3, 25)
    assert setup.set_expiry(None).expires_on is None


def test_clearing_the_values_keeps_the_rest() -> None:
    setup = pasted().rename("shop").keep_token(TokenHome.ASK).clear_values()
    assert (setup.seller_id, setup.token, setup.findings.marketplaces) == (None, None, ())
    assert (setup.name, setup.region, setup.step) == ("shop", Region.EU, Step.PASTE)
    assert setup.token_home is TokenHome.ASK


def test_no_secret_is_shown() -> None:
    setup = pasted().paste(TOKEN.replace("4567", "9999"))
    assert "4ea38b7b" not in repr(setup) + str(setup.problems)
