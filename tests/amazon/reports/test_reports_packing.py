"""Gzip by its magic, and files that are something else altogether."""

from __future__ import annotations

import contextlib
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.reports import ReportError, read_report, unpack
from koongo_tui.errors import ExitCode
from tests.amazon.reports.reading import Read, Refused


def test_gzip_is_recognised_whatever_was_declared(read: Read, data: Path) -> None:
    for path in sorted(data.glob("[!.]*")):
        plain = path.read_bytes()
        assert read(gzip.compress(plain), "application/json") == read(plain)
        assert read(gzip.compress(gzip.compress(plain))) == read(plain)


def test_several_members_are_one_report(read: Read, data: Path) -> None:
    plain = (data / "english.txt").read_bytes()
    packed = gzip.compress(plain[:100]) + gzip.compress(plain[100:])
    assert read(packed) == read(plain)
    for padding in (b"\0", b"\0\0padding"):
        assert read(packed + padding) == read(plain)


def test_a_member_that_begins_on_the_border_of_a_read(
    read: Read, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = (data / "english.txt").read_bytes()
    first = gzip.compress(plain[:100])
    monkeypatch.setattr(unpack, "CHUNK", len(first) + 1)
    assert read(first + gzip.compress(plain[100:])).report.counts.processed == 412


def test_a_cut_gzip_file_is_called_cut(refused: Refused, data: Path) -> None:
    packed = gzip.compress((data / "products.xml").read_bytes())
    for end in range(2, len(packed), 13):
        assert "gzip packing ends too early" in refused(packed[:end]).message


def test_a_damaged_gzip_file(refused: Refused, data: Path) -> None:
    packed = bytearray(gzip.compress((data / "products.xml").read_bytes()))
    packed[-5] ^= 0xFF
    assert refused(bytes(packed)).message == "The gzip file is damaged."
    assert refused(b"\x1f\x8b nonsense").message == "The gzip file is damaged."


def test_endless_packing_is_refused(refused: Refused) -> None:
    data = b"x"
    for _ in range(5):
        data = gzip.compress(data)
    assert "packed more than 3 times" in refused(data).message


def test_endless_size_is_refused(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_SIZE", 1 << 20)
    text = b"Title:\n\ta\t\t1\n\tb\t\t1\n\n" + b"x" * (2 << 20)
    assert "larger than" in refused(gzip.compress(text)).message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (gzip.compress(b"", mtime=0), "The file is empty."),
        (b" \r\n\t\n" * 30_000, "nothing but blanks"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"PK\x03\x04....", "a spreadsheet (xlsx) or a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old spreadsheet"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"BZh91AY", "an archive (bzip2)"),
        (b"T:\n" + bytes(100), "binary data"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x01\x02\x00\x03", "binary data"),
        (b"<!DOCTYPE html>\n<html><title>Amazon Sign-In</title></html>", "a web page"),
        (b"\n<HTML lang=de>", "a web page"),
        (bytes(range(1, 256)) * 3, "no processing report"),
    ],
)
def test_what_is_no_report_is_named(refused: Refused, data: bytes, words: str) -> None:
    error = refused(data)
    assert words in error.message
    assert (error.code, error.exit_code) == ("no-report", ExitCode.USAGE)


BEGINNINGS = [b"", b"<", b"{", b"\x1f\x8b\x08", b"T:\n\ta\t\t1\n\tb\t\t1\n"]


@given(st.binary(max_size=2000), st.sampled_from(BEGINNINGS))
def test_random_bytes_end_in_one_kind_of_error(tail: bytes, head: bytes) -> None:
    with contextlib.suppress(ReportError):
        read_report(io.BytesIO(head + tail))
