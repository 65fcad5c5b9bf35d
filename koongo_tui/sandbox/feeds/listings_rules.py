"""The rules for one message of a JSON_LISTINGS_FEED: which fields an operation needs and takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from koongo_tui.sandbox.feeds.listings_attributes import (
    Finding,
    check_attribute,
    invalid,
    missing,
    superfluous,
)
from koongo_tui.sandbox.feeds.xml_rules import LONGEST_SKU, unknown_sku

REQUIREMENTS = ("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY")
PATCHES = ("add", "replace", "merge", "delete")

_PREFIX = "/attributes/"
_CHOICE = ("productType", "requirements", "attributes", "patches")

# What an operation needs, and what it takes besides.
_FIELDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "UPDATE": (("productType", "attributes"), ("requirements",)),
    "PARTIAL_UPDATE": (("productType", "attributes"), ()),
    "PATCH": (("productType", "patches"), ()),
    "DELETE": ((), ()),
}


@dataclass(frozen=True, slots=True)
class Market:
    """Where a feed acts.

    Attributes:
        skus: that the seller lists, by now.
    """

    marketplace_ids: tuple[str, ...]
    skus: set[str]


def check_message(message: Mapping[str, Any], market: Market) -> Iterator[Finding]:
    """What is wrong with a message apart from its ID."""
    sku, operation = message.get("sku"), message.get("operationType")
    if sku in (None, ""):
        yield missing("sku")
    elif not isinstance(sku, str) or len(sku) > LONGEST_SKU:
        yield invalid("sku", sku)
    if operation is None:
        yield missing("operationType")
        return
    if not isinstance(operation, str) or operation not in _FIELDS:
        yield invalid("operationType", operation)
        return
    needed, more = _FIELDS[operation]
    for name in _CHOICE:
        if name in needed and not message.get(name):
            yield missing(name)
        elif name in message and name not in needed + more:
            yield superfluous(name, operation)
    yield from _simple_fields(message)
    if operation != "UPDATE" and isinstance(sku, str) and sku and sku not in market.skus:
        yield Finding(*unknown_sku(sku, "listing"))
    if operation in ("UPDATE", "PARTIAL_UPDATE"):
        yield from _attributes(message, market)
    elif operation == "PATCH":
        yield from _patches(message.get("patches"), market)


def given_attributes(message: Mapping[str, Any]) -> dict[str, Any]:
    """What a message that is in order sets."""
    if message["operationType"] != "PATCH":
        return dict(message["attributes"])
    return {
        patch["path"].removeprefix(_PREFIX): patch["value"]
        for patch in message["patches"]
        if patch["op"] != "delete"
    }


def _simple_fields(message: Mapping[str, Any]) -> Iterator[Finding]:
    kind = message.get("productType")
    if kind and not isinstance(kind, str):
        yield invalid("productType", kind)
    requirements = message.get("requirements", "LISTING")
    if requirements not in REQUIREMENTS:
        yield invalid("requirements", requirements)


def _attributes(message: Mapping[str, Any], market: Market) -> Iterator[Finding]:
    attributes = message.get("attributes")
    if not attributes:
        return
    if not isinstance(attributes, dict):
        yield invalid("attributes", attributes)
        return
    for name, value in attributes.items():
        yield from check_attribute(name, value, market.marketplace_ids)
    offer_only = message.get("requirements") == "LISTING_OFFER_ONLY"
    if message["operationType"] == "UPDATE" and not offer_only and "item_name" not in attributes:
        yield missing("item_name")


def _patches(patches: Any, market: Market) -> Iterator[Finding]:
    if not patches:
        return
    if not isinstance(patches, list):
        yield invalid("patches", patches)
        return
    for patch in patches:
        if not isinstance(patch, dict):
            yield invalid("patches", patch)
            continue
        op, path = patch.get("op"), patch.get("path")
        if op not in PATCHES:
            yield missing("op") if op is None else invalid("op", op)
        if not isinstance(path, str) or not path.startswith(_PREFIX) or path == _PREFIX:
            yield missing("path") if path is None else invalid("path", path)
        elif op != "delete":
            name = path.removeprefix(_PREFIX)
            if "value" not in patch:
                yield missing(f"{name}.value")
            else:
                yield from check_attribute(name, patch["value"], market.marketplace_ids)
