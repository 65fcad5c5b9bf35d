"""One channel, live: its history, its synchronisation and its processing reports, for screens.

Screens show what this knows and tell it what a person wants; files and the network are reached
from here only, and never before the first frame is on the terminal.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from koongo_tui.errors import KoongoError
from koongo_tui.guide.programs import Program
from koongo_tui.store.config import SecretHome
from koongo_tui.workspace import TOKEN_VARIABLE

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.amazon.reports import Issue, IssueGroup, Report
    from koongo_tui.diagnosis import Diagnosis
    from koongo_tui.guide.secret import Secret
    from koongo_tui.store.config import Channel
    from koongo_tui.store.history import History, Row, Tally
    from koongo_tui.store.trends import DayCounts
    from koongo_tui.sync import SyncEvent, SyncState
    from koongo_tui.sync.sync import Sync
    from koongo_tui.tui.raw_text import RawText
    from koongo_tui.workspace import Workspace

REPORTS_KEPT = 200

LINES_KEPT = 2000
"""Of each group of errors; a report may hold hundreds of thousands."""


@dataclass(frozen=True, slots=True)
class ReportLines:
    """A report with the lines of each of its groups."""

    report: Report
    _groups: dict[tuple[object, ...], list[Issue]] = field(default_factory=dict)

    def add(self, issue: Issue) -> None:
        """Take a line in, as long as its group has room."""
        key = issue.severity, issue.code, "" if issue.code else issue.message
        lines = self._groups.setdefault(key, []) if len(self._groups) < LINES_KEPT else []
        if len(lines) < LINES_KEPT:
            lines.append(issue)

    def lines_of(self, group: IssueGroup) -> list[Issue]:
        """The lines of a group in the report's order, :data:`LINES_KEPT` at most."""
        key = group.severity, group.code, "" if group.code else group.message
        return self._groups.get(key, [])

    def all_lines(self) -> Iterator[Issue]:
        """The lines of all groups, biggest group first."""
        for group in self.report.groups:
            yield from self.lines_of(group)

    @property
    def kept(self) -> int:
        """How many lines there are in all."""
        return sum(len(lines) for lines in self._groups.values())


