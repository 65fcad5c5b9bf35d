"""Who is asked, when, and how many at once: time stands still, and Amazon is played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.amazon.api import SubmissionPage, SubmissionQuery
from koongo_tui.amazon.errors import AccessRefused, Unreachable
from koongo_tui.errors import KoongoError, NotSetUpError
from koongo_tui.fleet.reading import FleetReader
from koongo_tui.fleet.refresh import AT_ONCE, FleetRefresher
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.channels import Channel, SecretHome, SecretPlace
from koongo_tui.store.paths import Paths
from koongo_tui.workspace import Workspace
from tests.fleet.example import GERMANY, NOW, channel

TOKEN = "KOONGO_TUI_TOKEN"
COMMAND = SecretPlace(SecretHome.COMMAND, "pass show token")


class Account:
    """A seller's account that answers with an empty list, or as it is told."""

    program = Program.MWS

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._name = name

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        world = self._world
        world.asked.append(self._name)
        world.at_once = max(world.at_once, world.opened - world.closed)
        if world.gate is not None:
            await world.gate.wait()
        if (error := world.fails.get(self._name)) is not None:
            raise error
        return SubmissionPage(())

    async def aclose(self) -> None:
        self._world.closed += 1


class PlayedWorkspace(Workspace):
    world: World

    def open_api(self, channel: Channel, *, token: Secret | None = None) -> Any:
        self.world.tried.append(channel.name)
        if (error := self.world.closed_doors.get(channel.name)) is not None:
            raise error
        self.world.opened += 1
        return Account(self.world, channel.name)

    def knows_developer(self, program: Program, region: Region) -> bool:
        self.config()
        return region not in self.world.without_developer


