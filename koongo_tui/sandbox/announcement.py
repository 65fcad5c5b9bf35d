"""What whoever talks to the sandbox has to know: the first line that the command prints."""

from __future__ import annotations

from typing import Any

from koongo_tui.sandbox.catalogue import example_orders, example_skus
from koongo_tui.sandbox.world import World

SELLER_CENTRAL = "/seller-central"
"""Under it, by region: what the usual seller sees, as text to copy."""

TOKEN_PATH = "/auth/o2/token"  # noqa: S105  a path
CONSENT_PATH = "/apps/authorize/consent"
MANAGE_PATH = "/apps/manage"


def announce(world: World, endpoint: str) -> dict[str, Any]:
    """A JSON object: the endpoint, the developers and the sellers, their keys in clear.

    All of it is invented and works nowhere else. ``skus`` and ``orders`` are some that the seller
    has, for feeds to try; ``seller_central`` is where each region's usual seller can be looked
    over the shoulder: ``<address>/eu``. SP-API's application is one for all regions.
    """
    cast = world.cast
    application = cast.application
    return {
        "mws_endpoint": endpoint,
        "spapi_endpoint": endpoint,
        "lwa_endpoint": endpoint + TOKEN_PATH,
        "consent_url": endpoint + CONSENT_PATH,
        "seller_central": endpoint + SELLER_CENTRAL,
        "developers": [
            {
                "region": developer.region.value,
                "developer_id": developer.developer_id,
                "access_key_id": developer.access_key_id,
                "secret_key": developer.secret_key,
                "application_id": application.application_id,
                "lwa_client_id": application.client_id,
                "lwa_client_secret": application.client_secret,
                "redirect_uris": list(application.redirect_uris),
            }
            for developer in cast.developers
        ],
        "sellers": [
            {
                "seller_id": seller.seller_id,
                "mws_auth_token": seller.mws_auth_token,
                "refresh_token": seller.refresh_token,
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
