"""The real program in a real pseudo-terminal, and the sandbox as a process of its own."""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are a matter of Unix", allow_module_level=True)

import fcntl
import pty
import struct
import termios

import pyte

# A session leader takes its terminal as the controlling one, so that closing it hangs up.
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)

# Sequences that pyte does not know and would print.
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|\x1bP[^\x1b]*\x1b\\|\x1b\[[0-9;]* q|\x1b\[[0-9;]*[tu]"
)

PATIENCE = 40.0
"""Seconds until a screen that does not come is a failure; generous, machines are noisy."""


class Terminal:
    """A program under a pseudo-terminal whose screen can be read and whose keys can be pressed."""

    def __init__(
        self, arguments: list[str], environ: Mapping[str, str], columns: int, lines: int
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._rest = b""
        self.raw = bytearray()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_TERMINAL, "-m", "koongo_tui", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        os.close(slave)
        os.set_blocking(self._master, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._master, selectors.EVENT_READ)

    @property
    def text(self) -> str:
        """The screen, a line each."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def _pump(self, seconds: float) -> bool:
        if not self._selector.select(seconds):
            return True
        try:
            data = os.read(self._master, 65536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.raw += data
        data = self._rest + data
        # An escape sequence may arrive in two parts: keep what may be the first of them.
        escape = data.rfind(b"\x1b")
        if (
            escape >= 0
            and len(data) - escape < 24
            and not re.match(
                rb"\x1b(?:\[[0-9;?<>=$ ]*[a-zA-Z@`]|[()][A-Z0-9]|[78=>DMEHc])", data[escape:]
            )
        ):
            data, self._rest = data[:escape], data[escape:]
        else:
            self._rest = b""
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
        return bool(data) or bool(self._rest)

    def wait_for(
        self,
        wanted: str | Callable[[str], bool],
        what: str = "",
        *,
        patience: float = PATIENCE,
    ) -> str:
        """Read until the screen shows a text, or satisfies a condition; gives the screen."""
        deadline = time.monotonic() + patience
        shows = wanted if callable(wanted) else lambda text: wanted in text
        while not shows(self.text):
            if time.monotonic() > deadline or not self._pump(0.1):
                pytest.fail(f"did not see {what or wanted!r} on:\n{self.text}")
        return self.text

    def press(self, keys: str) -> None:
        """Type characters; escape sequences as they are."""
        os.write(self._master, keys.encode())

    def paste(self, text: str) -> None:
        """Paste as a terminal does when the program asked for bracketed pastes."""
        self.press(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, lines: int) -> None:
        """Make the window another size."""
        self.screen.resize(lines, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def wait_end(self) -> int:
        """Read until the program has ended; gives its exit code, negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                pytest.fail(f"the program did not end:\n{self.text}")
            self._pump(0.05)
        while self._selector.select(0) and self._pump(0):
            pass
        return self.process.returncode

    def kill(self) -> None:
        """As a crash of the machine would: no farewell."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def hang_up(self) -> None:
        """Close the window: the program is told by SIGHUP."""
        self._selector.close()
        os.close(self._master)
        self._master = -1

    def close(self) -> None:
        """End what is left of it."""
        if self.process.poll() is None:
            self.kill()
        if self._master >= 0:
            self._selector.close()
            os.close(self._master)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Variables for a program of its own: a home, folders, a path."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "KOONGO_TUI_CONFIG_DIR": str(tmp_path / "config"),
        "KOONGO_TUI_STATE_DIR": str(tmp_path / "state"),
        "PYTHONWARNINGS": "error",
    }


@pytest.fixture
def terminal(environ: dict[str, str]) -> Iterator[Callable[..., Terminal]]:
    """Start the program in a terminal: ``terminal("--demo", size=(80, 24))``."""
    started: list[Terminal] = []

    def start(*arguments: str, size: tuple[int, int] = (80, 24), **more: str) -> Terminal:
        started.append(Terminal(list(arguments), environ | more, *size))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture
def run(environ: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command without a terminal: ``run("recognise", "--json", input=page)``."""

    def call(*arguments: str, input: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "koongo_tui", *arguments],
            input=input,
            capture_output=True,
            text=True,
            env=environ | more,
            timeout=PATIENCE,
            check=False,
        )

    return call


@pytest.fixture
def sandbox(environ: dict[str, str]) -> Iterator[Callable[..., dict[str, Any]]]:
    """Start ``koongo-tui sandbox``; gives the JSON object of its first line."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> dict[str, Any]:
        process = subprocess.Popen(
            [sys.executable, "-m", "koongo_tui", "sandbox", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environ,
        )
        started.append(process)
        assert process.stdout is not None
        announcement: dict[str, Any] = json.loads(process.stdout.readline())
        return announcement

    yield start
    for process in started:
        process.terminate()
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(PATIENCE) == 0
