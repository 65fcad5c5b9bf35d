"""A sandbox whose clock stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from koongo_tui.sandbox.app import make_app
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.world import World
from tests.sandbox.practice import URL, Amazon, Clock
from tests.sandbox.spapi_practice import Partner


@pytest.fixture
def clock() -> Clock:
    """Begins on 23 November 2026 at 10:00 UTC."""
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    """The practice world under that clock."""
    return World(clock=clock)


@pytest.fixture
async def amazon(world: World, clock: Clock) -> AsyncIterator[Amazon]:
    """The sandbox's application without a network."""
    sandbox = Sandbox(world, URL)
    transport = httpx.ASGITransport(make_app(sandbox))
    async with httpx.AsyncClient(transport=transport, base_url=URL) as http:
        yield Amazon(sandbox, http, clock)


@pytest.fixture
async def partner(amazon: Amazon) -> Partner:
    """An application at the same sandbox's SP-API."""
    return Partner(amazon.sandbox, amazon.http, amazon.clock)
