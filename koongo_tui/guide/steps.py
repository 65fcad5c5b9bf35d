"""The words of the setup flow: its steps, its fields, where a token may live."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from koongo_tui.errors import ExitCode, KoongoError


class SetupError(KoongoError):
    """The flow cannot go on with what it has. Nothing was changed."""

    code = "setup"
    exit_code = ExitCode.USAGE


class Step(StrEnum):
    """A step of the flow. The value is the word in saved progress."""

    REGION = "region"
    AUTHORISE = "authorise"
    PASTE = "paste"
    TEST = "test"
    SAVE = "save"
    DONE = "done"

    @property
    def number(self) -> int:
        """1 to 5; ``DONE`` stands behind them as 6."""
        return _ORDER.index(self) + 1

    @property
    def title(self) -> str:  # type: ignore[override]
        """The word on the progress line: ``Region``."""
        return self.value.capitalize()

    def moved(self, by: int) -> Step:
        """The step that many further on, stopping at the first and the last."""
        return _ORDER[max(0, min(len(_ORDER) - 1, _ORDER.index(self) + by))]


_ORDER = tuple(Step)


class TokenHome(StrEnum):
    """Where the token lives on this machine. The value is the word in the configuration."""

    FILE = "file"
    COMMAND = "command"
    CREDENTIAL = "credential"
    ASK = "ask"


class Way(StrEnum):
    """How an account authorises an application of SP-API. The value is the word in progress.

    ``WEBSITE``: Amazon's consent page, whose return address is pasted. ``SELF``: a private
    application, whose refresh token its owner copies from Amazon's developer console.
    """

    WEBSITE = "website"
    SELF = "self"


class Field(StrEnum):
    """A value that can be entered by itself."""

    SELLER_ID = "seller_id"
    TOKEN = "token"  # noqa: S105  a field's name
    MARKETPLACE = "marketplace"
    DEVELOPER_ID = "developer_id"
    EXPIRES_ON = "expires_on"

    @property
    def label(self) -> str:
        """The name of the value as Amazon prints it."""
        return _LABELS[self]


_LABELS = {
    Field.SELLER_ID: "Seller ID",
    Field.TOKEN: "MWS Auth Token",
    Field.MARKETPLACE: "Marketplace",
    Field.DEVELOPER_ID: "Developer ID",
    Field.EXPIRES_ON: "Authorised until",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of Amazon to open: what to call it, and its public address."""

    label: str
    url: str
