"""Files that a person asked for: whole or not there, and never in the place of another one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TextIO


def write_new(folder: Path, stem: str, ending: str, write: Callable[[TextIO], object]) -> Path:
    """Write a text file under a name that nothing has yet; gives its path.

    ``koongo-main-20260306.csv``, ``koongo-main-20260306-2.csv`` and so on. UTF-8, mode 0600. When
    writing fails or is left, nothing stays.

    Args:
        ending: without the point.
        write: does it.

    Raises:
        OSError: nothing was written.
    """
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{stem}-", suffix=".part")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as target:
            write(target)
            target.flush()
            os.fsync(target.fileno())
        return _named(unfinished, _free_paths(folder, stem, ending))
    finally:
        unfinished.unlink(missing_ok=True)


def _free_paths(folder: Path, stem: str, ending: str) -> Iterator[Path]:
    """Names that nothing had at this moment, without end."""
    for number in count(1):
        path = folder / (f"{stem}.{ending}" if number == 1 else f"{stem}-{number}.{ending}")
        if not os.path.lexists(path):
            yield path


def _named(unfinished: Path, paths: Iterator[Path]) -> Path:
    for path in paths:
        try:
            # Unlike a rename this fails where another process has just made a file of that name.
            os.link(unfinished, path)
        except FileExistsError:
            continue
        except OSError:
            # A file system without links: take the name first, then fill it in one step.
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            except FileExistsError:
                continue
            unfinished.replace(path)
        return path
    raise AssertionError("names have no end")
