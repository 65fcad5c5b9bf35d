"""One submission: its errors, the ones to fix first on top, or why there is nothing yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, TextIO

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from koongo_tui.amazon.submission import State
from koongo_tui.export import ExportFormat, write_issues
from koongo_tui.guide.handoff import SubmissionFacts, held_message, stuck_message
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.store.rows import Row
from koongo_tui.tui.keys import bind
from koongo_tui.tui.live import Live, ReportLines
from koongo_tui.tui.screens.submissions.deeds import SubmissionDeeds
from koongo_tui.tui.screens.submissions.details import took
from koongo_tui.tui.screens.submissions.prose import Standing, freshness, standing_lines
from koongo_tui.tui.screens.submissions.status import ask_now
from koongo_tui.tui.submission_words import status, type_words
from koongo_tui.tui.text import Line, Span, Tone, clean, paragraph, spread
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, TitleBar, marks_of
from koongo_tui.tui.widgets.issue_tables import GroupTable, IssueTable
from koongo_tui.tui.widgets.lines import Lines, ScrollingLines
from koongo_tui.tui.widgets.row_source import ListSource
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import plural, when

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import IssueGroup
    from koongo_tui.failed_lines import FailedLines, Tell


class OneScreen(SubmissionDeeds):
    """Follows its submission: when its report arrives, it is shown."""

    CSS_PATH = "one.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-low"), (22, "-high"), (36, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "close", "List"),
        bind("open", "lines", "Lines"),
        bind("send", "send_again", "Send again"),
        bind("cancel", "cancel", "Cancel it"),
        bind("copy-message", "copy_message"),
        bind("copy-id", "copy_id"),
        bind("export", "export"),
        bind("raw", "raw", "Raw report"),
        bind("refresh", "refresh_now"),
    ]

    def __init__(self, live: Live, row: Row) -> None:
        super().__init__()
        self._live = live
        self._row = row
        self._report: ReportLines | None = None

    def compose(self) -> ComposeResult:
        marketplace = marketplace_by_id(self._live.channel.marketplace_id)
        yield TitleBar(
            f"Submission {self._row.id}",
            marketplace.name if marketplace else "",
            f"channel: {self._live.channel.name}",
        )
        yield Lines(self._status, id="status")
        yield Rule()
        yield ScrollingLines(id="standing")
        with Vertical(id="report"):
            yield GroupTable(id="groups")
            yield Lines(self._meaning, id="meaning")
            yield Rule(id="which")
            yield IssueTable(id="issues")
            yield Rule("Amazon's own words", id="own")
            yield Lines(self._words, id="words")
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        standing = self.query_one("#standing", ScrollingLines)
        standing.show(self._standing)
        standing.focus()
        self.set_interval(1.0, self.tick)
        self.load()

    # -- what is known ---------------------------------------------------------------------

    @work(exclusive=True, group="report", exit_on_error=False, description="reading a report")
    async def load(self) -> None:
        """Read the submission and its report again."""
        row = self._live.row(self._row.id) or self._row
        self._row = row
        self._live.want_reports([row.id])
        report = await self._live.read_lines(row)
        if self._row is not row:
            return
        self._report = report if report is not None and report.report.groups else None
        self._show()

    def _show(self) -> None:
        report = self._report
        self.query_one("#report").set_class(report is not None, "-shown")
        self.query_one("#standing").set_class(report is None, "-shown")
        if report is not None:
            groups = self.query_one(GroupTable)
            groups.show_groups(report.report.groups)
            if not self.query_one(IssueTable).has_focus:
                groups.focus()
        else:
            self.query_one("#standing").focus()
        self.tick()
        self.refresh_bindings()

    def tick(self) -> None:
        """A second has passed, or the submission has changed."""
        row = self._live.row(self._row.id)
        if row is not None and row != self._row:
            self._row = row
            self.load()
        self.query_one("#status", Lines).refresh_content()
        if self._report is None:
            self.query_one("#standing", ScrollingLines).refresh_content()
        self._say_default()

    @property
    def _state(self) -> State:
        return self._row.state(self._live.now)

    # -- lines ------------------------------------------------------------------------------

    def _status(self, width: int) -> Sequence[Line]:
        row, now = self._row, self._live.now
        counts = row.counts
        words, tone = status(row, now)
        pieces: list[Span] = [(words, tone)]
        if counts.accepted is not None and counts.processed is not None:
            pieces.append((f"{counts.accepted:,} of {counts.processed:,} accepted", Tone.PLAIN))
        submitted = f"Submitted {when(row.submission.submitted_at, now)}"
        pieces.append((f"{submitted}, {took(row)}" if took(row) else submitted, Tone.MUTED))
        pieces.append((type_words(row.submission.feed_type), Tone.MUTED))
        return [spread(pieces, width)]

    def _facts(self) -> Standing:
        return Standing(
            row=self._row,
            now=self._live.now,
            checked_at=self._live.state.checked_at,
            later=self._live.later_than(self._row),
        )

    def _standing(self, width: int) -> Sequence[Line]:
        return standing_lines(Standing(row=self._row, now=self._live.now), width)

    def _group(self) -> IssueGroup | None:
        return self.query_one(GroupTable).cursor_row

    def _meaning(self, width: int) -> Sequence[Line]:
        group = self._group()
        if group is None:
            return []
        fix = group.fix or (
            "We have no plain words for this one. Amazon's own are below."
            if group.cause is None
            else ""
        )
        return paragraph(fix, width, indent=4, tone=Tone.MUTED) if fix else []

    def _words(self, width: int) -> Sequence[Line]:
        issue = self.query_one(IssueTable).cursor_row
        if issue is None:
            return []
        return paragraph(clean(issue[1].message, marks_of(self)), width)

    @on(WindowTable.Highlighted, "#groups")
    def _group_chosen(self) -> None:
        group, report = self._group(), self._report
        self.query_one("#meaning", Lines).refresh_content()
        table = self.query_one(IssueTable)
        issues = report.lines_of(group) if report is not None and group is not None else ()
        numbered = list(enumerate(issues))
        table.set_source(ListSource(numbered, table.row_id), reset=True)

    @on(WindowTable.Highlighted, "#issues")
    def _issue_chosen(self) -> None:
        table, group = self.query_one(IssueTable), self._group()
        self.query_one("#words", Lines).refresh_content()
        if group is None:
            return
        total = group.count
        place = f"{table.cursor + 1:,} of {total:,}" if table.row_count else ""
        code = f" with {clean(group.code)}" if group.code else ""
        kept = f", the first {table.row_count:,} kept" if table.row_count < total else ""
        self.query_one("#which", Rule).show(f"Lines{code}   {place}{kept}")

    def _say_default(self) -> None:
        if self.still_said() is not None:
            return
        message = self.query_one(MessageLine)
        counts = self._row.counts
        if self._report is not None and counts.accepted and counts.errors:
            message.say(
                f"The {counts.accepted:,} accepted lines went through. Only "
                f"{'this one was' if counts.errors == 1 else f'these {counts.errors:,} were'} "
                "left unchanged."
            )
        elif self._report is not None:
            message.say(plural(self._report.report.issue_count, "line") + " in the report.")
        else:
            message.say(freshness(self._facts()))

    # -- keys --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that can do nothing at the moment are not offered."""
        if action in ("lines", "export"):
            return self._report is not None
        if action == "copy_message":
            return self._state in (State.STUCK, State.HELD)
        if action == "cancel":
            return self.can_cancel
        if action == "send_again":
            return self.can_send_again
        if action == "raw":
            return self._live.has_file(self._row)
        return True

    def action_lines(self) -> None:
        """Into the lines of the group under the cursor."""
        self.query_one(IssueTable).focus()

    @on(WindowTable.Opened, "#groups")
    def _group_clicked(self) -> None:
        self.action_lines()

    def action_close(self) -> None:
        """From the lines to the groups, from there to the list."""
        if self.query_one(IssueTable).has_focus:
            self.query_one(GroupTable).focus()
        else:
            self.dismiss()

    def action_copy_id(self) -> None:
        """The submission's ID."""
        self.send(self._row.id, self._row.id)

    def action_copy_message(self) -> None:
        """A message for Amazon's Seller Support."""
        submission, channel = self._row.submission, self._live.channel
        marketplace = marketplace_by_id(channel.marketplace_id)
        facts = SubmissionFacts(
            id=submission.id,
            submitted_at=submission.submitted_at or self._row.first_seen_at,
            native_status=submission.native_status,
            seller_id=channel.seller_id,
            marketplace=marketplace.name if marketplace else channel.marketplace_id,
            feed_type=submission.feed_type,
            size=self._row.size,
        )
        write = held_message if self._state is State.HELD else stuck_message
        self.send(write(facts, now=self._live.now), "A message for Seller Support was")

    def action_raw(self) -> None:
        """The report, unchanged."""
        from koongo_tui.tui.screens.submissions.raw import RawScreen

        self.app.push_screen(RawScreen(self._live, self._row))

    def action_refresh_now(self) -> None:
        """Ask Amazon, if it may be asked."""
        self.say(ask_now(self._live))

    @work(group="export", exit_on_error=False, description="export")
    async def action_export(self) -> None:
        """The lines of this report, as a file."""
        from koongo_tui.failed_lines import write_failed_lines
        from koongo_tui.tui.screens.submissions.export import ExportScreen, stem

        report = self._report
        if report is None:
            return

        def write(form: ExportFormat, target: TextIO) -> int:
            return write_issues(report.all_lines(), target, form)

        row = self._row

        def write_failed(target: TextIO, tell: Tell) -> FailedLines:
            return write_failed_lines([row], self._live.open_report, target, tell=tell)

        name = stem(self._live.channel.name, self._row.id, self._live.now)
        title = plural(report.kept, "line")
        said = await self.app.push_screen_wait(ExportScreen(title, name, write, write_failed))
        if said:
            self.say(said)
