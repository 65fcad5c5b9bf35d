"""Amazon's dates, in each of the spellings that its answers use."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_WORDS = re.compile(
    r"(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4}),? +(\d{1,2}):(\d{2})(?::(\d{2}))?", re.IGNORECASE
)


def read_iso(text: str | None) -> datetime | None:
    """A date of an XML answer, aware and in UTC; None when there is none to be read.

    Seen are an offset, ``Z``, no zone at all (UTC is meant), with and without milliseconds, and
    an empty element.
    """
    try:
        moment = datetime.fromisoformat((text or "").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_header(text: str | None) -> datetime | None:
    """A date of a header, aware and in UTC; None when there is none to be read.

    ``Date`` has the form ``Mon, 03 Feb 2014 09:57:00 GMT``, ``x-mws-quota-resetsOn`` has
    ``Mon,03 Feb 2014 09:57:00 UTC``. Both always speak of UTC, so the zone's name is not read.
    """
    found = _IN_WORDS.search(text or "")
    if found is None:
        return read_iso(text)
    day, month, year, hour, minute, second = found.groups()
    try:
        return datetime(
            int(year),
            _MONTHS.index(month.lower()) + 1,
            int(day),
            int(hour),
            int(minute),
            int(second or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None


def write_iso(moment: datetime) -> str:
    """``2026-11-23T10:00:00Z``: the form that requests use. ``moment`` is aware."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
