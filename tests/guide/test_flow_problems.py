"""Every problem that the flow can meet, and what each of its choices does."""

from __future__ import annotations

from datetime import date

import pytest

from koongo_tui.guide.flow import Field, Setup, SetupError, Step
from koongo_tui.guide.marketplaces import find_marketplace
from koongo_tui.guide.mistakes import MISTAKES, Choice, ChoiceKind, Problem
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region

SELLER = "A135KKEKJAIBJ56"
OTHER_SELLER = "A2QUMHSXUFEM2P"
TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0004567"
OTHER_TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0009999"
REFRESH = "Atzr|IwEBIJ7Qx3mZ0c2uRr5T9yKq4LwVnPfGh8sDdEaBbCcXxYyZz0123456789abcdef"
UK = "A1F83G8C2ARO7P"
DE = "A1PA6795UKMFR9"
US = "ATVPDKIKX0DER"
PAGE = f"Seller ID: {SELLER}\nMarketplace ID: {UK} (Amazon.co.uk)\nMWS Auth Token: {TOKEN}\n"
TODAY = date(2026, 11, 23)


def row(developer: str, dates: str = "3/26/2026, 4:28 PM 3/25/2027, 4:28 PM") -> str:
    number = developer.replace("-", "")
    return f"Active\tKoongo\t{number}\t{dates}\tView\tRenew\tDisable"


def europe(*texts: str) -> Setup:
    setup = Setup().choose_region(Region.EU).go_to(Step.PASTE)
    for text in texts:
        setup = setup.paste(text, today=TODAY)
    return setup


def only(setup: Setup, code: str) -> Problem:
    assert [p.code for p in setup.problems] == [code]
    return setup.problems[0]


def choice(problem: Problem, kind: ChoiceKind, value: str | None = None) -> Choice:
    found = [a for a in problem.actions if a.kind is kind and value in (None, a.value)]
    assert len(found) == 1, problem.actions
    return found[0]


def codes(setup: Setup) -> list[str]:
    return [p.code for p in setup.problems]


class TestDeveloper:
    def test_the_id_of_another_region_stands_in_the_way(self) -> None:
        setup = europe(PAGE, row(Region.NA.developer_id))
        problem = only(setup, "wrong-region-developer")
        assert problem.blocking
        with pytest.raises(SetupError) as error:
            setup.next()
        assert error.value.code == "wrong-region-developer"
        assert error.value.fix

    def test_changing_the_region_mends_it(self) -> None:
        setup = europe(f"Seller ID: {SELLER}\n{TOKEN}", row(Region.NA.developer_id))
        problem = only(setup, "wrong-region-developer")
        setup = setup.choose(problem, choice(problem, ChoiceKind.CHANGE_REGION))
        assert setup.region is Region.NA
        assert setup.step is Step.PASTE
        assert setup.problems == ()
        assert setup.seller_id == SELLER

    def test_authorising_again_waits_for_a_new_page(self) -> None:
        setup = europe(PAGE, row(Region.NA.developer_id))
        problem = only(setup, "wrong-region-developer")
        setup = setup.choose(problem, choice(problem, ChoiceKind.OPEN_PAGE))
        assert setup.problems == ()
        assert codes(setup.paste(row(Region.NA.developer_id))) == ["wrong-region-developer"]

    def test_a_new_token_comes_from_a_new_authorisation(self) -> None:
        setup = europe(PAGE, row(Region.NA.developer_id)).paste(OTHER_TOKEN)
        assert codes(setup) == ["replaced-token"]

    def test_koongo_may_have_named_it(self) -> None:
        setup = europe(PAGE, row("1111-2222-3333"))
        problem = only(setup, "wrong-region-developer")
        setup = setup.choose(problem, choice(problem, ChoiceKind.KEEP))
        assert setup.problems == ()
        assert setup.ready
        # In another region it is another question.
        assert "wrong-region-developer" in codes(setup.choose_region(Region.FE))

    def test_a_mistyped_one(self) -> None:
        problem = only(europe(PAGE, row("9051-1253-5740")), "mistyped-developer")
        assert ("Koongo's ID", "9051-1235-5740") in problem.facts

    def test_the_one_of_the_old_picture_is_only_worth_knowing(self) -> None:
        setup = europe(PAGE, row("7930-6722-8694"))
        problem = only(setup, "retired-developer")
        assert not problem.blocking
        assert setup.ready
        assert setup.choose(problem, choice(problem, ChoiceKind.KEEP)).problems == ()

    def test_the_region_is_changed_after_pasting(self) -> None:
        setup = europe(PAGE, row(Region.EU.developer_id))
        assert setup.problems == ()
        moved = setup.choose_region(Region.NA)
        assert set(codes(moved)) == {"wrong-region-developer", "wrong-endpoint"}
        assert moved.seller_id == SELLER
        assert moved.choose_region(Region.EU).problems == ()

    def test_the_id_that_koongo_gave_for_a_country_is_right(self) -> None:
        setup = Setup().choose_uncovered("MX", "1234-5678-9012").paste(row("1234-5678-9012"))
        assert setup.problems == ()

    @pytest.mark.parametrize(
        ("shown", "code"),
        [
            ("1234-5678-9013", "wrong-region-developer"),
            (Region.NA.developer_id, "wrong-region-developer"),
            ("7930-6722-8694", "retired-developer"),
        ],
    )
    def test_another_than_the_one_koongo_gave_is_not(self, shown: str, code: str) -> None:
        setup = Setup().choose_uncovered("MX", "1234-5678-9012").paste(row(shown))
        problem = only(setup, code)
        assert problem.blocking
        assert ("Given to you", "1234-5678-9012") in problem.facts
        assert setup.choose(problem, choice(problem, ChoiceKind.KEEP)).problems == ()

    def test_sp_api_has_no_developer_id(self) -> None:
        setup = europe(row(Region.NA.developer_id)).choose_program(Program.SP_API)
        assert setup.problems == ()


