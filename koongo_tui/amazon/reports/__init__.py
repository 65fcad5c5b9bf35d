"""Processing reports: what Amazon says became of a feed, in its three formats.

:func:`read_report` reads any of them::

    with open("report", "rb") as file:
        report = read_report(file, content_type="text/plain;charset=windows-1252")
    report.counts.errors, report.groups[0].fix
"""

from __future__ import annotations

from koongo_tui.amazon.reports.model import (
    Issue,
    IssueGroup,
    Items,
    Report,
    ReportError,
    ReportFormat,
    Severity,
)
from koongo_tui.amazon.reports.reading import read_report

__all__ = [
    "Issue",
    "IssueGroup",
    "Items",
    "Report",
    "ReportError",
    "ReportFormat",
    "Severity",
    "read_report",
]
