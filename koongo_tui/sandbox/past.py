"""What sellers submitted before the world began: invented, the same for each seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TypeVar

from koongo_tui.sandbox.feed_types import LISTINGS
from koongo_tui.sandbox.submissions import Fate, Stage

_T = TypeVar("_T")

KEPT = timedelta(days=90)
"""How long Amazon lists a submission and keeps its report."""

LARGE = 5_000
TYPICAL = 45

PRODUCT = "POST_PRODUCT_DATA"
INVENTORY = "POST_INVENTORY_AVAILABILITY_DATA"
PRICE = "POST_PRODUCT_PRICING_DATA"
IMAGE = "POST_PRODUCT_IMAGE_DATA"
RELATION = "POST_PRODUCT_RELATIONSHIP_DATA"
SHIPPING = "POST_ORDER_FULFILLMENT_DATA"
FLAT_PRICE = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"
FLAT_STOCK = "POST_FLAT_FILE_INVLOADER_DATA"
FLAT_LISTING = "POST_FLAT_FILE_LISTINGS_DATA"
FLAT_SHIPPING = "POST_FLAT_FILE_FULFILLMENT_DATA"

LISTING_FEEDS = 24
LARGE_LISTING_FEEDS = 600

# One entry of each in a hundred is as often as shops really send them.
_TYPES = (
    (PRODUCT, 16),
    (INVENTORY, 24),
    (PRICE, 20),
    (IMAGE, 6),
    (RELATION, 4),
    (SHIPPING, 10),
    (FLAT_PRICE, 9),
    (FLAT_STOCK, 5),
    (FLAT_LISTING, 4),
    (FLAT_SHIPPING, 2),
)
_FATES = ((Fate.CLEAN, 70), (Fate.WARNINGS, 8), (Fate.ERRORS, 19), (Fate.REFUSED, 3))


@dataclass(frozen=True, slots=True)
class PastFeed:
    """A submission that is there when the world begins.

    Attributes:
        age: from its submission until the world begins.
        wait: from its submission until its processing begins; None for never.
        work: from then until its end; None for never.
    """

    feed_type: str
    age: timedelta
    wait: timedelta | None
    work: timedelta | None
    before: Stage = Stage.QUEUED
    during: Stage = Stage.RUNNING
    ending: Stage = Stage.DONE
    fate: Fate = Fate.CLEAN


def _feed(
    feed_type: str,
    age: float,
    wait: float | None,
    work: float | None,
    during: Stage = Stage.RUNNING,
    *,
    ending: Stage = Stage.DONE,
    before: Stage = Stage.QUEUED,
    fate: Fate = Fate.CLEAN,
) -> PastFeed:
    return PastFeed(
        feed_type,
        timedelta(minutes=age),
        None if wait is None else timedelta(minutes=wait),
        None if work is None else timedelta(minutes=work),
        before,
        during,
        ending,
        fate,
    )


# What a shop sees on a usual day. Numbers are minutes: age, wait, work. Some never move on, so
# that every stage is still there when somebody looks an hour later.
_TODAY = (
    _feed(INVENTORY, 0.2, 0.9, 1.3),
    _feed(PRICE, 0.7, 0.4, 1.6, fate=Fate.WARNINGS),
    _feed(PRODUCT, 2.5, 0.5, 5.2, fate=Fate.ERRORS),
    _feed(IMAGE, 4, None, None, before=Stage.UNCONFIRMED),
    _feed(IMAGE, 6, None, None),
    _feed(SHIPPING, 9, 0.6, 2.1),
    _feed(RELATION, 14, 1, None, Stage.AWAITING_REPLY),
    _feed(FLAT_PRICE, 21, 0.4, 1.8, fate=Fate.ERRORS),
    _feed(FLAT_STOCK, 38, 2, None, Stage.HELD),
    _feed(PRODUCT, 47, 0.8, 6.5, fate=Fate.ERRORS),
    _feed(PRICE, 66, 0.5, 2.2),
    _feed(FLAT_LISTING, 95, 0.9, 4.1, fate=Fate.WARNINGS),
    _feed(PRODUCT, 130, None, 3, ending=Stage.CANCELLED),
    _feed(PRODUCT, 192, 1.1, 3.2, fate=Fate.REFUSED),
    _feed(FLAT_SHIPPING, 260, 0.5, 1.4, fate=Fate.ERRORS),
    _feed(PRODUCT, 590, 1.5, None),
)


def typical_past(chance: Random) -> Iterator[PastFeed]:
    """About three weeks of a small shop, newest first, in every state."""
    yield from _TODAY
    age = 700.0
    for _ in range(TYPICAL - len(_TODAY)):
        age += chance.uniform(120, 1900)
        yield _finished(chance, age)


def large_past(chance: Random) -> Iterator[PastFeed]:
    """Nearly ninety days of a big shop, newest first, in every state."""
    yield from _TODAY
    span = KEPT.total_seconds() / 60 - 2 * 24 * 60 - 700
    step = span / (LARGE - len(_TODAY))
    age = 700.0
    for number in range(LARGE - len(_TODAY)):
        age += chance.uniform(0.3, 1.7) * step
        if number % 400 == 150:
            yield _feed(_pick(chance, _TYPES), age, 3, None)
        elif number % 400 == 300:
            yield _feed(_pick(chance, _TYPES), age, 3, None, Stage.HELD)
        else:
            yield _finished(chance, age)


# As the others of today, but of the one type for listings that SP-API still takes.
_LISTINGS_TODAY = (
    _feed(LISTINGS, 0.4, 1, 1.5),
    _feed(LISTINGS, 3, 0.6, 4, fate=Fate.ERRORS),
    _feed(LISTINGS, 7, None, None),
    _feed(LISTINGS, 18, 1, None),
    _feed(LISTINGS, 33, 0.5, 2.4, fate=Fate.WARNINGS),
    _feed(LISTINGS, 75, None, 2, ending=Stage.CANCELLED),
    _feed(LISTINGS, 150, 0.8, 1.2, ending=Stage.FATAL),
    _feed(LISTINGS, 240, 0.9, 0.3, fate=Fate.REFUSED),
)


def listings_past(chance: Random, feeds: int, span: timedelta) -> Iterator[PastFeed]:
    """Feeds of JSON_LISTINGS_FEED, newest first: today's, then others over a time."""
    yield from _LISTINGS_TODAY
    step = span.total_seconds() / 60 / feeds
    for number in range(feeds - len(_LISTINGS_TODAY)):
        age = 300 + (number + chance.uniform(0, 0.9)) * step
        yield _finished(chance, age, LISTINGS)


def _finished(chance: Random, age: float, feed_type: str = "") -> PastFeed:
    feed_type = feed_type or _pick(chance, _TYPES)
    wait, work = chance.uniform(0.3, 4), chance.uniform(0.8, 18)
    if chance.random() < 0.04:
        return _feed(feed_type, age, None, wait, ending=Stage.CANCELLED)
    return _feed(feed_type, age, wait, work, fate=_pick(chance, _FATES))


def _pick(chance: Random, weighted: tuple[tuple[_T, int], ...]) -> _T:
    values = [value for value, _ in weighted]
    return chance.choices(values, [weight for _, weight in weighted])[0]


def heartbeat_feed(chance: Random, feed_type: str = "") -> PastFeed:
    """A feed that a shop sends by itself while it is watched: done within half a minute.

    Args:
        feed_type: any without it.
    """
    wait, work = chance.uniform(4, 9), chance.uniform(8, 25)
    feed_type, fate = feed_type or _pick(chance, _TYPES), _pick(chance, _FATES)
    return _feed(feed_type, 0, wait / 60, work / 60, fate=fate)
