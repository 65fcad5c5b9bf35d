"""Pasted text made plain."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.guide.normalise import normalise, without_marks


def plain(text: str) -> str:
    return normalise(text).text


def test_every_format_character_goes() -> None:
    hidden = [chr(i) for i in range(sys.maxunicode + 1) if unicodedata.category(chr(i)) == "Cf"]
    assert len(hidden) > 100
    assert plain("a" + "".join(hidden) + "b") == "ab"


def test_every_dash_becomes_plain() -> None:
    dashes = [chr(i) for i in range(sys.maxunicode + 1) if unicodedata.category(chr(i)) == "Pd"]
    for dash in [*dashes, "\u2212", "\u2043", "\u02d7"]:
        assert set(plain(f"a{dash}b")) <= {"a", "-", "b"}, hex(ord(dash))
        assert "-" in plain(f"a{dash}b"), hex(ord(dash))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ａ１３５", "A135"),
        ("a\u00a0b", "a b"),
        ("a\r\nb\rc\u2028d\x85e\x0bf", "a\nb\nc\nd\ne\nf"),
        ("a\x00b\x07c\x7fd", "abcd"),
        ("a\tb", "a\tb"),
        ("e\u200d\u0301", "é"),
        ("2611ー6230", "2611-6230"),
        ("マーケット", "マーケット"),
        ("a\ufe0fb\u3164c", "abc"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\ufdfa\u3316x", "  x"),
    ],
)
def test_one_form_for_each_character(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[200~value\x1b[201~",
        "[200~value[201~",
        "^[[200~value^[[201~",
        "\u241b[200~value\u241b[201~",
        "200~value201~",
        "0~value1~",
        "0~value",
        "[2\u200b00~value",
    ],
)
def test_paste_marks_go_and_it_is_said(text: str) -> None:
    done = normalise(text)
    assert done.text == "value"
    assert done.tidied == ("The terminal's paste marks were removed.",)


@pytest.mark.parametrize("text", ["~~0200~~", "a ~ b", "x10~y", "1~", "costs 200~300"])
def test_other_tildes_stay(text: str) -> None:
    assert normalise(text) == normalise(normalise(text).text)
    assert plain(text) == text
    assert normalise(text).tidied == ()


@given(st.text())
def test_plain_text_stays_plain(text: str) -> None:
    once = plain(text)
    assert not any(unicodedata.category(c) in {"Cf", "Pd"} and c != "-" for c in once)
    assert not any(unicodedata.category(c) == "Cc" and c not in "\t\n" for c in once)


def test_marks_leave_the_rest_as_it_arrived() -> None:
    assert without_marks("\x1b[1m a\u200b\x1b[0m\r\n") == " a\u200b\r\n"
    assert without_marks("[200~ a\u200b[201~") == " a\u200b"
    assert without_marks("a\u200b ") == "a\u200b "
