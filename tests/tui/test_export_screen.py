"""What is shown, into a file: every choice, and leaving it half way."""

from __future__ import annotations

import asyncio
import csv
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled, WorkerFailed

from koongo_tui.amazon.submission import Counts
from koongo_tui.export import ExportFormat
from koongo_tui.failed_lines import COLUMNS, FailedLines, Tell
from koongo_tui.tui.live import LINES_KEPT, Live
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.screens.submissions.export import ExportScreen
from koongo_tui.tui.screens.submissions.one import OneScreen

ReadScreen = Callable[[App[Any]], str]
REPORTS = Path(__file__).parents[1] / "data" / "reports"


async def settle(pilot: Pilot[Any]) -> None:
    await pilot.pause()
    for worker in list(pilot.app.workers):
        if worker.group in ("reports", "report", "writing"):
            with suppress(WorkerCancelled, WorkerFailed):
                await worker.wait()
    await pilot.pause()


async def seen(pilot: Pilot[Any], read_screen: ReadScreen, text: str) -> None:
    """Until the screen says so; a test that waits in vain ends by its time limit."""
    while text not in read_screen(pilot.app):
        await pilot.pause()


def failed_lines_in(folder: Path) -> list[dict[str, str]]:
    (path,) = folder.glob("*-failed.csv")
    reader = csv.DictReader(path.read_text("utf-8").splitlines())
    found = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS
    return found


def fill(world: Any) -> None:
    """Three submissions with reports, one whose report is still to come."""
    products, english = ((REPORTS / n).read_bytes() for n in ("products.xml", "english.txt"))
    world.add("1001", minutes=30, counts=Counts(6, 3, 3, 1), report=products)
    world.add("1002", minutes=20, status="_IN_PROGRESS_")
    world.add("1003", minutes=10, counts=Counts(412, 398, 14, 1), report=english)
    world.add("1004", minutes=5, counts=Counts(9, 9, 0, 0))
    world.history.record_check(world.account, world.now)


async def test_the_failed_lines_of_what_is_shown(
    world: Any, read_screen: ReadScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fill(world)
    app = world.app()
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, SubmissionsScreen)
        screen.filter_by("before:2030-01-01")
        await pilot.press("s")
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert "3  only the failed lines, CSV" in read_screen(app)
        await pilot.press("3")
        await settle(pilot)
        line = next(li for li in read_screen(app).split("\n") if "written" in li)
        assert "6 failed lines written, 1 report is not here yet: " in line
    found = failed_lines_in(tmp_path)
    # By errors, falling: as it is shown.
    assert list(dict.fromkeys(f["submission"] for f in found)) == ["1003", "1001"]
    assert next(f["sku"] for f in found if f["submission"] == "1001") == "MUG-BLUE-2"


async def test_a_filter_holds_for_the_failed_lines_too(
    world: Any, read_screen: ReadScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fill(world)
    app = world.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, SubmissionsScreen)
        app.screen.filter_by("1001")
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        await seen(pilot, read_screen, "3 failed lines written: ")
    assert {f["submission"] for f in failed_lines_in(tmp_path)} == {"1001"}


async def test_one_submission_has_all_its_failed_lines(
    world: Any, read_screen: ReadScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    number = LINES_KEPT + 3
    report = (
        f"Feed Processing Summary:\n\tNumber of records processed\t\t{number}\n"
        "\tNumber of records successful\t\t0\n\n"
        "original-record-number\tsku\terror-code\terror-type\terror-message\n"
        + "".join(f"{n}\tMUG-{n}\t8560\tError\tmissing\n" for n in range(number))
        + "1\tMUG-1\t99\tWarning\tcareful\n"
    )
    world.add("1001", minutes=5, counts=Counts(number, 0, number, 1), report=report.encode())
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        live = Live(world.workspace, world.channel, lambda _event: None)
        row = live.row("1001")
        assert row is not None
        await app.push_screen(OneScreen(live, row))
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        await seen(pilot, read_screen, f"{number:,} failed lines written: ")
    found = failed_lines_in(tmp_path)
    assert len(found) == number
    assert {f["severity"] for f in found} == {"error"}


class Slow:
    """Writes and writes until it is stopped."""

    def __init__(self) -> None:
        self.under_way = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, target: TextIO, tell: Tell) -> FailedLines:
        target.write("half")
        tell(FailedLines(submissions=12, lines=318))
        self.under_way.set()
        assert self.go_on.wait(60)
        for _ in range(1_000_000):
            tell(FailedLines(submissions=13, lines=319))
        raise AssertionError("was not stopped")


def no_write(_form: ExportFormat, _target: TextIO) -> int:
    raise AssertionError("not asked for")


async def test_writing_says_how_far_it_is_and_can_be_left(
    world: Any, read_screen: ReadScreen, tmp_path: Path
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    slow = Slow()
    said: list[str | None] = []
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = ExportScreen("44 submissions", "name", no_write, slow, folder=folder)
        await app.push_screen(screen, said.append)
        await pilot.press("3")
        await asyncio.to_thread(slow.under_way.wait, 60)
        screen.show_progress()
        await pilot.pause()
        text = read_screen(app)
        assert "12 submissions looked at, 318 failed lines found" in text
        assert "Esc Stop" in text
        assert "JSON" not in text
        # A second file is not begun meanwhile.
        await pilot.press("1", "3", "escape")
        slow.go_on.set()
        await settle(pilot)
        assert said == ["Stopped. Nothing was written."]
        assert list(folder.iterdir()) == []


async def test_leaving_the_program_ends_the_writing(world: Any, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    slow = Slow()
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(ExportScreen("44 submissions", "name", no_write, slow, folder=folder))
        await pilot.press("3")
        await asyncio.to_thread(slow.under_way.wait, 60)
        await pilot.press("q")
        await pilot.pause()
        slow.go_on.set()
    await asyncio.get_running_loop().shutdown_default_executor()
    assert list(folder.iterdir()) == []


async def test_what_breaks_unexpectedly_is_said(
    world: Any, read_screen: ReadScreen, tmp_path: Path
) -> None:
    def broken(_target: TextIO, _tell: Tell) -> FailedLines:
        raise ZeroDivisionError

    folder = tmp_path / "here"
    folder.mkdir()
    said: list[str | None] = []
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = ExportScreen("44 submissions", "name", no_write, broken, folder=folder)
        await app.push_screen(screen, said.append)
        await pilot.press("3")
        await settle(pilot)
        await pilot.pause()
        (words,) = said
        assert words is not None
        assert words.startswith("Nothing was written.")
        assert list(folder.iterdir()) == []
