"""Lines that repaint only what differs, and the frame of every screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Region
from textual.screen import Screen

from koongo_tui.tui.keys import bind
from koongo_tui.tui.text import Line, Tone, plain
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, SideRule, TitleBar
from koongo_tui.tui.widgets.lines import Lines, ScrollingLines

ReadScreen = Callable[[App[Any]], str]


class Frame(Screen[None]):
    """One of everything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "nothing"),
        bind("filter", "nothing_else", "Filter [/oops]"),
        bind("refresh", "off"),
        bind("sort", "hidden", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[str] = []
        self.words: list[Line] = [plain("first"), plain("second")]

    def compose(self) -> ComposeResult:
        yield TitleBar("A screen [/x]", "middle", "right")
        yield Lines(self.content, id="lines")
        yield Rule("words")
        yield Rule(id="bare")
        yield SideRule()
        yield MessageLine()
        yield KeyBar()

    def content(self, width: int) -> Sequence[Line]:
        return self.words

    def action_nothing(self) -> None:
        self.pressed.append("open")

    def action_nothing_else(self) -> None:
        self.pressed.append("filter")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "off" else True


async def test_the_frame(world: Any, read_screen: ReadScreen) -> None:
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = Frame()
        await app.push_screen(screen)
        await pilot.pause()
        lines = read_screen(app).split("\n")
        assert lines[0].startswith(" koongo-tui  A screen [/x]   middle")
        assert lines[0].endswith("right")
        assert lines[1:3] == ["first", "second"]
        assert lines[3].startswith("─ words ──")
        assert lines[4] == "─" * 80
        assert "│" in lines[5]
        assert lines[-1] == " Enter Open  / Filter [/oops]  r Refresh  ? Keys  q Quit"
        screen.query_one(TitleBar).show(middle="other")
        await pilot.pause()
        assert "other" in read_screen(app).split("\n")[0]
        assert "middle" not in read_screen(app).split("\n")[0]


async def test_ascii_draws_with_ascii(world: Any, read_screen: ReadScreen) -> None:
    world.terminal = replace(world.terminal, ascii=True)
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(Frame())
        await pilot.pause()
        assert read_screen(app).isascii()


async def test_a_narrow_title_keeps_the_channel(world: Any, read_screen: ReadScreen) -> None:
    app = world.bare_app()
    async with app.run_test(size=(40, 24)) as pilot:
        screen = Frame()
        await app.push_screen(screen)
        screen.query_one(TitleBar).show("A very long name of a screen", "middle", "channel: main")
        await pilot.pause()
        title = read_screen(app).split("\n")[0]
        assert title.endswith("… channel: main")
        assert "middle" not in title


@pytest.mark.parametrize(
    ("width", "bar"),
    [
        (80, " Enter Open  / Filter [/oops]  r Refresh  ? Keys  q Quit"),
        (48, " Enter Open  / Filter [/oops]  ? Keys  q Quit"),
        (44, " Enter  /  r  ?  q"),
    ],
)
async def test_the_footer_keeps_the_ways_out(
    world: Any, read_screen: ReadScreen, width: int, bar: str
) -> None:
    app = world.bare_app()
    async with app.run_test(size=(width, 24)) as pilot:
        await app.push_screen(Frame())
        await pilot.pause()
        assert read_screen(app).split("\n")[-1] == bar


async def test_the_footer_can_be_clicked(world: Any) -> None:
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = Frame()
        await app.push_screen(screen)
        await pilot.pause()
        await pilot.click(KeyBar, offset=(14, 0))
        assert screen.pressed == ["filter"]
        await pilot.click(KeyBar, offset=(34, 0))  # switched off
        await pilot.click(KeyBar, offset=(79, 0))  # nothing there
        assert screen.pressed == ["filter"]
        await pilot.click(KeyBar, offset=(3, 0))
        assert screen.pressed == ["filter", "open"]


async def test_a_message_is_cut_and_its_end_is_kept(world: Any, read_screen: ReadScreen) -> None:
    app = world.bare_app()
    async with app.run_test(size=(60, 24)) as pilot:
        screen = Frame()
        await app.push_screen(screen)
        message = screen.query_one(MessageLine)
        message.say("Something [/oops] that is much too long for sixty columns, alas", end="0:33")
        await pilot.pause()
        line = next(t for t in read_screen(app).split("\n") if "[/oops]" in t and "Some" in t)
        assert line.endswith("…  0:33")
        message.say("Short.")
        await pilot.pause()
        assert " Short." in read_screen(app).split("\n")
        assert "0:33" not in read_screen(app)


class Painted(Lines):
    """Notes what it repaints."""

    regions: list[Region]

    def refresh(self, *regions: Region, **more: Any) -> Any:
        if regions:
            self.regions = [*getattr(self, "regions", []), *regions]
        return super().refresh(*regions, **more)


class PaintedScreen(Screen[None]):
    def __init__(self, lines: list[Line]) -> None:
        super().__init__()
        self.lines = lines

    def compose(self) -> ComposeResult:
        yield Painted(lambda _width: self.lines)


@pytest.mark.parametrize(
    ("before", "after", "region"),
    [
        ("Updated 12 s ago", "Updated 13 s ago", None),
        ("same", "same", ()),
    ],
)
async def test_what_is_the_same_is_not_sent_again(
    world: Any, before: str, after: str, region: tuple[()] | None
) -> None:
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        start: Line = (("Connected ", Tone.GOOD), (before, Tone.PLAIN), (" end", Tone.MUTED))
        screen = PaintedScreen([plain("first"), start])
        await app.push_screen(screen)
        await pilot.pause()
        painted = screen.query_one(Painted)
        painted.regions = []
        screen.lines = [plain("first"), (start[0], (after, Tone.PLAIN), start[2])]
        painted.refresh_content()
        expected = [] if region == () else [Region(10, 1, len(after), 1)]
        assert painted.regions == expected


async def test_lines_that_come_and_go(world: Any, read_screen: ReadScreen) -> None:
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = PaintedScreen([plain("one"), plain("two")])
        await app.push_screen(screen)
        await pilot.pause()
        painted = screen.query_one(Painted)
        for lines in (["one"], ["one", "two", "three"], []):
            screen.lines = [plain(line) for line in lines]
            painted.refresh_content()
            await pilot.pause()
            assert read_screen(app).split() == lines
            assert len(painted.lines) == len(lines)


class Long(Screen[None]):
    def compose(self) -> ComposeResult:
        short = Lines(lambda _w: [plain(f"cut {i}") for i in range(9)], id="short")
        short.styles.height = 3
        short.styles.overflow_y = "hidden"
        yield short
        yield ScrollingLines(lambda _w: [plain(f"line {i}") for i in range(99)])


async def test_what_does_not_fit_is_marked_or_scrolls(world: Any, read_screen: ReadScreen) -> None:
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = Long()
        await app.push_screen(screen)
        screen.query_one(ScrollingLines).focus()
        await pilot.pause()
        assert read_screen(app).split("\n")[2].endswith("…")
        for key, first in (
            ("down", "line 1"),
            ("up", "line 0"),
            ("pagedown", "line 21"),
            ("end", "line 78"),
            ("home", "line 0"),
        ):
            await pilot.press(key)
            await pilot.pause()
            assert read_screen(app).split("\n")[3].startswith(first), key
