"""All channels on one screen: every key, and what is drawn."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled, WorkerFailed

from koongo_tui.amazon.errors import AccessRefused
from koongo_tui.amazon.submission import Submission
from koongo_tui.errors import NotSetUpError
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.store.channels import SecretHome, SecretPlace
from koongo_tui.tui.app import KoongoApp
from koongo_tui.tui.screens.channels import ChannelsScreen
from koongo_tui.tui.screens.setup import SetupScreen
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.screens.submissions.filter_bar import FilterBar
from koongo_tui.tui.screens.trouble import TroubleScreen
from koongo_tui.tui.themes import LIGHT

ReadScreen = Callable[[App[Any]], str]


def add(
    world: Any, name: str, *, minutes: float | None = 2, error: str | None = None, **more: Any
) -> Any:
    """Another channel; its list is so old, and the last look failed with ``error``."""
    added = replace(world.channel, name=name, seller_id=f"A135KK{name.upper()}", **more)
    world.workspace.config_file.save_channel(added, make_current=False)
    if minutes is not None:
        at = world.now - timedelta(minutes=minutes)
        world.history.record_check(added.account_key, at)
    if error:
        at = world.now - timedelta(seconds=30)
        words = "Amazon does not accept this Seller ID."
        world.history.record_check(added.account_key, at, error_code=error, error_text=words)
    return added


class Overview:
    """The program on its channels."""

    def __init__(self, world: Any, pilot: Pilot[Any], read: ReadScreen) -> None:
        self.world = world
        self.pilot = pilot
        self.app = pilot.app
        self._read = read

    @property
    def screen(self) -> ChannelsScreen:
        screen = self.app.screen
        assert isinstance(screen, ChannelsScreen)
        return screen

    async def settle(self) -> None:
        """Until nothing moves any more."""
        for _ in range(3):
            await self.pilot.pause()
            for worker in list(self.app.workers):
                if worker.group in ("fleet", "writing", "others"):
                    with suppress(WorkerCancelled, WorkerFailed):
                        await worker.wait()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type into the box; the list follows as if a moment had passed."""
        await self.pilot.press(*text)
        await self.pilot.pause()
        bar = self.screen.query_one(FilterBar)
        bar._stop()
        bar._try()
        await self.settle()

    async def tick(self, seconds: float = 1) -> None:
        """Time passes."""
        self.world.now += timedelta(seconds=seconds)
        self.screen.tick()
        await self.settle()

    @property
    def text(self) -> str:
        return self._read(self.app)

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.screen.table.visible_rows()]

    @property
    def selected(self) -> str | None:
        return self.screen.table.cursor_id


@pytest.fixture
def overview(read_screen: ReadScreen) -> Callable[..., Any]:
    @asynccontextmanager
    async def start(world: Any, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Overview]:
        # Nobody is asked by itself unless a test wants it.
        world.workspace.environ.setdefault("KOONGO_TUI_TOKEN", "amzn.mws.x")
        app = world.app()
        async with app.run_test(size=size) as pilot:
            found = Overview(world, pilot, read_screen)
            await pilot.pause()
            await found.press("h")
            yield found

    return start


@pytest.fixture
def many(full: Any) -> Any:
    """Five channels: the usual one with its list, and one of each trouble."""
    add(full, "shopde", marketplace_id="A1PA6795UKMFR9", expires_on=date(2027, 1, 1))
    add(full, "refused", error="access-refused", minutes=90)
    add(full, "lost", error="unreachable", minutes=90, expires_on=None)
    add(full, "new", minutes=None, expires_on=date(2026, 12, 31))
    return full


# -- what is on it -----------------------------------------------------------------------------


