"""The marks that screens draw with: box drawing by default, plain ASCII where that is needed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """One set of marks; each is one cell wide, in every terminal that the set is chosen for.

    Attributes:
        rule: repeated, it draws a horizontal line.
        bar: draws a vertical line.
        cursor: stands before the row under the cursor.
        done, current: a finished step, the present one.
        bullet: before an item of a list.
        more: ends a text that was cut.
        up, down: the order of a sorted column.
        unknown: stands for a character that cannot be shown.
        times: between a count and what is counted.
    """

    rule: str
    bar: str
    cursor: str
    done: str
    current: str
    bullet: str
    more: str
    up: str
    down: str
    unknown: str
    times: str


UNICODE = Marks(
    rule="─",
    bar="│",
    cursor="▸",
    done="✓",
    current="●",
    bullet="•",
    more="…",
    up="▲",
    down="▼",
    unknown="�",
    times="×",
)

ASCII = Marks(
    rule="-",
    bar="|",
    cursor=">",
    done="*",
    current="o",
    bullet="-",
    more="~",
    up="+",
    down="-",
    unknown="?",
    times="x",
)
