"""A token of SP-API in the full screen: the setup goes on with Amazon's interface of today."""

from __future__ import annotations

from koongo_tui.guide.flow import Setup, Step, Way
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.paste import PastePage
from koongo_tui.tui.screens.setup.problem import ProblemPage
from koongo_tui.tui.screens.setup.qr import QrPage
from koongo_tui.tui.screens.setup.region import RegionPage
from koongo_tui.tui.screens.setup.self_authorise import SelfAuthorisePage
from koongo_tui.tui.screens.setup.trial import TrialPage
from koongo_tui.tui.screens.setup.values import ValuesPage
from tests.tui.setup.person import SELLER, Person, at

TOKEN = "Atzr|IwEBIExampleExampleExampleExampleExampleExampleExample"


def sp_api(region: Region = Region.EU) -> Setup:
    """At the authorise step of the other program."""
    return Setup().choose_region(region).choose_program(Program.SP_API).go_to(Step.AUTHORISE)


async def test_its_token_offers_to_go_on_with_it(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.PASTE))
        await walk.paste(f"{TOKEN}\nSeller ID: {SELLER}")
        assert walk.shows(ProblemPage)
        await walk.press("enter")
        assert walk.session.setup.program is Program.SP_API
        assert walk.shows(PastePage)
        assert TOKEN not in walk.text()
        await walk.press("enter")
        assert walk.shows(TrialPage)
        await walk.press("enter")
        assert walk.shows(ValuesPage)
        assert "koongo-tui developer set --program sp-api" in " ".join(walk.text().split())
        assert TOKEN not in walk.text()
    assert TOKEN not in person.files()


async def test_the_owners_own_application_is_the_way_here(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(sp_api())
        assert walk.shows(SelfAuthorisePage)
        assert walk.session.setup.way is Way.SELF
        link = walk.session.setup.pages[0].url
        assert link in walk.text().split("\n")
        await walk.press("1")
        assert walk.app.clipboard == link
        await walk.press("g")
        assert walk.shows(QrPage)
        await walk.press("escape", "o")
        assert walk.shows(OwnerCardPage)
        assert "Atzr" in walk.text()
        await walk.press("escape", "enter")
        assert walk.shows(PastePage)
        assert "Refresh token" in walk.text()


async def test_it_is_complete_at_80x24(person: Person) -> None:
    async with person.sits_down() as walk:
        for region in Region:
            await walk.go(sp_api(region))
            assert walk.page.max_scroll_y == 0


async def test_the_card_without_a_consent_page_is_of_the_owners_own_token(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(sp_api())
        walk.session.put(walk.session.setup.choose_way(Way.WEBSITE))
        assert "Atzr" in walk.session.card()


async def test_every_country_is_reached_by_its_address(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(sp_api())
        await walk.press("escape")
        assert walk.shows(RegionPage)
        assert "it needs no developer ID" in walk.text()
        await walk.press("4", "enter")
        assert "SP-API serves every country" in walk.said()
        await walk.paste("sellercentral.amazon.com.mx")
        await walk.press("enter", "enter")
        assert walk.shows(SelfAuthorisePage)
        assert "amazon.com.mx" in walk.session.setup.pages[0].url
