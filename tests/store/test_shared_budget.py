from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koongo_tui.amazon.quota import Budget, HourlyAllowance, LocalBudget, Plan
from koongo_tui.store.budget import SharedBudget
from koongo_tui.store.history import History

NOON = datetime(2014, 2, 3, 12, tzinfo=UTC)
PLANS = {
    "GetFeedSubmissionList": Plan(10, 45, 80, "list"),
    "GetFeedSubmissionListByNextToken": Plan(10, 45, 80, "list"),
    "SubmitFeed": Plan(15, 120, 30, "submit"),
}
LIST = "GetFeedSubmissionList"


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


Open = Callable[..., SharedBudget]


@pytest.fixture
def open_budget(tmp_path: Path, clock: Clock) -> Iterator[Open]:
    opened: list[SharedBudget] = []

    def open_budget(account: str = "mws:eu:A1", scale: float = 1.0) -> SharedBudget:
        path = tmp_path / "state" / "h.sqlite3"
        opened.append(SharedBudget(path, account, PLANS, clock, scale=scale))
        return opened[-1]

    yield open_budget
    for budget in opened:
        budget.disconnect()


def spent(budget: Budget, operation: str = LIST) -> int:
    """Take all there is."""
    count = 0
    while budget.spend(operation) is None:
        count += 1
    return count


def test_two_at_once_have_one_budget(open_budget: Open, clock: Clock) -> None:
    one, other = open_budget(), open_budget()
    assert other.left(LIST) == 10
    for _ in range(6):
        assert one.spend(LIST) is None
    assert other.left(LIST) == 4
    assert spent(other) == 4
    assert one.spend(LIST) == clock.now + timedelta(seconds=45)
    assert one.allowed_at(LIST) == other.allowed_at(LIST) == clock.now + timedelta(seconds=45)
    assert one.left(LIST) == 0
    clock.wait(45)
    assert other.spend(LIST) is None
    assert one.spend(LIST) is not None


def test_it_outlives_the_process_that_spent(open_budget: Open) -> None:
    budget = open_budget()
    spent(budget)
    budget.disconnect()
    assert open_budget().left(LIST) == 0


def test_accounts_and_other_operations_are_apart(open_budget: Open) -> None:
    assert spent(open_budget()) == 10
    assert open_budget().left("GetFeedSubmissionListByNextToken") == 0
    assert open_budget().left("SubmitFeed") == 15
    assert open_budget("mws:na:A1").left(LIST) == 10


def test_a_refusal_is_shared(open_budget: Open, clock: Clock) -> None:
    until = clock.now + timedelta(minutes=3)
    open_budget().close(LIST, until)
    other = open_budget()
    assert other.spend(LIST) == until
    assert other.left(LIST) == 0
    clock.wait(181)
    assert other.spend(LIST) is None


def test_what_amazon_says_of_the_hour_is_shared(open_budget: Open, clock: Clock) -> None:
    resets_at = clock.now + timedelta(minutes=20)
    open_budget().learn(LIST, HourlyAllowance(240, 2, resets_at))
    other = open_budget()
    assert other.left(LIST) == 2
    assert spent(other) == 2
    assert open_budget().allowed_at(LIST) == resets_at
    clock.wait(20 * 60)
    assert open_budget().left(LIST) == 10


def test_a_faster_world_restores_faster(open_budget: Open, clock: Clock) -> None:
    budget = open_budget(scale=0.01)
    assert spent(budget) == 10
    clock.wait(0.45)
    assert budget.spend(LIST) is None


def test_a_clock_that_goes_back_harms_nothing(open_budget: Open, clock: Clock) -> None:
    budget = open_budget()
    clock.wait(365 * 24 * 3600)
    assert spent(budget) == 10
    budget.close("SubmitFeed", clock.now + timedelta(minutes=2))
    clock.now = NOON
    # Nothing is given twice, and nobody waits for a year.
    assert budget.left(LIST) == 0
    assert budget.allowed_at(LIST) == NOON + timedelta(seconds=45)
    assert budget.allowed_at("SubmitFeed") <= NOON + timedelta(minutes=40)
    clock.wait(45)
    assert budget.spend(LIST) is None
    assert budget.spend(LIST) is not None


def test_a_clock_that_stutters_gives_nothing_away(open_budget: Open, clock: Clock) -> None:
    budget = open_budget(scale=0.001)
    taken, clock.now = spent(budget), clock.now + timedelta(microseconds=100)
    for step in (7, -3, 9, -6) * 200:
        clock.now += timedelta(microseconds=step)
        taken += budget.spend(LIST) is None
    passed = (clock.now - NOON).total_seconds()
    assert taken <= 10 + passed / 0.045 + 1


def test_it_lives_in_the_history_file(open_budget: Open, tmp_path: Path) -> None:
    history = History(tmp_path / "state" / "h.sqlite3")
    spent(open_budget())
    assert history.check() == ()
    history.close()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["wait", "spend", "learn", "close", "left"]),
        st.integers(0, 400_000),
        st.sampled_from(sorted(PLANS)),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_it_follows_the_rules_of_the_budget_in_memory(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str]]
) -> None:
    clock = Clock()
    shared = SharedBudget(tmp_path_factory.mktemp("b") / "h.sqlite3", "a", PLANS, clock)
    local = LocalBudget(PLANS, clock)
    for step, number, operation in steps:
        if step == "wait":
            clock.now += timedelta(milliseconds=number)
        elif step == "spend":
            assert shared.spend(operation) == local.spend(operation)
        elif step == "learn":
            allowance = HourlyAllowance(80, number % 5, NOON + timedelta(milliseconds=number))
            shared.learn(operation, allowance)
            local.learn(operation, allowance)
        elif step == "close":
            until = NOON + timedelta(milliseconds=number)
            shared.close(operation, until)
            local.close(operation, until)
        assert shared.left(operation) == local.left(operation)
        assert shared.allowed_at(operation) == local.allowed_at(operation)
    shared.disconnect()


# Each waits for the common start, then asks until it is refused ten times in a row.
SPENDER = """
import sys
from datetime import datetime
from pathlib import Path
from koongo_tui.amazon.quota import Plan
from koongo_tui.store.budget import SharedBudget

now = datetime.fromisoformat(sys.argv[2])
plans = {"list": Plan(200, 45, None, "list")}
budget = SharedBudget(Path(sys.argv[1]), "a", plans, lambda: now)
print("ready", flush=True)
sys.stdin.readline()
taken = refused = 0
while refused < 10:
    if budget.spend("list") is None:
        taken += 1
    else:
        refused += 1
print(taken, flush=True)
"""


def hammer(path: Path, now: datetime, processes: int) -> list[int]:
    """What each of some processes could take, all starting at once."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SPENDER, str(path), now.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )
        for _ in range(processes)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [int(process.communicate()[0]) for process in running]


def test_many_processes_never_take_more_than_there_is(tmp_path: Path) -> None:
    # They also make the database together: it is not there before.
    path = tmp_path / "state" / "h.sqlite3"
    assert sum(hammer(path, NOON, 4)) == 200
    assert sum(hammer(path, NOON + timedelta(seconds=45 * 7 + 3), 3)) == 7
