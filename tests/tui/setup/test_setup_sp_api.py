"""SP-API in the full screen: choosing it, both ways of authorising, the code's five minutes."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from koongo_tui.amazon.errors import AccessRefused, DeveloperRefused, Unreachable
from koongo_tui.demo import demo_workspace
from koongo_tui.guide.findings import Consent
from koongo_tui.guide.flow import Setup, Step, Way
from koongo_tui.guide.marketplaces import MARKETPLACES
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import SecretHome, SecretPlace, SpApiDeveloper
from koongo_tui.tui.app import KoongoApp
from koongo_tui.tui.palette import KoongoCommands
from koongo_tui.tui.screens.setup.authorise import AuthorisePage
from koongo_tui.tui.screens.setup.consent import ConsentPage
from koongo_tui.tui.screens.setup.countries import CountriesPage
from koongo_tui.tui.screens.setup.done import DonePage
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.paste import PastePage
from koongo_tui.tui.screens.setup.picture import PicturePage
from koongo_tui.tui.screens.setup.problem import ProblemPage
from koongo_tui.tui.screens.setup.qr import QrPage
from koongo_tui.tui.screens.setup.region import RegionPage
from koongo_tui.tui.screens.setup.save import SavePage
from koongo_tui.tui.screens.setup.self_authorise import SelfAuthorisePage
from koongo_tui.tui.screens.setup.trial import TrialPage
from koongo_tui.tui.screens.setup.uncovered import UncoveredPage
from koongo_tui.tui.screens.setup.values import ValuesPage
from koongo_tui.tui.terminal import Terminal
from koongo_tui.tui.widgets.sp_api_pages import ConsentPage as Drawn
from koongo_tui.workspace import MWS_ENDPOINT_VARIABLE
from tests.tui.setup.person import (
    BACK,
    CODE,
    PAGE,
    REFRESH,
    SELLER,
    DemoPages,
    Person,
    PlayedWorkspace,
    Walk,
    at,
)

APPLICATION = "amzn1.sp.solution.1a2b3c4d-1234-4abc-8def-1234567890ab"
SECRET = "amzn1.oa2-cs.v1." + "5" * 64
SIZES = [(80, 24), (60, 20), (140, 45)]


class Desk:
    """Login with Amazon: gives the refresh token, or what a test put in its place."""

    def __init__(self) -> None:
        self.asked: list[Consent] = []
        self.error: Exception | None = None
        self.opens: asyncio.Event | None = None

    async def exchange(self, workspace: PlayedWorkspace, setup: Setup, consent: Consent) -> Secret:
        self.asked.append(consent)
        if self.opens is not None:
            await self.opens.wait()
        if self.error is not None:
            raise self.error
        return Secret(REFRESH)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """What answers for codes."""
    desk = Desk()

    async def exchange(workspace: PlayedWorkspace, setup: Setup, consent: Consent) -> Secret:
        return await desk.exchange(workspace, setup, consent)

    monkeypatch.setattr(PlayedWorkspace, "exchange", exchange)
    return desk


@pytest.fixture
def newcomer(person: Person) -> Person:
    """Somebody without a gateway, on a machine that nobody has prepared."""
    del person.environ[MWS_ENDPOINT_VARIABLE]
    return person


@pytest.fixture
def seller(newcomer: Person) -> Person:
    """Somebody on a machine where Koongo's application is set up."""
    newcomer.workspace().save_sp_api_developer(
        SpApiDeveloper(APPLICATION, "amzn1.application-oa2-client.0", SecretPlace(SecretHome.FILE)),
        Secret(SECRET),
    )
    return newcomer


def sp_api(region: Region = Region.EU, way: Way = Way.WEBSITE) -> Setup:
    """At the authorise step."""
    setup = Setup().choose_program(Program.SP_API).choose_region(region)
    return setup.choose_way(way).go_to(Step.AUTHORISE)


def state_of(walk: Walk) -> str:
    request = walk.session.setup.consent_request
    assert request is not None
    return request.state


