"""TEMP"""

from __future__ import annotations

from dataclasses import dataclass

from koongo_tui.amazon.reports.model import Severity


@dataclass(frozen=True, slots=True)
class Meaning:
    cause: str
    fix: str
    source: str


def explain(code: str | None, severity: Severity, message: str) -> Meaning | None:
    return None
