"""Fixtures for what speaks to Amazon."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from koongo_tui.amazon.mws import MWS_PLANS, MwsClient
from koongo_tui.amazon.quota import LocalBudget
from koongo_tui.amazon.transport import Transport, user_agent
from tests.amazon.scripted import CREDENTIALS, Clock, ScriptedServer


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


@pytest.fixture
def budget(clock: Clock) -> LocalBudget:
    """A budget of its own for each test."""
    return LocalBudget(MWS_PLANS, clock)


@pytest.fixture
async def client(
    server: ScriptedServer, budget: LocalBudget, clock: Clock
) -> AsyncIterator[MwsClient]:
    """A client of the scripted server."""
    made = MwsClient(
        server.url,
        CREDENTIALS,
        transport=Transport(user_agent(), connect_timeout=5, read_timeout=5),
        budget=budget,
        clock=clock,
    )
    yield made
    await made.aclose()