def returned(walk: Walk, state: str | None = None) -> str:
    """The address in the browser after the owner has confirmed."""
    return f"https://koongo.example/back?state={state or state_of(walk)}&{BACK}"


async def come_back(walk: Walk) -> None:
    """From the authorise step to the paste step, with the address in the clipboard."""
    await walk.go(sp_api())
    await walk.press("enter")
    await walk.paste(returned(walk))
    await walk.work_done()


def flat(walk: Walk) -> str:
    return " ".join(walk.text().split())


class TestTheProgram:
    async def test_sp_api_is_recommended_where_nothing_else_is_prepared(
        self, newcomer: Person
    ) -> None:
        async with newcomer.sits_down() as walk:
            await walk.press("enter")
            assert walk.session.setup.program is Program.SP_API
            assert "(recommended)" in walk.line("Program")
            assert "none is needed" in walk.line("Developer ID")
            assert "9051-1235-5740 is for MWS" in walk.line("Developer ID")

    async def test_mws_where_only_its_keys_or_its_gateway_are_here(self, person: Person) -> None:
        async with person.sits_down() as walk:
            assert walk.session.setup.program is Program.MWS
        del person.environ[MWS_ENDPOINT_VARIABLE]
        person.know_developer()
        async with person.sits_down() as walk:
            assert walk.session.setup.program is Program.MWS
            await walk.press("enter")
            assert "ended in 2024" in walk.line("Program")

    async def test_sp_api_where_its_application_is_here_too(self, seller: Person) -> None:
        seller.know_developer()
        async with seller.sits_down() as walk:
            assert walk.session.setup.program is Program.SP_API

    async def test_a_damaged_configuration_stops_nobody(self, newcomer: Person) -> None:
        newcomer.paths.config_file.parent.mkdir(parents=True)
        newcomer.paths.config_file.write_text("[", encoding="utf-8")
        async with newcomer.sits_down() as walk:
            assert walk.session.setup.program is Program.SP_API

    async def test_a_key_switches_and_says_why_one_might(self, newcomer: Person) -> None:
        async with newcomer.sits_down() as walk:
            await walk.press("enter", "e")
            assert "MWS, ended in 2024" in walk.line("Program")
            assert "gateways" in walk.said()
            assert "9051-1235-5740" in walk.text()
            await walk.press("enter")
            assert walk.shows(AuthorisePage)
            await walk.press("escape", "e", "enter")
            assert walk.session.setup.program is Program.SP_API
            assert walk.shows(ConsentPage)

    async def test_starting_over_begins_with_the_recommended_one(self, newcomer: Person) -> None:
        async with newcomer.sits_down() as walk:
            await walk.press("enter", "e", "enter")
        async with newcomer.sits_down() as walk:
            await walk.press("ctrl+l")
            assert walk.session.setup.program is Program.SP_API

    @pytest.mark.parametrize("size", SIZES)
    async def test_the_page_is_complete(self, newcomer: Person, size: tuple[int, int]) -> None:
        async with newcomer.sits_down(size) as walk:
            await walk.press("enter")
            assert "Program" in walk.text()
            if size[1] >= 24:
                assert walk.page.max_scroll_y == 0
                await walk.press("e")
                assert walk.page.max_scroll_y == 0


