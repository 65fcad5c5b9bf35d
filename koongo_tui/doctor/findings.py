"""What a check finds, and what all of them together mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from koongo_tui.errors import ExitCode, KoongoError


class Level(StrEnum):
    """How a finding is meant. The value is the word in JSON."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; nothing has to be done."""
    LOOK = "look"
    """May be meant that way: a person should look at it."""
    SOON = "soon"
    """Will be a failure if nobody does something."""
    BROKEN = "broken"
    """Does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes:
        area: what it is about, a word: ``Token``.
        text: a sentence or two for people.
        code: a stable word for what is not as it should be; empty otherwise.
        fix: the one thing to do; empty when there is none.
        link: a page to open; empty when there is none.
        aside: more for the person before the screen, which goes into no file.
        exit_code: how the command ends on account of this; only with ``BROKEN``.
        values: facts for programs.
    """

    area: str
    level: Level
    text: str
    code: str = ""
    fix: str = ""
    link: str = ""
    aside: str = ""
    exit_code: ExitCode = ExitCode.OK
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def broken(area: str, error: KoongoError, before: str = "") -> Finding:
    """A failure as a finding.

    Args:
        before: stands before the message.
    """
    return Finding(
        area,
        Level.BROKEN,
        f"{before}{error.message}",
        code=error.code,
        fix=error.fix,
        exit_code=error.exit_code,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings together."""

    broken: int
    soon: int
    look: int
    exit_code: ExitCode

    @property
    def words(self) -> str:
        """``1 thing to do soon, 1 to look at.``"""
        parts = []
        if self.broken:
            parts.append(f"{_things(self.broken)} broken")
        if self.soon:
            parts.append(f"{self.soon if parts else _things(self.soon)} to do soon")
        if self.look:
            parts.append(f"{self.look if parts else _things(self.look)} to look at")
        return f"{', '.join(parts)}." if parts else "Nothing to do."


def _things(number: int) -> str:
    return f"{number} thing{'' if number == 1 else 's'}"


def verdict(findings: Iterable[Finding]) -> Verdict:
    """What the findings mean; the exit code is that of the gravest."""
    found = list(findings)
    count = {level: sum(f.level is level for f in found) for level in Level}
    codes = [f.exit_code or ExitCode.UNEXPECTED for f in found if f.level is Level.BROKEN]
    return Verdict(
        count[Level.BROKEN], count[Level.SOON], count[Level.LOOK], max(codes, default=ExitCode.OK)
    )


def day(value: date, today: date) -> str:
    """``25 March``, with the year when it is not this one."""
    return f"{value.day} {value:%B}" + ("" if value.year == today.year else f" {value.year}")


def clock(moment: datetime) -> str:
    """``14:31:07``, local."""
    return moment.astimezone().strftime("%H:%M:%S")


def size(number: int) -> str:
    """``4 kB``, ``12.3 MB``: bytes as people say them."""
    if number < 1_000_000:
        return f"{-(-number // 1000):,} kB"
    return f"{number / 1_000_000:,.1f} MB"
