"""One file, opened once and read by place; notices when it is no longer the same file."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from koongo_tui.feeds.closing import Closing
from koongo_tui.feeds.model import FeedChanged, FeedError

_GO_ON = "Open it again to see it as it is now. Nothing was sent."


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells one state of a file from another."""

    size: int
    modified_ns: int
    inode: int
    device: int

    @classmethod
    def of(cls, found: os.stat_result) -> FileStamp:
        """The stamp of a file that was asked for."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev)


class SourceFile(Closing):
    """A file's bytes, from any thread.

    Raises:
        FeedError: the file is missing, is no plain file, or may not be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            # A named pipe would wait here for ever otherwise.
            self._handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise _unreadable(path, error) from None
        found = os.fstat(self._handle)
        self.stamp = FileStamp.of(found)
        self.size = found.st_size
        if not stat.S_ISREG(found.st_mode):
            os.close(self._handle)
            raise FeedError(f"{path.name} is no file that can be read as a feed.", fix=_CHOOSE)

    def read(self, start: int, length: int) -> bytes:
        """The bytes from a place on; fewer only at the end of the file.

        Raises:
            FeedChanged: the file has become shorter than it was.
        """
        length = max(min(length, self.size - start), 0)
        parts: list[bytes] = []
        while length:
            try:
                part = os.pread(self._handle, length, start)
            except OSError as error:
                raise _unreadable(self.path, error) from None
            if not part:
                raise FeedChanged(f"{self.path.name} became shorter while it was read.", fix=_GO_ON)
            parts.append(part)
            start += len(part)
            length -= len(part)
        return b"".join(parts)

    def verify(self) -> None:
        """Make sure that the path still leads to the file as it was opened.

        Raises:
            FeedChanged: it was written to, replaced or removed.
        """
        try:
            same = FileStamp.of(os.fstat(self._handle)) == self.stamp
            there = FileStamp.of(self.path.stat()) == self.stamp
        except FileNotFoundError:
            raise FeedChanged(
                f"{self.path.name} was removed while it was open.", fix=_GO_ON
            ) from None
        except OSError as error:
            raise _unreadable(self.path, error) from None
        if not (same and there):
            raise FeedChanged(f"{self.path.name} was changed while it was open.", fix=_GO_ON)

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


_CHOOSE = "Choose another file. Nothing was sent."


def _unreadable(path: Path, error: OSError) -> FeedError:
    if isinstance(error, FileNotFoundError):
        return FeedError(f"There is no file {path}.", fix=_CHOOSE)
    if isinstance(error, PermissionError):
        return FeedError(f"{path} may not be read by this user.", fix="Give it the right to read.")
    reason = os.strerror(error.errno) if error.errno else "it cannot be read"
    return FeedError(f"{path} cannot be read: {reason}.", fix=_CHOOSE)
