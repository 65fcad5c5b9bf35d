"""Keeping a channel's history current: what to ask Amazon next, and when.

The list is asked for at most once per 45 seconds and account, by all processes of this machine
together, and only for what can have changed: from the oldest submission that is still open, or
from the newest one known. Processing reports are fetched once in their life, the ones a person
looks at first. Failures wait longer each time; a refusal stops until a person acts.

Under SP-API what is open is asked for between two lists, one by one: Amazon allows that more often.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from koongo_tui.amazon.api import SellerApi, SubmissionPage, SubmissionQuery
from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    ClockSkewed,
    DeveloperRefused,
    NotFound,
    ReportNotReady,
    Throttled,
)
from koongo_tui.amazon.quota import Budget
from koongo_tui.amazon.submission import NO_COUNTS, Counts, State, Submission, base_state
from koongo_tui.pacing import FOLLOW_OPERATION, LIST_FLOOR, REPORT_OPERATION, list_allowed_at
from koongo_tui.store.history import History, ReportState

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel
    from koongo_tui.store.reports import ReportArchive
    from koongo_tui.workspace import Workspace

QUIET_INTERVAL = timedelta(minutes=5)
"""Between lists when nothing is open."""

BACKOFF = tuple(timedelta(minutes=m) for m in (1, 2, 4, 8, 15))
"""How long to wait after the first, second ... failure in a row; the last one stays."""

PATIENCE_STEP = timedelta(minutes=5)
PATIENCE_TRIES = 12
"""After a renewal Amazon may refuse for up to an hour: ask every five minutes for that long."""

OVERLAP = timedelta(minutes=15)
"""Lists reach back this far behind the newest known submission: clocks differ, pages shift."""

REPORTS_KEPT_BACK = 3
"""Report requests that background fetching leaves for the rows a person opens."""

FOLLOW_PAUSE = timedelta(seconds=15)
"""Between two looks at the submissions that are open, where they can be asked for one by one."""

FOLLOWED_AT_ONCE = 10
FOLLOWS_KEPT_BACK = 3
"""Requests for one submission that are left for what a person asks for."""


class Phase(StrEnum):
    """What the synchronisation is doing."""

    IDLE = "idle"
    ASKING = "asking"
    FAILING = "failing"
    PAUSED = "paused"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class SyncState:
    """How current the list is, and what comes next.

    Attributes:
        checked_at: when Amazon last answered the list; None before it ever did.
        next_at: when we ask next; None when nothing is planned.
        error: why the last try failed; None after a good one.
        failures: failures in a row.
        auto: refresh by itself.
        refused_since: when Amazon began to refuse; None while it does not.
        tries_left: of the patience mode.
        first: the first list of this account is still being read.
    """

    phase: Phase = Phase.IDLE
    checked_at: datetime | None = None
    next_at: datetime | None = None
    error: AmazonError | None = None
    failures: int = 0
    auto: bool = True
    refused_since: datetime | None = None
    tries_left: int = 0
    first: bool = False


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The state is another one."""

    state: SyncState


@dataclass(frozen=True, slots=True)
class RowsChanged:
    """Rows of the history are new, or not as they were."""

    new: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportArrived:
    """A submission's processing report is in the archive, or it is known that there is none."""

    id: str


SyncEvent = StateChanged | RowsChanged | ReportArrived


