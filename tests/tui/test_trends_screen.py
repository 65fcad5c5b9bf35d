"""Trends, from the list and back to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from koongo_tui.amazon.submission import Counts
from koongo_tui.store.errors import FileUnwritable
from koongo_tui.store.history import History
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.screens.trends import TrendsScreen
from koongo_tui.tui.screens.trends.days import DayChart

ReadScreen = Callable[[App[Any]], str]


async def settle(pilot: Pilot[Any]) -> None:
    await pilot.pause()
    for worker in list(pilot.app.workers):
        if worker.group == "trends":
            await worker.wait()
    await pilot.pause()


@pytest.fixture
def open_trends(read_screen: ReadScreen) -> Callable[..., Any]:
    """Opens the program on its trends; gives the pilot and what reads the screen."""

    @asynccontextmanager
    async def start(
        world: Any, size: tuple[int, int] = (80, 24)
    ) -> AsyncIterator[tuple[Pilot[Any], Callable[[], str]]]:
        app = world.app()
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await pilot.press("b")
            await settle(pilot)
            yield pilot, lambda: read_screen(app)

    return start


def fill(world: Any) -> None:
    """Three days, one of them without a report, and nothing between."""
    world.add("1001", minutes=30, counts=Counts(412, 398, 14, 0))
    world.add("1002", minutes=60, counts=Counts(100, 100, 0, 0))
    world.add("1003", minutes=2 * 1440, counts=Counts(50, 48, 2, 0))
    world.add("1004", minutes=4 * 1440)
    world.add("1005", minutes=40 * 1440, counts=Counts(9, 0, 9, 0))
    world.history.record_check(world.account, world.now)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 45)])
async def test_the_days_in_words_and_bars(
    world: Any, open_trends: Any, size: tuple[int, int]
) -> None:
    fill(world)
    async with open_trends(world, size) as (_pilot, text):
        shown = " ".join(text().split())
        assert "16 of 562 lines refused (2.8 %) in the last 14 days" in shown
        assert "most on Fri 6 Mar" in shown
        assert "The numbers of 1 submission are missing." in shown
        assert "Fri 6 Mar: 2 submissions, 498 of 512 lines accepted, 14 errors." in shown
        assert "local days, UTC" in shown
        for part in ("█", "▒", "▲", "· nothing sent", "? numbers missing"):
            assert part in shown
        assert ("4 90 days" in shown) == (size[0] >= 92)
        assert ("Sent" in shown) == (size[0] >= 120)


async def test_moving_shows_each_days_numbers(world: Any, open_trends: Any) -> None:
    fill(world)
    async with open_trends(world) as (pilot, text):
        await pilot.press("left")
        await pilot.pause()
        assert "Thu 5 Mar: nothing was sent." in text()
        await pilot.press("left")
        await pilot.pause()
        assert "Wed 4 Mar: 1 submission, 48 of 50 lines accepted, 2 errors." in text()
        await pilot.press("home", "left", "left")
        await pilot.pause()
        assert "Sat 21 Feb: nothing was sent." in text()
        await pilot.press("end", "right")
        await pilot.pause()
        assert "Fri 6 Mar: 2 submissions" in text()
        await pilot.click(DayChart, offset=(1, 3))
        await pilot.pause()
        assert "Sat 21 Feb: nothing was sent." in text()


async def test_a_number_chooses_how_many_days(world: Any, open_trends: Any) -> None:
    fill(world)
    async with open_trends(world, (140, 40)) as (pilot, text):
        await pilot.press("4")
        await pilot.pause()
        assert "4 [90 days]" in text()
        assert "25 of 571 lines refused" in text()
        await pilot.press("1")
        await pilot.pause()
        assert "1 [7 days]" in text()
        await pilot.press("4")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.pause()
        assert "3 [30 days]" in text()
        assert "90 days" not in text()
        await pilot.press("4")
        await pilot.pause()
        assert "3 [30 days]" in text()


async def test_enter_goes_back_to_the_submissions_of_the_day(world: Any, open_trends: Any) -> None:
    fill(world)
    async with open_trends(world) as (pilot, text):
        await pilot.press("left", "enter")
        await pilot.pause()
        assert "Esc List" in text()
        assert "Nothing was sent on Thu 5 Mar." in text()
        await pilot.press("left", "enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, SubmissionsScreen)
        assert screen.shown.text == "on:2026-03-04"
        assert [row.id for row in screen.table.visible_rows()] == ["1003"]


async def test_escape_goes_back_to_the_list_as_it_was(world: Any, open_trends: Any) -> None:
    fill(world)
    async with open_trends(world) as (pilot, _text):
        await pilot.press("left", "escape")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, SubmissionsScreen)
        assert screen.shown.text == ""


async def test_news_are_added_and_the_cursor_stays_on_its_day(world: Any, open_trends: Any) -> None:
    fill(world)
    async with open_trends(world) as (pilot, text):
        await pilot.press("left", "left")
        world.add("1006", minutes=2 * 1440 + 5, counts=Counts(7, 7, 0, 0))
        world.now += timedelta(days=1)
        pilot.app.screen.load()
        await settle(pilot)
        assert "Wed 4 Mar: 2 submissions, 55 of 57 lines accepted, 2 errors." in text()


async def test_plain_letters_only(world: Any, open_trends: Any) -> None:
    from dataclasses import replace

    fill(world)
    world.terminal = replace(world.terminal, ascii=True)
    for size in ((60, 20), (140, 45)):
        async with open_trends(world, size) as (_pilot, text):
            assert text().isascii()
            assert "xx" in text()
            assert "##" in text()


@pytest.mark.parametrize("size", [(40, 10), (60, 12), (80, 14)])
async def test_a_low_terminal_keeps_the_numbers(
    world: Any, open_trends: Any, size: tuple[int, int]
) -> None:
    fill(world)
    async with open_trends(world, size) as (pilot, text):
        (numbers,) = [line for line in text().split("\n") if "Fri 6 Mar  " in line]
        assert numbers.split()[-3:] == ["2", "498", "14"]
        await pilot.press("left", "left")
        await pilot.pause()
        assert any(line.split()[-3:] == ["1", "48", "2"] for line in text().split("\n"))
        assert "Esc" in text().split("\n")[-1]


async def test_a_history_that_cannot_be_read_is_said(
    world: Any, open_trends: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(world)

    def broken(*_args: object) -> None:
        raise FileUnwritable(Path("h.sqlite3"), "the disk reports an error")

    async with open_trends(world) as (pilot, text):
        monkeypatch.setattr(History, "days", broken)
        pilot.app.screen.load()
        await pilot.pause()
        await pilot.pause()
        assert "the disk reports an error" in text()
        assert isinstance(pilot.app.screen, TrendsScreen)
