"""Which processing reports are fetched, and when."""

from __future__ import annotations

from datetime import timedelta

from koongo_tui.amazon.submission import Counts
from koongo_tui.store.rows import ReportState
from koongo_tui.sync import (
    ReportArrived,
)
from tests.sync.played import ACCOUNT, GOOD_REPORT, START, World


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


async def test_reports_that_an_older_version_kept_are_found_by_their_skus_too(
    world: World,
) -> None:
    good, broken = world.feed(1), world.feed(2)
    world.account.reports = {good.id: GOOD_REPORT, broken.id: GOOD_REPORT}
    await world.run_until(START + timedelta(minutes=1))
    world.history._database.write(lambda c: c.execute("DELETE FROM named_skus"))
    [kept] = [p for p in (world.folder / "reports").rglob("*.gz") if p.stem == broken.id]
    kept.write_bytes(b"damaged")
    world.sync = world.another()
    await world.run_until(world.time.now + timedelta(minutes=1))
    view = world.history.view(ACCOUNT, now=world.time.now, skus=["mug"])
    assert [row.id for row in view.rows(0, 9)] == [good.id]
    assert world.history.unnamed_reports(ACCOUNT, 9) == ()
