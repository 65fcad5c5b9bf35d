"""A hundred thousand rows: how soon a key is on screen, and how long the event loop was held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from koongo_tui.store.history import SortKey
from tests.bench.bench import COLUMNS, DOWN, END, ENTER, LINES, MANY, Bench
from tests.bench.figures import Figure, Target, median, percentile
from tests.bench.homes import CHECKOUT, RARE, RARE_ERRORS, Home, now
from tests.bench.probe import longest
from tests.bench.terminal import Terminal

UP = "\x1b[A"
BETWEEN = 0.12
"""Seconds between two keys: more than the table's own pause between two scrolls."""

KEYS = 25
"""Steps from either end of the list: some within the page, some that scroll it."""

FILTER = f"errors>{RARE_ERRORS}"
DATA_TABLE_ROWS = 1_000
"""Of Textual's own table; it takes a quarter of a minute to show a hundred thousand."""

AFTERWARDS = 0.1
"""Seconds after something is on screen in which the loop may still be held because of it."""


@dataclass
class Session:
    """What one run of the program took.

    Attributes:
        spans: by what was done, from the key to the screen.
    """

    steps: list[float] = field(default_factory=list)
    spans: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def add(self, what: str, start: float, end: float) -> None:
        """Note one thing that was done."""
        self.spans.setdefault(what, []).append((start, end))


def figures(bench: Bench) -> Iterator[Figure]:
    """The figures of this group."""
    home = bench.home(MANY)
    steps: list[float] = []
    seconds: dict[str, list[float]] = {}
    holds: dict[str, list[float]] = {}
    bare: list[float] = []
    stock: list[float] = []
    for run in range(max(1, bench.runs // 3)):
        file = bench.folder / f"holds-{run}.json"
        session = used(bench, home, file)
        steps += session.steps
        for what, spans in session.spans.items():
            for start, end in spans:
                seconds.setdefault(what, []).append(end - start)
                held = longest(file, start, end + AFTERWARDS)
                holds.setdefault(what, []).append(held)
        bare += bare_steps(bench)
        stock += stock_steps(bench)
    yield Figure(
        "scale.cursor-step",
        "Key to screen for a cursor step in 100,000 rows, 95th percentile",
        "s",
        percentile(steps, 0.95),
        Target(0.015),
        floor=percentile(bare, 0.95),
        floor_name="a bare Textual application that changes one line",
        peers={f"DataTable of {DATA_TABLE_ROWS:,} rows": percentile(stock, 0.95)},
        samples=steps,
        details={"median": median(steps), "median of the floor": median(bare)},
    )
    for what, title in (
        ("filter", f"Last letter of the filter {FILTER} to the rows on screen, longest of all"),
        ("sort", "Key to the rows sorted by errors on screen, longest of all"),
    ):
        yield Figure(
            f"scale.{what}",
            title,
            "s",
            max(seconds[what]),
            Target(0.3),
            samples=seconds[what],
            details={"median": median(seconds[what])},
        )
        yield Figure(
            f"scale.{what}-hold",
            "The longest hold of the event loop meanwhile",
            "s",
            max(holds[what]),
            Target(0.1),
            samples=holds[what],
        )
    yield Figure(
        "scale.refresh-hold",
        "A refresh that changes 100 rows: the longest hold of the event loop",
        "s",
        max(holds["refresh"]),
        Target(0.03),
        samples=holds["refresh"],
        details={"until on screen": median(seconds["refresh"])},
    )


def used(bench: Bench, home: Home, holds: Path) -> Session:
    """Use the program as a person would, the probe on its loop."""
    session = Session()
    rare, most = RARE - 1, by_errors(home)
    ids = {n: home.id_of(n).encode() for n in range(KEYS + 1)}
    home.check_now()
    with Terminal(
        bench.probe(home, holds, "--changes"),
        home.environ,
        columns=COLUMNS,
        lines=LINES,
        folder=CHECKOUT,
    ) as terminal:
        terminal.wait_for(ids[0], ids[9])
        terminal.settle()
        session.steps += stepped(terminal, DOWN, [ids[n] for n in range(1, KEYS)])
        terminal.press("\x1b[H")
        terminal.settle()
        for _ in range(4):
            place = terminal.place
            start = terminal.press("r")
            # Each of these rows has another status than before, so each is drawn anew.
            end = terminal.wait_for(ids[0], ids[9], since=place)
            terminal.settle()
            session.add("refresh", start, end)
        place = terminal.place
        start = terminal.press("s")
        end = terminal.wait_for(most, since=place)
        session.add("sort", start, end)
        terminal.settle()
        terminal.press("s" * 5)
        terminal.settle(1.0)
        terminal.press(END)
        terminal.settle()
        last = [home.id_of(home.rows - 1 - n).encode() for n in range(1, KEYS)]
        session.steps += stepped(terminal, UP, last)
        terminal.press("\x1b[H")
        terminal.settle()
        terminal.press("/")
        terminal.settle()
        terminal.press(FILTER[:-1])
        terminal.settle(0.6)
        place = terminal.place
        start = terminal.press(FILTER[-1])
        end = terminal.wait_for(home.id_of(rare).encode(), since=place)
        session.add("filter", start, end)
        terminal.settle()
        terminal.press(ENTER)
        terminal.settle()
        terminal.leave()
    return session


def by_errors(home: Home) -> bytes:
    """The row that is on top when the list is sorted by errors."""
    workspace = home.workspace()
    try:
        view = workspace.history().view(home.channel.account_key, now=now(), sort=SortKey.ERRORS)
        return view.rows(0, 1)[0].id.encode()
    finally:
        workspace.close()


def stepped(terminal: Terminal, key: str, wanted: Sequence[bytes]) -> list[float]:
    """Press a key once for each text, and see how long each takes to be drawn."""
    taken = []
    for text in wanted:
        place = terminal.place
        start = terminal.press(key)
        taken.append(terminal.wait_for(text, since=place) - start)
        terminal.wait(BETWEEN)
    return taken


def bare_steps(bench: Bench) -> list[float]:
    """The same keys in an application that changes one line at each."""
    with Terminal(bench.bare(), bench.environ, columns=COLUMNS, lines=LINES) as terminal:
        terminal.wait_for(b"palette")
        terminal.settle()
        return stepped(terminal, DOWN, [str(n).encode() for n in range(1, KEYS)])


def stock_steps(bench: Bench) -> list[float]:
    """The same keys in Textual's own table."""
    rows = DATA_TABLE_ROWS
    ids = [str(50_000_000_000 + rows - 1 - n).encode() for n in range(KEYS)]
    command = bench.bare(str(rows))
    with Terminal(command, bench.environ, columns=COLUMNS, lines=LINES) as terminal:
        terminal.wait_for(ids[0], b"palette")
        terminal.settle()
        return stepped(terminal, DOWN, ids[1:])
