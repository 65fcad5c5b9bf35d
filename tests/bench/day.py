"""A day at Amazon, played in seconds: an open screen, an impatient person, and a cron job.

The screen's synchronisation and the ``status`` command are the program's own, over one set of
files as on a real machine. Played are Amazon, which keeps its own count of the requests, and time:
it stands still while anything is done, and then jumps to the next moment when something is due.
"""

from __future__ import annotations

import asyncio
import heapq
import io
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from koongo_tui.amazon.api import ReportDocument, SubmissionPage, SubmissionQuery
from koongo_tui.amazon.errors import Throttled
from koongo_tui.amazon.quota import Budget, HourlyAllowance
from koongo_tui.amazon.submission import Submission
from koongo_tui.cli.context import Context
from koongo_tui.cli.main import main
from koongo_tui.guide.programs import Program
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import Channel
from koongo_tui.sync import RowsChanged, SyncEvent
from koongo_tui.sync.sync import Sync
from koongo_tui.workspace import Workspace
from tests.bench.homes import Home
from tests.bench.least import Meter
from tests.bench.played import Played

BEGIN = datetime(2026, 3, 6, tzinfo=UTC)
HOUR = 3600.0
DAY = 24 * HOUR

EARLIER = 250
"""Finished submissions that Amazon knows when the day begins; nothing is known here."""

CRON, CRON_LAG = 60.0, 7.0
"""Seconds between two runs of the cron job, and how much before a minute of the screen each is: so
that what the screen knows is too old for it, unless the two take account of each other."""
OFFICE = (9 * HOUR, 17 * HOUR)
"""When feeds are sent, and when the person sits before the screen."""

FEED_EVERY = 10 * 60.0
BURST_EVERY = 20 * 60.0
BURST = 60.0
PRESS_EVERY = 3.0

LOOKED_AT = 16
"""Rows that the screen shows."""

PAGE = 100

METERS: dict[Program, dict[str, tuple[int, float, int | None]]] = {
    Program.MWS: {
        "GetFeedSubmissionList": (10, 45.0, 80),
        "GetFeedSubmissionListByNextToken": (30, 2.0, 1800),
        "GetFeedSubmissionResult": (15, 60.0, 60),
    },
    Program.SP_API: {
        "getFeeds": (10, 45.0, None),
        "getFeed": (15, 0.5, None),
        "getFeedDocument": (10, 45.0, None),
    },
}
"""Burst, seconds to restore one, and requests in an hour: MWS throttling tables, SP-API's default
usage plans."""

LIST = {Program.MWS: "GetFeedSubmissionList", Program.SP_API: "getFeeds"}
NEXT = {Program.MWS: "GetFeedSubmissionListByNextToken", Program.SP_API: "getFeeds"}
REPORT = {Program.MWS: "GetFeedSubmissionResult", Program.SP_API: "getFeedDocument"}
FOLLOW = "getFeed"

_WORDS = {
    Program.MWS: ("_SUBMITTED_", "_IN_PROGRESS_", "_DONE_"),
    Program.SP_API: ("IN_QUEUE", "IN_PROGRESS", "DONE"),
}
_GOOD_REPORT = (
    b"Feed Processing Summary:\n\tNumber of records processed\t\t4\n"
    b"\tNumber of records successful\t\t4\n\n"
)
_STILL = 40
"""Turns of the loop without anything done after which it waits for time to pass."""


class Time:
    """Seconds since the day began; it moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done = 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def clock(self) -> datetime:
        """Now, aware."""
        return BEGIN + timedelta(seconds=self.now)

    async def sleep(self, seconds: float) -> None:
        """Wait for time to be moved so far."""
        self.done += 1
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + max(0.0, seconds), self.done, future))
        await future

    @property
    def next(self) -> float | None:
        """When the next sleeper wants to wake; None when nobody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def move(self, moment: float) -> None:
        """Let it be that moment, and wake whoever waited for it."""
        self.now = max(self.now, moment)
        while (due := self.next) is not None and due <= self.now:
            self.done += 1
            heapq.heappop(self._sleepers)[2].set_result(None)


@dataclass
class Books:
    """What Amazon notes of the day.

    Attributes:
        meters: its count by operation.
        lists: when a list was asked for, by whom it may be.
        follows: when single submissions were asked for.
        reports: whose report was asked for.
        seen: when the screen first heard of a submission.
    """

    meters: dict[str, Meter]
    lists: list[float] = field(default_factory=list)
    follows: list[tuple[float, str]] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """One feed of the day: its moments, in seconds since the day began."""

    id: str
    at: float
    begun: float
    done: float


