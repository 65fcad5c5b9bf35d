"""What every kind's reader makes of one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_CELL = 1000
"""Characters of a cell that are shown."""


@dataclass(slots=True)
class Parsed:
    """A record that was read.

    Attributes:
        record: Amazon's number for it; empty where it gives none and its place counts.
        fields: name to text of everything but what has an attribute of its own here, in the
            order of the file.
        problem: why it could not be read; the rest is empty then.
    """

    record: str = ""
    sku: str = ""
    order_id: str = ""
    operation: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None


def shown(text: str) -> str:
    """A text as a cell shows it: one that is very long is cut."""
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def operation_word(text: str) -> str:
    """``PartialUpdate``, ``partial_update`` and the letters of the inventory loader, as one."""
    word = text.strip()
    return _OPERATIONS.get(word.lower(), word.upper().replace("-", "_")[:40])


_OPERATIONS = {
    "partialupdate": "PARTIAL_UPDATE",
    # add-delete of the inventory loader: add or change, delete the offer, delete all of it.
    "a": "UPDATE",
    "d": "DELETE",
    "x": "DELETE",
}
