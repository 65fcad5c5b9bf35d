"""One way in for every processing report."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from koongo_tui.amazon.reports.detect import declared_encoding, format_of, looks_like_xml
from koongo_tui.amazon.reports.encoding import Recoded
from koongo_tui.amazon.reports.grouping import Groups
from koongo_tui.amazon.reports.json import read_json
from koongo_tui.amazon.reports.model import Issue, Report, ReportFormat
from koongo_tui.amazon.reports.tsv import read_tsv
from koongo_tui.amazon.reports.unpack import CHUNK, unpacked
from koongo_tui.amazon.reports.xml import read_xml

_READERS = {
    ReportFormat.XML: read_xml,
    ReportFormat.TSV: read_tsv,
    ReportFormat.JSON: read_json,
}


def read_report(
    source: BinaryIO,
    *,
    content_type: str | None = None,
    on_issue: Callable[[Issue], None] | None = None,
) -> Report:
    """Read a processing report of any format, encoding and size, in bounded memory.

    Args:
        source: read once, forwards, to its end; gzip is recognised. Stays open.
        content_type: as received with it, if it was; a hint on the encoding, nothing more.
        on_issue: is given each row in the report's order while reading. A report that turns out
            to be cut off has given the rows before the cut.

    Raises:
        ReportError: it is no processing report, or only a part of one.
    """
    raw = unpacked(source)
    head = raw.peek(CHUNK)
    text = Recoded(
        raw,
        declared=declared_encoding(head, content_type),
        no_controls=looks_like_xml(head),
    )
    report_format = format_of(text.reader)
    groups = Groups()

    def emit(issue: Issue) -> None:
        groups.add(issue)
        if on_issue is not None:
            on_issue(issue)

    parsed = _READERS[report_format](text.reader, emit)
    return Report(
        format=report_format,
        encoding=text.encoding,
        status=parsed.status,
        counts=parsed.counts,
        groups=groups.result(),
        issue_count=groups.count,
        items=parsed.items,
    )
