"""Undoing a hard wrap: a narrow terminal cuts lines at its width, in the middle of words too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from koongo_tui.guide.credentials import MWS_TOKEN_PREFIX, is_marketplace_id, is_mws_token
from koongo_tui.guide.labels import find_labels, fold

_NARROWEST = 6
_WIDEST = 400
_CERTAIN = 3
_QUOTE = re.compile(r"^[ \t]*(?:[>|#][ \t]?)+", re.MULTILINE)
_LAST_WORD = re.compile(r"[A-Za-z0-9.-]*\Z")
_FIRST_WORD = re.compile(r"[A-Za-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A text with lines joined; ``certain`` when too many ended at one width for a coincidence."""

    text: str
    certain: bool


def unwrap(text: str) -> Unwrapped | None:
    """The text with lines joined that end exactly at its greatest width, or None without any.

    A line is left alone where it ends with a whole value or the next one begins with a label or
    a value: there the width is a coincidence.
    """
    lines = _without_indent(_QUOTE.sub("", text)).split("\n")
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST:
        return None
    out = [lines[0]]
    joins = 0
    for before, line in pairwise(lines):
        if len(before) == width and line and _goes_on(out[-1], line):
            out[-1] += line
            joins += 1
        else:
            out.append(line)
    if not joins:
        return None
    filled = sum(1 for line in lines if line) - 1
    return Unwrapped("\n".join(out), joins >= _CERTAIN or joins == filled)


def _without_indent(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    indent = min((len(x) - len(x.lstrip()) for x in lines if x), default=0)
    return "\n".join(line[indent:] for line in lines)


def _goes_on(before: str, line: str) -> bool:
    if not (before[-1].isalnum() or before[-1] in ".-_/:=&%|") or line[0].isspace():
        return False
    last = _LAST_WORD.search(before[-_WIDEST:])
    first = _FIRST_WORD.match(line)
    if last and (is_marketplace_id(last.group()) or is_mws_token(last.group())):
        return False
    if first and (first.group().startswith(MWS_TOKEN_PREFIX) or is_marketplace_id(first.group())):
        return False
    labels = find_labels(fold(line[:60]))
    return not (labels and labels[0].start == 0)
