"""A list that does not fit on a page is read on later, and nothing interrupts that for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from koongo_tui.amazon.api import SubmissionQuery
from koongo_tui.amazon.errors import AccessRefused, RequestRejected, Unreachable
from koongo_tui.sync import Phase, StateChanged
from tests.sync.played import ACCOUNT, START, SpApiWorld, World


def known(world: World) -> int:
    return world.history.tally(ACCOUNT, world.time.now).total


def many(world: World, number: int, status: str = "_CANCELLED_") -> None:
    for n in range(number):
        world.feed(n, status, hours_ago=1500 - n)


async def test_the_first_page_is_there_at_once_and_the_rest_is_known_to_be_missing(
    world: World,
) -> None:
    many(world, 250)
    assert world.sync.state.first
    await world.sync.refresh()
    assert world.account.queries[0].since is None
    assert known(world) == 100
    state = world.sync.state
    assert state.checked_at == START
    assert not state.first
    assert state.catching_up is not None
    assert state.catching_up.remaining == 150
    assert state.catching_up.back_to == world.account.feeds[150].submitted_at


async def test_it_is_read_to_its_end_as_the_quota_allows(world: World) -> None:
    world.account.page_size = 10
    many(world, 600)
    await world.run_until(START + timedelta(minutes=3))
    assert known(world) == 600
    assert world.sync.state.catching_up is None
    # Thirty at once, then one every two seconds.
    assert world.account.paged_at[29] == START
    assert world.account.paged_at[30] > START
    assert len(world.account.paged_at) == 59
    assert world.sync.state.error is None


async def test_under_sp_api_each_page_waits_for_the_quota_of_a_list(live: SpApiWorld) -> None:
    live.account.page_size = 10
    many(live, 160, "CANCELLED")
    await live.run_until(START + timedelta(minutes=8))
    assert known(live) == 160
    asked = sorted(live.account.listed_at + live.account.paged_at)
    assert len([m for m in asked if m == START]) == 10
    late = [(m - START).total_seconds() for m in asked if m > START]
    assert late[:3] == pytest.approx([45.05, 90.1, 135.15])
    # New ones are not forgotten over it.
    assert len(live.account.listed_at) >= 2


async def test_another_start_goes_on_where_the_first_one_was_killed(world: World) -> None:
    many(world, 450)
    await world.sync.refresh()
    await world.sync.catch_up()
    assert known(world) == 200
    gap = world.history.gaps(ACCOUNT)[0]
    world.time.now += timedelta(minutes=10)
    world.sync = world.another()
    assert world.sync.state.catching_up is not None
    await world.run_until(world.time.now + timedelta(minutes=2))
    assert known(world) == 450
    resumed = [q for q in world.account.queries if q.until is not None]
    assert resumed == [SubmissionQuery(until=gap.newest + timedelta(seconds=1))]
    # What is known already is not read again: two of its pages, and one more for the list itself.
    assert len(world.account.queries) + len(world.account.paged_at) <= 7


async def test_what_was_sent_meanwhile_leaves_no_hole(world: World) -> None:
    world.feed(1, hours_ago=400)
    await world.sync.refresh()
    world.time.now += timedelta(days=10)
    for number in range(250):
        world.feed(10 + number, "_CANCELLED_", hours_ago=200 - number / 2)
    await world.sync.refresh()
    assert known(world) == 101
    # Killed here: a list from the newest known one alone would never see the other 150.
    world.sync = world.another()
    await world.run_until(world.time.now + timedelta(minutes=5))
    assert known(world) == 251
    assert world.history.gaps(ACCOUNT) == ()


async def test_a_token_that_amazon_takes_no_more_is_replaced_by_times(world: World) -> None:
    many(world, 250)
    await world.sync.refresh()
    world.account.page_fails_with = [RequestRejected("no such token")]
    await world.sync.catch_up()
    assert known(world) == 100
    await world.run_until(START + timedelta(minutes=2))
    assert known(world) == 250


async def test_a_page_that_cannot_be_had_waits_and_the_list_goes_on(world: World) -> None:
    many(world, 250)
    await world.sync.refresh()
    world.account.page_fails_with = [Unreachable("cut", host="mws", cause="cut")]
    await world.sync.catch_up()
    state = world.sync.state
    assert state.phase is Phase.IDLE
    assert state.catching_up is not None
    assert state.catching_up.next_at == START + timedelta(minutes=1)


async def test_a_refused_page_stops_everything(world: World) -> None:
    many(world, 250)
    await world.sync.refresh()
    world.account.page_fails_with = [AccessRefused("no")]
    await world.sync.catch_up()
    assert world.sync.state.phase is Phase.PAUSED
    assert world.sync.catch_up_moment() is None


async def test_two_processes_do_not_read_the_same_pages(world: World) -> None:
    many(world, 350)
    await world.sync.refresh()
    other = world.another()
    await world.sync.catch_up()
    await other.catch_up()
    await other.catch_up()
    assert len(world.account.queries) == 1
    assert len(world.account.paged_at) == 1


async def test_amazon_forgets_after_90_days_and_so_does_a_gap(world: World) -> None:
    many(world, 150)
    await world.sync.refresh()
    world.time.now += timedelta(days=91)
    world.account.feeds.clear()
    await world.sync.refresh()
    await world.sync.catch_up()
    assert world.history.gaps(ACCOUNT) == ()


async def test_progress_is_told(world: World) -> None:
    world.account.page_size = 10
    many(world, 45)
    await world.run_until(START + timedelta(minutes=1))
    told = [
        e.state.catching_up.remaining if e.state.catching_up else None
        for e in world.events
        if isinstance(e, StateChanged) and not e.state.first
    ]
    assert [t for n, t in enumerate(told) if not n or t != told[n - 1]] == [35, 25, 15, 5, None]
