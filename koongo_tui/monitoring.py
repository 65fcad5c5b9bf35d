"""One line for a monitoring system: how bad it is, why, and the numbers behind it.

The form is that of Nagios and Icinga: a word, a dash, sentences, a bar, performance data as
``name=value;warn;crit;min;max``, where ``30:`` means that less than 30 is bad.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How a check ends: its exit code."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Gauge:
    """One number with its bounds.

    Attributes:
        words: what to say when it is out of bounds.
        value: None when it is not known; that is not bad by itself.
        warn, crit: beyond which it is bad.
        falling: bad is at or below the bounds, not above them.
    """

    name: str
    words: str
    value: int | None
    warn: int
    crit: int
    falling: bool = False

    @property
    def level(self) -> Level:
        """How bad this number is."""
        if self.value is None:
            return Level.OK
        for bound, level in ((self.crit, Level.CRITICAL), (self.warn, Level.WARNING)):
            if self.value <= bound if self.falling else self.value > bound:
                return level
        return Level.OK

    @property
    def performance(self) -> str:
        """``days_left=19;30:;7:;0;``; ``U`` for what is not known."""
        end = ":" if self.falling else ""
        value = "U" if self.value is None else self.value
        return f"{self.name}={value};{self.warn}{end};{self.crit}{end};0;"


@dataclass(frozen=True, slots=True)
class Said:
    """Something that is bad without being a number."""

    level: Level
    words: str


def line(said: Sequence[Said], gauges: Sequence[Gauge], fine: str) -> tuple[Level, str]:
    """The whole answer.

    What is critical outweighs what could not be found out, and that outweighs a warning.

    Args:
        said: what is bad beside the numbers.
        fine: what to say when nothing is.

    Returns:
        The exit code and the line, without its end.
    """
    bad = [*said, *(Said(g.level, g.words) for g in gauges if g.level is not Level.OK)]
    order = (Level.OK, Level.WARNING, Level.UNKNOWN, Level.CRITICAL)
    bad.sort(key=lambda one: -order.index(one.level))
    level = bad[0].level if bad else Level.OK
    words = "; ".join(one.words for one in bad) or fine
    # The bar begins the numbers, so none may stand in the words.
    clean = " ".join(words.replace("|", "/").split())
    return level, f"{level.name} - {clean} | {' '.join(g.performance for g in gauges)}"
