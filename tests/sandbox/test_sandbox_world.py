"""The practice world: who is in it, and what happens as time goes by."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest

from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.regions import Region
from koongo_tui.sandbox.cast import Past, Seller, Standing, make_cast
from koongo_tui.sandbox.submissions import Fate, Stage
from koongo_tui.sandbox.world import Course, World, utc_now
from tests.sandbox.practice import Clock

PRODUCT = "POST_PRODUCT_DATA"
FEED = b"<AmazonEnvelope/>"


def seller_with(world: World, past: Past) -> Seller:
    return next(s for s in world.cast.sellers if s.past is past and s.standing is Standing.ACTIVE)


def test_the_cast_is_the_same_every_time() -> None:
    assert make_cast() == make_cast()
    assert make_cast("other") != make_cast()


def test_everybody_has_values_of_the_right_shape() -> None:
    cast = make_cast()

    assert [d.region for d in cast.developers] == list(Region)
    for developer in cast.developers:
        assert developer.developer_id == developer.region.developer_id
        assert re.fullmatch(r"AKIA[A-Z2-7]{16}", developer.access_key_id)
        assert len(developer.secret_key) == 40
        assert developer.secret_key not in repr(developer)
    for seller in cast.sellers:
        assert re.fullmatch(r"A[A-Z0-9]{13}", seller.seller_id)
        assert marketplace_by_id(seller.seller_id) is None
        assert re.fullmatch(r"amzn\.mws\.[0-9a-f-]{36}", seller.mws_auth_token)
        assert seller.mws_auth_token not in repr(seller)
        shops = [marketplace_by_id(id_) for id_ in seller.marketplace_ids]
        assert {shop.region for shop in shops if shop} == {seller.region}
    assert len({s.seller_id for s in cast.sellers}) == len(cast.sellers)
    assert len({s.mws_auth_token for s in cast.sellers}) == len(cast.sellers)


def test_every_region_and_every_refusal_has_a_seller() -> None:
    sellers = make_cast().sellers

    assert {s.region for s in sellers if s.standing is Standing.ACTIVE} == set(Region)
    assert {s.standing for s in sellers} == set(Standing)
    assert {s.past for s in sellers} == set(Past)


def test_the_small_shop_shows_every_stage_a_seller_meets(world: World) -> None:
    small = seller_with(world, Past.TYPICAL)
    found = world.submissions(small.seller_id)
    now = world.clock()

    assert len(found) == 45 + 24
    assert {s.stage(now) for s in found} == set(Stage)
    assert sum(s.feed_type == "JSON_LISTINGS_FEED" for s in found) == 24
    done = [s for s in found if s.stage(now) is Stage.DONE]
    assert {s.fate for s in done} == set(Fate)
    eight_hours = timedelta(hours=8)
    assert any(s.stage(now) is Stage.RUNNING and now - s.submitted_at > eight_hours for s in found)


def test_the_large_shop_has_five_thousand_in_ninety_days(world: World) -> None:
    large = seller_with(world, Past.LARGE)
    found = world.submissions(large.seller_id)
    now = world.clock()
    stages = Counter(s.stage(now) for s in found)

    assert len(found) == 5_000 + 600
    assert set(stages) == set(Stage)
    assert len({s.id for s in found}) == 5_600
    assert [s.submitted_at for s in found] == sorted((s.submitted_at for s in found), reverse=True)
    assert timedelta(days=80) < now - found[-1].submitted_at < timedelta(days=90)
    assert len({s.feed_type for s in found}) >= 10


def test_ids_are_digits_that_end_with_the_day(world: World) -> None:
    small = seller_with(world, Past.TYPICAL)

    for submission in world.submissions(small.seller_id):
        days = int(submission.submitted_at.timestamp()) // 86_400
        assert re.fullmatch(r"\d{12}", submission.id)
        assert submission.id.endswith(f"{days:06}")


def test_two_worlds_of_one_moment_are_alike(clock: Clock) -> None:
    """Whoever is looked at first."""
    first, second = World(clock=clock), World(clock=clock)
    for seller in reversed(first.cast.sellers):
        second.submissions(seller.seller_id)
    for seller in first.cast.sellers:
        mine, other = first.submissions(seller.seller_id), second.submissions(seller.seller_id)
        assert mine == other
    one = next(s for s in first.submissions(seller.seller_id) if s.stage(clock()) is Stage.DONE)
    assert first.report(one) == second.report(one)


def test_a_feed_goes_its_way_in_seconds(world: World, clock: Clock) -> None:
    seller = seller_with(world, Past.NOTHING)
    feed = world.submit(seller, PRODUCT, FEED)

    stages = []
    for _ in range(12):
        stages.append(feed.stage(world.tick()))
        clock.wait(1)

    assert stages == [Stage.QUEUED] * 3 + [Stage.RUNNING] * 7 + [Stage.DONE] * 2
    assert world.submissions(seller.seller_id) == [feed]
    assert feed.marketplace_ids == seller.marketplace_ids
    assert world.outcome(feed).refused


def test_feeds_of_one_type_wait_for_each_other(world: World, clock: Clock) -> None:
    seller = seller_with(world, Past.NOTHING)
    first = world.submit(seller, PRODUCT, FEED)
    other = world.submit(seller, "POST_PRODUCT_PRICING_DATA", FEED)
    second = world.submit(seller, PRODUCT, FEED)

    assert second.started_at == first.completed_at
    assert other.started_at == first.started_at
    clock.wait(60)
    third = world.submit(seller, PRODUCT, FEED)
    assert third.started_at == clock() + timedelta(seconds=3)


def test_a_large_feed_takes_longer_but_never_for_ever(world: World) -> None:
    seller = seller_with(world, Past.NOTHING)
    small = world.submit(seller, PRODUCT, FEED)
    large = world.submit(seller, "POST_PRODUCT_IMAGE_DATA", b"x" * 4_000_000)
    huge = world.submit(seller, "POST_PRODUCT_PRICING_DATA", b"x" * 40_000_000)

    def duration(feed: object) -> timedelta:
        return feed.completed_at - feed.started_at  # type: ignore[attr-defined, no-any-return]

    assert duration(small) < duration(large) < duration(huge) == timedelta(seconds=60)


@pytest.mark.parametrize(
    ("course", "stage"),
    [
        (Course(during=Stage.HELD, ending=None), Stage.HELD),
        (Course(ending=None), Stage.RUNNING),
        (Course(ending=Stage.FATAL), Stage.FATAL),
    ],
)
def test_another_course(world: World, clock: Clock, course: Course, stage: Stage) -> None:
    seller = seller_with(world, Past.NOTHING)
    world.course = course
    feed = world.submit(seller, PRODUCT, FEED)
    clock.wait(3600)

    assert feed.stage(world.tick()) is stage


def test_only_a_feed_that_has_not_begun_is_cancelled(world: World, clock: Clock) -> None:
    seller = seller_with(world, Past.NOTHING)
    waiting = world.submit(seller, PRODUCT, FEED)
    running = world.submit(seller, "POST_PRODUCT_PRICING_DATA", FEED)
    assert waiting.cancel(clock())
    clock.wait(5)

    assert waiting.stage(clock()) is Stage.CANCELLED
    assert not running.cancel(clock())
    assert running.stage(clock()) is Stage.RUNNING
    clock.wait(60)
    world.tick()
    assert waiting.stage(clock()) is Stage.CANCELLED
    assert running.stage(clock()) is Stage.DONE


def test_a_cancelled_feed_holds_up_no_other(world: World) -> None:
    seller = seller_with(world, Past.NOTHING)
    world.submit(seller, PRODUCT, FEED).cancel(world.clock())

    assert world.submit(seller, PRODUCT, FEED).started_at == world.clock() + timedelta(seconds=3)


def test_amazon_forgets_after_ninety_days(world: World, clock: Clock) -> None:
    seller = seller_with(world, Past.TYPICAL)
    oldest = world.submissions(seller.seller_id)[-1]
    clock.wait(90 * 86_400)

    assert world.submissions(seller.seller_id) == []
    assert world.find(seller.seller_id, oldest.id) is oldest


def test_a_submission_belongs_to_its_seller(world: World) -> None:
    small, large = seller_with(world, Past.TYPICAL), seller_with(world, Past.LARGE)
    mine = world.submissions(small.seller_id)[0]

    assert world.find(small.seller_id, mine.id) is mine
    assert world.find(large.seller_id, mine.id) is None


def test_a_heartbeat_goes_on_by_itself(world: World, clock: Clock) -> None:
    seller = seller_with(world, Past.TYPICAL)
    quiet = seller_with(world, Past.NOTHING)
    world.keep_submitting(timedelta(seconds=40))
    clock.wait(39)
    assert len(world.submissions(seller.seller_id)) == 69
    clock.wait(81)

    found = world.submissions(seller.seller_id)
    assert len(found) == 69 + 2 * 3
    assert found[0].submitted_at == clock()
    assert found[0].stage(clock()) is Stage.QUEUED
    assert {one.feed_type == "JSON_LISTINGS_FEED" for one in found[4:6]} == {True, False}
    for one in found[4:6]:
        assert one.stage(clock()) is Stage.DONE
        assert world.report(one).content
    assert world.submissions(quiet.seller_id) == []
    world.keep_submitting(None)
    clock.wait(600)
    assert len(world.submissions(seller.seller_id)) == 75


def test_a_product_that_is_accepted_is_listed_from_then_on(world: World, clock: Clock) -> None:
    seller = seller_with(world, Past.NOTHING)
    price = b"sku\tprice\nNEW-1\t9.99\n"
    before = world.submit(seller, "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA", price)
    clock.wait(20)
    world.submit(seller, "POST_FLAT_FILE_INVLOADER_DATA", b"sku\tprice\nNEW-1\t9.99\n")
    clock.wait(20)
    after = world.submit(seller, "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA", price)
    clock.wait(20)

    assert [row.code for row in world.outcome(before).rows] == ["13013"]
    assert world.outcome(after).rows == ()
    assert "NEW-1" in world.catalogue(seller).skus


def test_an_authorisation_can_end_and_a_token_be_replaced(world: World) -> None:
    seller = seller_with(world, Past.TYPICAL)
    world.change_seller(seller.seller_id, standing=Standing.EXPIRED, mws_auth_token="new")

    changed = world.seller(seller.seller_id)
    assert changed is not None
    assert (changed.standing, changed.mws_auth_token) == (Standing.EXPIRED, "new")


def test_the_usual_clock_is_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)
    assert World().clock is utc_now
