"""Reading the dates of an authorisation. What can be read in two ways is asked, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DateOrder(StrEnum):
    """Which part comes first in a date of digits like ``3/4/2020``."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True)
class DateReading:
    """One way to read the dates of a row."""

    order: DateOrder
    authorised_on: date | None
    expires_on: date | None
