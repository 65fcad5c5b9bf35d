"""Other people's Textual programs, each in a virtual environment that vanishes with the run."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

from tests.bench.rounds import say

PEERS = {
    # posting's Textual ends with a fault of memory under the newest tree-sitter.
    "posting": (["posting", "tree-sitter<0.26"], ["posting"]),
    "harlequin": (["harlequin"], ["harlequin", "--adapter", "sqlite"]),
}
"""What to install, and how to start it."""

FOOTER = b"Commands"
"""Stands in the footer of each of them: its first whole frame is there."""


def install(folder: Path) -> dict[str, list[str]]:
    """Install the peers, the newest versions; gives their command lines by name."""
    commands = {}
    for name, (requirements, command) in PEERS.items():
        say(f"Installing {name}.")
        place = folder / name
        venv.create(place, with_pip=True)
        subprocess.run(
            [place / "bin" / "python", "-m", "pip", "install", "-qq", *requirements],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        commands[name] = [str(place / "bin" / command[0]), *command[1:]]
    return commands
