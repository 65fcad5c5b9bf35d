"""Lines of text with tones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from koongo_tui.tui.marks import ASCII
from koongo_tui.tui.text import (
    Tone,
    clean,
    cut,
    facts,
    fit,
    paragraph,
    right,
    spread,
    text_of,
    wrap,
)


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("right\u202eto left", "right�to left"),
        ("Größe 大", "Größe 大"),
        ("[/oops]", "[/oops]"),
    ],
)
def test_a_text_from_outside_cannot_steer_the_terminal(raw: str, safe: str) -> None:
    assert clean(raw) == safe


def test_ascii_has_a_mark_of_its_own() -> None:
    assert clean("a\x07b", ASCII) == "a?b"
    assert cut("abcdef", 4, ASCII) == "abc~"


@given(st.text(), st.integers(1, 60))
def test_fit_fills_its_cells_exactly(text: str, width: int) -> None:
    assert cell_len(fit(clean(text), width)) == width


def test_fit_without_room_is_nothing() -> None:
    assert fit("abc", 0) == ""


@given(st.text(), st.integers(1, 60))
def test_cut_never_exceeds(text: str, width: int) -> None:
    assert cell_len(cut(clean(text), width)) <= width


def test_right_keeps_what_is_longer() -> None:
    assert right("12", 4) == "  12"
    assert right("12345", 4) == "12345"


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])), st.integers(2, 40))
def test_wrapping_loses_nothing_but_blanks(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_paragraph_hangs() -> None:
    lines = [text_of(line) for line in paragraph("one two three four", 12, indent=2, first="1  ")]
    assert lines == ["  1  one two", "     three", "     four"]


def test_facts_are_aligned() -> None:
    lines = [text_of(line) for line in facts([("A", "x"), ("Long", "words to wrap")], 18)]
    assert lines == ["   A     x", "   Long  words to", "         wrap"]


def test_spread_leaves_out_what_does_not_fit_from_the_end() -> None:
    pieces = [("first", Tone.PLAIN), ("second", Tone.PLAIN), ("third", Tone.PLAIN)]
    assert text_of(spread(pieces, 40)) == " first   second   third"
    assert text_of(spread(pieces, 18)) == " first   second"
    with_end = text_of(spread(pieces, 24, end=("end", Tone.PLAIN)))
    assert with_end.startswith(" first   second")
    assert with_end.endswith("end")
    assert len(with_end) == 23


def test_spread_cuts_a_first_piece_that_is_too_long() -> None:
    assert text_of(spread([("abcdefghij", Tone.PLAIN)], 8)) == " abcde…"
    assert text_of(spread([("ab", Tone.PLAIN)], 5, end=("too long", Tone.PLAIN))) == " ab"