class TestWhere:
    async def test_each_country_that_the_guide_leaves_out(self, newcomer: Person) -> None:
        beside = [m for m in MARKETPLACES if not m.in_guide]
        assert len(beside) == 9
        async with newcomer.sits_down() as walk:
            await walk.press("enter", "4", "enter")
            assert walk.shows(CountriesPage)
            for number, home in enumerate(beside, 1):
                await walk.press(str(number), "enter")
                assert walk.shows(ConsentPage)
                assert walk.session.setup.region is home.region
                assert walk.session.setup.consent_hosts == (home.seller_central,)
                await walk.press("escape", "enter")
                assert walk.shows(CountriesPage)

    async def test_back_to_the_groups(self, newcomer: Person) -> None:
        async with newcomer.sits_down() as walk:
            await walk.press("enter", "4", "enter", "1", "enter", "escape")
            assert walk.shows(RegionPage)
            assert walk.line("Somewhere else").lstrip().startswith(">")
            await walk.press("2", "enter")
            assert walk.session.setup.region is Region.NA
            assert walk.session.setup.consent_hosts == ("sellercentral.amazon.com",)
            await walk.press("escape", "4", "enter", "escape")
            assert walk.shows(RegionPage)

    async def test_its_address_tells_the_country(self, newcomer: Person) -> None:
        async with newcomer.sits_down() as walk:
            await walk.press("enter", "u")
            await walk.paste("sellercentral.amazon.com.mx")
            await walk.press("enter")
            assert walk.said() == "sellercentral.amazon.com.mx belongs to Mexico."
            await walk.press("enter", "enter")
            assert walk.session.setup.consent_hosts == ("sellercentral.amazon.com.mx",)

    async def test_no_id_is_guessed_for_it_under_mws(self, newcomer: Person) -> None:
        async with newcomer.sits_down() as walk:
            await walk.press("enter", "4", "enter", "1", "enter")
            await walk.press("escape", "e", "enter")
            assert walk.shows(UncoveredPage)

    async def test_the_card_is_shown_where_it_was_asked_for_at_the_start(
        self, seller: Person
    ) -> None:
        async with seller.sits_down() as walk:
            await walk.press("o", "4", "enter", "enter")
            assert walk.shows(OwnerCardPage)
            assert "sellercentral.amazon.com.mx/apps/authorize/consent" in walk.text()

    async def test_countries_that_sign_in_apart_are_asked_for(self, seller: Person) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api(Region.FE))
            assert "Where does the account owner sign in?" in walk.text()
            await walk.paste("not for here")
            await walk.press("2", "enter")
            assert walk.shows(ConsentPage)
            assert "https://sellercentral.amazon.co.jp/apps/authorize/consent?" in walk.text()


