"""A feed to send: a file that is measured once and never held in memory.

Between the measuring and the last byte sent hours may pass, so the file is held against its
measure twice: its stamp before anything is sent, its digest before the last piece leaves.
"""

from __future__ import annotations

import io
import os
import stat
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import md5, sha256
from pathlib import Path
from typing import BinaryIO

from koongo_tui.errors import Actor, ExitCode, KoongoError
from koongo_tui.reasons import reason_of

PIECE = 256 * 1024
"""Bytes that are read and sent at once."""


class FeedFileError(KoongoError):
    """The file to send cannot be used. Amazon has not taken it."""

    code = "feed-file"
    who = Actor.YOU
    exit_code = ExitCode.USAGE


class FeedChanged(FeedFileError):
    """It is no longer what was measured."""

    code = "feed-changed"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} has changed since it was read. Nothing was submitted.",
            fix="Wait until whatever writes it has finished, then look at it again and send it.",
        )


class FeedUnreadable(FeedFileError):
    """The system does not let us read it."""

    code = "feed-unreadable"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{name} cannot be read: {reason}. Nothing was submitted.",
            fix="Check that the file is there and that this user may read it.",
        )


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What the system says of a file without reading it. Times in nanoseconds."""

    device: int
    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, found: os.stat_result) -> FileStamp:
        """The stamp in what ``stat`` gave."""
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A feed's bytes, wherever they are kept, and their measure.

    Make one with :meth:`measure`, :meth:`measure_opened` or :meth:`of_bytes`.

    Attributes:
        opener: opens the bytes anew from their beginning; the caller closes.
        size: bytes.
        md5: of the bytes, in base64 as Amazon has it in ``Content-MD5``.
        sha256: of the bytes, hexadecimal.
        name: for messages: a path, or a few words.
        path: of a file that lies in the file system as it is sent.
        stamp: of that file when it was measured.
    """

    opener: Callable[[], BinaryIO] = field(repr=False, compare=False)
    size: int
    md5: str
    sha256: str
    name: str = "The feed"
    path: Path | None = None
    stamp: FileStamp | None = None

    @classmethod
    def measure(cls, path: Path) -> FeedFile:
        """Measure a file by reading it once. Blocks: a gigabyte takes seconds.

        Raises:
            FeedUnreadable: it is missing, no plain file, or the system refuses it.
            FeedChanged: it was written while it was read.
        """
        name = str(path)
        opener = partial(_open_plain, path)
        try:
            with opener() as file:
                before = FileStamp.of(os.fstat(file.fileno()))
                size, for_amazon, for_us = _digest(file)
                after = FileStamp.of(os.fstat(file.fileno()))
        except OSError as error:
            raise FeedUnreadable(name, _reason(error)) from None
        if before != after or size != after.size:
            raise FeedChanged(name)
        return cls(opener, size, for_amazon, for_us, name, path, after)

    @classmethod
    def measure_opened(cls, opener: Callable[[], BinaryIO], name: str) -> FeedFile:
        """Measure what an opener gives, such as a compressed copy being unpacked. Blocks.

        Raises:
            FeedUnreadable: opening or reading fails.
        """
        try:
            with opener() as file:
                size, for_amazon, for_us = _digest(file)
        except (OSError, EOFError) as error:
            raise FeedUnreadable(name, _reason(error)) from None
        return cls(opener, size, for_amazon, for_us, name)

    @classmethod
    def of_bytes(cls, content: bytes, name: str = "The feed") -> FeedFile:
        """A feed that is small enough to stay in memory."""
        return cls.measure_opened(partial(io.BytesIO, content), name)

    def verify(self) -> None:
        """Hold the file against its stamp, without reading it.

        Raises:
            FeedUnreadable: it is gone, or the system refuses it.
            FeedChanged: it is another one.
        """
        if self.path is None:
            return
        try:
            found = FileStamp.of(self.path.stat())
        except OSError as error:
            raise FeedUnreadable(self.name, _reason(error)) from None
        if found != self.stamp:
            raise FeedChanged(self.name)

    def read(self) -> FeedReader:
        """Open it for sending; the caller closes. Raises as :meth:`verify`."""
        self.verify()
        return FeedReader(self)


class FeedReader:
    """Gives a feed's pieces in their order, and the last one only when all of them fit.

    Whoever takes the pieces has told the size before. Without its last piece what arrived is
    not whole, and Amazon does not take it. Blocks.
    """

    def __init__(self, feed: FeedFile) -> None:
        self._feed = feed
        self._digest = sha256()
        self._left = feed.size
        try:
            self._file = feed.opener()
        except OSError as error:
            raise FeedUnreadable(feed.name, _reason(error)) from None

    def piece(self) -> bytes:
        """The next :data:`PIECE` bytes, fewer at the end; empty after it.

        Raises:
            FeedChanged: these are not the bytes that were measured.
            FeedUnreadable: reading fails.
        """
        if not self._left:
            return b""
        try:
            piece = self._file.read(min(PIECE, self._left))
            if not piece:
                raise FeedChanged(self._feed.name)
            self._left -= len(piece)
            self._digest.update(piece)
            if not self._left and (
                self._digest.hexdigest() != self._feed.sha256 or self._file.read(1)
            ):
                raise FeedChanged(self._feed.name)
        except (OSError, EOFError) as error:
            raise FeedUnreadable(self._feed.name, _reason(error)) from None
        return piece

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _open_plain(path: Path) -> BinaryIO:
    # A named pipe would block until somebody writes into it.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError("it is not a plain file")
    return os.fdopen(handle, "rb")


def _digest(file: BinaryIO) -> tuple[int, str, str]:
    size, for_amazon, for_us = 0, md5(usedforsecurity=False), sha256()
    while piece := file.read(PIECE):
        size += len(piece)
        for_amazon.update(piece)
        for_us.update(piece)
    return size, b64encode(for_amazon.digest()).decode(), for_us.hexdigest()


def _reason(error: OSError | EOFError) -> str:
    return reason_of(error) if isinstance(error, OSError) else "it breaks off"
