"""The marketplaces a text names: by ID, by a misread ID, by the name beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from koongo_tui.guide.credentials import is_marketplace_id
from koongo_tui.guide.labels import Kind, Label
from koongo_tui.guide.layout import Labelled, Value, only_marks
from koongo_tui.guide.lookalikes import near_marketplace
from koongo_tui.guide.marketplaces import (
    MARKETPLACES,
    Marketplace,
    find_marketplace,
    marketplace_by_id,
)
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem, problem

_BY_DOMAIN = {m.domain: m for m in MARKETPLACES} | {
    "amazon.jp": next(m for m in MARKETPLACES if m.code == "JP"),
    "amazon.uk": next(m for m in MARKETPLACES if m.code == "GB"),
}
_DOMAINS = "|".join(
    re.escape(d.removeprefix("amazon.")) for d in sorted(_BY_DOMAIN, key=len, reverse=True)
)
_NAME = re.compile(
    rf"(?<![a-z0-9@._-])(?:https?://)?(?:www\.)?(amazon\s?\.(?:{_DOMAINS}))(?![a-z0-9@-]|\.[a-z0-9])/?"
)
_MOST = 1000
_BESIDE = re.compile(
    rf"\s{{0,12}}[(\[]\s{{0,4}}(?:www\.)?(amazon\s?\.(?:{_DOMAINS}))\s{{0,4}}(?:[)\]]|\n|\Z)"
)


@dataclass(frozen=True, slots=True)
class Market:
    """A marketplace as the text gives it.

    Attributes:
        shown: the ID or name in the text.
        meant: the marketplace, or None for an ID that cannot be told.
        misread: the ID in the text is not the one that Amazon has.
        label: the label it stands under directly, if any.
        bare: an ID without a label and without a name beside it.
    """

    shown: str
    meant: Marketplace | None
    misread: bool
    label: Kind | None
    bare: bool = False


def name_beside(folded: str, end: int) -> Marketplace | None:
    """The marketplace named in brackets behind an ID: ``(Amazon.es)``."""
    match = _BESIDE.match(folded, end)
    return match and _named(match.group(1))


def find_names(folded: str) -> list[Value]:
    """Marketplaces by their names, ``Amazon.co.uk``; not inside addresses of pages or mail."""
    matches = islice(_NAME.finditer(folded), _MOST)
    return [Value(Kind.MARKETPLACE, *m.span(), m.group(1)) for m in matches]


def read_markets(
    folded: str, labels: Sequence[Label], arranged: Sequence[Labelled]
) -> list[Market]:
    """Every marketplace of a text, in its order, from the values of that kind.

    A name counts under a label, or when the text holds nothing else.
    """
    markets: list[Market] = []
    named: Marketplace | None = None  # by the name behind the ID just read
    for item in arranged:
        if item.value.kind is not Kind.MARKETPLACE:
            continue
        text = item.value.text
        if text.startswith("amazon"):
            if Kind.MARKETPLACE in item.labels and named is None:
                markets.append(Market(text, _named(text), False, Kind.MARKETPLACE))
            named = None
            continue
        exact, beside = marketplace_by_id(text), name_beside(folded, item.value.end)
        named = beside
        if exact or not is_marketplace_id(text):
            meant = exact or _meant(text, beside)
            bare = not item.labels and beside is None
            markets.append(Market(text, meant, exact is None, item.only, bare))
    return markets or _of_lines(folded, labels) or _names_alone(folded, arranged)


def market_problems(markets: Sequence[Market]) -> list[Problem]:
    """One problem for all IDs that were put right, one for each that could not be."""
    found: list[Problem] = []
    repaired = {m.shown: m.meant for m in markets if m.misread and m.meant}
    if repaired:
        one = len(repaired) == 1
        found.append(
            problem(
                "lookalike-marketplace",
                f"{'A marketplace ID' if one else f'{len(repaired)} marketplace IDs'} on the page "
                f"{'is' if one else 'are'} not the one{'' if one else 's'} that Amazon has. "
                f"{_how(repaired) if one else 'They were misread and have been put right.'}",
                fix="Nothing to do: the right ID is used."
                if one
                else "Nothing to do: the right IDs are used.",
                facts=tuple((shown, f"{m.id}  {m.name}") for shown, m in repaired.items()),
                actions=(Choice(ChoiceKind.KEEP, "Use what Amazon really has"),),
                blocking=False,
            )
        )
    unknown = dict.fromkeys(m.shown for m in markets if m.meant is None)
    found.extend(
        problem(
            "lookalike-marketplace",
            f"{shown} is no marketplace ID of Amazon, and it cannot be told which one is meant. "
            "It was left out.",
            title="A marketplace ID that Amazon does not have",
            fix="Choose the marketplace from the list in step 4.",
            facts=(("You pasted", shown),),
            actions=(Choice(ChoiceKind.KEEP, "Go on without it"),),
            blocking=False,
        )
        for shown in unknown
    )
    return found


def _how(repaired: dict[str, Marketplace]) -> str:
    shown, meant = next(iter(repaired.items()))
    places = [i for i, (x, y) in enumerate(zip(shown, meant.id, strict=False), 1) if x != y]
    if len(shown) != len(meant.id) or len(places) > 2:
        return f"It was misread, and means {meant.name}."
    which = " and ".join(
        f"character {i} is {_spoken(meant.id[i - 1])}, not {_spoken(shown[i - 1])}" for i in places
    )
    return f"In the ID of {meant.name} {which}."


def _spoken(character: str) -> str:
    return f"the {'digit' if character.isdigit() else 'letter'} {character}"


def _named(name: str) -> Marketplace | None:
    return _BY_DOMAIN.get("".join(name.split()))


def _meant(word: str, named: Marketplace | None) -> Marketplace | None:
    near = near_marketplace(word)
    if near and named and near is not named:
        return None
    return near or named


def _of_lines(folded: str, labels: Sequence[Label]) -> list[Market]:
    """Countries behind a label: ``Marketplace: Germany``."""
    found = []
    for label in labels:
        if label.kind is Kind.MARKETPLACE:
            line = folded[label.end : label.end + 60].partition("\n")[0].strip(" \t:=*\"'()")
            if meant := find_marketplace(line) if line else None:
                found.append(Market(line, meant, False, Kind.MARKETPLACE))
    return found


def _names_alone(folded: str, arranged: Sequence[Labelled]) -> list[Market]:
    end = 0
    found = []
    for item in arranged:
        if not item.value.text.startswith("amazon") or not only_marks(
            folded, end, item.value.start
        ):
            return []
        found.append(Market(item.value.text, _named(item.value.text), False, None))
        end = item.value.end
    return found if only_marks(folded, end, len(folded)) else []
