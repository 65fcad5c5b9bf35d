"""Large and hostile files take little memory, whatever is done with them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.feeds.made import envelope, listing

MB = 1_000_000
SIZE = 16 * MB
MOST = 15 * MB
"""What all of the work may take on top of the program itself: whoever holds the file fails."""
MOST_OF_A_RECORD = 45 * MB
"""The same where each record is as large and as full of parts as is looked at."""

_WORK = """
import sys
from pathlib import Path
from koongo_tui.feeds.checks import CheckContext, check_feed
from koongo_tui.feeds.compare import compare_feeds
from koongo_tui.feeds.model import FeedError
from koongo_tui.feeds.opened import open_feed
from koongo_tui.feeds.subset import RecordRef, write_subset
from koongo_tui.guide.programs import Program

def peak():
    # Not getrusage: its peak begins with that of the process that started this one.
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024

path = Path(sys.argv[1])
before = peak()
with open_feed(path, feed_type=sys.argv[2]) as feed:
    opened = peak() - before
    for _ in feed.index():
        pass
    last = feed.rows(feed.count - 1, feed.count)
    result = check_feed(feed, CheckContext(Program.MWS))
    if result.facts.rows:
        compare_feeds(feed, feed).close()
        try:
            write_subset(feed, [RecordRef(last[0].record)], path.with_name("part"))
        except FeedError:
            pass
    print(opened, peak() - before, feed.count, *sorted({f.code for f in result.findings}))
"""


def _rows() -> Iterator[bytes]:
    yield b"sku\tprice\tquantity\titem-name\n"
    for number in range(SIZE // 400):
        yield b"S%09d\t9.99\t4\t%s\n" % (number, b"x" * 380)


def _one_line() -> Iterator[bytes]:
    yield b"sku\tprice\tquantity\nA\t1\t1\n"
    for _ in range(SIZE // MB):
        yield b"\t" * MB


def _listings() -> Iterator[bytes]:
    yield b'{"header": {"sellerId": "A", "version": "2.0"}, "messages": ['
    for number in range(1, SIZE // 2000):
        message = listing(number, f"S{number}", attributes={"a": [{"value": "x" * 1900}]})
        yield (b"," if number > 1 else b"") + json.dumps(message).encode()
    yield b"]}"


def _one_message(
    begin: bytes, piece: bytes, end: bytes, times: int | None = None
) -> Callable[[], Iterator[bytes]]:
    def made() -> Iterator[bytes]:
        yield begin
        for _ in range(times or SIZE // len(piece)):
            yield piece
        yield end

    return made


def _envelope() -> Iterator[bytes]:
    head, _, tail = envelope("\0", "Product").partition(b"\0")
    yield head
    for number in range(1, SIZE // 2000):
        yield (
            b"<Message><MessageID>%d</MessageID><Product><SKU>S%d</SKU><DescriptionData><Title>%s"
            b"</Title></DescriptionData></Product></Message>\n" % (number, number, b"x" * 1900)
        )
    yield tail


HEADER = b'{"header": {"sellerId": "A", "version": "2.0"}, "messages": ['
XML_HEAD, _, XML_TAIL = envelope("\0", "Product").partition(b"\0")
STOCK = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"
JSON = "JSON_LISTINGS_FEED"
FULL_OF_PARTS = ("not-an-object", "body-missing")
XML = "POST_PRODUCT_DATA"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells it there")
@pytest.mark.parametrize(
    ("made", "feed_type", "rows", "code"),
    [
        (_rows, STOCK, SIZE // 400, "large"),
        (_one_line, STOCK, 2, "record-large"),
        (_one_message(b"sku\nA\n", b"x" * MB, b""), STOCK, 2, "record-large"),
        (_one_message(b"sku\nA\n", b" \n" * MB, b""), STOCK, 1, "large"),
        (_listings, JSON, SIZE // 2000 - 1, "type-not-taken"),
        (_one_message(HEADER + b'{"a": "', b"x" * MB, b'"}]}'), JSON, 1, "record-large"),
        (_one_message(HEADER + b'{"a": "', b"\\\\" * MB, b""), JSON, 0, "not-well-formed"),
        (_one_message(HEADER + b'{"a": ', b"[" * MB, b"]}"), JSON, 0, "not-well-formed"),
        (_one_message(HEADER + b"[", b"{}," * 100_000, b"1]]}"), JSON, 1, "record-large"),
        (_one_message(HEADER + b'{"a": 1', b" " * MB, b"}]}"), JSON, 1, "record-large"),
        (_one_message(b"{", b" " * MB, b"}"), JSON, 0, "not-well-formed"),
        (_one_message(b'{"header": "', b"x" * MB, b'"}'), JSON, 0, "header-missing"),
        (
            _one_message(HEADER + b"1", b",[" + b"{}," * 170_000 + b"1]", b"]}", 5),
            JSON,
            6,
            "not-an-object",
        ),
        (
            _one_message(XML_HEAD, b"<Message>" + b"<a/>" * 120_000 + b"</Message>", XML_TAIL, 5),
            XML,
            5,
            "body-missing",
        ),
        (_envelope, XML, SIZE // 2000 - 1, "large"),
        (_one_message(XML_HEAD + b"<Message>", b"<x>" * MB, XML_TAIL), XML, 1, "not-well-formed"),
        (
            _one_message(XML_HEAD + b"<Message><a>", b"x" * MB, b"</a></Message>" + XML_TAIL),
            XML,
            1,
            "record-large",
        ),
        (_one_message(XML_HEAD + b"<!--", b"x" * MB, b"-->" + XML_TAIL), XML, 0, "not-well-formed"),
        (_one_message(XML_HEAD + b"<x a='", b"x" * MB, b"'/>"), XML, 0, "not-well-formed"),
        (_one_message(XML_HEAD, b"<x>" * MB, b""), XML, 0, "not-well-formed"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_memory(
    tmp_path: Path,
    made: Callable[[], Iterator[bytes]],
    feed_type: str,
    rows: int,
    code: str,
) -> None:
    path = tmp_path / "feed"
    with path.open("wb") as file:
        file.writelines(made())
    answer = subprocess.run(
        [sys.executable, "-c", _WORK, str(path), feed_type],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    opened, peak, count, *found = answer.stdout.split()
    assert int(opened) < MOST / 2
    assert int(peak) < (MOST_OF_A_RECORD if code in FULL_OF_PARTS else MOST)
    assert int(count) == rows
    assert code in found
