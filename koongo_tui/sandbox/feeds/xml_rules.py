"""The rules for the messages of XML feeds.

Codes are those of Amazon's processing reports; 5000 stands for whatever its schema forbids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from koongo_tui.sandbox.catalogue import Catalogue
from koongo_tui.sandbox.feeds.envelope import Node
from koongo_tui.sandbox.feeds.moments import is_moment
from koongo_tui.sandbox.feeds.numbers import is_product_code, read_amount, read_quantity

Finding = tuple[str, str]
"""Code and sentence."""

LONGEST_SKU = 40
OPERATIONS = ("Update", "Delete", "PartialUpdate")


@dataclass(slots=True)
class Setting:
    """What the messages of one feed are held against.

    Attributes:
        feed_type: of the feed.
        seen_skus: of the messages so far, to the number of the message.
    """

    feed_type: str
    catalogue: Catalogue
    seen_skus: dict[str, str] = field(default_factory=dict)


def check_message(message: Node, setting: Setting) -> Iterator[Finding]:
    """What is wrong with a message apart from its ID."""
    operation = message.value("OperationType")
    if operation and operation not in OPERATIONS:
        yield schema(message, f"'{operation}' is no OperationType")
    kind = MESSAGE_TYPES.get(setting.feed_type)
    body = message.find(kind) if kind else None
    if kind and body is None:
        yield schema(message, f"the required element {kind} is missing")
    if kind and body is not None:
        yield from _RULES.get(kind, _nothing)(body, operation or "Update", setting)


def schema(node: Node, what: str) -> Finding:
    """A breach of Amazon's schema."""
    return "5000", f"XML Parsing Error at Line {node.line}, Column {node.column}: {what}."


def unknown_sku(sku: str, what: str) -> Finding:
    """A SKU that the seller does not list."""
    return (
        "13013",
        f"The SKU {sku} does not exist in the Amazon catalogue. Your {what} data was not "
        "processed.",
    )


def unknown_order(order_id: str) -> Finding:
    """An order that the seller did not receive."""
    return (
        "18028",
        f"Your order cannot be found: Amazon Order {order_id}. Enter the correct order ID and "
        "then resubmit your feed.",
    )


def _sku(body: Node, setting: Setting) -> Iterator[Finding]:
    sku = body.value("SKU")
    if not sku:
        yield schema(body, "the required element SKU is missing")
        return
    if len(sku) > LONGEST_SKU:
        yield schema(body, f"the SKU is longer than {LONGEST_SKU} characters")
    if sku in setting.seen_skus:
        yield schema(body, f"the SKU '{sku}' stands in message {setting.seen_skus[sku]} already")


def _known(body: Node, setting: Setting, what: str) -> Iterator[Finding]:
    sku = body.value("SKU")
    if sku and sku not in setting.catalogue.skus:
        yield unknown_sku(sku, what)


def _product(body: Node, operation: str, setting: Setting) -> Iterator[Finding]:
    yield from _sku(body, setting)
    sku = body.value("SKU")
    if operation == "Delete":
        yield from _known(body, setting, "product")
        return
    kind = body.value("StandardProductID/Type").upper()
    code = body.value("StandardProductID/Value")
    if body.find("StandardProductID") is not None and not is_product_code(kind, code):
        yield (
            "8560",
            f"SKU {sku}, Missing Attributes standard_product_id. The {kind or 'product'} code "
            f"'{code}' is not valid and matches no ASIN. Creation of a new ASIN requires the "
            "following missing attributes: standard_product_id.",
        )
    if not body.value("DescriptionData/Title"):
        yield "8560", f"SKU {sku}, Missing Attributes item_name. A new ASIN needs a title."


def _inventory(body: Node, operation: str, setting: Setting) -> Iterator[Finding]:
    yield from _sku(body, setting)
    yield from _known(body, setting, "inventory")
    given = [name for name in ("Available", "Quantity", "Lookup") if body.value(name)]
    if not given and operation != "Delete":
        yield schema(body, "one of Available, Quantity and Lookup is required")
    text = body.value("Quantity")
    quantity = read_quantity(text)
    if text and quantity is None:
        yield schema(body, f"'{text}' is not a valid value for 'nonNegativeInteger'")
    elif quantity is not None and quantity < 0:
        yield schema(
            body,
            f"Value '{text}' is not facet-valid with respect to minInclusive '0' for type "
            "'nonNegativeInteger'",
        )


