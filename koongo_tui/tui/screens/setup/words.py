"""Words that several pages use."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from koongo_tui.guide.marketplaces import Marketplace

_SHORT = {"AE": "Arab Emirates"}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def day(value: date) -> str:
    """``25 March 2020``."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime, now: datetime) -> str:
    """``today at 14:02 CET``, ``on 3 March at 14:02 CET``; local time with its zone.

    Args:
        value, now: aware; shown in the zone of ``now``.
    """
    local = value.astimezone(now.tzinfo)
    clock = f"{local:%H:%M} {local:%Z}".strip()
    if local.date() == now.date():
        return f"today at {clock}"
    if (now.date() - local.date()).days == 1:
        return f"yesterday at {clock}"
    return f"on {local.day} {_MONTHS[local.month - 1]} at {clock}"


def short_country(home: Marketplace) -> str:
    """Its country in 17 cells at most, to stand beside others."""
    return _SHORT.get(home.code, home.country)


def short_id(seller_id: str) -> str:
    """``A135..BJ56``: enough to know it again."""
    return f"{seller_id[:4]}..{seller_id[-4:]}"


def short_path(path: str | Path) -> str:
    """With ``~`` for the person's own folder."""
    path = Path(path)
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
