"""What tests ask of files."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Put a file there, and its folder."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def content(path: Path) -> bytes:
    """A file's bytes."""
    return path.read_bytes()


def names(folder: Path) -> list[str]:
    """What lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def found(path: Path) -> os.stat_result:
    """What the system says of a file."""
    return path.stat()


def mode(path: Path) -> int:
    """A file's mode."""
    return stat.S_IMODE(path.stat().st_mode)


def remove(path: Path) -> None:
    """Take a file away."""
    path.unlink()
