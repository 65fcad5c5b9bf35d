"""A writer that is killed at any moment leaves the old file or the new one, never a half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from koongo_tui.store.files import write_atomically
from koongo_tui.store.lock import locked

# Stops at the named call, tells so, and waits for the end that never comes by itself.
WRITER = """
import os, pathlib, sys
from koongo_tui.store.files import write_atomically
from koongo_tui.store.lock import locked

path, barrier, after = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "after"

def stop():
    print("there", flush=True)
    sys.stdin.read()

def stopping(real):
    def call(*args, **more):
        if not after:
            stop()
        result = real(*args, **more)
        if after:
            stop()
        return result
    return call

if barrier == "write":
    os.fsync = stopping(os.fsync)
elif barrier == "replace":
    pathlib.Path.replace = stopping(pathlib.Path.replace)
with locked(path):
    write_atomically(path, b"new" * 100_000)
"""


@pytest.mark.parametrize(
    ("barrier", "moment", "expected"),
    [
        ("write", "before", b"old"),
        ("write", "after", b"old"),
        ("replace", "before", b"old"),
        ("replace", "after", b"new" * 100_000),
    ],
)
def test_kill_during_a_write(tmp_path: Path, barrier: str, moment: str, expected: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"old")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), barrier, moment],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"there\n"
        process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
    assert path.read_bytes() == expected
    # Its lock died with it, and the next writer clears up after it.
    with locked(path, patience=0):
        write_atomically(path, b"next")
    assert path.read_bytes() == b"next"
    assert {p.name for p in tmp_path.iterdir()} == {"config.toml", ".config.toml.lock"}
