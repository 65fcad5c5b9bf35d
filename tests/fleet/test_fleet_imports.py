"""Commands that look at all channels start fast: what costs is imported where it is used."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

COSTLY = {"textual", "httpx", "tomlkit", "rich"}


@pytest.mark.parametrize(
    ("module", "more"),
    [
        ("health", {"asyncio"}),
        ("order", {"asyncio"}),
        ("reading", {"asyncio"}),
        ("export", {"asyncio"}),
        ("refresh", set()),
    ],
)
def test_no_costly_module_is_imported(module: str, more: set[str]) -> None:
    code = f"import sys, koongo_tui.fleet.{module}; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert (COSTLY | more).isdisjoint(answer.stdout.split())


def test_the_programs_first_screen_does_not_read_other_channels_first() -> None:
    """The overview's modules are loaded when it is opened, not when the program starts."""
    code = "import sys, koongo_tui.tui.screens.submissions; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not [name for name in answer.stdout.split() if name.startswith("koongo_tui.fleet")]
