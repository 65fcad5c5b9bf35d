"""From the live list to the setup: moving on to SP-API, authorising again, an unfinished setup."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    ClockSkewed,
    DeveloperRefused,
    Unreachable,
)
from koongo_tui.amazon.mws.retired import final
from koongo_tui.errors import Actor, NotSetUpError
from koongo_tui.guide.flow import Setup, Step
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import SpApiDeveloper
from koongo_tui.tui.screens.setup import SetupScreen
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.screens.submissions.hosted import HostScreen
from koongo_tui.tui.screens.submissions.refused import RefusedScreen
from tests.tui.test_submissions_screen import Live

ReadScreen = Callable[[App[Any]], str]
Start = Callable[..., Any]
LINK = "https://sellercentral.amazon.co.uk/apps/manage"
HOST = "mws-eu.amazonservices.com"
APPLICATION = "amzn1.sp.solution.0f6a1c2d-3b4e-4f50-8a61-7b8c9d0e1f2a"
RETIRED = final(AccessRefused("No.", amazon_code="AccessDenied"), HOST)
GONE = final(Unreachable(f"{HOST} could not be looked up.", host=HOST, cause="name"), HOST)
EXPIRED = AccessRefused("No.", amazon_code="AccessDenied", amazon_message="Access is [/denied]")
REVOKED = AccessRefused(
    "No.", code="revoked", amazon_code="invalid_grant", amazon_message="The grant is [/invalid]"
)


@pytest.fixture
def start(read_screen: ReadScreen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Start:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()

    @asynccontextmanager
    async def begun(world: Any, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Live]:
        app = world.app()
        async with app.run_test(size=size) as pilot:
            found = Live(world, pilot, read_screen)
            await found.settle()
            yield found

    return begun


def refuse(world: Any, error: AmazonError, *, program: Program = Program.MWS) -> None:
    """Amazon has answered once, and refuses now."""
    world.channel = replace(world.channel, program=program, expires_on=date(2026, 9, 1))
    world.save_channel()
    world.history.record_check(world.account, world.now - timedelta(minutes=9))
    world.amazon.error = error


@pytest.fixture
def sp_api(world: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A channel of SP-API, whose application is known here."""
    monkeypatch.setattr(type(world.amazon), "program", Program.SP_API)
    world.workspace.save_sp_api_developer(
        SpApiDeveloper(
            APPLICATION,
            "amzn1.application-oa2-client.x",
            secret_set_on=world.now.date() - timedelta(days=160),
        ),
        Secret("amzn1.oa2-cs.v1.secret"),
    )
    refuse(world, REVOKED, program=Program.SP_API)
    return world


def setup_of(screen: Live) -> Setup:
    shown = screen.app.screen
    assert isinstance(shown, SetupScreen)
    return shown.session.setup


class TestMwsHasEnded:
    @pytest.mark.parametrize("error", [RETIRED, GONE], ids=["refused", "no host"])
    async def test_enter_moves_the_channel_to_sp_api(
        self, full: Any, start: Start, error: AmazonError
    ) -> None:
        refuse(full, error)
        async with start(full) as screen:
            assert isinstance(screen.app.screen, RefusedScreen)
            assert "Amazon has ended MWS, and this channel uses it" in screen.text
            assert screen.lines[-1].startswith(" Enter Move to SP-API")
            assert "Renew" not in screen.text
            await screen.press("enter")
            setup = setup_of(screen)
            assert (setup.name, setup.program) == ("main", Program.SP_API)
            assert setup.step is Step.AUTHORISE

    async def test_it_is_not_asked_again_and_again(self, full: Any, start: Start) -> None:
        refuse(full, GONE)
        async with start(full) as screen:
            asked = full.amazon.asked
            full.now += timedelta(hours=2)
            await screen.settle()
            assert full.amazon.asked == asked
            await screen.press("w")
            assert full.amazon.asked == asked

    async def test_a_marketplace_that_never_had_it(self, full: Any, start: Start) -> None:
        full.workspace.refusal = NotSetUpError("It has no MWS address.", code="mws-retired")
        async with start(full) as screen:
            assert "It has no MWS address." in screen.text
            await screen.press("enter")
            assert setup_of(screen).program is Program.SP_API

    async def test_sp_api_is_a_way_on_whatever_keeps_mws_from_being_asked(
        self, full: Any, start: Start
    ) -> None:
        full.workspace.refusal = NotSetUpError("The keys are not known here.", who=Actor.KOONGO)
        async with start(full) as screen:
            assert "Or press 2 to move this channel to SP-API" in screen.text
            await screen.press("2")
            assert setup_of(screen).program is Program.SP_API

    async def test_where_the_rows_are_shown_nothing_moves(self, full: Any, start: Start) -> None:
        async with start(full) as screen:
            await screen.press("2")
            assert isinstance(screen.app.screen, SubmissionsScreen)


