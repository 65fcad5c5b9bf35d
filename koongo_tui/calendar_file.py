"""The end of an authorisation as a calendar file, with reminders before it.

Pure: gives the text of an iCalendar file (RFC 5545). No secret is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

REMINDERS = (30, 14, 7, 1)
"""Days before the end."""

_LONGEST = 75
"""Bytes of a line (RFC 5545, 3.1)."""

_MORNING = 9
"""Alarms ring at this hour: an entry for a whole day begins at midnight."""


@dataclass(frozen=True, slots=True)
class Ending:
    """An authorisation that ends.

    Attributes:
        channel: its name.
        shop: the marketplace's name.
        seller_id: whose it is.
        ends_on: its last day.
        renew_at: the address where it is renewed.
        how: what to do there, a sentence.
    """

    channel: str
    shop: str
    seller_id: str
    ends_on: date
    renew_at: str
    how: str


def calendar_text(ending: Ending, now: datetime) -> str:
    """The whole file, with the line ends that the format asks for.

    Args:
        now: aware; the moment at which the file is made.
    """
    begin, end = ending.ends_on, ending.ends_on + timedelta(days=1)
    summary = f"Koongo's authorisation for {ending.shop} ends ({ending.channel})"
    description = (
        f"Seller {ending.seller_id}, channel {ending.channel}.\n{ending.how}\n{ending.renew_at}"
    )
    # The same channel gives the same entry again, so that a new file replaces the old one.
    digest = sha256(f"{ending.channel}\0{ending.seller_id}".encode()).hexdigest()[:32]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//koongo-tui//authorisation//EN",
        "BEGIN:VEVENT",
        f"UID:{digest}@koongo-tui",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{begin:%Y%m%d}",
        f"DTEND;VALUE=DATE:{end:%Y%m%d}",
        f"SUMMARY:{_escaped(summary)}",
        f"DESCRIPTION:{_escaped(description)}",
        f"URL:{ending.renew_at}",
        "TRANSP:TRANSPARENT",
    ]
    for days in REMINDERS:
        words = f"Koongo's authorisation ends in {days} day{'' if days == 1 else 's'}"
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_escaped(words)}",
            f"TRIGGER:{_before(days)}",
            "END:VALARM",
        ]
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _before(days: int) -> str:
    """So many days before midnight of the day, in the morning."""
    return f"-P{days - 1}DT{24 - _MORNING}H"


def _escaped(text: str) -> str:
    """A text value (RFC 5545, 3.3.11); other control characters are left out."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(c for c in text if c.isprintable())


def _folded(line: str) -> str:
    """A line broken between characters wherever it would have more than 75 bytes."""
    parts: list[str] = []
    part, size = "", 0
    for character in line:
        width = len(character.encode("utf-8", "replace"))
        # The blank at the beginning of every further line counts.
        if size + width > _LONGEST - (1 if parts else 0):
            parts.append(part)
            part, size = "", 0
        part += character
        size += width
    return "\r\n ".join([*parts, part])
