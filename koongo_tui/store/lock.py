"""One writer at a time, across processes."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from koongo_tui.store.errors import FileBusy, FileUnwritable, reason_of

PATIENCE = 10.0
"""Seconds; every holder needs milliseconds."""

_POLL = 0.02
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


@contextmanager
def locked(
    path: Path,
    *,
    patience: float = PATIENCE,
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[None]:
    """Hold the right to write ``path``; its folder has to exist.

    The lock is a file beside it that stays; the system frees it when its holder dies. On a file
    system without locks (some network shares) the work goes on without one.

    Args:
        path: the file that is going to be written, as the user names it.
        patience: seconds to wait for another holder.
        sleep: waits some seconds.
        monotonic: a clock in seconds that never goes back.

    Raises:
        FileBusy: another process held it all the time.
        FileUnwritable: the lock file cannot be made.
    """
    lock_file = path.with_name(f".{path.name}.lock")
    try:
        handle = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise FileUnwritable(path, reason_of(error)) from error
    try:
        deadline = monotonic() + patience
        while not _acquired(path, handle):
            if monotonic() >= deadline:
                raise FileBusy(path)
            sleep(_POLL)
        yield
    finally:
        # Closing frees the lock, also on Windows.
        os.close(handle)


def _acquired(path: Path, handle: int) -> bool:
    try:
        return _try_to_lock(handle)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return True
        raise FileUnwritable(path, reason_of(error)) from error


if sys.platform == "win32":  # pragma: no cover - other systems lock with flock
    import msvcrt

    def _try_to_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _try_to_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
