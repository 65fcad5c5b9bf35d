"""The two programs of Amazon through which Koongo can be connected."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

MWS_ENDED_ON = date(2024, 3, 31)
"""The last day on which Amazon answered MWS calls (Amazon's MWS removal dates)."""


class Program(StrEnum):
    """An API of Amazon. The value is the word in files, options and JSON."""

    MWS = "mws"
    SP_API = "sp-api"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The name as people say it."""
        return "MWS" if self is Program.MWS else "SP-API"
