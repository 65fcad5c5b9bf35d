"""Unpacking an answer piece by piece."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.decoding import Decoder
from koongo_tui.amazon.errors import BadAnswer


def decode(encoding: str, *pieces: bytes) -> bytes:
    out: list[bytes] = []
    decoder = Decoder(encoding, out.append)
    for piece in pieces:
        decoder.feed(piece)
    decoder.close()
    assert all(len(piece) <= 64 * 1024 for piece in out) or "gzip" not in encoding
    return b"".join(out)


@given(st.binary(max_size=5000), st.integers(1, 700), st.booleans())
def test_however_the_bytes_arrive_the_content_is_the_same(
    content: bytes, step: int, packed: bool
) -> None:
    data = gzip.compress(content) if packed else content
    pieces = [data[at : at + step] for at in range(0, len(data), step)]

    assert decode("gzip" if packed else "", *pieces) == content


@pytest.mark.parametrize("encoding", ["gzip", " GZIP ", "x-gzip"])
def test_gzip_under_each_of_its_names(encoding: str) -> None:
    assert decode(encoding, gzip.compress(b"hello")) == b"hello"


@pytest.mark.parametrize("content", [b"plain text", b"x", b"", b"\x1fx"])
def test_plain_bytes_that_are_called_gzip_stay_as_they_are(content: bytes) -> None:
    assert decode("gzip", content) == content


def test_gzip_in_several_parts() -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two")

    assert decode("gzip", data) == b"one two"
    assert decode("gzip", *[data[at : at + 1] for at in range(len(data))]) == b"one two"


def test_a_bomb_comes_out_in_small_pieces() -> None:
    # 64 MB of nothing in 64 kB.
    assert len(decode("gzip", gzip.compress(bytes(64 * 1024 * 1024), 9))) == 64 * 1024 * 1024


def test_an_encoding_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(BadAnswer, match=r"not asked for \(br\)"):
        decode("br", b"x")


def test_a_cut_or_damaged_answer_is_noticed() -> None:
    whole = gzip.compress(bytes(range(256)) * 20)
    with pytest.raises(BadAnswer, match="breaks off"):
        decode("gzip", whole[:-9])
    with pytest.raises(BadAnswer, match="damaged"):
        decode("gzip", whole[:20] + b"\xff" * 40 + whole[60:])
