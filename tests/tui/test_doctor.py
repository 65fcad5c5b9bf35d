"""The doctor on screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from koongo_tui.doctor import examination
from koongo_tui.doctor.findings import Finding, Level
from koongo_tui.tui.screens.doctor import DoctorScreen, finding_lines
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.text import text_of

ReadScreen = Callable[[App[Any]], str]

LINK = "https://sellercentral.amazon.co.uk/apps/manage"
FOUND = [
    Finding("Config", Level.OK, "~/.config/koongo-tui/config.toml, channel [/main]"),
    *(Finding("Network", Level.OK, f"answer {n}") for n in range(30)),
    Finding("Token", Level.OK, "private file", aside="ends in 4567"),
    Finding("Token", Level.LOOK, "A variable wins.", fix="Unset it if that is not wanted."),
    Finding("Ends", Level.SOON, "25 March, in 19 days. Renew it:", link=LINK),
]


@pytest.fixture
def canned(monkeypatch: pytest.MonkeyPatch) -> None:
    async def examine(_subject: Any) -> Any:
        for finding in FOUND:
            yield finding

    monkeypatch.setattr(examination, "examine", examine)


def written(folder: Path) -> list[str]:
    """The files for support, as they are on disk."""
    return [file.read_text() for file in folder.glob("koongo-doctor-*.txt")]


async def opened(app: Any, pilot: Any) -> DoctorScreen:
    await pilot.pause()
    await pilot.press("d")
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, DoctorScreen)
    for worker in [w for w in app.workers if w.group == "doctor"]:
        await worker.wait()
    await pilot.pause()
    return screen


@pytest.mark.usefixtures("canned")
async def test_d_opens_it_and_escape_goes_back(full: Any, read_screen: ReadScreen) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        text = read_screen(app)
        assert "Config      ok    ~/.config/koongo-tui/config.toml, channel [/main]" in text
        assert "1 thing to do soon, 1 to look at." in text
        assert "channel: main" in text
        await pilot.press("d")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, SubmissionsScreen)


@pytest.mark.usefixtures("canned")
async def test_n_goes_to_what_wants_a_person(full: Any, read_screen: ReadScreen) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        assert "A variable wins." not in read_screen(app)
        await pilot.press("n")
        await pilot.pause()
        assert "warn  A variable wins. Unset it if that is not wanted." in read_screen(app)
        await pilot.press("n")
        await pilot.pause()
        assert f"\n{LINK}" in read_screen(app)
        await pilot.press("n")
        await pilot.pause()
        assert "Nothing below here needs a look." in read_screen(app)


@pytest.mark.usefixtures("canned")
async def test_the_file_for_support_is_written_and_says_where(
    full: Any, read_screen: ReadScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = full.app()
    async with app.run_test(size=(200, 24)) as pilot:
        await opened(app, pilot)
        for _ in range(2):
            await pilot.press("f")
            await pilot.pause()
            for worker in [w for w in app.workers if w.group == "writing"]:
                await worker.wait()
        await pilot.pause()
        assert "Written to" in read_screen(app)
    texts = written(tmp_path)
    assert len(texts) == 2
    assert "ends in 4567" not in texts[0]


@pytest.mark.usefixtures("canned")
async def test_r_looks_again(full: Any) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("r")
        for worker in [w for w in app.workers if w.group == "doctor"]:
            await worker.wait()
        assert len(screen._findings) == len(FOUND)


@pytest.mark.usefixtures("canned")
async def test_it_opens_where_nothing_is_set_up_and_over_a_failure(
    world: Any, read_screen: ReadScreen
) -> None:
    world.workspace.paths.config_file.write_text("= =")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        assert "Config      ok" in read_screen(app)


async def test_the_real_checks_with_an_amazon_out_of_reach(
    full: Any, read_screen: ReadScreen
) -> None:
    full.workspace.environ["KOONGO_TUI_MWS_ENDPOINT"] = "http://127.0.0.1:9"
    app = full.app()
    async with app.run_test(size=(140, 60)) as pilot:
        await opened(app, pilot)
        text = read_screen(app)
        assert "Terminal    ok    140x60, UTF-8, 256 colours" in text
        assert "Network     note  Another address than Amazon's is used" in text
        assert "FAIL  This machine cannot connect to 127.0.0.1." in text
        assert "13 submissions, sound" in " ".join(text.split())
        assert "Ends        warn  main: 25 March, in 19 days." in text


@pytest.mark.parametrize("width", [40, 59, 79, 139])
def test_lines_fit_and_links_stand_alone(width: int) -> None:
    lines = [text_of(line) for line in finding_lines(FOUND, width)]
    assert LINK in lines
    assert all(len(line) <= width for line in lines if line != LINK)
