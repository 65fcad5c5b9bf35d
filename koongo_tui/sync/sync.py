"""One channel's synchronisation: the parts put together, and the loop that runs them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.amazon.api import SellerApi, SubmissionQuery
from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    ClockSkewed,
    DeveloperRefused,
    Throttled,
)
from koongo_tui.amazon.quota import Budget
from koongo_tui.pacing import BACKOFF, PATIENCE_STEP, PATIENCE_TRIES, QUIET_INTERVAL
from koongo_tui.store.history import History
from koongo_tui.sync.context import SyncContext
from koongo_tui.sync.finishing import FinishWatch
from koongo_tui.sync.following import OpenFollower
from koongo_tui.sync.gaps import GapReader
from koongo_tui.sync.reports import ReportFetcher
from koongo_tui.sync.state import (
    Finished,
    Phase,
    ReportArrived,
    StateChanged,
    SyncEvent,
    SyncState,
)

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel
    from koongo_tui.store.reports import ReportArchive
    from koongo_tui.workspace import Workspace

OVERLAP = timedelta(minutes=15)
"""Lists reach back this far behind the newest known submission: clocks differ, pages shift."""

ONE_PAGE, FEW_PAGES = 90, 450
"""Submissions that a list surely answers in one page, with room for a few new ones; and in as many
pages as may be read with each list where a page costs little."""

REFUSALS = (AccessRefused, DeveloperRefused, ClockSkewed)
"""A person has to act; asking again by itself would only use up the quota."""


class Sync:
    """See the module.

    Args:
        api: the account; the caller closes it.
        history, archive: where things are kept.
        account: the account's key in both.
        budget: the account's requests.
        clock: gives now, aware.
        sleep: waits that many seconds.
        interval: between lists while something is open.
        pace: multiplies Amazon's own times; 1 everywhere but on a sandbox with a faster clock.
        keep: how long finished submissions are kept; older ones are not asked for. None: for ever.
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
        keep: timedelta | None = None,
        on_event: Callable[[SyncEvent], None] = lambda _event: None,
    ) -> None:
        self._context = SyncContext(api, history, archive, account, budget, clock, pace, self._tell)
        self._history = history
        self._account = account
        self._clock = clock
        self._sleep = sleep
        self._interval = interval
        self._pace = pace
        self._keep = keep
        self._on_event = on_event
        self._reached: datetime | None = None
        self._asked_for: datetime | None = None
        self._wake = asyncio.Event()
        self._gaps = GapReader(self._context)
        self._follower = OpenFollower(self._context)
        self._reports = ReportFetcher(self._context)
        self._finishing = FinishWatch(self._context)
        last = history.last_check(account)
        self._state = SyncState(
            checked_at=last.succeeded_at if last else None,
            auto=auto,
            first=last is None or last.succeeded_at is None,
            catching_up=self._gaps.progress(),
        )

    @property
    def state(self) -> SyncState:
        """As it stands now."""
        return self._state

    def list_allowed_at(self) -> datetime:
        """The earliest moment at which the list may be asked for again."""
        return self._context.list_allowed_at()

    # -- what a person wants -----------------------------------------------------------

    def request_now(self) -> datetime | None:
        """Ask as soon as we may. None: at once; otherwise the moment at which we will."""
        now, allowed = self._clock(), self.list_allowed_at()
        refused = self._state.phase is Phase.PAUSED
        self._asked_for = now
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
        wanted = tuple(ids)
        self._follower.look_at(frozenset(wanted))
        if self._reports.want(wanted):
            self._wake.set()

    # -- the loop ----------------------------------------------------------------------

    async def run(self) -> None:
        """Keep the history current until cancelled."""
        if self._state.auto or self._state.checked_at is None:
            self._change(next_at=self.list_allowed_at())
        await self._reports.name_skus()
        while True:
            await self._wait()
            if self._is_due(self._state.next_at):
                await self._list_is_due()
            if self._is_due(self._follow_moment()):
                await self.follow_open()
            if self._is_due(self.catch_up_moment()):
                await self.catch_up()
            await self.fetch_reports()

    async def _list_is_due(self) -> None:
        self.notice_others()
        if not self._is_due(self._state.next_at):
            return
        allowed = self.list_allowed_at()
        if allowed > self._clock():
            # Something else has taken the request since this one was planned.
            self._change(next_at=allowed)
        else:
            await self.refresh()

    def _is_due(self, moment: datetime | None) -> bool:
        return moment is not None and moment <= self._clock()

    async def _wait(self) -> None:
        """Until something is due, or somebody wakes us."""
        while not self._wake.is_set():
            now = self._clock()
            planned = (
                self._state.next_at,
                self._follow_moment(),
                self.catch_up_moment(),
                self._report_moment(),
            )
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

    def notice_others(self) -> None:
        """Another process may have asked: its list is as good as one of ours."""
        self._tell_finished()
        check = self._history.last_check(self._account)
        succeeded = check.succeeded_at if check else None
        known = self._state.checked_at
        if succeeded is None or (known is not None and succeeded <= known):
            return
        wanted = self._asked_for
        if wanted is not None and wanted <= succeeded:
            wanted = None
        self._asked_for = wanted
        self._succeeded(succeeded)
        if wanted is not None:
            self._change(next_at=self.list_allowed_at())

    # -- the list ----------------------------------------------------------------------

    async def refresh(self) -> None:
        """Ask for what can have changed, once; whatever happens ends up in the state."""
        before = self._state
        if (until := self._context.begin_list()) is not None:
            # Another process is just asking.
            self.notice_others()
            if self._is_due(self._state.next_at):
                self._change(next_at=until)
            return
        self._asked_for = None
        self._change(phase=Phase.ASKING, next_at=None)
        try:
            await self._list()
        except AmazonError as error:
            self._failed(error, patient=before.phase is Phase.PATIENT)
        except BaseException:
            self._history.end_list(self._account)
            raise
        else:
            now = self._clock()
            self._history.record_check(self._account, now)
            self._succeeded(now)

    async def _list(self) -> None:
        since = self._since()
        page = await self._context.api.submissions(SubmissionQuery(since=since))
        step = await self._gaps.opened_by(page, since)
        await self._context.learn(page.submissions, step)
        self._reached = since
        self._tell_finished()

    def _succeeded(self, at: datetime) -> None:
        progress = self._gaps.progress()
        # Pages that cost as much as a list come first while there are any.
        busy = progress is not None and self._gaps.pages_cost_lists
        self._change(
            phase=Phase.IDLE,
            checked_at=at,
            error=None,
            failures=0,
            refused_since=None,
            tries_left=0,
            first=False,
            catching_up=progress,
            next_at=self._planned(at, busy=busy) if self._state.auto else None,
        )

    def _since(self) -> datetime | None:
        """Nothing before this moment can have changed; None for everything Amazon has."""
        earliest = None if self._keep is None else self._clock() - self._keep
        newest = self._history.newest_submitted_at(self._account)
        if newest is None or (self._state.first and not self._gaps.is_open()):
            return earliest
        since = newest
        oldest_open = self._history.oldest_open_submitted_at(self._account)
        if oldest_open is not None and not self._history.has_more_since(
            self._account, oldest_open, ONE_PAGE if self._gaps.pages_cost_lists else FEW_PAGES
        ):
            # What is open costs little when it stands on the same pages.
            since = min(newest, oldest_open)
        since -= OVERLAP
        return since if earliest is None else max(since, earliest)

    def _planned(self, after: datetime, *, busy: bool = False) -> datetime:
        """When to ask again after a list that was read at this moment."""
        quiet = self._history.oldest_open_submitted_at(self._account) is None
        pause = self._interval
        if quiet or busy:
            pause = max(pause, QUIET_INTERVAL * self._pace)
        return after + pause

    def _failed(self, error: AmazonError, *, patient: bool) -> None:
        now = self._clock()
        failures = self._state.failures + 1
        self._history.record_check(
            self._account, now, error_code=error.code, error_text=error.message
        )
        change = {"error": error, "failures": failures}
        # Where Amazon's MWS was nothing answers any more, and nothing will.
        if isinstance(error, REFUSALS) or error.code == "mws-retired":
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

    # -- older submissions -------------------------------------------------------------

    def catch_up_moment(self) -> datetime | None:
        """When the next older page may be asked for; None when there is none, or not now."""
        if self._state.phase is not Phase.IDLE or self._is_due(self._state.next_at):
            return None
        return self._gaps.moment()

    async def catch_up(self) -> None:
        """Read one older page."""
        try:
            await self._gaps.read_page()
        except Throttled as error:
            self._gaps.wait_until(error.retry_at)
        except REFUSALS as error:
            self._failed(error, patient=False)
        except AmazonError:
            self._gaps.wait_until(self._clock() + BACKOFF[0] * self._pace)
        self._change(catching_up=self._gaps.progress())

    # -- what is open, and reports -----------------------------------------------------

    def _follow_moment(self) -> datetime | None:
        if not self._state.auto or self._state.phase is not Phase.IDLE:
            return None
        return self._follower.moment(self._state.checked_at, self._reached)

    async def follow_open(self) -> None:
        """Look at what is open, without a list where Amazon allows that."""
        try:
            await self._follower.look(self._reached, self._wake.is_set)
        except REFUSALS as error:
            self._failed(error, patient=False)
        self._tell_finished()

    async def follow(self, submission_id: str) -> None:
        """Ask for one submission. Raises AmazonError, NotFound when there is none."""
        await self._follower.follow(submission_id)
        self._tell_finished()

    def _report_moment(self) -> datetime | None:
        return None if self._state.phase is Phase.PAUSED else self._reports.moment()

    async def fetch_reports(self, at_most: int | None = None) -> None:
        """Fetch the reports that are wanted, then the newest missing ones, as the quota allows."""
        try:
            await self._reports.fetch(at_most)
        except REFUSALS as error:
            self._failed(error, patient=False)

    async def fetch_report(self, submission_id: str) -> None:
        """Download one processing report. Raises AmazonError; a missing one is noted instead."""
        await self._reports.fetch_one(submission_id)

    # -- telling -----------------------------------------------------------------------

    def _tell_finished(self) -> None:
        for submission_id in self._finishing.look():
            self._on_event(Finished(submission_id))

    def _tell(self, event: SyncEvent) -> None:
        self._on_event(event)
        if isinstance(event, ReportArrived):
            self._tell_finished()

    def _change(self, **changes: object) -> None:
        state = replace(self._state, **changes)  # type: ignore[arg-type]
        if state != self._state:
            self._state = state
            self._on_event(StateChanged(state))


def channel_sync(
    workspace: Workspace,
    channel: Channel,
    api: SellerApi,
    *,
    on_event: Callable[[SyncEvent], None] = lambda _event: None,
) -> Sync:
    """The synchronisation of a workspace's channel, over an account that is open."""
    days = workspace.config().keep_days
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
        keep=None if days is None else timedelta(days=days),
        on_event=on_event,
    )
