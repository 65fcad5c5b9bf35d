"""What every group of figures is given: a folder, homes, and how often to measure."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.bench.homes import Home
from tests.bench.rounds import say

FEW = 1_000
MANY = 100_000

COLUMNS, LINES = 100, 30

DOWN, PAGE_DOWN, END, ENTER = "\x1b[B", "\x1b[6~", "\x1b[F", "\r"


@dataclass
class Bench:
    """See the module.

    Attributes:
        folder: everything that is made is in it.
        runs: how often what can be repeated is measured.
        peers: command lines of other programs, by name; empty without them.
    """

    folder: Path
    runs: int = 9
    peers: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._homes: dict[int, Home] = {}

    @property
    def python(self) -> str:
        """The interpreter of all that is measured but the peers."""
        return sys.executable

    @cached_property
    def launcher(self) -> Path:
        """What an installer puts into ``bin`` for the command."""
        path = self.folder / "koongo-tui"
        path.write_text(
            "import sys\nfrom koongo_tui.cli.main import entry_point\n"
            "if __name__ == '__main__':\n    sys.exit(entry_point())\n"
        )
        return path

    def program(self, *arguments: str) -> list[str]:
        """The command line of the program."""
        # Safe path: the launcher's own folder is not searched for modules.
        return [self.python, "-P", str(self.launcher), *arguments]

    def bare(self, *arguments: str) -> list[str]:
        """The command line of a bare Textual application."""
        return [self.python, "-P", str(Path(__file__).with_name("bare.py")), *arguments]

    def probe(self, home: Home, holds: Path, *arguments: str) -> list[str]:
        """The command line of the program with a probe on its loop; runs in the checkout."""
        module = [self.python, "-m", "tests.bench.probe"]
        return [*module, str(home.folder), str(home.rows), str(holds), *arguments]

    def home(self, rows: int) -> Home:
        """A person with so many submissions in history; the same one each time."""
        if rows not in self._homes:
            home = Home(self.folder / f"home-{rows}", rows=rows)
            if rows >= MANY:
                say(f"Writing a history of {rows:,} submissions.")
            home.write()
            self._homes[rows] = home
        return self._homes[rows]

    @cached_property
    def environ(self) -> dict[str, str]:
        """For programs that are not ours."""
        folder = self.folder / "others"
        folder.mkdir(exist_ok=True)
        own = Home(folder).environ
        return {k: v for k, v in own.items() if k in ("PATH", "HOME", "TZ")} | {
            "TEXTUAL_ANIMATIONS": "none"
        }
