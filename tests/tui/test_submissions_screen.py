"""The live list: every key and every state of it."""

from __future__ import annotations

import csv
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

from koongo_tui.amazon.errors import AccessRefused, Throttled, Unreachable
from koongo_tui.amazon.submission import Counts
from koongo_tui.errors import NotSetUpError
from koongo_tui.store.errors import FileUnwritable
from koongo_tui.store.history import SortKey
from koongo_tui.sync import Phase
from koongo_tui.tui.screens.submissions import SubmissionsScreen, filter_bar
from koongo_tui.tui.screens.submissions.filter_bar import FilterBar
from koongo_tui.tui.screens.submissions.one import OneScreen
from koongo_tui.tui.screens.submissions.raw import RawScreen
from koongo_tui.tui.screens.submissions.refused import RefusedScreen
from koongo_tui.tui.screens.submissions.token import TokenScreen

ReadScreen = Callable[[App[Any]], str]
READING = ("open", "rows", "problem")
"""Groups of workers that read the history."""


class Live:
    """The program on its list."""

    def __init__(
        self, world: Any, pilot: Pilot[Any], read: ReadScreen, *, answered: bool = True
    ) -> None:
        self.answered = answered
        self.moved = False
        self.world = world
        self.pilot = pilot
        self.app = pilot.app
        self._read = read

    @property
    def screen(self) -> SubmissionsScreen:
        screen = self.app.screen
        assert isinstance(screen, SubmissionsScreen)
        return screen

    async def settle(self) -> None:
        """Until nothing moves any more."""
        await self.pilot.pause()
        while self._busy():
            await self.pilot.pause()
        screen = self.app.screen
        if isinstance(screen, SubmissionsScreen) and screen._settle is not None:
            screen._settle.stop()
            screen._look()
        for worker in list(self.app.workers):
            if worker.group in ("reports", "report", "raw", "writing"):
                with suppress(WorkerCancelled, WorkerFailed):
                    await worker.wait()
        await self.pilot.pause()

    def _busy(self) -> bool:
        """The list is being read, here or at Amazon."""
        if any(w.group in READING and not w.is_finished for w in self.app.workers):
            return True
        found = [s for s in self.app.screen_stack if isinstance(s, SubmissionsScreen)]
        if not self.answered or not found or not found[0].opened:
            return False
        if not found[0].live.can_ask:
            # The connection is being opened, or it cannot be.
            return self._opening(found[0])
        state = found[0].live.state
        # When a test moves the clock, whoever sleeps until then does not hear of it.
        due = not self.moved and state.next_at is not None and state.next_at <= self.world.now
        return due or state.phase is Phase.ASKING

    def _opening(self, screen: SubmissionsScreen) -> bool:
        asked = isinstance(self.app.screen, TokenScreen)
        running = any(w.group == "sync" and not w.is_finished for w in self.app.workers)
        return running and screen.live.blocked is None and not asked

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
        self.moved = True
        self.screen.tick()
        await self.settle()

    async def refresh(self) -> None:
        """Time passes, and Amazon is asked again."""
        self.world.now += timedelta(seconds=61)
        asked = self.world.amazon.asked
        self.screen.live.request_now()
        while self.world.amazon.asked == asked:
            await self.pilot.pause()
        await self.settle()

    @property
    def text(self) -> str:
        return self._read(self.app)

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def line(self, words: str) -> str:
        """The first line of the screen with these words."""
        return next((line for line in self.lines if words in line), "")

    def row(self, submission_id: str) -> int | None:
        """Where a row stands on the screen, below the heading and above the details."""
        found = [
            i
            for i, line in enumerate(self.lines)
            if line[2:].startswith(submission_id) and i < len(self.lines) - 8
        ]
        return found[0] if found else None

    @property
    def ids(self) -> list[str]:
        """The rows on screen."""
        return [row.id for row in self.screen.table.visible_rows()]

    @property
    def selected(self) -> str | None:
        return self.screen.table.cursor_id


