"""Undoing a hard wrap: a narrow terminal cuts lines at its width, in the middle of words too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from koongo_tui.guide.credentials import (
    MWS_TOKEN_PREFIX,
    is_marketplace_id,
    is_mws_token,
    is_seller_id,
)
from koongo_tui.guide.labels import find_labels, fold

_NARROWEST = 6
_WIDEST = 400
_CERTAIN = 3
_LONGEST = 60_000
"""Characters up to which a text may be a page that was wrapped, rather than a file."""
_TAIL = 64
_TOKEN_LINE = re.compile(
    r"(?:amzn\.mws\.[0-9A-Za-z-]*|Atz[ar]\|[0-9A-Za-z_+/=.-]*)\Z", re.IGNORECASE
)
_QUOTE = re.compile(r"^[ \t]*(?:[>|#][ \t]?)+", re.MULTILINE)
_NO_WORD = re.compile(r"[^A-Za-z0-9.-]")
_TOKEN_PIECE = re.compile(r"[0-9A-Za-z_+/=.-]+")
_HEX_WORD = re.compile(r"[0-9a-f-]+(?![0-9A-Za-z])")
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
    joins = _joins(lines, width)
    if not any(joins):
        return None
    text = lines[0] + "".join(
        line if joined else "\n" + line for joined, line in zip(joins, lines[1:], strict=True)
    )
    # A line that ended in a blank has lost it.
    full = all(len(line) >= width - 1 for line in [line for line in lines if line][:-1])
    return Unwrapped(text, full or sum(joins) >= _CERTAIN)


def _joins(lines: list[str], width: int) -> list[bool]:
    """For each line but the first, whether it goes on with the one before it."""
    joins = []
    tail = lines[0][-_TAIL:]
    token = ""
    for number, (before, line) in enumerate(pairwise(lines), 2):
        full = len(before) == width
        # Where tokens are looked for they are put together with more care.
        token = _token_so_far(token, before) if full else ""
        held = token and not (token[:4].lower() == "amzn" and _HEX_WORD.match(line))
        more = lines[number] if len(line) == width and number < len(lines) else ""
        joined = full and bool(line) and not held and _goes_on(tail, line, more)
        joins.append(joined)
        tail = ((tail if joined else "") + line)[-_TAIL:]
        token = "" if is_mws_token(token) else token
    return joins


def _token_so_far(token: str, line: str) -> str:
    if begun := _TOKEN_LINE.search(line):
        return begun.group()
    return token + line if token and _TOKEN_PIECE.fullmatch(line) else ""


def _without_indent(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    indent = min((len(x) - len(x.lstrip()) for x in lines if x), default=0)
    return "\n".join(line[indent:] for line in lines)


def _goes_on(before: str, line: str, more: str) -> bool:
    if not (before[-1].isalnum() or before[-1] in ".-_/:=?&%|") or line[0].isspace():
        return False
    if before[-1] in "?&=":
        return True  # in the middle of an address
    last = _NO_WORD.split(before)[-1]
    first = _FIRST_WORD.match(line)
    if is_marketplace_id(last) or (is_seller_id(last) and first and is_seller_id(first.group())):
        return False
    if first and (first.group().startswith(MWS_TOKEN_PREFIX) or is_marketplace_id(first.group())):
        return False
    labels = find_labels(fold((line + more)[:60]))
    return not (labels and labels[0].start == 0)
