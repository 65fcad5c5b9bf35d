# ruff: noqa: S608 - the queries are put together from constants; values are always parameters
"""Every account at a glance, in two queries however many accounts there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from koongo_tui.amazon.submission import State
from koongo_tui.store.accounts import Check
from koongo_tui.store.database import Database
from koongo_tui.store.listing import STUCK
from koongo_tui.store.rows import maybe_moment, milliseconds_up, moment


@dataclass(frozen=True, slots=True)
class Tally:
    """How many submissions there are, in all and in each state; every state is in it."""

    total: int
    by_state: Mapping[State, int]

    def __getitem__(self, state: State) -> int:
        return self.by_state[state]


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """What is known of an account, in short.

    Attributes:
        check: the last look at Amazon; None before the first.
        tally: how many submissions there are in each state.
        newest: when the newest one was submitted, aware, UTC; None without one.
        asking_since: when a process began to ask for the list that has not come yet.
    """

    check: Check | None
    tally: Tally
    newest: datetime | None
    asking_since: datetime | None = None


_STATES = {state.value: state for state in State}
_NONE = dict.fromkeys(State, 0)
NO_TALLY = Tally(0, MappingProxyType(_NONE))
NOTHING_KNOWN = AccountSummary(None, NO_TALLY, None)

_ACCOUNTS = (
    "SELECT key, checked_at, succeeded_at, error_code, error_text, failures, "
    "(SELECT max(listed_at) FROM submission WHERE account = account.id), asking_at, id FROM account"
)
# What is stuck is looked for only where something waits or is worked on, along the index of kinds.
# One statement, so that a submission that moves in between is not counted twice.
_COUNTS = (
    "SELECT account, kind, number, 0 FROM tally UNION ALL "
    "SELECT busy, kind, count(*), 1 FROM (SELECT account AS busy, kind AS doing FROM tally "
    "WHERE kind IN ('waiting', 'working') AND number > 0) CROSS JOIN submission "
    f"ON account = busy AND kind = doing WHERE {STUCK} GROUP BY busy, kind"
)


def read_summaries(database: Database, now: datetime) -> Mapping[str, AccountSummary]:
    """All accounts by their keys; one that nothing is known of is not among them.

    Args:
        now: aware; decides what is stuck.
    """
    counted: dict[int, dict[State, int]] = {}
    accounts = database.read(_ACCOUNTS, long=True)
    for account, kind, number, is_stuck in database.read(
        _COUNTS, {"now": milliseconds_up(now)}, long=True
    ):
        states = counted.get(account)
        if states is None:
            states = counted[account] = _NONE.copy()
        if is_stuck:
            states[State.STUCK] += number
        states[_STATES[kind]] += -number if is_stuck else number
    found: dict[str, AccountSummary] = {}
    for key, at, succeeded, code, text, failures, newest, asking, account in accounts:
        check = (
            None if at is None else Check(moment(at), maybe_moment(succeeded), code, text, failures)
        )
        states = counted.get(account)
        tally = Tally(sum(states.values()), MappingProxyType(states)) if states else NO_TALLY
        found[key] = AccountSummary(check, tally, maybe_moment(newest), maybe_moment(asking))
    return found