def _price(body: Node, _: str, setting: Setting) -> Iterator[Finding]:
    yield from _sku(body, setting)
    yield from _known(body, setting, "price")
    if body.find("StandardPrice") is None:
        yield schema(body, "the required element StandardPrice is missing")
    for path in ("StandardPrice", "Sale/SalePrice"):
        node = body.find(path)
        if node is not None:
            yield from _amount(node)
    sale = body.find("Sale")
    if sale is not None and not (
        is_moment(sale.value("StartDate")) and is_moment(sale.value("EndDate"))
    ):
        yield "14016", "A sale price needs a start date and an end date."


def _amount(node: Node) -> Iterator[Finding]:
    amount = read_amount(node.text)
    if amount is None:
        yield schema(node, f"'{node.text}' is not a valid value for {node.name}")
    elif amount <= 0:
        yield schema(
            node,
            f"Value '{node.text}' is not facet-valid with respect to minInclusive '0.01' for "
            f"{node.name}",
        )
    if len(node.attributes.get("currency", "")) != 3:
        yield schema(node, f"the attribute currency of {node.name} is missing")


def _image(body: Node, operation: str, setting: Setting) -> Iterator[Finding]:
    # One product has several images, so its SKU may come again.
    if not body.value("SKU"):
        yield schema(body, "the required element SKU is missing")
    yield from _known(body, setting, "image")
    if not body.value("ImageType"):
        yield schema(body, "the required element ImageType is missing")
    address = body.value("ImageLocation")
    if operation != "Delete" and not is_web_address(address):
        yield "15", f"Invalid image URL: '{address}'."


def is_web_address(text: str) -> bool:
    """Whether a text is an address that pictures can be fetched from."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text


def _relationship(body: Node, _: str, setting: Setting) -> Iterator[Finding]:
    parent = body.value("ParentSKU")
    if not parent:
        yield schema(body, "the required element ParentSKU is missing")
    elif parent not in setting.catalogue.skus:
        yield "8007", f"We cannot recognize your parent SKU: [{parent}]."
    children = body.every("Relation")
    if not children:
        yield schema(body, "the required element Relation is missing")
    for child in children:
        sku = child.value("SKU")
        if sku not in setting.catalogue.skus:
            yield unknown_sku(sku, "relationship")


def _order(body: Node, setting: Setting) -> Iterator[Finding]:
    order = body.value("AmazonOrderID")
    own = body.value("MerchantOrderID") or body.value("MerchantFulfillmentID")
    if not order and not own:
        yield schema(body, "the required element AmazonOrderID is missing")
    elif order and order not in setting.catalogue.orders:
        yield unknown_order(order)


def _fulfilment(body: Node, _: str, setting: Setting) -> Iterator[Finding]:
    yield from _order(body, setting)
    date = body.value("FulfillmentDate")
    if not is_moment(date):
        yield schema(body, f"'{date}' is not a valid value for FulfillmentDate")
    for item in body.every("Item"):
        text = item.value("Quantity")
        quantity = read_quantity(text)
        if text and (quantity is None or quantity <= 0):
            yield schema(item, f"'{text}' is not a valid value for 'positiveInteger'")


def _acknowledgement(body: Node, _: str, setting: Setting) -> Iterator[Finding]:
    yield from _order(body, setting)
    status = body.value("StatusCode")
    if status not in ("Success", "Failure"):
        yield schema(body, f"'{status}' is not a valid value for StatusCode")


def _adjustment(body: Node, _: str, setting: Setting) -> Iterator[Finding]:
    yield from _order(body, setting)
    if not body.every("AdjustedItem"):
        yield schema(body, "the required element AdjustedItem is missing")


def _nothing(_: Node, __: str, ___: Setting) -> Iterator[Finding]:
    return iter(())


MESSAGE_TYPES: Mapping[str, str] = {
    "POST_PRODUCT_DATA": "Product",
    "POST_INVENTORY_AVAILABILITY_DATA": "Inventory",
    "POST_PRODUCT_OVERRIDES_DATA": "Override",
    "POST_PRODUCT_PRICING_DATA": "Price",
    "POST_PRODUCT_IMAGE_DATA": "ProductImage",
    "POST_PRODUCT_RELATIONSHIP_DATA": "Relationship",
    "POST_ORDER_ACKNOWLEDGEMENT_DATA": "OrderAcknowledgement",
    "POST_ORDER_FULFILLMENT_DATA": "OrderFulfillment",
    "POST_PAYMENT_ADJUSTMENT_DATA": "OrderAdjustment",
}
"""What the messages of a feed type hold; other types take messages of any kind."""

_RULES: Mapping[str, Callable[[Node, str, Setting], Iterator[Finding]]] = {
    "Product": _product,
    "Inventory": _inventory,
    "Price": _price,
    "ProductImage": _image,
    "Relationship": _relationship,
    "OrderFulfillment": _fulfilment,
    "OrderAcknowledgement": _acknowledgement,
    "OrderAdjustment": _adjustment,
}
