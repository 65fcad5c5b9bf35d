"""The application: which screen opens, how it ends, and what all screens share."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.command import CommandList, CommandPalette
from textual.scrollbar import ScrollBar, ScrollBarRender

from koongo_tui.errors import KoongoError
from koongo_tui.store.config_read import parse_toml
from koongo_tui.tui.app import KoongoApp, PlainScrollBar
from koongo_tui.tui.launch import ended
from koongo_tui.tui.palette import OFFERED
from koongo_tui.tui.screens.channels import ChannelsScreen
from koongo_tui.tui.screens.help import HelpScreen
from koongo_tui.tui.screens.setup import SetupScreen
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.screens.tiny import TinyScreen
from koongo_tui.tui.screens.trouble import TroubleScreen
from koongo_tui.tui.themes import CONTRAST, DARK, LIGHT, TERMINAL, THEMES, TITLES

ReadScreen = Callable[[App[Any]], str]


async def test_a_channel_opens_its_list(full: Any) -> None:
    app = full.app()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert isinstance(app.screen, SubmissionsScreen)
        assert app.screen.channel.name == "main"


async def test_without_a_channel_setup_opens(world: Any) -> None:
    world.workspace.config_file.remove_channel("main")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, SetupScreen)


async def test_setup_can_be_asked_for(full: Any) -> None:
    app = KoongoApp(full.workspace, start="setup", terminal=full.terminal)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, SetupScreen)


async def test_a_channel_that_does_not_exist(full: Any, read_screen: ReadScreen) -> None:
    app = KoongoApp(full.workspace, channel="nope[/]", terminal=full.terminal)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "There is no channel “nope[/]”." in read_screen(app)
        assert "The channels are: main." in read_screen(app)
        await pilot.press("q")
    assert app.return_code == 3


def damage(world: Any, text: str = "this is = = no TOML") -> str:
    """Put another text into the configuration; gives the one that was there."""
    path: Path = world.workspace.paths.config_file
    before = path.read_text()
    path.write_text(text)
    return before


async def test_a_damaged_configuration_can_be_mended(full: Any, read_screen: ReadScreen) -> None:
    sound = damage(full)
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, TroubleScreen)
        assert "config.toml" in read_screen(app)
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.screen, TroubleScreen)
        damage(full, sound)
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.screen, SubmissionsScreen)


async def test_channels_can_be_changed(full: Any) -> None:
    full.workspace.config_file.save_channel(replace(full.channel, name="other"), make_current=False)
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first = app.screen
        app.open_channel("other")
        await pilot.pause()
        assert isinstance(app.screen, SubmissionsScreen)
        assert app.screen.channel.name == "other"
        assert not first.is_attached
        app.open_channel("nope")
        await pilot.pause()
        assert isinstance(app.screen, TroubleScreen)


async def test_another_setup_takes_no_known_name(full: Any) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.open_setup()
        await pilot.pause()
        assert app.screen.session.setup.name == "main-2"
        app.open_setup("main")
        await pilot.pause()
        assert app.screen.session.setup.name == "main"
        app.open_channel()
        await pilot.pause()
        assert app.screen.channel.name == "main"


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_leaving(full: Any, key: str) -> None:
    app = full.app()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(key)
    assert ended(app) == 0


async def test_looking_away_redraws_nothing(full: Any) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        focused = app.focused
        app.post_message(events.AppBlur())
        await pilot.pause()
        assert app.focused is focused
        app.post_message(events.AppFocus())
        await pilot.pause()
        assert app.focused is focused


async def test_too_small_and_back(full: Any, read_screen: ReadScreen) -> None:
    app = full.app()
    async with app.run_test(size=(39, 30)) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, TinyScreen)
        await pilot.resize_terminal(80, 9)
        await pilot.pause()
        assert isinstance(app.screen, TinyScreen)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert isinstance(app.screen, SubmissionsScreen)
        await pilot.press("question_mark")
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        assert "needs 40 columns" in " ".join(read_screen(app).split())
        await pilot.press("q")
    assert app.return_code == 0


# -- looks ------------------------------------------------------------------------------------


def test_every_look_has_a_title() -> None:
    assert {theme.name for theme in THEMES} == set(TITLES) == {DARK, LIGHT, CONTRAST, TERMINAL}


@pytest.mark.parametrize("name", sorted(TITLES))
async def test_every_look_draws_the_list(full: Any, read_screen: ReadScreen, name: str) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = name
        await pilot.pause()
        assert "50148017731" in read_screen(app)


def contrast(first: str, second: str) -> float:
    """WCAG 2.1, contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [t for t in THEMES if not t.ansi], ids=lambda t: t.name)
