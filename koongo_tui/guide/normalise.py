"""Pasted text made plain: one form for each character, nothing that cannot be seen.

Works on the whole text with a handful of linear passes, so a megabyte takes milliseconds.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

INVISIBLE = (
    # Unicode's format characters (category Cf, Unicode 16), whatever the interpreter knows,
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
    # fillers and variation selectors, which show nothing either,
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef"
    # and control characters other than those that end a line or stand between columns.
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
)
"""Characters that show nothing, as the inside of a regular expression's ``[...]``."""

DASHES = (
    "\u058a\u05be\u1400\u1806\u2010-\u2015\u2043\u207b\u208b\u2212\u2e17\u2e1a\u2e3a\u2e3b\u2e40"
    "\u2e5d\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d\u02d7\U00010ead"
)
"""Dashes other than the plain one, as the inside of a regular expression's ``[...]``."""

PASTE_MARKER = r"(?:\x1b|\^\[|\u241b)?\[20[01]~"
"""What a terminal puts around a paste, also when it arrives as visible characters."""

# Colours and hyperlinks that come along when text is copied from a terminal's recording.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?)")
_MARKERS = re.compile(PASTE_MARKER + r"|^[ \t]*200~|201~[ \t]*$", re.MULTILINE)
_CUT_MARKERS = re.compile(r"\A\s*0~(.*?)(?:1~\s*)?\Z", re.DOTALL)
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_DASHES = re.compile(f"[{DASHES}]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Whole words in one character: no value holds one, and NFKC makes 18 characters of one of them.
_WORD_SIGNS = re.compile("[\u3300-\u33ff\ufdf0-\ufdfc]")
_LONG_VOWEL = re.compile("(?<=[0-9A-Za-z])\u30fc(?=[0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text made plain.

    Attributes:
        text: NFKC, without format and control characters, dashes plain, lines ended by ``\\n``.
        tidied: sentences on what was removed that a person may have seen.
    """

    text: str
    tidied: tuple[str, ...]


def normalise(text: str) -> Normalised:
    """Make a pasted text plain. Visible characters stay, in their ordinary form."""
    plain = _ESCAPES.sub(_keep_markers, text) if "\x1b" in text else text
    # Before NFKC, so that what cannot be seen never keeps two characters from composing.
    plain = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", plain))
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", _WORD_SIGNS.sub(" ", plain))
        plain = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", plain))
        plain = _LONG_VOWEL.sub("-", _DASHES.sub("-", plain))
    marks = 0
    if "~" in plain:
        plain, whole = _MARKERS.subn("", plain)
        # Some shells swallow the beginning of the markers.
        plain, cut = _CUT_MARKERS.subn(r"\1", plain)
        marks = whole + cut
    return Normalised(plain, ("The terminal's paste marks were removed.",) if marks else ())


def without_marks(text: str) -> str:
    """The text as it arrived, without what a terminal put into it: colours and paste marks."""
    return _MARKERS.sub("", _ESCAPES.sub("", text)) if "\x1b" in text or "~" in text else text


def _keep_markers(match: re.Match[str]) -> str:
    """Colours go; a paste marker stays for the moment, to be said."""
    return match.group()[1:] if match.group() in {"\x1b[200~", "\x1b[201~"} else ""
