"""``python -m tests.bench``: measures the program. JSON on stdout, a table on stderr.

Run it from the checkout, on a machine that has nothing else to do; compare ratios, not seconds:
each figure is measured in turns with its floor, and with other programs where ``--peers`` is given.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.figures import Figure, table
from tests.bench.peers import install
from tests.bench.rounds import say

SCHEMA = 1

GROUPS = {
    "start": "to a usable list, against a bare Textual application",
    "commands": "--version and status",
    "scale": "100,000 rows: keys, filter, sort, refresh",
    "wire": "bytes to the terminal, and a slow line",
    "calls": "a day's requests to Amazon, against the fewest possible",
    "report": "a report of 100,000 errors",
}


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measure the program; each figure with its floor, in the same run.",
        epilog="Groups: " + "; ".join(f"{name} ({what})" for name, what in GROUPS.items()),
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the JSON here as well")
    parser.add_argument(
        "--only", metavar="NAME", nargs="+", choices=list(GROUPS), help="these groups only"
    )
    parser.add_argument(
        "--peers", action="store_true", help="install other programs and measure them as well"
    )
    parser.add_argument("--runs", metavar="N", type=int, default=9, help="how often (9)")
    args = parser.parse_args(argv)
    if args.runs < 1:
        parser.error("--runs has to be at least 1")
    return args


def measured(bench: Bench, names: Sequence[str]) -> Iterator[Figure]:
    """The figures of these groups."""
    for name in names:
        say(f"Measuring: {name}.")
        group: Callable[[Bench], Iterator[Figure]] = import_module(f"tests.bench.{name}").figures
        yield from group(bench)


def report(figures: Sequence[Figure], runs: int) -> Mapping[str, object]:
    """All that was measured, and where."""
    return {
        "schema": SCHEMA,
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "processors": os.cpu_count(),
            "load": [round(load, 2) for load in os.getloadavg()],
        },
        "runs": runs,
        "reached": all(figure.reached is not False for figure in figures),
        "figures": [figure.as_json() for figure in figures],
    }


def main(argv: Sequence[str]) -> int:
    """See the module; gives the exit code: 0 when it has measured, whatever it found."""
    args = parse(argv)
    with tempfile.TemporaryDirectory(prefix="koongo-bench-") as place:
        folder = Path(place)
        peers = install(folder / "peers") if args.peers else {}
        bench = Bench(folder, args.runs, peers)
        figures = list(measured(bench, args.only or list(GROUPS)))
    text = json.dumps(report(figures, args.runs), indent=2) + "\n"
    if args.json is not None:
        args.json.write_text(text)
    say(table(figures))
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
