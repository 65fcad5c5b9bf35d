"""What a processing report says, whichever of Amazon's formats it came in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from koongo_tui.amazon.submission import NO_COUNTS, Counts
from koongo_tui.errors import ExitCode, KoongoError


class ReportError(KoongoError):
    """The bytes are no processing report, or only a part of one. The message says which."""

    code = "no-report"
    exit_code = ExitCode.USAGE


class ReportFormat(StrEnum):
    """The three shapes of processing reports."""

    XML = "xml"
    TSV = "tsv"
    JSON = "json"


class Severity(StrEnum):
    """How bad Amazon calls it. ``FATAL`` refuses the whole feed."""

    FATAL = "fatal"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst; to sort by."""
        return _RANKS[self]

    @property
    def is_error(self) -> bool:
        """Something was not done because of it."""
        return self in (Severity.FATAL, Severity.ERROR)


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Issue:
    """One row of a report, texts exactly as received.

    Attributes:
        record: Amazon's number for the line or message; None where the row concerns the whole
            feed or names none. "0" in XML is the document itself.
        sku, order_id: what it is about, where the row says so.
        code: a number, or a word such as ``BAD_REQUEST``; None where the row has none.
        field: the attribute that Amazon names, several joined by ``, ``.
    """

    record: str | None
    sku: str | None
    order_id: str | None
    code: str | None
    severity: Severity
    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """The rows with one severity and one code; without a code those with the same words.

    Attributes:
        count: rows, not records.
        message: Amazon's words of the first row.
        cause: a line in plain words; None for a code that we cannot explain.
        fix: one or two sentences; None as above.
        examples: at most five different ones, SKUs where given, else order IDs, else records.
    """

    severity: Severity
    code: str | None
    count: int
    message: str
    cause: str | None
    fix: str | None
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """What a JSON report adds when its feed asked for it: the listings as they are now.

    Attributes:
        count, errors, warnings: the report's ``itemSummary``; None where it does not say.
        groups: the issues of the listings, which ``Report.groups`` leaves out.
    """

    count: int | None
    errors: int | None
    warnings: int | None
    groups: tuple[IssueGroup, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A processing report that was read to its end.

    Attributes:
        encoding: Python's plain name of it: ``utf-8``, ``cp1252``, ``cp932``, ``utf-16``.
        status: XML's StatusCode, ``Complete``; None where there is none.
        counts: the report's own numbers, never worked out from rows.
        groups: biggest first.
        issue_count: rows that were read.
        items: None unless the report has a part on listings.
    """

    format: ReportFormat
    encoding: str
    status: str | None = None
    counts: Counts = NO_COUNTS
    groups: tuple[IssueGroup, ...] = ()
    issue_count: int = 0
    items: Items | None = None

    @property
    def has_errors(self) -> bool:
        """It counts errors, or, where it has no numbers, it has rows with errors."""
        return bool(self.counts.errors) or any(g.severity.is_error for g in self.groups)