class TestMarketplace:
    def test_a_page_of_another_region(self) -> None:
        setup = europe(f"Seller ID: {SELLER}\n{US} (Amazon.com)\n{TOKEN}")
        problem = only(setup, "wrong-endpoint")
        moved = setup.choose(problem, choice(problem, ChoiceKind.CHANGE_REGION))
        assert moved.region is Region.NA
        assert moved.go_to(Step.TEST).marketplace_id == US
        kept = setup.choose(problem, choice(problem, ChoiceKind.KEEP))
        assert kept.problems == ()
        assert kept.go_to(Step.TEST).marketplace_id == UK
        again = setup.choose(problem, choice(problem, ChoiceKind.PASTE_AGAIN))
        assert again.findings.marketplaces == ()

    def test_a_chosen_one_of_another_region_cannot_be_kept(self) -> None:
        setup = europe(PAGE).go_to(Step.TEST).choose_marketplace("amazon.com")
        problem = only(setup, "wrong-endpoint")
        assert not setup.ready
        assert ChoiceKind.KEEP not in [a.kind for a in problem.actions]
        moved = setup.choose(problem, choice(problem, ChoiceKind.CHANGE_REGION))
        assert (moved.region, moved.marketplace_id) == (Region.NA, US)
        other = setup.choose(problem, choice(problem, ChoiceKind.USE_VALUE, UK))
        assert (other.marketplace_id, other.problems) == (UK, ())

    def test_ireland_never_had_mws(self) -> None:
        setup = europe(PAGE).go_to(Step.TEST).choose_marketplace("Ireland")
        problem = only(setup, "no-mws-endpoint")
        assert not setup.ready
        assert "Amazon.ie" in problem.title
        switched = setup.choose(problem, choice(problem, ChoiceKind.SWITCH_PROGRAM))
        assert switched.program is Program.SP_API
        assert "no-mws-endpoint" not in codes(switched)
        assert setup.choose(problem, choice(problem, ChoiceKind.USE_VALUE, UK)).ready

    def test_neither_had_south_africa(self) -> None:
        setup = Setup().choose_uncovered("ZA", "1234-5678-9012").paste(f"{SELLER}\n{TOKEN}")
        setup = setup.go_to(Step.TEST)
        assert codes(setup) == ["no-mws-endpoint"]

    def test_one_that_the_account_does_not_have(self) -> None:
        setup = europe(PAGE).go_to(Step.TEST).with_account([DE])
        problem = only(setup, "marketplace-not-open")
        assert [a.value for a in problem.actions] == [DE]
        assert setup.choose(problem, problem.actions[0]).ready

    def test_a_misread_one_is_offered_as_it_is(self) -> None:
        setup = europe(PAGE.replace(UK, "A1F83G8C2AR07P"))
        assert setup.findings.marketplaces == (UK,)
        problem = only(setup, "lookalike-marketplace")
        assert setup.choose(problem, problem.actions[0]).problems == ()


