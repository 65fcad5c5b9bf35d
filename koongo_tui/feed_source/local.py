"""A feed that is a file on this machine."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from koongo_tui.errors import Actor
from koongo_tui.feed_source.errors import (
    FeedSourceError,
    SourceMissing,
    SourceNotAFeed,
    SourceNotReady,
    SourceRefused,
)
from koongo_tui.feed_source.landing import Landing
from koongo_tui.feed_source.model import LARGEST, Fetched, Look, NotModified, fingerprint
from koongo_tui.reasons import reason_of
from koongo_tui.store.feed_sources import LocalFile
from koongo_tui.store.feeds import Known, look_of

YOUNG = 2.0
"""Seconds: a file that was written so lately may still be written."""

_BLOCK = 1024 * 1024


def is_young(found: os.stat_result, now: datetime) -> bool:
    """Whether a file was written a moment ago, so that a second look is due."""
    return now.timestamp() - found.st_mtime < YOUNG


def look_at(path: Path) -> os.stat_result:
    """What the system says of a file.

    Raises:
        FeedSourceError: it is missing, cannot be reached, or is no plain file with content.
    """
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise _refused(path, error) from None
    _check(path, found)
    return found


def fetch_local(
    source: LocalFile,
    known: Known | None,
    into: Path,
    *,
    clock: Callable[[], datetime],
    before: os.stat_result | None = None,
    limit: int = LARGEST,
    stopped: Callable[[], bool] = lambda: False,
) -> Look:
    """Look at a local file, and take a copy when it is another one. Blocks.

    Args:
        source: the file.
        known: of an earlier look, with its copy still in place; None takes one in any case.
        into: where the copy goes.
        clock: gives now, aware.
        before: an earlier ``stat`` of it; another size or time now means that it is written.
        limit: bytes.
        stopped: nobody waits for it any more.

    Raises:
        FeedSourceError: nothing was changed at ``into``.
        FileUnwritable: the same.
    """
    path = source.path
    try:
        # A named pipe would block until somebody writes into it.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise _refused(path, error) from None
    with os.fdopen(handle, "rb", buffering=0) as file:
        found = os.fstat(handle)
        _check(path, found)
        if before is not None and _moved(before, found):
            raise _not_ready(path)
        now = clock()
        look = look_of(found, settled=not is_young(found, now))
        if known is not None and known.file is not None and known.file.settled:
            same = (known.file.size, known.file.modified) == (look.size, look.modified)
            if same:
                return NotModified(replace(known, checked_at=now))
        with Landing(into, str(path), whose=Actor.YOU, limit=limit) as landing:
            try:
                left = found.st_size
                while block := file.read(_BLOCK):
                    left -= len(block)
                    # A file that grows as fast as it is read would have no end.
                    if stopped() or left < 0:
                        raise _not_ready(path)
                    landing.write(block)
            except OSError as error:
                raise _refused(path, error) from None
            except SourceNotAFeed:
                # Half an archive is what a file that is being written looks like.
                if _moved(found, os.fstat(handle)):
                    raise _not_ready(path) from None
                raise
            landed = landing.finish()
            if _moved(found, os.fstat(handle)):
                raise _not_ready(path)
            if known is not None and known.sha256 == landed.sha256:
                return NotModified(replace(known, checked_at=now, file=look))
            copy = landing.move()
    new = Known(fingerprint(source), landed.size, landed.sha256, now, now, copy, file=look)
    return Fetched(into, new)


def _moved(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)


def _check(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise SourceNotAFeed(
            f"{path} is a folder, not a feed. Nothing was read.",
            fix="Name the file in it.",
        )
    if not stat.S_ISREG(found.st_mode):
        raise SourceNotAFeed(
            f"{path} is a pipe or a device, not a file. Nothing was read.",
            fix="Have the feed written into a file, and name that.",
        )
    if not found.st_size:
        raise SourceNotAFeed(
            f"{path} is empty. Nothing was read.",
            fix="Wait until the feed is written, then look again.",
        )


def _not_ready(path: Path) -> SourceNotReady:
    return SourceNotReady(
        f"{path} is being written right now. It was left for the next look.",
        fix="Wait until whatever writes it has finished.",
    )


def _refused(path: Path, error: OSError | ValueError) -> FeedSourceError:
    if isinstance(error, FileNotFoundError) or not isinstance(error, OSError):
        return SourceMissing(
            f"There is no file {path}.",
            fix="Check the path, and whether the feed was made.",
        )
    fix = "Check the path."
    if error.errno in (errno.EACCES, errno.EPERM):
        fix = "Have whoever owns it let this user read it, and open the folders above it."
    return SourceRefused(f"{path} cannot be read: {reason_of(error)}.", fix=fix)