class TestTheConsentPage:
    @pytest.mark.parametrize("size", SIZES)
    async def test_its_address_is_whole_and_at_column_0(
        self, seller: Person, size: tuple[int, int]
    ) -> None:
        async with seller.sits_down(size) as walk:
            await walk.go(sp_api())
            request = walk.session.setup.consent_request
            assert request is not None
            lines = walk.text().split("\n")
            first = next(i for i, line in enumerate(lines) if line.startswith("https://"))
            rows = -(-len(request.url) // size[0])
            if size[0] < 118:
                assert "".join(lines[first : first + rows]) == request.url
            await walk.press("1")
            assert walk.app.clipboard == request.url
            if size[1] >= 24:
                assert walk.page.max_scroll_y == 0

    async def test_the_same_visit_is_kept_while_it_lasts(self, seller: Person) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            first = state_of(walk)
            await walk.press("enter", "escape")
            assert walk.shows(ConsentPage)
            assert state_of(walk) == first
        async with seller.sits_down() as walk:
            await walk.press("enter")
            assert walk.shows(ConsentPage)
            assert state_of(walk) == first

    async def test_after_ten_minutes_a_key_makes_a_new_one(self, seller: Person) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            first = state_of(walk)
            assert "14:12" in walk.text()
            await walk.press("r")
            assert state_of(walk) == first
            seller.later(minutes=11)
            page = walk.page
            assert isinstance(page, ConsentPage)
            page.tick()
            await walk.settle()
            assert "Press r for a new one" in flat(walk)
            await walk.press("r")
            assert state_of(walk) != first
            assert "14:23" in walk.text()
            page = walk.page
            assert isinstance(page, ConsentPage)
            walk.session.setup = Setup()
            page.tick()
            assert "14:23" in walk.text()

    async def test_pictures_and_the_card(self, seller: Person) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("p")
            assert walk.shows(PicturePage)
            assert "[ Confirm ]" in walk.text()
            await walk.press("down", "down")
            assert "spapi_oauth_code" in walk.text()
            await walk.press("escape", "o")
            assert walk.shows(OwnerCardPage)
            assert state_of(walk) in walk.session.card()
        async with seller.sits_down((140, 45)) as walk:
            await walk.press("enter")
            await walk.press("down")
            assert Drawn.RETURN.title in walk.text()

    async def test_the_code_is_drawn_where_the_window_holds_it(self, seller: Person) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("g")
            assert walk.shows(QrPage)
            assert "needs a window of" in flat(walk)
            await walk.pilot.resize_terminal(100, 45)
            await walk.settle()
            assert "needs a window of" not in flat(walk)
            assert walk.text().count("▀") > 50

    async def test_the_other_way_and_back(self, seller: Person) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("e")
            assert walk.shows(SelfAuthorisePage)
            await walk.press("e")
            assert walk.shows(ConsentPage)


class TestNoApplication:
    async def test_whose_turn_it_is(self, newcomer: Person) -> None:
        async with newcomer.sits_down() as walk:
            await walk.go(sp_api())
            assert "koongo-tui developer set --program sp-api" in walk.text().split("\n")
            assert "It is not your turn" in walk.text()
            await walk.press("g", "1", "enter")
            assert walk.shows(SelfAuthorisePage)

    async def test_mws_is_the_other_way_out(self, newcomer: Person) -> None:
        async with newcomer.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("2", "enter")
            assert walk.shows(AuthorisePage)

    async def test_the_card_is_of_the_owners_own_token(self, newcomer: Person) -> None:
        async with newcomer.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("o")
            assert walk.shows(OwnerCardPage)
            assert "Atzr" in walk.session.card()

    async def test_values_for_koongos_own_form(self, newcomer: Person) -> None:
        async with newcomer.sits_down() as walk:
            await walk.go(sp_api(way=Way.SELF).go_to(Step.PASTE))
            await walk.paste(f"{REFRESH}\nSeller ID: {SELLER}")
            await walk.press("enter")
            assert walk.shows(TrialPage)
            assert "client ID and client secret" in flat(walk)
            await walk.press("enter")
            assert walk.shows(ValuesPage)
            assert "koongo-tui developer set --program sp-api" in flat(walk)
            assert REFRESH not in walk.text()
        assert REFRESH not in newcomer.files()


class TestTheReturnAddress:
    async def test_it_is_exchanged_at_once(self, seller: Person, desk: Desk) -> None:
        async with seller.sits_down() as walk:
            await come_back(walk)
            assert [c.code.reveal() for c in desk.asked] == [CODE]
            setup = walk.session.setup
            assert setup.ready
            assert setup.token == Secret(REFRESH)
            assert setup.seller_id == SELLER
            assert setup.expires_on == date(2027, 11, 23)
            assert "Amazon gave the refresh token" in walk.said()
            for secret in (CODE, REFRESH, SECRET):
                assert secret not in walk.text()
        assert CODE not in seller.files()
        assert REFRESH not in seller.files()

    async def test_it_may_be_pasted_where_it_was_asked_for(
        self, seller: Person, desk: Desk
    ) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.paste(returned(walk))
            await walk.work_done()
            assert walk.shows(PastePage)
            assert len(desk.asked) == 1
            assert walk.session.setup.ready

    async def test_it_may_come_into_a_single_field(self, seller: Person, desk: Desk) -> None:
        for tabs in (1, 2):
            async with seller.sits_down() as walk:
                await walk.go(sp_api().go_to(Step.AUTHORISE))
                await walk.press("enter", *["tab"] * tabs)
                await walk.paste(returned(walk))
                assert CODE not in walk.text()
                await walk.work_done()
                assert walk.session.setup.ready

    async def test_the_five_minutes_are_counted_down(self, seller: Person, desk: Desk) -> None:
        desk.opens = asyncio.Event()
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("enter")
            await walk.paste(returned(walk))
            assert "5:00" in walk.line("Code")
            assert "asking Amazon" in walk.line("Code")
            seller.later(minutes=1, seconds=3)
            page = walk.page
            assert isinstance(page, PastePage)
            page.tick()
            await walk.settle()
            assert "3:57" in walk.line("Code")
            await walk.press("enter", "enter")
            desk.opens.set()
            await walk.work_done()
            assert len(desk.asked) == 1
            assert walk.session.setup.ready
            assert "good for" not in walk.text()

    async def test_it_arrives_whichever_page_is_shown(self, seller: Person, desk: Desk) -> None:
        desk.opens = asyncio.Event()
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("enter")
            await walk.paste(returned(walk))
            await walk.press("escape")
            assert walk.shows(ConsentPage)
            desk.opens.set()
            await walk.work_done()
            await walk.press("enter")
            assert walk.shows(PastePage)
            assert walk.session.setup.ready
            assert len(desk.asked) == 1

    async def test_what_was_cleared_meanwhile_stays_cleared(
        self, seller: Person, desk: Desk
    ) -> None:
        desk.opens = asyncio.Event()
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("enter")
            await walk.paste(returned(walk))
            await walk.press("ctrl+l")
            desk.opens.set()
            await walk.work_done()
            assert walk.session.setup.token is None

    async def test_an_expired_code_leads_to_a_new_visit(self, seller: Person, desk: Desk) -> None:
        desk.error = AccessRefused("Amazon does not take it.", code="code-expired")
        async with seller.sits_down() as walk:
            await come_back(walk)
            assert walk.shows(ProblemPage)
            assert "does not take the authorisation code any more" in flat(walk)
            first = state_of(walk)
            await walk.press("enter")
            assert walk.shows(ConsentPage)
            assert state_of(walk) != first

    async def test_a_late_code_is_not_sent(self, seller: Person, desk: Desk) -> None:
        desk.error = Unreachable("Amazon could not be reached.", host="lwa", cause="name")
        async with seller.sits_down() as walk:
            await come_back(walk)
            assert "could not be reached" in walk.said()
            assert "Enter asks Amazon" in walk.line("Code")
            await walk.press("enter")
            await walk.work_done()
            assert len(desk.asked) == 2
            seller.later(minutes=5, seconds=1)
            page = walk.page
            assert isinstance(page, PastePage)
            page.tick()
            await walk.settle()
            assert walk.shows(ProblemPage)
            assert "It was not sent" in flat(walk)
            assert len(desk.asked) == 2

    async def test_another_refusal_leaves_the_code_waiting(
        self, seller: Person, desk: Desk
    ) -> None:
        desk.error = AccessRefused("Amazon refuses.", code="access-refused")
        async with seller.sits_down() as walk:
            await come_back(walk)
            assert walk.said() == "Amazon refuses."
            assert walk.session.setup.consent is not None

    async def test_nothing_is_asked_without_a_code(self, seller: Person, desk: Desk) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api().go_to(Step.PASTE))
            await walk.session.exchange()
            assert walk.session.with_example(walk.session.setup) is walk.session.setup
            assert desk.asked == []

    async def test_a_fault_of_ours_is_said_and_the_code_waits(
        self, seller: Person, desk: Desk
    ) -> None:
        desk.error = ZeroDivisionError("no")
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("enter")
            await walk.paste(returned(walk))
            await walk.settle()
            assert "fault of this program" in walk.said()
            assert walk.session.setup.consent is not None
            desk.error = None
            await walk.press("enter")
            await walk.settle()
            assert walk.session.setup.ready

    async def test_that_of_somebody_else_is_not_used(self, seller: Person, desk: Desk) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("enter")
            await walk.paste(returned(walk, "stolen"))
            await walk.work_done()
            assert walk.shows(ProblemPage)
            assert desk.asked == []
            await walk.press("down", "enter")
            assert walk.shows(PastePage)
            await walk.paste(returned(walk))
            await walk.work_done()
            assert walk.session.setup.ready

    @pytest.mark.parametrize("code", ["MD1000", "MD5101", "MD5110", "MD9010"])
    async def test_a_refusal_of_the_page_is_explained(self, seller: Person, code: str) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.paste(f"Sorry, something went wrong. Error code: {code}")
            assert walk.shows(ProblemPage)
            assert code in walk.text()
            assert "Koongo has to act, not you." in walk.text()
            await walk.press("enter")
            assert walk.shows(ConsentPage)

    async def test_to_a_list_that_lives(self, seller: Person, desk: Desk) -> None:
        async with seller.sits_down() as walk:
            await come_back(walk)
            await walk.press("enter", "enter")
            await walk.work_done()
            assert "Amazon accepts everything" in walk.said()
            tried, token = walk.session.workspace.tried  # type: ignore[attr-defined]
            assert (tried.program, token) == (Program.SP_API, Secret(REFRESH))
            await walk.press("enter")
            assert walk.shows(SavePage)
            await walk.press("enter")
            assert walk.shows(DonePage)
            assert "23 November 2027" in walk.text()
            assert "365 days" in flat(walk)
        kept = seller.workspace().channel()
        assert (kept.program, kept.expires_on) == (Program.SP_API, date(2027, 11, 23))
        assert CODE not in seller.files()