class World:
    """What a test turns on."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.environ: dict[str, str] = {}
        self.workspace = PlayedWorkspace(
            Paths(folder / "config", folder / "state"), self.environ, clock=lambda: self.now
        )
        self.workspace.world = self
        self.asked: list[str] = []
        self.tried: list[str] = []
        self.fails: dict[str, Exception] = {}
        self.closed_doors: dict[str, Exception] = {}
        self.without_developer: set[Region] = set()
        self.gate: asyncio.Event | None = None
        self.opened = self.closed = self.at_once = 0
        self.reader = FleetReader(self.workspace)
        self.naps: list[asyncio.Event] = []
        self.refresher = FleetRefresher(self.workspace, note=self.note, sleep=self.sleep)

    def add(self, name: str, minutes: float | None = 10, **values: Any) -> Channel:
        """A channel whose list is so old."""
        added = channel(name, **values)
        self.workspace.config_file.save_channel(added)
        if minutes is not None:
            at = self.now - timedelta(minutes=minutes)
            self.workspace.history().record_check(added.account_key, at)
        return added

    @staticmethod
    def note(error: Exception) -> KoongoError:
        return KoongoError(f"noted: {error}")

    async def sleep(self, seconds: float) -> None:
        nap = asyncio.Event()
        self.naps.append(nap)
        await nap.wait()

    async def turn(self, seconds: float = 1) -> None:
        """So much time passes, and everything that can be done is done."""
        self.now += timedelta(seconds=seconds)
        fleet = self.reader.read(dict(self.refresher.blocked))
        if fleet is not None:
            self.refresher.fleet = fleet
        while self.naps:
            self.naps.pop().set()
        await self.settle()

    async def settle(self) -> None:
        """Until the refresher sleeps again and nobody but the gate is waited for."""
        for _ in range(400):
            await asyncio.sleep(0)
            waiting = self.gate is not None and not self.gate.is_set()
            if self.naps and (waiting or not self.refresher.busy):
                started = self.opened - self.closed
                if not waiting or started == self.refresher.busy:
                    return
            await asyncio.to_thread(lambda: None)
        raise AssertionError("it does not come to rest")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.workspace.close()


@asynccontextmanager
async def running(world: World) -> AsyncIterator[World]:
    task = asyncio.create_task(world.refresher.run())
    try:
        await world.turn(0)
        yield world
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_the_stalest_first_and_those_never_asked_before_them(world: World) -> None:
    for name, minutes in (("a", 7), ("b", 60), ("c", None), ("d", 30), ("e", 8), ("fresh", 4)):
        world.add(name, minutes)
    async with running(world):
        await world.turn()
        assert world.asked[:AT_ONCE] == ["c", "b", "d", "e"]
        assert world.asked == ["c", "b", "d", "e", "a"]


async def test_never_more_than_four_at_once(world: World) -> None:
    for number in range(10):
        world.add(f"shop-{number}")
    world.gate = asyncio.Event()
    async with running(world):
        await world.turn()
        assert len(world.asked) == AT_ONCE == world.refresher.busy
        world.gate.set()
        await world.turn()
        await world.turn()
        assert sorted(world.asked) == [f"shop-{number}" for number in range(10)]
        assert world.at_once == AT_ONCE
    assert world.opened == world.closed == 10


async def test_an_account_is_asked_once_in_five_minutes_through_one_of_its_channels(
    world: World,
) -> None:
    one = world.add("uk")
    world.add("de", None, seller_id=one.seller_id, marketplace_id=GERMANY)
    async with running(world):
        for _ in range(4):
            await world.turn(60)
        assert world.asked == ["uk"]
        await world.turn(70)
        assert world.asked == ["uk", "uk"]


async def test_a_list_that_something_else_keeps_current_is_left_alone(world: World) -> None:
    one = world.add("main", 1)
    async with running(world):
        for _ in range(10):
            world.workspace.history().record_check(one.account_key, world.now)
            await world.turn(60)
        assert world.asked == []


async def test_a_refusal_is_not_asked_again_by_itself_but_by_r(world: World) -> None:
    refused = world.add("refused")
    world.fails["refused"] = AccessRefused("Amazon does not accept it.")
    async with running(world):
        for _ in range(5):
            await world.turn(600)
        assert world.asked == ["refused"]
        del world.fails["refused"]
        assert world.refresher.want(refused) is None
        await world.turn()
        assert world.asked == ["refused", "refused"]
        assert (fleet := world.reader.read()) is None or fleet.rows[0].health.word == "Connected"


async def test_failures_wait_longer_each_time_and_disturb_nobody(world: World) -> None:
    world.add("lost")
    world.add("fine")
    world.fails["lost"] = Unreachable("No answer.", host="x", cause="network")
    async with running(world):
        for _ in range(60):
            await world.turn(60)
        lost, fine = world.asked.count("lost"), world.asked.count("fine")
        assert fine >= 10
        assert 4 <= lost <= 8


async def test_a_failure_of_a_file_disturbs_nobody_and_is_told(world: World) -> None:
    world.add("keyless")
    world.add("fine")
    world.closed_doors["keyless"] = NotSetUpError("There is no token.", fix="Run setup.")
    async with running(world):
        await world.turn()
        assert world.asked == ["fine"]
        assert world.refresher.blocked["keyless"].message == "There is no token."
        del world.closed_doors["keyless"]
        await world.turn(301)
        assert "keyless" in world.asked
        assert world.refresher.blocked == {}


async def test_an_odd_failure_is_noted_and_disturbs_nobody(world: World) -> None:
    world.add("odd")
    world.add("fine", 9)
    world.fails["odd"] = ZeroDivisionError("a slip of ours")
    async with running(world):
        await world.turn()
        assert world.asked == ["odd", "fine"]
        assert world.refresher.blocked["odd"].message == "noted: a slip of ours"
        assert world.opened == world.closed


async def test_a_command_that_failed_is_not_run_again_by_itself(world: World) -> None:
    locked = world.add("locked", token_place=COMMAND)
    world.closed_doors["locked"] = NotSetUpError("The command failed.")
    async with running(world):
        for _ in range(4):
            await world.turn(600)
        assert world.tried == ["locked"]
        world.closed_doors.clear()
        world.refresher.want(locked)
        await world.turn()
        assert world.asked == ["locked"]


async def test_nobody_is_asked_for_a_token(world: World) -> None:
    asks = world.add("asks", token_place=SecretPlace(SecretHome.ASK))
    async with running(world):
        await world.turn(600)
        assert world.tried == []
        assert world.refresher.needs_token(asks)
        world.refresher.want(asks)
        await world.turn()
        assert world.tried == []
        assert "opened" in world.refresher.blocked["asks"].message


async def test_a_token_in_the_environment_is_not_tried_on_every_seller(world: World) -> None:
    one = world.add("one")
    world.add("two")
    world.environ[TOKEN] = "amzn.mws.x"
    async with running(world):
        await world.turn(600)
        assert not world.refresher.by_itself
        assert world.tried == []
        world.refresher.want(one)
        await world.turn()
        assert world.tried == ["one"]


async def test_a_channel_that_is_refreshed_by_hand_waits_for_a_hand(world: World) -> None:
    world.add("manual", auto_refresh=False)
    async with running(world):
        await world.turn(600)
        assert world.asked == []


async def test_without_the_developers_keys_nothing_is_tried(world: World) -> None:
    world.add("eu")
    world.add("us", region=Region.NA, marketplace_id="ATVPDKIKX0DER")
    world.without_developer = {Region.EU}
    async with running(world):
        await world.turn(600)
        assert set(world.tried) == {"us"}
        assert world.refresher.lacks_developer


async def test_a_configuration_that_is_being_edited_only_delays(world: World) -> None:
    world.add("one", 4)
    file = world.workspace.paths.config_file
    good = file.read_text()
    async with running(world):
        file.write_text("[channels")
        world.now += timedelta(minutes=5)
        while world.naps:
            world.naps.pop().set()
        await world.settle()
        assert world.tried == []
        file.write_text(good)
        await world.turn()
        assert world.asked == ["one"]


async def test_r_says_when_amazon_allows_it_and_then_asks(world: World) -> None:
    one = world.add("one", 0.5)
    async with running(world):
        allowed = world.refresher.want(one)
        assert allowed == world.now + timedelta(seconds=15)
        await world.turn(10)
        assert world.asked == []
        await world.turn(6)
        assert world.asked == ["one"]


async def test_r_goes_before_the_others(world: World) -> None:
    for number in range(8):
        world.add(f"shop-{number}", 20)
    last = world.add("wanted", 6)
    world.refresher.want(last)
    async with running(world):
        await world.turn()
        assert world.asked[0] == "wanted"


async def test_what_somebody_else_asks_meanwhile_is_not_asked_twice(world: World) -> None:
    one = world.add("one")
    world.refresher.fleet = world.reader.read()
    world.workspace.history().record_check(one.account_key, world.now)
    task = asyncio.create_task(world.refresher.run())
    await world.settle()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert world.asked == []


async def test_leaving_closes_what_is_open(world: World) -> None:
    for number in range(5):
        world.add(f"shop-{number}")
    world.gate = asyncio.Event()
    async with running(world):
        await world.turn()
        assert world.opened == AT_ONCE
    assert world.closed == AT_ONCE
    assert world.refresher.busy == 0
