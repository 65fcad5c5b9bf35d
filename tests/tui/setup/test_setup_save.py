"""Step 5 and after: where the token lives, what is written, Done, the end date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from koongo_tui.guide.flow import Setup, Step
from koongo_tui.guide.regions import Region
from koongo_tui.store.errors import FileUnwritable
from koongo_tui.tui.app import KoongoApp
from koongo_tui.tui.screens.setup import save
from koongo_tui.tui.screens.setup.authorise import AuthorisePage
from koongo_tui.tui.screens.setup.done import DonePage
from koongo_tui.tui.screens.setup.end_date import EndDatePage
from koongo_tui.tui.screens.setup.preview import PreviewPage
from koongo_tui.tui.screens.setup.problem import ProblemPage
from koongo_tui.tui.screens.setup.save import SavePage
from koongo_tui.tui.screens.setup.start import StartPage
from koongo_tui.tui.screens.setup.trial import TrialPage
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.widgets.choice_list import ChoiceList
from tests.tui.setup.person import ROW, SELLER, TOKEN, DemoPages, Person, Walk, at


@pytest.fixture(autouse=True)
def _no_systemd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save, "runs_systemd", lambda: False)


def ready() -> Setup:
    """Everything is answered and tested."""
    return at(Step.SAVE).mark_tested()


async def _done(walk: Walk) -> None:
    await walk.go(ready())
    await walk.press("enter")
    assert walk.shows(DonePage), walk.text()


async def test_only_the_homes_that_exist_are_offered(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person.sits_down() as walk:
        await walk.go(ready())
        assert "Private file" in walk.line("(1)")
        assert "systemd" not in walk.text()
        await walk.press("escape")
        assert walk.shows(TrialPage)
        monkeypatch.setattr(save, "runs_systemd", lambda: True)
        await walk.go(ready())
        assert "systemd" in walk.line("(3)")
        assert "Nowhere" in walk.line("(4)")


async def test_saving_into_a_private_file(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(ready())
        assert "config.toml" in walk.text()
        assert "Nothing has been written yet" in walk.said()
        assert TOKEN not in person.files()
        await walk.press("enter")
        assert walk.shows(DonePage)
    secret = person.paths.secrets_dir / "main.token"
    assert secret.read_text().strip() == TOKEN
    assert secret.stat().st_mode & 0o777 == 0o600
    config = person.workspace().config()
    assert config.channels["main"].seller_id == SELLER
    assert TOKEN not in person.paths.config_file.read_text()


async def test_where_the_files_names_are_long_what_they_hold_stands_below(person: Person) -> None:
    async with person.sits_down((60, 24)) as walk:
        await walk.go(ready())
        assert "settings, no token" in walk.text()
        assert "the token only   mode 0600" in walk.text()


async def test_v_shows_exactly_what_will_be_written(person: Person) -> None:
    async with person.sits_down((80, 40)) as walk:
        await walk.go(ready())
        await walk.press("v")
        assert walk.shows(PreviewPage)
        shown = " ".join(walk.text().split())
        assert TOKEN not in shown
        assert "amzn.mws.********1234" in shown
        await walk.press("escape", "enter")
    assert " ".join(person.paths.config_file.read_text().split()) in shown


async def test_a_command_prints_the_token_and_nothing_is_stored(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(ready())
        await walk.press("2")
        assert walk.page.query_one("#command-input", Input).has_focus
        assert "Not known yet" in walk.text()
        await walk.press("enter")
        assert "command that prints the token is missing" in walk.said()
        await walk.paste("pass show amazon/koongo")
        await walk.press("enter")
        assert "Enter saves" in walk.said()
        await walk.press("enter")
        assert walk.shows(DonePage)
        assert "pass show amazon/koongo" in walk.line("Token")
    assert TOKEN not in person.files()


async def test_a_command_must_not_hold_the_token(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(ready())
        await walk.press("2")
        walk.page.query_one("#command-input", Input).value = f"echo {TOKEN}"
        await walk.press("enter")
        assert "holds the token itself" in walk.said()
        assert walk.shows(SavePage)
        await walk.press("escape", "v")
        assert "holds the token itself" in walk.said()
        await walk.press("enter")
        assert walk.shows(SavePage)
    assert TOKEN not in person.files()


async def test_nowhere_means_asked_each_time(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(ready())
        await walk.press("3")
        assert "main.token" not in walk.text()
        await walk.press("enter")
        assert "you are asked each time" in walk.text()
    assert TOKEN not in person.files()


async def test_escape_in_a_field_keeps_what_was_typed(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(ready())
        await walk.press("2")
        await walk.paste("pass show x")
        await walk.press("escape")
        assert walk.shows(SavePage)
        assert walk.page.query_one(ChoiceList).has_focus
        await walk.press("escape")
        assert walk.shows(TrialPage)
        await walk.press("enter", "enter")
        assert walk.shows(SavePage)
        assert walk.page.query_one("#command-input", Input).value == "pass show x"


async def test_the_channel_may_have_another_name(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(ready())
        await walk.press("e")
        field = walk.page.query_one("#name-input", Input)
        field.value = "shop uk"
        await walk.press("enter")
        assert "1 to 32 letters" in walk.said()
        field.value = "shop-uk"
        await walk.press("enter")
        assert "shop-uk.token" in walk.text()
        await walk.press("enter")
        assert "forget shop-uk" in walk.said()
    assert "shop-uk" in person.workspace().config().channels


async def test_a_disk_that_refuses_is_said_and_nothing_lost(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise FileUnwritable(Path("config.toml"), "No space left on device")

    async with person.sits_down() as walk:
        await walk.go(ready())
        monkeypatch.setattr(walk.session.workspace, "save", refuse)
        await walk.press("enter")
        assert "No space left on device" in walk.said()
        assert walk.shows(SavePage)


async def test_done_says_what_is_set_up_and_what_comes_next(person: Person) -> None:
    person.know_developer()
    async with person.sits_down() as walk:
        await walk.go(at(Step.TEST))
        await walk.press("enter")
        await walk.work_done()
        await walk.press("enter", "enter")
        text = walk.text()
        assert "Done. Koongo can now work with Amazon.co.uk for A135..BJ56" in text
        assert "today at" in walk.line("Tested")
        assert "ends in 1234" in walk.line("Token")
        assert "not known yet" in walk.line("Valid until")
        assert "koongo-tui status" in text
        assert "clear your clipboard" in text
        assert TOKEN not in text
        await walk.press("escape")
        assert walk.shows(DonePage)
    assert not person.paths.progress_file.exists()


async def test_done_without_a_test_says_so(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.SAVE))
        await walk.press("enter")
        assert "Saved, not tested" in walk.text()
        assert "the developer's side is not set up" in walk.text()
    person.know_developer()
    async with person.sits_down() as walk:
        await walk.go(at(Step.SAVE))
        await walk.press("enter")
        assert "koongo-tui test does it" in walk.text()


async def test_enter_opens_the_submissions(person: Person) -> None:
    person.know_developer()
    async with person.sits_down() as walk:
        await _done(walk)
        app = walk.app
        await walk.press("enter")
        assert isinstance(app.screen, SubmissionsScreen)


async def test_the_clipboard_is_overwritten_on_request(person: Person) -> None:
    async with person.sits_down() as walk:
        await _done(walk)
        walk.app.copy_to_clipboard(TOKEN)
        await walk.press("ctrl+l")
        assert TOKEN not in walk.app.clipboard
        assert "clipboard manager" in walk.said()


async def test_plus_begins_another_channel(person: Person) -> None:
    async with person.sits_down() as walk:
        await _done(walk)
        await walk.press("plus")
        await walk.settle()
        assert walk.shows(StartPage)
        assert walk.session.setup.name != "main"
    assert list(person.workspace().config().channels) == ["main"]


async def test_a_known_channel_is_set_up_again_with_its_answers(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(ready().choose_marketplace("amazon.de").set_expiry(date(2027, 3, 25)))
        await walk.press("enter")
        walk.app.open_setup("main")
        await walk.settle()
        assert walk.shows(AuthorisePage)
        setup = walk.session.setup
        assert setup.name == "main"
        assert setup.region is Region.EU
        assert setup.marketplace_id == "A1PA6795UKMFR9"
        assert setup.expires_on == date(2027, 3, 25)
        assert setup.token is None
        await walk.press("enter")
        await walk.paste(TOKEN.replace("1234", "9999"))
        # The channel uses another token now: that is asked, not taken for granted.
        assert walk.shows(ProblemPage)
        assert "1234" in walk.text()
        await walk.press("enter", "enter")
        assert walk.shows(TrialPage)


async def test_a_damaged_configuration_does_not_stop_the_setup(person: Person) -> None:
    person.paths.config_file.parent.mkdir(parents=True)
    person.paths.config_file.write_text("[channels\n")
    async with person.sits_down() as walk:
        assert walk.shows(StartPage)


async def test_a_configuration_damaged_meanwhile_is_said_where_it_matters(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.PASTE))
        person.paths.config_file.parent.mkdir(parents=True, exist_ok=True)
        person.paths.config_file.write_text("[channels\n")
        await walk.go(at(Step.TEST))
        assert "config.toml" in walk.said()
        await walk.go(at(Step.SAVE))
        assert "config.toml" in walk.text()
        await walk.press("enter")
        assert walk.shows(SavePage)
        assert walk.screen.query_one("#said").has_class("-bad")


# -- the end date ----------------------------------------------------------------------------------


async def _end_date(walk: Walk) -> None:
    await _done(walk)
    await walk.press("e")
    assert walk.shows(EndDatePage)


async def test_the_row_gives_the_end_date(person: Person) -> None:
    async with person.sits_down() as walk:
        await _end_date(walk)
        await walk.press("enter")
        assert "no date yet" in walk.said()
        await walk.paste(ROW)
        assert "25 March 2027" in walk.line("Ends   ")
        assert "26 March 2026" in walk.line("Authorised")
        assert "right for Europe" in walk.line("Developer ID")
        await walk.press("enter")
        assert walk.shows(DonePage)
    assert person.workspace().config().channels["main"].expires_on == date(2027, 3, 25)


async def test_the_date_is_on_the_done_page_afterwards(person: Person) -> None:
    async with person.sits_down() as walk:
        await _end_date(walk)
        await walk.paste(ROW)
        await walk.press("enter")
        assert "25 March 2027" in walk.line("Valid until")


async def test_a_date_that_could_be_read_both_ways_is_asked(person: Person) -> None:
    async with person.sits_down() as walk:
        await _end_date(walk)
        await walk.paste("Active Koongo 9051-1235-5740 3/4/2026, 4:28 PM 3/4/2027, 4:28 PM View")
        assert walk.shows(ProblemPage), walk.text()
        assert "3 April 2027" in walk.text()
        assert "4 March 2027" in walk.text()
        await walk.press("2", "enter")
        assert walk.shows(EndDatePage)
        assert walk.session.setup.expires_on in (date(2027, 4, 3), date(2027, 3, 4))


async def test_the_date_may_be_typed(person: Person) -> None:
    async with person.sits_down() as walk:
        await _end_date(walk)
        await walk.press("tab")
        await walk.paste("nonsense")
        await walk.press("enter")
        assert walk.screen.query_one("#said").has_class("-bad")
        walk.page.query_one(Input).value = ""
        await walk.paste("2027-03-25")
        await walk.press("enter")
        assert "25 March 2027" in walk.line("Ends   ")
        await walk.press("enter")
        assert walk.shows(DonePage)


async def test_a_row_pasted_into_the_date_field_is_read_as_a_row(person: Person) -> None:
    async with person.sits_down() as walk:
        await _end_date(walk)
        await walk.press("tab")
        await walk.paste(ROW)
        assert "25 March 2027" in walk.line("Ends   ")


async def test_a_text_without_a_date_and_escape(person: Person) -> None:
    async with person.sits_down() as walk:
        await _end_date(walk)
        await walk.paste("nothing here")
        assert "No end date was found" in walk.said()
        await walk.press("escape")
        assert walk.shows(DonePage)
        assert "not known yet" in walk.line("Valid until")


async def test_an_end_date_that_cannot_be_saved_is_said(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise FileUnwritable(Path("config.toml"), "No space left on device")

    async with person.sits_down() as walk:
        await _end_date(walk)
        await walk.paste(ROW)
        monkeypatch.setattr(walk.session.workspace, "save", refuse)
        await walk.press("enter")
        assert "No space left on device" in walk.said()
        assert walk.shows(EndDatePage)


async def test_the_demo_has_an_example_row_and_says_goodbye_to_it(person: Person) -> None:
    person.demo = DemoPages()
    async with person.sits_down() as walk:
        await _done(walk)
        assert "everything of it is gone when you quit" in walk.text()
        await walk.press("e", "ctrl+e")
        assert "25 March 2027" in walk.line("Ends   ")


async def test_the_program_starts_with_the_setup_when_there_is_no_channel(person: Person) -> None:
    app = KoongoApp(person.workspace(), terminal=replace(person.terminal))
    async with app.run_test() as pilot:
        walk = Walk(pilot)
        await walk.settle()
        assert walk.shows(StartPage)
