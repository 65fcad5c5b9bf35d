"""The attribute that a message names, for reports that do not give it a place of its own."""

from __future__ import annotations

import re
from functools import lru_cache

_SCAN = 2_000
_LONGEST = 120
_NAME = r"[A-Za-z][\w.#-]{0,80}"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # 8560 "SKU MUG-1, Missing Attributes brand,manufacturer. SKU MUG-1 doesn't match ..."
        rf"Missing Attributes:? ({_NAME}(?:, ?{_NAME})*)",
        # 90220 "'brand' is required but not supplied.", "'[brand]' is required but not supplied."
        r"^[\"']\[?([^\"'\[\]]+)\]?[\"'] is required but ",
        # 99001 "A value is required for the "brand" field."
        r"[Vv]alue is required for the [\"']?([^\"'.]+?)[\"']? field",
        # 90057 "The value(s) "x" in the color field contain ..."
        rf"\bfor the attribute [\"']({_NAME})[\"']",
        rf"\bfor attribute [\"']?({_NAME})[\"']?",
        # 8541 "... conflicting: size (Merchant: 'S' / Amazon: 'M')", "('brand' Merchant: 'A' ..."
        rf"(?:^|[(:,.;] ?)['\"“]?({_NAME}[\w ]{{0,40}}?)['\"”]? \(?(?:Merchant|Seller): ",
    )
)


def named_field(message: str) -> str | None:
    """The attribute's name as the message has it; None where it names none that we can tell.

    >>> named_field("'[batteries_required]' is required but not supplied.")
    'batteries_required'
    """
    return _named(message[:_SCAN])


@lru_cache(maxsize=128)  # thousands of lines share a few messages
def _named(start: str) -> str | None:
    for pattern in _PATTERNS:
        match = pattern.search(start)
        if match:
            return match[1].strip(" .")[:_LONGEST] or None
    return None
