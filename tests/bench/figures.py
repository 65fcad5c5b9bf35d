"""What the benchmark says: figures with their floor, their peers and their target."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Measure(StrEnum):
    """What of a figure a target speaks of. The value is the word in JSON."""

    VALUE = "value"
    RATIO = "ratio to the floor"
    MORE = "more than the floor"


@dataclass(frozen=True, slots=True)
class Target:
    """At most so much.

    Attributes:
        most: the bound, itself allowed; in the figure's unit but for a ratio.
        of: what is bounded.
    """

    most: float
    of: Measure = Measure.VALUE


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the benchmark; less is better in all of them.

    Attributes:
        name: stable, ``group.what``.
        title: what was measured, for people.
        unit: of value, floor and peers.
        value: ours; a median, unless the title says otherwise.
        target: what it has to be; None for a figure that only explains another.
        floor: the least that is possible, measured or counted in the same run.
        floor_name: what the floor is.
        peers: others' values by name.
        samples: the single measurements behind the value.
        details: numbers that explain it.
    """

    name: str
    title: str
    unit: str
    value: float
    target: Target | None = None
    floor: float | None = None
    floor_name: str = ""
    peers: Mapping[str, float] = field(default_factory=dict)
    samples: Sequence[float] = ()
    details: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Ours divided by the floor; None without one to divide by."""
        return self.value / self.floor if self.floor else None

    @property
    def measured(self) -> float | None:
        """The number that the target speaks of; None when it cannot be told."""
        match self.target.of if self.target else None:
            case Measure.RATIO:
                return self.ratio
            case Measure.MORE:
                return None if self.floor is None else self.value - self.floor
            case Measure.VALUE:
                return self.value
        return None

    @property
    def reached(self) -> bool | None:
        """The target is met; None without one."""
        if self.target is None:
            return None
        return self.measured is not None and self.measured <= self.target.most

    def as_json(self) -> dict[str, object]:
        """The figure as it is printed; numbers are rounded to what a measurement can tell."""
        return {
            "name": self.name,
            "title": self.title,
            "unit": self.unit,
            "value": rounded(self.value),
            "floor": rounded(self.floor),
            "floor_name": self.floor_name or None,
            "ratio": rounded(self.ratio),
            "peers": {name: rounded(value) for name, value in self.peers.items()},
            "target": self.target and {"most": self.target.most, "of": self.target.of.value},
            "measured": rounded(self.measured),
            "reached": self.reached,
            "samples": [rounded(sample) for sample in self.samples],
            "details": {name: rounded(value) for name, value in self.details.items()},
        }


def median(samples: Sequence[float]) -> float:
    """The one in the middle, or between the two in the middle. Raises ValueError for none."""
    if not samples:
        raise ValueError("a median needs samples")
    ordered, middle = sorted(samples), len(samples) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def percentile(samples: Sequence[float], share: float) -> float:
    """The least sample that so great a share of all does not exceed (nearest rank).

    Args:
        share: above 0, at most 1.

    Raises:
        ValueError: no samples, or a share that is none.
    """
    if not samples or not 0 < share <= 1:
        raise ValueError("a percentile needs samples, and a share above 0 and up to 1")
    return sorted(samples)[math.ceil(share * len(samples)) - 1]


def rounded(value: float | None) -> float | None:
    """Four significant digits."""
    if value is None or value == 0 or not math.isfinite(value):
        return value
    return round(value, 3 - math.floor(math.log10(abs(value))))


def table(figures: Sequence[Figure]) -> str:
    """The figures for people, a line each."""
    rows: list[tuple[str, ...]] = [("", "figure", "ours", "floor", "ratio", "target", "peers")]
    rows += [_row(figure) for figure in figures]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _row(figure: Figure) -> tuple[str, ...]:
    word = {True: "ok", False: "MISSED", None: ""}[figure.reached]
    ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else "-"
    target = "-"
    if figure.target is not None:
        of = {Measure.VALUE: "", Measure.RATIO: " x floor", Measure.MORE: " above floor"}
        target = f"<= {figure.target.most:g}{of[figure.target.of]}"
    peers = ", ".join(f"{name} {_short(value)}" for name, value in figure.peers.items())
    floor = _short(figure.floor)
    value = f"{_short(figure.value)} {figure.unit}"
    return word, figure.name, value, floor, ratio, target, peers or "-"


def _short(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