def feeds_of_the_day(end: float) -> list[Sent]:
    """Feeds during office hours, now and then two at once; each takes 2 to 14 minutes."""
    found = []
    moment, number = OFFICE[0], 0
    while moment < min(OFFICE[1], end):
        takes = 120.0 + (number * 7 % 13) * 60
        found.append(Sent(str(60_000_000_000 + number), moment, moment + 45, moment + takes))
        number += 1
        moment += FEED_EVERY + 20 * (number % 3)
    return found


class Amazon(Played):
    """One process's connection to the account of the day.

    Args:
        screen: the process is the one with the screen.
    """

    def __init__(
        self,
        program: Program,
        time: Time,
        books: Books,
        budget: Budget,
        feeds: list[Sent],
        *,
        screen: bool,
    ) -> None:
        super().__init__(program)
        self._time = time
        self._books = books
        self._budget = budget
        self._feeds = feeds
        self._screen = screen

    def _ask(self, operation: str) -> None:
        if (until := self._budget.spend(operation)) is not None:
            raise Throttled("Amazon asks us to wait.", retry_at=until, by_us=True)
        self._time.done += 1
        meter = self._books.meters[operation]
        allowed = meter.request(self._time.now)
        if meter.hourly is not None:
            resets = BEGIN + timedelta(seconds=meter.hour_began + HOUR)
            told = HourlyAllowance(meter.hourly, max(0, meter.left_in_hour), resets)
            self._budget.learn(operation, told)
        if not allowed:
            until = self._time.clock() + timedelta(seconds=meter.restore)
            self._budget.close(operation, until)
            raise Throttled("Amazon asks us to wait.", retry_at=until)

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        self._ask((NEXT if next_token else LIST)[self.program])
        if next_token is None:
            self._books.lists.append(self._time.now)
        self.listed = self._now()
        if self._screen:
            for one in self.listed:
                self._books.seen.setdefault(one.id, self._time.now)
        # SP-API's tokens carry their query with them; so do these.
        return await super().submissions(replace(query, page_size=PAGE), next_token)

    async def submission(self, submission_id: str) -> Submission:
        self._ask(FOLLOW)
        self._books.follows.append((self._time.now, submission_id))
        self._books.seen.setdefault(submission_id, self._time.now)
        self.listed = self._now()
        return await super().submission(submission_id)

    async def download_report(self, submission: Submission, into: BinaryIO) -> ReportDocument:
        self._ask(REPORT[self.program])
        self._books.reports.append(submission.id)
        into.write(_GOOD_REPORT)
        return ReportDocument("text/plain", len(_GOOD_REPORT))

    def _now(self) -> list[Submission]:
        """What there is at the moment, newest first."""
        words, now = _WORDS[self.program], self._time.now
        found = []
        for feed in self._feeds:
            if feed.at <= now:
                stage = (now >= feed.begun) + (now >= feed.done)
                found.append(self._told(feed, words[stage]))
        return found[::-1]

    def _told(self, feed: Sent, word: str) -> Submission:
        def moment(seconds: float) -> datetime | None:
            return BEGIN + timedelta(seconds=seconds) if seconds <= self._time.now else None

        done = moment(feed.done)
        document = f"document-{feed.id}" if done and self.program is Program.SP_API else None
        return Submission(
            feed.id,
            "POST_PRODUCT_DATA",
            moment(feed.at),
            word,
            moment(feed.begun),
            done,
            report_document_id=document,
        )


class DayWorkspace(Workspace):
    """The files are real; Amazon is played."""

    connect: Callable[[Budget], Amazon]

    def open_api(self, channel: Channel, *, token: Secret | None = None) -> Amazon:
        """A connection with this process's view of the budget."""
        return self.connect(self.budget(channel))


class AtOnce(ThreadPoolExecutor):
    """Does in the loop's own thread what would be done in another: no time passes over it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        """Do it now."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **more))
        except Exception as error:  # noqa: BLE001  belongs to whoever waits for the result
            future.set_exception(error)
        return future


@dataclass(frozen=True)
class Played24:
    """A day that is over.

    Attributes:
        books: Amazon's notes.
        feeds: all of its submissions.
        presses: when the person pressed refresh.
        crons: when the cron job ran.
        end: how long it was.
    """

    books: Books
    feeds: list[Sent]
    presses: list[float]
    crons: list[float]
    end: float


