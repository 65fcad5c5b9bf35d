"""A feed as the example seller's shop would make it: prices and stock, a few lines gone wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass

from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.catalogue import example_skus
from koongo_tui.sandbox.dice import dice

LINES = 120

FLAT_FILE = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"
LISTINGS = "JSON_LISTINGS_FEED"

_ZERO_PRICE, _NOT_LISTED, _NO_NUMBER = 17, 41, 86
"""Lines that the shop got wrong, from 0."""


@dataclass(frozen=True, slots=True)
class _Offer:
    sku: str
    price: str
    quantity: str


def example_flat_file(seller: Seller) -> bytes:
    """Prices and stock as a flat file."""
    lines = ["sku\tprice\tquantity\thandling-time"]
    lines += [f"{o.sku}\t{o.price}\t{o.quantity}\t2" for o in _offers(seller)]
    return ("\n".join(lines) + "\n").encode("ascii")


def example_listings(seller: Seller, marketplace_id: str, currency: str) -> bytes:
    """The same as a JSON listings feed.

    Args:
        currency: of the marketplace, ``EUR``.
    """
    messages = [
        {
            "messageId": number,
            "sku": offer.sku,
            "operationType": "PARTIAL_UPDATE",
            "productType": "PRODUCT",
            "attributes": {
                "fulfillment_availability": [
                    {
                        "fulfillment_channel_code": "DEFAULT",
                        "quantity": int(offer.quantity) if offer.quantity.isdigit() else -1,
                    }
                ],
                "purchasable_offer": [
                    {
                        "marketplace_id": marketplace_id,
                        "currency": currency,
                        "our_price": [{"schedule": [{"value_with_tax": float(offer.price)}]}],
                    }
                ],
            },
        }
        for number, offer in enumerate(_offers(seller), start=1)
    ]
    header = {"sellerId": seller.seller_id, "version": "2.0", "issueLocale": "en_US"}
    return json.dumps({"header": header, "messages": messages}, indent=1).encode("ascii")


def _offers(seller: Seller) -> list[_Offer]:
    chance = dice("example feed", seller.seller_id)
    offers = []
    for number, sku in enumerate(example_skus(seller)[:LINES]):
        price = f"{chance.randrange(300, 9900) / 100:.2f}"
        quantity = "0" if chance.random() < 0.06 else str(chance.randrange(1, 80))
        if number == _ZERO_PRICE:
            price = "0.00"
        elif number == _NO_NUMBER:
            quantity = "many"
        name = f"{sku}-BLUE" if number == _NOT_LISTED else sku
        offers.append(_Offer(name, price, quantity))
    return offers
