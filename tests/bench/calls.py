"""A simulated day's requests to Amazon, against the fewest that its demands can be met with."""

from __future__ import annotations

import math
from collections.abc import Iterator

from koongo_tui.guide.programs import Program
from tests.bench import least
from tests.bench.bench import Bench
from tests.bench.day import (
    DAY,
    FOLLOW,
    LIST,
    NEXT,
    PAGE,
    REPORT,
    Played24,
    known_open,
    play,
)
from tests.bench.figures import Figure, Measure, Target
from tests.bench.rounds import say

RESTORE = 45.0
"""Seconds in which Amazon restores one request for the list, under both programs."""

INTERVAL, QUIET = 60.0, 300.0
"""How old the list may be on an open screen, while a submission is open and while none is."""

PAUSE = 15.0
"""How old an open submission may be there under SP-API, which has a request for a single one."""

SLACK = 1.0
"""Seconds that nobody notices: a demand that is met so much early or late is met."""


def figures(bench: Bench) -> Iterator[Figure]:
    """The figures of this group."""
    for program in Program:
        say(f"Playing a day over {program}.")
        yield from figures_of(play(bench.folder / f"day-{program}", program, DAY), program)


def figures_of(day: Played24, program: Program) -> Iterator[Figure]:
    """What a day's books say."""
    meters = day.books.meters
    fewest = fewest_of(day, program)
    made = sum(meter.calls for meter in meters.values())
    details: dict[str, float] = {f"made: {name}": one.calls for name, one in meters.items()}
    details |= {f"fewest: {name}": number for name, number in fewest.items()}
    yield Figure(
        f"calls.{program}",
        f"Requests of a day over {program}: open screen, impatient person, status each minute",
        "requests",
        made,
        Target(1.05, Measure.RATIO),
        floor=sum(fewest.values()),
        floor_name="the fewest for these demands (tests/bench/least.py)",
        details=details,
    )
    yield Figure(
        f"calls.{program}-above-quota",
        "Requests of that day that Amazon's own count refuses",
        "requests",
        sum(meter.refused for meter in meters.values()),
        Target(0),
        details={f"refused: {name}": meter.refused for name, meter in meters.items()},
    )
    late = {who: least.unmet(spans, day.books.lists, SLACK) for who, spans in demands(day).items()}
    yield Figure(
        f"calls.{program}-unmet",
        "Demands of that day that no list met, so that few requests are no merit by themselves",
        "demands",
        sum(late.values()),
        Target(0),
        details=late,
    )


def demands(day: Played24) -> dict[str, list[least.Span]]:
    """What is demanded of the list, by whom."""
    return {
        "the first list": [(0.0, 0.0)],
        "status each minute": least.looks(day.crons, RESTORE),
        "the refresh key": least.wishes(
            (p for p in day.presses if p + RESTORE <= day.end), RESTORE
        ),
        "the open screen": least.watch(day.end, list(known_open(day)), INTERVAL, QUIET),
    }


def fewest_of(day: Played24, program: Program) -> dict[str, int]:
    """The fewest requests by operation.

    The first list is read page by page; no later one has more than a page. Each report that was
    fetched has to be fetched once.
    """
    spans = [span for some in demands(day).values() for span in some]
    fewest = dict.fromkeys(day.books.meters, 0)
    fewest[LIST[program]] += len(least.stabbed(spans))
    at_first = sum(feed.at <= 0 for feed in day.feeds)
    fewest[NEXT[program]] += math.ceil(at_first / PAGE) - 1
    fewest[REPORT[program]] += len(set(day.books.reports))
    if FOLLOW in fewest:
        fewest[FOLLOW] += sum(
            least.follows(start, end, day.books.lists, PAUSE) for start, end in known_open(day)
        )
    return fewest
