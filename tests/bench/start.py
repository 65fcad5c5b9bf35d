"""From the start of the program to a list that answers keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.bench.bench import COLUMNS, DOWN, FEW, LINES, MANY, Bench
from tests.bench.figures import Figure, Measure, Target, median
from tests.bench.homes import Home
from tests.bench.peers import FOOTER
from tests.bench.rounds import interleaved
from tests.bench.terminal import Terminal

SHOWN = 9
"""A row far enough down that the list is whole when it is there."""


@dataclass(frozen=True, slots=True)
class Start:
    """One start.

    Attributes:
        seconds: until it could be used.
        rows: until there were rows; the same for programs without any.
        memory: resident megabytes when it had settled.
        size: bytes written until it could be used.
        cpu: seconds of processor until it had settled.
    """

    seconds: float
    rows: float
    memory: float
    size: float
    cpu: float


def figures(bench: Bench) -> Iterator[Figure]:
    """The figures of this group."""
    few, many = bench.home(FEW), bench.home(MANY)
    measures: dict[str, Callable[[], Start]] = {
        "bare": lambda: footer(bench.bare(), bench, b"palette"),
        "few": lambda: ours(bench, few),
        "many": lambda: ours(bench, many),
    }
    for name, command in bench.peers.items():
        measures[name] = lambda command=command: footer(command, bench, FOOTER)  # type: ignore[misc]
    taken = interleaved(measures, bench.runs)
    seconds = {name: median([one.seconds for one in starts]) for name, starts in taken.items()}
    memory = {name: median([one.memory for one in starts]) for name, starts in taken.items()}
    peers = {name: seconds[name] for name in bench.peers}
    bare = "a bare Textual application with Header and Footer, its first whole frame"
    yield Figure(
        "start.first-list",
        "Start to rows on screen and a key answered, 1,000 submissions in history",
        "s",
        seconds["few"],
        Target(1.4, Measure.RATIO),
        floor=seconds["bare"],
        floor_name=bare,
        peers=peers,
        samples=[one.seconds for one in taken["few"]],
        details={
            "rows on screen": median([one.rows for one in taken["few"]]),
            "processor seconds": median([one.cpu for one in taken["few"]]),
            "processor seconds of the floor": median([one.cpu for one in taken["bare"]]),
        },
    )
    for name in bench.peers:
        yield Figure(
            f"start.against-{name}",
            f"The same against {name}, until its first whole frame",
            "s",
            seconds["few"],
            Target(1 / 2.5, Measure.RATIO),
            floor=seconds[name],
            floor_name=name,
            samples=[one.seconds for one in taken[name]],
        )
    yield Figure(
        "start.first-list-100000",
        "The same with 100,000 submissions in history",
        "s",
        seconds["many"],
        Target(1.1, Measure.RATIO),
        floor=seconds["few"],
        floor_name="1,000 submissions in history",
        peers=peers,
        samples=[one.seconds for one in taken["many"]],
    )
    yield Figure(
        "start.memory-100000",
        "Resident memory after the start, 100,000 submissions in history",
        "MB",
        memory["many"],
        Target(10, Measure.MORE),
        floor=memory["few"],
        floor_name="1,000 submissions in history",
        peers={"bare": memory["bare"]} | {name: memory[name] for name in bench.peers},
        samples=[one.memory for one in taken["many"]],
    )
    yield Figure(
        "start.bytes",
        "Bytes to the terminal until the list can be used",
        "B",
        median([one.size for one in taken["few"]]),
        floor=median([one.size for one in taken["bare"]]),
        floor_name=bare,
        peers={name: median([one.size for one in taken[name]]) for name in bench.peers},
    )


def ours(bench: Bench, home: Home) -> Start:
    """Start the program on a saved channel, and move the cursor as soon as there are rows."""
    home.check_now()
    with Terminal(bench.program(), home.environ, columns=COLUMNS, lines=LINES) as terminal:
        rows = terminal.wait_for(home.id_of(0).encode(), home.id_of(SHOWN).encode())
        place = terminal.place
        terminal.press(DOWN)
        answered = terminal.wait_for(home.id_of(1).encode(), since=place)
        size = terminal.place
        terminal.settle()
        start = Start(
            seconds=answered - terminal.started,
            rows=rows - terminal.started,
            memory=terminal.memory,
            size=size,
            cpu=terminal.cpu,
        )
        terminal.leave()
    return start


def footer(command: Sequence[str], bench: Bench, wanted: bytes) -> Start:
    """Start another program until its footer is there."""
    with Terminal(
        command, bench.environ, columns=COLUMNS, lines=LINES, folder=bench.folder
    ) as terminal:
        seconds = terminal.wait_for(wanted) - terminal.started
        size = terminal.place
        terminal.settle()
        return Start(seconds, seconds, terminal.memory, size, terminal.cpu)
