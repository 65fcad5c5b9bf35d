"""The flow under SP-API: both ways of authorising, mix-ups of the programs, moving a channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from koongo_tui.errors import Actor
from koongo_tui.guide.consent import ConsentRequest, new_request
from koongo_tui.guide.flow import Field, Setup, SetupError, Step, TokenHome, Way
from koongo_tui.guide.handoff import owner_card
from koongo_tui.guide.marketplaces import MARKETPLACES, Marketplace
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem
from koongo_tui.guide.programs import Program
from koongo_tui.guide.recogniser import recognise
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret

SELLER = "A135KKEKJAIBJ56"
OTHER_SELLER = "A2QUMHSXUFEM2P"
MWS_TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0004567"
REFRESH = "Atzr|IwEBIJ7Qx3mZ0c2uRr5T9yKq4LwVnPfGh8sDdEaBbCcXxYyZz0123456789abcdef"
NEWER = REFRESH.replace("abcdef", "fedcba")
CODE = "RHcNzWXuTvQwErTyUiOp"
UK = "A1F83G8C2ARO7P"
DE = "A1PA6795UKMFR9"
PAGE = f"Seller ID: {SELLER}\nMarketplace ID: {UK} (Amazon.co.uk)\nMWS Auth Token: {MWS_TOKEN}\n"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = NOW.date()


def request(state: str = "right") -> ConsentRequest:
    return new_request(
        "sellercentral-europe.amazon.com", "amzn1.sp.solution.x", now=NOW, random=lambda: state
    )


def sp_api(step: Step = Step.PASTE) -> Setup:
    return Setup().choose_program(Program.SP_API).choose_region(Region.EU).go_to(step)


def asked() -> Setup:
    return sp_api(Step.AUTHORISE).with_consent_request(request()).next()


def address(state: str = "right", seller: str | None = SELLER, more: str = "") -> str:
    partner = f"&selling_partner_id={seller}" if seller else ""
    return f"https://koongo.example/back?state={state}{partner}&spapi_oauth_code={CODE}{more}"


def came_back(setup: Setup | None = None, *, after: timedelta = timedelta(minutes=2)) -> Setup:
    return (setup or asked()).paste(address(), today=TODAY, now=NOW + after)


def codes(setup: Setup) -> list[str]:
    return [p.code for p in setup.problems]


def only(setup: Setup, code: str) -> Problem:
    assert codes(setup) == [code]
    return setup.problems[0]


def choice(problem: Problem, kind: ChoiceKind) -> Choice:
    found = [a for a in problem.actions if a.kind is kind]
    assert len(found) == 1
    return found[0]


class TestWhere:
    @pytest.mark.parametrize("home", MARKETPLACES, ids=lambda m: m.code)
    def test_every_country_with_a_marketplace_will_do(self, home: Marketplace) -> None:
        empty = Setup().choose_program(Program.SP_API)
        for setup in (
            empty.choose_country(home.code),
            empty.choose_address(home.seller_central),
        ):
            assert setup.region is home.region
            assert setup.consent_hosts == (home.seller_central,)
            assert (setup.country, setup.developer_id) == (None, None)
            assert setup.ready
            assert setup.suggested_marketplace is home

    def test_a_word_for_a_country_is_read_in_the_same_way(self) -> None:
        setup = Setup().choose_program(Program.SP_API).choose_uncovered("Mexico")
        assert (setup.region, setup.country) == (Region.NA, None)

    def test_mws_knows_no_id_for_some_of_them(self) -> None:
        setup = Setup().choose_country("MX")
        assert setup.country == "MX"
        assert not setup.ready
        given = setup.choose_uncovered("MX", "1234-5678-9012")
        assert given.choose_country("MX") is given
        germany = Setup().choose_country("Germany")
        assert germany.pages[0].url == "https://sellercentral.amazon.de/apps/manage"

    def test_a_country_without_a_marketplace_tells_no_region(self) -> None:
        with pytest.raises(SetupError) as error:
            Setup().choose_country("Costa Rica")
        assert error.value.code == "unknown-marketplace"
        setup = Setup().choose_program(Program.SP_API).choose_uncovered("Costa Rica")
        with pytest.raises(SetupError, match="Costa Rica") as error:
            setup.next()
        assert error.value.code == "region-missing"

    def test_the_same_seller_central_again_keeps_what_was_asked_for(self) -> None:
        setup = Setup().choose_program(Program.SP_API).choose_country("DE")
        setup = setup.with_consent_request(request())
        assert setup.choose_address("https://sellercentral.amazon.de/home") == setup

    def test_back_to_mws_asks_for_what_mws_needs(self) -> None:
        setup = Setup().choose_uncovered("Costa Rica").choose_program(Program.SP_API)
        setup = setup.choose_region(Region.NA).go_to(Step.PASTE)
        assert setup.choose_program(Program.MWS).step is Step.PASTE
        mexico = Setup().choose_uncovered("MX").choose_program(Program.SP_API).go_to(Step.PASTE)
        assert mexico.choose_program(Program.MWS).step is Step.REGION

    def test_the_pages_are_those_of_the_way(self) -> None:
        setup = sp_api(Step.AUTHORISE)
        assert [p.url for p in setup.pages] == [
            "https://sellercentral-europe.amazon.com/apps/manage"
        ]
        assert [p.url for p in setup.choose_way(Way.SELF).pages] == [
            "https://sellercentral-europe.amazon.com/sellingpartner/developerconsole"
        ]
        assert [p.url for p in setup.with_consent_request(request()).pages] == [request().url]


class TestWebsite:
    def test_the_whole_way(self) -> None:
        setup = asked()
        assert setup.way is Way.WEBSITE
        assert setup.missing == ("return address",)
        setup = came_back(setup)
        assert setup.problems == ()
        assert setup.seller_id == SELLER
        assert setup.consent is not None
        assert setup.consent.code.reveal() == CODE
        assert setup.code_ends_at == NOW + timedelta(minutes=7)
        assert setup.missing == ()
        assert not setup.ready
        with pytest.raises(SetupError) as error:
            setup.next()
        assert error.value.code == "code-waiting"
        with pytest.raises(SetupError):
            setup.choose_marketplace(UK).require()

        setup = setup.with_refresh_token(Secret(REFRESH), today=TODAY)
        assert (setup.consent, setup.code_ends_at, setup.problems) == (None, None, ())
        assert setup.authorised_on == TODAY
        assert setup.expires_on == date(2027, 11, 23)
        setup = setup.choose_marketplace(DE).go_to(Step.DONE)
        assert setup.require().token.reveal() == REFRESH
        assert setup.complete

    def test_the_address_is_taken_once(self) -> None:
        setup = came_back().with_refresh_token(Secret(REFRESH), today=TODAY)
        again = came_back(setup)
        assert only(again, "consent-used").blocking
        assert again.consent is None
        assert again.token is not None

    @pytest.mark.parametrize(
        ("text", "minutes", "code"),
        [
            (address("wrong"), 1, "consent-state"),
            (address(""), 1, "consent-state"),
            (address(), 11, "consent-old"),
        ],
    )
    def test_an_address_that_does_not_answer_the_request(
        self, text: str, minutes: int, code: str
    ) -> None:
        setup = asked().paste(text, now=NOW + timedelta(minutes=minutes))
        problem = only(setup, code)
        assert setup.consent is None
        with pytest.raises(SetupError):
            setup.with_refresh_token(Secret(REFRESH), today=TODAY)
        again = setup.choose(problem, choice(problem, ChoiceKind.PASTE_AGAIN))
        assert (again.problems, again.missing) == ((), ("return address",))
        assert again.consent_request == request()
        anew = setup.choose(problem, choice(problem, ChoiceKind.OPEN_PAGE))
        assert (anew.step, anew.consent_request, anew.problems) == (Step.AUTHORISE, None, ())

    def test_an_address_of_which_nobody_says_when_it_came_is_not_taken(self) -> None:
        assert codes(asked().paste(address())) == ["consent-old"]

    def test_the_right_address_answers_a_wrong_one(self) -> None:
        setup = asked().paste(address("wrong"), now=NOW)
        assert came_back(setup).consent is not None

    def test_a_new_visit_forgets_the_answer_to_the_one_before(self) -> None:
        setup = came_back().with_consent_request(request("newer"))
        assert (setup.consent, setup.problems) == (None, ())
        assert codes(came_back(setup)) == ["consent-state"]

    @pytest.mark.parametrize("now", [None, NOW + timedelta(minutes=30)])
    def test_a_code_that_amazon_does_not_take(self, now: datetime | None) -> None:
        setup = came_back().code_refused(now=now)
        problem = only(setup, "code-expired")
        assert ("not sent" in problem.message) == (now is not None)
        assert setup.consent is None
        assert codes(came_back(setup)) == ["consent-used"]
        anew = setup.choose(problem, choice(problem, ChoiceKind.OPEN_PAGE))
        assert (anew.step, anew.problems) == (Step.AUTHORISE, ())
        assert anew.with_consent_request(request()).problems == ()

    def test_a_refresh_token_does_in_place_of_the_address(self) -> None:
        setup = asked().paste(address("wrong"), now=NOW).paste(REFRESH, now=NOW)
        assert setup.way is Way.SELF
        assert setup.findings.consent is None
        assert (setup.missing, setup.problems) == ((), ())

    def test_without_the_seller_it_has_to_be_given(self) -> None:
        setup = asked().paste(address(seller=None), now=NOW)
        assert setup.missing == ("Seller ID",)
        assert setup.enter(Field.SELLER_ID, SELLER).missing == ()

    def test_the_token_of_mws_beside_the_code_does_no_harm(self) -> None:
        text = address(more=f"&mws_auth_token={MWS_TOKEN}")
        setup = asked().paste(text, now=NOW)
        assert setup.problems == ()
        assert setup.consent is not None
        assert setup.with_refresh_token(Secret(REFRESH), today=TODAY).missing == ()
        mws = Setup().choose_region(Region.EU).go_to(Step.PASTE).paste(text, now=NOW)
        assert (mws.problems, mws.missing) == ((), ())

    def test_another_account_than_the_one_before_is_asked_about(self) -> None:
        setup = came_back().with_refresh_token(Secret(REFRESH), today=TODAY)
        setup = setup.with_consent_request(request("next"))
        setup = setup.paste(address("next", OTHER_SELLER), now=NOW)
        assert codes(setup) == ["other-shop"]
        assert setup.with_refresh_token(Secret(NEWER), today=TODAY).token == Secret(NEWER)

    @pytest.mark.parametrize(
        "change",
        [
            lambda s: s.choose_region(Region.NA),
            lambda s: s.choose_country("DE"),
            lambda s: s.choose_address("sellercentral.amazon.fr"),
        ],
    )
    def test_another_place_needs_another_page(self, change: object) -> None:
        assert callable(change)
        moved = change(came_back())
        assert (moved.consent_request, moved.consent) == (None, None)

    def test_the_same_place_keeps_it(self) -> None:
        setup = came_back(asked().choose_region(Region.EU))
        assert setup.choose_region(Region.EU).consent is not None

    def test_clearing_the_values_keeps_the_visit(self) -> None:
        setup = came_back().clear_values()
        assert setup.consent is None
        assert came_back(setup).consent is not None

    def test_a_request_is_open_for_ten_minutes_and_one_answer(self) -> None:
        assert request().is_open(NOW + timedelta(minutes=10))
        assert not request().is_open(NOW + timedelta(minutes=10, seconds=1))
        assert not replace(request(), used=True).is_open(NOW)

    def test_no_code_is_shown_or_kept(self) -> None:
        setup = came_back()
        assert CODE not in repr(setup) + repr(setup.to_progress())


class TestSelf:
    def test_the_whole_way(self) -> None:
        setup = sp_api(Step.AUTHORISE).choose_way(Way.SELF).next()
        assert setup.missing == ("Seller ID", "SP-API refresh token")
        with pytest.raises(SetupError) as error:
            setup.next()
        assert "Develop apps" in error.value.fix
        setup = setup.paste(f"{REFRESH}\n{SELLER}", now=NOW)
        assert setup.ready
        assert setup.go_to(Step.DONE).require().token.reveal() == REFRESH
        assert setup.expires_on is None

    def test_a_return_address_is_taken_too(self) -> None:
        setup = came_back(asked().choose_way(Way.SELF))
        assert setup.way is Way.WEBSITE
        assert setup.consent is not None


class TestPrograms:
    def test_a_return_address_in_an_mws_setup_goes_on_under_sp_api(self) -> None:
        setup = Setup().choose_region(Region.EU).go_to(Step.PASTE).paste(address(), now=NOW)
        problem = only(setup, "sp-api-token")
        assert problem.actions[0].kind is ChoiceKind.SWITCH_PROGRAM
        switched = setup.choose(problem, problem.actions[0])
        assert switched.program is Program.SP_API
        # Nothing here had asked for it, so the page has to be opened from here.
        problem = only(switched, "consent-unknown")
        assert switched.choose(problem, problem.actions[0]).step is Step.AUTHORISE

    def test_a_refresh_token_in_an_mws_setup_goes_on_under_sp_api(self) -> None:
        setup = Setup().choose_country("DE").go_to(Step.PASTE).paste(f"{SELLER}\n{REFRESH}")
        problem = only(setup, "sp-api-token")
        switched = setup.choose(problem, problem.actions[0])
        assert switched.go_to(Step.DONE).complete

    def test_an_mws_page_in_an_sp_api_setup_goes_on_under_mws_when_wanted(self) -> None:
        setup = sp_api().paste(PAGE, now=NOW)
        problem = only(setup, "mws-retired")
        switched = setup.choose(problem, choice(problem, ChoiceKind.SWITCH_PROGRAM))
        assert switched.program is Program.MWS
        assert switched.go_to(Step.DONE).complete

    def test_the_same_program_again_changes_nothing(self) -> None:
        setup = came_back()
        assert setup.choose_program(Program.SP_API) is setup


class TestRefusedByThePage:
    @pytest.mark.parametrize(
        ("number", "code"),
        [
            ("MD1000", "consent-draft"),
            ("MD5101", "consent-redirect"),
            ("MD5110", "consent-fragment"),
            ("MD9010", "wrong-region-developer"),
        ],
    )
    @pytest.mark.parametrize(
        "page", ["{}", "Sorry, something went wrong.\nError code: {}\nHome", "({}).", "fehler={}"]
    )
    def test_it_is_named_with_who_has_to_act(self, number: str, code: str, page: str) -> None:
        for text in (page.format(number), page.format(number.lower())):
            found = recognise(text)
            assert [p.code for p in found.problems] == [code]
            problem = found.problems[0]
            assert number in problem.title
            assert problem.who is Actor.KOONGO
            assert problem.fix

    @pytest.mark.parametrize("word", ["MD10000", "AMD1000", "MD-1000", "SKU-MD1000-X", "MD4711"])
    def test_what_only_looks_like_one_is_none(self, word: str) -> None:
        assert recognise(word).problems == ()

    @pytest.mark.parametrize("number", ["MD1000", "MD5101", "MD5110", "MD9010"])
    def test_it_goes_with_the_next_visit_or_answer(self, number: str) -> None:
        setup = asked().paste(f"Error {number}", now=NOW)
        problem = setup.problems[0]
        assert not setup.ready
        anew = setup.choose(problem, choice(problem, ChoiceKind.OPEN_PAGE))
        assert (anew.step, anew.problems, anew.consent_request) == (Step.AUTHORISE, (), None)
        assert setup.choose(problem, choice(problem, ChoiceKind.PASTE_AGAIN)).problems == ()
        assert came_back(setup).problems == ()
        assert setup.with_consent_request(request()).problems == ()

    def test_under_mws_it_waits_for_the_authorisation_too(self) -> None:
        setup = Setup().choose_region(Region.EU).go_to(Step.PASTE).paste("MD9010")
        problem = only(setup, "wrong-region-developer")
        assert setup.choose(problem, choice(problem, ChoiceKind.OPEN_PAGE)).problems == ()


class TestStoredToken:
    def test_another_one_than_the_saved_is_asked_about(self) -> None:
        setup = Setup().choose_region(Region.EU).with_stored_token(Secret(MWS_TOKEN))
        newer = MWS_TOKEN.replace("4567", "9999")
        setup = setup.paste(PAGE.replace(MWS_TOKEN, newer))
        problem = only(setup, "replaced-token")
        assert not problem.blocking
        assert [v for _, v in problem.facts] == [
            Secret(MWS_TOKEN).masked,
            Secret(newer).masked,
        ]
        used = setup.choose(problem, choice(problem, ChoiceKind.USE_VALUE))
        assert (used.problems, used.token) == ((), Secret(newer))
        kept = setup.choose(problem, choice(problem, ChoiceKind.KEEP))
        assert (kept.problems, kept.token) == ((), Secret(MWS_TOKEN))
        assert kept.missing == ()

    def test_the_saved_one_itself_is_nothing_to_ask_about(self) -> None:
        setup = Setup().choose_region(Region.EU).with_stored_token(Secret(MWS_TOKEN))
        assert setup.paste(PAGE).problems == ()

    def test_an_earlier_paste_is_asked_about_first(self) -> None:
        newer = MWS_TOKEN.replace("4567", "9999")
        setup = Setup().choose_region(Region.EU).with_stored_token(Secret(MWS_TOKEN))
        setup = setup.paste(PAGE).paste(newer)
        assert len(setup.problems) == 1
        assert "Before" in dict(setup.problems[0].facts)

    def test_authorising_again_means_it(self) -> None:
        setup = came_back(asked().with_stored_token(Secret(REFRESH)))
        setup = setup.with_refresh_token(Secret(NEWER), today=TODAY)
        assert setup.problems == ()
        assert setup.token == Secret(NEWER)


@dataclass(frozen=True)
class Place:
    home: str = "file"
    command: str | None = None


@dataclass(frozen=True)
class Saved:
    name: str = "shop"
    program: Program = Program.MWS
    region: Region = Region.EU
    marketplace_id: str = DE
    seller_id: str = SELLER
    token_place: Place = Place()
    developer_id: str | None = None
    authorised_on: date | None = date(2026, 3, 26)
    expires_on: date | None = date(2027, 3, 26)


class TestSavedChannel:
    def test_it_begins_with_what_is_known(self) -> None:
        setup = Setup.of_channel(Saved())
        assert (setup.name, setup.region, setup.marketplace_id) == ("shop", Region.EU, DE)
        assert (setup.seller_id, setup.expires_on) == (SELLER, date(2027, 3, 26))
        assert setup.step is Step.AUTHORISE
        assert setup.next().missing == ("MWS Auth Token",)
        assert setup.pages[0].url == "https://sellercentral.amazon.de/apps/manage"

    def test_it_moves_to_the_other_program(self) -> None:
        setup = Setup.of_channel(Saved(), program=Program.SP_API)
        assert setup.program is Program.SP_API
        assert (setup.name, setup.marketplace_id, setup.seller_id) == ("shop", DE, SELLER)
        assert (setup.authorised_on, setup.expires_on) == (None, None)
        assert setup.consent_hosts == ("sellercentral.amazon.de",)
        setup = setup.next().paste(REFRESH)
        assert (setup.problems, setup.missing) == ((), ())
        values = setup.go_to(Step.DONE).require()
        assert (values.marketplace.id, values.seller_id) == (DE, SELLER)

    def test_another_account_is_noticed(self) -> None:
        setup = Setup.of_channel(Saved(), program=Program.SP_API).with_consent_request(request())
        setup = setup.paste(address(seller=OTHER_SELLER), now=NOW)
        assert codes(setup) == ["other-shop"]

    @pytest.mark.parametrize(
        ("home", "kept"), [("file", "file"), ("command", "file"), ("ask", "ask")]
    )
    def test_a_command_that_gives_the_old_token_is_not_kept(self, home: str, kept: str) -> None:
        saved = Saved(token_place=Place(home, "pass show x" if home == "command" else None))
        assert Setup.of_channel(saved, program=Program.SP_API).token_home is TokenHome(kept)
        same = Setup.of_channel(saved)
        assert same.token_home is TokenHome(home)
        assert same.token_command == saved.token_place.command

    def test_a_country_with_its_given_id(self) -> None:
        saved = Saved(
            region=Region.NA, marketplace_id="A1AM78C64UM0Y8", developer_id="1234-5678-9012"
        )
        assert Setup.of_channel(saved).developer_id == "1234-5678-9012"
        moved = Setup.of_channel(saved, program=Program.SP_API)
        assert (moved.region, moved.developer_id, moved.step) == (Region.NA, None, Step.AUTHORISE)
        assert moved.consent_hosts == ("sellercentral.amazon.com.mx",)

    def test_a_marketplace_that_amazon_does_not_have_is_asked_for(self) -> None:
        setup = Setup.of_channel(Saved(marketplace_id="nowhere"))
        assert setup.marketplace_id is None
        assert setup.pages[0].url == "https://sellercentral.amazon.co.uk/apps/manage"


class TestProgress:
    def test_a_dropped_line_between_page_and_answer_does_no_harm(self) -> None:
        setup = asked().choose_marketplace(DE)
        back = Setup.from_progress(setup.to_progress())
        assert back == setup
        assert came_back(back).consent is not None

    def test_an_answer_that_was_taken_is_not_taken_again_later(self) -> None:
        setup = came_back().with_refresh_token(Secret(REFRESH), today=TODAY)
        assert "right" not in setup.to_progress().values()
        assert codes(came_back(Setup.from_progress(setup.to_progress()))) == ["consent-unknown"]

    def test_the_way_comes_back(self) -> None:
        setup = sp_api().choose_way(Way.SELF)
        assert Setup.from_progress(setup.to_progress()) == setup

    @pytest.mark.parametrize(
        "damage",
        [
            {"consent_made_at": "soon"},
            {"consent_made_at": "2026-11-23T12:00:00"},
            {"consent_state": ""},
            {"consent_url": None},
        ],
    )
    def test_a_visit_that_cannot_be_read_is_left_out(self, damage: dict[str, str | None]) -> None:
        assert Setup.from_progress({**asked().to_progress(), **damage}).consent_request is None


class TestOwner:
    def test_the_card_gives_the_consent_page(self) -> None:
        card = owner_card(asked())
        assert request().url in card.splitlines()[3].strip()
        assert "Developer ID" not in card
        assert "address" in card

    def test_the_card_of_a_private_application(self) -> None:
        card = owner_card(sp_api(Step.AUTHORISE).choose_way(Way.SELF))
        assert "Authorise app" in card
        assert "developerconsole" in card

    def test_without_a_region_there_is_none(self) -> None:
        with pytest.raises(SetupError):
            owner_card(Setup().choose_program(Program.SP_API))

    def test_without_a_visit_of_the_consent_page_there_is_none(self) -> None:
        with pytest.raises(SetupError) as error:
            owner_card(sp_api(Step.AUTHORISE))
        assert error.value.code == "no-consent"
