"""What the fixtures of these tests are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from koongo_tui.amazon.reports import Issue, Report, ReportError

DATA = Path(__file__).resolve().parents[2] / "data" / "reports"
"""Processing reports of our own, in Amazon's shapes."""


@dataclass(frozen=True)
class Reading:
    """A report and its rows in their order."""

    report: Report
    rows: list[Issue]


class Read(Protocol):
    """Reads bytes as a report."""

    def __call__(self, data: bytes, content_type: str | None = None) -> Reading: ...


class Refused(Protocol):
    """Gives the error that bytes are refused with."""

    def __call__(self, data: bytes, content_type: str | None = None) -> ReportError: ...
