"""The live list of a channel's submissions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, TextIO

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from koongo_tui.amazon.submission import State
from koongo_tui.errors import KoongoError, UsageError
from koongo_tui.export import ExportFormat, all_rows, write_csv, write_json
from koongo_tui.filters import Filter, parse_filter
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.store.history import ListView, Row, SortKey, Tally
from koongo_tui.sync import Phase, ReportArrived, RowsChanged, StateChanged, SyncEvent, SyncState
from koongo_tui.tui.keys import bind
from koongo_tui.tui.live import Live
from koongo_tui.tui.screens.submissions.details import compact_lines, detail_lines
from koongo_tui.tui.screens.submissions.filter_bar import FilterBar
from koongo_tui.tui.screens.submissions.marker import first_seen_before
from koongo_tui.tui.screens.submissions.problems import find_problem, problems_of
from koongo_tui.tui.screens.submissions.prose import (
    blocked_lines,
    empty_lines,
    first_lines,
    lost_lines,
    no_match_lines,
)
from koongo_tui.tui.screens.submissions.status import (
    Situation,
    age_words,
    ask_now,
    connection_words,
    expiry_words,
    next_words,
    situation_of,
    tally_line,
)
from koongo_tui.tui.screens.submissions.status_bar import StatusBar
from koongo_tui.tui.submission_words import preview, ticks
from koongo_tui.tui.text import Line, Tone
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, SideRule, TitleBar, marks_of
from koongo_tui.tui.widgets.lines import Lines, ScrollingLines
from koongo_tui.tui.widgets.submission_table import SubmissionTable
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import plural, when

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel
    from koongo_tui.tui.app import KoongoApp

SAID_FOR = 8
"""Seconds that an answer to a key stays on the message line."""

SETTLED = 0.15
"""Seconds without a key after which the row under the cursor counts as looked at."""

SORTS = tuple(SortKey(s) for s in ("submitted", "errors", "state", "accepted", "processed", "id"))
"""The orders that ``s`` goes through."""

OTHERS_LOOKED_AT = 3
"""Seconds between two looks at whether another process has written to the history."""


class SubmissionsScreen(Screen[None]):
    """See the module. Shows what :class:`Live` knows, and tells it what a person wants."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide"), (164, "-very-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (14, "-low"), (22, "-high"), (36, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "open", "Details"),
        bind("back", "clear", "Clear filter"),
        bind("back", "saved_list", "Saved list"),
        bind("next-problem", "problem(1)"),
        bind("previous-problem", "problem(-1)", show=False),
        bind("filter", "filter"),
        bind("refresh", "refresh_now"),
        bind("keep-trying", "keep_trying"),
        bind("sort", "sort"),
        bind("export", "export"),
        bind("seen", "seen", show=False),
        bind("copy-id", "copy_id", show=False),
        bind("raw", "raw", show=False),
        bind("auto", "auto", show=False),
        bind("numbered", "numbered", show=False),
    ]

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
        self._filter = Filter()
        self._filter_text = ""
        self._sort, self._descending = SortKey.SUBMITTED, True
        self._tally: Tally | None = None
        self._visited: datetime | None = None
        self._said_until: datetime | None = None
        self._said = ("", Tone.MUTED)
        self._settle: Timer | None = None
        self._history_version = -1
        self._ticks = 0
        self._opened = False
        self._trouble: KoongoError | None = None
        self._dismissed: KoongoError | None = None
        self._last_phase = Phase.IDLE
        self.refusals: list[datetime] = []

    # -- parts -----------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield TitleBar("Submissions", self.marketplace, f"channel: {self.channel.name}")
        yield StatusBar(self._situation)
        yield Rule()
        yield Lines(id="banner", classes="banner")
        yield Rule(classes="banner")
        yield Lines(id="tally")
        yield FilterBar()
        with Container(id="body"):
            yield SubmissionTable(now=self._now, preview=self._preview)
            yield Rule(id="below")
            yield SideRule(id="beside")
            yield Lines(id="details")
        yield ScrollingLines(id="notice")
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    @property
    def koongo(self) -> KoongoApp:
        """The application."""
        from koongo_tui.tui.app import KoongoApp

        assert isinstance(self.app, KoongoApp)
        return self.app

    @property
    def table(self) -> SubmissionTable:
        """The rows."""
        return self.query_one(SubmissionTable)

    @property
    def message(self) -> MessageLine:
        """The line above the keys."""
        return self.query_one(MessageLine)

    def _now(self) -> datetime:
        return self.koongo.workspace.clock()

    # -- life ------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.live = Live(self.koongo.workspace, self.channel, self._tell)
        self.table.focus()
        self.query_one("#tally", Lines).show(self._tally_content)
        self.query_one("#banner", Lines).show(self._banner)
        self.query_one("#details", Lines).show(self._details)
        # The frame first: the rows are read when it is on the terminal.
        self.call_after_refresh(self._open)

    async def on_unmount(self) -> None:
        if self._opened and self._trouble is None:
            self.live.mark_visited()
        await self.live.aclose()

    def on_screen_resume(self) -> None:
        self.tick()

    def _tell(self, event: SyncEvent) -> None:
        self.post_message(self.Happened(event))

    def _open(self) -> None:
        try:
            self._visited = self.live.last_visit()
        except KoongoError as error:
            self._trouble = error
            self._show_notice()
            return
        self._opened = True
        self.reload()
        self.set_interval(1.0, self.tick)
        self._connect()

    @work(exclusive=True, group="sync", exit_on_error=False, description="synchronisation")
    async def _connect(self) -> None:
        token = None
        if self.live.needs_token():
            from koongo_tui.tui.screens.submissions.token import TokenScreen

            token = await self.app.push_screen_wait(TokenScreen(self.channel.name))
        try:
            await self.live.run(token)
        finally:
            self.tick()
            self._show_notice()

    # -- news ------------------------------------------------------------------------------

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        match message.event:
            case RowsChanged(new=new):
                for submission_id in message.event.changed:
                    self.live.forget_report(submission_id)
                self.reload()
                if new and self.table.scroll_offset.y > 0:
                    self.say(f"{plural(len(new), 'new submission')} above. Home shows the newest.")
            case ReportArrived(id=submission_id):
                self.live.forget_report(submission_id)
                self.reload()
                self._look()
            case StateChanged(state=state):
                self._state_changed(state)

    def _state_changed(self, state: SyncState) -> None:
        if state.phase is Phase.PAUSED and self._last_phase is not Phase.PAUSED:
            if self.is_active and not self.query_one(FilterBar).is_open:
                self.action_numbered()
            else:
                self.app.bell()
        if state.phase in (Phase.PATIENT, Phase.PAUSED) and self._last_phase is Phase.ASKING:
            self.refusals.append(self._now())
        if state.phase is Phase.IDLE and not state.failures:
            self.refusals.clear()
        self._last_phase = state.phase
        self.tick()
        self._show_notice()

    def tick(self) -> None:
        """A second has passed: ages and countdowns, and nothing else, are drawn anew."""
        # What changes below another screen would be drawn through it.
        if not self.is_active or not self._opened:
            return
        self._ticks += 1
        self.query_one(StatusBar).tick()
        self.query(".banner").set_class(self._situation().standing_still and self._lost, "-shown")
        self.query_one("#banner", Lines).refresh_content()
        self._say_next()
        if self._ticks % 5 == 0:
            for row in self.table.visible_rows():
                if ticks(row, self._now()):
                    self.table.repaint_row(row.id)
            if self._selected is not None and ticks(self._selected, self._now()):
                self.query_one("#details", Lines).refresh_content()
        if self._ticks % OTHERS_LOOKED_AT == 0:
            self._look_for_others()

    def _look_for_others(self) -> None:
        """Another process, a cron job perhaps, may have written to the history."""
        version = self.live.history.version()
        if version != self._history_version:
            if self._history_version >= 0:
                self.reload()
            self._history_version = version

    # -- rows ------------------------------------------------------------------------------

    def reload(self, *, reset: bool = False) -> None:
        """Show the rows as the history has them now; the row being read stays in its place."""
        try:
            view = self._view(self._filter)
            self._tally = self.live.tally()
            marker = self._marker(view)
        except KoongoError as error:
            self._trouble = error
            self._show_notice()
            return
        words = ""
        if marker is not None and self._visited is not None:
            words = f"new since you last looked, {when(self._visited, self._now())}"
        self.table.show_sorting(self._sort, descending=self._descending)
        self.table.set_source(view, marker=marker, marker_words=words, reset=reset)
        self.query_one("#tally", Lines).refresh_content()
        self._show_notice()

    def _view(self, shown: Filter) -> ListView:
        return shown.view(
            self.live.history,
            self.live.account,
            now=self._now(),
            sort=self._sort,
            descending=self._descending,
        )

    def _marker(self, view: ListView) -> int | None:
        if self._sort is not SortKey.SUBMITTED or not self._descending:
            return None
        return first_seen_before(view, self._visited)

    @property
    def _selected(self) -> Row | None:
        return self.table.cursor_row

    def _preview(self, row: Row) -> str:
        return preview(row, self.live.report(row.id), self._now(), marks_of(self))

    @on(WindowTable.Highlighted)
    def _highlighted(self) -> None:
        self.query_one("#details", Lines).refresh_content()
        if self._settle is not None:
            self._settle.stop()
        self._settle = self.set_timer(SETTLED, self._look)

    def _look(self) -> None:
        """The rows on screen are being looked at: their reports come first."""
        rows = self.table.visible_rows()
        selected = self._selected
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
            if self._selected is not None and self._selected.id == row.id:
                self.query_one("#details", Lines).refresh_content()

    # -- lines -----------------------------------------------------------------------------

    def _situation(self) -> Situation:
        if self._opened:
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

    def status_words(self) -> Sequence[str]:
        """How things are, for a terminal with room for nothing else."""
        situation = self._situation()
        look = sum(self._tally[s] for s in State if s.needs_a_look) if self._tally else 0
        words = (
            connection_words(situation)[0],
            age_words(situation)[0],
            f"{look:,} of {self._tally.total:,} need a look" if self._tally else "",
            expiry_words(situation)[0],
        )
        return [w for w in words if w]

    def _tally_content(self, width: int) -> Sequence[Line]:
        shown = f"Show: {self._filter_text}" if self._filter_text else ""
        return [tally_line(self._tally, shown, width)]

    @property
    def _lost(self) -> bool:
        return self.live.state.failures > 0 and self.live.state.phase is not Phase.PAUSED

    def _banner(self, width: int) -> Sequence[Line]:
        situation = self._situation()
        if not (self._opened and situation.standing_still and self._lost):
            return []
        return lost_lines(situation.state, width)

    def _details(self, width: int) -> Sequence[Line]:
        row = self._selected
        if row is None:
            return []
        report = self.live.report(row.id)
        if self.size.height < 22:
            return compact_lines(row, report, self._now(), width, marks_of(self))
        return detail_lines(row, report, self._now(), width, marks_of(self))

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Answer a key on the message line, for a while."""
        self._said, self._said_until = (text, tone), self._now() + timedelta(seconds=SAID_FOR)
        self.message.say(text, tone)

    def _say_next(self) -> None:
        words, end = next_words(self._situation(), short=self.size.width < 78)
        if self._said_until is not None and self._now() < self._said_until:
            words, tone = self._said
            self.message.say(words, tone, end=end)
            return
        self._said_until = None
        self.message.say(words, end=end)

    def _show_notice(self) -> None:
        """Words in place of the rows, when there are none or the list cannot be had."""
        content = self._notice()
        notice = self.query_one("#notice", ScrollingLines)
        notice.set_class(content is not None, "-shown")
        self.query_one("#body").set_class(content is not None, "-hidden")
        if content is not None:
            notice.show(content)
        self.refresh_bindings()

    def _notice(self) -> Any:
        if self._trouble is not None:
            from koongo_tui.tui.screens.trouble import trouble_lines

            trouble = self._trouble
            return lambda width: trouble_lines(trouble, width)
        if not self._opened:
            return None
        total = self._tally.total if self._tally is not None else 0
        blocked = self.live.blocked
        if blocked is not None and self._covered:
            return lambda width: blocked_lines(blocked, width, saved=total)
        if self.table.row_count:
            return None
        if total:
            return lambda width: no_match_lines(width, self._filter_text)
        if self.live.state.first:
            return first_lines
        return lambda width: empty_lines(width, self.marketplace)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that can do nothing at the moment are not offered."""
        if not self._opened:
            return False
        match action:
            case "open" | "copy_id" | "raw" | "export" | "sort" | "seen" | "problem":
                return bool(self.table.row_count) and not self._covered
            case "keep_trying":
                return self.live.state.phase is Phase.PAUSED
            case "numbered":
                return self.live.refused
            case "filter":
                return not self.query_one(FilterBar).is_open
            case "clear":
                return self.query_one(FilterBar).is_open or bool(self._filter_text)
            case "saved_list":
                return self._covered and bool(self._tally and self._tally.total)
        return True

    @property
    def _covered(self) -> bool:
        """Words about the connection stand in place of the rows."""
        blocked = self.live.blocked
        return blocked is not None and blocked is not self._dismissed

    def action_open(self) -> None:
        """One submission."""
        row = self._selected
        if row is not None:
            from koongo_tui.tui.screens.submissions.one import OneScreen

            self.app.push_screen(OneScreen(self.live, row))

    @on(WindowTable.Opened)
    def _opened_by_mouse(self) -> None:
        self.action_open()

    def action_clear(self) -> None:
        """Away with the filter."""
        bar = self.query_one(FilterBar)
        if bar.is_open:
            bar.close()
        self.filter_by("")

    def action_saved_list(self) -> None:
        """From the reason why Amazon cannot be asked to what is known."""
        self._dismissed = self.live.blocked
        self._show_notice()
        self.table.focus()

    def action_problem(self, step: int) -> None:
        """The next or previous submission that needs a look."""
        problems = self._view(problems_of(self._filter))
        source = self.table.source
        found = find_problem(problems, source, self.table.cursor, step) if source else None
        if found is None:
            where = "below" if step > 0 else "above"
            self.say(f"Nothing {where} here needs a look.")
        else:
            self.table.move_to(found)

    def action_sort(self) -> None:
        """By the next column; the same one again after the last."""
        place = SORTS.index(self._sort) if self._sort in SORTS else -1
        self.sort_by(SORTS[(place + 1) % len(SORTS)])

    def sort_by(self, key: SortKey) -> None:
        """By a column; the other way round when it is sorted by that already."""
        if key is self._sort:
            self._descending = not self._descending
        else:
            self._sort, self._descending = key, True
        self.reload(reset=True)
        way = "falling" if self._descending else "rising"
        self.say(f"Sorted by {key.value}, {way}.")

    @on(WindowTable.HeadingClicked)
    def _heading_clicked(self, message: WindowTable.HeadingClicked) -> None:
        column = self.table.column_at(message.x)
        if column is not None and column.sort is not None:
            self.sort_by(column.sort)

    def action_seen(self) -> None:
        """Nothing is new any more."""
        self.live.mark_visited()
        self._visited = self.live.last_visit()
        self.reload()
        self.say("Everything is marked as seen.")

    def action_copy_id(self) -> None:
        """The ID under the cursor."""
        if self._selected is not None:
            self.koongo.copy(self._selected.id)
            self.say(f"{self._selected.id} sent to your terminal's clipboard.")

    def action_raw(self) -> None:
        """The report under the cursor, unchanged."""
        row = self._selected
        if row is None or not self.live.has_file(row):
            self.say("There is no report of this one on this machine.")
            return
        from koongo_tui.tui.screens.submissions.raw import RawScreen

        self.app.push_screen(RawScreen(self.live, row))

    def action_refresh_now(self) -> None:
        """Ask Amazon, if it may be asked."""
        if self.live.blocked is not None or not self.live.can_ask:
            self._dismissed = None
            self._connect()
            self.say("Opening the connection again.")
            return
        self.say(ask_now(self.live))

    def action_auto(self) -> None:
        """Automatic refresh on or off."""
        auto = not self.live.state.auto
        self.live.set_auto(auto)
        self.say("Automatic refresh is on." if auto else "Automatic refresh is off. r asks Amazon.")

    def action_keep_trying(self) -> None:
        """A renewal can take Amazon an hour to notice."""
        self.live.keep_trying()
        self.say("We ask every 5 minutes, for up to an hour.")

    def action_numbered(self) -> None:
        """Why Amazon refuses, and what to do."""
        from koongo_tui.tui.screens.submissions.refused import RefusedScreen

        self.app.push_screen(RefusedScreen(self.live, self.refusals))

    @work(group="export", exit_on_error=False, description="export")
    async def action_export(self) -> None:
        """What is shown, as a file."""
        from koongo_tui.tui.screens.submissions.export import ExportScreen, stem

        live, now = self.live, self._now()
        view = self._view(self._filter)

        def write(form: ExportFormat, target: TextIO) -> int:
            if form is ExportFormat.CSV:
                return write_csv(all_rows(view), target, now=now)
            return write_json(
                all_rows(view),
                target,
                now=now,
                channel=self.channel.name,
                checked_at=live.state.checked_at,
            )

        title = plural(len(view), "submission")
        name = stem(self.channel.name, "submissions", now)
        said = await self.app.push_screen_wait(ExportScreen(title, name, write))
        if said:
            self.say(said)

    # -- filter ----------------------------------------------------------------------------

    def filter_by(self, text: str) -> None:
        """Show what the filter lets through; an empty one shows everything."""
        try:
            found = parse_filter(text, now=self._now())
        except UsageError as error:
            self.say(f"{error.message} {error.fix}", Tone.WARN)
            return
        if found == self._filter and text == self._filter_text:
            return
        self._filter, self._filter_text = found, text.strip()
        self.query_one("#tally", Lines).refresh_content()
        self.reload(reset=not found.is_empty)

    async def action_filter(self) -> None:
        """A box to type a filter into."""
        await self.query_one(FilterBar).open(self._filter_text)
        self.say("Words of ID or type, errors>0, state:stuck, after:today.")

    @on(FilterBar.Tried)
    def _filter_tried(self, message: FilterBar.Tried) -> None:
        self.filter_by(message.text)

    @on(FilterBar.Closed)
    def _filter_closed(self) -> None:
        self._said_until = None
        self._say_next()
        self.table.focus()
