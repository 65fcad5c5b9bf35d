"""What is asked of Amazon and when: time stands still and moves only when somebody sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import pytest

from koongo_tui.amazon.api import (
    Feed,
    Participation,
    ReportDocument,
    ServiceStatus,
    SubmissionPage,
    SubmissionQuery,
)
from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    NotFound,
    ReportNotReady,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.mws.quotas import MWS_PLANS
from koongo_tui.amazon.quota import LocalBudget
from koongo_tui.amazon.spapi.quotas import SPAPI_PLANS
from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.guide.programs import Program
from koongo_tui.store.history import History
from koongo_tui.store.reports import ReportArchive
from koongo_tui.store.rows import ReportState
from koongo_tui.sync import (
    FOLLOWS_KEPT_BACK,
    PATIENCE_TRIES,
    Phase,
    ReportArrived,
    RowsChanged,
    Sync,
    SyncEvent,
)

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


class Account:
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
        self.downloads: list[str] = []
        self.unready: set[str] = set()
        self.broken_downloads = 0

    def _spend(self, operation: str) -> None:
        if (until := self._budget.spend(operation)) is not None:
            raise Throttled("wait", retry_at=until, by_us=True)

    async def ping(self) -> datetime:
        return self._time.now

    async def service_status(self) -> ServiceStatus:
        return ServiceStatus("GREEN")

    async def participations(self) -> tuple[Participation, ...]:
        return ()

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        if next_token is None:
            self._spend("GetFeedSubmissionList")
            self.queries.append(query)
            self.listed_at.append(self._time.now)
            if self.fails_with and (error := self.fails_with.pop(0)):
                raise error
            start = 0
        else:
            self._spend("GetFeedSubmissionListByNextToken")
            start = int(next_token)
        since = self.queries[-1].since
        found = [
            f
            for f in reversed(self.feeds)
            if since is None or (f.submitted_at is not None and f.submitted_at >= since)
        ]
        end = start + self.page_size
        return SubmissionPage(tuple(found[start:end]), str(end) if end < len(found) else None)

    async def submission(self, submission_id: str) -> Submission:
        for feed in self.feeds:
            if feed.id == submission_id:
                return feed
        raise NotFound("no such submission")

    async def count(self, query: SubmissionQuery) -> int | None:
        return len(self.feeds)

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

    async def submit(self, feed: Feed) -> Submission:
        raise NotImplementedError

    async def cancel(self, submission_ids: Sequence[str]) -> tuple[Submission, ...]:
        raise NotImplementedError

    async def aclose(self) -> None:
        return


class SpApiAccount(Account):
    """The same account over SP-API, whose feeds can be asked for one by one."""

    program = Program.SP_API

    def __init__(self, time: Time, budget: LocalBudget) -> None:
        super().__init__(time, budget)
        self.followed: list[tuple[datetime, str]] = []
        self.follow_fails_with: list[AmazonError | None] = []

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        self._spend("getFeeds")
        self.listed_at.append(self._time.now)
        if self.fails_with and (error := self.fails_with.pop(0)):
            raise error
        start = int(next_token or 0)
        end = start + self.page_size
        found = self.feeds[::-1]
        return SubmissionPage(tuple(found[start:end]), str(end) if end < len(found) else None)

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
        self.archive = ReportArchive(folder / "reports")
        self.events: list[SyncEvent] = []
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


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.history.close()


async def test_the_first_list_takes_everything_page_by_page(world: World) -> None:
    for number in range(250):
        world.feed(number, hours_ago=300 - number)
    assert world.sync.state.first
    await world.sync.refresh()
    assert world.account.queries[0].since is None
    assert world.history.tally(ACCOUNT, world.time.now).total == 250
    assert world.sync.state.checked_at == world.time.now
    assert not world.sync.state.first


async def test_later_lists_ask_only_for_what_can_have_changed(world: World) -> None:
    world.feed(1, hours_ago=40)
    working = world.feed(2, "_IN_PROGRESS_", hours_ago=5)
    world.feed(3, hours_ago=2)
    await world.sync.refresh()
    world.time.now += timedelta(minutes=5)
    await world.sync.refresh()
    since = world.account.queries[-1].since
    assert since is not None
    assert working.submitted_at is not None
    assert timedelta(0) <= working.submitted_at - since <= timedelta(minutes=15)


async def test_a_list_without_news_tells_of_no_rows(world: World) -> None:
    world.feed(1)
    await world.sync.refresh()
    world.events.clear()
    world.time.now += timedelta(minutes=5)
    await world.sync.refresh()
    assert not [e for e in world.events if isinstance(e, RowsChanged)]


async def test_the_list_is_never_asked_for_within_45_seconds(world: World) -> None:
    world.feed(1, "_IN_PROGRESS_")
    await world.sync.refresh()
    world.time.now += timedelta(seconds=10)
    assert world.sync.request_now() == START + timedelta(seconds=45)
    assert world.another().list_allowed_at() == START + timedelta(seconds=45)


async def test_an_hour_with_something_open_asks_once_a_minute(world: World) -> None:
    world.feed(1, "_IN_PROGRESS_", hours_ago=0)
    await world.run_until(START + timedelta(hours=1))
    gaps = [b - a for a, b in pairwise(world.account.listed_at)]
    assert set(gaps) == {timedelta(seconds=60)}


async def test_a_quiet_hour_asks_every_five_minutes(world: World) -> None:
    world.account.reports[world.feed(1).id] = GOOD_REPORT
    await world.run_until(START + timedelta(hours=1))
    gaps = [b - a for a, b in pairwise(world.account.listed_at)]
    assert set(gaps) == {timedelta(minutes=5)}


async def test_each_report_is_downloaded_once_in_its_life(world: World) -> None:
    feed = world.feed(1)
    world.account.reports[feed.id] = GOOD_REPORT
    await world.run_until(START + timedelta(hours=1))
    assert world.account.downloads == [feed.id]
    row = world.history.get(ACCOUNT, feed.id)
    assert row is not None
    assert row.counts == Counts(processed=4, accepted=3, errors=1, warnings=0)
    assert ReportArrived(feed.id) in world.events
    source = world.archive.open(ACCOUNT, feed.id)
    assert source is not None
    with source:
        assert source.read() == GOOD_REPORT


async def test_the_reports_that_a_person_looks_at_come_first(world: World) -> None:
    feeds = [world.feed(n, hours_ago=50 - n) for n in range(40)]
    for feed in feeds:
        world.account.reports[feed.id] = GOOD_REPORT
    await world.sync.refresh()
    world.sync.want_reports([feeds[3].id, feeds[1].id])
    await world.sync.fetch_reports()
    assert world.account.downloads[:3] == [feeds[3].id, feeds[1].id, feeds[39].id]
    # Background fetching leaves some requests for the rows that will be opened.
    assert world.budget.left("GetFeedSubmissionResult") >= 3


async def test_a_report_that_is_gone_or_unreadable_is_not_asked_for_again(world: World) -> None:
    gone, strange = world.feed(1), world.feed(2)
    world.account.reports[strange.id] = b"<html>sign in</html>"
    await world.run_until(START + timedelta(hours=1))
    assert sorted(world.account.downloads) == sorted([gone.id, strange.id])
    states = {i: world.history.get(ACCOUNT, i) for i in (gone.id, strange.id)}
    assert [r and r.report_state for r in states.values()] == [
        ReportState.GONE,
        ReportState.UNREADABLE,
    ]


async def test_a_report_that_is_not_ready_waits_and_holds_up_no_other(
    world: World,
) -> None:
    late, ready = world.feed(1, hours_ago=1), world.feed(2, hours_ago=2)
    world.account.reports[ready.id] = GOOD_REPORT
    world.account.unready = {late.id}
    await world.run_until(START + timedelta(minutes=10))
    assert world.account.downloads[:2] == [late.id, ready.id]
    assert 2 <= world.account.downloads.count(late.id) <= 11


async def test_a_line_that_breaks_during_a_report_is_tried_again_after_a_minute(
    world: World,
) -> None:
    feed = world.feed(1)
    world.account.reports[feed.id] = GOOD_REPORT
    world.account.broken_downloads = 3
    await world.run_until(START + timedelta(minutes=10))
    assert len(world.account.downloads) == 4
    row = world.history.get(ACCOUNT, feed.id)
    assert row is not None
    assert row.report_state is ReportState.STORED


async def test_failures_wait_longer_each_time_and_keep_the_rows(world: World) -> None:
    world.feed(1, "_IN_PROGRESS_", hours_ago=0)
    await world.sync.refresh()
    down = [Unreachable("no name", host="mws", cause="name") for _ in range(6)]
    world.account.fails_with = list(down)
    world.account.listed_at.clear()
    await world.run_until(START + timedelta(hours=1))
    at = world.account.listed_at
    minutes = [round((b - a).total_seconds() / 60) for a, b in pairwise(at)]
    assert minutes[:6] == [1, 2, 4, 8, 15, 15]
    assert world.history.tally(ACCOUNT, world.time.now).total == 1


async def test_a_failure_is_in_the_state_until_a_list_succeeds(world: World) -> None:
    world.account.fails_with = [Unreachable("no name", host="mws", cause="name")]
    await world.sync.refresh()
    failed = world.sync.state
    assert failed.phase is Phase.FAILING
    assert failed.next_at == START + timedelta(minutes=1)
    world.time.now += timedelta(minutes=1)
    await world.sync.refresh()
    assert world.sync.state.phase is Phase.IDLE
    assert world.sync.state.error is None


async def test_throttling_waits_until_amazon_says(world: World) -> None:
    until = START + timedelta(minutes=17)
    world.account.fails_with = [Throttled("later", retry_at=until)]
    await world.sync.refresh()
    assert world.sync.state.next_at == until


async def test_a_refusal_stops_until_a_person_acts(world: World) -> None:
    world.account.fails_with = [AccessRefused("no")]
    await world.run_until(START + timedelta(minutes=30))
    assert len(world.account.listed_at) == 1
    assert world.sync.state.phase is Phase.PAUSED
    assert world.sync.state.refused_since == START
    world.sync.request_now()
    await world.run_until(world.time.now + timedelta(minutes=2))
    assert world.sync.state.error is None


async def test_patience_asks_every_five_minutes_for_an_hour(world: World) -> None:
    world.account.fails_with = [AccessRefused("no") for _ in range(40)]
    await world.sync.refresh()
    world.account.listed_at.clear()
    world.sync.keep_trying()
    await world.run_until(world.time.now + timedelta(hours=3))
    at = world.account.listed_at
    assert len(at) == PATIENCE_TRIES
    assert {b - a for a, b in pairwise(at)} == {timedelta(minutes=5)}
    assert world.sync.state.phase is Phase.PAUSED


async def test_without_automatic_refresh_nothing_is_asked_but_on_request(world: World) -> None:
    await world.sync.refresh()
    world.sync.set_auto(False)
    await world.run_until(START + timedelta(hours=2))
    assert len(world.account.listed_at) == 1
    assert world.sync.request_now() is None
    await world.run_until(world.time.now + timedelta(minutes=1))
    assert len(world.account.listed_at) == 2


async def test_a_long_first_list_waits_for_its_quota_and_goes_on(world: World) -> None:
    world.account.page_size = 10
    for number in range(400):
        world.feed(number, hours_ago=500 - number)
    await world.sync.refresh()
    assert world.history.tally(ACCOUNT, world.time.now).total == 400
    assert world.sync.state.error is None
    assert world.time.slept


# Under SP-API


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


@pytest.fixture
def live(tmp_path: Path) -> Iterator[SpApiWorld]:
    world = SpApiWorld(tmp_path)
    yield world
    world.history.close()


async def test_what_is_open_is_asked_for_alone_between_two_lists(live: SpApiWorld) -> None:
    waiting = live.feed(1, "IN_PROGRESS", hours_ago=0)
    finished = live.feed(2, "CANCELLED")
    await live.run_until(START + timedelta(seconds=119))
    listed = [(at - START).total_seconds() for at in live.account.listed_at]
    assert listed == [0, 60]
    assert live.asked_for(waiting) == [15, 30, 45, 75, 90, 105]
    assert live.asked_for(finished) == []


async def test_a_feed_that_ends_is_shown_and_its_report_fetched_at_once(live: SpApiWorld) -> None:
    feed = live.feed(1, "IN_PROGRESS", hours_ago=0)
    await live.run_until(START + timedelta(seconds=5))
    live.finish(feed)
    await live.run_until(START + timedelta(seconds=20))
    assert RowsChanged((), (feed.id,)) in live.events
    assert ReportArrived(feed.id) in live.events
    assert len(live.account.listed_at) == 1


async def test_the_list_is_asked_for_at_most_once_in_45_seconds_all_the_same(
    live: SpApiWorld,
) -> None:
    live.feed(1, "IN_QUEUE", hours_ago=0)
    await live.run_until(START + timedelta(minutes=30))
    gaps = [(b - a).total_seconds() for a, b in pairwise(live.account.listed_at)]
    assert min(gaps) >= 45


async def test_the_rows_a_person_sees_are_followed_first_the_others_in_turn(
    live: SpApiWorld,
) -> None:
    feeds = [live.feed(n, "IN_PROGRESS", hours_ago=(30 - n) / 60) for n in range(25)]
    await live.sync.refresh()
    live.sync.want_reports([feeds[4].id, feeds[2].id])
    live.time.now += timedelta(seconds=15)
    await live.sync.follow_open()
    assert {i for _, i in live.account.followed[:2]} == {feeds[4].id, feeds[2].id}
    assert len(live.account.followed) == 10
    for _ in range(2):
        live.time.now += timedelta(seconds=15)
        await live.sync.follow_open()
    rounds = [{i for _, i in live.account.followed[n : n + 10]} for n in (0, 10, 20)]
    seen = {feeds[4].id, feeds[2].id}
    assert all(seen < r for r in rounds)
    assert len(set.union(*rounds)) == 25


async def test_following_leaves_requests_for_what_a_person_asks_for(live: SpApiWorld) -> None:
    for number in range(40):
        live.feed(number, "IN_PROGRESS", hours_ago=0)
    await live.sync.refresh()
    await live.sync.follow_open()
    await live.sync.follow_open()
    assert live.budget.left("getFeed") == FOLLOWS_KEPT_BACK


async def test_a_feed_that_amazon_no_longer_knows_is_passed_over(live: SpApiWorld) -> None:
    first, second = (live.feed(n, "IN_PROGRESS", hours_ago=0) for n in (1, 2))
    live.account.follow_fails_with = [NotFound("gone")]
    await live.sync.refresh()
    await live.sync.follow_open()
    assert {i for _, i in live.account.followed} == {first.id, second.id}


async def test_a_failure_that_passes_waits_for_the_next_look(live: SpApiWorld) -> None:
    feed = live.feed(1, "IN_PROGRESS", hours_ago=0)
    live.account.follow_fails_with = [Unreachable("no", host="h", cause="network")]
    await live.run_until(START + timedelta(seconds=40))
    assert live.asked_for(feed) == [15, 30]
    assert live.sync.state.error is None


async def test_a_refusal_stops_following_too(live: SpApiWorld) -> None:
    feed = live.feed(1, "IN_PROGRESS", hours_ago=0)
    live.account.follow_fails_with = [AccessRefused("no", code="revoked")]
    await live.run_until(START + timedelta(minutes=10))
    assert live.sync.state.phase is Phase.PAUSED
    assert live.sync.state.error is not None
    assert live.asked_for(feed) == [15]
    assert len(live.account.listed_at) == 1


async def test_a_storm_of_429_keeps_the_rows_and_says_when_it_asks_next(live: SpApiWorld) -> None:
    feed = live.feed(1, "IN_PROGRESS", hours_ago=0)
    until = START + timedelta(seconds=160)
    live.account.fails_with = [None, Throttled("slow", retry_at=until)]
    await live.run_until(START + timedelta(seconds=150))
    assert live.sync.state.phase is Phase.FAILING
    assert live.sync.state.next_at == until
    assert live.history.tally(ACCOUNT, live.time.now).total == 1
    assert live.asked_for(feed) == [15, 30, 45]
    await live.run_until(START + timedelta(seconds=170))
    assert live.account.listed_at[2] >= until
    assert live.sync.state.error is None


async def test_without_automatic_refresh_nothing_is_followed(live: SpApiWorld) -> None:
    live.feed(1, "IN_PROGRESS", hours_ago=0)
    live.sync = live.another(auto=False)
    await live.run_until(START + timedelta(minutes=5))
    assert len(live.account.listed_at) == 1
    assert live.account.followed == []


async def test_a_long_first_list_pays_for_each_page_and_comes_to_its_end(live: SpApiWorld) -> None:
    live.account.page_size = 10
    for number in range(130):
        live.feed(number, "CANCELLED", hours_ago=500 - number)
    await live.sync.refresh()
    assert live.history.tally(ACCOUNT, live.time.now).total == 130
    assert live.sync.state.error is None
    assert live.time.now >= START + timedelta(seconds=3 * 45)


async def test_mws_has_no_such_call_and_nothing_is_followed(world: World) -> None:
    world.feed(1, "_IN_PROGRESS_", hours_ago=0)
    await world.run_until(START + timedelta(seconds=50))
    assert len(world.account.listed_at) == 1
    assert set(world.time.slept) == {60.0}
