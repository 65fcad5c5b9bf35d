"""Large reports: memory does not grow with them."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from koongo_tui.amazon.reports import Report, read_report

ROWS = 12_000
HEAD = "Title:\n\ta\t\t30000\n\tb\t\t0\n\n1\tS\t1\tError\tx\n"


def text_rows() -> Iterator[bytes]:
    yield HEAD.encode()
    for n in range(1, ROWS):
        yield f"{n}\tSKU-{n}\t{n % 90}\tWarning\t{'Größe ' * 20}\n".encode("cp1252")


def xml_rows() -> Iterator[bytes]:
    yield b"<AmazonEnvelope><MessageType>ProcessingReport</MessageType><Message><ProcessingReport>"
    for n in range(ROWS):
        yield (
            f"<Result><MessageID>{n}</MessageID><ResultCode>Error</ResultCode><ResultMessageCode>"
            f"{n % 90}</ResultMessageCode><ResultDescription>{'Größe ' * 20}</ResultDescription>"
            "</Result>"
        ).encode()
    yield b"</ProcessingReport></Message></AmazonEnvelope>"


def json_rows() -> Iterator[bytes]:
    yield b'{"issues": ['
    for n in range(ROWS):
        row = {"messageId": n, "code": n % 90, "severity": "ERROR", "message": "Größe " * 20}
        yield (json.dumps(row) + ("," if n < ROWS - 1 else "")).encode()
    yield b'], "summary": {"errors": 12000}}'


class Generated(io.RawIOBase):
    """Reads what is made only then."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, size: int = -1, /) -> bytes:
        return b"".join(itertools.islice(self._pieces, 300))


def measured(source: object) -> tuple[Report, int]:
    tracemalloc.start()
    try:
        report = read_report(source)  # type: ignore[arg-type]
        return report, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("rows", [text_rows, xml_rows, json_rows])
def test_reading_keeps_a_window_only(rows: Callable[[], Iterator[bytes]]) -> None:
    report, peak = measured(Generated(rows()))
    assert report.issue_count == ROWS
    assert len(report.groups) >= 90
    assert peak < 1_500_000


@pytest.mark.parametrize("unit", [b"x", b"\n", b"1\tS\t1\tError\tx\n", b"y\n"])
def test_a_packed_bomb_is_read_piece_by_piece(unit: bytes) -> None:
    packed = gzip.compress(HEAD.encode() + unit * (1_000_000 // len(unit)), 9)
    assert len(packed) < 12_000
    report, peak = measured(io.BytesIO(packed))
    assert report.counts.processed == 30_000
    assert peak < 1_500_000