class Sync:
    """One channel's synchronisation.

    Args:
        api: the account; the caller closes it.
        history, archive: where things are kept.
        account: the account's key in both.
        budget: the account's requests.
        clock: gives now, aware.
        sleep: waits that many seconds.
        interval: between lists while something is open.
        pace: multiplies Amazon's own times; 1 everywhere but on a sandbox with a faster clock.
        on_event: told of everything that happens, on the event loop.
    """

    def __init__(
        self,
        api: SellerApi,
        history: History,
        archive: ReportArchive,
        account: str,
        *,
        budget: Budget,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        interval: timedelta = timedelta(seconds=60),
        pace: float = 1.0,
        auto: bool = True,
        on_event: Callable[[SyncEvent], None] = lambda _event: None,
    ) -> None:
        self._api = api
        self._history = history
        self._archive = archive
        self._account = account
        self._budget = budget
        self._clock = clock
        self._sleep = sleep
        self._interval = interval
        self._pace = pace
        self._on_event = on_event
        self._wanted: list[str] = []
        self._unready: dict[str, datetime] = {}
        self._reports_after: datetime | None = None
        self._looked_at: tuple[str, ...] = ()
        self._followed: dict[str, datetime] = {}
        self._followed_at: datetime | None = None
        self._wake = asyncio.Event()
        self._fetching = asyncio.Lock()
        last = history.last_check(account)
        self._state = SyncState(
            checked_at=last.succeeded_at if last else None,
            auto=auto,
            first=last is None or last.succeeded_at is None,
        )

    @property
    def state(self) -> SyncState:
        """As it stands now."""
        return self._state

    def list_allowed_at(self) -> datetime:
        """The earliest moment at which the list may be asked for again."""
        return list_allowed_at(
            self._history,
            self._budget,
            self._account,
            self._api.program,
            now=self._clock(),
            pace=self._pace,
        )

    def request_now(self) -> datetime | None:
        """Ask as soon as we may. None: at once; otherwise the moment at which we will."""
        now, allowed = self._clock(), self.list_allowed_at()
        refused = self._state.phase is Phase.PAUSED
        self._change(next_at=allowed, phase=Phase.IDLE if refused else self._state.phase)
        self._wake.set()
        return None if allowed <= now else allowed

    def keep_trying(self) -> None:
        """Patience mode: a renewal can take Amazon up to an hour to notice."""
        self._change(phase=Phase.PATIENT, tries_left=PATIENCE_TRIES)
        self.request_now()

    def set_auto(self, auto: bool) -> None:
        """Switch the automatic refresh on or off."""
        self._change(auto=auto)
        if auto and self._state.phase is not Phase.PAUSED:
            planned = self._planned(self._state.checked_at or self._clock())
            self._change(next_at=max(self.list_allowed_at(), planned))
        elif not auto:
            self._change(next_at=None)
        self._wake.set()

    def want_reports(self, ids: Iterable[str]) -> None:
        """These submissions are looked at: they and their reports come first, in this order."""
        self._looked_at = tuple(ids)
        self._wanted = [i for i in self._looked_at if self._is_pending(i)]
        if self._wanted:
            self._wake.set()

    async def run(self) -> None:
        """Keep the history current until cancelled."""
        last = self._state.checked_at
        if self._state.auto or last is None:
            self._change(next_at=self.list_allowed_at())
        while True:
            await self._wait()
            due = self._state.next_at
            if due is not None and due <= self._clock():
                await self.refresh()
            follow = self._follow_moment()
            if follow is not None and follow <= self._clock():
                await self.follow_open()
            await self.fetch_reports()

    async def _wait(self) -> None:
        """Until the next list is due, somebody wakes us, or a report may be fetched."""
        while not self._wake.is_set():
            now = self._clock()
            planned = (self._state.next_at, self._follow_moment(), self._report_moment())
            moments = [m for m in planned if m is not None]
            if moments and min(moments) <= now:
                return
            seconds = (min(moments) - now).total_seconds() if moments else 3600.0
            nap = asyncio.ensure_future(self._sleep(seconds))
            wake = asyncio.ensure_future(self._wake.wait())
            try:
                await asyncio.wait((nap, wake), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (nap, wake):
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task
        self._wake.clear()

    async def refresh(self) -> None:
        """Ask for what can have changed, once; whatever happens ends up in the state."""
        before = self._state.phase
        self._change(phase=Phase.ASKING, next_at=None)
        try:
            await self._list()
        except AmazonError as error:
            self._failed(error, patient=before is Phase.PATIENT)
        else:
            now = self._clock()
            self._history.record_check(self._account, now)
            self._change(
                phase=Phase.IDLE,
                checked_at=now,
                error=None,
                failures=0,
                refused_since=None,
                tries_left=0,
                first=False,
                next_at=self._planned(now) if self._state.auto else None,
            )

    async def _list(self) -> None:
        query = SubmissionQuery(since=self._since())
        page = await self._api.submissions(query)
        while True:
            changes = self._history.upsert(self._account, page.submissions, seen_at=self._clock())
            if changes.new or changes.changed:
                self._on_event(RowsChanged(changes.new, changes.changed))
            if page.next_token is None:
                return
            page = await self._following(query, page.next_token)

    async def _following(self, query: SubmissionQuery, token: str) -> SubmissionPage:
        while True:
            try:
                return await self._api.submissions(query, token)
            except Throttled as error:
                wait = (error.retry_at - self._clock()).total_seconds()
                # Under SP-API a page costs as much as a list, and Amazon may ask for a little more.
                if wait > 2 * LIST_FLOOR.total_seconds():
                    raise
                await self._sleep(max(wait, 0.05))

    def _since(self) -> datetime | None:
        """Nothing before this moment can have changed; None for everything Amazon has."""
        if self._state.first:
            return None
        oldest_open = self._history.oldest_open_submitted_at(self._account)
        newest = self._history.newest_submitted_at(self._account)
        known = [m for m in (oldest_open, newest) if m is not None]
        return min(known) - OVERLAP if known else None

    def _planned(self, after: datetime) -> datetime:
        """When to ask again after a list that was read at this moment."""
        open_now = self._history.oldest_open_submitted_at(self._account) is not None
        pause = self._interval if open_now else max(self._interval, QUIET_INTERVAL * self._pace)
        return after + pause

    def _failed(self, error: AmazonError, *, patient: bool) -> None:
        now = self._clock()
        failures = self._state.failures + 1
        self._history.record_check(
            self._account, now, error_code=error.code, error_text=error.message
        )
        change = {"error": error, "failures": failures}
        if isinstance(error, AccessRefused | DeveloperRefused | ClockSkewed) or (
            # Where Amazon's MWS was nothing answers any more, and nothing will.
            error.code == "mws-retired"
        ):
            since = self._state.refused_since or now
            left = self._state.tries_left - 1 if patient else 0
            if left > 0:
                self._change(
                    phase=Phase.PATIENT,
                    next_at=now + PATIENCE_STEP * self._pace,
                    tries_left=left,
                    refused_since=since,
                    **change,
                )
            else:
                self._change(
                    phase=Phase.PAUSED, next_at=None, tries_left=0, refused_since=since, **change
                )
            return
        if isinstance(error, Throttled):
            next_at = max(error.retry_at, now)
        else:
            next_at = now + BACKOFF[min(failures, len(BACKOFF)) - 1] * self._pace
        self._change(phase=Phase.FAILING, next_at=next_at if self._state.auto else None, **change)

    def _follow_moment(self) -> datetime | None:
        """When to look at what is open next; None where that is not done."""
        operation = FOLLOW_OPERATION.get(self._api.program)
        state = self._state
        if operation is None or not state.auto or state.phase is not Phase.IDLE:
            return None
        looks = [m for m in (state.checked_at, self._followed_at) if m is not None]
        if not looks or self._history.oldest_open_submitted_at(self._account) is None:
            return None
        return max(max(looks) + FOLLOW_PAUSE * self._pace, self._budget.allowed_at(operation))

    async def follow_open(self) -> None:
        """Look at what is open, one by one: the rows a person sees, then the others in turn."""
        now = self._followed_at = self._clock()
        waiting = self._history.open_ids(self._account)
        self._followed = {i: self._followed[i] for i in waiting if i in self._followed}
        seen = set(self._looked_at)
        # Never asked for is longest ago; sorting keeps the newest first of those alike.
        order = sorted(
            waiting,
            key=lambda i: (i not in seen, i in self._followed, self._followed.get(i, now)),
        )
        operation = FOLLOW_OPERATION[self._api.program]
        for submission_id in order[:FOLLOWED_AT_ONCE]:
            if self._wake.is_set() or self._budget.left(operation) <= FOLLOWS_KEPT_BACK:
                return
            self._followed[submission_id] = now
            try:
                await self.follow(submission_id)
            except NotFound:
                continue
            except AmazonError as error:
                # The next list tells of everything that passes; a refusal does not.
                if isinstance(error, AccessRefused | DeveloperRefused):
                    self._failed(error, patient=False)
                return

    async def follow(self, submission_id: str) -> None:
        """Ask for one submission. Raises AmazonError, NotFound when there is none."""
        submission = await self._api.submission(submission_id)
        changes = self._history.upsert(self._account, (submission,), seen_at=self._clock())
        if changes.new or changes.changed:
            self._on_event(RowsChanged(changes.new, changes.changed))

    # -- processing reports ------------------------------------------------------------

    def _is_pending(self, submission_id: str) -> bool:
        row = self._history.get(self._account, submission_id)
        return (
            row is not None
            and row.report_state in (ReportState.NONE, ReportState.PENDING)
            and _may_have_report(row.submission)
        )

    def _report_moment(self) -> datetime | None:
        """When the next report may be fetched; None when none is wanted."""
        if self._state.phase is Phase.PAUSED or not self._next_report():
            return None
        allowed = self._budget.allowed_at(REPORT_OPERATION[self._api.program])
        return max(allowed, self._reports_after or allowed)

    def _next_report(self) -> str | None:
        if self._wanted:
            return self._wanted[0]
        operation = REPORT_OPERATION[self._api.program]
        if self._budget.left(operation) <= REPORTS_KEPT_BACK:
            return None
        now = self._clock()
        self._unready = {i: until for i, until in self._unready.items() if until > now}
        pending = self._history.pending_reports(self._account, 1 + len(self._unready))
        return next((i for i in pending if i not in self._unready), None)

    async def fetch_reports(self, at_most: int | None = None) -> None:
        """Fetch the reports that are wanted, then the newest missing ones, as the quota allows."""
        async with self._fetching:
            fetched = 0
            while (submission_id := self._next_report()) is not None and fetched != at_most:
                if self._reports_after is not None and self._clock() < self._reports_after:
                    return
                fetched += 1
                try:
                    await self.fetch_report(submission_id)
                except Throttled as error:
                    self._reports_after = error.retry_at
                    return
                except AmazonError as error:
                    self._reports_after = self._clock() + BACKOFF[0] * self._pace
                    if isinstance(error, AccessRefused | DeveloperRefused):
                        self._failed(error, patient=False)
                    return
                finally:
                    if submission_id in self._wanted:
                        self._wanted.remove(submission_id)

    async def fetch_report(self, submission_id: str) -> None:
        """Download one processing report, keep it, and note its numbers.

        Raises:
            AmazonError: it could not be asked for; a missing report is noted, not raised.
        """
        row = self._history.get(self._account, submission_id)
        if row is None or row.report_state is ReportState.STORED:
            return
        now = self._clock()
        try:
            content_type, path, counts = await self._download(row.submission)
        except NotFound:
            self._history.set_report(
                self._account,
                submission_id,
                NO_COUNTS,
                report_state=ReportState.GONE,
                fetched_at=now,
            )
            self._on_event(ReportArrived(submission_id))
            return
        except ReportNotReady:
            self._unready[submission_id] = now + BACKOFF[0] * self._pace
            return
        self._history.set_report(
            self._account,
            submission_id,
            counts or NO_COUNTS,
            report_state=ReportState.STORED if counts else ReportState.UNREADABLE,
            content_type=content_type,
            path=path,
            fetched_at=now,
        )
        self._on_event(ReportArrived(submission_id))

    async def _download(self, submission: Submission) -> tuple[str | None, str, Counts | None]:
        """Content type, place in the archive and numbers; no numbers when it is unreadable."""
        from koongo_tui.amazon.reports import ReportError, read_report

        with self._archive.begin() as file:
            document = await self._api.download_report(submission, file)

            def keep_and_read() -> tuple[str, Counts | None]:
                path = self._archive.keep(self._account, submission.id, file)
                file.seek(0)
                try:
                    report = read_report(file, content_type=document.content_type)
                except ReportError:
                    return path, None
                return path, report.counts

            # A report can be large: packing and reading it must not hold the screen.
            path, counts = await asyncio.to_thread(keep_and_read)
        return document.content_type, path, counts

    def _change(self, **changes: object) -> None:
        state = replace(self._state, **changes)  # type: ignore[arg-type]
        if state != self._state:
            self._state = state
            self._on_event(StateChanged(state))


def _may_have_report(submission: Submission) -> bool:
    state = base_state(submission.native_status)
    return state is State.DONE or (
        state is State.FAILED and submission.report_document_id is not None
    )


def channel_sync(
    workspace: Workspace,
    channel: Channel,
    api: SellerApi,
    *,
    on_event: Callable[[SyncEvent], None] = lambda _event: None,
) -> Sync:
    """The synchronisation of a workspace's channel, over an account that is open."""
    return Sync(
        api,
        workspace.history(),
        workspace.archive,
        channel.account_key,
        budget=workspace.budget(channel),
        clock=workspace.clock,
        interval=timedelta(seconds=channel.refresh_seconds) * workspace.pace,
        pace=workspace.pace,
        auto=channel.auto_refresh,
        on_event=on_event,
    )
