"""A table that asks only for what it shows, and whose cursor belongs to a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen

from koongo_tui.tui.text import Line, plain
from koongo_tui.tui.widgets.row_source import ListSource
from koongo_tui.tui.widgets.window_table import WindowTable

ReadScreen = Callable[[App[Any]], str]
HEIGHT = 12


class Numbers(WindowTable[int]):
    """Rows that are numbers."""

    regions: list[Region]

    def row_id(self, row: int) -> str:
        return str(row)

    def row_line(self, row: int, width: int) -> Line:
        return plain(f"  row {row}")

    def heading(self, width: int) -> Line:
        return plain("  heading")

    def refresh(self, *regions: Region, **more: Any) -> Any:
        self.regions = [*getattr(self, "regions", []), *regions]
        return super().refresh(*regions, **more)


class Asked(ListSource[int]):
    """Notes which rows it was asked for."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__(rows, str)
        self.asked: list[tuple[int, int]] = []

    def rows(self, start: int, stop: int) -> Sequence[int]:
        self.asked.append((start, stop))
        return super().rows(start, stop)


class Host(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.highlighted: list[int | None] = []
        self.opened: list[int | None] = []
        self.heading: list[int] = []
        self.time = 0.0

    def compose(self) -> ComposeResult:
        yield Numbers(clock=self._clock)

    def _clock(self) -> float:
        # Every look at the clock is a second later, so no repaint waits for another.
        self.time += 1.0
        return self.time

    def on_window_table_highlighted(self, message: WindowTable.Highlighted) -> None:
        assert message.control is message.table
        self.highlighted.append(message.row)

    def on_window_table_opened(self, message: WindowTable.Opened) -> None:
        assert message.control is message.table
        self.opened.append(message.row)

    def on_window_table_heading_clicked(self, message: WindowTable.HeadingClicked) -> None:
        assert message.control is message.table
        self.heading.append(message.x)


class Table:
    """A table on a screen of eleven rows."""

    def __init__(self, world: Any, read_screen: ReadScreen) -> None:
        self.app = world.bare_app()
        self.host = Host()
        self._read = read_screen

    async def start(self, rows: Sequence[int] | Asked, **more: Any) -> Numbers:
        await self.app.push_screen(self.host)
        self.table = self.host.query_one(Numbers)
        self.table.focus()
        source = rows if isinstance(rows, Asked) else ListSource(rows, str)
        self.table.set_source(source, **more)
        return self.table

    def lines(self) -> list[str]:
        return self._read(self.app).split("\n")

    def place(self, row: int) -> int | None:
        """The line of the screen on which a row stands."""
        found = [i for i, line in enumerate(self.lines()) if line.split()[:2] == ["row", str(row)]]
        return found[0] if found else None


@pytest.fixture
def table(world: Any, read_screen: ReadScreen) -> Table:
    return Table(world, read_screen)


def running(table: Table) -> Any:
    return table.app.run_test(size=(40, HEIGHT))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause()


async def test_only_the_blocks_on_screen_are_asked_for(table: Table) -> None:
    source = Asked(range(100_000))
    async with running(table) as pilot:
        await table.start(source)
        await pilot.pause()
        assert source.asked == [(0, 64)]
        assert table.lines()[:3] == ["  heading", "  row 0", "  row 1"]
        await press(pilot, "end")
        assert table.place(99_999) == HEIGHT - 1
        assert {start // 64 for start, _ in source.asked} <= {0, 99_968 // 64, 99_904 // 64}


async def test_few_blocks_are_kept(table: Table) -> None:
    source = Asked(range(10_000))
    async with running(table) as pilot:
        numbers = await table.start(source)
        for index in range(0, 6400, 64):
            numbers.row_at(index)
        source.asked.clear()
        assert numbers.row_at(0) == 0
        assert source.asked == [(0, 64)]
        numbers.row_at(6399)
        assert source.asked == [(0, 64)]
        assert numbers.row_at(10_000) is None
        assert numbers.row_at(-1) is None
        await pilot.pause()


async def test_keys_move_the_cursor(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(100))
        for keys, row in (
            (["down"], 1),
            (["j", "j"], 3),
            (["up"], 2),
            (["k"], 1),
            (["up", "up"], 0),
            (["pagedown"], 10),
            (["space"], 20),
            (["pageup"], 10),
            (["end"], 99),
            (["down"], 99),
            (["home"], 0),
        ):
            await press(pilot, *keys)
            assert numbers.cursor == row, keys
            assert numbers.cursor_row == row
            assert table.place(row) is not None, keys
        assert table.host.highlighted[-1] == 0


async def test_a_step_repaints_two_lines_and_nothing_else(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(100))
        await pilot.pause()
        numbers.regions = []
        await press(pilot, "down")
        assert numbers.regions == [Region(0, 1, 39, 1), Region(0, 2, 39, 1)]


async def test_new_rows_never_move_the_row_being_read(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(100))
        await press(pilot, *["down"] * 25)
        for more in (3, 300):
            before = table.place(25)
            numbers.set_source(ListSource(range(-more, 100), str))
            await pilot.pause()
            assert table.place(25) == before
            assert numbers.cursor_row == 25
            assert numbers.cursor == 25 + more


async def test_not_even_at_the_top_once_a_person_has_moved(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(100))
        await press(pilot, "down")
        before = table.place(1)
        numbers.set_source(ListSource(range(-2, 100), str))
        await pilot.pause()
        assert table.place(1) == before
        await press(pilot, "home")
        assert table.place(-2) == 1


async def test_a_list_that_nobody_touched_shows_what_is_new(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(100))
        numbers.set_source(ListSource(range(-2, 100), str))
        await pilot.pause()
        assert table.place(-2) == 1
        assert numbers.cursor_row == 0


async def test_a_page_that_was_scrolled_by_mouse_stays_too(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(100))
        numbers.on_mouse_scroll_down()
        numbers.scroll_to(y=40, animate=False)
        await pilot.pause()
        before = table.place(45)
        numbers.set_source(ListSource(range(-7, 100), str))
        await pilot.pause()
        assert table.place(45) == before
        assert numbers.cursor_row == 0


async def test_a_row_that_vanishes_leaves_the_cursor_in_its_place(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(10))
        await press(pilot, "down", "down", "down")
        numbers.set_source(ListSource([0, 1, 2, 4, 5], str))
        assert numbers.cursor_row == 4
        numbers.set_source(ListSource([0, 1], str))
        assert numbers.cursor_row == 1
        numbers.set_source(ListSource([], str))
        await press(pilot, "down", "end")
        assert (numbers.cursor, numbers.row_at(0)) == (0, None)
        assert table.host.highlighted[-1] is None


async def test_a_fresh_list_begins_at_the_top(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(100))
        await press(pilot, "end")
        numbers.set_source(ListSource(range(200, 300), str), reset=True)
        await pilot.pause()
        assert numbers.cursor_row == 200
        assert table.place(200) == 1


async def test_the_line_that_marks_what_is_new(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(30), marker=2, marker_words="new since")
        await pilot.pause()
        assert [" ".join(line.split()[:2]) for line in table.lines()[1:5]] == [
            "row 0",
            "row 1",
            "new since",
            "row 2",
        ]
        await press(pilot, "down", "down")
        assert numbers.cursor_row == 2
        assert table.place(2) == 4
        await press(pilot, "end")
        assert table.place(29) == HEIGHT - 1
        await pilot.click(Numbers, offset=(3, 1))
        assert len(numbers.visible_rows()) == HEIGHT - 1


async def test_the_line_is_seen_when_the_cursor_comes_back_to_it(table: Table) -> None:
    async with running(table) as pilot:
        await table.start(range(60), marker=0, marker_words="new since")
        await press(pilot, "end", *["pageup"] * 9)
        assert table.lines()[1].strip() == "new since"


async def test_only_rows_that_look_different_are_drawn_anew(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(50))
        await pilot.pause()
        numbers.regions = []
        numbers.set_source(ListSource(range(50), str))
        assert numbers.regions == []
        changed = [*range(3), 333, *range(4, 50)]
        numbers.set_source(ListSource(changed, str))
        assert numbers.regions == [Region(0, 4, 39, 1)]


async def test_the_mouse(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(5), marker=2, marker_words="new since")
        await pilot.click(Numbers, offset=(5, 5))
        assert numbers.cursor_row == 3
        assert table.host.opened == []
        await pilot.click(Numbers, offset=(5, 5))
        assert table.host.opened == [3]
        await pilot.click(Numbers, offset=(5, 3))  # the marker
        await pilot.click(Numbers, offset=(5, 9))  # below the rows
        assert numbers.cursor_row == 3
        await pilot.click(Numbers, offset=(7, 0))
        assert table.host.heading == [7]
        await pilot.pause()


async def test_a_row_can_be_drawn_anew_alone(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(50))
        await pilot.pause()
        numbers.regions = []
        numbers.repaint_row("3")
        numbers.repaint_row("44")
        assert numbers.regions == [Region(0, 4, 39, 1)]
        numbers.refresh_heading()
        assert numbers.regions[-1].y == 0


async def test_rows_can_be_asked_for_again(table: Table) -> None:
    source = Asked(range(50))
    async with running(table) as pilot:
        numbers = await table.start(source)
        await pilot.pause()
        numbers.forget_rows()
        await pilot.pause()
        assert source.asked == [(0, 64), (0, 64)]


async def test_the_cursor_stays_in_view_when_the_terminal_shrinks(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(50))
        await press(pilot, *["down"] * 9)
        await pilot.resize_terminal(40, 11)
        await pilot.pause()
        assert table.place(numbers.cursor) is not None


async def test_keys_held_down_are_drawn_ten_times_a_second(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start(range(1000))
        await pilot.pause()
        moment = 100.0
        numbers._clock = lambda: moment
        await press(pilot, "pagedown", "pagedown", "pagedown")
        assert numbers.cursor == 30
        assert table.place(10) is not None, "the first page is drawn at once, the others wait"
        assert numbers._pending is not None
        numbers._scroll_now()
        await pilot.pause()
        assert table.place(30) is not None


async def test_without_rows_nothing_breaks(table: Table) -> None:
    async with running(table) as pilot:
        numbers = await table.start([])
        await press(pilot, "down", "pagedown", "home", "end")
        assert numbers.visible_rows() == []
        assert numbers.source is not None