class TestAPrivateApplication:
    async def test_its_token_and_the_seller_id(self, seller: Person) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api(way=Way.SELF))
            link = walk.session.setup.pages[0].url
            assert link in walk.text().split("\n")
            await walk.press("1")
            assert walk.app.clipboard == link
            for words in ("Develop Apps", "Refresh token, shown once", "Merchant Token"):
                await walk.press("p")
                assert words in walk.text()
                await walk.press("escape", "down")
            await walk.press("enter")
            await walk.paste(REFRESH)
            assert walk.said() == "Still missing: Seller ID."
            await walk.paste(SELLER)
            assert "Looks complete" in walk.said()
            assert "Atzr|********cdef" in walk.text()
            await walk.press("enter", "enter")
            await walk.work_done()
            await walk.press("enter", "enter")
            assert walk.shows(DonePage)
            assert "private application" in flat(walk)

    @pytest.mark.parametrize("region", Region)
    async def test_it_is_complete_at_80x24(self, seller: Person, region: Region) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api(region, Way.SELF))
            assert walk.page.max_scroll_y == 0

    async def test_its_token_will_do_where_an_address_was_expected(self, seller: Person) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            await walk.press("enter")
            await walk.paste(f"{REFRESH} {SELLER}")
            assert walk.session.setup.way is Way.SELF
            assert walk.shows(PastePage)
            assert walk.session.setup.ready
            assert REFRESH not in walk.text()


