"""What the three readers hand back."""

from __future__ import annotations

from dataclasses import dataclass

from koongo_tui.amazon.reports.model import Items, ReportError
from koongo_tui.amazon.submission import NO_COUNTS, Counts

MAX_DIGITS = 15
"""Of a count; more than that is no number of messages."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A report without its rows: those were handed over one by one."""

    status: str | None = None
    counts: Counts = NO_COUNTS
    items: Items | None = None


def cut_off() -> ReportError:
    """The error for a report whose end is missing."""
    return ReportError(
        "The report is cut off: its end is missing, so its numbers cannot be trusted.",
        fix="Download the report again.",
    )


def amazon_refusal(code: str | None, message: str | None) -> ReportError:
    """The error for an answer in which Amazon says no, saved in place of a report."""
    words = " - ".join(word for word in (code, message) if word)
    return ReportError(
        "This is an error answer from Amazon, not a processing report"
        + (f": {words[:300]}" if words else "."),
        fix="Download the report again.",
    )
