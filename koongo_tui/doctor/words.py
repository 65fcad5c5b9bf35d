"""Findings as lines of text: for a command's output and for the file that is sent to support."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from koongo_tui.doctor.findings import Finding, Level, Verdict

LEVEL_WORDS = {
    Level.OK: "ok",
    Level.NOTE: "note",
    Level.LOOK: "warn",
    Level.SOON: "warn",
    Level.BROKEN: "FAIL",
}
AREA_WIDTH = 12
LEVEL_WIDTH = 6
_NARROW = 56


def sentences(finding: Finding, *, private: bool) -> str:
    """What is said: the text, then what to do.

    Args:
        private: for the person alone, and not for a file.
    """
    text = finding.text
    if private and finding.aside:
        text = f"{text}, {finding.aside}"
    if not finding.fix:
        return text
    end = "" if text.endswith((".", ":", "?")) else "."
    return f"{text}{end} {finding.fix}"


def lines(finding: Finding, width: int, *, before: str = "", private: bool = True) -> Iterator[str]:
    """A finding in columns; a link stands alone at the beginning of a line, unbroken.

    Args:
        width: in characters.
        before: the area of the finding before, which is not repeated.
        private: see :func:`sentences`.
    """
    area = "" if finding.area == before else finding.area
    head = f"{area:<{AREA_WIDTH}}{LEVEL_WORDS[finding.level]:<{LEVEL_WIDTH}}"
    indent = " " * len(head) if width >= _NARROW else " " * 4
    yield from textwrap.wrap(
        on_one_line(sentences(finding, private=private)),
        max(width, 40),
        initial_indent=head,
        subsequent_indent=indent,
        break_on_hyphens=False,
    ) or [head.rstrip()]
    if finding.link:
        yield on_one_line(finding.link)


def on_one_line(text: str) -> str:
    """Text from outside, without what would steer the terminal that shows it."""
    return "".join(c if c.isprintable() else " " for c in text)


def last_words(verdict: Verdict) -> str:
    """The count, and how the command ends."""
    return f"{verdict.words} Exit code {int(verdict.exit_code)}."