class TestRefused:
    async def test_the_report_speaks_of_the_application(self, seller: Person, desk: Desk) -> None:
        for error, words in (
            (DeveloperRefused("Amazon does not accept the application."), "client secret of the"),
            (AccessRefused("Amazon refuses."), "seller A135..BJ56, SP-API"),
        ):
            seller.amazon.refuses = {"developer": error, "seller": error}
            async with seller.sits_down() as walk:
                await walk.go(sp_api(way=Way.SELF).go_to(Step.PASTE))
                await walk.paste(f"{REFRESH} {SELLER}")
                await walk.press("enter", "enter")
                await walk.work_done()
                await walk.press("c")
                assert words in walk.app.clipboard
                assert REFRESH not in walk.app.clipboard


class TestMixedUp:
    async def test_a_refresh_token_under_mws(self, person: Person) -> None:
        async with person.sits_down() as walk:
            await walk.go(at(Step.PASTE))
            await walk.paste(f"{REFRESH}\nSeller ID: {SELLER}")
            assert walk.shows(ProblemPage)
            await walk.press("enter")
            assert walk.session.setup.program is Program.SP_API
            assert walk.shows(PastePage)
            assert "Refresh token" in walk.text()
            assert walk.session.setup.ready

    async def test_a_return_address_under_mws(self, seller: Person, desk: Desk) -> None:
        async with seller.sits_down() as walk:
            await walk.go(at(Step.PASTE))
            await walk.paste(f"https://koongo.example/back?state=x&{BACK}")
            await walk.press("enter")
            assert walk.session.setup.program is Program.SP_API
            await walk.settle()
            assert desk.asked == []
            assert "No authorisation was started here" in walk.text()
            await walk.press("enter")
            assert walk.shows(ConsentPage)

    async def test_an_mws_token_under_sp_api(self, seller: Person) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api().go_to(Step.PASTE))
            await walk.paste(PAGE)
            assert "That belongs to MWS" in walk.text()
            await walk.press("down", "enter")
            assert walk.session.setup.program is Program.MWS
            assert "MWS Auth Token" in walk.text()
            assert walk.session.setup.ready


