"""Characters: what is declared is a hint, the bytes decide."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.reports import read_report
from koongo_tui.amazon.reports.encoding import Decoder, canonical, charset
from tests.amazon.reports.reading import Read

HEAD = "Feed Processing Summary:\n\ta\t\t2\n\tb\t\t1\n\n"
ROWS = "original-record-number\tsku\terror-code\terror-type\terror-message\n1\tS\t8560\tError\t"
EUROPE = "Größe fehlt – bitte „ergänzen“ à 5 €"
JAPAN = "必要な情報がありません。カップ"


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("text/plain;charset=windows-31j", "cp932"),
        ("text/plain; charset=Shift_JIS", "cp932"),
        ("text/plain; CHARSET=Cp1252", "cp1252"),
        ('text/plain; charset="ISO-8859-1"', "cp1252"),
        ("text/xml;charset=UTF-8", "utf-8"),
        ("text/plain; charset=us-ascii", "utf-8"),
        ("text/plain; charset=utf-16le", "utf-16"),
        ("text/plain; charset=iso-8859-15", "iso8859-15"),
        ("text/plain; charset=GBK", "gbk"),
        ("text/plain; charset=rot13", None),
        ("text/plain; charset=zlib_codec", None),
        ("text/plain; charset=klingon", None),
        ("text/plain", None),
        (None, None),
    ],
)
def test_declared_names(declared: str | None, name: str | None) -> None:
    assert charset(declared) == name


def test_a_name_in_any_spelling() -> None:
    assert canonical(" Windows-31J ") == "cp932"
    assert canonical("latin-1") == "cp1252"


@pytest.mark.parametrize(
    ("message", "encoding", "declared", "found"),
    [
        (EUROPE, "cp1252", "windows-1252", "cp1252"),
        (EUROPE, "cp1252", "iso-8859-1", "cp1252"),
        (EUROPE, "cp1252", None, "cp1252"),
        (EUROPE, "cp1252", "utf-8", "cp1252"),
        (EUROPE, "cp1252", "windows-31j", "cp1252"),
        (EUROPE, "utf-8", None, "utf-8"),
        (EUROPE, "utf-8", "windows-1252", "utf-8"),
        (EUROPE, "utf-8-sig", "windows-1252", "utf-8"),
        (EUROPE, "utf-16", "windows-1252", "utf-16"),
        (EUROPE, "utf-16-le", None, "utf-16"),
        (EUROPE, "utf-16-be", "utf-16", "utf-16"),
        (JAPAN, "cp932", "windows-31j", "cp932"),
        (JAPAN, "cp932", "Shift_JIS", "cp932"),
        (JAPAN, "cp932", None, "cp932"),
        (JAPAN, "cp932", "windows-1252", "cp932"),
        (JAPAN, "cp932", "utf-8", "cp932"),
        (JAPAN, "utf-8", "windows-31j", "utf-8"),
        (JAPAN, "utf-8", "utf-16", "utf-8"),
        (JAPAN, "utf-16-le", None, "utf-16"),
        ("件数", "cp932", "windows-31j", "cp932"),
        ("中国", "gbk", "gbk", "gbk"),
        ("Łódź", "cp1250", "windows-1250", "cp1250"),
        ("plain", "ascii", "windows-1252", "cp1252"),
        ("plain", "ascii", None, "utf-8"),
    ],
)
def test_text_reports(
    read: Read, message: str, encoding: str, declared: str | None, found: str
) -> None:
    content_type = f"text/plain;charset={declared}" if declared else None
    reading = read((HEAD + ROWS + message + "\n").encode(encoding), content_type)
    assert reading.rows[0].message == message
    assert reading.report.encoding == found
    assert reading.report.counts.errors == 1


def test_the_first_letter_may_come_late(read: Read) -> None:
    padding = "x" * 200 + "\n1\tS\t8560\tError\t"
    data = (HEAD + ROWS + padding * 2000 + EUROPE + "\n").encode("cp1252")
    reading = read(data)
    assert reading.rows[-1].message == EUROPE
    assert reading.report.encoding == "cp1252"


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-1", "cp932", "utf-16", "utf-8"])
def test_xml_in_the_encoding_it_declares(read: Read, data: Path, encoding: str) -> None:
    message = JAPAN if encoding == "cp932" else "Größe"
    text = (data / "products.xml").read_text().replace("UTF-8", encoding)
    text = text.replace("The SKU data provided", message)
    reading = read(text.encode(encoding), "text/xml;charset=UTF-8")
    assert reading.rows[2].message.startswith(message)
    assert reading.report.encoding == ("cp1252" if encoding == "iso-8859-1" else encoding)


def test_xml_that_declares_the_wrong_encoding(read: Read, data: Path) -> None:
    text = (data / "products.xml").read_text().replace("data", "Größe", 1)
    wrong = text.replace("UTF-8", "utf-16").encode()
    assert "Größe" in read(wrong).rows[2].message
    assert "Größe" in read(text.encode("cp1252")).rows[2].message


def test_the_mark_of_the_other_byte_order(read: Read) -> None:
    data = codecs.BOM_UTF16_BE + (HEAD + ROWS + EUROPE).encode("utf-16-be")
    assert read(data).rows[0].message == EUROPE


def test_xml_with_a_mark_behind_a_line_break(read: Read, data: Path) -> None:
    assert read(b"\n" + codecs.BOM_UTF8 + (data / "products.xml").read_bytes()).rows


def test_one_wrong_byte_does_not_spoil_the_rest(read: Read) -> None:
    data = (HEAD + ROWS + EUROPE * 20).encode() + b"\xff" + EUROPE.encode() + b"\n"
    message = read(data).rows[0].message
    assert message == EUROPE * 20 + "\ufffd" + EUROPE


def test_a_byte_that_fits_nowhere_is_marked(read: Read) -> None:
    data = (HEAD + ROWS).encode() + b"\x81 \xff\xfd\n"
    assert "\ufffd" in read(data).rows[0].message


def test_json_in_utf16_and_with_a_mark(read: Read, data: Path) -> None:
    text = (data / "listings.json").read_text()
    for encoding, found in (("utf-16", "utf-16"), ("utf-8-sig", "utf-8"), ("cp1252", "cp1252")):
        reading = read(text.encode(encoding), "application/json; charset=UTF-8")
        assert reading.rows[3].message == "Grüße"
        assert reading.report.encoding == found


@given(
    st.text("aäöüßéàçñøåŠ€–\n", min_size=1), st.integers(1, 7), st.sampled_from(["utf-8", "cp1252"])
)
def test_pieces_of_any_size_give_the_same_text(text: str, size: int, encoding: str) -> None:
    data = text.encode(encoding)
    decoder = Decoder(encoding)
    pieces = [decoder.decode(data[i : i + size]) for i in range(0, len(data), size)]
    whole = "".join(pieces) + decoder.decode(b"", final=True)
    if encoding == "utf-8":
        assert whole == text


@given(st.binary(max_size=400))
def test_no_bytes_stop_the_decoder(data: bytes) -> None:
    for declared in (None, "cp932", "cp1252", "gbk", "utf-16-le"):
        decoder = Decoder(declared)
        decoder.decode(data)
        decoder.decode(b"", final=True)


def test_a_pipe_that_gives_a_byte_at_a_time(data: Path) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(1)

    for path in sorted(data.glob("[!.]*")):
        slow = read_report(Slow(path.read_bytes()))
        assert slow == read_report(io.BytesIO(path.read_bytes()))
