"""Dates in feeds."""

from __future__ import annotations

from datetime import datetime


def is_moment(text: str) -> bool:
    """Whether a text is a date, with a time or without, in ISO 8601."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