class TestMovingOn:
    async def test_a_channel_of_mws_is_moved_in_place(self, seller: Person, desk: Desk) -> None:
        workspace = seller.workspace()
        workspace.save(at(Step.SAVE))
        workspace.close()
        async with seller.sits_down() as walk:
            walk.app.open_setup("main", program=Program.SP_API)
            await walk.settle()
            await walk.settle()
            assert walk.shows(ConsentPage)
            await walk.paste(returned(walk))
            await walk.work_done()
            await walk.press("enter", "enter")
            await walk.work_done()
            await walk.press("enter", "enter")
            assert walk.shows(DonePage)
        channels = seller.workspace().config().channels
        assert [c.program for c in channels.values()] == [Program.SP_API]

    async def test_a_visit_is_taken_up_after_a_broken_line(
        self, seller: Person, desk: Desk
    ) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api())
            address = returned(walk)
            await walk.press("enter")
        async with seller.sits_down() as walk:
            assert "Welcome back" in walk.text()
            assert "Seller ID and refresh token." in walk.text()
            assert "MWS" not in walk.text()
            await walk.press("enter")
            await walk.paste(address)
            await walk.work_done()
            assert walk.session.setup.ready

    async def test_the_way_a_private_application_goes_is_named_after_a_broken_line(
        self, seller: Person
    ) -> None:
        async with seller.sits_down() as walk:
            await walk.go(sp_api(way=Way.SELF))
        async with seller.sits_down() as walk:
            assert "Develop apps > your application" in walk.text()

    async def test_the_palette_offers_it_for_channels_of_mws(self, seller: Person) -> None:
        workspace = seller.workspace()
        workspace.save(at(Step.SAVE))
        workspace.close()
        async with seller.sits_down() as walk:
            await walk.settle()
            offered = {c.title: c for c in KoongoCommands(walk.app.screen).commands()}
            offered["Move main to SP-API"].run()
            await walk.settle()
            await walk.settle()
            assert walk.session.setup.program is Program.SP_API
            assert walk.session.setup.name == "main"


class TestTheDemo:
    async def test_the_whole_way_on_the_sandbox(self, tmp_path: Path) -> None:
        terminal = Terminal(False, None, True, False, "256 colours")
        with demo_workspace({"HOME": str(tmp_path)}, clock=lambda: datetime.now(UTC)) as workspace:
            app = KoongoApp(workspace, start="setup", terminal=terminal)
            async with app.run_test(size=(80, 24)) as pilot:
                walk = Walk(pilot)
                await walk.settle()
                await walk.press("1", "enter", "1", "enter")
                assert walk.shows(ConsentPage)
                assert "http://127.0.0.1:" in walk.text()
                await walk.press("ctrl+e")
                await walk.work_done()
                assert "Amazon gave the refresh token" in walk.said()
                await walk.press("enter", "enter")
                await walk.work_done()
                assert "Amazon accepts everything" in walk.said()
                await walk.press("enter", "enter")
                assert walk.shows(DonePage)
            assert workspace.channel().program is Program.SP_API

    async def test_both_ways_with_example_values(self, seller: Person, desk: Desk) -> None:
        seller.demo = DemoPages()
        for way in Way:
            async with seller.sits_down() as walk:
                assert walk.session.setup.program is Program.SP_API
                await walk.go(sp_api(way=way))
                await walk.press("ctrl+e")
                await walk.work_done()
                assert walk.shows(PastePage)
                assert walk.session.setup.ready

    async def test_straight_to_the_list_is_mws_as_ever(self, seller: Person) -> None:
        seller.demo = DemoPages()
        async with seller.sits_down() as walk:
            walk.session.setup = walk.session.setup.choose_program(Program.SP_API)
            walk.session.straight_to_demo()
            assert walk.session.workspace.channel().program is Program.MWS