def test_every_tone_can_be_read(theme: Any) -> None:
    least = 7.0 if theme.name == CONTRAST else 4.5
    for ground in (theme.background, theme.panel):
        for colour in (
            theme.foreground,
            theme.accent,
            theme.success,
            theme.warning,
            theme.error,
            theme.variables["koongo-muted"],
            theme.variables["footer-key-foreground"],
        ):
            assert contrast(colour, ground) >= least, (colour, ground)
    cursor = theme.variables["block-cursor-foreground"], theme.variables["block-cursor-background"]
    assert contrast(*cursor) >= least


async def test_no_colours_means_none(full: Any) -> None:
    full.terminal = replace(full.terminal, colours="no colours")
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.theme == TERMINAL
        assert app.native_ansi_color
        style = app.screen.table.render_line(1).text
        assert style.startswith("▸")


async def test_ascii_has_its_own_scroll_bar(full: Any) -> None:
    full.terminal = replace(full.terminal, ascii=True)
    full.app()
    assert ScrollBar.renderer is PlainScrollBar
    full.terminal = replace(full.terminal, ascii=False)
    full.app()
    assert ScrollBar.renderer is ScrollBarRender


# -- keys and commands -------------------------------------------------------------------------


async def test_all_keys(full: Any, read_screen: ReadScreen) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("question_mark")
        await pilot.pause()
        text = read_screen(app)
        for words in ("Look around", "Act", "Copy", "Help and leaving", "errors>0", "quit; ^C"):
            assert words in text
        assert "• n" in text
        assert "  w   " in text, "it does nothing here, so it has no mark"
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, SubmissionsScreen)
        for key in ("escape", "enter"):
            await pilot.press("question_mark")
            await pilot.pause()
            assert isinstance(app.screen, HelpScreen)
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, SubmissionsScreen)


async def search(pilot: Any, words: str) -> list[str]:
    """What the palette offers for these words."""
    await pilot.press("ctrl+p")
    await pilot.pause()
    await pilot.press(*words)
    for _ in range(20):
        await pilot.pause()
    palette = pilot.app.screen
    assert isinstance(palette, CommandPalette)
    options = palette.query_one(CommandList).options
    return [str(option.prompt).split("\n")[0] for option in options]


async def test_the_palette_offers_what_can_be_done_here(full: Any) -> None:
    app = full.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        found = await search(pilot, "")
        for command in ("Details", "Refresh", "Export", "Show what needs a look", "Channel: main"):
            assert command in found
        for command in ("Set up a channel", "Colours: Light", "Quit", "Keys"):
            assert command in found
        assert not any("creenshot" in command for command in found)
        assert "Keep trying" not in found
        assert "Back" not in found


async def test_the_palette_filters_the_list(full: Any) -> None:
    app = full.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        found = await search(pilot, "errors>0")
        assert found[-1] == "Filter the list: errors>0"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert [r.id for r in app.screen.table.visible_rows()] == ["50148017726", "50148017266"]


async def test_the_palette_finds_a_channel(full: Any) -> None:
    full.workspace.config_file.save_channel(
        replace(full.channel, name="zanzibar"), make_current=False
    )
    app = full.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert (await search(pilot, "zanzi"))[0] == "Channel: zanzibar"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert app.screen.channel.name == "zanzibar"


