"""What all kinds of checks write on: findings, counts, keys."""

from __future__ import annotations

from dataclasses import dataclass, field

from koongo_tui.feeds.batches import Batch
from koongo_tui.feeds.checks.notes import Notes
from koongo_tui.feeds.checks.tally import Tally, read_amount, read_quantity
from koongo_tui.feeds.kinds import FeedType
from koongo_tui.feeds.sparse import SparseIndex
from koongo_tui.feeds.spill import KeySpill
from koongo_tui.guide.marketplaces import Marketplace
from koongo_tui.guide.programs import Program

LONGEST_SKU = 40


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Where the feed is to go.

    Attributes:
        program: of the channel.
        marketplace: of the channel.
        seller_id: of the channel; None leaves the feed's own unchecked.
    """

    program: Program
    marketplace: Marketplace | None = None
    seller_id: str | None = None


@dataclass(slots=True)
class Sheet:
    """The state of one check.

    Attributes:
        keys: SKUs or order IDs, by the index of their record.
        numbers: message numbers, likewise.
        places: where records are.
    """

    context: CheckContext
    feed_type: FeedType
    keys: KeySpill
    numbers: KeySpill
    notes: Notes = field(default_factory=Notes)
    tally: Tally = field(default_factory=Tally)
    places: SparseIndex = field(default_factory=SparseIndex)

    def flawed(self, batch: Batch) -> None:
        """A record that is passed over."""
        self.tally.rows += 1
        if batch.flaw is not None:
            code = f"record-{batch.flaw.name.lower()}"
            self.notes.record(code, batch.index, str(batch.index + 1), "")

    def key(self, text: str, index: int) -> None:
        """A record's SKU or order."""
        self.keys.add(hash(text), index)

    def sku(self, sku: str, index: int, record: str = "") -> None:
        """A record's SKU, which it has to have."""
        if not sku:
            self.notes.record("no-sku", index, record, "")
            return
        if len(sku) > LONGEST_SKU:
            self.notes.record("sku-long", index, record, sku)
        self.keys.add(hash(sku), index)

    def quantity(self, text: str, index: int, record: str = "", sku: str = "") -> None:
        """A quantity as text."""
        number = read_quantity(text)
        if number is None:
            self.notes.record("quantity-wrong", index, record, sku, text)
        else:
            self.tally.quantity(number)

    def price(
        self, text: str, index: int, record: str = "", sku: str = "", currency: str = ""
    ) -> None:
        """A price as text."""
        amount = read_amount(text)
        if amount is None:
            self.notes.record("price-wrong", index, record, sku, text)
            return
        if not amount:
            self.notes.record("price-zero", index, record, sku, text)
        self.tally.price(amount, text, currency)
