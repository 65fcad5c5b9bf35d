"""Commands start fast: what costs is imported where it is used."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

COSTLY = {"tomlkit", "platformdirs", "httpx", "textual", "click", "subprocess", "tempfile", "shlex"}


@pytest.mark.parametrize(
    "module", ["config", "secrets", "progress", "history", "budget", "reports", "paths"]
)
def test_no_costly_module_is_imported(module: str) -> None:
    code = f"import sys, koongo_tui.store.{module}; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert COSTLY.isdisjoint(answer.stdout.split())
