"""What became of a feed: how many messages were processed, and what was wrong with which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a row is. The value is Amazon's English word."""

    FATAL = "Fatal"
    ERROR = "Error"
    WARNING = "Warning"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is wrong.

    Attributes:
        number: of the message (XML) or record (flat file); 0 for the document as a whole.
        sku: empty when unknown, or when the message is about an order.
        order_id: empty when the message is not about an order.
        attribute: of the listing; empty when none is named.
    """

    number: int
    severity: Severity
    code: str
    message: str
    sku: str = ""
    order_id: str = ""
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Listings:
    """What the report of a listings feed holds besides its issues.

    Attributes:
        included: what the feed asked for.
        items: listings that it created or changed.
    """

    included: tuple[str, ...]
    api_version: str
    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of processing a feed.

    Attributes:
        errors: messages that were not accepted, or 1 for a document that was refused whole.
        warnings: messages with a warning.
        listings: of a listings feed that asked for more than its issues.
    """

    processed: int
    accepted: int
    errors: int
    warnings: int
    rows: tuple[Row, ...]
    listings: Listings | None = None

    @property
    def refused(self) -> bool:
        """No message was looked at: the document itself is wrong."""
        return self.processed == 0 and self.errors > 0


def outcome_of(processed: int, rows: Iterable[Row]) -> Outcome:
    """The outcome of a document whose messages were looked at one by one.

    A message may have several rows; it counts once.
    """
    rows = tuple(rows)
    failed = {row.number for row in rows if row.severity is not Severity.WARNING}
    warned = {row.number for row in rows if row.severity is Severity.WARNING}
    return Outcome(processed, processed - len(failed), len(failed), len(warned), rows)


def refused_document(code: str, message: str) -> Outcome:
    """The outcome of a document that could not be read."""
    return Outcome(0, 0, 1, 0, (Row(0, Severity.FATAL, code, message),))
