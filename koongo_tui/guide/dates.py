"""Reading the dates of an authorisation. What can be read in two ways is asked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class DateText:
    """A date in a text, read in either order; None where that order gives no date."""

    start: int
    end: int
    day_first: date | None
    month_first: date | None

    def read(self, order: DateOrder) -> date | None:
        """The date in that order."""
        return self.day_first if order is DateOrder.DAY_FIRST else self.month_first

    @property
    def ambiguous(self) -> bool:
        """Both orders give a date, and not the same."""
        return None not in (self.day_first, self.month_first) and self.day_first != self.month_first


# English, German, French, Italian, Spanish, Dutch, Swedish, Polish; without accents.
_MONTHS = (
    "january jan januar janvier janv gennaio gen enero ene januari stycznia sty",
    "february feb februar fevrier fevr fev febbraio febrero februari lutego lut",
    "march mar marz maerz mrz mars marzo maart mrt marca",
    "april apr avril avr aprile abril abr kwietnia kwi",
    "may mai maggio mag mayo mei maj maja",
    "june jun juni juin giugno giu junio czerwca cze",
    "july jul juli juillet juil luglio lug julio lipca lip",
    "august aug aout agosto ago augustus augusti sierpnia sie",
    "september sep sept septembre settembre set septiembre setiembre wrzesnia wrz",
    "october oct oktober okt octobre ottobre ott octubre pazdziernika paz",
    "november nov novembre noviembre listopada lis",
    "december dec dezember dez decembre dicembre dic diciembre grudnia gru",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_DIGITS = re.compile(
    r"(?<![0-9./-])([0-9]{1,4})([./-])\s?([0-9]{1,2})\2\s?([0-9]{4}|[0-9]{1,2})(?![0-9/-]|\.[0-9])"
)
_JAPANESE = re.compile(r"([0-9]{4})年\s?([0-9]{1,2})月\s?([0-9]{1,2})日")
_DAY_MONTH = re.compile(
    r"(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th|er|o|\.)?[\s/-]{0,3}(?:de\s|of\s)?\s{0,2}"
    r"([a-z]{3,12})\.?,?[\s/-]{0,3}(?:del?\s)?\s{0,2}([0-9]{4})(?![0-9])"
)
_MONTH_DAY = re.compile(
    r"(?<![a-z])([a-z]{3,12})\.?\s{0,3}([0-9]{1,2})(?:st|nd|rd|th)?,?\s{1,3}([0-9]{4})(?![0-9])"
)
_YEAR = 365.2425
_SLACK = 2
"""Days by which a year of authorisation may be off: the last day counted or not, leap years."""


def find_dates(folded: str) -> list[DateText]:
    """Every date of a short text that ``labels.fold`` made, in its order, without overlaps."""
    found = [_from_digits(m) for m in _DIGITS.finditer(folded)]
    found += [
        _certain(m, m.group(1), int(m.group(2)), m.group(3)) for m in _JAPANESE.finditer(folded)
    ]
    for m in _DAY_MONTH.finditer(folded):
        if month := _MONTH.get(m.group(2)):
            found.append(_certain(m, m.group(3), month, m.group(1)))
    for m in _MONTH_DAY.finditer(folded):
        if month := _MONTH.get(m.group(1)):
            found.append(_certain(m, m.group(3), month, m.group(2)))
    dates: list[DateText] = []
    for one in sorted(found, key=lambda d: (d.start, -d.end)):
        if (one.day_first or one.month_first) and (not dates or one.start >= dates[-1].end):
            dates.append(one)
    return dates


def _from_digits(match: re.Match[str]) -> DateText:
    first, mark, second, last = match.groups()
    if len(first) == 4:
        return _certain(match, first, int(second), last)
    if len(first) > 2 or len(last) == 1:
        return DateText(*match.span(), None, None)
    day_first = _date(last, int(second), first)
    month_first = _date(last, int(first), second)
    if mark == "." and day_first:
        month_first = day_first  # nobody writes dots after the month
    return DateText(*match.span(), day_first, month_first)


def _certain(match: re.Match[str], year: str, month: int, day: str) -> DateText:
    read = _date(year, month, day)
    return DateText(*match.span(), read, read)


def _date(year: str, month: int, day: str) -> date | None:
    full = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return date(full, month, int(day)) if 2000 <= full < 2100 else None
    except ValueError:
        return None


def settled_order(dates: Sequence[DateText]) -> DateOrder | None:
    """The one order in which dates written alike make sense, or None when both do.

    A part over 12 in one of them settles it for all. So does the year between a beginning and an
    end, when only one order gives whole years.
    """
    possible = [o for o in DateOrder if all(d.read(o) for d in dates)]
    if len(possible) == 2 and len(dates) == 2:
        yearly = [o for o in possible if _whole_years([d.read(o) for d in dates])]
        possible = yearly or possible
    return possible[0] if len(possible) == 1 else None


def _whole_years(pair: Sequence[date | None]) -> bool:
    begin, end = (d.toordinal() if d else 0 for d in pair)
    years = round((end - begin) / _YEAR)
    return years >= 1 and abs(end - begin - years * _YEAR) <= _SLACK


def read_pair(
    authorised: DateText | None, expires: DateText | None, order: DateOrder | None
) -> tuple[date | None, date | None, tuple[DateReading, ...]]:
    """The two dates of a row, or both readings when nothing settles which is right.

    Args:
        authorised: the day the authorisation was given, as written.
        expires: the day it ends, as written.
        order: the order that the person has chosen, or None.

    Returns:
        The first date, the second, and the readings to ask about; empty unless ambiguous.
    """
    pair = (authorised, expires)
    dates = [d for d in pair if d]
    if any(d.ambiguous for d in dates):
        order = order or settled_order(dates)
        if order is None:
            return None, None, tuple(DateReading(o, *(_in(o, d) for d in pair)) for o in DateOrder)
        return _in(order, authorised), _in(order, expires), ()
    first, second = ((d.day_first or d.month_first) if d else None for d in pair)
    if first and second and first > second:
        return None, None, ()  # not a beginning and an end
    return first, second, ()


def _in(order: DateOrder, text: DateText | None) -> date | None:
    return text.read(order) if text else None


def in_words(day: date) -> str:
    """``25 March 2020``: a date that nobody can misread."""
    return f"{day.day} {_MONTHS[day.month - 1].split()[0].capitalize()} {day.year}"
