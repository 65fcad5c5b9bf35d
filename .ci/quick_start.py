"""Run the README's Quick start in a terminal, as a newcomer does, until the program is there.

Usage: python quick_start.py FOLDER COMMAND
"""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time

WANTED = b"Connect your Amazon seller account to Koongo"
PATIENCE = 600.0


def main(folder: str, command: str) -> int:
    """0 when the first screen was seen and ``q`` ended the program with 0."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ.update(TERM="xterm-256color", COLUMNS="100", LINES="30")
        os.execvp("bash", ["bash", "-c", command])
    seen, quitting = b"", False
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 1)[0]:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            seen += data
        if WANTED in seen and not quitting:
            quitting = True
            os.write(terminal, b"q")
    else:
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if not quitting:
        sys.stderr.write(seen.decode(errors="replace")[-2000:])
    return status if quitting else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
