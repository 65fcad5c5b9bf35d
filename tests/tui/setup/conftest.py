"""A seller who has never run the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.setup.person import Person


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Their own folder is a new one."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return Person(tmp_path)
