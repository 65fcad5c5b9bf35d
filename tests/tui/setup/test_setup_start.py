"""Start, resume, terminal check, region: the way to the right developer ID."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from koongo_tui.guide.flow import Step
from koongo_tui.guide.regions import Region
from koongo_tui.store.errors import FileUnreadable, FileUnwritable
from koongo_tui.store.progress import ProgressFile
from koongo_tui.tui.screens.setup.authorise import AuthorisePage
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.paste import PastePage
from koongo_tui.tui.screens.setup.region import RegionPage
from koongo_tui.tui.screens.setup.resume import ResumePage
from koongo_tui.tui.screens.setup.start import StartPage
from koongo_tui.tui.screens.setup.terminal_check import TerminalPage
from koongo_tui.tui.screens.setup.uncovered import UncoveredPage
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.widgets.choice_list import ChoiceList
from tests.tui.setup.person import DemoPages, Person, at


async def test_start_says_that_amazon_ended_mws_and_what_is_left(person: Person) -> None:
    async with person.sits_down() as walk:
        text = walk.text()
        assert walk.shows(StartPage)
        assert "Amazon ended MWS on 31 March 2024" in text
        assert "SP-API" in text
        assert "MWS-compatible gateways" in text
        assert "demo" in text
        assert "about 5 minutes" in text
        assert "Remote login" not in text


async def test_start_tells_a_remote_login(person: Person) -> None:
    person.over_ssh()
    async with person.sits_down() as walk:
        assert "Remote login (SSH)" in walk.text()
        assert "80x24, UTF-8, 256 colours" in walk.text()


async def test_escape_on_start_stays(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("escape")
        assert walk.shows(StartPage)
        assert "first page" in walk.said()


async def test_terminal_check_and_back(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("t")
        assert walk.shows(TerminalPage)
        assert "koongo-tui --ascii" in walk.text()
        await walk.press("enter")
        assert walk.shows(StartPage)


@pytest.mark.parametrize(
    ("key", "region", "developer_id", "address"),
    [
        ("1", Region.EU, "9051-1235-5740", "sellercentral.amazon.co.uk"),
        ("2", Region.NA, "0176-5302-9598", "sellercentral.amazon.com"),
        ("3", Region.FE, "2611-6230-2505", "sellercentral.amazon.com.au"),
    ],
)
async def test_each_region_shows_its_own_id_and_no_other(
    person: Person, key: str, region: Region, developer_id: str, address: str
) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", key)
        others = [r.developer_id for r in Region if r is not region]
        assert developer_id in walk.text()
        assert not any(other in walk.text() for other in others)
        await walk.press("enter")
        assert walk.shows(AuthorisePage)
        assert walk.session.setup.region is region
        assert f"https://{address}/apps/manage" in walk.text()
        assert walk.line(developer_id) == developer_id
        assert not any(other in walk.text() for other in others)


async def test_regions_by_arrows_and_by_mouse(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "down", "j")
        assert "2611-6230-2505" in walk.text()
        await walk.press("k", "up", "up")
        assert "9051-1235-5740" in walk.text()
        rows = list(walk.page.query(".choice"))
        await walk.click(rows[1])
        assert "0176-5302-9598" in walk.text()
        assert walk.shows(RegionPage)


async def test_escape_goes_back_to_start_and_keeps_the_region(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "3", "enter", "escape")
        assert walk.shows(RegionPage)
        assert "2611-6230-2505" in walk.text()
        await walk.press("escape")
        assert walk.shows(StartPage)


async def test_a_seller_central_address_chooses_the_region(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "u")
        await walk.paste("nonsense")
        await walk.press("enter")
        assert walk.shows(RegionPage)
        assert walk.screen.query_one("#said").has_class("-bad")
        await walk.press("ctrl+u")
        await walk.paste("https://sellercentral.amazon.com.au/home")
        await walk.press("enter")
        assert "Australia and Japan" in walk.said()
        await walk.press("enter")
        assert walk.session.setup.region is Region.FE
        # The address that was named is the one link to open.
        assert "sellercentral.amazon.com.au/apps/manage" in walk.text()
        assert "sellercentral.amazon.co.jp" not in walk.text()


async def test_escape_keeps_the_half_typed_address(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "u")
        await walk.paste("https://seller")
        await walk.press("escape")
        assert walk.shows(RegionPage)
        assert "9051-1235-5740" in walk.text()
        await walk.press("u")
        assert "https://seller" in walk.text()


async def test_an_address_the_guide_does_not_cover(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "u")
        await walk.paste("sellercentral.amazon.com.mx")
        await walk.press("enter")
        assert walk.shows(UncoveredPage)
        assert "in Mexico use?" in walk.text()


async def test_somewhere_else_gives_no_id_but_a_message(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "4")
        assert "none yet" in walk.text()
        await walk.press("enter")
        assert walk.shows(UncoveredPage)
        assert not any(r.developer_id in walk.text() for r in Region)
        await walk.press("8")
        assert "opened in India use?" in walk.text()
        await walk.press("c")
        assert "sent to your terminal's clipboard" in walk.said()
        assert "opened in India use?" in walk.app.clipboard
        await walk.press("l")
        assert "cannot leave the drawn screen" in walk.said()
        await walk.press("enter")
        assert "twelve digits" in walk.said()
        await walk.press("escape")
        await walk.press("escape")
        assert walk.shows(RegionPage)


async def test_an_id_from_koongo_support_goes_on(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "4", "enter", "right", "right", "down", "e")
        await walk.paste("1234")
        await walk.press("enter")
        assert "twelve digits" in walk.said()
        await walk.press("escape")
        assert walk.shows(UncoveredPage)
        await walk.press("enter")
        await walk.paste("-5678-9012")
        await walk.press("enter")
        assert walk.shows(AuthorisePage)
        assert walk.session.setup.country == "EG"
        assert walk.line("1234-5678-9012") == "1234-5678-9012"
        assert "Koongo support named" in walk.said()
        await walk.press("escape", "enter")
        assert walk.shows(UncoveredPage)
        assert "1234-5678-9012" in walk.text()


async def test_another_country_needs_an_id_that_tells_the_region(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "4", "enter")
        walk.page.query_one(ChoiceList).choose(9)
        await walk.press("e")
        await walk.paste("1234-5678-9012")
        await walk.press("enter")
        assert walk.shows(UncoveredPage)
        assert walk.screen.query_one("#said").has_class("-bad")


async def test_who_is_not_the_owner_gets_the_card_after_the_region(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("o")
        assert "card for its owner" in walk.said()
        await walk.press("2", "enter")
        assert walk.shows(OwnerCardPage)
        assert "0176-5302-9598" in walk.text()
        await walk.press("escape")
        assert walk.shows(AuthorisePage)


async def test_who_turns_back_is_not_asked_for_the_card_again(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("o", "escape", "enter", "enter")
        assert walk.shows(AuthorisePage)


@pytest.mark.parametrize("keys", [("enter", "2", "enter"), ("enter", "2", "enter", "enter")])
async def test_a_killed_terminal_resumes(person: Person, keys: tuple[str, ...]) -> None:
    async with person.sits_down() as walk:
        await walk.press(*keys)
        step = walk.session.setup.step
    person.later(hours=1)
    async with person.sits_down() as walk:
        assert walk.shows(ResumePage)
        text = walk.text()
        assert f"step {step.number}, today at" in text
        assert "US and Canada" in text
        assert "0176-5302-9598" in text
        assert "Secrets are never written before step 5" in text
        await walk.press("escape")
        assert walk.shows(ResumePage)
        await walk.press("enter")
        assert walk.session.setup.step is step
        assert walk.shows({Step.AUTHORISE: AuthorisePage, Step.PASTE: PastePage}[step])


async def test_an_earlier_run_can_be_discarded(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "2", "enter")
    person.later(days=1)
    async with person.sits_down() as walk:
        assert "yesterday at" in walk.text()
        await walk.press("ctrl+l")
        assert walk.shows(StartPage)
    async with person.sits_down() as walk:
        assert walk.shows(StartPage)


async def test_progress_without_a_region_begins_anew(person: Person) -> None:
    person.workspace().progress.save({"step": "paste"}, at=person.now)
    async with person.sits_down() as walk:
        assert walk.shows(StartPage)


async def test_progress_that_cannot_be_written_is_said_and_does_not_stop(person: Person) -> None:
    person.paths.state_dir.parent.mkdir(parents=True, exist_ok=True)
    person.paths.state_dir.write_text("a file where the folder should be")
    async with person.sits_down() as walk:
        await walk.press("enter", "enter")
        assert walk.shows(AuthorisePage)
        assert walk.session.trouble


async def test_the_demo_offers_the_live_submissions_at_once(person: Person) -> None:
    person.demo = DemoPages()
    person.know_developer()
    async with person.sits_down() as walk:
        assert "This is the demo" in walk.text()
        await walk.press("2", "enter")
        await walk.pilot.pause()
        assert isinstance(walk.app.screen, SubmissionsScreen)


async def test_the_demo_walks_through_the_setup_too(person: Person) -> None:
    person.demo = DemoPages()
    async with person.sits_down() as walk:
        await walk.press("enter")
        assert walk.shows(RegionPage)
        await walk.press("enter")
    # The demo keeps no progress.
    async with person.sits_down() as walk:
        assert walk.shows(StartPage)


async def test_ascii_draws_no_other_letters(person: Person) -> None:
    person.terminal = replace(person.terminal, ascii=True)
    async with person.sits_down() as walk:
        for keys in (("enter",), ("enter",), ("p",), ("escape", "g"), ("i", "escape")):
            await walk.press(*keys)
            assert walk.text().isascii(), walk.text()
        for step in (Step.PASTE, Step.TEST, Step.SAVE):
            await walk.go(at(step))
            assert walk.text().isascii(), walk.text()


async def test_a_demo_that_cannot_be_saved_is_said(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise FileUnwritable(Path("config.toml"), "No space left on device")

    person.demo = DemoPages()
    async with person.sits_down() as walk:
        monkeypatch.setattr(walk.session.workspace, "save", refuse)
        await walk.press("2", "enter")
        assert walk.shows(StartPage)
        assert "No space left on device" in walk.said()


async def test_the_known_end_date_is_among_what_was_kept(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.PASTE).set_expiry(date(2027, 3, 25)))
    async with person.sits_down() as walk:
        assert "25 March 2027" in walk.line("Authorised until")


async def test_progress_that_cannot_be_discarded_is_said(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise FileUnwritable(Path("progress.json"), "Read-only file system")

    async with person.sits_down() as walk:
        await walk.go(at(Step.PASTE))
    async with person.sits_down() as walk:
        monkeypatch.setattr(walk.session.workspace.progress, "clear", refuse)
        await walk.press("ctrl+l")
        assert walk.shows(StartPage)
        assert "Read-only file system" in walk.said()


async def test_progress_that_cannot_be_read_is_said(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise FileUnreadable(Path("progress.json"), "Permission denied")

    monkeypatch.setattr(ProgressFile, "load", refuse)
    async with person.sits_down() as walk:
        assert walk.shows(StartPage)
        assert "Permission denied" in walk.said()
