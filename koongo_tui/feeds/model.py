"""What is said of a feed file: its rows, its facts, what was found in it, how far the work is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from koongo_tui.errors import ExitCode, KoongoError

Cancelled = Callable[[], bool]
"""Asked now and then during long work; True ends it at once."""


def never() -> bool:
    """Work that nobody cancels."""
    return False


class FeedError(KoongoError):
    """The file cannot be read. ``code`` is ``no-feed-file``, ``feed-changed`` or ``no-room``."""

    code = "no-feed-file"
    exit_code = ExitCode.USAGE


class FeedChanged(FeedError):
    """The file is not the one that was opened: changed, replaced or removed meanwhile."""

    code = "feed-changed"


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One record of a feed.

    Attributes:
        index: its place among the records, from 0.
        record: the number that Amazon's report gives it: the messageId of JSON, the MessageID of
            XML, the row below the headings in a flat file.
        sku: empty for a record without one.
        order_id: of a record about an order; empty otherwise.
        operation: in capitals and underscores whatever the kind (``UPDATE``, ``PARTIAL_UPDATE``,
            ``PATCH``, ``DELETE``); empty where the record says none.
        cells: one for each of the feed's columns, decoded, as in the file.
        start, end: its bytes in the file; without the line end of a flat file.
        problem: why the record could not be read, a sentence; None when it was.
    """

    index: int
    record: str
    sku: str
    order_id: str
    operation: str
    cells: tuple[str, ...]
    start: int
    end: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading of the whole file is.

    Attributes:
        done, total: bytes.
        rows: records met so far.
    """

    done: int
    total: int
    rows: int


class Severity(StrEnum):
    """What a finding means for sending."""

    REFUSE = "refuse"
    WARN = "warn"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst; to sort by."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Example:
    """A record that a finding is about.

    Attributes:
        index: its place among the records, from 0; None for the file as a whole.
        record, sku: as in :class:`FeedRow`; empty where there is none.
        detail: what is wrong there, in a few words; may be empty.
    """

    index: int | None
    record: str
    sku: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the feed that a person should know before it is sent.

    Attributes:
        code: a stable word.
        severity: ``REFUSE`` only where Amazon would surely refuse the feed as a whole.
        sentence: what is so.
        fix: what to do; empty when there is nothing to do.
        count: records that it concerns; 1 for the file as a whole.
        examples: at most five, the first ones.
    """

    code: str
    severity: Severity
    sentence: str
    fix: str = ""
    count: int = 1
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What a feed holds, counted to its end.

    Attributes:
        size: bytes.
        rows: records.
        operations: how many of each; ``""`` for records that say none.
        skus: different SKUs; 0 for feeds about orders.
        orders: different order IDs.
        quantities: records that say a quantity; ``zeros`` of them say 0.
        prices: records that say a price; ``lowest_price`` and ``highest_price`` as in the file.
        currencies: of the prices, sorted; empty where the file says none.
        encoding: Python's plain name of it: ``utf-8``, ``cp1252``, ``cp932``, ``utf-16``, or
            ``ascii`` for a file that is the same in all of them.
        seller_id: of the header; None without one.
    """

    size: int
    rows: int = 0
    operations: Mapping[str, int] = field(default_factory=dict)
    skus: int = 0
    orders: int = 0
    quantities: int = 0
    zeros: int = 0
    prices: int = 0
    lowest_price: str | None = None
    highest_price: str | None = None
    currencies: tuple[str, ...] = ()
    encoding: str = "ascii"
    seller_id: str | None = None

    @property
    def zero_share(self) -> float:
        """The part of the quantities that is 0, from 0 to 1."""
        return self.zeros / self.quantities if self.quantities else 0.0


class WorkCancelled(Exception):
    """Long work was ended because its ``cancelled`` said so. It has no result."""
