"""The program starts fast: what a command does not need is not imported for it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("modules", "costly"),
    [
        # The full screen without options.
        ("koongo_tui.cli.main", {"argparse", "json", "asyncio", "sqlite3", "textual"}),
        # What `status --cached` needs to tell when Amazon may be asked again.
        ("koongo_tui.amazon.mws.quotas", {"asyncio", "ssl", "httpx", "koongo_tui.amazon.api"}),
        ("koongo_tui.amazon.spapi.quotas", {"asyncio", "ssl", "httpx", "koongo_tui.amazon.api"}),
        ("koongo_tui.workspace", {"asyncio", "hmac", "koongo_tui.store.progress"}),
    ],
)
def test_nothing_costly_is_imported(modules: str, costly: set[str]) -> None:
    answer = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys, {modules}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert costly.isdisjoint(answer.stdout.split())
