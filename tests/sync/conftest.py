"""A synchronisation over each program, in folders of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.played import SpApiWorld, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Over MWS."""
    world = World(tmp_path)
    yield world
    world.history.close()


@pytest.fixture
def live(tmp_path: Path) -> Iterator[SpApiWorld]:
    """Over SP-API."""
    world = SpApiWorld(tmp_path)
    yield world
    world.history.close()
