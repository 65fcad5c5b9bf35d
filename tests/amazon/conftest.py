"""Fixtures for what speaks to Amazon."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.amazon.scripted import Clock, ScriptedServer


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    """A server on loopback, running."""
    running = ScriptedServer()
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at :data:`NOW`."""
    return Clock()
