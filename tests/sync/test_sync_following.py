"""What is open is looked at between two lists."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from koongo_tui.amazon.errors import (
    AccessRefused,
    NotFound,
    Throttled,
    Unreachable,
)
from koongo_tui.sync import (
    Phase,
    ReportArrived,
    RowsChanged,
)
from koongo_tui.sync.following import KEPT_BACK as FOLLOWS_KEPT_BACK
from tests.sync.played import ACCOUNT, START, SpApiWorld, World


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


async def test_mws_has_no_such_call_and_nothing_is_followed(world: World) -> None:
    world.feed(1, "_IN_PROGRESS_", hours_ago=0)
    await world.run_until(START + timedelta(seconds=50))
    assert len(world.account.listed_at) == 1
    assert set(world.time.slept) == {60.0}


# What a list does not reach


async def test_an_old_open_feed_does_not_make_every_list_long(world: World) -> None:
    old = world.feed(1, "_IN_PROGRESS_", hours_ago=900)
    for number in range(600):
        world.feed(10 + number, "_CANCELLED_", hours_ago=800 - number)
    await world.run_until(START + timedelta(minutes=2))
    assert world.history.gaps(ACCOUNT) == ()
    world.account.queries.clear()
    world.account.paged_at.clear()
    await world.run_until(START + timedelta(minutes=32))
    assert world.account.paged_at == []
    lists = [q for q in world.account.queries if not q.ids]
    looks = [q for q in world.account.queries if q.ids]
    newest = world.history.newest_submitted_at(ACCOUNT)
    assert newest is not None
    assert all(q.since is not None and newest - q.since <= timedelta(minutes=15) for q in lists)
    # It is asked for by its ID instead, every five minutes.
    assert {q.ids for q in looks} == {(old.id,)}
    assert 5 <= len(looks) <= 7
    gaps = [b - a for a, b in pairwise(world.account.listed_at)]
    assert min(gaps) >= timedelta(seconds=45)


async def test_an_old_open_feed_that_ends_is_noticed(world: World) -> None:
    old = world.feed(1, "_IN_PROGRESS_", hours_ago=900)
    for number in range(600):
        world.feed(10 + number, "_CANCELLED_", hours_ago=800 - number)
    await world.run_until(START + timedelta(minutes=2))
    world.account.finish(old, "_CANCELLED_")
    await world.run_until(START + timedelta(minutes=12))
    row = world.history.get(ACCOUNT, old.id)
    assert row is not None
    assert row.submission.native_status == "_CANCELLED_"


async def test_what_amazon_does_not_know_any_more_is_not_asked_for(live: SpApiWorld) -> None:
    old = live.feed(1, "IN_PROGRESS", hours_ago=24 * 89)
    await live.sync.refresh()
    live.time.now += timedelta(days=2)
    await live.sync.follow_open()
    assert live.asked_for(old) == []