class TestProgram:
    def test_an_sp_api_token_offers_to_switch(self) -> None:
        setup = europe(f"{SELLER}\n{REFRESH}")
        problem = only(setup, "sp-api-token")
        assert setup.missing == ("MWS Auth Token",)
        switched = setup.choose(problem, choice(problem, ChoiceKind.SWITCH_PROGRAM))
        assert switched.program is Program.SP_API
        assert (switched.problems, switched.missing) == ((), ())
        assert switched.ready

    def test_an_mws_token_in_an_sp_api_setup_offers_the_way_back(self) -> None:
        setup = europe(PAGE).choose_program(Program.SP_API)
        problem = only(setup, "mws-retired")
        assert setup.missing == ("return address",)
        back = setup.choose(problem, choice(problem, ChoiceKind.SWITCH_PROGRAM))
        assert back.program is Program.MWS
        assert back.ready

    def test_the_return_address_of_the_consent_page_names_the_seller(self) -> None:
        setup = (
            Setup()
            .choose_program(Program.SP_API)
            .choose_region(Region.EU)
            .paste(
                f"https://example.org/back?state=abc&selling_partner_id={SELLER}"
                "&spapi_oauth_code=RHcNzWXuTvQwErTyUiOp"
            )
        )
        assert setup.seller_id == SELLER
        assert setup.findings.consent is not None
        # Nothing had asked for it here.
        assert only(setup, "consent-unknown").blocking
        assert setup.consent is None
        assert setup.missing == ("return address",)


class TestReplaced:
    def test_a_newer_token_is_taken_and_said(self) -> None:
        setup = europe(PAGE, OTHER_TOKEN)
        assert setup.token is not None
        assert setup.token.reveal() == OTHER_TOKEN
        problem = only(setup, "replaced-token")
        assert not problem.blocking
        assert "87aea000" not in repr(problem)
        used = setup.choose(problem, choice(problem, ChoiceKind.USE_VALUE))
        assert used.problems == ()
        assert used.token == setup.token
        kept = setup.choose(problem, choice(problem, ChoiceKind.KEEP))
        assert kept.token is not None
        assert kept.token.reveal() == TOKEN
        assert kept.problems == ()

    def test_the_same_token_again_is_nothing_new(self) -> None:
        assert europe(PAGE, TOKEN).problems == ()

    def test_another_shop_is_noticed(self) -> None:
        setup = europe(PAGE, f"Seller ID: {OTHER_SELLER}")
        problem = only(setup, "other-shop")
        assert setup.seller_id == OTHER_SELLER
        used = setup.choose(problem, choice(problem, ChoiceKind.USE_VALUE))
        assert (used.seller_id, used.problems) == (OTHER_SELLER, ())
        kept = setup.choose(problem, choice(problem, ChoiceKind.KEEP))
        assert (kept.seller_id, kept.problems) == (SELLER, ())
        # And when it comes once more, it is asked once more.
        assert codes(kept.paste(f"Seller ID: {OTHER_SELLER}")) == ["other-shop"]

    def test_two_sellers_on_one_page_have_to_be_chosen_from(self) -> None:
        setup = europe(f"Seller ID: {SELLER}\nSeller ID: {OTHER_SELLER}\n{TOKEN}")
        problem = only(setup, "other-shop")
        assert setup.seller_id is None
        chosen = setup.choose(problem, choice(problem, ChoiceKind.USE_VALUE, OTHER_SELLER))
        assert (chosen.seller_id, chosen.problems) == (OTHER_SELLER, ())


class TestDates:
    AMBIGUOUS = row(Region.EU.developer_id, "3/4/2026, 4:28 PM 3/4/2027, 4:28 PM")

    def test_what_can_be_read_in_two_ways_is_asked(self) -> None:
        setup = europe(PAGE, self.AMBIGUOUS)
        problem = only(setup, "ambiguous-date")
        assert setup.expires_on is None
        ends = {
            setup.choose(problem, a).expires_on
            for a in problem.actions
            if a.kind is ChoiceKind.CHOOSE_DATE
        }
        assert len(ends) == 2
        assert None not in ends
        for action in problem.actions:
            assert setup.choose(problem, action).problems == ()

    def test_a_date_that_is_set_answers_it(self) -> None:
        setup = europe(PAGE, self.AMBIGUOUS).set_expiry(date(2027, 3, 3))
        assert setup.problems == ()
        assert setup.expires_on == date(2027, 3, 3)

    def test_a_clear_row_gives_both_dates(self) -> None:
        setup = europe(PAGE, row(Region.EU.developer_id))
        assert setup.authorised_on == date(2026, 3, 26)
        assert setup.expires_on == date(2027, 3, 25)


