"""What whoever talks to the sandbox has to know: the first line that the command prints."""

from __future__ import annotations

from typing import Any

from koongo_tui.sandbox.catalogue import example_orders, example_skus
from koongo_tui.sandbox.world import World

SELLER_CENTRAL = "/seller-central"
"""Under it, by region: what the usual seller sees, as text to copy."""


def announce(world: World, endpoint: str) -> dict[str, Any]:
    """A JSON object: the endpoint, the developers and the sellers, their keys in clear.

    All of it is invented and works nowhere else. ``skus`` and ``orders`` are some that the seller
    has, for feeds to try; ``seller_central`` is where each region's usual seller can be looked
    over the shoulder: ``<address>/eu``.
    """
    cast = world.cast
    return {
        "mws_endpoint": endpoint,
        "seller_central": endpoint + SELLER_CENTRAL,
        "developers": [
            {
                "region": developer.region.value,
                "developer_id": developer.developer_id,
                "access_key_id": developer.access_key_id,
                "secret_key": developer.secret_key,
            }
            for developer in cast.developers
        ],
        "sellers": [
            {
                "seller_id": seller.seller_id,
                "mws_auth_token": seller.mws_auth_token,
                "region": seller.region.value,
                "marketplaces": list(seller.marketplace_ids),
                "name": seller.name,
                "standing": seller.standing.value,
                "skus": example_skus(seller)[:3],
                "orders": example_orders(world.seed, seller)[:3],
            }
            for seller in cast.sellers
        ],
    }
