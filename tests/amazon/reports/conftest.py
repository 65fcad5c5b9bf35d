"""A short way to read bytes as a report."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from koongo_tui.amazon.reports import Issue, ReportError, read_report
from tests.amazon.reports.reading import DATA, Read, Reading, Refused


@pytest.fixture
def read() -> Read:
    """Read bytes."""

    def reading(data: bytes, content_type: str | None = None) -> Reading:
        rows: list[Issue] = []
        report = read_report(io.BytesIO(data), content_type=content_type, on_issue=rows.append)
        return Reading(report, rows)

    return reading


@pytest.fixture
def refused(read: Read) -> Refused:
    """The error; a test fails where the bytes are read."""

    def refusal(data: bytes, content_type: str | None = None) -> ReportError:
        with pytest.raises(ReportError) as caught:
            read(data, content_type)
        return caught.value

    return refusal


@pytest.fixture
def data() -> Path:
    """Our own sample files."""
    return DATA
