"""The rules for one attribute of a listing, as far as they hold for every product type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from koongo_tui.sandbox.feeds.numbers import is_product_code, read_amount
from koongo_tui.sandbox.feeds.xml_rules import is_web_address

LONGEST_NAME = 200
_LANGUAGE = re.compile(r"[a-z]{2}_[A-Z]{2}")
_LONGEST_QUOTE = 60
_LEAST_PRICE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a message.

    Attributes:
        attribute: concerned; empty when it is none.
    """

    code: str
    message: str
    attribute: str = ""


def missing(name: str) -> Finding:
    """Something that has to be there."""
    return Finding("90220", f"'{name}' is required but not supplied.", name)


def invalid(name: str, value: Any) -> Finding:
    """A value that makes no sense."""
    shown = str(value)[:_LONGEST_QUOTE]
    return Finding("4000001", f"The value '{shown}' specified for '{name}' is not valid.", name)


def superfluous(name: str, operation: str) -> Finding:
    """A field that an operation does not take."""
    return Finding(
        "90000900", f"The field '{name}' is not applicable to the operation {operation}.", name
    )


def too_small(name: str, value: Any, least: object) -> Finding:
    """A number below what is allowed."""
    return Finding(
        "90004114", f"The value '{value}' of '{name}' is below the minimum of {least}.", name
    )


def too_few(name: str, field: str) -> Finding:
    """A list without entries."""
    return Finding(
        "99022",
        f"The field '\"{field}\"' for the attribute '{name}' does not have enough values. The "
        "required minimum is '1' value(s).",
        name,
    )


def check_attribute(name: str, value: Any, marketplace_ids: Sequence[str]) -> Iterator[Finding]:
    """What is wrong with an attribute.

    Args:
        marketplace_ids: of the feed.
    """
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        yield invalid(name, value)
        return
    if not value:
        yield too_few(name, name)
    for entry in value:
        market = entry.get("marketplace_id")
        if market is not None and market not in marketplace_ids:
            yield invalid(f"{name}.marketplace_id", market)
        language = entry.get("language_tag")
        if language is not None and not (
            isinstance(language, str) and _LANGUAGE.fullmatch(language)
        ):
            yield invalid(f"{name}.language_tag", language)
        rule = _RULES.get(name)
        if rule is not None:
            yield from rule(name, entry)


def _name(name: str, entry: Mapping[str, Any]) -> Iterator[Finding]:
    text = entry.get("value")
    if text in (None, ""):
        yield missing(f"{name}.value")
    elif not isinstance(text, str) or len(text) > LONGEST_NAME:
        yield invalid(f"{name}.value", text)


def _stock(name: str, entry: Mapping[str, Any]) -> Iterator[Finding]:
    channel = entry.get("fulfillment_channel_code")
    if not channel:
        yield missing(f"{name}.fulfillment_channel_code")
    elif not isinstance(channel, str):
        yield invalid(f"{name}.fulfillment_channel_code", channel)
    quantity = entry.get("quantity")
    if quantity is None:
        return
    if type(quantity) is not int:
        yield invalid(f"{name}.quantity", quantity)
    elif quantity < 0:
        yield too_small(f"{name}.quantity", quantity, 0)


def _offer(name: str, entry: Mapping[str, Any]) -> Iterator[Finding]:
    currency = entry.get("currency")
    if currency is not None and not (isinstance(currency, str) and len(currency) == 3):
        yield invalid(f"{name}.currency", currency)
    if "our_price" not in entry:
        return
    prices = entry["our_price"]
    path = f"{name}.our_price"
    if not isinstance(prices, list):
        yield invalid(path, prices)
    elif not prices:
        yield too_few(path, "prices")
    else:
        for price in prices:
            yield from _price(path, price)


def _price(path: str, price: Any) -> Iterator[Finding]:
    schedule = price.get("schedule") if isinstance(price, dict) else None
    if not isinstance(schedule, list) or not schedule:
        yield too_few(path, "schedule")
        return
    for part in schedule:
        value = part.get("value_with_tax") if isinstance(part, dict) else None
        if value is None:
            yield missing(f"{path}.schedule.value_with_tax")
            continue
        number = not isinstance(value, bool) and isinstance(value, int | float)
        amount = read_amount(str(value)) if number else None
        if amount is None:
            yield invalid(f"{path}.schedule.value_with_tax", value)
        elif amount < _LEAST_PRICE:
            yield too_small(f"{path}.schedule.value_with_tax", value, _LEAST_PRICE)


def _product_code(name: str, entry: Mapping[str, Any]) -> Iterator[Finding]:
    kind, code = entry.get("type"), entry.get("value")
    if not kind or not isinstance(kind, str):
        yield missing(f"{name}.type")
    elif not isinstance(code, str) or not is_product_code(kind.upper(), code):
        yield invalid(f"{name}.value", code)


def _picture(name: str, entry: Mapping[str, Any]) -> Iterator[Finding]:
    address = entry.get("media_location")
    if not (isinstance(address, str) and is_web_address(address)):
        yield Finding("15", f"Invalid image URL: '{address}'.", name)


_RULES: Mapping[str, Callable[[str, Mapping[str, Any]], Iterator[Finding]]] = {
    "item_name": _name,
    "fulfillment_availability": _stock,
    "purchasable_offer": _offer,
    "externally_assigned_product_identifier": _product_code,
    "main_product_image_locator": _picture,
    **{f"other_product_image_locator_{number}": _picture for number in range(1, 9)},
}
