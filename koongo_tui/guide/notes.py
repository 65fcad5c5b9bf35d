"""Saying what was tidied in a value, found by comparing it with the text as it arrived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from koongo_tui.guide.normalise import DASHES, INVISIBLE

_BLANK = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_END = "\r\n\x0b\x0c\x85\u2028\u2029"
# What may stand between two characters of a value and not belong to it.
_JUNK = re.compile(rf"[{INVISIBLE}{_BLANK}{_LINE_END}\"'`\\=+,>|#*]+")
_HIDDEN = re.compile(f"[{INVISIBLE}]")
_SPACE = re.compile(f"[{_BLANK}]")
_BREAK = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_DASH = re.compile(f"[{DASHES}]")
_NO_BREAK = "\u00a0"
_EDGE = 200
_TRIES = 20_000
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def notes_on(raw: str, value: str, name: str) -> list[str]:
    """Sentences on what was tidied in and around a value.

    Args:
        raw: the text as it arrived.
        value: as it was recognised; it never stands in a sentence.
        name: what to call it: ``the Seller ID``.
    """
    place = _place(raw, value)
    if place is None:
        return [
            f"The spelling of {name} was put right: other kinds of letters or signs stood there."
        ]
    start, end = place
    inside = raw[start:end]
    notes = list(_inside(inside, value, name))
    if removed := _removed(raw, start, end):
        notes.append(f"{_listed(removed)} removed from {name}.")
    return notes


def _place(raw: str, value: str) -> tuple[int, int] | None:
    at = raw.find(value)
    if at >= 0:
        return at, at + len(value)
    for start in islice(re.finditer(re.escape(value[0]), raw, re.IGNORECASE), _TRIES):
        if end := _end_of(raw, start.start(), value):
            return start.start(), end
    return None


def _end_of(raw: str, at: int, value: str) -> int | None:
    """Where the value ends that begins here, with junk between its characters; None if not."""
    for number, wanted in enumerate(value):
        if number and (junk := _JUNK.match(raw, at)) and not raw.startswith(wanted, at):
            at = junk.end()
        there = raw[at : at + 1]
        if there.lower() != wanted.lower() and not (wanted == "-" and _DASH.match(there)):
            return None
        at += 1
    return at


def _inside(inside: str, value: str, name: str) -> Iterator[str]:
    breaks = len(_BREAK.findall(inside))
    if breaks:
        lines = _WORDS[breaks + 1] if breaks + 1 < len(_WORDS) else str(breaks + 1)
        yield f"{_capital(name)} was broken over {lines} lines; joined."
    if dashes := len(_DASH.findall(inside)):
        yield f"{_count(dashes, 'dash', 'dashes')} of {name} made plain."
    letters = [c for c in inside if c.isascii() and c.isalnum()]
    wanted = [c for c in value if c.isalnum()]
    if len(letters) == len(wanted) and letters != wanted:
        yield f"{_capital(name)} was written in other capitals; put right."


def _removed(raw: str, start: int, end: int) -> list[str]:
    inside = raw[start:end]
    before = raw[max(0, start - _EDGE) : start]
    after = raw[end : end + _EDGE]
    left = re.search(f"[{INVISIBLE}{_BLANK}]*\\Z", before)
    right = re.match(f"[{INVISIBLE}{_BLANK}]*", after)
    lead, trail = left.group() if left else "", right.group() if right else ""
    # Blanks count at the edges of a line; elsewhere they stand between columns.
    at_start = not before[: len(before) - len(lead)].strip(_LINE_END) or before.endswith(
        tuple(c + lead for c in _LINE_END)
    )
    rest = after[len(trail) :]
    at_end = not rest or rest[0] in _LINE_END
    hidden = len(_HIDDEN.findall(inside)) + len(_HIDDEN.findall(lead)) + len(_HIDDEN.findall(trail))
    hidden += (inside + trail).count(_NO_BREAK) + (lead.count(_NO_BREAK) if at_start else 0)
    leading = len(_SPACE.findall(lead.replace(_NO_BREAK, ""))) if at_start else 0
    trailing = len(_SPACE.findall(trail.replace(_NO_BREAK, ""))) if at_end else 0
    middle = len(_SPACE.findall(inside.replace(_NO_BREAK, "")))
    if _BREAK.search(inside):
        middle = leading = trailing = 0  # the sentence on the lines says it
    parts = (
        (hidden, "invisible character", "invisible characters"),
        (middle, "space inside", "spaces inside"),
        (leading, "leading space", "leading spaces"),
        (trailing, "trailing space", "trailing spaces"),
    )
    return [_count(*part) for part in parts if part[0]]


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _listed(parts: list[str]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
