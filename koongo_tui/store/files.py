"""Private files: only their owner reads them, and a reader sees the old or the new one, never half.

Modes are those of POSIX; on Windows the user's own folder protects its files, and they are left
alone.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from koongo_tui.store.errors import FileUnreadable, FileUnwritable, reason_of

FILE_MODE = 0o600
FOLDER_MODE = 0o700

_POSIX = os.name == "posix"
_OUR_NAMES = (
    "config.toml",
    "secrets",
    "history.sqlite3",
    "setup.json",
    "reports",
    "feeds",
    "sent",
    "retention",
)
_OWN_FOLDER = "koongo-tui"


def safe_name(text: str) -> str:
    """A file name for any text: different texts have different names, none leaves its folder.

    Letters and digits of every script stay readable; the rest is written as ``%`` and the
    hexadecimal bytes of its UTF-8.
    """
    kept = "".join(c if c.isalnum() or c in "-_." else _escaped(c) for c in text)
    if kept.startswith("."):
        kept = _escaped(".") + kept[1:]
    return kept or "%"


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def private_folder(path: Path, *, ours: bool = False) -> tuple[str, ...]:
    """Make a folder for private files, or tighten the one that is there.

    Args:
        path: the folder; missing parents are made too.
        ours: its name is ours and not the user's choice, so whatever it holds is ours.

    Returns:
        What a person should know about its mode, as sentences.

    Raises:
        FileUnwritable: it cannot be made.
    """
    try:
        path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable(path, reason_of(error)) from error
    return tightened(path, ours=ours)


def tightened(path: Path, *, ours: bool = False) -> tuple[str, ...]:
    """Take every right of other users from a file or folder, if there are any.

    A folder that also holds things that are not ours (a home folder, ``/tmp``) is reported and
    left as it is: a chmod there would lock other programs out. A missing file is no matter.
    """
    if not _POSIX:  # pragma: no cover - Windows
        return ()
    try:
        found = path.stat()
    except OSError:
        return ()
    loose = stat.S_IMODE(found.st_mode)
    if not loose & 0o077:
        return ()
    folder = stat.S_ISDIR(found.st_mode)
    what = f"{path} could be opened by other users (mode {loose:04o})"
    if folder and not ours and not _is_ours_alone(path, found):
        return (f"{what}. It also holds other things, so its mode was left as it is.",)
    try:
        path.chmod(FOLDER_MODE if folder else FILE_MODE)
    except OSError as error:
        return (f"{what}, and its mode cannot be changed: {reason_of(error)}.",)
    return (f"{what}. Its mode is now {FOLDER_MODE if folder else FILE_MODE:04o}.",)


def _is_ours_alone(folder: Path, found: os.stat_result) -> bool:
    if found.st_mode & stat.S_ISVTX:
        return False
    if folder.name == _OWN_FOLDER:
        return True
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names are all we need
    except OSError:
        return False
    return all(name.lstrip(".").startswith(_OUR_NAMES) for name in names)


def read_bytes(path: Path) -> bytes | None:
    """A file's content; None when there is no such file.

    Raises:
        FileUnreadable: there is one, but it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileUnreadable(path, reason_of(error)) from error


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file's content in one step. Hold :func:`koongo_tui.store.lock.locked` for it.

    A symbolic link stays one: its target is written. Mode 0600, whatever it was.

    Raises:
        FileUnwritable: nothing was changed.
    """
    try:
        # Not path.resolve(): it hides loops and differs for missing targets on Windows.
        target = Path(os.path.realpath(path, strict=False))
        _sweep(target)
        unfinished = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            _write_new(unfinished, data)
            unfinished.replace(target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except OSError as error:
        raise FileUnwritable(path, reason_of(error)) from error


def _sweep(target: Path) -> None:
    # What a killed process left: nobody else is writing while we hold the lock.
    for leftover in target.parent.glob(f".{_literally(target.name)}.*.tmp"):
        leftover.unlink(missing_ok=True)


def _literally(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _write_new(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _O_BINARY, FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


_O_BINARY: int = getattr(os, "O_BINARY", 0)


def sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut, where the system offers it."""
    if not _POSIX:  # pragma: no cover - Windows has no such call
        return
    # Some network file systems refuse it; the rename itself has happened.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def keep_copy_aside(path: Path, data: bytes) -> Path:
    """Keep a damaged file's content under a free name beside it; gives that name.

    Raises:
        FileUnwritable: the copy cannot be made.
    """
    for name in _aside_names(path):
        try:
            _write_new(name, data)
        except FileExistsError:
            continue
        except OSError as error:
            raise FileUnwritable(path, reason_of(error)) from error
        break
    return name


def free_name_aside(path: Path) -> Path:
    """A name beside a damaged file that nothing has yet. Hold the lock while using it."""
    return next(name for name in _aside_names(path) if not name.exists())


def _aside_names(path: Path) -> Iterator[Path]:
    """``config.toml.damaged``, ``config.toml.damaged-2`` and so on, without end."""
    yield path.with_name(f"{path.name}.damaged")
    for number in itertools.count(2):
        yield path.with_name(f"{path.name}.damaged-{number}")
