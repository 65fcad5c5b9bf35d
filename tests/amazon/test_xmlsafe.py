"""Reading XML from outside."""

from __future__ import annotations

import contextlib
import io
import tracemalloc
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.xmlsafe import (
    CHUNK,
    MAX_DEPTH,
    MAX_ELEMENTS,
    MAX_TEXT,
    MAX_TOKEN,
    XmlRefused,
    parse_tree,
    stream,
)


class Recorder:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, object]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.heard.append(("start", name, dict(attributes)))

    def end(self, name: str, text: str) -> None:
        self.heard.append(("end", name, text))


def heard(data: bytes, encoding: str | None = None) -> list[tuple[str, str, object]]:
    recorder = Recorder()
    stream(io.BytesIO(data), recorder, encoding=encoding)
    return recorder.heard


@pytest.mark.parametrize(
    "namespace",
    [
        ' xmlns="http://mws.amazonaws.com/doc/2009-01-01/"',
        ' xmlns="https://mws.amazonservices.com/\n    Sellers/2011-07-01"',
        ' xmlns="com.amazonservices.mws.sellers"',
        "",
    ],
)
def test_names_come_without_their_namespace(namespace: str) -> None:
    root = parse_tree(f"<Answer{namespace}><Id>7</Id></Answer>".encode())

    assert root.tag == "Answer"
    assert root.attrib == {}
    assert root.findtext("Id") == "7"


def test_a_prefix_is_dropped_even_when_it_was_never_declared() -> None:
    assert heard(b'<a:Answer xsi:type="x" xmlns:b="u"><b:Id>1</b:Id></a:Answer>') == [
        ("start", "Answer", {"type": "x"}),
        ("start", "Id", {}),
        ("end", "Id", "1"),
        ("end", "Answer", ""),
    ]


def test_an_elements_text_is_its_own_and_comments_do_not_cut_it() -> None:
    assert heard(b"<m>one <!-- x --><b>bold</b><![CDATA[<two>]]></m>")[-1] == (
        "end",
        "m",
        "one <two>",
    )
    assert parse_tree(b"<m>1<b>2</b>3</m>").text == "13"
    assert parse_tree(b"<m/>").text == ""


@pytest.mark.parametrize("before", [b"\n\n  ", b"\xef\xbb\xbf", b""])
def test_blanks_or_a_byte_order_mark_before_the_declaration_are_no_harm(before: bytes) -> None:
    assert parse_tree(before + b'<?xml version="1.0" encoding="UTF-8"?><a>x</a>').text == "x"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_documents_own_encoding_is_believed(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><a>Größe</a>'.encode(encoding)

    assert parse_tree(data).text == "Größe"


def test_an_encoding_from_outside_outranks_the_declaration() -> None:
    data = '<?xml version="1.0" encoding="iso-8859-1"?><a>Größe</a>'.encode()

    assert heard(data, "utf-8")[-1] == ("end", "a", "Größe")


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<lolz>&b;</lolz>"""


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a PUBLIC "-//W3C//DTD" "http://127.0.0.1:1/x.dtd"><a/>',
    ],
)
def test_a_document_type_declaration_is_refused_unread(data: bytes) -> None:
    with pytest.raises(XmlRefused, match="document type declaration"):
        parse_tree(data)
    with pytest.raises(XmlRefused, match="document type declaration"):
        heard(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"plain text",
        b"<a>",
        b"<a></b>",
        b"<a>&nothing;</a>",
        b"<a/><b/>",
        b"\x1f\x8b\x00",
    ],
)
def test_what_is_no_whole_document_is_refused_with_the_place(data: bytes) -> None:
    with pytest.raises(XmlRefused, match=r"\(line \d+\)"):
        parse_tree(data)


def test_what_came_before_a_cut_was_handed_over() -> None:
    recorder = Recorder()
    with pytest.raises(XmlRefused):
        stream(io.BytesIO(b"<a><b>1</b><c>2"), recorder)

    assert ("end", "b", "1") in recorder.heard


def test_what_the_handler_raises_goes_through() -> None:
    class Enough(Exception):
        pass

    class Impatient(Recorder):
        def start(self, name: str, attributes: Mapping[str, str]) -> None:
            raise Enough

    with pytest.raises(Enough):
        stream(io.BytesIO(b"<a/>"), Impatient())


def test_long_text_is_cut_in_one_element_only() -> None:
    data = b"<a><b>" + b"x" * (MAX_TEXT + 5) + b"</b><c>y</c></a>"

    found = [text for kind, _, text in heard(data) if kind == "end"]

    assert found == ["x" * MAX_TEXT, "y", ""]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<a>" * (MAX_DEPTH + 1), "within each other"),
        (b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>", "elements"),
        (b'<a b="' + b"x" * (MAX_TOKEN + 2 * CHUNK), "longer than"),
        (b"<a><!--" + b"x" * (MAX_TOKEN + 2 * CHUNK), "longer than"),
    ],
)
def test_documents_made_to_fill_memory_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(XmlRefused, match=reason):
        parse_tree(data)


def test_a_document_of_many_megabytes_is_read_in_bounded_memory() -> None:
    class Endless(io.RawIOBase):
        """30 MB of rows that exist nowhere."""

        def __init__(self) -> None:
            self._rows = 30 * 16
            self._begun = False

        def read(self, size: int = -1) -> bytes:
            if not self._begun:
                self._begun = True
                return b"<report>"
            self._rows -= 1
            if self._rows < 0:
                return b"" if self._rows < -1 else b"</report>"
            return b"<row>" + b"x" * (CHUNK - 11) + b"</row>"

    class Counter:
        rows = 0

        def start(self, name: str, attributes: Mapping[str, str]) -> None:
            pass

        def end(self, name: str, text: str) -> None:
            self.rows += name == "row"

    counter = Counter()
    tracemalloc.start()
    try:
        stream(Endless(), counter)  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert counter.rows == 30 * 16
    assert peak < 2 * 1024 * 1024


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(XmlRefused):
        parse_tree(data)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=50))
def test_any_text_survives(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if any(c in text for c in "\ufffe\uffff"):
        return

    assert parse_tree(f"<a>{escaped}</a>".encode()).text == text
