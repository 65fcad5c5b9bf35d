"""An account that is played, and a clock that stands still until somebody sleeps."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from koongo_tui.amazon.api import (
    ReportDocument,
    SubmissionPage,
    SubmissionQuery,
)
from koongo_tui.amazon.errors import (
    AmazonError,
    NotFound,
    ReportNotReady,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.mws.quotas import MWS_PLANS
from koongo_tui.amazon.quota import LocalBudget
from koongo_tui.amazon.spapi.quotas import SPAPI_PLANS
from koongo_tui.amazon.submission import Submission
from koongo_tui.guide.programs import Program
from koongo_tui.pacing import LIST_OPERATION, PAGE_OPERATION
from koongo_tui.store.history import History
from koongo_tui.store.reports import ReportArchive
from koongo_tui.sync import SyncEvent
from koongo_tui.sync.sync import Sync
from tests.played_api import PlayedApi

START = datetime(2026, 3, 6, 14, 0, tzinfo=UTC)
ACCOUNT = "mws:eu:A135KKEKJAIBJ56"
GOOD_REPORT = (
    b"Feed Processing Summary:\n\tNumber of records processed\t\t4\n"
    b"\tNumber of records successful\t\t3\n\noriginal-record-number\tsku\terror-code\terror-type\t"
    b"error-message\n2\tMUG\t8560\tError\tmissing\n"
)


class Time:
    """A clock that moves only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self.now += timedelta(seconds=seconds)


class Account(PlayedApi):
    """An account at Amazon, as far as the synchronisation asks for it."""

    program = Program.MWS

    def __init__(self, time: Time, budget: LocalBudget) -> None:
        self._time = time
        self._budget = budget
        self.feeds: list[Submission] = []
        self.reports: dict[str, bytes] = {}
        self.fails_with: list[AmazonError | None] = []
        self.page_size = 100
        self.queries: list[SubmissionQuery] = []
        self.listed_at: list[datetime] = []
        self.paged_at: list[datetime] = []
        self.page_fails_with: list[AmazonError | None] = []
        self.downloads: list[str] = []
        self.unready: set[str] = set()
        self.broken_downloads = 0

    def _spend(self, operation: str) -> None:
        if (until := self._budget.spend(operation)) is not None:
            raise Throttled("wait", retry_at=until, by_us=True)

    async def ping(self) -> datetime:
        return self._time.now

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        if next_token is None:
            self._spend(LIST_OPERATION[self.program])
            self.queries.append(query)
            self.listed_at.append(self._time.now)
            if self.fails_with and (error := self.fails_with.pop(0)):
                raise error
            return self._page(query, 0)
        self._spend(PAGE_OPERATION[self.program])
        self.paged_at.append(self._time.now)
        if self.page_fails_with and (error := self.page_fails_with.pop(0)):
            raise error
        number, start = map(int, next_token.split(":"))
        return self._page(self.queries[number], start)

    def _page(self, query: SubmissionQuery, start: int) -> SubmissionPage:
        sent = sorted(self.feeds, key=lambda f: f.submitted_at or START, reverse=True)
        if query.ids:
            return SubmissionPage(tuple(f for f in sent if f.id in query.ids))
        found = [
            f
            for f in sent
            if f.submitted_at is not None
            and (query.since is None or f.submitted_at >= query.since)
            and (query.until is None or f.submitted_at <= query.until)
        ]
        end = start + self.page_size
        token = f"{self.queries.index(query)}:{end}" if end < len(found) else None
        return SubmissionPage(tuple(found[start:end]), token)

    async def submission(self, submission_id: str) -> Submission:
        for feed in self.feeds:
            if feed.id == submission_id:
                return feed
        raise NotFound("no such submission")

    async def count(self, query: SubmissionQuery) -> int | None:
        return len(self.feeds)

    def finish(self, feed: Submission, status: str = "_DONE_") -> None:
        """Amazon finishes a feed."""
        self.feeds[self.feeds.index(feed)] = replace(feed, native_status=status)

    async def download_report(self, submission: Submission, into: BinaryIO) -> ReportDocument:
        self._spend("GetFeedSubmissionResult")
        self.downloads.append(submission.id)
        if self.broken_downloads > 0:
            self.broken_downloads -= 1
            raise Unreachable("cut", host="mws", cause="cut")
        if submission.native_status != "_DONE_" or submission.id in self.unready:
            raise ReportNotReady("not yet")
        if submission.id not in self.reports:
            raise NotFound("gone")
        into.write(self.reports[submission.id])
        return ReportDocument("text/plain;charset=cp1252", len(self.reports[submission.id]))


