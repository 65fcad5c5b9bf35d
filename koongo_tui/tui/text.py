"""Lines of text with tones: what screens show, before anything is drawn.

A screen's words are made by plain functions that take facts and a width and give lines; the
widget :class:`koongo_tui.tui.widgets.lines.Lines` draws them. Nothing here is parsed as markup,
so a text from outside is only ever text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from rich.cells import cell_len, set_cell_size

from koongo_tui.tui.marks import UNICODE, Marks


class Tone(StrEnum):
    """How a piece of text is meant. Never the only bearer of a meaning."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    ACCENT = "accent"


Span = tuple[str, Tone]
Line = tuple[Span, ...]

EMPTY: Line = ()

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_BREAKS = re.compile(r"[\t\r\n]+")


def clean(text: str, marks: Marks = UNICODE) -> str:
    """A text from outside, safe to draw on one line.

    Line ends and tabs become a blank; what would steer the terminal or turn the direction of
    writing becomes a mark.
    """
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub(marks.unknown, _BREAKS.sub(" ", text))


def fit(text: str, width: int, marks: Marks = UNICODE) -> str:
    """The text in exactly ``width`` cells: cut with a mark, or filled with blanks."""
    if width <= 0:
        return ""
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + marks.more
    return set_cell_size(text, width)


def cut(text: str, width: int, marks: Marks = UNICODE) -> str:
    """The text in at most ``width`` cells: cut with a mark when it is longer."""
    return text if cell_len(text) <= width else fit(text, width, marks)


def right(text: str, width: int) -> str:
    """The text at the right end of ``width`` cells; a longer one is left alone."""
    return " " * max(0, width - cell_len(text)) + text


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` cells, between words where possible.

    Words longer than a line are broken; nothing is ever lost but the blanks at a break.
    """
    width = max(width, 1)
    lines: list[str] = []
    current = ""
    for word in text.split():
        candidate = f"{current} {word}" if current else word
        if cell_len(candidate) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        current = word
        while cell_len(current) > width:
            head = set_cell_size(current, width).rstrip()
            lines.append(head)
            current = current[len(head) :]
    if current or not lines:
        lines.append(current)
    return lines


def plain(text: str, tone: Tone = Tone.PLAIN) -> Line:
    """One line in one tone."""
    return ((text, tone),)


def paragraph(
    text: str, width: int, *, indent: int = 1, first: str = "", tone: Tone = Tone.PLAIN
) -> list[Line]:
    """A paragraph, broken to ``width`` cells.

    Args:
        indent: blanks before every line.
        first: stands before the first line; the following ones are indented by its width more.
    """
    hang = indent + cell_len(first)
    lines = wrap(text, width - hang)
    return [
        plain((" " * indent + first if i == 0 else " " * hang) + line, tone)
        for i, line in enumerate(lines)
    ]


def facts(pairs: Iterable[tuple[str, str]], width: int, *, indent: int = 3) -> list[Line]:
    """Labels with their values, the values aligned and broken to ``width``."""
    pairs = list(pairs)
    label_width = max((cell_len(label) for label, _ in pairs), default=0) + 2
    lines: list[Line] = []
    for label, value in pairs:
        for i, part in enumerate(wrap(value, width - indent - label_width)):
            head = " " * indent + fit(label if i == 0 else "", label_width)
            lines.append(((head, Tone.MUTED), (part, Tone.PLAIN)))
    return lines


def spread(pieces: Sequence[Span], width: int, *, gap: int = 3, end: Span | None = None) -> Line:
    """Pieces on one line with a gap between, and one at the right end.

    Pieces that no longer fit are left out from the end; the right one is kept as long as it fits.
    """
    room = width - 1
    if end is not None and cell_len(end[0]) + 1 <= room:
        room -= cell_len(end[0]) + 1
    else:
        end = None
    spans: list[Span] = []
    used = 1
    for text, tone in pieces:
        if not text:
            continue
        step = cell_len(text) + (gap if spans else 0)
        if used + step > room and spans:
            break
        if spans:
            spans.append((" " * gap, Tone.PLAIN))
            used += gap
        shown = cut(text, max(1, room - used))
        spans.append((shown, tone))
        used += cell_len(shown)
    if end is not None:
        spans.append((" " * max(1, width - 2 - used - cell_len(end[0]) + 1), Tone.PLAIN))
        spans.append(end)
    return ((" ", Tone.PLAIN), *spans)


def text_of(line: Line) -> str:
    """A line's text alone."""
    return "".join(text for text, _ in line)
