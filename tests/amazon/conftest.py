"""Fixtures for what speaks to Amazon."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from koongo_tui.amazon.mws.client import MwsClient
from koongo_tui.amazon.mws.quotas import MWS_PLANS
from koongo_tui.amazon.quota import LocalBudget
from koongo_tui.amazon.spapi.client import SpApiClient
from koongo_tui.amazon.spapi.lwa import Lwa
from koongo_tui.amazon.spapi.quotas import SPAPI_PLANS
from koongo_tui.amazon.transport import Transport, user_agent
from koongo_tui.guide.secret import Secret
from tests.amazon import sp_api
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


@pytest.fixture
async def amazon() -> AsyncIterator[sp_api.Amazon]:
    """SP-API on loopback, running."""
    running = sp_api.Amazon()
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
def spapi_budget(clock: Clock) -> LocalBudget:
    """A budget of SP-API's own."""
    return LocalBudget(SPAPI_PLANS, clock)


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    """The way to a server."""
    made = Transport(user_agent(), connect_timeout=5, read_timeout=5)
    yield made
    await made.aclose()


@pytest.fixture
async def lwa(amazon: sp_api.Amazon, transport: Transport, clock: Clock) -> AsyncIterator[Lwa]:
    """Login with Amazon at the scripted server."""
    made = Lwa(
        amazon.url,
        sp_api.CLIENT_ID,
        Secret(sp_api.CLIENT_SECRET),
        transport=transport,
        clock=clock,
    )
    yield made
    await made.aclose()


@pytest.fixture
async def seller(
    amazon: sp_api.Amazon, lwa: Lwa, transport: Transport, spapi_budget: LocalBudget, clock: Clock
) -> AsyncIterator[SpApiClient]:
    """A seller's account at the scripted server."""
    made = SpApiClient(
        amazon.url,
        lwa,
        Secret(sp_api.REFRESH_TOKEN),
        sp_api.GERMANY,
        transport=transport,
        budget=spapi_budget,
        clock=clock,
        jitter=lambda: 0.5,
    )
    yield made
    await made.aclose()
