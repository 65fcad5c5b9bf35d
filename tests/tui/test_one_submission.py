"""One submission, its raw report, and what is asked before a list can be had."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from koongo_tui.amazon.errors import ClockSkewed, DeveloperRefused
from koongo_tui.amazon.submission import Counts
from koongo_tui.store.config import SecretHome, SecretPlace
from koongo_tui.store.history import ReportState
from koongo_tui.tui.live import LINES_KEPT, Live
from koongo_tui.tui.screens.submissions import SubmissionsScreen
from koongo_tui.tui.screens.submissions.one import OneScreen
from koongo_tui.tui.screens.submissions.raw import RawScreen
from koongo_tui.tui.screens.submissions.refused import RefusedScreen
from koongo_tui.tui.screens.submissions.token import TokenScreen
from koongo_tui.tui.widgets.issue_tables import GroupTable, IssueTable
from koongo_tui.tui.widgets.raw_view import RawView

ReadScreen = Callable[[App[Any]], str]
SETTLING = ("reports", "report", "raw", "writing")


async def settle(pilot: Pilot[Any]) -> None:
    await pilot.pause()
    for worker in list(pilot.app.workers):
        if worker.group in SETTLING:
            with suppress(WorkerCancelled):
                await worker.wait()
    await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def open_one(world: Any, pilot: Pilot[Any], submission_id: str) -> OneScreen:
    """Show one submission."""
    live = Live(world.workspace, world.channel, lambda _event: None)
    row = live.row(submission_id)
    assert row is not None
    screen = OneScreen(live, row)
    await pilot.app.push_screen(screen)
    await settle(pilot)
    return screen


async def test_an_answer_to_a_key_can_be_read_before_it_goes(
    full: Any, read_screen: ReadScreen
) -> None:
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_one(full, pilot, "50148017726")
        await press(pilot, "y")
        for seconds, still in ((1, True), (6, True), (2, False)):
            full.now += timedelta(seconds=seconds)
            screen.tick()
            await settle(pilot)
            assert ("50148017726 sent to your terminal" in read_screen(app)) is still
        assert "accepted lines went through" in read_screen(app)


async def test_errors_fix_first(full: Any, read_screen: ReadScreen) -> None:
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_one(full, pilot, "50148017726")
        text = read_screen(app)
        lines = text.split("\n")
        assert "Submission 50148017726" in lines[0]
        assert lines[1].startswith(" Done, 14 errors   398 of 412 accepted   Submitted today 14:05")
        assert "▸      8 lines  8560  Required information is missing" in text
        assert "       6 lines  8541  Barcode is tied to a different product" in text
        assert "Fill it in" in " ".join(text.split())
        assert "Lines with 8560   1 of 8" in text
        assert "A value is required for the brand field. [/oops] is not one." in text
        assert "The 398 accepted lines went through. Only these 14 were left unchanged." in text
        await press(pilot, "down")
        text = read_screen(app)
        assert "Lines with 8541   1 of 6" in text
        assert "CUP-0" in text
        assert "The barcode belongs to another product." in text
        await press(pilot, "enter")
        assert screen.query_one(IssueTable).has_focus
        await press(pilot, "end")
        assert "Lines with 8541   6 of 6" in read_screen(app)
        await press(pilot, "escape")
        assert screen.query_one(GroupTable).has_focus
        await press(pilot, "escape")
        assert app.screen is not screen


@pytest.mark.parametrize("size", [(60, 20), (40, 12), (140, 45)])
async def test_errors_at_other_sizes(
    full: Any, read_screen: ReadScreen, size: tuple[int, int]
) -> None:
    app = full.bare_app()
    async with app.run_test(size=size) as pilot:
        await open_one(full, pilot, "50148017726")
        text = read_screen(app)
        assert all(len(line) <= size[0] for line in text.split("\n"))
        assert "8 lines" in text
        assert "MUG-0" in text


async def test_a_group_can_be_clicked(full: Any) -> None:
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_one(full, pilot, "50148017726")
        await pilot.click("#groups", offset=(20, 2))
        await settle(pilot)
        group = screen.query_one(GroupTable).cursor_row
        assert group is not None
        assert group.code == "8541"
        await pilot.click("#groups", offset=(20, 2))
        await settle(pilot)
        assert screen.query_one(IssueTable).has_focus


async def test_the_lines_can_be_exported(
    full: Any, read_screen: ReadScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_one(full, pilot, "50148017726")
        await press(pilot, "x")
        assert "Export 14 lines" in read_screen(app)
        await press(pilot, "1")
        assert "Written to" in read_screen(app)
    (path,) = tmp_path.glob("koongo-main-50148017726-*.csv")  # noqa: ASYNC240  a test may wait
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert len(rows) == 14
    assert rows[0]["code"] == "8560"
    assert rows[0]["sku"] == "MUG-0"


async def test_what_it_is_called_can_be_copied(full: Any) -> None:
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_one(full, pilot, "50148017726")
        await press(pilot, "y")
        assert app.clipboard == "50148017726"
        await press(pilot, "c")
        assert app.clipboard == "50148017726", "there is no message about a finished one"


async def test_stuck(full: Any, read_screen: ReadScreen) -> None:
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_one(full, pilot, "50148017702")
        text = read_screen(app)
        assert "Stuck? 1 h 52 m" in text.split("\n")[1]
        assert "Longer than Amazon calls normal" in text
        assert "A later feed, 50148017731, was sent today 14:31." in text
        assert "Amazon says" in text, "all of it fits"
        await press(pilot, "c")
        assert "50148017702 has not finished" in app.clipboard
        assert "A135KKEKJAIBJ56" in app.clipboard
        assert "A message for Seller Support was sent" in read_screen(app)


async def test_held(full: Any, read_screen: ReadScreen) -> None:
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_one(full, pilot, "50148017600")
        assert "Amazon paused this feed because it looks risky" in read_screen(app)
        await press(pilot, "c")
        assert "held by your safety check" in app.clipboard


async def test_it_follows_its_submission(full: Any, read_screen: ReadScreen) -> None:
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_one(full, pilot, "50148017731")
        assert "Amazon is reading it" in read_screen(app)
        path = full.keep("50148017731", full.error_report())
        done = replace(full.amazon.listed[0], native_status="_DONE_", completed_at=full.now)
        full.history.upsert(full.account, [done], seen_at=full.now + timedelta(seconds=9))
        full.history.set_report(
            full.account,
            "50148017731",
            Counts(412, 398, 14, 0),
            report_state=ReportState.STORED,
            fetched_at=full.now,
            path=path,
        )
        screen.tick()
        await settle(pilot)
        assert "Required information is missing" in read_screen(app)


async def test_all_accepted_is_no_list_of_errors(full: Any, read_screen: ReadScreen) -> None:
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_one(full, pilot, "50148017655")
        text = read_screen(app)
        assert "412 of 412 accepted" in text
        assert "Amazon has finished with it" in text
        assert "Enter" not in text.split("\n")[-1]
        await press(pilot, "enter", "x", "v", "r")
        assert "There is no connection to Amazon to ask through." in read_screen(app)


async def test_warnings_alone(world: Any, read_screen: ReadScreen) -> None:
    report = world.error_report().replace(b"<ResultCode>Error<", b"<ResultCode>Warning<")
    world.add("7", minutes=5, counts=Counts(14, 14, 0, 14), report=report)
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_one(world, pilot, "7")
        text = read_screen(app)
        assert "warning: " in text
        assert "14 lines in the report." in text


async def test_one_line_is_one_line(world: Any, read_screen: ReadScreen) -> None:
    world.add("7", minutes=5, counts=Counts(9, 8, 1, 0), report=world.error_report())
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_one(world, pilot, "7")
        assert "Only this one was left unchanged." in read_screen(app)


async def test_only_so_many_lines_of_a_group_are_kept(
    world: Any, read_screen: ReadScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("koongo_tui.tui.live.LINES_KEPT", 3)
    assert LINES_KEPT > 1000
    world.add("7", minutes=5, counts=Counts(412, 398, 14, 0), report=world.error_report())
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_one(world, pilot, "7")
        assert "Lines with 8560   1 of 8, the first 3 kept" in read_screen(app)


async def test_a_report_that_is_none(world: Any, read_screen: ReadScreen) -> None:
    world.add("7", minutes=5, counts=Counts(), report=b"<html>[/oops] Sorry</html>\x1b[2J")
    app = world.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_one(world, pilot, "7")
        assert "Amazon has finished with it" in read_screen(app)
        await press(pilot, "v")
        text = read_screen(app)
        assert "<html>[/oops] Sorry</html>�[2J" in text
        assert "1 line, as Amazon sent them." in text


async def test_the_raw_report(full: Any, read_screen: ReadScreen) -> None:
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_one(full, pilot, "50148017726")
        await press(pilot, "v")
        assert isinstance(app.screen, RawScreen)
        lines = read_screen(app).split("\n")
        assert lines[1].startswith("  1  <?xml version=")
        assert "65 lines" in lines[-2]
        view = app.screen.query_one(RawView)
        for key, first in (("down", 2), ("pagedown", 21), ("end", 47), ("home", 1)):
            await press(pilot, key)
            assert view.first_line == first, key
        await press(pilot, "right")
        assert "encoding=" in read_screen(app).split("\n")[1]
        assert "<?xml" not in read_screen(app).split("\n")[1]
        await press(pilot, "left")
        assert "<?xml" in read_screen(app).split("\n")[1]
        await press(pilot, "escape")
        assert isinstance(app.screen, OneScreen)


async def test_a_raw_report_that_is_gone(full: Any, read_screen: ReadScreen) -> None:
    app = full.bare_app()
    async with app.run_test(size=(80, 24)) as pilot:
        live = Live(full.workspace, full.channel, lambda _event: None)
        row = live.row("50148017731")
        assert row is not None
        await app.push_screen(RawScreen(live, row))
        await settle(pilot)
        assert "The report is not on this machine." in read_screen(app)


async def test_the_developers_keys_are_not_the_sellers_turn(
    full: Any, read_screen: ReadScreen
) -> None:
    full.amazon.error = DeveloperRefused(
        "No.", amazon_code="InvalidAccessKeyId", amazon_message="Unknown."
    )
    full.history.record_check(full.account, full.now - timedelta(minutes=9))
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, RefusedScreen)
        keys = read_screen(app).split("\n")[-1]
        assert "Copy message" in keys
        assert "Keep trying" not in keys
        assert "Copy link" not in keys
        await press(pilot, "c")
        assert "InvalidAccessKeyId - Unknown." in app.clipboard
        assert "9051-1235-5740" in app.clipboard


async def test_a_wrong_clock_stops_too(full: Any, read_screen: ReadScreen) -> None:
    full.amazon.error = ClockSkewed("The clock is slow.", fix="Set it.")
    full.history.record_check(full.account, full.now - timedelta(minutes=9))
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = read_screen(app)
        assert "STOPPED since" in text.split("\n")[1]
        assert "This machine's clock is wrong" in text


async def test_values_can_be_edited_from_a_refusal(
    full: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.amazon.error = ClockSkewed("The clock is slow.")
    full.history.record_check(full.account, full.now - timedelta(minutes=9))
    app = full.app()
    opened: list[str] = []
    monkeypatch.setattr(app, "open_setup", opened.append)
    plain: list[list[str]] = []
    monkeypatch.setattr(
        "koongo_tui.tui.screens.submissions.refused.plain_view",
        lambda _app, lines: plain.append(lines),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "e", "l")
    assert opened == ["main"]
    assert plain == [["https://sellercentral.amazon.co.uk/apps/manage"]]


def asked_each_time(world: Any) -> None:
    world.channel = replace(world.channel, token_place=SecretPlace(SecretHome.ASK))
    world.save_channel()


TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"


async def test_a_token_that_is_kept_nowhere_is_asked_for(
    full: Any, read_screen: ReadScreen
) -> None:
    asked_each_time(full)
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, TokenScreen)
        app.post_message(events.Paste(f"  {TOKEN}\n"))
        await settle(pilot)
        await settle(pilot)
        assert isinstance(app.screen, SubmissionsScreen)
        assert full.workspace.token_given.reveal() == TOKEN
        assert TOKEN not in read_screen(app)
        assert full.amazon.asked == 0 or full.amazon.asked == 1


async def test_without_the_token_the_saved_list_is_shown(
    full: Any, read_screen: ReadScreen
) -> None:
    asked_each_time(full)
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "escape")
        assert isinstance(app.screen, SubmissionsScreen)
        assert "50148017731" in read_screen(app)
        assert full.amazon.asked == 0


async def test_a_password_manager_is_waited_for_elsewhere(
    full: Any, read_screen: ReadScreen
) -> None:
    full.channel = replace(full.channel, token_place=SecretPlace(SecretHome.COMMAND, "pass show"))
    full.save_channel()
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(20):
            await settle(pilot)
            if app.screen.live.can_ask:
                break
        assert app.screen.live.can_ask
    assert full.amazon.closed