class TestRefused:
    @pytest.mark.parametrize("size", [(80, 24), (60, 20)])
    async def test_an_mws_channel_may_move_on_as_well(
        self, full: Any, start: Start, size: tuple[int, int]
    ) -> None:
        refuse(full, EXPIRED)
        async with start(full, size) as screen:
            await screen.press("pagedown")
            assert "Or press 2 to move this channel" in screen.text
            await screen.press("2")
            assert setup_of(screen).program is Program.SP_API

    async def test_edit_begins_the_setup_with_the_channels_answers(
        self, full: Any, start: Start
    ) -> None:
        refuse(full, EXPIRED)
        async with start(full) as screen:
            await screen.press("e")
            setup = setup_of(screen)
            assert (setup.name, setup.program, setup.seller_id) == (
                "main",
                Program.MWS,
                full.channel.seller_id,
            )

    async def test_the_link_as_a_qr_code(self, full: Any, start: Start) -> None:
        refuse(full, EXPIRED)
        async with start(full) as screen:
            await screen.press("g")
            assert isinstance(screen.app.screen, HostScreen)
            assert LINK in screen.lines
            assert "Scan with a phone" in screen.text
            await screen.press("1")
            assert screen.app.clipboard == LINK
            assert "The link was sent to your terminal's clipboard." in screen.text
            await screen.press("escape")
            assert isinstance(screen.app.screen, RefusedScreen)

    @pytest.mark.parametrize("size", [(80, 24), (60, 20)])
    async def test_the_owner_of_an_mws_account_is_asked_to_renew(
        self, full: Any, start: Start, size: tuple[int, int], tmp_path: Path
    ) -> None:
        refuse(full, EXPIRED)
        async with start(full, size) as screen:
            await screen.press("o")
            assert "click Renew, or Enable" in screen.text
            card = screen.app.clipboard
            assert LINK in card
            assert "the token stays the same" in card
            assert (tmp_path / "home" / "koongo-handoff.txt").read_text() == card
            assert "(no secrets in it)" in " ".join(screen.text.split())
            await screen.press("enter")
            assert isinstance(screen.app.screen, RefusedScreen)
            assert "w asks Amazon until it has noticed" in screen.text
        assert full.workspace.progress.load() is None

    async def test_a_wrong_clock_is_nobodys_authorisation(self, full: Any, start: Start) -> None:
        refuse(full, ClockSkewed("The clock is slow."))
        async with start(full) as screen:
            assert "SP-API" not in screen.text

    async def test_the_developers_keys_are_koongos_turn(self, full: Any, start: Start) -> None:
        refuse(full, DeveloperRefused("No."))
        async with start(full) as screen:
            await screen.press("g", "o", "1", "e")
            assert isinstance(screen.app.screen, RefusedScreen)


