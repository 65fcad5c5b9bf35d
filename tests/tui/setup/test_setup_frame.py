"""The frame around the pages: steps, sizes, mouse, keys, and what no page may do."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from koongo_tui.guide.flow import Step
from koongo_tui.guide.regions import Region
from koongo_tui.tui.screens.help import HelpScreen
from koongo_tui.tui.screens.setup.authorise import AuthorisePage
from koongo_tui.tui.screens.setup.done import DonePage
from koongo_tui.tui.screens.setup.page import SetupPage
from koongo_tui.tui.screens.setup.paste import PastePage
from koongo_tui.tui.screens.setup.region import RegionPage
from koongo_tui.tui.screens.setup.save import SavePage
from koongo_tui.tui.screens.setup.trial import TrialPage
from koongo_tui.tui.widgets.chrome import KeyBar
from koongo_tui.tui.widgets.paste_box import PasteBox
from koongo_tui.tui.widgets.steps_bar import StepsBar
from tests.tui.setup.person import PAGE, SELLER, TOKEN, Person, at

ALL_STEPS = [Step.REGION, Step.AUTHORISE, Step.PASTE, Step.TEST, Step.SAVE]


async def test_the_bar_tells_where_one_is_without_colours(person: Person) -> None:
    async with person.sits_down() as walk:
        assert "[" not in walk.line("1 Region")
        await walk.go(at(Step.PASTE))
        line = walk.line("[3 Paste]")
        assert "1 Region ✓" in line
        assert "2 Authorise ✓" in line
        assert "4 Test" in line
        assert "✓" not in line.split("[3 Paste]")[1]
        assert line.endswith("Europe")


async def test_a_click_on_a_finished_step_goes_back_and_loses_nothing(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.TEST))
        steps = list(walk.screen.query_one(StepsBar).query(".step"))
        await walk.click(steps[4])
        assert walk.shows(TrialPage)
        await walk.click(steps[1])
        assert walk.shows(AuthorisePage)
        assert walk.session.setup.seller_id == SELLER
        await walk.click(steps[2])
        assert walk.shows(AuthorisePage)
        await walk.press("enter", "enter")
        assert walk.shows(TrialPage)


async def test_after_done_no_step_is_walked_back(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.SAVE))
        await walk.press("enter")
        await walk.click(walk.screen.query_one(StepsBar).query(".step").first())
        assert walk.shows(DonePage)


async def test_a_step_that_is_no_longer_possible_is_said(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        walk.screen.post_message(StepsBar.Picked("save"))
        await walk.settle()
        assert walk.shows(AuthorisePage)
        assert walk.screen.query_one("#said").has_class("-bad")


async def test_the_key_bar_shows_the_keys_of_the_page_and_takes_clicks(person: Person) -> None:
    async with person.sits_down() as walk:
        bar = walk.screen.query_one(KeyBar)
        await walk.pilot.click(bar, offset=(2, 0))
        await walk.settle()
        assert walk.shows(RegionPage)
        assert "u Seller Central address" in walk.text()


async def test_help_opens_over_the_setup_and_the_page_stays(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        await walk.press("question_mark")
        assert isinstance(walk.app.screen, HelpScreen)
        await walk.press("escape")
        assert walk.shows(AuthorisePage)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (140, 45), (40, 12)])
async def test_every_step_in_every_size(person: Person, size: tuple[int, int]) -> None:
    async with person.sits_down(size) as walk:
        for step in ALL_STEPS:
            await walk.go(at(step))
            assert "Esc" in walk.text()
            assert f"[{step.number} {step.title}]" in walk.text()
            if size >= (80, 24):
                # Complete without scrolling.
                assert walk.page.max_scroll_y == 0, walk.text()
            assert walk.page.max_scroll_x == 0


async def test_authorise_is_complete_at_80x24_in_every_region(person: Person) -> None:
    async with person.sits_down() as walk:
        for region in Region:
            await walk.go(at(Step.AUTHORISE, region=region))
            assert walk.page.max_scroll_y == 0


async def test_a_resize_loses_nothing(person: Person) -> None:
    async with person.sits_down((140, 45)) as walk:
        await walk.go(at(Step.PASTE))
        await walk.paste(TOKEN)
        await walk.press("tab")
        await walk.paste("A135")
        for size in ((60, 20), (80, 24), (140, 45)):
            await walk.pilot.resize_terminal(*size)
            await walk.settle()
        assert walk.page.query_one("#seller", Input).value == "A135"
        assert walk.session.setup.token is not None
        await walk.go(at(Step.AUTHORISE))
        assert "Visit Manage Your Apps ]" in walk.text()
        await walk.pilot.resize_terminal(80, 24)
        await walk.settle()
        assert "Visit Manage Your Apps ]" not in walk.text()


async def test_pages_scroll_by_key_where_they_do_not_fit(person: Person) -> None:
    person.over_ssh()
    async with person.sits_down((60, 14)) as walk:
        assert walk.page.max_scroll_y > 0
        await walk.press("end")
        await walk.pilot.wait_for_animation()
        assert walk.page.scroll_offset.y == walk.page.max_scroll_y


async def test_no_page_shows_or_writes_the_token(person: Person) -> None:
    async with person.sits_down((140, 45)) as walk:
        for step in ALL_STEPS:
            await walk.go(at(Step.PASTE).paste(PAGE).go_to(step))
            assert TOKEN not in walk.text()
            assert TOKEN not in walk.app.export_screenshot()
    assert TOKEN not in person.files()


async def test_letters_are_keys_only_where_no_text_is_typed(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.PASTE))
        await walk.type("qe?")
        assert walk.shows(PastePage)
        assert walk.page.query_one(PasteBox).typed == 3
        await walk.go(at(Step.SAVE))
        await walk.press("e")
        await walk.press("q")
        assert walk.shows(SavePage)
        assert walk.app.is_running


async def test_every_shown_key_has_its_meaning_from_the_one_table(person: Person) -> None:
    async with person.sits_down() as walk:
        for step in ALL_STEPS:
            await walk.go(at(step))
            for _, binding, _, _ in walk.screen.active_bindings.values():
                if binding.show:
                    assert binding.id, binding


async def test_one_page_is_shown_at_a_time(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "enter", "g", "escape", "o", "escape", "enter")
        assert [p for p in walk.screen.query(SetupPage) if p.display] == [walk.page]
        assert walk.shows(PastePage)
