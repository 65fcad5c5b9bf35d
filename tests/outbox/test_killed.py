"""Whatever kills a sending, and however often: exactly one submission for each intent.

A hundred runs belong to the suite. A thousand of each program::

    KOONGO_TUI_KILLS=1000 python -m pytest tests/outbox/test_killed.py
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from koongo_tui.guide.programs import Program
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.server import running
from koongo_tui.store.intents import Intent, IntentState
from tests.outbox.killed import HURRY
from tests.outbox.seller import SellerHere, be_quick

RUNS = int(os.environ.get("KOONGO_TUI_KILLS", "50"))
"""Of each program."""

pytestmark = pytest.mark.timeout(max(200, RUNS * 3))


class Machine:
    """A seller's machine whose processes die.

    Attributes:
        story: what was done, for the report of a failure.
    """

    def __init__(self, folder: Path, sandbox: Sandbox, program: Program) -> None:
        self.sandbox = sandbox
        self.seller = SellerHere(folder, sandbox.announcement, program)
        self.seller.connect()
        self.workspace = self.seller.workspace()
        self.story: list[str] = []
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "tests.outbox.killed", str(folder), program.value,
                json.dumps(sandbox.announcement),
            ],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "0\n"

    def run(self, *arguments: str, at: int | None = None, cut: bool = False) -> dict[str, Any]:
        """Run a command that is killed, or cut off, at a step."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"arguments": arguments, "at": at, "cut": cut}) + "\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        self._let_arrive()
        self.story.append(f"{arguments} at {at}{' cut' if cut else ''}: {answer}")
        return answer

    def _let_arrive(self) -> None:
        """What a dead process has sent is on its way: Amazon has read it when it answers this."""
        for _ in range(2):
            with urlopen(self.sandbox.url) as answered:
                answered.read()

    def send(self, number: int, *, at: int | None = None, cut: bool = False) -> dict[str, Any]:
        """Send a feed of its own."""
        self.story.clear()
        path = self.seller.write({self.seller.skus[0]: number})
        return self.run("submit", str(path), "--yes", at=at, cut=cut)

    def settle(self, chance: random.Random) -> None:
        """Start again until all is settled; the first starts may be killed as well."""
        for _ in range(chance.choice([0, 0, 1, 2])):
            self.run("submit", "--unfinished", at=chance.randint(1, 40))
        for _ in range(20):
            if self.run("submit", "--unfinished")["code"] == 0:
                return
            time.sleep(0.05)  # a quota of Amazon's, however short
        pytest.fail(f"it does not come to an end: {self.story}")

    def auto_submit(self, number: int, at: int | None) -> dict[str, Any]:
        """Change the source, an hour after the feed before, and let it be sent by itself."""
        self.story.clear()
        self.workspace.intents._database.write(
            lambda connection: connection.execute(
                "UPDATE intent SET began_at = began_at - 3600000, created_at = created_at - 3600000"
            )
        )
        self.seller.write({self.seller.skus[0]: number})
        return self.run("autosubmit", "--once", at=at)

    def verdict(self, number: int) -> int:
        """Hold what Amazon has against what is written down; gives how many feeds there are."""
        content = self.seller.feed({self.seller.skus[0]: number})
        mine = self.sandbox.world.submissions(self.seller.told["seller_id"])
        arrived = [s.id for s in mine if s.content == content]
        intents = self.intents_of(sha256(content).hexdigest())
        assert {i.state for i in intents} <= {IntentState.SENT}, self.story
        assert arrived == [i.submission_id for i in intents], self.story
        assert len(arrived) <= 1, self.story
        return len(arrived)

    def intents_of(self, digest: str) -> list[Intent]:
        """All that is written down of a feed."""
        log = self.workspace.intents
        account = next(iter(self.workspace.config().channels.values())).account_key
        return [i for i in log.in_state(account, *IntentState) if i.new.digest == digest]

    def close(self) -> None:
        """End the process that was started."""
        self._process.communicate(timeout=60)
        self.workspace.close()


@pytest.fixture(params=list(Program), ids=str)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
    with running(pace=HURRY) as sandbox:
        be_quick(sandbox)
        machine = Machine(tmp_path, sandbox, request.param)
        yield machine
        machine.close()


def test_killed_at_any_step_there_is_one_submission_for_each_intent(machine: Machine) -> None:
    chance = random.Random(os.environ.get("KOONGO_TUI_KILLS_SEED", "kill"))
    whole = machine.send(0)
    assert whole["code"] == 0
    assert machine.verdict(0) == 1
    last = whole["steps"]
    # Every step once, as far as the runs reach, then steps by chance.
    steps = list(range(1, last + 1))
    chance.shuffle(steps)
    steps += [chance.randint(1, last) for _ in range(RUNS)]
    killed = arrived = 0
    for number, at in enumerate(steps[:RUNS], start=1):
        killed += machine.send(number, at=at)["killed"]
        machine.settle(chance)
        arrived += machine.verdict(number)
    # An answer in fewer pieces has fewer steps, so the last ones are not always reached.
    assert killed > RUNS * 0.8
    # The kills reach both sides of the moment at which the feed is written down.
    assert 0 < arrived < RUNS


def test_an_answer_that_is_lost_is_found_again(machine: Machine) -> None:
    chance = random.Random("cut")
    last = machine.send(0, cut=True)["steps"]
    for number, at in enumerate(range(1, last + 1), start=1):
        machine.send(number, at=at, cut=True)
        machine.settle(chance)
        machine.verdict(number)


def test_auto_submit_that_is_killed_sends_each_change_once(machine: Machine) -> None:
    seller = machine.seller
    seller.connect(auto_submit=True, feed_source=str(seller.source), feed_type=seller.type)
    chance = random.Random("auto")
    last = machine.auto_submit(1000, None)["steps"]
    assert machine.verdict(1000) == 1
    for number in range(1001, 1001 + max(RUNS // 5, 1)):
        machine.auto_submit(number, chance.randint(1, last))
        for _ in range(30):
            machine.run("autosubmit", "--once")
            content = seller.feed({seller.skus[0]: number})
            states = {i.state for i in machine.intents_of(sha256(content).hexdigest())}
            if states == {IntentState.SENT}:
                break
            time.sleep(0.02)
        assert machine.verdict(number) == 1