class SpApiAccount(Account):
    """The same account over SP-API, whose feeds can be asked for one by one."""

    program = Program.SP_API

    def __init__(self, time: Time, budget: LocalBudget) -> None:
        super().__init__(time, budget)
        self.page_size = 100
        self.followed: list[tuple[datetime, str]] = []
        self.follow_fails_with: list[AmazonError | None] = []

    async def count(self, query: SubmissionQuery) -> int | None:
        return None

    async def submission(self, submission_id: str) -> Submission:
        self._spend("getFeed")
        self.followed.append((self._time.now, submission_id))
        if self.follow_fails_with and (error := self.follow_fails_with.pop(0)):
            raise error
        return await super().submission(submission_id)

    async def download_report(self, submission: Submission, into: BinaryIO) -> ReportDocument:
        self._spend("getFeedDocument")
        self.downloads.append(submission.id)
        into.write(GOOD_REPORT)
        return ReportDocument("text/plain;charset=cp1252", len(GOOD_REPORT))


class World:
    """A synchronisation over an account, and everything that it told."""

    def __init__(self, folder: Path) -> None:
        self.time = Time()
        self.budget = LocalBudget({**MWS_PLANS, **SPAPI_PLANS}, self.time.clock)
        self.account = self.opened()
        self.history = History(folder / "history.sqlite3")
        self.folder = folder
        self.archive = ReportArchive(folder / "reports")
        self.events: list[SyncEvent] = []
        self.interval = timedelta(seconds=60)
        self.sync = self.another()

    def opened(self) -> Account:
        """The account at Amazon."""
        return Account(self.time, self.budget)

    def another(self, *, auto: bool = True) -> Sync:
        """A second process over the same account and files."""
        return Sync(
            self.account,
            self.history,
            self.archive,
            ACCOUNT,
            budget=self.budget,
            clock=self.time.clock,
            sleep=self.time.sleep,
            auto=auto,
            interval=self.interval,
            on_event=self.events.append,
        )

    def feed(self, number: int, status: str = "_DONE_", *, hours_ago: float = 1) -> Submission:
        submission = Submission(
            id=str(50_000_000_000 + number),
            feed_type="POST_PRODUCT_DATA",
            submitted_at=self.time.now - timedelta(hours=hours_ago),
            native_status=status,
        )
        self.account.feeds.append(submission)
        return submission

    async def run_until(self, moment: datetime) -> None:
        """Let the synchronisation run until its clock has passed a moment."""
        task = asyncio.ensure_future(self.sync.run())
        while self.time.now < moment and not task.done():  # noqa: ASYNC110  time has no event
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class SpApiWorld(World):
    """The same over SP-API."""

    account: SpApiAccount

    def opened(self) -> Account:
        return SpApiAccount(self.time, self.budget)

    def finish(self, feed: Submission) -> None:
        """Amazon finishes a feed."""
        self.account.feeds[self.account.feeds.index(feed)] = replace(
            feed, native_status="DONE", report_document_id="amzn1.r"
        )

    def asked_for(self, feed: Submission) -> list[float]:
        """Seconds from the beginning at which a feed was asked for alone."""
        return [(at - START).total_seconds() for at, i in self.account.followed if i == feed.id]
