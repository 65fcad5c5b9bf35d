"""Writes the end of a channel's authorisation into a calendar file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from koongo_tui.calendar_file import calendar_text
from koongo_tui.errors import KoongoError
from koongo_tui.reminders import ending_of
from koongo_tui.store.channels import Channel
from koongo_tui.store.new_file import write_new


def write_calendar(channel: Channel, now: datetime, folder: Path | None = None) -> str:
    """Write it into a folder, never over another file; gives a sentence. For a thread.

    Args:
        channel: its end is known.
        folder: the current one if None.
    """
    ending = ending_of(channel)
    assert ending is not None
    where = folder or Path.cwd()
    safe = "".join(c if c.isalnum() else "-" for c in channel.name)
    try:
        path = write_new(
            where,
            f"koongo-{safe}-authorisation",
            "ics",
            lambda target: target.write(calendar_text(ending, now)),
        )
    except OSError as error:
        return f"Nothing was written: {error.strerror or error} ({where})."
    except KoongoError as error:
        return error.message
    return f"Written to {path}"
