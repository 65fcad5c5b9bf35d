"""The outcomes of feeds that nobody sent: invented, and always the same for one submission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.catalogue import example_orders, example_skus
from koongo_tui.sandbox.dice import dice
from koongo_tui.sandbox.feed_types import FEED_KINDS, LISTINGS, ORDER_TYPES, FeedKind
from koongo_tui.sandbox.outcomes import Outcome, Row, Severity, outcome_of, refused_document
from koongo_tui.sandbox.submissions import Fate, Submission

MOST_ROWS = 60

_CONFLICT = (
    "8541",
    "The SKU data provided conflicts with the Amazon catalog. The standard_product_id value(s) "
    "provided correspond to the ASIN {asin}, but some information contradicts with the Amazon "
    "catalog. The following are the attribute value(s) that are conflicting: part_number "
    "(Merchant: '{number}' / Amazon: '{other}').",
)
_NO_MATCH = (
    "8560",
    "SKU {sku}, Missing Attributes standard_product_id. SKU {sku} does not match any ASIN. "
    "Creation of a new ASIN requires the following missing attributes: standard_product_id.",
)
_WRONG_CODES = (
    "8572",
    "You are using UPCs, EANs, ISBNs, ASINs, or JAN codes that do not match the products you are "
    "trying to list.",
)
_BRAND = (
    "6024",
    "Seller is not authorized to list products by this brand name in this product line or "
    "category.",
)
_CATEGORY = ("8026", "You are not authorized to list products in this category.")
_MISSING = ("99001", 'A value is required for the "brand_name" field.')
_INVALID = ("90057", "The color_name field contains an invalid value: Grün.")
_UNKNOWN_SKU = (
    "13013",
    "The SKU {sku} does not exist in the Amazon catalogue. Your data was not processed.",
)
_NEGATIVE = (
    "5000",
    "XML Parsing Error at Line {line}, Column 21: Value '-{digit}' is not facet-valid with "
    "respect to minInclusive '0' for type 'nonNegativeInteger'.",
)
_IDENTICAL = (
    "5000",
    "The update for Sku '{sku}' was skipped because it is identical to the update in feed "
    "'{number}'.",
)
_NO_IMAGE = (
    "20000",
    "Error downloading image from URL: https://shop.example/images/{sku}.jpg. HTTP Status Code: "
    "404.",
)
_NO_PARENT = ("8007", "We cannot recognize your parent SKU: [{sku}-P].")
_NO_ORDER = (
    "18028",
    "Your order cannot be found: Amazon Order {order}. Enter the correct order ID and then "
    "resubmit your feed.",
)
_TOO_MANY = (
    "18021",
    "The quantities you provided for order id ({order}) were larger than the quantities that "
    "could be fulfilled.",
)

_REQUIRED = ("90220", "'[batteries_required]' is required but not supplied.")
_TOO_FEW = (
    "99022",
    "The field '\"prices\"' for the attribute 'purchasable_offer.our_price' does not have enough "
    "values. The required minimum is '1' value(s).",
)
_BELOW = (
    "90004114",
    "The value '-{digit}' of 'fulfillment_availability.quantity' is below the minimum of 0.",
)
_INCOMPLETE = (
    "18448",
    "Attributes tagged as relevant_attributes are incomplete. Provide values for the following "
    "attribute(s): item_weight, item_dimensions",
)
_ATTRIBUTES = {
    "90220": "batteries_required",
    "99022": "purchasable_offer.our_price",
    "90004114": "fulfillment_availability.quantity",
}
"""What the complaints about listings feeds name."""

# The first complaint of a type is the most frequent one.
_ERRORS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "POST_PRODUCT_DATA": (_CONFLICT, _NO_MATCH, _BRAND, _WRONG_CODES, _CATEGORY),
    "POST_INVENTORY_AVAILABILITY_DATA": (_UNKNOWN_SKU, _NEGATIVE),
    "POST_PRODUCT_PRICING_DATA": (_UNKNOWN_SKU,),
    "POST_PRODUCT_IMAGE_DATA": (_NO_IMAGE, _UNKNOWN_SKU),
    "POST_PRODUCT_RELATIONSHIP_DATA": (_NO_PARENT, _UNKNOWN_SKU),
    "POST_ORDER_FULFILLMENT_DATA": (_NO_ORDER, _TOO_MANY),
    "POST_FLAT_FILE_FULFILLMENT_DATA": (_NO_ORDER, _TOO_MANY),
    "POST_FLAT_FILE_LISTINGS_DATA": (_MISSING, _CONFLICT, _INVALID, _BRAND),
    "POST_FLAT_FILE_INVLOADER_DATA": (_CONFLICT, _UNKNOWN_SKU),
    "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA": (_UNKNOWN_SKU,),
    LISTINGS: (_REQUIRED, _CONFLICT, _TOO_FEW, _BRAND, _BELOW),
}


def invent(seed: str, seller: Seller, submission: Submission) -> Outcome:
    """The outcome of an invented submission that is done."""
    chance = dice(seed, "outcome", submission.seller_id, submission.id)
    if submission.fate is Fate.REFUSED:
        return _refused(submission)
    by_order = submission.feed_type in ORDER_TYPES
    processed = chance.randint(1, 40) if by_order else int(10 ** chance.uniform(0.5, 3.6))
    orders = example_orders(seed, seller)
    rows = _rows(chance, submission, processed, example_skus(seller), orders)
    return outcome_of(processed, sorted(rows, key=lambda row: row.number))


def _rows(
    chance: Random, submission: Submission, processed: int, skus: list[str], orders: list[str]
) -> Iterator[Row]:
    if submission.fate is Fate.CLEAN:
        return
    errors = _ERRORS[submission.feed_type]
    by_order = submission.feed_type in ORDER_TYPES
    most = min(MOST_ROWS, max(1, processed // 4))
    numbers = chance.sample(range(1, processed + 1), chance.randint(1, most))
    for index, number in enumerate(numbers):
        sku, order = chance.choice(skus), chance.choice(orders)
        about = {"order_id": order} if by_order else {"sku": sku}
        first = min(int(chance.expovariate(1.1)), len(errors) - 1)
        # A record may have two rows; it is one error all the same.
        complaints = errors[first : first + (2 if chance.random() < 0.1 else 1)]
        severity = Severity.ERROR
        if submission.fate is Fate.WARNINGS or (index and not by_order and chance.random() < 0.1):
            warning = _INCOMPLETE if submission.feed_type == LISTINGS else _IDENTICAL
            complaints, severity = (warning,), Severity.WARNING
        for code, template in complaints:
            message = template.format(
                sku=sku,
                order=order,
                asin=f"B0{chance.randrange(10**8):08}",
                number=chance.randrange(10**10),
                other=chance.randrange(10**6),
                line=4 + 8 * number,
                digit=chance.randint(1, 9),
            )
            attribute = _ATTRIBUTES.get(code, "")
            yield Row(number, severity, code, message, attribute=attribute, **about)


def _refused(submission: Submission) -> Outcome:
    if submission.feed_type == LISTINGS:
        return refused_document("BAD_REQUEST", "The feed has no 'messages'.")
    if FEED_KINDS[submission.feed_type] is FeedKind.FLAT_FILE:
        return refused_document(
            "90012",
            "The required sku field is missing from the file. To correct this error, download the "
            "template again and use the new copy, or insert the required field into your existing "
            "file.",
        )
    return refused_document(
        "5001",
        'XML Parsing Fatal Error at Line 412, Column 27: the element type "Title" must be '
        "terminated by the matching end-tag.",
    )
