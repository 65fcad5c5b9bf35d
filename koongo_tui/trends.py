"""What days of submissions add up to, in numbers and in words, for screens and commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from koongo_tui.store.history import History
    from koongo_tui.store.trends import DayCounts

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of several days.

    Attributes:
        submissions: how many were sent.
        processed, accepted, errors: lines; None when no day has this number.
        unread: submissions whose numbers are missing.
        worst: the day with most errors, the later one of two alike; None without errors.
        worst_errors: its errors.
    """

    submissions: int
    processed: int | None
    accepted: int | None
    errors: int | None
    unread: int
    worst: date | None
    worst_errors: int


def last_days(history: History, account: str, number: int, now: datetime) -> tuple[DayCounts, ...]:
    """The last days up to today, oldest first. To be called in a thread, if a screen waits.

    Args:
        account: its key.
        number: of days, from 1.
        now: aware; days are those of this machine's time zone.
    """
    today = now.astimezone().date()
    return history.days(account, today - timedelta(days=number - 1), today)


def totals(days: Sequence[DayCounts]) -> Totals:
    """Add days up."""
    worst = max((d for d in days if d.errors), key=lambda d: (d.errors, d.day), default=None)
    return Totals(
        submissions=sum(d.submissions for d in days),
        processed=_sum(d.processed for d in days),
        accepted=_sum(d.accepted for d in days),
        errors=_sum(d.errors for d in days),
        unread=sum(d.unread for d in days),
        worst=worst.day if worst else None,
        worst_errors=(worst.errors or 0) if worst else 0,
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [n for n in numbers if n is not None]
    return sum(known) if known else None


def day_name(day: date) -> str:
    """``Tue 24 Nov``."""
    return f"{_WEEKDAYS[day.weekday()]} {short_day_name(day)}"


def short_day_name(day: date) -> str:
    """``24 Nov``."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def sentences(days: Sequence[DayCounts]) -> list[str]:
    """What a person should know of these days, the most important first."""
    total = totals(days)
    span = "today" if len(days) == 1 else f"in the last {len(days)} days"
    if not total.submissions:
        return [f"Nothing was sent {span}."]
    return [_refused(total, span), *_incomplete(total)]


def _refused(total: Totals, span: str) -> str:
    if total.errors is None:
        return f"{_number(total.submissions, 'submission')} {span}; no report counts errors."
    if not total.errors:
        accepted = f"; {_number(total.accepted, 'line')} accepted" if total.accepted else ""
        return f"No lines refused {span}{accepted}."
    head = _number(total.errors, "line")
    if total.processed is not None and total.processed >= total.errors:
        share = _share(total.errors, total.processed)
        head = f"{total.errors:,} of {_number(total.processed, 'line')} refused ({share})"
    else:
        # Amazon's numbers do not add up, or there is only one of them: no share of anything.
        head += " refused"
    assert total.worst is not None
    where = "all" if total.worst_errors == total.errors else "most"
    return f"{head} {span}; {where} on {day_name(total.worst)}."


def _incomplete(total: Totals) -> list[str]:
    if not total.unread:
        return []
    return [f"The numbers of {_number(total.unread, 'submission')} are missing."]


def _share(part: int, whole: int) -> str:
    per_mille = 1000 * part / whole
    if per_mille < 1:
        return "under 0.1 %"
    if part < whole and per_mille > 999:
        return "over 99.9 %"
    return f"{per_mille / 10:.1f} %"


def day_sentence(day: DayCounts) -> str:
    """One day's numbers: ``Tue 24 Nov: 44 submissions, 12,398 of 12,412 lines accepted, ...``."""
    name = day_name(day.day)
    if not day.submissions:
        return f"{name}: nothing was sent."
    parts = [_number(day.submissions, "submission")]
    if day.accepted is not None and day.processed is not None:
        parts.append(f"{day.accepted:,} of {_number(day.processed, 'line')} accepted")
    elif day.accepted is not None:
        parts.append(f"{_number(day.accepted, 'line')} accepted")
    if day.errors is not None:
        parts.append(_number(day.errors, "error"))
    missing = ""
    if day.unread:
        missing = f" The numbers of {day.unread:,} of them are missing."
        if day.unread == day.submissions:
            missing = " No numbers yet."
    return f"{name}: {', '.join(parts)}.{missing}"


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
