"""Which label belongs to which value: on one line, under each other, or as columns of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from koongo_tui.guide.labels import Kind, Label

_FARTHEST = 160
# Between a label and its value: blanks, punctuation, and the verb of a sentence.
_NOTHING = re.compile(
    r"(?:[\s:=*\"'`´“”‘’„«»()\[\]{}<>|,;.#_/\\+&?!%-]"
    r"|\b(?:is|ist|lautet|est|e|es|and|und|et|y|en|or|www)\b)*"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a text and the labels it stands under."""

    kind: Kind
    start: int
    end: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value with what the layout says about it.

    Attributes:
        labels: the kinds of the label, or of the group of labels, that it stands under.
        first: it is the first value under them; a label of marketplaces heads a whole list.
    """

    value: Value
    labels: frozenset[Kind]
    first: bool

    @property
    def only(self) -> Kind | None:
        """The one label that it stands under directly, or None."""
        return next(iter(self.labels)) if len(self.labels) == 1 and self.first else None


def arrange(folded: str, labels: Sequence[Label], values: Sequence[Value]) -> list[Labelled]:
    """Give each value of a text its labels.

    Args:
        folded: the text as ``labels.fold`` gives it.
        labels: all its labels.
        values: all its values.
    """
    items: list[Label | Value] = sorted(
        (*labels, *values), key=lambda item: (item.start, -item.end)
    )
    arranged: list[Labelled] = []
    group: list[Kind] = []
    taken = 0
    end = 0
    for item in items:
        if item.start < end:
            continue  # a word of a value's own text, like the "token" in a file name
        joined = only_marks(folded, end, item.start)
        end = item.end
        if isinstance(item, Label):
            if taken or not joined:
                group, taken = [], 0
            group.append(item.kind)
            continue
        if not joined:
            group, taken = [], 0
        heads_list = set(group) == {Kind.MARKETPLACE} and item.kind is Kind.MARKETPLACE
        inside = taken < len(group) or heads_list
        arranged.append(Labelled(item, frozenset(group if inside else ()), taken == 0))
        taken += 1
    return arranged


def only_marks(folded: str, start: int, end: int) -> bool:
    """Whether nothing but blanks, punctuation and the verb of a sentence stands there."""
    return end - start <= _FARTHEST and _NOTHING.fullmatch(folded, start, end) is not None