class TestSpApiRefused:
    @pytest.mark.parametrize("size", [(80, 24), (60, 20)])
    async def test_the_cause_the_way_on_and_no_retry(
        self, sp_api: Any, start: Start, size: tuple[int, int]
    ) -> None:
        async with start(sp_api, size) as screen:
            assert isinstance(screen.app.screen, RefusedScreen)
            assert "The authorisation was switched off" in screen.text
            assert "Renew" not in screen.text
            assert LINK in screen.lines
            assert screen.lines[-1].startswith(" Enter Authorise again")
            assert "Keep trying" not in screen.text
            asked = sp_api.amazon.asked
            sp_api.now += timedelta(hours=2)
            await screen.press("w", "2")
            assert isinstance(screen.app.screen, RefusedScreen)
            assert sp_api.amazon.asked == asked
            await screen.press("pagedown")
            assert "[/invalid]" in screen.text
            await screen.press("enter")
            setup = setup_of(screen)
            assert (setup.name, setup.program, setup.step) == (
                "main",
                Program.SP_API,
                Step.AUTHORISE,
            )

    async def test_what_is_amazons_turn_asks_for_no_authorisation(
        self, sp_api: Any, start: Start
    ) -> None:
        sp_api.amazon.error = AccessRefused(
            "Suspended.", code="account-not-eligible", fix="Open Account Health."
        )
        async with start(sp_api) as screen:
            assert "Open Account Health." in screen.text
            assert "Authorise again" not in screen.text

    async def test_the_owner_gets_the_consent_page_and_its_answer_is_taken(
        self, sp_api: Any, start: Start
    ) -> None:
        async with start(sp_api, (100, 30)) as screen:
            await screen.press("o")
            assert "/apps/authorize/consent?application_id=" in screen.app.clipboard
            await screen.press("enter")
            setup = setup_of(screen)
            assert setup.step is Step.PASTE
            assert setup.consent_request is not None
            assert setup.consent_request.state in sp_api.workspace.progress.load().values.values()


SET_UP_AGAIN = ("e", "end", "up", "enter")
"""The last row but one of the channel's form."""


class TestTheList:
    async def test_a_key_sets_the_channel_up_again(self, full: Any, start: Start) -> None:
        async with start(full) as screen:
            await screen.press(*SET_UP_AGAIN)
            assert setup_of(screen).name == "main"

    async def test_escape_leads_back_to_the_list(self, full: Any, start: Start) -> None:
        async with start(full) as screen:
            await screen.press(*SET_UP_AGAIN, "escape", "escape")
            assert "Esc goes back to the submissions." in screen.text
            await screen.press("escape")
            assert isinstance(screen.app.screen, SubmissionsScreen)

    async def test_an_unfinished_setup_is_offered_and_the_list_stays(
        self, full: Any, start: Start
    ) -> None:
        cut = Setup(name="shop-us").choose_region(Region.NA).next()
        full.workspace.progress.save(cut.to_progress(), at=full.now)
        async with start(full) as screen:
            await screen.tick(0)
            assert "The setup of shop-us stopped at step 2. + goes on with it." in screen.text
            assert "50148017731" in screen.text
            await screen.tick(60)
            assert "stopped at step 2" not in screen.text
            await screen.press("plus", "escape")
            assert isinstance(screen.app.screen, SubmissionsScreen)
            await screen.press("plus")
            assert "Welcome back" in screen.text
            await screen.press("enter")
            assert setup_of(screen).name == "shop-us"

    async def test_another_channels_setup_does_not_come_before_the_one_that_is_edited(
        self, full: Any, start: Start
    ) -> None:
        cut = Setup(name="shop-us").choose_region(Region.NA).next()
        full.workspace.progress.save(cut.to_progress(), at=full.now)
        async with start(full) as screen:
            await screen.press(*SET_UP_AGAIN)
            assert setup_of(screen).name == "main"

    async def test_without_one_the_next_channel_gets_a_name_of_its_own(
        self, full: Any, start: Start
    ) -> None:
        async with start(full) as screen:
            await screen.press("plus")
            assert setup_of(screen).name == "main-2"

    async def test_a_client_secret_that_is_due_is_said(self, sp_api: Any, start: Start) -> None:
        sp_api.amazon.error = None
        async with start(sp_api) as screen:
            await screen.tick(0)
            assert "The client secret has to be rotated by" in screen.text
