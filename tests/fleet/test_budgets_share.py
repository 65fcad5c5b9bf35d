"""A thousand accounts do not need a thousand open files."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.pacing import LIST_OPERATION
from koongo_tui.store.paths import Paths
from koongo_tui.workspace import Workspace
from tests.fleet.example import NOW, channel


def test_the_budgets_of_all_accounts_share_one_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    connect = sqlite3.connect

    def counted(path: str, **more: Any) -> Any:
        opened.append(path)
        return connect(path, **more)

    monkeypatch.setattr(sqlite3, "connect", counted)
    workspace = Workspace(Paths(tmp_path / "c", tmp_path / "s"), {}, clock=lambda: NOW)
    try:
        for number in range(30):
            one = channel(f"shop-{number}")
            budget, operation = workspace.budget(one), LIST_OPERATION[one.program]
            full = budget.left(operation)
            assert budget.spend(operation) is None
            assert workspace.budget(one).left(operation) == full - 1
        assert len(opened) <= 3
        workspace.close()
        assert workspace.budget(channel("shop-1")).left(operation) == full - 1
    finally:
        workspace.close()