def add_many_channels(world: Any, number: int) -> None:
    """A configuration with so many more channels."""
    file = world.workspace.paths.config_file
    lines = [file.read_text()]
    lines += [
        f'[channels.shop-{i}]\nprogram = "mws"\nregion = "eu"\n'
        f'marketplace = "A1PA6795UKMFR9"\nseller_id = "A135KK{i:08}"\n'
        for i in range(number)
    ]
    file.write_text("\n".join(lines))


async def test_the_palette_switches_among_many_channels_by_name(full: Any) -> None:
    add_many_channels(full, 300)
    app = full.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert (await search(pilot, "shop-27"))[0] == "Channel: shop-27"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert app.screen.channel.name == "shop-27"


async def test_the_palette_offers_some_of_many_and_the_way_to_all(full: Any) -> None:
    add_many_channels(full, 300)
    app = full.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        found = await search(pilot, "shop-2")
        assert len([title for title in found if title.startswith("Channel: ")]) <= OFFERED
        assert "All channels with: shop-2" in found
        for _ in range(found.index("All channels with: shop-2")):
            await pilot.press("down")
        await pilot.press("enter")
        for _ in range(20):
            await pilot.pause()
        assert isinstance(app.screen, ChannelsScreen)
        assert app.screen.words == "shop-2"


async def test_the_palette_reads_the_configuration_once_while_one_types(
    full: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_many_channels(full, 300)
    app = full.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        full.workspace.config()
        understood: list[Path] = []

        def counted(path: Path, data: bytes) -> Any:
            understood.append(path)
            return parse_toml(path, data)

        monkeypatch.setattr("koongo_tui.store.config.parse_toml", counted)
        await search(pilot, "shop-27")
        assert understood == []


async def test_the_palette_runs_what_a_key_does(full: Any) -> None:
    app = full.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert (await search(pilot, "mark seen"))[0] == "Mark seen"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert full.history.last_visit(full.account) == full.now
        assert "Trends" in await search(pilot, "trends")
        await pilot.press("escape")
        await pilot.pause()
        assert (await search(pilot, "colours: light"))[0] == "Colours: Light"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert app.theme == LIGHT


async def test_the_palette_without_a_list(world: Any) -> None:
    damage(world)
    app = world.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        found = await search(pilot, "")
        assert "Try again" in found
        assert not any(command.startswith(("Channel", "Show")) for command in found)


# -- endings -------------------------------------------------------------------------------------


async def test_a_crash_is_kept_and_prints_no_values(
    full: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = full.app()

    def broken(_: Any) -> None:
        token = "amzn.mws.a-secret-in-a-local-variable"
        raise RuntimeError(token[:4])

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            monkeypatch.setattr(SubmissionsScreen, "action_seen", broken)
            await pilot.press("m")
            await pilot.pause()

    with pytest.raises(RuntimeError):
        await run()
    assert isinstance(app.crash, RuntimeError)
    with pytest.raises(RuntimeError):
        ended(app)
    printed = capsys.readouterr()
    assert "amzn" not in printed.out + printed.err


def test_an_end_without_a_code_is_said() -> None:
    class Closed:
        crash = None
        return_code = None

    with pytest.raises(KoongoError):
        ended(Closed())  # type: ignore[arg-type]


async def test_signals_end_it_cleanly(full: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(signal, "SIGHUP"):
        pytest.skip("this system has no such signals")
    app = full.app()
    monkeypatch.setattr(type(app), "is_headless", False)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(3):
            await pilot.pause()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(number)
    assert app.return_code == 143


async def test_the_list_is_read_after_the_first_frame(
    full: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The history is not opened while the screen is put together."""
    order: list[str] = []
    mount, begin = SubmissionsScreen.on_mount, SubmissionsScreen._open

    def mounted(self: SubmissionsScreen) -> None:
        mount(self)
        order.append("mounted")

    def opened(self: SubmissionsScreen) -> None:
        order.append("opened")
        begin(self)

    monkeypatch.setattr(SubmissionsScreen, "on_mount", mounted)
    monkeypatch.setattr(SubmissionsScreen, "_open", opened)
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
    assert order == ["mounted", "opened"]