@pytest.fixture(autouse=True)
def _slow_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A filter is tried when a test says so, and not half way on a busy machine."""
    monkeypatch.setattr(filter_bar, "TYPED", 3600)


@pytest.fixture
def live(read_screen: ReadScreen) -> Callable[..., Any]:
    @asynccontextmanager
    async def start(
        world: Any, size: tuple[int, int] = (80, 24), *, answered: bool = True
    ) -> AsyncIterator[Live]:
        app = world.app()
        async with app.run_test(size=size) as pilot:
            found = Live(world, pilot, read_screen, answered=answered)
            await found.settle()
            yield found

    return start


# -- what is on it -----------------------------------------------------------------------------


async def test_the_list_at_80_columns(full: Any, live: Any) -> None:
    async with live(full) as screen:
        lines = screen.lines
        assert lines[0].split() == ["koongo-tui", "Submissions", "Amazon.co.uk", "channel:", "main"]
        assert "Connected   Authorisation ends in 19 days (25 Mar)" in lines[1]
        assert lines[1].endswith("Updated 12 s ago   Auto")
        assert "Needs a look 4   Open 2   Done 5   All 13" in lines[3]
        heading = "Report ID Submit Date▼ Processed Accepted Errors Status"
        assert lines[4].split() == heading.split()
        assert lines[5].split()[:6] == ["▸", "50148017731", "today", "14:31", "-", "-"]
        assert "Working 0:58" in lines[5]
        assert lines[6].split()[-6:] == ["412", "398", "14", "Done,", "14", "errors"]
        assert "new since you last looked, today 13:10" in lines[7]
        assert "Stuck? 1 h 52 m" in lines[8]
        assert "Held by Amazon" in screen.line("50148017600")
        assert screen.line("Enter").startswith(" Enter Details  n Next problem  / Filter")
        assert all(len(line) <= 80 for line in lines)


async def test_all_columns_of_the_guide_where_there_is_room(full: Any, live: Any) -> None:
    async with live(full, (140, 45)) as screen:
        heading = screen.line("Report ID")
        for title in ("Submit Date", "Processed", "Accepted", "Errors", "Status", "Preview"):
            assert title in heading
        await screen.press("down")
        row = screen.lines[screen.row("50148017726") or 0]
        assert "8 × Required" in row
        assert "│" in row, "the details stand beside the list"
        assert "Took 3:20" in screen.text


async def test_details_stand_beside_the_list_from_120_columns(full: Any, live: Any) -> None:
    async with live(full, (119, 30)) as screen:
        assert "│" not in screen.text
        await screen.pilot.resize_terminal(120, 30)
        await screen.settle()
        assert "│" in screen.text


@pytest.mark.parametrize("size", [(60, 20), (59, 20), (48, 14), (40, 10), (79, 24)])
async def test_small_terminals_are_useful(full: Any, live: Any, size: tuple[int, int]) -> None:
    async with live(full, size) as screen:
        assert all(len(line) <= size[0] for line in screen.lines)
        assert "Connected" in screen.lines[1]
        assert "50148017731" in screen.text
        assert "? " in screen.lines[-1]
        assert "q" in screen.lines[-1]
        await screen.press("down")
        assert screen.selected == "50148017726"
        if size[1] >= 14:
            assert "8 × 8560" in screen.text


async def test_sixty_columns_tell_accepted_and_processed_in_one(full: Any, live: Any) -> None:
    async with live(full, (60, 20)) as screen:
        line = screen.line("50148017726")
        assert "398/412" in line
        assert "Done, 14 errors" in line
        assert "19 days" in screen.lines[1]


async def test_below_forty_columns_the_status_alone(full: Any, live: Any) -> None:
    async with live(full, (80, 24)) as screen:
        await screen.pilot.resize_terminal(39, 9)
        await screen.settle()
        assert screen.lines[:3] == ["Connected", "Updated 12 s ago", "4 of 13 need a look"]
        await screen.pilot.resize_terminal(80, 24)
        await screen.settle()
        assert "Report ID" in screen.text


async def test_ascii_everywhere(full: Any, live: Any) -> None:
    full.terminal = replace(full.terminal, ascii=True)
    async with live(full) as screen:
        assert screen.text.isascii()
        await screen.press("down")
        assert "8 x 8560" in screen.text
        assert screen.lines[6].startswith("> 50148017726")
        for key in ("enter", "escape", "question_mark", "escape", "x"):
            await screen.press(key)
            assert screen.text.isascii(), key


async def test_hostile_text_is_only_text(world: Any, live: Any) -> None:
    world.add("1[/oops]", minutes=1, status="[@click=app.quit]x[/]", kind="\x1b[2J[bold]")
    world.history.record_check(world.account, world.now)
    async with live(world, (140, 40)) as screen:
        assert "1[/oops]" in screen.text
        assert "[@click=app.qui" in screen.text
        assert "\x1b" not in screen.text
        await screen.press("enter")
        assert "[2J[bold]" in screen.text
        await screen.press("escape", "slash")
        await screen.type("[/zz]")
        assert "Nothing fits the filter" in screen.text
        assert "[/zz]" in screen.text


# -- moving ------------------------------------------------------------------------------------


async def test_the_details_follow_the_cursor(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("down")
        assert "50148017726   Products, 412 lines   Done, 14 errors" in screen.text
        assert "8 × 8560" in screen.text
        assert "Required information is missing" in screen.text
        await screen.press("down", "down")
        assert "All accepted." in screen.text


async def test_problems_are_walked_through(full: Any, live: Any) -> None:
    problems = ["50148017726", "50148017702", "50148017600", "50148017266"]
    async with live(full) as screen:
        for expected in problems:
            await screen.press("n")
            assert screen.selected == expected
        await screen.press("n")
        assert "Nothing below here needs a look." in screen.text
        for expected in reversed(problems[:-1]):
            await screen.press("N")
            assert screen.selected == expected
        await screen.press("N")
        assert "Nothing above here needs a look." in screen.text


async def test_each_key_goes_on_from_where_the_one_before_led(full: Any, live: Any) -> None:
    async with live(full) as screen:
        for step in (1, 1, 1):
            screen.screen.action_problem(step)
        await screen.settle()
        fast = screen.selected
    async with live(full) as screen:
        for _ in range(3):
            await screen.press("n")
        assert screen.selected == fast


async def test_sorting_goes_through_the_columns(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("s")
        assert screen.ids[:2] == ["50148017726", "50148017266"]
        assert "Sorted by errors, falling." in screen.text
        assert "new since" not in screen.text
        seen = [screen.screen.shown.choice.sort]
        for _ in range(5):
            await screen.press("s")
            seen.append(screen.screen.shown.choice.sort)
        assert seen[-1] is SortKey.SUBMITTED
        assert len(set(seen)) == 6
        assert "new since" in screen.text


async def test_a_heading_can_be_clicked(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.pilot.click("SubmissionTable", offset=(56, 0))
        await screen.settle()
        assert screen.ids[0] == "50148017726"
        await screen.pilot.click("SubmissionTable", offset=(56, 0))
        await screen.settle()
        assert "Errors▲" in screen.text
        await screen.pilot.click("SubmissionTable", offset=(0, 0))
        await screen.settle()
        assert "Errors▲" in screen.text


async def test_rows_can_be_clicked_and_opened(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.pilot.click("SubmissionTable", offset=(5, 2))
        await screen.settle()
        assert screen.selected == "50148017726"
        await screen.pilot.click("SubmissionTable", offset=(5, 2))
        await screen.settle()
        assert isinstance(screen.app.screen, OneScreen)


# -- what happens meanwhile --------------------------------------------------------------------


async def test_a_submission_turns_done_by_itself(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("down", "down")
        before = screen.row("50148017702")
        done = [
            replace(s, native_status="_DONE_", completed_at=full.now)
            if s.id == "50148017731"
            else s
            for s in full.amazon.listed
        ]
        full.amazon.listed = done
        full.amazon.reports["50148017731"] = (
            b"Feed Processing Summary:\n\tNumber of records "
            b"processed\t\t9\n\tNumber of records successful\t\t9\n"
        )
        await screen.refresh()
        assert "Done" in screen.line("50148017731")
        assert screen.row("50148017702") == before
        assert screen.selected == "50148017702"


async def test_new_rows_do_not_move_the_row_being_read(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press(*["down"] * 8)
        before = screen.row(screen.selected or "")
        assert before is not None
        for i in range(3):
            full.amazon.listed.insert(
                0, replace(full.amazon.listed[0], id=f"5014801780{i}", submitted_at=full.now)
            )
        selected = screen.selected
        await screen.refresh()
        assert screen.selected == selected
        assert screen.row(selected or "") == before
        assert "3 new submissions above. Home shows the newest." in screen.text
        await screen.press("home")
        assert screen.ids[0].startswith("5014801780")


async def test_marking_everything_seen_takes_the_line_away(full: Any, live: Any) -> None:
    async with live(full) as screen:
        assert "new since" in screen.text
        await screen.press("m")
        assert "new since" not in screen.text
        assert "Everything is marked as seen." in screen.text
        assert full.history.last_visit(full.account) == full.now


async def test_leaving_remembers_the_visit(full: Any, live: Any) -> None:
    before = full.history.last_visit(full.account)
    async with live(full) as screen:
        assert full.history.last_visit(full.account) == before
        await screen.press("q")
    assert full.history.last_visit(full.account) == full.now


async def test_what_another_process_wrote_appears(full: Any, live: Any) -> None:
    from koongo_tui.store.history import History

    async with live(full) as screen:
        await screen.tick(3)
        await screen.tick(1)
        await screen.tick(1)
        other = History(full.workspace.paths.history_file)
        late = replace(full.amazon.listed[0], id="60000000000", submitted_at=full.now)
        other.upsert(full.account, [late], seen_at=full.now)
        other.close()
        for _ in range(3):
            await screen.tick(1)
        assert "60000000000" in screen.text


async def test_an_age_ticks(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.tick(9)
        assert "Updated 21 s ago" in screen.text
        assert "Next 0:24" in screen.text or "Next 0:39" in screen.text
        for _ in range(10):
            await screen.tick(1)
        assert "Working 1:1" in screen.text


async def test_the_quota_is_said(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("r")
        assert "Amazon allows the next request at" in screen.text
        full.now += timedelta(seconds=61)
        asked = full.amazon.asked
        await screen.press("r")
        assert full.amazon.asked == asked + 1
        assert "Asking Amazon." in screen.text


async def test_automatic_refresh_can_be_switched(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("a")
        assert "Automatic refresh is off. r asks Amazon." in screen.text
        await screen.tick(9)
        assert "Manual" in screen.lines[1]
        assert "Refreshing by hand" in screen.text
        await screen.press("a")
        assert "Automatic refresh is on." in screen.text


async def test_the_id_is_copied(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("down", "y")
        assert screen.app.clipboard == "50148017726"
        assert "50148017726 sent to your terminal's clipboard." in screen.text


async def test_the_raw_report_of_the_row(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("v")
        assert "There is no report of this one" in screen.text
        await screen.press("down", "v")
        assert isinstance(screen.app.screen, RawScreen)


# -- filter ------------------------------------------------------------------------------------


async def test_a_filter_follows_while_one_types(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("slash")
        assert screen.line("Enter").startswith(" Enter Keep filter  Esc Clear filter")
        await screen.type("errors>0")
        assert screen.ids == ["50148017726", "50148017266"]
        assert "Show: errors>0" in screen.text
        await screen.press("enter")
        assert screen.ids == ["50148017726", "50148017266"]
        await screen.press("down")
        assert screen.selected == "50148017266"
        await screen.press("slash")
        assert "errors>0" in screen.line("Filter")
        await screen.press("escape")
        assert len(screen.ids) > 5
        assert "Show: all" in screen.text


async def test_letters_belong_to_the_box_while_one_types(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("slash")
        await screen.type("qrnsm?")
        assert screen.screen.query_one(FilterBar).box.value == "qrnsm?"
        assert "Nothing fits the filter" in screen.text
        await screen.press("escape", "slash")
        await screen.press("ctrl+c")
        assert screen.app.return_code == 0


async def test_a_filter_that_means_nothing_leaves_the_list(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("slash")
        await screen.type("foo:bar")
        assert "“foo:bar” is nothing to filter by." in screen.text
        assert len(screen.ids) > 5


async def test_the_same_filter_twice_changes_nothing(full: Any, live: Any) -> None:
    async with live(full) as screen:
        screen.screen.filter_by("errors>0")
        await screen.settle()
        await screen.press("down")
        screen.screen.filter_by("errors>0")
        assert screen.selected == "50148017266"
        await screen.press("escape")
        assert screen.selected == "50148017266", "the row being read stays"


# -- export ------------------------------------------------------------------------------------


def written(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


@pytest.mark.parametrize(("key", "ending"), [("1", "csv"), ("2", "json")])
async def test_export_writes_what_is_shown(
    full: Any, live: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, ending: str
) -> None:
    monkeypatch.chdir(tmp_path)
    async with live(full) as screen:
        screen.screen.filter_by("errors>0")
        await screen.settle()
        await screen.settle()
        await screen.press("x")
        assert "Export 2 submissions, as they are shown" in screen.text
        await screen.press(key)
        (path,) = written(tmp_path, f"koongo-main-submissions-*.{ending}")
        assert "Written to" in screen.text
        text = path.read_text()
    if ending == "csv":
        ids = [row["id"] for row in csv.DictReader(text.splitlines())]
    else:
        found = json.loads(text)
        ids = [row["id"] for row in found["submissions"]]
        assert found["channel"] == "main"
        assert found["checked_at"] is not None
    assert ids == ["50148017726", "50148017266"]


async def test_an_export_never_overwrites(
    full: Any, live: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with live(full) as screen:
        for _ in range(2):
            await screen.press("x", "1")
        assert len(written(tmp_path, "*.csv")) == 2
        await screen.press("x", "escape")
        assert len(written(tmp_path, "*.csv")) == 2


async def test_a_folder_that_cannot_be_written(
    full: Any, live: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    async with live(full) as screen:
        await screen.press("x")
        gone.rmdir()
        await screen.press("1")
        assert "Nothing was written: No such file or directory" in screen.text


# -- states ------------------------------------------------------------------------------------


async def test_an_empty_list(world: Any, live: Any) -> None:
    world.history.record_check(world.account, world.now)
    async with live(world) as screen:
        assert "No submissions yet" in screen.text
        assert "Enter" not in screen.lines[-1]
        await screen.press("enter", "s", "n", "x", "m", "v", "y")
        assert isinstance(screen.app.screen, SubmissionsScreen)
        world.add("50148017731", minutes=1)
        await screen.refresh()
        assert "50148017731" in screen.text
        assert "No submissions yet" not in screen.text


async def test_the_first_list_on_its_way(world: Any, live: Any) -> None:
    import asyncio

    waiting = asyncio.Event()

    async def later(*_: Any) -> Any:
        await waiting.wait()
        raise Unreachable("Gone.", host="h", cause="cut")

    world.amazon.submissions = later
    async with live(world, answered=False) as screen:
        assert "Reading your list" in screen.lines[1]
        assert "Reading your submissions from Amazon" in screen.text
        waiting.set()
        screen.answered = True
        await screen.tick()
        assert "No answer from Amazon" in screen.lines[1]


async def test_the_saved_list_opens_offline_and_says_how_old_it_is(full: Any, live: Any) -> None:
    full.history.record_check(full.account, full.now - timedelta(minutes=6))
    full.amazon.error = Unreachable("Gone.", host="h", cause="name")
    async with live(full) as screen:
        await screen.tick(0)
        assert "NOT UPDATING" in screen.lines[1]
        assert "6 min old" in screen.lines[1]
        assert "could not be looked up" in " ".join(screen.text.split())
        assert "not in doubt" in screen.text
        assert "Filters, details and export work on the saved copy." in screen.text
        assert "50148017731" in screen.text
        await screen.press("down", "enter")
        assert isinstance(screen.app.screen, OneScreen)
        await screen.press("escape")
        full.amazon.error = None
        await screen.refresh()
        await screen.tick(0)
        assert "Connected" in screen.lines[1]
        assert "could not be" not in screen.text


async def test_amazon_asks_us_to_slow_down(full: Any, live: Any) -> None:
    full.history.record_check(full.account, full.now - timedelta(minutes=1))
    full.amazon.error = Throttled("Slow.", retry_at=full.now + timedelta(minutes=2))
    async with live(full) as screen:
        await screen.tick(0)
        assert "Amazon asks us to wait" in screen.lines[1]
        assert "Amazon asks us to slow down until" in screen.text


def refuse(world: Any, *, expires: date = date(2026, 3, 5)) -> None:
    world.channel = replace(world.channel, expires_on=expires)
    world.save_channel()
    world.history.record_check(world.account, world.now - timedelta(minutes=9))
    world.amazon.error = AccessRefused(
        "No.", amazon_code="AccessDenied", amazon_message="Access is [/denied]"
    )


async def test_a_refusal_shows_the_cause_and_the_list_stays_readable(full: Any, live: Any) -> None:
    refuse(full)
    async with live(full) as screen:
        assert isinstance(screen.app.screen, RefusedScreen)
        assert "The authorisation has most likely ended" in screen.text
        assert "https://sellercentral.amazon.co.uk/apps/manage" in screen.lines
        assert "Amazon said: AccessDenied - Access is [/denied]" in screen.text
        await screen.press("1")
        assert screen.app.clipboard == "https://sellercentral.amazon.co.uk/apps/manage"
        await screen.press("escape")
        assert "ACCESS REFUSED by Amazon since" in screen.lines[1]
        assert "50148017731" in screen.text
        assert "1 says why and what to do." in screen.text
        await screen.press("1")
        assert isinstance(screen.app.screen, RefusedScreen)


async def test_keep_trying_until_amazon_accepts(full: Any, live: Any) -> None:
    refuse(full)
    async with live(full) as screen:
        refused = screen.app.screen
        assert isinstance(refused, RefusedScreen)
        await screen.press("w")
        assert "Waiting for Amazon to notice the renewal" in screen.text
        assert "We ask every 5 minutes, for up to an hour." in screen.text
        full.now += timedelta(minutes=5)
        refused._live.request_now()
        await screen.settle()
        refused.tick()
        await screen.settle()
        assert "Refused. Try" in screen.lines[1]
        full.amazon.error = None
        full.now += timedelta(minutes=5)
        refused._live.request_now()
        await screen.settle()
        refused.tick()
        await screen.settle()
        assert isinstance(screen.app.screen, SubmissionsScreen)
        await screen.tick(0)
        assert "Connected" in screen.lines[1]


async def test_keep_trying_from_the_list(full: Any, live: Any) -> None:
    refuse(full)
    async with live(full) as screen:
        await screen.press("escape", "w")
        assert "We ask every 5 minutes, for up to an hour." in screen.text
        assert screen.screen.live.state.phase in (Phase.PATIENT, Phase.ASKING)


async def test_try_once(full: Any, live: Any) -> None:
    refuse(full)
    async with live(full) as screen:
        full.now += timedelta(minutes=1)
        asked = full.amazon.asked
        await screen.press("r")
        assert full.amazon.asked == asked + 1
        assert "Asking Amazon." in screen.text


async def test_a_refusal_does_not_interrupt_somebody_who_types(full: Any, live: Any) -> None:
    async with live(full) as screen:
        await screen.press("slash")
        full.amazon.error = AccessRefused("No.")
        await screen.refresh()
        assert screen.screen.query_one(FilterBar).is_open
        assert screen.screen.live.state.phase is Phase.PAUSED


async def test_what_prevents_asking_is_said_and_the_list_stays(full: Any, live: Any) -> None:
    full.workspace.refusal = NotSetUpError("The keys are not known here.", fix="Run this.")
    async with live(full) as screen:
        assert "NOT CONNECTED" in screen.lines[1]
        assert "The keys are not known here." in screen.text
        assert screen.lines[-1].startswith(" Esc Saved list")
        await screen.press("escape")
        assert "50148017731" in screen.text
        assert "NOT CONNECTED" in screen.lines[1]
        full.workspace.refusal = None
        await screen.press("r")
        await screen.tick(0)
        assert "Connected" in screen.lines[1]


async def test_a_history_that_cannot_be_opened(
    full: Any, live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise FileUnwritable(Path("/nowhere/history"), "Permission denied")

    monkeypatch.setattr(full.history, "last_visit", broken)
    async with live(full) as screen:
        assert "/nowhere/history" in screen.text
        await screen.press("enter", "n", "slash", "r", "a", "1")
        assert isinstance(screen.app.screen, SubmissionsScreen)


async def test_a_history_that_breaks_later(
    full: Any, live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with live(full) as screen:

        def broken(*_: Any, **__: Any) -> Any:
            raise FileUnwritable(Path("/nowhere/history"), "Permission denied")

        monkeypatch.setattr(full.history, "tally", broken)
        screen.screen.reload()
        await screen.settle()
        assert "/nowhere/history" in screen.text


async def test_a_long_list(world: Any, live: Any) -> None:
    world.fill_many(700)
    async with live(world) as screen:
        assert "All 700" in screen.text
        await screen.press("end")
        assert screen.selected == "5999999300"
        await screen.press("home", "pagedown")
        assert screen.screen.table.cursor == screen.screen.table._page - 1


async def test_warnings_count_as_accepted(world: Any, live: Any) -> None:
    world.add("1", minutes=3, counts=Counts(5, 5, 0, 2))
    world.history.record_check(world.account, world.now)
    async with live(world) as screen:
        assert "All accepted, 2 warnings." in screen.text


# -- what goes wrong behind it -------------------------------------------------------------


async def test_a_failure_of_the_synchronisation_is_said_and_the_list_stays(
    full: Any, live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a secret perhaps")

    monkeypatch.setattr(full.workspace, "budget", broken)
    async with live(full) as screen:
        assert "NOT CONNECTED" in screen.lines[1]
        assert "Something unexpected went wrong" in " ".join(screen.text.split())
        assert "secret perhaps" not in screen.text
        await screen.press("escape")
        assert "50148017731" in screen.text


async def test_a_file_of_ours_that_cannot_be_written_stops_asking(
    full: Any, live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.history.record_check(full.account, full.now - timedelta(minutes=2))

    def broken(*_: Any, **__: Any) -> Any:
        raise FileUnwritable(Path("/nowhere/history"), "No space left on device")

    monkeypatch.setattr(full.history, "upsert", broken)
    async with live(full) as screen:
        await screen.tick(0)
        assert "NOT CONNECTED" in screen.lines[1]
        assert "No space left on device" in screen.text


async def test_a_report_that_breaks_the_reader_is_said(
    full: Any, live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from koongo_tui.tui.live import Live as Channel

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(Channel, "_read", broken)
    async with live(full) as screen:
        assert "Something unexpected went wrong" in screen.text
        assert "Connected" in screen.lines[1]
