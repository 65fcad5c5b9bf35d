"""Counting what a feed would do."""

from __future__ import annotations

import re
from functools import lru_cache

from koongo_tui.feeds.model import FeedFacts

_AMOUNT = re.compile(r"\d{1,12}(?:[.,]\d{1,6})?", re.ASCII)
_QUANTITY = re.compile(r"\d{1,9}", re.ASCII)
_MOST_WORDS = 50
"""Different operations or currencies that are counted: a broken file may hold any number."""


@lru_cache(maxsize=4096)
def read_amount(text: str) -> float | None:
    """An amount with a point or a comma; None for anything else."""
    return float(text.replace(",", ".")) if _AMOUNT.fullmatch(text) else None


@lru_cache(maxsize=4096)
def read_quantity(text: str) -> int | None:
    """A whole number from 0; None for anything else."""
    return int(text) if _QUANTITY.fullmatch(text) else None


class Tally:
    """What was counted so far."""

    def __init__(self) -> None:
        self.rows = 0
        self.operations: dict[str, int] = {}
        self.quantities = 0
        self.zeros = 0
        self.prices = 0
        self._lowest: tuple[float, str] | None = None
        self._highest: tuple[float, str] | None = None
        self._currencies: set[str] = set()

    def operation(self, word: str) -> None:
        """A record's operation."""
        count = self.operations.get(word)
        if count is not None or len(self.operations) < _MOST_WORDS:
            self.operations[word] = (count or 0) + 1

    def quantity(self, number: int) -> None:
        """A record's quantity."""
        self.quantities += 1
        if not number:
            self.zeros += 1

    def price(self, amount: float, text: str, currency: str = "") -> None:
        """A record's price."""
        self.prices += 1
        if self._lowest is None or amount < self._lowest[0]:
            self._lowest = (amount, text)
        if self._highest is None or amount > self._highest[0]:
            self._highest = (amount, text)
        if currency and len(self._currencies) < _MOST_WORDS:
            self._currencies.add(currency[:3])

    def facts(
        self, *, size: int, skus: int, orders: int, encoding: str, seller_id: str | None
    ) -> FeedFacts:
        """All that was counted."""
        return FeedFacts(
            size=size,
            rows=self.rows,
            operations=dict(sorted(self.operations.items(), key=lambda item: -item[1])),
            skus=skus,
            orders=orders,
            quantities=self.quantities,
            zeros=self.zeros,
            prices=self.prices,
            lowest_price=self._lowest[1] if self._lowest else None,
            highest_price=self._highest[1] if self._highest else None,
            currencies=tuple(sorted(self._currencies)),
            encoding=encoding,
            seller_id=seller_id,
        )