class TestSwapped:
    TEXT = f"Seller ID: {TOKEN}\nMWS Auth Token: {SELLER}"

    def test_it_is_sorted_by_shape_and_said(self) -> None:
        setup = europe(self.TEXT)
        problem = only(setup, "swapped")
        assert not setup.ready
        assert problem.actions[0].kind is ChoiceKind.SWAP
        swapped = setup.choose(problem, problem.actions[0])
        assert swapped.ready
        values = swapped.go_to(Step.TEST).require()
        assert (values.seller_id, values.token.reveal()) == (SELLER, TOKEN)

    def test_a_token_never_becomes_a_seller_id(self) -> None:
        setup = europe(self.TEXT)
        problem = only(setup, "swapped")
        kept = setup.choose(problem, choice(problem, ChoiceKind.KEEP))
        assert kept.seller_id == SELLER
        assert kept.problems == ()


class TestSettling:
    def test_a_marketplace_in_place_of_the_seller_is_kept_for_later(self) -> None:
        setup = europe(f"Seller ID: {DE}\n{TOKEN}")
        problem = only(setup, "marketplace-as-seller")
        assert setup.missing == ("Seller ID",)
        again = setup.choose(problem, choice(problem, ChoiceKind.PASTE_AGAIN))
        again = again.paste(SELLER)
        assert again.problems == ()
        assert again.next().marketplace_id == DE

    def test_a_cut_token_is_over_when_the_whole_one_comes(self) -> None:
        setup = europe(f"Seller ID: {SELLER}\n{TOKEN[:34]}")
        assert codes(setup) == ["truncated-token"]
        assert setup.paste(TOKEN).problems == ()

    def test_a_decision_holds_until_the_same_comes_again(self) -> None:
        text = f"Seller ID: {TOKEN}\nMWS Auth Token: {SELLER}"
        setup = europe(text)
        setup = setup.choose(setup.problems[0], setup.problems[0].actions[0])
        assert setup.problems == ()
        assert codes(setup.paste(text)) == ["swapped"]

    def test_opening_something_changes_nothing(self) -> None:
        setup = europe("You must be the primary user of a Professional account")
        problem = next(p for p in setup.problems if p.code == "not-primary-user")
        assert setup.choose(problem, choice(problem, ChoiceKind.OWNER_CARD)) == setup

    def test_what_blocks_comes_first(self) -> None:
        setup = europe(PAGE, row("7930-6722-8694"), f"Seller ID: {TOKEN}")
        blocking = [p.blocking for p in setup.problems]
        assert blocking == sorted(blocking, reverse=True)
        assert len(blocking) > 1


def test_every_code_has_words_in_the_table_or_here() -> None:
    own = {"no-mws-endpoint", "odd-seller-id", "not-a-seller-id", "not-a-token"}
    assert own.isdisjoint(MISTAKES)


