"""Measuring several things turn by turn, so that a busy moment of the machine hits all of them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def interleaved(measures: Mapping[str, Callable[[], T]], runs: int) -> dict[str, list[T]]:
    """Each measure so many times, in turns; one turn before that does not count.

    Args:
        measures: by name.
        runs: turns that count, at least one.
    """
    taken: dict[str, list[T]] = {name: [] for name in measures}
    for turn in range(runs + 1):
        for name, measure in measures.items():
            value = measure()
            if turn:
                taken[name].append(value)
    return taken


def seconds_of(
    argv: Sequence[str], environ: Mapping[str, str], expected: tuple[int, ...] = (0,)
) -> float:
    """How long a program takes from its start to its end.

    Raises:
        RuntimeError: it ended with another exit code than expected.
    """
    start = time.perf_counter()
    ran = subprocess.run(list(argv), env=dict(environ), capture_output=True, check=False)
    passed = time.perf_counter() - start
    if ran.returncode not in expected:
        words = (ran.stderr + ran.stdout).decode(errors="replace")
        raise RuntimeError(f"{list(argv)} ended with {ran.returncode}: {words}")
    return passed


def say(text: str) -> None:
    """A line for whoever waits."""
    print(text, file=sys.stderr, flush=True)
