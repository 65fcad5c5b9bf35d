"""The same account at the same sandbox over real HTTP, once for each program."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.server import running
from koongo_tui.sandbox.world import World
from tests.contract.account import SIDES, Account, Clock, Side


@pytest.fixture(params=SIDES, ids=lambda side: side.program.value)
def side(request: pytest.FixtureRequest) -> Side:
    """The program whose client keeps the contract."""
    found: Side = request.param
    return found


@pytest.fixture
def clock() -> Clock:
    """The one clock of machine and Amazon."""
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    """A local Amazon."""
    with running(World(clock=clock)) as sandbox:
        yield sandbox


@pytest.fixture
async def account(side: Side, sandbox: Sandbox, clock: Clock) -> AsyncIterator[Account]:
    """A seller's account."""
    made = Account(side, sandbox, clock)
    yield made
    await made.api.aclose()
