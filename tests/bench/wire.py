"""What goes over the line: bytes to the terminal, and how a slow line keeps up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.bench import COLUMNS, DOWN, LINES, MANY, PAGE_DOWN, Bench
from tests.bench.figures import Figure, Target, median
from tests.bench.homes import CHECKOUT, Home
from tests.bench.rounds import interleaved
from tests.bench.scale import DATA_TABLE_ROWS
from tests.bench.terminal import Terminal

IDLE = 10.0
"""Seconds of doing nothing; the age ticks in each, and no list is asked for."""

REFRESHING = 4.0
"""Seconds between two lists that change nothing."""

SLOW = 30_000.0
"""Bytes that a slow line carries in a second."""

PAGES = 30
STEPS = 10

MAY_CHANGE = 2
"""Lines with something that ticks: the one with the age, the one with the countdown."""


def figures(bench: Bench) -> Iterator[Figure]:
    """The figures of this group."""
    home = bench.home(MANY)
    stock = table(bench)
    runs = max(1, bench.runs // 3)
    sizes = interleaved(
        {
            "ours": lambda: keys(bench.program(), home.environ, ids_of(home), home),
            "stock": lambda: keys(stock, bench.environ, stock_ids()),
        },
        runs,
    )
    peer = f"DataTable of {DATA_TABLE_ROWS:,} rows"

    def size(name: str, what: str) -> list[float]:
        return [one[what] for one in sizes[name]]

    def figure(what: str, title: str, target: Target | None) -> Figure:
        return Figure(
            f"wire.{what}",
            title,
            "B",
            median(size("ours", what)),
            target,
            peers={peer: median(size("stock", what))},
            samples=size("ours", what),
        )

    yield figure("first-screen", "Bytes of the first screen, until it is still", None)
    yield figure("cursor-step", "Bytes of one cursor step within the page", Target(500))
    yield figure("page-down", "Bytes of one page down", None)
    idle = [idling(bench, home) for _ in range(runs)]
    yield Figure(
        "wire.idle",
        "Bytes per second at idle, the age ticking",
        "B/s",
        median(idle),
        Target(200),
        samples=idle,
    )
    quiet = [refreshed(bench, home, bench.folder / "holds-wire.json") for _ in range(runs)]
    yield Figure(
        "wire.refresh-without-news",
        "Lines of the screen that are written to by refreshes that change nothing",
        "lines",
        max(len(lines) for _, lines in quiet),
        Target(MAY_CHANGE),
        samples=[len(lines) for _, lines in quiet],
        details={"bytes per second": median([size for size, _ in quiet])},
    )
    caught = interleaved(
        {
            "ours": lambda: paged(bench.program(), home.environ, ids_of(home), home),
            "stock": lambda: paged(stock, bench.environ, stock_ids()),
        },
        runs,
    )
    yield Figure(
        "wire.slow-line",
        f"{PAGES} page-downs in a second into a line of 30 kB/s: until the last page is there",
        "s",
        median(caught["ours"]),
        Target(1.0),
        peers={peer: median(caught["stock"])},
        samples=caught["ours"],
    )


Ids = Callable[[int], bytes]


def ids_of(home: Home) -> Ids:
    """The rows of a home."""
    return lambda place: home.id_of(place).encode()


def stock_ids() -> Ids:
    """The rows of Textual's own table."""
    return lambda place: str(50_000_000_000 + DATA_TABLE_ROWS - 1 - place).encode()


def table(bench: Bench) -> list[str]:
    """The command line of an application with Textual's own table."""
    return bench.bare(str(DATA_TABLE_ROWS))


def keys(
    command: Sequence[str], environ: dict[str, str], id_of: Ids, home: Home | None = None
) -> dict[str, float]:
    """Bytes of the first screen, of a step and of a page, in one session."""
    if home is not None:
        home.check_now()
    with Terminal(command, environ, columns=COLUMNS, lines=LINES) as terminal:
        terminal.wait_for(id_of(0), id_of(9))
        terminal.settle()
        first = terminal.place
        steps = []
        for step in range(1, STEPS):
            place = terminal.place
            terminal.press(DOWN)
            terminal.wait_for(id_of(step), since=place)
            steps.append(terminal.place - place)
            terminal.settle(0.2)
        pages = []
        for _ in range(4):
            place = terminal.place
            terminal.press(PAGE_DOWN)
            terminal.settle(0.3)
            pages.append(terminal.place - place)
        terminal.leave()
    return {"first-screen": first, "cursor-step": median(steps), "page-down": median(pages)}


def idling(bench: Bench, home: Home) -> float:
    """Bytes per second while nothing is pressed."""
    home.check_now()
    with Terminal(bench.program(), home.environ, columns=COLUMNS, lines=LINES) as terminal:
        terminal.wait_for(home.id_of(0).encode(), home.id_of(9).encode())
        terminal.settle()
        terminal.wait(1.0)
        place, start = terminal.place, time.perf_counter()
        terminal.wait(IDLE)
        size = (terminal.place - place) / (time.perf_counter() - start)
        terminal.leave()
    return size


def refreshed(bench: Bench, home: Home, holds: Path) -> tuple[float, set[int]]:
    """Bytes per second and the lines that are written to while lists bring no news."""
    home.check_now()
    command = bench.probe(home, holds, "--auto", str(REFRESHING))
    with Terminal(command, home.environ, columns=COLUMNS, lines=LINES, folder=CHECKOUT) as terminal:
        terminal.wait_for(home.id_of(0).encode(), home.id_of(9).encode())
        # The statuses that earlier measurements left are put right by the first of them.
        terminal.wait(REFRESHING + 2)
        place = terminal.place
        terminal.wait(2 * REFRESHING)
        size = (terminal.place - place) / (2 * REFRESHING)
        lines = terminal.touched(place)
        terminal.leave()
    return size, lines


def paged(
    command: Sequence[str], environ: dict[str, str], id_of: Ids, home: Home | None = None
) -> float:
    """Seconds from the last of many page-downs in a second until its page is on the screen."""
    if home is not None:
        home.check_now()
    with Terminal(command, environ, columns=COLUMNS, lines=LINES, drain=SLOW) as terminal:
        terminal.wait_for(id_of(0), id_of(9))
        terminal.settle(1.5)
        start = last = time.perf_counter()
        for number in range(PAGES):
            terminal.wait(start + number / PAGES - time.perf_counter())
            last = terminal.press(PAGE_DOWN)
        terminal.settle(1.5, patience=30)
        shown = "\n".join(terminal.lines())
        place = max(n for n in range(DATA_TABLE_ROWS) if id_of(n).decode() in shown)
        first_seen = terminal.first_of(id_of(place), 0)
        assert first_seen is not None
        terminal.leave()
    return first_seen - last
