"""The Seller ID of a text. Much in the world looks like one, so the company it keeps decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from koongo_tui.guide.credentials import is_marketplace_id, is_seller_id
from koongo_tui.guide.labels import Kind
from koongo_tui.guide.layout import Labelled, Value, only_marks
from koongo_tui.guide.lookalikes import near_marketplace
from koongo_tui.guide.markets import name_beside

_WORD = re.compile(r"(?<![A-Za-z0-9])[Aa][A-Za-z0-9]{9,20}(?![A-Za-z0-9])")
# Capitals of headings, in the languages of the labels.
_HEADINGS = ("AUT", "AMAZON", "ACC", "ACT", "ADM", "APPL", "ABLAUF", "ANMELD", "AFGE")
_HEX = re.compile(r"[0-9A-F]+")
_USUAL = range(13, 16)
_MIXED = 6
_MOST_WORDS = 2000
_MOST_BARE = 40
"""Unlabelled words after which a text is a list of something else."""
_CELL_ENDS = ("", "\t", ",", ";", "|")


@dataclass(frozen=True, slots=True)
class SellerRead:
    """A word that may be the Seller ID: ``shown`` as in the text, ``seller_id`` in capitals."""

    shown: str
    seller_id: str
    label: Kind | None


def find_words(text: str, folded: str) -> list[Value]:
    """Words of the shape of a Seller ID, told from marketplaces, also from misread ones.

    Amazon prints the name in brackets behind a marketplace ID only, so a word with one is meant
    as such, however badly it was read.
    """
    values = []
    for match in islice(_worth_a_look(text), _MOST_WORDS):
        word = match.group()
        code = word.upper()
        market = (
            is_marketplace_id(code)
            or name_beside(folded, match.end()) is not None
            or (word == code and near_marketplace(code) is not None)
        )
        kind = Kind.MARKETPLACE if market else Kind.SELLER
        values.append(Value(kind, *match.span(), code if market else word))
    return values


def settle(arranged: Sequence[Labelled]) -> list[Labelled]:
    """Let the label decide where the word itself does not tell a seller from a marketplace."""
    return [_settled(a) for a in arranged]


def _settled(item: Labelled) -> Labelled:
    word, kind = item.value.text, item.value.kind
    if kind is Kind.SELLER and item.only is Kind.MARKETPLACE:
        return replace(item, value=replace(item.value, kind=Kind.MARKETPLACE))
    if (
        kind is Kind.MARKETPLACE
        and item.only is Kind.SELLER
        and not (word.startswith("amazon") or is_marketplace_id(word) or near_marketplace(word))
    ):
        return replace(item, value=replace(item.value, kind=Kind.SELLER))
    return item


def read_sellers(folded: str, arranged: Sequence[Labelled], *, company: bool) -> list[SellerRead]:
    """The words that are taken for a Seller ID: those with a label, else those standing alone.

    Args:
        folded: the text, folded.
        arranged: its values.
        company: the text is a few lines long, or holds another value of Amazon's.
    """
    words = [a for a in arranged if a.value.kind is Kind.SELLER]
    labelled = [_read(a) for a in words if Kind.SELLER in a.labels and _fits(a)]
    if labelled:
        return labelled
    bare = [a for a in words if _fits(a) and _convinces(a.value.text)]
    if len(bare) > _MOST_BARE or not company:
        return []
    return [_read(a) for a in bare if a.only is Kind.TOKEN or _stands_alone(folded, a, arranged)]


def _read(item: Labelled) -> SellerRead:
    return SellerRead(item.value.text, item.value.text.upper(), item.only)


def unusual(seller_id: str) -> str:
    """A sentence when the length is not one that Amazon gives today; else empty."""
    if len(seller_id) in _USUAL:
        return ""
    return (
        f"The Seller ID has {len(seller_id)} characters, which is unusual. Please compare it with "
        "the page."
    )


def _worth_a_look(text: str) -> Iterator[re.Match[str]]:
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isupper() or any(c.isdigit() for c in word):
            yield match


def _fits(item: Labelled) -> bool:
    word = item.value.text
    digits = sum(c.isdigit() for c in word)
    if len(set(word[1:])) < 3:
        return False  # AXXXXXXXXXXXX, as forms and documents show it
    if is_seller_id(word) and digits:
        return True
    if item.only is not Kind.SELLER:
        return False
    if digits == 0:
        return is_seller_id(word) and not word.startswith(_HEADINGS)
    return digits > 1


def _convinces(word: str) -> bool:
    """Looks drawn by lot, as Amazon's are: of the usual length, mixed, and no hex."""
    return len(word) in _USUAL and len(set(word)) >= _MIXED and not _HEX.fullmatch(word)


def _stands_alone(folded: str, item: Labelled, arranged: Sequence[Labelled]) -> bool:
    """Nothing but values is on its line, or it is a cell of a row that holds a token."""
    start = folded.rfind("\n", 0, item.value.start) + 1
    stop = folded.find("\n", item.value.end)
    stop = len(folded) if stop < 0 else stop
    beside = [a.value for a in arranged if start < a.value.end and a.value.start < stop]
    if any(v.kind is Kind.TOKEN for v in beside) and _is_cell(
        folded[start : item.value.start], folded[item.value.end : stop]
    ):
        return True
    for value in beside:
        if not only_marks(folded, start, max(start, value.start)):
            return False
        start = value.end
    return start >= stop or only_marks(folded, start, stop)


def _is_cell(before: str, after: str) -> bool:
    return before.rstrip(" \"'")[-1:] in _CELL_ENDS and after.lstrip(" \"'")[:1] in _CELL_ENDS
