"""One message of a JSON feed as cells: attributes by name, with what matters of their values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from koongo_tui.feeds.parsed import MAX_CELL, Parsed, operation_word

_HIDDEN = frozenset({"marketplace_id", "language_tag", "fulfillment_channel_code", "audience"})
_DEEPEST = 20
_OWN = ("messageId", "sku", "operationType")


class BadMessage(ValueError):
    """The bytes are no JSON. The text says why.

    Attributes:
        offset: byte within the message.
    """

    def __init__(self, words: str, offset: int) -> None:
        super().__init__(words)
        self.offset = offset


def load_message(data: bytes) -> Any:
    """The value of a message's bytes.

    Raises:
        BadMessage: it is no JSON.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise BadMessage("The text is not UTF-8", error.start) from None
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        offset = len(text[: error.pos].encode())
        raise BadMessage(error.msg, offset) from None
    except (ValueError, RecursionError) as error:
        # NaN and its like, and numbers of thousands of digits.
        words = "A number is not one that JSON has" if isinstance(error, ValueError) else "Too deep"
        raise BadMessage(words, 0) from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


class JsonReader:
    """Reads messages."""

    def read(self, data: bytes) -> Parsed:
        """One record."""
        try:
            message = load_message(data)
        except BadMessage as bad:
            return Parsed(problem=f"The message is not valid JSON: {bad}.")
        if not isinstance(message, dict):
            return Parsed(problem="The message is not a JSON object.")
        return describe(message)


def describe(message: dict[str, Any]) -> Parsed:
    """A message as a row shows it."""
    number = message.get("messageId")
    return Parsed(
        record=str(number) if type(number) is int else "",
        sku=_text(message.get("sku")),
        operation=operation_word(_text(message.get("operationType"))),
        fields=dict(_fields(message)),
    )


def given_attributes(message: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Name and value of each attribute that a message sets, in ``attributes`` or ``patches``."""
    attributes = message.get("attributes")
    if isinstance(attributes, dict):
        yield from attributes.items()
    patches = message.get("patches")
    for patch in patches if isinstance(patches, list) else ():
        if isinstance(patch, dict) and isinstance(patch.get("path"), str):
            name = patch["path"].removeprefix("/attributes/")
            yield name, None if patch.get("op") == "delete" else patch.get("value")


def quantities(message: dict[str, Any]) -> Iterator[Any]:
    """Every quantity of a message's own stock, as given."""
    for name, value in given_attributes(message):
        if name == "fulfillment_availability":
            for entry in value if isinstance(value, list) else ():
                if isinstance(entry, dict) and "quantity" in entry:
                    yield entry["quantity"]


def prices(message: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    """Every price of a message's offers, as given, with its currency (maybe empty)."""
    for name, value in given_attributes(message):
        if name != "purchasable_offer":
            continue
        for offer in _objects(value):
            currency = _text(offer.get("currency"))
            for own in _objects(offer.get("our_price")):
                for part in _objects(own.get("schedule")):
                    if "value_with_tax" in part:
                        yield part["value_with_tax"], currency


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict):
            yield entry


def _fields(message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in message.items():
        if name not in _OWN and name not in ("attributes", "patches"):
            yield name, compact(value)
    price = ", ".join(f"{_scalar(value)} {currency}".strip() for value, currency in prices(message))
    if price:
        yield "price", price
    quantity = ", ".join(_scalar(value) for value in quantities(message))
    if quantity:
        yield "quantity", quantity
    for name, value in given_attributes(message):
        shown_already = (name == "purchasable_offer" and price) or (
            name == "fulfillment_availability" and quantity
        )
        if not shown_already:
            yield name, "(removed)" if value is None else compact(value)


def compact(value: Any, depth: int = 0) -> str:
    """A value in a few words: what it says, without the frame that Amazon puts around it."""
    if isinstance(value, dict):
        if depth > _DEEPEST:
            return "…"
        if "value" in value:
            unit = value.get("currency") or value.get("unit")
            text = compact(value["value"], depth + 1)
            return f"{text} {_scalar(unit)}" if unit else text
        parts = [
            f"{key}: {compact(part, depth + 1)}"
            for key, part in value.items()
            if key not in _HIDDEN
        ]
        return "; ".join(parts)[: MAX_CELL + 1]
    if isinstance(value, list):
        if depth > _DEEPEST:
            return "…"
        return ", ".join(compact(part, depth + 1) for part in value)[: MAX_CELL + 1]
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(value)[: MAX_CELL + 1]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
