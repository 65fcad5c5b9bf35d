"""What a seller has on Amazon: the SKUs it lists and the orders it received."""

from __future__ import annotations

from dataclasses import dataclass, field

from koongo_tui.guide.regions import Region
from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.dice import dice

SKUS = 500
ORDERS = 60

_ORDER_PREFIX = {Region.EU: "302", Region.NA: "111", Region.FE: "249"}


@dataclass(slots=True)
class Catalogue:
    """Grows with the product feeds that are accepted."""

    skus: set[str] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)


def example_skus(seller: Seller) -> list[str]:
    """The SKUs that a seller lists when the world begins: ``NH-0001`` and on."""
    initials = "".join(word[0] for word in seller.name.split())
    return [f"{initials}-{number:04}" for number in range(1, SKUS + 1)]


def example_orders(seed: str, seller: Seller) -> list[str]:
    """The orders that a seller received before the world begins: ``302-1234567-1234567``."""
    chance = dice(seed, "orders", seller.seller_id)
    prefix = _ORDER_PREFIX[seller.region]
    return [
        f"{prefix}-{chance.randrange(10**7):07}-{chance.randrange(10**7):07}" for _ in range(ORDERS)
    ]