async def test_the_channels_at_80_columns(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        lines = screen.lines
        assert "5 channels, 3 need a look" in lines[0]
        assert lines[0].endswith(" main")
        assert "Connected 2   Refused 1   Not updating 1   Never asked 1" in lines[1]
        heading = ["Channel", "Marketplace", "Connection", "Updated", "Ends", "in", "Look", "Open"]
        assert lines[3].split() == heading
        assert screen.names == ["refused", "lost", "main", "new", "shopde"]
        assert lines[4].split() == [
            "▸",
            "refused",
            "Amazon.co.uk",
            "Refused",
            "90",
            "min",
            "19",
            "d",
            "0",
            "0",
        ]
        assert lines[6].split() == [
            "main",
            "Amazon.co.uk",
            "Connected",
            "<",
            "1",
            "min",
            "19",
            "d",
            "4",
            "2",
        ]
        assert all(len(line) <= 80 for line in lines)


async def test_the_details_below_say_why_and_what_to_do(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        below = "\n".join(screen.lines[-9:])
        assert "refused   Amazon.co.uk   MWS   A135KKREFUSED" in below
        assert "Refused: Amazon does not accept this Seller ID. Open the channel" in below
        await screen.press("down", "down")
        below = "\n".join(screen.lines[-9:])
        assert "Needs a look: 1 stuck, 1 held by Amazon, 2 done with errors" in below
        assert "Authorisation ends in 19 days (25 Mar)" in below


async def test_beside_the_list_where_there_is_room(many: Any, overview: Any) -> None:
    async with overview(many, (140, 45)) as screen:
        line = next(line for line in screen.lines if "Seller ID" in line)
        assert line.index("Seller ID") > 90
        assert "Newest" in screen.lines[3]
        await screen.press("down", "down")
        assert any("2 done with errors" in line[90:] for line in screen.lines)


@pytest.mark.parametrize("size", [(60, 20), (40, 10), (45, 12)])
async def test_small_terminals(many: Any, overview: Any, size: tuple[int, int]) -> None:
    async with overview(many, size) as screen:
        assert all(len(line) <= size[0] for line in screen.lines)
        row = next(line for line in screen.lines if line.startswith("▸"))
        assert row.split()[1:3] == ["refused", "Refused"]


async def test_ascii(many: Any, overview: Any) -> None:
    many.terminal = replace(many.terminal, ascii=True)
    async with overview(many) as screen:
        assert screen.text.isascii()
        await screen.press("s")
        assert screen.text.isascii()


async def test_text_from_outside_is_no_markup(many: Any, overview: Any) -> None:
    add(many, "[/oops]", error="access-refused")
    async with overview(many) as screen:
        assert "[/oops]" in screen.text


async def test_themes(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        screen.app.theme = LIGHT
        await screen.settle()
        assert "refused" in screen.text


async def test_wrong_settings_are_a_row_that_says_so(many: Any, overview: Any) -> None:
    file = many.workspace.paths.config_file
    file.write_text(file.read_text() + '\n[channels.odd]\nprogram = "mws"\n')
    async with overview(many) as screen:
        await screen.press("down")
        assert screen.selected == "odd"
        assert "Wrong settings" in screen.text
        await screen.press("enter")
        assert screen.screen.is_active
        await screen.press("y")
        assert "There is no Seller ID to copy." in screen.text


# -- moving --------------------------------------------------------------------------------------


async def test_enter_opens_a_channel(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.press("down", "enter")
        assert isinstance(screen.app.screen, SubmissionsScreen)
        assert screen.app.screen.channel.name == "lost"


async def test_enter_on_the_one_one_came_from_goes_back_to_it(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        below = screen.app.screen_stack[0]
        await screen.press("down", "down", "enter")
        assert screen.app.screen is below


async def test_esc_goes_back_to_where_one_came_from(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        below = screen.app.screen_stack[0]
        await screen.press("down", "escape")
        assert screen.app.screen is below


async def test_problems_one_after_the_other(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.press("n", "n")
        assert screen.selected == "main"
        await screen.press("n")
        assert screen.selected == "main"
        assert "No channel below here needs a look." in screen.text
        await screen.press("N")
        assert screen.selected == "lost"


async def test_sorting(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.press("s")
        assert screen.names == ["lost", "main", "new", "refused", "shopde"]
        assert "Channel▼" in screen.lines[3]
        assert "Sorted: by name." in screen.text
        for _ in range(9):
            await screen.press("s")
        assert screen.names[0] == "refused"
        assert "▼" not in screen.lines[3]


async def test_a_click_on_a_heading_sorts(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.pilot.click("ChannelTable", offset=(4, 0))
        await screen.settle()
        assert screen.names[0] == "lost"


async def test_filter_and_away_with_it(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.press("slash")
        await screen.type("amazon.de")
        assert screen.names == ["shopde"]
        assert "Show: amazon.de (1)" in screen.text
        await screen.press("escape")
        assert len(screen.names) == 5
        await screen.press("slash")
        await screen.type("zzz")
        assert "No channel fits “zzz”." in screen.text
        await screen.press("escape")
        assert len(screen.names) == 5


async def test_a_name_and_enter_switches(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.press("slash")
        await screen.pilot.press(*"shopde", "enter")
        await screen.settle()
        assert isinstance(screen.app.screen, SubmissionsScreen)
        assert screen.app.screen.channel.name == "shopde"


async def test_enter_in_the_box_keeps_a_filter_that_fits_several(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.press("slash")
        await screen.type("look")
        await screen.press("enter")
        assert screen.names == ["refused", "lost", "main"]
        await screen.press("escape")
        assert len(screen.names) == 5


async def test_plus_sets_up_another(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.press("plus")
        assert isinstance(screen.app.screen, SetupScreen)


async def test_the_seller_id_is_copied(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.press("y")
        assert screen.app.clipboard == "A135KKREFUSED"


def exported_names(folder: Path) -> list[str]:
    """The channels in the file that was written."""
    (path,) = folder.glob("koongo-all-channels-*.json")
    return [channel["channel"] for channel in json.loads(path.read_text())["channels"]]


async def test_what_is_shown_is_exported(
    many: Any, overview: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with overview(many) as screen:
        await screen.press("slash")
        await screen.type("look")
        await screen.press("enter", "x", "2")
    assert exported_names(tmp_path) == ["refused", "lost", "main"]


# -- news ----------------------------------------------------------------------------------------


async def test_what_another_process_writes_is_shown_and_the_cursor_stays(
    many: Any, overview: Any
) -> None:
    async with overview(many) as screen:
        await screen.press("end")
        assert screen.selected == "shopde"
        de = many.workspace.config().channels["shopde"]
        words = "Not accepted."
        many.history.record_check(de.account_key, many.now, error_code="revoked", error_text=words)
        await screen.tick()
        assert screen.selected == "shopde"
        assert screen.names == ["refused", "shopde", "lost", "main", "new"]
        assert "4 need a look" in screen.lines[0]
        assert "Refused: Not accepted." in screen.text


async def test_nothing_is_drawn_while_nothing_changes(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        shown = screen.screen.fleet
        await screen.tick()
        await screen.tick()
        assert screen.screen.fleet is shown
        await screen.tick(60)
        assert screen.screen.fleet is not shown
        assert "1 min" in screen.text


async def test_a_damaged_configuration_keeps_the_rows(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        file = many.workspace.paths.config_file
        good = file.read_text()
        file.write_text("[channels")
        await screen.tick(9)
        assert len(screen.names) == 5
        assert str(file)[:40] in screen.lines[-2]
        file.write_text(good)
        await screen.tick()
        assert str(file)[:40] not in screen.lines[-2]


async def test_channels_are_kept_current_while_it_is_open(
    many: Any, overview: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    many.workspace.environ["KOONGO_TUI_TOKEN"] = ""
    monkeypatch.setattr(many.workspace, "knows_developer", lambda _program, _region: True)
    many.amazon.listed = [Submission("1", "X", many.now, "_SUBMITTED_")]
    async with overview(many) as screen:
        for _ in range(100):
            await screen.tick(0)
            if "< 1 min" in next(line for line in screen.lines if " new " in line):
                break
        else:
            raise AssertionError("the channel that was never asked is still not")
        assert screen.screen.refresher.is_asking(many.channel) is False
        accounts = many.workspace.config().channels
        assert many.history.newest_submitted_at(accounts["new"].account_key) == many.now
        refused = many.history.last_check(accounts["refused"].account_key)
        assert refused.error_code == "access-refused"


async def test_r_asks_for_the_one_under_the_cursor(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.press("r")
        assert "Asking Amazon for refused." in screen.text
        for _ in range(100):
            await screen.tick(0)
            if many.amazon.asked and "Refused 1" not in screen.lines[1]:
                break
        else:
            raise AssertionError("nobody asked")


async def test_r_says_when_amazon_allows_it(many: Any, overview: Any) -> None:
    async with overview(many) as screen:
        await screen.press("down", "down")
        assert screen.selected == "main"
        many.history.record_check(many.account, many.now)
        await screen.press("r")
        assert "Amazon allows the next request for main at 14:32:45. We ask then." in screen.text


async def test_r_never_asks_a_person_for_a_token(many: Any, overview: Any) -> None:
    add(many, "asks", token_place=SecretPlace(SecretHome.ASK), minutes=None)
    many.workspace.environ["KOONGO_TUI_TOKEN"] = ""
    many.workspace.refusal = NotSetUpError("no")
    async with overview(many) as screen:
        await screen.press("slash")
        await screen.type("asks")
        screen.screen.query_one(FilterBar).close()
        await screen.settle()
        await screen.press("r")
        assert "The token of asks is asked for when you open it: Enter." in screen.text


async def test_a_refusal_meanwhile_is_said(many: Any, overview: Any) -> None:
    many.amazon.error = AccessRefused("Amazon does not accept it any more.")
    async with overview(many) as screen:
        await screen.press("end", "r")
        for _ in range(100):
            await screen.tick(0)
            if "Refused 2" in screen.lines[1]:
                break
        else:
            raise AssertionError("the refusal is not seen")
        assert screen.selected == "shopde"


# -- the way to it -------------------------------------------------------------------------------


async def test_the_list_says_how_many_others_need_a_look(
    many: Any, read_screen: ReadScreen
) -> None:
    app = many.app()
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        app.screen.look_at_others()
        await app.workers.wait_for_complete([w for w in app.workers if w.group == "others"])
        await pilot.pause()
        title = read_screen(app).split("\n")[0]
        assert title.split("   ")[-2:] == ["h: 2 others need a look", "channel: main"]
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        title = read_screen(app).split("\n")[0]
        assert "others" not in title
        assert title.endswith("channel: main")


async def test_one_channel_alone_says_nothing_of_others(full: Any, read_screen: ReadScreen) -> None:
    app = full.app()
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        app.screen.look_at_others()
        await app.workers.wait_for_complete([w for w in app.workers if w.group == "others"])
        await pilot.pause()
        assert "look" not in read_screen(app).split("\n")[0]


async def test_a_trouble_with_one_channel_leaves_the_way_to_the_others(
    many: Any, read_screen: ReadScreen
) -> None:
    app = KoongoApp(many.workspace, channel="gone", terminal=many.terminal)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = Overview(many, pilot, read_screen)
        await pilot.pause()
        assert isinstance(app.screen, TroubleScreen)
        await screen.press("h")
        assert screen.names[:2] == ["refused", "lost"]
        await screen.press("escape")
        assert isinstance(app.screen, TroubleScreen)


async def test_a_fresh_fleet_of_programs(full: Any, overview: Any) -> None:
    add(full, "modern", program=Program.SP_API, region=Region.EU)
    async with overview(full, (150, 30)) as screen:
        assert "SP-API" in screen.text