def presses_of_the_day(end: float) -> list[float]:
    """Bursts of keys during office hours."""
    found = []
    moment = OFFICE[0] + 130
    while moment < min(OFFICE[1], end):
        found += [moment + n * PRESS_EVERY for n in range(int(BURST / PRESS_EVERY))]
        moment += BURST_EVERY
    return [one for one in found if one < end]


def play(folder: Path, program: Program, end: float = DAY) -> Played24:
    """Play a day, or its first hours.

    Args:
        folder: for the files of the person whose day it is.
        end: seconds from midnight.
    """
    home = Home(folder, program=program)
    home.write()
    time = Time()
    early = [
        Sent(str(50_000_000_000 + n), at, at + 1, at + 60)
        for n, at in enumerate(-(EARLIER - n) * 1800.0 for n in range(EARLIER))
    ]
    feeds = early + feeds_of_the_day(end)
    books = Books({name: Meter(*plan) for name, plan in METERS[program].items()})

    def workspace(*, screen: bool = False) -> DayWorkspace:
        one = DayWorkspace(home.paths, home.environ, clock=time.clock)
        one.connect = lambda budget: Amazon(program, time, books, budget, feeds, screen=screen)
        return one

    # A history that was looked at by a home that was just written does not count: it is new.
    for path in home.paths.state_dir.glob("history.sqlite3*"):
        path.unlink()
    crons = [CRON * n - CRON_LAG for n in range(1, int(end / CRON) + 1)]
    presses = presses_of_the_day(end)
    screen, cron = workspace(screen=True), workspace()
    runner = Runner(time, screen, home.channel)
    try:
        for moment, pressed in sorted([(m, False) for m in crons] + [(m, True) for m in presses]):
            runner.run_until(moment)
            if pressed:
                runner.press()
            else:
                status(cron)
        runner.run_until(end)
    finally:
        runner.close()
        screen.close()
        cron.close()
    return Played24(books, feeds, presses, crons, end)


def status(workspace: Workspace) -> None:
    """The cron job: ``koongo-tui status --json``."""
    context = Context(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        environ=workspace.environ,
        clock=workspace.clock,
    )
    context.workspace = workspace
    main(["status", "--json"], context)


class Runner:
    """The screen's synchronisation, on a loop that runs only while time stands still."""

    def __init__(self, time: Time, workspace: DayWorkspace, channel: Channel) -> None:
        self._time = time
        self._workspace = workspace
        self._account = channel.account_key
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(AtOnce())
        self._sync = Sync(
            workspace.open_api(channel),
            workspace.history(),
            workspace.archive,
            self._account,
            budget=workspace.budget(channel),
            clock=time.clock,
            sleep=time.sleep,
            interval=timedelta(seconds=channel.refresh_seconds),
            on_event=self._told,
        )
        self._task = self._loop.create_task(self._sync.run())

    def _told(self, event: SyncEvent) -> None:
        if isinstance(event, RowsChanged):
            view = self._workspace.history().view(self._account, now=self._time.clock())
            # As the screen does, a moment later: what is on it is looked at.
            rows = [row.id for row in view.rows(0, LOOKED_AT)]
            self._loop.call_soon(self._sync.want_reports, rows)

    def press(self) -> None:
        """The person presses refresh."""
        self._sync.request_now()
        self._settle()

    def run_until(self, moment: float) -> None:
        """Let time pass up to this moment."""
        self._settle()
        while (due := self._time.next) is not None and due <= moment:
            self._time.move(due)
            self._settle()
        self._time.move(moment)
        self._settle()

    def _settle(self) -> None:
        self._loop.run_until_complete(self._until_still())
        if self._task.done():
            self._task.result()
            raise RuntimeError("the synchronisation ended")

    async def _until_still(self) -> None:
        still, before = 0, self._time.done
        while still < _STILL:
            await asyncio.sleep(0)
            still = still + 1 if self._time.done == before else 0
            before = self._time.done

    def close(self) -> None:
        """End it."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


def known_open(day: Played24) -> Iterator[tuple[float, float]]:
    """From when the screen heard of a feed to its end, for each that it saw open."""
    for feed in day.feeds:
        seen = day.books.seen.get(feed.id, feed.done)
        if seen < feed.done:
            yield seen, feed.done
