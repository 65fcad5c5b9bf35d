"""A long text, line by line, without holding it in memory."""

from __future__ import annotations

import io
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.tui.raw_text import LONGEST, RawText


def all_lines(text: RawText) -> list[str]:
    try:
        return text.lines(0, text.line_count)
    finally:
        text.close()


def read(data: bytes, encoding: str = "utf-8") -> list[str]:
    return all_lines(RawText(io.BytesIO(data), encoding))


def test_lines_are_as_they_came() -> None:
    assert read(b"one\r\ntwo\n\nthree") == ["one", "two", "", "three"]
    assert read(b"") == []
    assert read(b"\n") == [""]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp932", "utf-16"])
def test_any_encoding(encoding: str) -> None:
    text = "Preis: 5\nzwei" if encoding != "cp932" else "エラー\n二"
    assert read(text.encode(encoding), encoding) == text.split("\n")


def test_what_cannot_be_decoded_becomes_a_mark() -> None:
    assert read(b"a\xffb") == ["a�b"]


def test_a_document_without_line_ends_is_broken() -> None:
    lines = read(b"x" * (LONGEST * 3 + 5))
    assert [len(line) for line in lines] == [LONGEST, LONGEST, LONGEST, 5]


def test_any_line_is_a_short_read_away() -> None:
    text = RawText(io.BytesIO(b"".join(b"line %d\n" % i for i in range(10_000))), "utf-8")
    assert text.line_count == 10_000
    assert text.widest == len("line 9999")
    assert text.lines(9_000, 9_002) == ["line 9000", "line 9001"]
    assert text.lines(127, 129) == ["line 127", "line 128"]
    assert text.lines(9_999, 20_000) == ["line 9999"]
    assert text.lines(-5, 1) == ["line 0"]
    assert text.lines(20_000, 20_001) == []
    text.close()


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=300)))
def test_nothing_is_lost(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    assert "\n".join(read(data)).rstrip("\n") == data.decode().rstrip("\n")


def test_a_source_that_breaks_leaves_no_file_open() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("gone")

    source: BinaryIO = Broken()
    with pytest.raises(OSError, match="gone"):
        RawText(source, "utf-8")
