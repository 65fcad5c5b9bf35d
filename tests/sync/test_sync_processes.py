"""Several processes over one account: a screen, a second screen, a cron job."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from koongo_tui.amazon.errors import AccessRefused, Unreachable
from koongo_tui.pacing import LIST_FLOOR
from koongo_tui.sync import Finished, Phase, ReportArrived
from tests.sync.played import ACCOUNT, GOOD_REPORT, START, World


async def test_two_that_are_due_at_once_ask_once(world: World) -> None:
    world.feed(1, "_IN_PROGRESS_", hours_ago=0)
    other = world.another()
    await asyncio.gather(world.sync.refresh(), other.refresh())
    assert len(world.account.listed_at) == 1


async def test_a_list_of_another_process_counts_as_ours(world: World) -> None:
    world.feed(1, "_IN_PROGRESS_", hours_ago=0)
    await world.sync.refresh()
    world.time.now += timedelta(seconds=50)
    await world.another().refresh()
    world.sync.notice_others()
    state = world.sync.state
    assert state.checked_at == START + timedelta(seconds=50)
    assert state.next_at == START + timedelta(seconds=110)


async def test_a_wish_that_came_later_than_that_list_is_kept(world: World) -> None:
    world.feed(1, "_IN_PROGRESS_", hours_ago=0)
    await world.sync.refresh()
    world.time.now += timedelta(seconds=50)
    await world.another().refresh()
    world.time.now += timedelta(seconds=5)
    assert world.sync.request_now() == START + timedelta(seconds=95)
    world.sync.notice_others()
    assert world.sync.state.next_at == START + timedelta(seconds=95)


async def test_another_process_that_gets_through_ends_our_failure(world: World) -> None:
    world.account.fails_with = [Unreachable("no name", host="mws", cause="name")]
    await world.sync.refresh()
    failed = world.sync.state
    assert failed.phase is Phase.FAILING
    world.time.now += timedelta(seconds=50)
    await world.another().refresh()
    world.sync.notice_others()
    mended = world.sync.state
    assert mended.phase is Phase.IDLE
    assert mended.error is None


async def test_a_refused_one_goes_on_when_another_was_let_in(world: World) -> None:
    world.account.fails_with = [AccessRefused("no")]
    await world.sync.refresh()
    world.time.now += timedelta(minutes=5)
    await world.another().refresh()
    world.sync.notice_others()
    assert world.sync.state.phase is Phase.IDLE
    assert world.sync.state.refused_since is None


async def test_one_that_was_killed_while_asking_blocks_for_one_floor_only(world: World) -> None:
    assert world.history.begin_list(ACCOUNT, START, LIST_FLOOR) is None
    await world.sync.refresh()
    assert world.account.listed_at == []
    assert world.sync.list_allowed_at() == START + LIST_FLOOR
    await world.run_until(START + timedelta(seconds=60))
    assert world.account.listed_at == [START + LIST_FLOOR]


async def test_one_that_was_cancelled_while_asking_blocks_nobody(world: World) -> None:
    never = asyncio.Event()

    async def hang(*_: object) -> None:
        await never.wait()

    world.account.submissions = hang  # type: ignore[method-assign, assignment]
    task = asyncio.ensure_future(world.sync.refresh())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert world.sync.list_allowed_at() == START


async def test_a_failure_may_be_tried_again_at_once_by_a_person(world: World) -> None:
    world.account.fails_with = [Unreachable("no name", host="mws", cause="name")]
    await world.sync.refresh()
    assert world.sync.request_now() is None


async def test_a_report_is_downloaded_once_by_all_of_them(world: World) -> None:
    feed = world.feed(1)
    world.account.reports[feed.id] = GOOD_REPORT
    await world.sync.refresh()
    other = world.another()
    await asyncio.gather(world.sync.fetch_reports(), other.fetch_reports())
    assert world.account.downloads == [feed.id]


async def test_a_report_of_one_that_was_killed_is_fetched_later(world: World) -> None:
    feed = world.feed(1)
    world.account.reports[feed.id] = GOOD_REPORT
    await world.sync.refresh()
    claimed = world.history.claim_report(
        ACCOUNT, feed.id, now=START, until=START + timedelta(minutes=10)
    )
    assert claimed
    await world.run_until(START + timedelta(minutes=8))
    assert world.account.downloads == []
    await world.run_until(START + timedelta(minutes=13))
    assert world.account.downloads == [feed.id]


# What is finished


async def test_a_feed_that_ends_is_told_once_its_report_is_read(world: World) -> None:
    feed = world.feed(1, "_IN_PROGRESS_", hours_ago=0)
    world.account.reports[feed.id] = GOOD_REPORT
    await world.sync.refresh()
    world.account.finish(feed)
    world.time.now += timedelta(minutes=1)
    await world.sync.refresh()
    assert Finished(feed.id) not in world.events
    await world.sync.fetch_reports()
    told = [e for e in world.events if isinstance(e, Finished | ReportArrived)]
    assert told == [ReportArrived(feed.id), Finished(feed.id)]
    world.time.now += timedelta(minutes=5)
    await world.sync.refresh()
    assert world.events.count(Finished(feed.id)) == 1


async def test_a_feed_without_a_report_is_told_at_once(world: World) -> None:
    feed = world.feed(1, "_SUBMITTED_", hours_ago=0)
    await world.sync.refresh()
    world.account.finish(feed, "_CANCELLED_")
    world.time.now += timedelta(minutes=1)
    await world.sync.refresh()
    assert Finished(feed.id) in world.events


async def test_a_feed_that_amazon_begins_to_hold_is_told(world: World) -> None:
    feed = world.feed(1, "_IN_PROGRESS_", hours_ago=0)
    await world.sync.refresh()
    world.account.finish(feed, "_IN_SAFETY_NET_")
    world.time.now += timedelta(minutes=1)
    await world.sync.refresh()
    assert world.events.count(Finished(feed.id)) == 1


async def test_what_was_finished_before_it_was_known_is_no_news(world: World) -> None:
    world.account.reports[world.feed(1).id] = GOOD_REPORT
    world.feed(2, "_CANCELLED_")
    world.feed(3, "_IN_SAFETY_NET_")
    world.sync = world.another()
    await world.sync.refresh()
    await world.sync.fetch_reports()
    told = [e.id for e in world.events if isinstance(e, Finished)]
    assert told == ["50000000003"]


async def test_what_another_process_saw_ending_is_told_here_too(world: World) -> None:
    feed = world.feed(1, "_SUBMITTED_", hours_ago=0)
    await world.sync.refresh()
    quiet = World.another(world)
    world.events.clear()
    world.account.finish(feed, "_CANCELLED_")
    world.time.now += timedelta(seconds=50)
    await quiet.refresh()
    world.events.clear()
    world.sync.notice_others()
    assert Finished(feed.id) in world.events