class Live:
    """See the module.

    Args:
        tell: is told of everything that happens, on the event loop.

    Attributes:
        blocked: why Amazon cannot be asked at all; None while it can, or is not tried yet.
    """

    def __init__(
        self, workspace: Workspace, channel: Channel, tell: Callable[[SyncEvent], None]
    ) -> None:
        self.workspace = workspace
        self.channel = channel
        self.account = channel.account_key
        self.blocked: KoongoError | None = None
        self._tell = tell
        self._api: SellerApi | None = None
        self._sync: Sync | None = None
        self._reports: OrderedDict[str, Report | None] = OrderedDict()

    # -- the history ---------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """Now, aware."""
        return self.workspace.clock()

    @property
    def history(self) -> History:
        """What is known; opened when it is first asked for. May raise StoreError."""
        return self.workspace.history()

    def row(self, submission_id: str) -> Row | None:
        """A submission as it is known now."""
        return self.history.get(self.account, submission_id)

    def rows(self, ids: Iterable[str]) -> Iterator[Row]:
        """Those of these submissions that are known, read one by one."""
        for submission_id in ids:
            row = self.row(submission_id)
            if row is not None:
                yield row

    def tally(self) -> Tally:
        """How many there are in each state."""
        return self.history.tally(self.account, self.now)

    def last_visit(self) -> datetime | None:
        """When a person last saw everything."""
        return self.history.last_visit(self.account)

    def mark_visited(self) -> None:
        """A person has seen everything there is."""
        self.history.mark_visited(self.account, self.now)

    async def days(self, number: int) -> tuple[DayCounts, ...]:
        """What became of the lines of the last days, added up away from the screen's loop."""
        from koongo_tui.trends import last_days

        return await asyncio.to_thread(last_days, self.history, self.account, number, self.now)

    def later_than(self, row: Row) -> tuple[str, datetime] | None:
        """ID and time of the newest submission, when that is a later one."""
        rows = self.history.view(self.account, now=self.now).rows(0, 1)
        newest = rows[0].submission if rows else None
        mine = row.submission.submitted_at
        if newest is None or newest.submitted_at is None or mine is None:
            return None
        return (newest.id, newest.submitted_at) if newest.submitted_at > mine else None

    # -- the synchronisation ---------------------------------------------------------------

    @property
    def state(self) -> SyncState:
        """How current the list is."""
        from koongo_tui.sync import SyncState

        if self._sync is not None:
            return self._sync.state
        check = self.history.last_check(self.account)
        return SyncState(
            checked_at=check.succeeded_at if check else None,
            auto=self.channel.auto_refresh,
            first=check is None or check.succeeded_at is None,
        )

    @property
    def interval(self) -> timedelta:
        """Between two lists while something is open."""
        return timedelta(seconds=self.channel.refresh_seconds) * self.workspace.pace

    def needs_token(self) -> bool:
        """The token is kept nowhere and has to be asked for."""
        return self.channel.token_place.home is SecretHome.ASK and not self.workspace.environ.get(
            TOKEN_VARIABLE
        )

    async def run(self, token: Secret | None = None) -> None:
        """Keep the list current until cancelled; what prevents it ends up in ``blocked``."""
        try:
            api = await self._open(token)
        except KoongoError as error:
            self.blocked = error
            return
        from koongo_tui.sync.sync import channel_sync

        self.blocked, self._api = None, api
        try:
            self._sync = channel_sync(self.workspace, self.channel, api, on_event=self._tell)
            await self._sync.run()
        except KoongoError as error:
            # A file of ours, not Amazon: that ends up in the state.
            self.blocked = error
        finally:
            self._sync = None
            await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        api, self._api = self._api, None
        if api is not None:
            await api.aclose()

    async def _open(self, token: Secret | None) -> SellerApi:
        # A password manager may take its time, and what asks Amazon is loaded here.
        return await asyncio.to_thread(self.workspace.open_api, self.channel, token=token)

    def request_now(self) -> datetime | None:
        """Ask as soon as Amazon allows. None: at once; otherwise the moment when we will."""
        return self._sync.request_now() if self._sync is not None else None

    def notice_others(self) -> None:
        """Another process has written to the history: perhaps it has asked Amazon."""
        if self._sync is not None:
            self._sync.notice_others()

    def keep_trying(self) -> None:
        """Ask again and again: a renewal can take Amazon an hour to notice."""
        if self._sync is not None:
            self._sync.keep_trying()

    def set_auto(self, auto: bool) -> None:
        """Switch the automatic refresh on or off."""
        if self._sync is not None:
            self._sync.set_auto(auto)

    @property
    def refused(self) -> bool:
        """Amazon refuses, and a person has to act or to be patient."""
        from koongo_tui.sync import Phase

        return self.state.phase is Phase.PAUSED or self.state.tries_left > 0

    @property
    def retired(self) -> bool:
        """Nothing can be asked because Amazon has ended MWS."""
        error = self.blocked or self.state.error
        return error is not None and error.code == "mws-retired"

    @property
    def can_move(self) -> bool:
        """The channel uses MWS, so SP-API is a way on when something is wrong with it."""
        return self.channel.program is Program.MWS

    @property
    def may_wait(self) -> bool:
        """Time alone may end the refusal: a renewal that Amazon has not noticed yet."""
        from koongo_tui.amazon.errors import AccessRefused, ClockSkewed
        from koongo_tui.sync import Phase

        state = self.state
        if state.phase is not Phase.PAUSED or self.retired:
            return False
        renewal = isinstance(state.error, AccessRefused) and self.channel.program is Program.MWS
        return renewal or isinstance(state.error, ClockSkewed)

    def diagnosis(self) -> Diagnosis | None:
        """The likeliest cause of what went wrong; None when nothing did."""
        from koongo_tui.diagnosis import diagnose

        error = self.blocked or self.state.error
        if error is None:
            return None
        return diagnose(error, self.workspace.facts(self.channel), now=self.now)

    def reminders(self) -> list[str]:
        """What the person should know besides the list, one sentence or two each."""
        from koongo_tui.reminders import rotation, unfinished, unsaved

        cut = unfinished(self.workspace)
        said = [f"{cut.sentence} + goes on with it." if cut else None]
        said.append(unsaved(self.workspace, self.channel))
        said.append(rotation(self.workspace, self.channel))
        return [sentence for sentence in said if sentence]

    @property
    def api(self) -> SellerApi | None:
        """The account while it is open; it is closed with the list."""
        return self._api

    @property
    def can_ask(self) -> bool:
        """Amazon can be asked."""
        return self._sync is not None

    def want_reports(self, ids: Iterable[str]) -> None:
        """These submissions are looked at: their reports come first."""
        if self._sync is not None:
            self._sync.want_reports(ids)

    # -- processing reports ------------------------------------------------------------------

    def report(self, submission_id: str) -> Report | None:
        """A report that was read already; None otherwise."""
        return self._reports.get(submission_id)

    def has_read(self, submission_id: str) -> bool:
        """The report was read, or cannot be."""
        return submission_id in self._reports

    def forget_report(self, submission_id: str) -> None:
        """Another report may have arrived."""
        self._reports.pop(submission_id, None)

    async def read_report(self, row: Row) -> Report | None:
        """Read a submission's report from the archive, away from the screen's loop.

        None for one that cannot be read; the row's ``report_state`` says so too.
        """
        if row.id not in self._reports:
            # What breaks the reader once would break it again.
            self._reports[row.id] = None
            self._reports[row.id] = await asyncio.to_thread(self._read, row)
            if len(self._reports) > REPORTS_KEPT:
                self._reports.popitem(last=False)
        return self._reports[row.id]

    def _read(self, row: Row) -> Report | None:
        from koongo_tui.amazon.reports import read_report

        try:
            source = self.workspace.archive.open(self.account, row.id)
            if source is None:
                return None
            with source:
                return read_report(source, content_type=row.content_type)
        except (KoongoError, OSError):
            return None

    async def read_lines(self, row: Row) -> ReportLines | None:
        """Read a report with its lines, away from the screen's loop; None as above."""
        # While this is done nobody reads it for its groups alone: it may take seconds.
        self._reports.setdefault(row.id, None)
        lines = await asyncio.to_thread(self._read_lines, row)
        if lines is not None:
            self._reports[row.id] = lines.report
        return lines

    def _read_lines(self, row: Row) -> ReportLines | None:
        from koongo_tui.amazon.reports import Report, ReportFormat, read_report

        found = ReportLines(Report(ReportFormat.XML, "utf-8"))
        try:
            source = self.workspace.archive.open(self.account, row.id)
            if source is None:
                return None
            with source:
                report = read_report(source, content_type=row.content_type, on_issue=found.add)
        except (KoongoError, OSError):
            return None
        return replace(found, report=report)

    def open_report(self, submission_id: str) -> BinaryIO | None:
        """A report as Amazon sent it; None when it is not here. May raise StoreError."""
        return self.workspace.archive.open(self.account, submission_id)

    def has_file(self, row: Row) -> bool:
        """Amazon's report is on this machine, readable for us or not."""
        return row.report_path is not None

    def raw_text(self, row: Row) -> RawText | None:
        """A report exactly as it came; None when it is not here. To be called in a thread."""
        from koongo_tui.tui.raw_text import RawText

        report = self._reports.get(row.id)
        encoding = report.encoding if report is not None else "utf-8"
        try:
            source = self.workspace.archive.open(self.account, row.id)
            if source is None:
                return None
            with source:
                return RawText(source, encoding)
        except (KoongoError, OSError):
            return None
