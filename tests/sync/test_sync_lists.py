"""When the list is asked for, and what for."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from koongo_tui.amazon.errors import (
    AccessRefused,
    Throttled,
    Unreachable,
)
from koongo_tui.sync import (
    PATIENCE_TRIES,
    Phase,
    RowsChanged,
)
from tests.sync.played import ACCOUNT, GOOD_REPORT, START, World


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
