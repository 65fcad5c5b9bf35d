"""Windows of an opened feed are what reading the whole file gives."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.feeds.batches import MAX_RECORD
from koongo_tui.feeds.kinds import FeedKind
from koongo_tui.feeds.model import FeedRow
from koongo_tui.feeds.opened import OpenedFeed, open_feed
from tests.feeds.made import envelope, market, pieces_of, sizes, texts

values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=12,
)
messages = st.fixed_dictionaries(
    {"messageId": st.integers(1, 99), "sku": texts}, optional={"attributes": values, "x": values}
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feeds") / "feed"


def indexed(feed: OpenedFeed) -> OpenedFeed:
    for _ in feed.index():
        pass
    assert feed.complete
    return feed


def windows(feed: OpenedFeed, steps: int) -> list[FeedRow]:
    """All rows, a few at a time; each window is the same when it is asked for alone."""
    rows: list[FeedRow] = []
    for start in range(0, feed.count, steps):
        rows += feed.rows(start, start + steps)
    if rows:
        assert list(feed.rows(len(rows) - 1, len(rows) + 5)) == rows[-1:]
    assert feed.rows(len(rows), len(rows) + 9) == []
    return rows


@given(
    st.lists(st.one_of(messages, values), max_size=12),
    st.sampled_from([None, 1]),
    st.booleans(),
    sizes,
    st.integers(1, 5),
)
def test_json(
    path: Path, feed_of: list[Any], indent: int | None, first: bool, size: int, steps: int
) -> None:
    header: dict[str, Any] = {"sellerId": '"]}', "version": "2.0", "deep": [[{"messages": [1]}]]}
    document: dict[str, Any] = {"messages": feed_of}
    document = {"header": header, **document} if first else {**document, "header": header}
    data = json.dumps(document, ensure_ascii=False, indent=indent).encode()
    path.write_bytes(data)
    with pieces_of(size), open_feed(path, feed_type="JSON_LISTINGS_FEED") as opened:
        feed = indexed(opened)
        rows = windows(feed, steps)
        assert [json.loads(data[row.start : row.end]) for row in rows] == feed_of
        for row, message in zip(rows, feed_of, strict=True):
            good = isinstance(message, dict)
            assert (row.problem is None) == good
            if good and "sku" in message and isinstance(message["sku"], str):
                assert row.sku == message["sku"]
        assert [row.index for row in rows] == list(range(len(feed_of)))


def _xml_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


odd = st.sampled_from(
    [
        "",
        "\n",
        "<!-- <Message> -->",
        "<!-- </Message> -->",
        "<![CDATA[</Message>]]>",
        "<?Message </Message> ?>",
        "<MessageX/>",
        "<GiftMessage>Message > </GiftMessage>",
    ]
)


@given(
    st.lists(st.tuples(texts, odd, odd, st.sampled_from(["\n", "", " \r\n"])), max_size=12),
    sizes,
    st.integers(1, 5),
)
def test_xml(path: Path, made: list[tuple[str, str, str, str]], size: int, steps: int) -> None:
    comments = ("", "\n", "<!-- <Message> -->")
    body = "".join(
        f"<Message><MessageID>{n}</MessageID><Price>{within}<SKU>{_xml_text(sku)}</SKU></Price>"
        f"</Message>{between if between in comments else ''}{end}"
        for n, (sku, within, between, end) in enumerate(made, 1)
    )
    data = envelope(body)
    path.write_bytes(data)
    expected = [
        (e.findtext("MessageID"), (e.findtext("Price/SKU") or "").strip())
        for e in ElementTree.fromstring(data).iter("Message")
    ]
    with pieces_of(size), open_feed(path) as opened:
        assert opened.kind is FeedKind.XML
        rows = windows(indexed(opened), steps)
        assert [(row.record, row.sku) for row in rows] == expected
        for row in rows:
            ElementTree.fromstring(data[row.start : row.end])


@given(
    st.lists(st.lists(texts, min_size=1, max_size=4), max_size=12),
    st.sampled_from([("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe")]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    sizes,
    st.integers(1, 5),
)
def test_flat_files(
    path: Path,
    made: list[list[str]],
    encoding: tuple[str, bytes],
    line_end: str,
    ended: bool,
    size: int,
    steps: int,
) -> None:
    lines = ["sku\tprice\tquantity", *("\t".join(cells) for cells in made)]
    text = line_end.join(lines) + (line_end if ended else "")
    data = encoding[1] + text.encode(encoding[0])
    path.write_bytes(data)
    blank = " \t\r\n\x0b\x0c"
    expected = [line for line in lines[1:] if line.strip(blank)]
    with pieces_of(size * 2), open_feed(path) as opened:
        rows = windows(indexed(opened), steps)
        assert [data[row.start : row.end].decode(encoding[0]) for row in rows] == expected
        for row, line in zip(rows, expected, strict=True):
            cells = [*line.split("\t"), "", ""]
            assert (row.sku, *row.cells) == (cells[0].strip(), *cells[1:3])
        assert [row.record for row in rows] == [str(n) for n in range(1, len(rows) + 1)]


@pytest.mark.parametrize(
    ("code", "encoding", "word"),
    [("DE", "cp1252", "Größe € 5"), ("JP", "cp932", "表示ソ"), ("DE", "utf-8", "Größe € 5 日")],
)
def test_letters_by_marketplace(path: Path, code: str, encoding: str, word: str) -> None:
    path.write_bytes(f"sku\titem-name\nA\t{word}\n".encode(encoding))
    with open_feed(path, marketplace=market(code)) as feed:
        assert feed.rows(0, 1)[0].cells == (word,)
        assert feed.encoding == encoding


def test_lines_of_old_mac_programs(path: Path) -> None:
    path.write_bytes(b"sku\tprice\rA\t1\r\r  \rB\t2")
    with open_feed(path) as feed:
        assert [(row.sku, row.cells) for row in feed.rows(0, 9)] == [("A", ("1",)), ("B", ("2",))]


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        ("sku\tprice", ("price",)),
        ("Names\tfor people\nsku\tprice", ("price",)),
        (
            "TemplateType=fptcustom\tVersion=1\nSKU\tBullet\tBullet\nitem_sku\tb\tb",
            ("b", "b (2)"),
        ),
    ],
)
def test_one_to_three_lines_of_headings(path: Path, head: str, columns: tuple[str, ...]) -> None:
    path.write_bytes(f"{head}\nA\t1\t2\n".encode())
    with open_feed(path) as feed:
        assert feed.columns == columns
        assert [(row.sku, row.record) for row in feed.rows(0, 9)] == [("A", "1")]


def test_indexing_may_be_left_and_goes_on(path: Path) -> None:
    path.write_bytes(b"sku\n" + b"".join(b"S%05d\n" % n for n in range(20_000)))
    with pieces_of(1000), open_feed(path) as feed:
        first = feed.count
        for _ in feed.index(lambda: feed.count > 5000):
            pass
        assert first < 5000 < feed.count < 20_000
        assert not feed.complete
        assert feed.rows(feed.count - 1, feed.count + 9)[0].sku == f"S{feed.count - 1:05d}"
        assert indexed(feed).count == 20_000
        assert feed.rows(19_999, 20_001)[0].sku == "S19999"


@pytest.mark.parametrize("blank", [b" ", b"x"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("length", [512 * 1024 - 9, 512 * 1024 + 9, 700_000, 1_200_000])
def test_an_enormous_line_is_one_row_wherever_it_lies(
    path: Path, length: int, encoding: str, blank: bytes
) -> None:
    text = "sku\tprice\nA\t1\n" + (blank.decode() * length + "\nB\t2\n") * 3
    data = text.encode(encoding)
    path.write_bytes(data)
    width = 2 if encoding == "utf-16" else 1
    # A blank line is no row, unless it is too long to be looked at.
    counted = blank == b"x" or length * width > MAX_RECORD
    for size in (3000, 250_002, 256 * 1024):
        with pieces_of(size), open_feed(path) as opened:
            feed = indexed(opened)
            rows = windows(feed, 1)
            assert len(rows) == 1 + 3 * (1 + counted)
            assert [row.sku for row in rows[0 :: 1 + counted]] == ["A", "B", "B", "B"]
            assert {row.problem is None for row in rows} == {True, length * width <= MAX_RECORD}


def test_rows_while_another_thread_indexes(path: Path) -> None:
    path.write_bytes(b"sku\n" + b"".join(b"S%06d\n" % n for n in range(100_000)))
    with pieces_of(1000), open_feed(path) as feed:
        thread = threading.Thread(target=lambda: list(feed.index()))
        thread.start()
        while not feed.complete:
            last = feed.count - 1
            assert feed.rows(last, last + 1)[0].sku == f"S{last:06d}"
        thread.join()
        assert feed.count == 100_000


def test_published_example(samples: Path) -> None:
    with open_feed(samples / "listings-feed-schema-v2.example.json") as opened:
        rows = indexed(opened).rows(0, 9)
    assert [(row.record, row.sku, row.operation) for row in rows] == [
        ("1", "My-SKU-A", "DELETE"),
        ("2", "My-SKU-B", "PARTIAL_UPDATE"),
        ("3", "My-SKU-C", "UPDATE"),
        ("4", "My-SKU-D", "PATCH"),
        ("5", "My-SKU-E", "PATCH"),
    ]
    with open_feed(samples / "listings-feed-schema-v2.example.json") as feed:
        quantity = feed.columns.index("quantity")
        assert feed.rows(1, 2)[0].cells[quantity] == "10"
