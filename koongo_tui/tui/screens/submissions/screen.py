"""The live list of a channel's submissions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker

from koongo_tui.amazon.submission import State
from koongo_tui.errors import KoongoError
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.store.history import Row
from koongo_tui.sync import (
    Finished,
    Phase,
    ReportArrived,
    RowsChanged,
    StateChanged,
    SyncEvent,
    SyncState,
)
from koongo_tui.tui.background import in_background
from koongo_tui.tui.live import Live
from koongo_tui.tui.notices import Notices
from koongo_tui.tui.screens.submissions import prose, status
from koongo_tui.tui.screens.submissions.actions import ListActions
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.screens.submissions.details import compact_lines, detail_lines
from koongo_tui.tui.screens.submissions.filter_bar import FilterBar
from koongo_tui.tui.screens.submissions.loading import Loader
from koongo_tui.tui.screens.submissions.others import others_note
from koongo_tui.tui.screens.submissions.refused_words import move_lines, retired_lines
from koongo_tui.tui.screens.submissions.shown import Loaded, Shown
from koongo_tui.tui.screens.submissions.status import Situation, situation_of
from koongo_tui.tui.screens.submissions.status_bar import StatusBar
from koongo_tui.tui.submission_words import preview, ticks
from koongo_tui.tui.text import Line, Tone
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, SideRule, TitleBar, marks_of
from koongo_tui.tui.widgets.lines import Content, Lines, ScrollingLines, nothing
from koongo_tui.tui.widgets.submission_table import SubmissionTable
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import plural

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel

REMINDED_FOR = timedelta(seconds=30)
"""How long what is worth knowing stays there, when nothing else is said."""

SETTLED = 0.15
"""Seconds without a key after which the row under the cursor counts as looked at."""

GOING_EVERY = 10
"""Seconds between two repaints of how long a submission is being worked on."""

OTHERS_EVERY = 3
"""Seconds between two looks at whether another process has written to the history."""

FIRST_UPKEEP = 5.0
UPKEEP_EVERY = 3600.0
"""Seconds after the start, and then between two looks whether a day has passed."""

FEEDS_AFTER = 1.0
"""Seconds from the list to the first look whether a feed is to be sent, or was left half sent."""

FLEET_AFTER, FLEET_EVERY = 1.5, 60
"""Seconds from the list to the first look at the other channels, and between two of them."""

LOW = 22
"""Rows of the terminal below which the details are told in two lines."""


class SubmissionsScreen(ListActions):
    """See the module. Shows what :class:`Live` knows, and tells it what a person wants."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide"), (164, "-very-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (14, "-low"), (LOW, "-high"), (36, "-tall")]

    class Happened(Message):
        """The synchronisation has news."""

        def __init__(self, event: SyncEvent) -> None:
            super().__init__()
            self.event = event

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self.channel = channel
        marketplace = marketplace_by_id(channel.marketplace_id)
        self.marketplace = marketplace.name if marketplace else channel.marketplace_id
        self._to_remind: list[str] = []
        self._settle: Timer | None = None
        self._history_version: int | None = None
        self._ticks = 0
        self._trouble: KoongoError | None = None
        self._last_phase = Phase.IDLE
        self._arrived = 0

    # -- parts -----------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield TitleBar("Submissions", self.marketplace, f"channel: {self.channel.name}")
        yield StatusBar(self._situation)
        yield Rule()
        yield Lines(self._banner, id="banner", classes="banner")
        yield Rule(classes="banner")
        yield Lines(self._tally_line, id="tally")
        yield FilterBar()
        with Container(id="body"):
            yield SubmissionTable(now=self._now, preview=self._preview)
            yield Rule(id="below")
            yield SideRule(id="beside")
            yield Lines(self._details, id="details")
        yield ScrollingLines(id="notice")
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    @cached_property
    def live(self) -> Live:
        """The channel."""
        return Live(self.koongo.workspace, self.channel, self._tell)

    @cached_property
    def shown(self) -> Shown:
        """Which rows are shown."""
        return Shown(self.live)

    @cached_property
    def _loader(self) -> Loader[Loaded]:
        return Loader(self.shown.load, self._show)

    @cached_property
    def notices(self) -> Notices:
        """Tells a person who looks elsewhere that something has finished."""
        return Notices(self, self.channel.name)

    @property
    def table(self) -> SubmissionTable:
        """The rows."""
        return self.query_one(SubmissionTable)

    def _now(self) -> datetime:
        return self.koongo.workspace.clock()

    # -- life ------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.table.focus()
        # The frame first: the rows are read when it is on the terminal.
        self.call_after_refresh(self._open)

    async def on_unmount(self) -> None:
        if self.opened and self._trouble is None:
            self.live.mark_visited()
        await self.live.aclose()

    def on_screen_resume(self) -> None:
        self.tick()

    @work(group="open", exit_on_error=False, description="opening the history")
    async def _open(self) -> None:
        try:
            self.shown.visited = await asyncio.to_thread(self.live.last_visit)
            self._loader.want()
            await self._loader.run()
        except KoongoError as error:
            self._in_trouble(error)
            return
        self.opened = True
        self.refresh_bindings()
        self.set_interval(1.0, self.tick)
        # The rows first: what asks Amazon is loaded when they are on the terminal.
        self.call_after_refresh(self.connect)
        self._to_remind = self.live.reminders()
        self.set_timer(FEEDS_AFTER, self.look_after_feeds)
        self.set_timer(FIRST_UPKEEP, self.forget_old)
        self.set_interval(UPKEEP_EVERY, self.forget_old)
        # Not before the list is there and is being used.
        self.set_timer(FLEET_AFTER, self.look_at_others)
        self.set_interval(FLEET_EVERY, self.look_at_others)

    @work(exclusive=True, group="others", exit_on_error=False, description="other channels")
    async def look_at_others(self) -> None:
        """Say in the title how many other channels need a look."""
        others = await others_note(self.koongo.workspace, self.channel.name)
        self.query_one(TitleBar).note(others)

    @work(exclusive=True, group="feeds", exit_on_error=False, description="looking after feeds")
    async def look_after_feeds(self) -> None:
        """Find out what became of feeds whose answer was lost, and send by itself what changed."""
        from koongo_tui.tui.outgoing import Outgoing

        await Outgoing(self.live, self._say_on_top, self.reload).run()

    def _say_on_top(self, text: str, tone: Tone) -> None:
        # What is said below another screen would be drawn through it.
        top = self.app.screen
        (top if isinstance(top, LiveScreen) else self).say(text, tone)

    def _in_trouble(self, error: KoongoError) -> None:
        """The history cannot be read."""
        self._trouble = error
        self.show_notice()

    @work(exclusive=True, group="sync", exit_on_error=False, description="synchronisation")
    async def connect(self) -> None:
        token = None
        if self.live.needs_token():
            from koongo_tui.tui.screens.submissions.token import TokenScreen

            token = await self.app.push_screen_wait(TokenScreen(self.channel.name))
        await self.live.run(token)
        self.tick()
        self.show_notice()

    @work(exclusive=True, group="upkeep", exit_on_error=False, description="retention")
    async def forget_old(self) -> None:
        """Remove what is older than the person wants to keep, once a day at most."""
        from koongo_tui.retention import forget_old_daily

        gone = await in_background(partial(forget_old_daily, self.koongo.workspace))
        if gone is not None and gone.submissions:
            self.reload()
        if gone is not None and gone.problem is not None:
            self.say(gone.problem, Tone.WARN)

    def worker_failed(self, worker: Worker[object], error: KoongoError) -> None:
        if worker.group == "sync":
            self.live.blocked = error
            self.tick()
            self.show_notice()
        super().worker_failed(worker, error)

    # -- news ------------------------------------------------------------------------------

    def _tell(self, event: SyncEvent) -> None:
        self.post_message(self.Happened(event))

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        match message.event:
            case RowsChanged(new=new, changed=changed):
                for submission_id in changed:
                    self.live.forget_report(submission_id)
                self._arrived += len(new)
                self.reload()
            case ReportArrived(id=submission_id):
                self.live.forget_report(submission_id)
                self.reload()
                self._look()
            case Finished(id=submission_id):
                self.notices.finished(self.live.rows([submission_id]))
            case StateChanged(state=state):
                self._state_changed(state)

    def _state_changed(self, state: SyncState) -> None:
        if state.phase is Phase.PAUSED and self._last_phase is not Phase.PAUSED:
            if self.is_active and not self.query_one(FilterBar).is_open:
                self.action_why()
            else:
                self.app.bell()
        if state.phase in (Phase.PATIENT, Phase.PAUSED) and self._last_phase is Phase.ASKING:
            self.refusals.append(self._now())
        if not state.failures:
            self.refusals.clear()
        self._last_phase = state.phase
        self.tick()
        self.show_notice()

    def tick(self) -> None:
        """A second has passed: ages and countdowns, and nothing else, are drawn anew."""
        # What changes below another screen would be drawn through it.
        if not self.is_active or not self.opened:
            return
        self._ticks += 1
        self.query_one(StatusBar).tick()
        self.query(".banner").set_class(self._lost, "-shown")
        self.query_one("#banner", Lines).refresh_content()
        self.say_next()
        if self._ticks % GOING_EVERY == 0:
            now = self._now()
            for row in self.table.visible_rows():
                if ticks(row, now):
                    self.table.repaint_row(row.id)
            if self.selected is not None and ticks(self.selected, now):
                self.query_one("#details", Lines).refresh_content()
        if self._ticks % OTHERS_EVERY == 0:
            self._look_for_others()

    def _look_for_others(self) -> None:
        """Another process, a cron job perhaps, may have written to the history."""
        before, self._history_version = self._history_version, self.live.history.version()
        if before is not None and before != self._history_version:
            self.live.notice_others()
            self.reload()

    # -- rows ------------------------------------------------------------------------------

    def reload(self, *, reset: bool = False) -> None:
        """Show the rows as the history has them now; the row being read stays in its place.

        Args:
            reset: begin at the top instead.
        """
        if self._loader.want(reset=reset):
            self._load()

    @work(group="rows", exit_on_error=False, description="reading the list")
    async def _load(self) -> None:
        try:
            await self._loader.run()
        except KoongoError as error:
            self._in_trouble(error)

    def follow(self, submission_id: str) -> None:
        """A feed was sent from here: show it on top, and ask what becomes of it."""
        if self.shown.text:
            self.filter_by("")
        self.reload(reset=True)
        self.live.request_now()
        self.say(f"Sent as {submission_id}. The list follows it.", Tone.GOOD)

    def _show(self, loaded: Loaded, reset: bool) -> None:
        self.tally = loaded.tally
        choice = loaded.choice
        self.table.show_sorting(choice.sort, descending=choice.descending)
        self.table.set_source(
            loaded.view, marker=loaded.marker, marker_words=loaded.marker_words, reset=reset
        )
        if self._arrived and self.table.scroll_offset.y > 0:
            words = plural(self._arrived, "new submission")
            self.say(f"{words} above. Home shows the newest.")
        self._arrived = 0
        self.query_one("#tally", Lines).refresh_content()
        self.show_notice()

    @on(WindowTable.Highlighted)
    def _highlighted(self) -> None:
        self.query_one("#details", Lines).refresh_content()
        if self._settle is not None:
            self._settle.stop()
        self._settle = self.set_timer(SETTLED, self._look)

    def _look(self) -> None:
        """The rows on screen are being looked at: their reports come first."""
        rows = self.table.visible_rows()
        selected = self.selected
        if selected is not None:
            rows = [selected, *(r for r in rows if r.id != selected.id)]
        self.live.want_reports(r.id for r in rows)
        unread = [r for r in rows if r.counts.errors and not self.live.has_read(r.id)]
        if unread:
            self._read_reports(unread)

    @work(exclusive=True, group="reports", exit_on_error=False, description="reading reports")
    async def _read_reports(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if await self.live.read_report(row) is None:
                continue
            self.table.repaint_row(row.id)
            if self.selected is not None and self.selected.id == row.id:
                self.query_one("#details", Lines).refresh_content()

    # -- lines -----------------------------------------------------------------------------

    def _situation(self) -> Situation:
        if self.opened:
            return situation_of(self.live)
        # The first frame, before the history is opened.
        return Situation(
            state=SyncState(auto=self.channel.auto_refresh),
            interval=self.live.interval,
            expires_on=self.channel.expires_on,
            blocked=None,
            opening=True,
            now=self._now(),
        )

    @property
    def _lost(self) -> bool:
        situation = self._situation()
        return situation.standing_still and not situation.refused and situation.state.failures > 0

    def status_words(self) -> Sequence[str]:
        """How things are, for a terminal with room for nothing else."""
        situation, tally = self._situation(), self.tally
        look = sum(tally[s] for s in State if s.needs_a_look) if tally else 0
        words = (
            status.connection_words(situation)[0],
            status.age_words(situation)[0],
            f"{look:,} of {tally.total:,} need a look" if tally else "",
            status.expiry_words(situation)[0],
        )
        return [w for w in words if w]

    def _preview(self, row: Row) -> str:
        return preview(row, self.live.report(row.id), self._now(), marks_of(self))

    def _tally_line(self, width: int) -> Sequence[Line]:
        shown = f"Show: {self.shown.text}" if self.shown.text else ""
        return [status.tally_line(self.tally, shown, width)]

    def _banner(self, width: int) -> Sequence[Line]:
        return prose.lost_lines(self.live.state, width) if self._lost else []

    def _details(self, width: int) -> Sequence[Line]:
        row = self.selected
        if row is None:
            return []
        lines = compact_lines if self.size.height < LOW else detail_lines
        return lines(row, self.live.report(row.id), self._now(), width, marks_of(self))

    def say_next(self, *, at_once: bool = False) -> None:
        if at_once:
            self._said = None
        words, end = status.next_words(self._situation(), short=self.size.width < 78)
        tone = Tone.MUTED
        said = self.still_said()
        if said is None and self._to_remind and not self._situation().refused:
            said = self._to_remind.pop(0), Tone.ACCENT
            self._said = *said, self._now() + REMINDED_FOR
        if said is not None:
            words, tone = said
        self.query_one(MessageLine).say(words, tone, end=end)

    def show_notice(self) -> None:
        """Words in place of the rows, when there are none or the list cannot be had."""
        content = self._notice()
        notice = self.query_one("#notice", ScrollingLines)
        notice.set_class(content is not None, "-shown")
        self.query_one("#body").set_class(content is not None, "-hidden")
        if content is not None:
            notice.show(content)
        self.refresh_bindings()

    def _notice(self) -> Content | None:
        trouble, blocked = self._trouble, self.live.blocked
        total = self.tally.total if self.tally is not None else 0
        if trouble is not None:
            from koongo_tui.tui.screens.trouble import trouble_lines

            return lambda width: trouble_lines(trouble, width)
        if blocked is not None and self.covered:
            if self.live.retired:
                return lambda width: retired_lines(blocked, width, saved=bool(total))
            way_on = move_lines if self.live.can_move else nothing
            return lambda width: [
                *prose.blocked_lines(blocked, width, saved=total),
                *way_on(width),
            ]
        if self.table.row_count or not self.opened:
            return None
        if total:
            return lambda width: prose.no_match_lines(width, self.shown.text)
        if self.live.state.first:
            return prose.first_lines
        return lambda width: prose.empty_lines(width, self.marketplace)
