"""A screen or a command that only names a source loads no network library."""

from __future__ import annotations

import os
import subprocess
import sys

COSTLY = {"httpx", "textual", "tempfile", "tomlkit", "sqlite3"}


def test_nothing_costly_is_imported_before_the_first_look() -> None:
    answer = subprocess.run(
        [sys.executable, "-S", "-c", "import sys, koongo_tui.feed_source; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert COSTLY.isdisjoint(answer.stdout.split())
