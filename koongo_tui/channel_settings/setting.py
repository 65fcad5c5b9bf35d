"""The settings of a channel: what people call them, and what is said of a value that cannot be."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from koongo_tui.errors import UsageError


class Setting(StrEnum):
    """A setting. The value is the word under which an unsaved change is kept."""

    MARKETPLACE = "marketplace"
    SELLER_ID = "seller_id"
    TOKEN = "token"  # noqa: S105  a setting's name
    TOKEN_PLACE = "token_place"  # noqa: S105
    ENDS_ON = "expires_on"
    AUTO_SUBMIT = "auto_submit"
    NAME = "name"
    FEED_SOURCE = "feed_source"
    FEED_TYPE = "feed_type"
    REFRESH = "refresh_seconds"
    BELL = "bell"
    TERMINAL_NOTICE = "terminal"
    NOTICE_COMMAND = "command"

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    Setting.MARKETPLACE: "Marketplace",
    Setting.SELLER_ID: "Seller ID",
    Setting.TOKEN: "Token",
    Setting.TOKEN_PLACE: "Token lives in",
    Setting.ENDS_ON: "Valid until",
    Setting.AUTO_SUBMIT: "Feed auto-submit",
    Setting.NAME: "Name",
    Setting.FEED_SOURCE: "Feed source",
    Setting.FEED_TYPE: "Feed type",
    Setting.REFRESH: "Refresh every",
    Setting.BELL: "Bell when finished",
    Setting.TERMINAL_NOTICE: "Terminal notice",
    Setting.NOTICE_COMMAND: "Command when finished",
}


class SettingWrong(UsageError):
    """What was entered cannot be used; the draft is as it was."""

    code = "setting-wrong"


class EndDateUnclear(SettingWrong):
    """A date can be read in two ways.

    Attributes:
        readings: both, the earlier day first.
    """

    code = "ambiguous-date"

    def __init__(self, readings: tuple[date, date]) -> None:
        super().__init__(
            "Day and month could be swapped in that date.",
            fix=f"Type it as year-month-day: {readings[0]} or {readings[1]}.",
        )
        self.readings = readings
