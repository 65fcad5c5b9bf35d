"""What each type of feed is about, in a shopkeeper's word."""

from __future__ import annotations

FEED_WORDS = {
    "POST_PRODUCT_DATA": "Products",
    "POST_INVENTORY_AVAILABILITY_DATA": "Stock",
    "POST_PRODUCT_PRICING_DATA": "Prices",
    "POST_PRODUCT_IMAGE_DATA": "Pictures",
    "POST_PRODUCT_RELATIONSHIP_DATA": "Variations",
    "POST_PRODUCT_OVERRIDES_DATA": "Shipping overrides",
    "POST_ORDER_ACKNOWLEDGEMENT_DATA": "Order confirmations",
    "POST_ORDER_FULFILLMENT_DATA": "Shipments",
    "POST_PAYMENT_ADJUSTMENT_DATA": "Refunds",
    "POST_FLAT_FILE_LISTINGS_DATA": "Listings file",
    "POST_FLAT_FILE_INVLOADER_DATA": "Inventory file",
    "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA": "Price and stock file",
    "POST_FLAT_FILE_FULFILLMENT_DATA": "Shipments file",
    "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA": "Order confirmations file",
    "JSON_LISTINGS_FEED": "Listings",
}
"""By Amazon's name, without the underscores of MWS."""