class TestFields:
    def test_each_value_by_itself(self) -> None:
        setup = europe().enter("seller_id", f" {SELLER} ").enter(Field.TOKEN, TOKEN)
        assert setup.ready
        assert setup.enter("marketplace", "amazon.de").marketplace_id == DE
        assert setup.enter("expires_on", "2027-03-25").expires_on == date(2027, 3, 25)
        assert codes(setup.enter("developer_id", Region.NA.developer_id)) == [
            "wrong-region-developer"
        ]

    def test_a_page_in_a_field_gives_all_of_it(self) -> None:
        assert europe().enter(Field.TOKEN, PAGE).ready

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            (TOKEN, "swapped"),
            (DE, "marketplace-as-seller"),
            ("9051-1235-5740", "developer-as-seller"),
            ("M_KOONGO_1234567", "merchant-token"),
            ("hello there", "not-a-seller-id"),
        ],
    )
    def test_what_is_no_seller_id_is_named(self, text: str, code: str) -> None:
        setup = europe().enter(Field.SELLER_ID, text)
        assert code in codes(setup)
        assert setup.seller_id is None
        mended = setup.enter(Field.SELLER_ID, SELLER)
        assert mended.problems == ()
        assert mended.seller_id == SELLER

    def test_a_marketplace_in_the_seller_field_is_kept(self) -> None:
        assert europe().enter(Field.SELLER_ID, DE).findings.marketplaces == (DE,)

    def test_a_token_in_the_seller_field_goes_where_it_belongs(self) -> None:
        setup = europe().enter(Field.SELLER_ID, TOKEN)
        problem = only(setup, "swapped")
        setup = setup.choose(problem, problem.actions[0])
        assert setup.token is not None
        assert setup.missing == ("Seller ID",)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            (TOKEN[:34], "truncated-token"),
            ("View", "placeholder"),
            (SELLER, "swapped"),
            (REFRESH, "sp-api-token"),
            ("AKIAIOSFODNN7EXAMPLE", "aws-keys"),
            ("something else", "not-a-token"),
        ],
    )
    def test_what_is_no_mws_token_is_named(self, text: str, code: str) -> None:
        setup = europe().enter(Field.TOKEN, text)
        assert code in codes(setup)
        assert "MWS Auth Token" in setup.missing
        assert "MWS Auth Token" not in setup.enter(Field.TOKEN, TOKEN).missing

    @pytest.mark.parametrize("word", ["A1B2C3", "A12345678901", "A1234567890BCDE6789"])
    def test_an_unusual_length_warns_and_never_blocks(self, word: str) -> None:
        setup = europe().enter(Field.TOKEN, TOKEN).enter(Field.SELLER_ID, word.lower())
        assert setup.seller_id == word
        assert setup.ready
        assert setup.problems or any("unusual" in t for t in setup.findings.tidied)
        for problem in setup.problems:
            assert setup.choose(problem, choice(problem, ChoiceKind.KEEP)).problems == ()

    @pytest.mark.parametrize("field", [Field.SELLER_ID, Field.TOKEN, Field.EXPIRES_ON])
    def test_an_empty_field_is_empty(self, field: Field) -> None:
        setup = europe(PAGE).set_expiry(date(2027, 3, 25)).enter(field, "  ")
        assert getattr(setup, field.value) is None

    def test_clearing_other_fields(self) -> None:
        setup = europe(PAGE, row(Region.NA.developer_id)).enter("developer_id", "")
        assert setup.problems == ()
        assert setup.enter("marketplace", "amazon.de").enter("marketplace", "").marketplace is None

    def test_clearing_a_field_ends_its_problem(self) -> None:
        assert europe().enter("token", "View").enter("token", "").problems == ()

    @pytest.mark.parametrize(
        ("field", "text", "code"),
        [
            ("developer_id", "123", "mistyped-developer"),
            ("expires_on", "next spring", "unknown-date"),
            ("marketplace", "nowhere", "unknown-marketplace"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, field: str, text: str, code: str) -> None:
        with pytest.raises(SetupError) as error:
            europe().enter(field, text)
        assert error.value.code == code

    def test_an_end_date_that_can_be_read_in_two_ways(self) -> None:
        setup = europe(PAGE).enter("expires_on", "3/4/2027", today=TODAY)
        assert codes(setup) == ["ambiguous-date"]

    def test_an_end_date_in_amazons_form(self) -> None:
        setup = europe(PAGE).enter("expires_on", "3/25/2027", today=TODAY)
        assert setup.expires_on == date(2027, 3, 25)


def test_the_ways_of_entering_give_the_same_result() -> None:
    """Paste, fields, and mistakes mended on the way."""
    straight = europe(PAGE).go_to(Step.SAVE)
    fields = europe().enter("token", TOKEN).enter("seller_id", SELLER).go_to(Step.TEST)
    fields = fields.choose_marketplace("amazon.co.uk").go_to(Step.SAVE)
    swapped = europe(TestSwapped.TEXT)
    swapped = swapped.choose(swapped.problems[0], swapped.problems[0].actions[0])
    swapped = swapped.go_to(Step.TEST).choose_marketplace(UK).go_to(Step.SAVE)
    assert straight.require() == fields.require() == swapped.require()
    assert find_marketplace("amazon.co.uk") == straight.require().marketplace
