"""Being told that something has finished, on the live screen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from koongo_tui.amazon.submission import Counts
from koongo_tui.sync import Finished
from koongo_tui.tui import notices
from koongo_tui.tui.notices import Notices
from koongo_tui.tui.palette import KoongoCommands
from koongo_tui.tui.screens.submissions import SubmissionsScreen

ReadScreen = Callable[[App[Any]], str]


class Heard:
    """What the person's terminal was sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bells = 0
        self.sequences: list[str] = []
        monkeypatch.setattr(notices, "send_sequence", lambda _, text: self.sequences.append(text))
        monkeypatch.setattr(notices, "GATHER", 0.0)

    def listen(self, app: Any) -> None:
        app.bell = self._ring

    def _ring(self) -> None:
        self.bells += 1


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    return Heard(monkeypatch)


def settings(world: Any, text: str) -> None:
    path = world.workspace.paths.config_file
    path.write_text(f"{path.read_text()}\n[notices]\n{text}\n")


async def finish(app: Any, pilot: Any, *ids: str) -> None:
    """The synchronisation says that these have finished, and the notices are out."""
    screen = app.screen
    assert isinstance(screen, SubmissionsScreen)
    screen.notices = Notices(screen, "main", gather=0.0)
    for submission_id in ids:
        screen._tell(Finished(submission_id))
    await pilot.pause()
    for worker in [w for w in app.workers if w.group == "notices"]:
        await worker.wait()
    await pilot.pause()


async def test_nothing_happens_unless_it_was_switched_on(full: Any, heard: Heard) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        heard.listen(app)
        await finish(app, pilot, "50148017726")
    assert heard.bells == 0
    assert heard.sequences == []


async def test_several_at_once_ring_once_and_are_one_notice(full: Any, heard: Heard) -> None:
    settings(full, "bell = true\nterminal = true")
    full.workspace.environ["TERM"] = "foot"
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        heard.listen(app)
        await finish(app, pilot, "50148017726", "50148017655", "no-such-one")
    assert heard.bells == 1
    (sent,) = heard.sequences
    assert "2 submissions have finished;1 done with errors, 1 done. Channel main." in sent


async def test_a_terminal_without_notices_is_sent_nothing(full: Any, heard: Heard) -> None:
    settings(full, "terminal = true")
    full.workspace.environ["TERM"] = "xterm-256color"
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await finish(app, pilot, "50148017726")
    assert heard.sequences == [""]


async def test_a_command_that_fails_is_said_and_the_screen_goes_on(
    full: Any, heard: Heard, read_screen: ReadScreen
) -> None:
    settings(full, 'bell = true\ncommand = "no-such-program-here"')
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        heard.listen(app)
        await finish(app, pilot, "50148017726")
        assert "no-such-program-here is not on this machine" in read_screen(app)
        full.add("7", minutes=1, counts=Counts(1, 1, 0, 0))
        await finish(app, pilot, "7")
    assert heard.bells == 2


@pytest.mark.skipif(sys.platform == "win32", reason="the command is one of Unix")
async def test_the_command_is_run_with_the_facts(full: Any, tmp_path: Any) -> None:
    settings(full, f"command = \"sh -c 'cat > {tmp_path}/told'\"")
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await finish(app, pilot, "50148017726")
    assert '"id": "50148017726"' in (tmp_path / "told").read_text()


async def test_a_damaged_configuration_is_said(full: Any, read_screen: ReadScreen) -> None:
    app = full.app()
    async with app.run_test(size=(220, 24)) as pilot:
        await pilot.pause()
        full.workspace.paths.config_file.write_text("= =")
        await finish(app, pilot, "50148017726")
        assert "config.toml, line 1: " in read_screen(app)


async def test_the_palette_switches_bell_and_notice(full: Any, read_screen: ReadScreen) -> None:
    full.workspace.environ["TERM"] = "xterm-kitty"
    app = full.app()
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()

        def commands() -> dict[str, Any]:
            return {c.title: c.run for c in KoongoCommands(app.screen).commands()}

        await commands()["Bell when a submission finishes: switch on"]()
        assert full.workspace.config().notices.bell
        await pilot.pause()
        assert "Bell when a submission finishes: on." in read_screen(app)
        await commands()["Notice when a submission finishes: switch on"]()
        await pilot.pause()
        assert "Notices: on. kitty shows them." in read_screen(app)
        await commands()["Bell when a submission finishes: switch off"]()
        assert not full.workspace.config().notices.bell
        assert full.workspace.config().notices.terminal


async def test_old_submissions_leave_the_screen_when_that_is_wanted(full: Any) -> None:
    path = full.workspace.paths.config_file
    path.write_text(f"{path.read_text()}\n[history]\nkeep_days = 5\n")
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = app.screen.table.row_count
        await app.screen.forget_old().wait()
        await pilot.pause()
        assert app.screen.table.row_count == before - 1
