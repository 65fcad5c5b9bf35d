"""In which order channels are shown, and which of them fit some words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from koongo_tui.fleet.health import RANK, ChannelRow


class FleetSort(StrEnum):
    """What channels are sorted by; those alike stay in the order of their names."""

    ATTENTION = "attention"
    NAME = "name"
    MARKETPLACE = "marketplace"
    PROGRAM = "program"
    HEALTH = "health"
    AGE = "age"
    DAYS = "days"
    LOOK = "look"
    OPEN = "open"
    NEWEST = "newest"


def attention(row: ChannelRow) -> tuple[object, ...]:
    """The most urgent first: connections, then authorisations, then submissions."""
    if row.health.is_bad:
        return 0, RANK[row.health], row.name
    if row.ends and row.days_left is not None:
        return 1, row.days_left, row.name
    return 2, -row.look, RANK[row.health], row.name


_Key = Callable[[ChannelRow], tuple[object, ...]]

_ORDERS: Mapping[FleetSort, _Key] = {
    FleetSort.ATTENTION: attention,
    FleetSort.NAME: lambda row: (row.name.casefold(),),
    FleetSort.MARKETPLACE: lambda row: (row.marketplace, row.name),
    FleetSort.PROGRAM: lambda row: (row.program, row.name),
    FleetSort.HEALTH: lambda row: (RANK[row.health], row.name),
    # The oldest first; what was never asked for comes before.
    FleetSort.AGE: lambda row: (row.age is not None, -(row.age or timedelta(0)), row.name),
    FleetSort.DAYS: lambda row: (row.days_left is None, row.days_left or 0, row.name),
    FleetSort.LOOK: lambda row: (-row.look, row.name),
    FleetSort.OPEN: lambda row: (-row.open, row.name),
    FleetSort.NEWEST: lambda row: (-_seconds(row.summary.newest), row.name),
}


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment is not None else 0.0


def arranged(
    rows: Iterable[ChannelRow], words: str = "", sort: FleetSort = FleetSort.ATTENTION
) -> list[ChannelRow]:
    """The rows that fit, in order.

    Args:
        rows: in any order.
        words: each has to be part of the name, the marketplace, the program, the Seller ID or the
            health, in any capitals; ``look`` means what needs one.
        sort: by this.
    """
    wanted = words.casefold().split()
    return sorted((row for row in rows if _fits(row, wanted)), key=_ORDERS[sort])


def _fits(row: ChannelRow, wanted: list[str]) -> bool:
    if not wanted:
        return True
    text = (
        f"{row.name}\n{row.marketplace}\n{row.program}\n{row.seller_id}\n"
        f"{row.health.word}\n{row.health}"
    ).casefold()
    return all(word in text or (word == "look" and row.needs_a_look) for word in wanted)
