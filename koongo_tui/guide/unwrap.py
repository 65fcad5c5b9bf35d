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
_LONGEST = 60_000
"""Characters up to which a text may be a page that was wrapped, rather than a file."""
_TAIL = 64
_QUOTE = re.compile(r"^[ \t]*(?:[>|#][ \t]?)+", re.MULTILINE)
_NO_WORD = re.compile(r"[^A-Za-z0-9.-]")
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
    if len(text) > _LONGEST:
        return None
    lines = _without_indent(_QUOTE.sub("", text)).split("\n")
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST:
        return None
    out = [lines[0]]
    tail = lines[0][-_TAIL:]
    joins = 0
    for number, (before, line) in enumerate(pairwise(lines), 2):
        more = lines[number] if len(line) == width and number < len(lines) else ""
        if len(before) == width and line and _goes_on(tail, line, more):
            joins += 1
        else:
            out.append("\n")
            tail = ""
        out.append(line)
        tail = (tail + line)[-_TAIL:]
    if not joins:
        return None
    filled = [line for line in lines if line][:-1]
    # A line that ended in a blank has lost it.
    full = all(len(line) >= width - 1 for line in filled)
    return Unwrapped("".join(out), joins >= _CERTAIN or full)


def _without_indent(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    indent = min((len(x) - len(x.lstrip()) for x in lines if x), default=0)
    return "\n".join(line[indent:] for line in lines)


def _goes_on(before: str, line: str, more: str) -> bool:
    if not (before[-1].isalnum() or before[-1] in ".-_/:=&%|") or line[0].isspace():
        return False
    last = _NO_WORD.split(before)[-1]
    first = _FIRST_WORD.match(line)
    if is_marketplace_id(last) or is_mws_token(last):
        return False
    if first and (first.group().startswith(MWS_TOKEN_PREFIX) or is_marketplace_id(first.group())):
        return False
    labels = find_labels(fold((line + more)[:60]))
    return not (labels and labels[0].start == 0)
