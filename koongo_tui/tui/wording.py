"""How times, ages and numbers are said to people. Local time; pure functions of two moments."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def ago(span: timedelta) -> str:
    """``12 s``, ``6 min``, ``3 h``, ``2 days``: one unit, as an age is said."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 100:
        return f"{seconds} s"
    if seconds < 100 * 60:
        return f"{seconds // 60} min"
    if seconds < 48 * 3600:
        return f"{seconds // 3600} h"
    return f"{seconds // 86400} days"


def lasted(span: timedelta) -> str:
    """``0:58``, ``12:03``, ``1 h 52 m``, ``3 d 4 h``: how long something is going on."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02}"
    if seconds < 86400:
        return f"{seconds // 3600} h {seconds % 3600 // 60:02} m"
    return f"{seconds // 86400} d {seconds % 86400 // 3600} h"


def countdown(span: timedelta) -> str:
    """``0:33`` until something."""
    seconds = max(0, -int(-span.total_seconds() // 1))
    return f"{seconds // 60}:{seconds % 60:02}"


def clock(moment: datetime) -> str:
    """``14:31``, local."""
    return moment.astimezone().strftime("%H:%M")


def clock_seconds(moment: datetime) -> str:
    """``14:31:07``, local."""
    return moment.astimezone().strftime("%H:%M:%S")


def zone(moment: datetime) -> str:
    """The local time zone's short name, ``CET``."""
    return moment.astimezone().tzname() or ""


def day(value: date, today: date) -> str:
    """``25 Mar``, with the year when it is not this one."""
    words = f"{value.day} {_MONTHS[value.month - 1]}"
    return words if value.year == today.year else f"{words} {value.year}"


def when(moment: datetime | None, now: datetime, *, short: bool = False) -> str:
    """``today 14:31``, ``yesterday 21:58``, ``12 Mar 14:31``, ``12 Mar 2025``; ``-`` when unknown.

    Args:
        short: at most 12 letters.
    """
    if moment is None:
        return "-"
    local, today = moment.astimezone(), now.astimezone().date()
    time = local.strftime("%H:%M")
    days = (today - local.date()).days
    if days == 0:
        return f"today {time}"
    if days == 1:
        return f"yest. {time}" if short else f"yesterday {time}"
    if local.year != today.year:
        return day(local.date(), today)
    return f"{day(local.date(), today)} {time}"


def count(number: int | None) -> str:
    """A number with its thousands apart; ``-`` when it is not known, never 0."""
    return "-" if number is None else f"{number:,}"


def plural(number: int, word: str, words: str | None = None) -> str:
    """``1 error``, ``14 errors``."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"
