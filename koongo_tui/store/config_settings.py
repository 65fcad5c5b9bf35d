"""Reading the configuration's settings that belong to no channel: notices, and what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from koongo_tui.store.channels import KEEP_FEED_DAYS, NoticeSettings

if TYPE_CHECKING:
    from koongo_tui.store.config_read import _Reader

MOST_DAYS = 36_500


def read_notices(reader: _Reader) -> NoticeSettings:
    """``[notices]``; a wrong value is noted by the reader, and counts as off."""
    bell, terminal = reader.switch("bell", False), reader.switch("terminal", False)
    before = len(reader.problems)
    command = reader.text("command")
    return NoticeSettings(bell, terminal, command if len(reader.problems) == before else None)


def read_keep_days(reader: _Reader) -> int | None:
    """``keep_days`` of ``[history]``; a wrong value is noted by the reader, and keeps all."""
    return reader.number("keep_days", 1, MOST_DAYS, "days")


def read_keep_feed_days(reader: _Reader) -> int:
    """``keep_days`` of ``[feeds]``; a wrong value is noted by the reader, and keeps most."""
    found = reader.number("keep_days", 1, MOST_DAYS, "days")
    if found is not None:
        return found
    return MOST_DAYS if reader.problems else KEEP_FEED_DAYS
