"""Values that are almost a known one: misread from a picture, or mistyped."""

from __future__ import annotations

from functools import cache

from koongo_tui.guide.marketplaces import MARKETPLACES, Marketplace
from koongo_tui.guide.regions import RETIRED_DEVELOPER_ID, Region

_FOLD = str.maketrans("OQILSBZG", "00115826")
# As Koongo's guide prints them: its text was read from pictures. Some are too far from the real
# ID to be told by their characters.
_IN_THE_GUIDE = """
GB A1F83G8C2AR07P A1F83OC2AR0FP
DE A1PA6795UK0F99
ES A136U0F9C9996
FR A13V1I83V1Y2Z4
IT A1P628A9689V4
"""
_FARTHEST = 2
"""Edits within which a value is taken for a known one: the known ones are at least 9 apart."""


def fold(text: str) -> str:
    """Letters and digits that look alike made one: O and 0, I and 1, S and 5, B and 8.."""
    return text.translate(_FOLD)


@cache
def _folded() -> dict[str, Marketplace]:
    return {fold(m.id): m for m in MARKETPLACES}


@cache
def _printed() -> dict[str, Marketplace]:
    by_code = {m.code: m for m in MARKETPLACES}
    rows = [line.split() for line in _IN_THE_GUIDE.strip().split("\n")]
    return {misread: by_code[code] for code, *misreads in rows for misread in misreads}


def near_marketplace(word: str) -> Marketplace | None:
    """The marketplace whose ID a word of capitals and digits was meant to be, or None.

    The guide's own misprints are known. Then look-alike characters count, else the nearest within
    two edits after folding them.
    """
    if printed := _printed().get(word):
        return printed
    folded = fold(word)
    if exact := _folded().get(folded):
        return exact
    for known, marketplace in _folded().items():
        if _may_be_near(folded, known) and distance(folded, known) <= _FARTHEST:
            return marketplace
    return None


def near_developer(grouped: str, region: Region | None = None) -> str | None:
    """The developer ID of the guide that another one was meant to be, grouped, or None.

    The one of ``region`` is tried first.
    """
    digits = grouped.replace("-", "")
    known = sorted((r for r in Region), key=lambda r: r is not region)
    for meant in (*(r.developer_id for r in known), RETIRED_DEVELOPER_ID):
        if 0 < distance(digits, meant.replace("-", "")) <= _FARTHEST:
            return meant
    return None


def _may_be_near(word: str, known: str) -> bool:
    """Two edits leave one of three parts of a known value unhurt: cheap to look for first."""
    if abs(len(word) - len(known)) > _FARTHEST:
        return False
    third = len(known) // 3
    return known[:third] in word or known[third : 2 * third] in word or known[2 * third :] in word


def distance(a: str, b: str) -> int:
    """Edits between two short texts: insert, delete, replace, exchange two neighbours."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]


def differences(digits: str, meant: str) -> str:
    """How two numbers of one length differ, in words: ``Digits 7 and 8 are exchanged``."""
    places = [i for i, (x, y) in enumerate(zip(digits, meant, strict=True)) if x != y]
    if len(places) == 1:
        at = places[0]
        return f"Digit {at + 1} is {digits[at]} and should be {meant[at]}"
    if len(places) == 2:
        first, second = places
        if digits[first] == meant[second] and digits[second] == meant[first]:
            return f"Digits {first + 1} and {second + 1} are exchanged"
    named = ", ".join(str(i + 1) for i in places[:-1])
    return f"Digits {named} and {places[-1] + 1} differ"
