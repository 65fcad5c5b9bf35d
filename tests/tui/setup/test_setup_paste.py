"""Step 3: one box for everything, mix-ups named, nothing shown that is secret."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from koongo_tui.guide.flow import Step
from koongo_tui.guide.regions import Region
from koongo_tui.tui.screens.setup.authorise import AuthorisePage
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.paste import PastePage
from koongo_tui.tui.screens.setup.problem import ProblemPage
from koongo_tui.tui.screens.setup.qr import QrPage
from koongo_tui.tui.screens.setup.trial import TrialPage
from koongo_tui.tui.widgets.choice_list import ChoiceList
from koongo_tui.tui.widgets.paste_box import PasteBox
from koongo_tui.tui.widgets.secret_view import SecretView
from koongo_tui.tui.widgets.token_field import TokenField
from tests.tui.setup.person import PAGE, SELLER, TOKEN, DemoPages, Person, Walk, at

MASKED = "amzn.mws.********1234"


async def _paste_page(walk: Walk) -> None:
    await walk.go(at(Step.PASTE))
    assert walk.shows(PastePage)


async def test_the_whole_page_in_one_paste(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        assert "Waiting for a paste" in walk.said()
        await walk.paste(PAGE)
        assert SELLER in walk.line("OK  Seller ID")
        assert MASKED in walk.line("OK  MWS Auth Token")
        assert "3 found" in walk.line("OK  Marketplaces")
        assert "lines received" in walk.text()
        assert "Looks complete" in walk.said()
        assert TOKEN not in walk.text()
        await walk.press("enter")
        assert walk.shows(TrialPage)
        assert person.amazon.asked == []
        assert TOKEN not in person.files()
        assert SELLER not in person.files()


async def test_values_one_at_a_time_in_any_order(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(TOKEN)
        assert "Still missing: Seller ID" in walk.said()
        await walk.press("enter")
        assert walk.shows(PastePage)
        await walk.paste(f"Seller ID: {SELLER}")
        assert "Looks complete" in walk.said()


async def test_what_was_tidied_is_said(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(PAGE.replace(TOKEN, f"{TOKEN[:20]}\n{TOKEN[20:]}"))
        assert "Tidied up" in walk.text()
        assert "joined" in walk.text()
        assert "Looks complete" in walk.said()


async def test_a_text_without_anything_says_so(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste("hello, nothing of Amazon's here")
        assert "Nothing new was found" in walk.said()


async def test_a_terminal_that_types_its_pastes(person: Person) -> None:
    text = f"Seller ID:\n{SELLER}"
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.type(text)
        # Every line but the last has ended with Enter, and nobody has gone on to the test.
        assert walk.shows(PastePage)
        assert f"{len(text)} characters typed, not shown" in walk.text()
        assert SELLER not in walk.text()
        await walk.press("enter")
        await walk.finish_typing()
        assert SELLER in walk.line("OK  Seller ID")
        assert walk.shows(PastePage)


async def test_enter_reads_what_was_typed_by_itself(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PasteBox, "BURST", 0.001)
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.type(SELLER)
        await walk.press("enter")
        await walk.pilot.pause()
        assert walk.session.setup.seller_id == SELLER


async def test_typed_letters_can_be_taken_back(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.type("abc")
        await walk.press("backspace")
        assert "2 characters typed" in walk.text()
        await walk.press("ctrl+u", "backspace")
        assert "paste here" in walk.text()
        await walk.type("quit?")
        assert "5 characters typed" in walk.text()


MIX_UPS = {
    "swapped": f"Seller ID: {TOKEN}\nMWS Auth Token: {SELLER}",
    "marketplace-as-seller": "A1PA6795UKMFR9",
    "developer-as-seller": "Seller ID: 9051-1235-5740",
    "truncated-token": f"MWS Auth Token: {TOKEN[:34]}",
    "placeholder": "MWS Auth Token: View",
    "aws-keys": "AKIAIOSFODNN7EXAMPLE",
    "wrong-region-developer": "Developer ID: 0176-5302-9598\n" + PAGE,
    "sp-api-token": "Atzr|IwEBIExampleExampleExampleExampleExampleExample",
    "wrong-endpoint": "Marketplace ID: ATVPDKIKX0DER (Amazon.com)",
}


async def test_each_mix_up_is_named_with_a_way_out(person: Person) -> None:
    async with person.sits_down() as walk:
        for code, pasted in MIX_UPS.items():
            await _paste_page(walk)
            await walk.paste(pasted)
            assert walk.shows(ProblemPage), walk.text()
            problem = next(p for p in walk.session.setup.problems if p.code == code)
            assert problem.title in walk.text()
            assert "Not sent to Amazon" in walk.said()
            assert TOKEN not in walk.text()
            assert "> (1) " in walk.text()
            await walk.press("escape")
            assert walk.shows(PastePage)


async def test_swapped_values_are_swapped_with_enter(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(f"Seller ID: {TOKEN}\nMWS Auth Token: {SELLER}")
        assert "(recommended)" in walk.line("(1) Swap")
        await walk.press("enter")
        assert walk.shows(PastePage)
        assert SELLER in walk.line("OK  Seller ID")
        assert "Looks complete" in walk.said()


async def test_a_marketplace_is_kept_and_the_paste_is_asked_again(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste("A1PA6795UKMFR9")
        assert "the marketplace ID of Amazon.de" in walk.text()
        await walk.press("enter")
        assert walk.shows(PastePage)
        assert "Amazon.de" in walk.line("OK  Marketplaces")
        await walk.paste(PAGE)
        await walk.press("enter")
        assert walk.shows(TrialPage)


async def test_a_blocking_problem_comes_up_again_on_enter(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste("Developer ID: 0176-5302-9598\n" + PAGE)
        await walk.press("escape")
        assert "not the one for this account" in walk.line("NO  Developer")
        await walk.press("enter")
        assert walk.shows(ProblemPage)


async def test_a_problem_shows_the_way_to_the_page(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste("A1PA6795UKMFR9")
        await walk.press("l")
        assert walk.shows(QrPage)
        await walk.press("escape")
        assert walk.shows(ProblemPage)
        await walk.press("2", "enter")
        assert walk.shows(QrPage)


async def test_the_problem_of_not_being_the_owner_leads_to_the_card(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(
            "You must be the primary user of a Professional account to access this page."
        )
        assert walk.shows(ProblemPage), walk.text()
        await walk.press("enter")
        assert walk.shows(OwnerCardPage)


async def test_another_region_may_be_the_right_one(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste("Marketplace ID: ATVPDKIKX0DER (Amazon.com)\n" + PAGE.split("Market")[0])
        assert walk.shows(ProblemPage)
        choices = walk.page.query_one(ChoiceList)
        choices.focus()
        await walk.press("enter")
        assert walk.session.setup.region is Region.NA
        assert walk.shows(PastePage)


async def test_editing_by_hand_goes_to_the_single_field(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(f"Seller ID: {TOKEN}\nMWS Auth Token: {SELLER}")
        await walk.press("3", "enter")
        assert walk.shows(PastePage)
        assert walk.page.query_one("#seller", Input).has_focus


async def test_single_fields_by_tab(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.press("tab")
        await walk.paste(SELLER)
        await walk.press("tab")
        assert walk.session.setup.seller_id == SELLER
        assert walk.page.query_one(TokenField).has_focus
        await walk.type(TOKEN[:9])
        assert "9 characters typed, not shown" in walk.text()
        await walk.press("ctrl+u")
        await walk.paste(TOKEN)
        assert MASKED in walk.line("OK  MWS Auth Token")
        await walk.press("tab")
        assert walk.page.query_one(PasteBox).has_focus
        await walk.press("enter")
        assert walk.shows(TrialPage)


async def test_a_page_pasted_into_a_single_field_is_read_as_a_page(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.press("tab")
        await walk.paste(PAGE)
        assert walk.session.setup.ready
        assert SELLER in walk.line("OK  Seller ID")


async def test_enter_in_a_field_takes_it_and_then_goes_on(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(TOKEN)
        await walk.press("tab")
        await walk.paste(SELLER)
        await walk.press("enter")
        assert walk.session.setup.ready
        await walk.press("enter")
        assert walk.shows(TrialPage)


async def test_escape_never_loses_input(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(TOKEN)
        await walk.press("tab")
        await walk.paste("A135KKE")
        await walk.press("escape")
        assert walk.shows(AuthorisePage)
        await walk.press("enter")
        assert walk.shows(PastePage)
        assert walk.page.query_one("#seller", Input).value == "A135KKE"
        assert MASKED in walk.text()


async def test_the_token_shows_itself_for_ten_seconds(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.press("ctrl+t")
        assert "no token yet" in walk.said()
        await walk.paste(PAGE)
        await walk.press("ctrl+t")
        assert TOKEN in walk.text()
        assert SecretView.SHOWN_FOR == 10
        await walk.press("ctrl+t")
        assert TOKEN not in walk.text()
        monkeypatch.setattr(SecretView, "SHOWN_FOR", 0.01)
        await walk.press("ctrl+t")
        await walk.pilot.pause(0.05)
        assert TOKEN not in walk.text()


async def test_a_shown_token_hides_when_another_arrives(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(PAGE)
        await walk.press("ctrl+t")
        await walk.paste("A1PA6795UKMFR9")
        assert TOKEN not in walk.text()


async def test_clear_forgets_everything_pasted(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(PAGE)
        await walk.press("ctrl+l")
        assert SELLER not in walk.text()
        assert "1234" not in walk.text()
        assert walk.session.setup.region is Region.EU
        assert "Cleared" in walk.said()


async def test_another_shop_is_asked_about(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(PAGE)
        await walk.paste("Seller ID: A2OTHERSELLER1")
        assert walk.shows(ProblemPage)
        await walk.press("2", "enter")
        assert walk.session.setup.seller_id == SELLER
        assert walk.shows(PastePage)


async def test_the_demo_has_an_example_page(person: Person) -> None:
    person.demo = DemoPages()
    async with person.sits_down() as walk:
        await _paste_page(walk)
        assert "This is the demo: Ctrl+E" in walk.text()
        await walk.press("ctrl+e")
        assert "Looks complete" in walk.said()


async def test_a_paste_on_the_page_itself_belongs_to_the_box(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        walk.screen.set_focus(None)
        await walk.paste(PAGE)
        assert not walk.session.setup.seller_id
        walk.page.can_focus = True
        walk.page.focus()
        await walk.paste(PAGE)
        assert walk.session.setup.seller_id == SELLER


async def test_a_seller_id_that_was_not_taken_stays_in_its_field(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.press("tab")
        await walk.paste("A1PA6795UKMFR9")
        await walk.press("enter")
        assert walk.shows(ProblemPage)
        await walk.press("escape")
        assert walk.page.query_one("#seller", Input).value == "A1PA6795UKMFR9"
        assert walk.session.setup.seller_id is None


async def test_what_is_only_worth_knowing_does_not_hold_up(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.paste(PAGE)
        await walk.paste("Seller ID: A2OTHERSELLER1")
        await walk.press("escape", "enter")
        assert walk.shows(TrialPage)


async def test_a_token_pasted_into_the_seller_field_is_not_shown(person: Person) -> None:
    async with person.sits_down() as walk:
        await _paste_page(walk)
        await walk.press("tab")
        await walk.paste(TOKEN)
        assert TOKEN not in walk.text()
        assert MASKED in walk.line("OK  MWS Auth Token")
