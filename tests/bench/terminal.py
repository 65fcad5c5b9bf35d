"""A program in a pseudo-terminal that notes when each byte came.

What is looked for are bytes, not cells: an emulator is slower than the programs that are measured.
Where cells are needed, :meth:`Terminal.lines` reads them afterwards. Unix only.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import selectors
import struct
import subprocess
import termios
import time
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import pyte

FRAME_END = b"\x1b[?2026l"
"""Textual ends each frame with it, in a terminal that answers that it understands."""

_ANSWERS = (
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[6n", b"\x1b[1;1R"),
)
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|\x1bP[^\x1b]*\x1b\\|\x1b\[[0-9;]* q|\x1b\[[0-9;]*[tu]"
)
_PATIENCE = 60.0
_SMALL = 256


class NotSeenError(Exception):
    """What was waited for did not come."""


class Terminal:
    """See the module. A context manager; leaving it ends the program.

    Args:
        argv: the program.
        environ: all of its environment but the terminal's own variables.
        drain: bytes that the line carries in a second; None for no limit.

    Attributes:
        started: when the program was started, as ``time.perf_counter`` counts.
        raw: everything it wrote.
    """

    def __init__(
        self,
        argv: Sequence[str],
        environ: Mapping[str, str],
        *,
        columns: int = 100,
        lines: int = 30,
        drain: float | None = None,
        folder: Path | None = None,
    ) -> None:
        self.raw = bytearray()
        self._ends: list[int] = []
        self._moments: list[float] = []
        self._drain = drain
        self._drained_at = time.perf_counter()
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._shown = 0
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            list(argv),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
            cwd=folder,
            start_new_session=True,
        )
        os.close(slave)
        os.set_blocking(self._master, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._master, selectors.EVENT_READ)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            deadline = time.perf_counter() + 3
            while self._process.poll() is None and time.perf_counter() < deadline:
                self._read(0.02)
            if self._process.poll() is None:
                self._process.kill()
        self._process.wait()
        self._selector.close()
        os.close(self._master)

    # -- reading -----------------------------------------------------------------------------

    @property
    def place(self) -> int:
        """How many bytes have come."""
        return len(self.raw)

    def _read(self, seconds: float) -> bool:
        """Take what comes within so many seconds; False when nothing does."""
        size = 65536
        if self._drain is not None:
            time.sleep(min(seconds, _SMALL / self._drain))
            size = int((time.perf_counter() - self._drained_at) * self._drain)
            if size < 1:
                return True
            seconds = 0
        if not self._selector.select(seconds):
            self._drained_at = time.perf_counter()
            return False
        try:
            data = os.read(self._master, size)
        except (BlockingIOError, OSError):
            return False
        now = time.perf_counter()
        if self._drain is not None:
            self._drained_at += len(data) / self._drain
        self.raw += data
        self._ends.append(len(self.raw))
        self._moments.append(now)
        for question, answer in _ANSWERS:
            if question in data:
                os.write(self._master, answer)
        return True

    def _moment_of(self, end: int) -> float:
        """When the byte before this place came."""
        return self._moments[bisect_right(self._ends, end - 1)]

    def wait_for(self, *wanted: bytes, since: int = 0) -> float:
        """When the frame was complete in which the last of these texts came.

        Args:
            since: look only behind this place.

        Raises:
            NotSeenError: the program ended, or they did not come in a minute.
        """
        deadline = time.perf_counter() + _PATIENCE
        place = since
        for text in (*wanted, FRAME_END):
            before = place if text == FRAME_END else since
            while (found := self.raw.find(text, before)) < 0:
                ended = self._process.poll() is not None
                if time.perf_counter() > deadline or (not self._read(0.05) and ended):
                    raise NotSeenError(f"did not see {text!r} on:\n" + "\n".join(self.lines()))
            place = max(place, found + len(text))
        return self._moment_of(place)

    def first_of(self, text: bytes, since: int) -> float | None:
        """When the frame was complete in which this text first came; None if it did not."""
        found = self.raw.find(text, since)
        if found < 0:
            return None
        end = self.raw.find(FRAME_END, found)
        return self._moment_of(end + len(FRAME_END) if end >= 0 else found + len(text))

    def wait(self, seconds: float) -> None:
        """Take what comes for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if not self._read(min(left, 0.05)) and self._process.poll() is not None:
                return

    def settle(self, quiet: float = 0.4, *, patience: float = 5.0) -> None:
        """Wait until nothing comes for so long, or until the patience is over; seconds."""
        last = time.perf_counter()
        deadline = last + patience
        while time.perf_counter() < min(deadline, last + quiet):
            before = self.place
            self._read(0.02)
            if self.place > before:
                last = time.perf_counter()

    # -- doing -------------------------------------------------------------------------------

    def press(self, keys: str) -> float:
        """Type; gives the moment."""
        now = time.perf_counter()
        os.write(self._master, keys.encode())
        return now

    def leave(self) -> None:
        """Press ``q`` and wait for the end."""
        self.press("q")
        deadline = time.perf_counter() + 10
        while self._process.poll() is None and time.perf_counter() < deadline:
            self._read(0.05)

    # -- looking -----------------------------------------------------------------------------

    @property
    def memory(self) -> float:
        """Resident megabytes of the program."""
        size: int = psutil.Process(self._process.pid).memory_info().rss
        return size / 2**20

    @property
    def cpu(self) -> float:
        """Seconds of processor that the program has used."""
        times = psutil.Process(self._process.pid).cpu_times()
        used: float = times.user + times.system
        return used

    def lines(self) -> list[str]:
        """The screen, a line each."""
        self._show()
        return [line.rstrip() for line in self._screen.display]

    def touched(self, since: int) -> set[int]:
        """The numbers of the lines that were written to since a place, from 0."""
        if self._shown > since:
            raise ValueError("the screen was looked at in between")
        self._show(since)
        self._screen.dirty.clear()
        self._show()
        return set(self._screen.dirty)

    def _show(self, until: int | None = None) -> None:
        data = bytes(self.raw[self._shown : until])
        self._shown += len(data)
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
