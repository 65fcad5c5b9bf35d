"""API Settings, Edit Profile and Save settings: what a person changes, and what becomes of it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.amazon.errors import AccessRefused
from koongo_tui.guide.programs import Program
from koongo_tui.store.channels import SecretHome, SecretPlace
from koongo_tui.store.intents import Pause
from koongo_tui.tui.screens.channel import ChannelScreen
from koongo_tui.tui.screens.setup import SetupScreen
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.widgets.secret_view import SecretView
from tests.tui.channel.seller import OTHER_TOKEN, TOKEN, Form, opened

SIZES = [(80, 24), (60, 20), (140, 45), (40, 10)]


class TestTabs:
    @pytest.mark.parametrize("size", SIZES)
    async def test_every_tab_opens_in_every_size(self, seller: Any, size: tuple[int, int]) -> None:
        app: Any = seller.app()
        async with app.run_test(size=size) as pilot:
            while app.screen.focused is None:
                await pilot.pause(0.02)
            for key in ("e", "3", "4", "5", "1"):
                await pilot.press(key)
                await pilot.pause(0.05)
            assert [type(screen) for screen in app.screen_stack] == [
                SubmissionsScreen,
                ChannelScreen,
            ]
            await pilot.press("2")
            await pilot.pause()
            assert isinstance(app.screen, SubmissionsScreen)

    async def test_the_list_is_a_key_away_and_back(self, seller: Any) -> None:
        async with opened(seller, "4") as form:
            assert "[4 Edit Profile]" in form.text
            await form.press("2")
            assert isinstance(form.app.screen, SubmissionsScreen)
            await form.press("e")
            await form.until("[1 API Settings]")
            await form.press("escape")
            assert isinstance(form.app.screen, SubmissionsScreen)

    async def test_the_palette_finds_it(self, seller: Any) -> None:
        app: Any = seller.app()
        async with app.run_test(size=(80, 24)) as pilot:
            form = Form(seller, pilot)
            await form.until("Report ID")
            assert "e Channel" in form.text.split("\n")[-1]
            await form.press("ctrl+p", *"channel")
            await form.until("edit; z sends, Del cancels")
            await form.press("enter")
            await form.until("[1 API Settings]")

    async def test_a_click_opens_a_tab(self, seller: Any) -> None:
        async with opened(seller) as form:
            await form.pilot.click("TabBar", offset=(52, 0))
            await form.until("[4 Edit Profile]")

    async def test_starting_loads_nothing_of_it(self, seller: Any) -> None:
        script = (
            "import sys, koongo_tui.tui.screens.submissions\n"
            "late = ('screens.channel.', 'feeds.opened', 'koongo_tui.outbox', 'channel_settings')\n"
            "print([m for m in sys.modules if any(name in m for name in late)])"
        )
        ran = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", script], capture_output=True, text=True
        )
        assert ran.stdout.strip() == "[]", ran.stderr


class TestApiSettings:
    async def test_the_accounts_own_marketplaces_are_offered(self, seller: Any) -> None:
        async with opened(seller) as form:
            await form.until(lambda: seller.amazon.asked_participations == 1)
            await form.press("enter")
            await form.until("Amazon.de")
            assert "Amazon.fr" not in form.text
            await form.press("2", "enter")
            await form.until("not saved")
            assert "Amazon.de" in form.line("Marketplace")
            assert seller.workspace.channel().marketplace_id == "A1F83G8C2ARO7P"

    async def test_a_wrong_seller_id_is_named_and_stays_in_the_field(self, seller: Any) -> None:
        async with opened(seller) as form:
            await form.press("down", "enter")
            await form.type("A1PA6795UKMFR9")
            await form.until("That is a marketplace, not a seller.")
            assert "A1PA6795UKMFR9" in form.text
            await form.press("escape")
            await form.until("Not taken.")
            await form.press("enter")
            await form.until("A1PA6795UKMFR9")

    @pytest.mark.parametrize(
        ("pasted", "said"),
        [
            (TOKEN[:30], "30 of 45 characters"),
            ("View", "Click View"),
            ("A135KKEKJAIBJ56", "Seller ID"),
            ("Atzr|IwEBIABCDEFGHIJKLMNOP", "SP-API"),
        ],
    )
    async def test_a_paste_that_is_no_token_is_named(
        self, seller: Any, pasted: str, said: str
    ) -> None:
        async with opened(seller) as form:
            await form.press("down", "down", "enter")
            await form.until("paste the token here")
            await form.paste(pasted)
            await form.until(said)
            await form.press("escape")
            assert "not saved" not in form.text

    async def test_a_token_is_replaced_masked_and_written_by_saving_alone(
        self, seller: Any
    ) -> None:
        async with opened(seller) as form:
            await form.until("amzn.mws.********1234")
            await form.press("down", "down", "enter")
            await form.until("paste the token here")
            await form.paste(f"Seller ID: A135KKEKJAIBJ56 Token: {OTHER_TOKEN}")
            await form.until("amzn.mws.********5678")
            assert OTHER_TOKEN not in form.text
            held = [p for p in seller.folder.rglob("*") if p.is_file()]
            assert not [p for p in held if OTHER_TOKEN.encode() in p.read_bytes()]
            await form.press("5")
            await form.until("the token only, mode 0600")
            await form.press("enter")
            await form.until("The settings are saved.")
            assert seller.workspace.secrets.path("main.token").read_text().strip() == OTHER_TOKEN

    async def test_a_key_shows_the_token_and_hides_it(
        self, seller: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with opened(seller) as form:
            await form.press("ctrl+t")
            await form.until(TOKEN)
            await form.press("ctrl+t")
            await form.until(lambda: TOKEN not in form.text)
            monkeypatch.setattr(SecretView, "SHOWN_FOR", 0.01)
            await form.press("ctrl+t")
            await form.until(lambda: not form.app.screen.query_one(SecretView).in_clear)
            assert TOKEN not in form.text

    async def test_a_token_moves_when_it_is_saved(self, seller: Any) -> None:
        async with opened(seller) as form:
            await form.press("down", "down", "down", "enter")
            await form.until("Where should the token live")
            await form.press("2", "enter")
            await form.until("The command that prints the token")
            await form.type("pass show amazon/koongo")
            await form.until("the command pass show amazon/koongo")
            await form.press("5")
            await form.until("removed")
            await form.press("enter")
            await form.until("The settings are saved.")
        place = SecretPlace(SecretHome.COMMAND, "pass show amazon/koongo")
        assert seller.workspace.channel().token_place == place
        assert not seller.workspace.secrets.path("main.token").exists()

    async def test_a_pasted_row_gives_the_end(self, seller: Any) -> None:
        row = (
            "Active\tKoongo\t905112355740\n3/26/2026, 4:28 PM\n3/25/2027, 4:28 PM\tView\n"
            "Renew\nDisable"
        )
        async with opened(seller) as form:
            await form.press(*["down"] * 4, "enter")
            await form.until("Paste the Koongo row")
            await form.paste(row)
            await form.until("25 Mar 2027")
            await form.press("enter")
            await form.type("3/4/2027")
            await form.until("2027-03-04 or 2027-04-03")

    async def test_the_calendar_file_has_the_end_and_no_secret(
        self, seller: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "here"
        folder.mkdir()
        monkeypatch.chdir(folder)
        async with opened(seller) as form:
            await form.press("f")
            await form.until("Written to")
        (file,) = folder.iterdir()
        text = file.read_text()
        assert "DTSTART;VALUE=DATE:20260325" in text
        assert TOKEN not in text

    async def test_without_an_end_there_is_no_calendar_file(self, seller: Any) -> None:
        seller.channel = replace(seller.channel, expires_on=None)
        seller.save_channel()
        async with opened(seller) as form:
            await form.press("f")
            await form.until("The end is not known yet")

    async def test_the_connection_is_tested_with_what_stands_there(self, seller: Any) -> None:
        async with opened(seller) as form:
            await form.press("down", "down", "enter")
            await form.until("paste the token here")
            await form.paste(OTHER_TOKEN)
            await form.until("********5678")
            await form.press("r")
            await form.until("Amazon accepts everything.")
            assert seller.workspace.token_given.reveal() == OTHER_TOKEN
            await form.press("escape")
            await form.until("passed at")
            await form.press("up", "enter")
            await form.type("A135KKEKJAIBJ57")
            await form.until("not in this run")

    async def test_a_refusal_says_who_has_to_act(self, seller: Any) -> None:
        async with opened(seller) as form:
            seller.amazon.error = AccessRefused("AuthToken is not valid.", code="access-refused")
            await form.press("r")
            await form.until("r tests again. Nothing was saved.")
            assert "NO " in form.text

    async def test_auto_submit_needs_a_source(self, seller: Any) -> None:
        seller.channel = replace(seller.channel, feed_source=None)
        seller.save_channel()
        async with opened(seller) as form:
            await form.press(*["down"] * 5, "enter")
            await form.until("Yes")
            await form.press("2", "enter")
            await form.until("It needs a feed source")
            await form.press("5", "enter")
            await form.until("Auto-submit needs a feed source")
        assert not seller.workspace.channel().auto_submit

    async def test_a_paused_channel_says_why_and_goes_on(self, seller: Any) -> None:
        seller.channel = replace(seller.channel, auto_submit=True)
        seller.save_channel()
        why = "Amazon gave up on feed 1."
        seller.workspace.intents.pause("main", Pause(seller.now, "failed", why, "1"))
        async with opened(seller) as form:
            await form.until(f"paused: {why}")
            await form.press(*["down"] * 6)
            assert "Let it go on" in form.line("▸")
            await form.press("enter")
            await form.until(lambda: "paused" not in form.line("Enable Auto-Submit"))
        assert seller.workspace.intents.paused("main") is None

    async def test_the_setup_is_a_row_away(self, seller: Any) -> None:
        async with opened(seller) as form:
            await form.press("end", "up", "enter")
            await form.until(lambda: isinstance(form.app.screen, SetupScreen))


class TestProfile:
    async def test_a_source_is_looked_at_before_it_is_saved(self, seller: Any) -> None:
        async with opened(seller, "4") as form:
            await form.press("r")
            await form.until("found: ")
            await form.press("down", "enter")
            await form.type(str(seller.folder / "no such file"))
            await form.until("not looked at in this run")
            await form.press("r")
            await form.until("There is no file")
            assert seller.workspace.channel().feed_source == str(seller.source)

    async def test_a_source_in_the_clear_is_refused(self, seller: Any) -> None:
        async with opened(seller, "4") as form:
            await form.press("down", "enter")
            await form.type("http://shop.example/feed.xml")
            await form.until("Write https:// before it.")

    async def test_types_that_amazon_refuses_are_said(self, seller: Any) -> None:
        seller.amazon.program = Program.SP_API
        seller.channel = replace(seller.channel, program=Program.SP_API)
        seller.save_channel()
        seller.fill()
        async with opened(seller, "4", size=(100, 40)) as form:
            await form.press("down", "down", "down")
            await form.until("Amazon refuses this type under SP-API since 31 July 2025.")
            await form.press("enter")
            await form.until("Amazon refuses it since 31 July 2025")
            await form.press("2", "enter")
            await form.until("Listings (JSON_LISTINGS_FEED)")

    async def test_refresh_below_amazons_quota_is_refused(self, seller: Any) -> None:
        async with opened(seller, "4") as form:
            await form.press("down", "down", "down", "down", "enter")
            await form.type("30")
            await form.until("every 45 seconds at most")

    async def test_notices_are_saved_for_all_channels(self, seller: Any) -> None:
        async with opened(seller, "4") as form:
            await form.press(*["down"] * 5, "enter", "2", "enter")
            await form.until("1 change not saved")
            await form.press("5", "enter")
            await form.until("The settings are saved.")
        assert seller.workspace.config().notices.bell


class TestSaving:
    async def test_the_difference_is_shown_before_anything_is_written(self, seller: Any) -> None:
        text = seller.workspace.paths.config_file.read_text()
        async with opened(seller, "4", size=(120, 40)) as form:
            await form.press("enter")
            await form.type("shop")
            await form.press("5")
            await form.until("1 change to save")
            for words in ("main", "shop", "have to name shop", "config.toml", "shop.token"):
                assert words in form.text
            assert seller.workspace.paths.config_file.read_text() == text
            await form.press("enter")
            await form.until("channel: shop")
            assert "The settings are saved." in form.text
            assert "Nothing differs" in form.text
            await form.press("2")
            await form.until("50148017731")
        assert seller.workspace.channel().name == "shop"
        assert seller.workspace.secrets.path("shop.token").read_text().strip() == TOKEN

    async def test_another_seller_id_begins_a_list_of_its_own(self, seller: Any) -> None:
        async with opened(seller) as form:
            await form.press("down", "enter")
            await form.type("A135KKEKJAIBJ57")
            await form.until("not saved")
            await form.press("5")
            await form.until("kept apart")
            await form.press("enter")
            await form.until("The settings are saved.")
        assert seller.history.get(seller.account, "50148017731") is not None
        assert seller.workspace.channel().account_key.endswith("A135KKEKJAIBJ57")

    async def test_what_the_connection_does_not_need_leaves_it_open(self, seller: Any) -> None:
        async with opened(seller, "4") as form:
            api = form.app.screen.live.api
            await form.press("down", "enter")
            await form.type("")
            await form.press("5", "enter")
            await form.until("The settings are saved.")
            assert form.app.screen.live.api is api
            assert form.app.screen.live.channel.feed_source is None

    async def test_what_cannot_be_written_loses_nothing(
        self, seller: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from koongo_tui.store.errors import FileUnwritable

        async with opened(seller, "4") as form:
            await form.press("down", "down", "down", "down", "enter")
            await form.type("90")

            def full(*_: object, **__: object) -> None:
                raise FileUnwritable(Path("/config.toml"), "No space left on device")

            with monkeypatch.context() as patched:
                patched.setattr(seller.workspace.config_file, "update_channel", full)
                await form.press("5", "enter")
                await form.until("No space left on device")
                assert "Your changes are kept." in form.text
            await form.press("enter")
            await form.until("The settings are saved.")
        assert seller.workspace.channel().refresh_seconds == 90

    async def test_changes_are_dropped_with_a_key(self, seller: Any) -> None:
        async with opened(seller, "4") as form:
            await form.press("enter")
            await form.type("shop")
            await form.press("5", "ctrl+l")
            await form.until("Drop 1 change?")
            await form.press("escape")
            await form.until("1 change to save")
            await form.press("ctrl+l")
            await form.until("Drop 1 change?")
            await form.press("enter")
            await form.until("Nothing differs")
            await form.until(lambda: seller.workspace.draft("main").load() is None)


class TestLeaving:
    async def test_changes_wait_when_the_form_is_left(self, seller: Any) -> None:
        async with opened(seller, "4") as form:
            await form.press("enter")
            await form.type("shop")
            await form.press("escape")
            await form.until("1 change to the settings is kept, not saved. e shows them.")
            await form.press("e", "4")
            assert "shop" in form.line("Name")

    async def test_a_draft_survives_the_run_without_its_token(self, seller: Any) -> None:
        async with opened(seller) as form:
            await form.press("down", "down", "enter")
            await form.until("paste the token here")
            await form.paste(OTHER_TOKEN)
            await form.until("********5678")
            await form.press("4", "enter")
            await form.type("shop")
            await form.until("2 changes not saved")
            await form.until(lambda: seller.workspace.draft("main").load() is not None)
        kept = [p for p in seller.folder.rglob("*") if p.is_file()]
        assert not [p for p in kept if OTHER_TOKEN.encode() in p.read_bytes()]
        async with opened(seller) as form:
            await form.until("1 change of today 14:32 are here again, not saved.")
            assert "********1234" in form.text
            await form.press("4")
            assert "shop" in form.line("Name")

    async def test_the_list_reminds_of_a_draft(self, seller: Any) -> None:
        seller.workspace.draft("main").save({"refresh_seconds": "90"}, seller.now)
        app = seller.app()
        async with app.run_test(size=(80, 24)) as pilot:
            await Form(seller, pilot).until("A change to the settings of main is not saved yet.")

    async def test_leaving_the_program_asks_once_for_an_unsaved_token(self, seller: Any) -> None:
        async with opened(seller) as form:
            await form.press("down", "down", "enter")
            await form.until("paste the token here")
            await form.paste(OTHER_TOKEN)
            await form.until("********5678")
            await form.press("q")
            await form.until("q again leaves without it.")
            assert form.app.is_running
            await form.press("q")
            await form.until(lambda: form.app.return_code is not None or not form.app.is_running)

    async def test_ctrl_c_leaves_at_once(self, seller: Any) -> None:
        async with opened(seller) as form:
            await form.press("down", "down", "enter")
            await form.until("paste the token here")
            await form.paste(OTHER_TOKEN)
            await form.until("********5678")
            await form.press("ctrl+c")
            await form.until(lambda: form.app.return_code is not None or not form.app.is_running)

    async def test_a_channel_that_vanished_is_said(self, seller: Any) -> None:
        app = seller.app()
        async with app.run_test(size=(80, 24)) as pilot:
            form = Form(seller, pilot)
            await form.until("Report ID")
            seller.workspace.config_file.remove_channel("main")
            await form.press("e")
            await form.until("channel")
            await form.press("5", "escape")
            assert isinstance(app.screen, SubmissionsScreen)


def test_the_day_of_the_end_is_said_with_its_distance() -> None:
    from koongo_tui.tui.screens.channel.rows import end_words
    from tests.tui.conftest import NOW

    assert end_words(None, NOW)[0] == "not known yet"
    assert end_words(date(2026, 3, 6), NOW)[0] == "6 Mar, today"
    assert end_words(date(2026, 3, 7), NOW)[0] == "7 Mar, in 1 day"
    assert end_words(date(2026, 3, 1), NOW)[0] == "1 Mar: ended 5 days ago"
