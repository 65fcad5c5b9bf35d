# ruff: noqa: S608 - the queries are put together from constants; values are always parameters
"""Windows on a long list: the screen asks for the lines it shows, and no others are read.

Two kinds. The list as it usually is, newest or oldest first, is walked along an index and costs
nothing to open. Any other order or filter is worked out once, as row numbers only (8 bytes each).
Both show what there was when they were opened: rows that arrive later do not move them.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from koongo_tui.amazon.submission import NORMAL_LARGE, NORMAL_SMALL, SMALL_FEED_BYTES, State
from koongo_tui.store.database import Database
from koongo_tui.store.rows import ROW_COLUMNS, Row, milliseconds, milliseconds_up, row_from

ACCOUNT = "account = (SELECT id FROM account WHERE key = :account)"
"""The condition that chooses an account by its key."""

_MS = timedelta(milliseconds=1)
STUCK = (
    "(kind IN ('waiting', 'working') AND submitted_at IS NOT NULL AND :now - submitted_at > "
    f"CASE WHEN size <= {SMALL_FEED_BYTES} THEN {NORMAL_SMALL // _MS} "
    f"ELSE {NORMAL_LARGE // _MS} END)"
)
"""The rule of ``amazon.submission.state_of``, for ``:now`` in milliseconds, rounded up."""

_NEWEST_FIRST = "listed_at DESC, id DESC"
_OLDEST_FIRST = "listed_at, id"
_CHUNK = 500
_ORDER_OF_STATES = tuple(State)


class SortKey(StrEnum):
    """What a list is sorted by; rows alike come newest first."""

    SUBMITTED = "submitted"
    ID = "id"
    TYPE = "type"
    PROCESSED = "processed"
    ACCEPTED = "accepted"
    ERRORS = "errors"
    WARNINGS = "warnings"
    STATE = "state"


class ListView(Protocol):
    """A list of rows as it was when it was opened."""

    def __len__(self) -> int:
        """How many rows there are."""
        ...

    def rows(self, start: int, stop: int) -> list[Row]:
        """The rows from ``start`` up to and without ``stop``, as they are now.

        Shorter when the list ends before, or when rows were forgotten since it was opened.
        """
        ...

    def position(self, submission_id: str) -> int | None:
        """The place of a submission in the list, from 0; None when it is not in it."""
        ...


def open_view(
    database: Database,
    account: str,
    *,
    text: str | None,
    states: frozenset[State] | None,
    skus: Sequence[str],
    since: datetime | None,
    until: datetime | None,
    least_errors: int | None,
    most_errors: int | None,
    sort: SortKey,
    descending: bool,
    now: datetime,
) -> ListView:
    """The list of an account. See :meth:`koongo_tui.store.history.History.view`."""
    by_errors = least_errors is not None or most_errors is not None
    if (
        sort is SortKey.SUBMITTED
        and not (text and text.split())
        and states is None
        and not skus
        and not by_errors
    ):
        return IndexedView(database, account, since=since, until=until, descending=descending)
    values: dict[str, object] = {"account": account, "now": milliseconds_up(now)}
    conditions = [ACCOUNT]
    if since is not None:
        conditions.append("listed_at >= :since")
        values["since"] = milliseconds(since)
    if until is not None:
        conditions.append("listed_at < :until")
        values["until"] = milliseconds_up(until)
    if states is not None:
        conditions.append(_in_states(states))
    if least_errors is not None:
        conditions.append("errors >= :least")
        values["least"] = least_errors
    if most_errors is not None:
        conditions.append("errors <= :most")
        values["most"] = most_errors
    for number, word in enumerate((text or "").split()):
        holds = f"LIKE :word{number} ESCAPE '!'"
        conditions.append(f"(id {holds} OR feed_type {holds} OR {_names_sku(holds)})")
        values[f"word{number}"] = f"%{_literally(word)}%"
    for number, sku in enumerate(skus):
        conditions.append(_names_sku(f"LIKE :sku{number} ESCAPE '!'"))
        values[f"sku{number}"] = f"%{_literally(sku)}%"
    where = " AND ".join(conditions)
    order = _order(sort, descending)
    if sort is SortKey.SUBMITTED and states is not None and State.DONE not in states:
        # The sign keeps SQLite from walking the whole list to find the few that are wanted.
        order = f"+{order}"
    return FixedView(database, where, order, values)


def _names_sku(holds: str) -> str:
    return f"row IN (SELECT submission FROM named_skus WHERE skus {holds})"


def _literally(word: str) -> str:
    for sign in "!%_":
        word = word.replace(sign, f"!{sign}")
    return word


def _in_states(states: frozenset[State]) -> str:
    settled = ", ".join(f"'{state}'" for state in sorted(states - {State.STUCK}))
    # Naming every kind that can match keeps the index in use.
    if State.STUCK not in states:
        in_kinds = f"kind IN ({settled})"
        return f"({in_kinds} AND NOT {STUCK})" if states & _MAY_BE_STUCK else in_kinds
    if not states & _MAY_BE_STUCK:
        kinds = ", ".join(filter(None, (settled, "'waiting'", "'working'")))
        others = f"kind IN ({settled})"
        return f"(kind IN ({kinds}) AND ({others} OR {STUCK}))"
    return f"(kind IN ({settled}) OR {STUCK})"


_MAY_BE_STUCK = frozenset({State.WAITING, State.WORKING})


def _order(sort: SortKey, descending: bool) -> str:
    down = " DESC" if descending else ""
    match sort:
        case SortKey.SUBMITTED:
            return _NEWEST_FIRST if descending else _OLDEST_FIRST
        case SortKey.ID:
            return f"length(id){down}, id{down}"
        case SortKey.TYPE:
            return f"feed_type{down}, {_NEWEST_FIRST}"
        case SortKey.STATE:
            ranks = " ".join(
                f"WHEN '{state}' THEN {rank}" for rank, state in enumerate(_ORDER_OF_STATES)
            )
            stuck = _ORDER_OF_STATES.index(State.STUCK)
            rank = f"CASE WHEN {STUCK} THEN {stuck} ELSE CASE kind {ranks} END END"
            return f"{rank}{down}, {_NEWEST_FIRST}"
        case _:
            # What is not known is neither much nor little: it comes last either way.
            return f"{sort} IS NULL, {sort}{down}, {_NEWEST_FIRST}"


class IndexedView:
    """All rows of an account, by the moment they were submitted, along the index.

    Reads from the end that is nearer, so the middle is the farthest place.
    """

    def __init__(
        self,
        database: Database,
        account: str,
        *,
        since: datetime | None,
        until: datetime | None,
        descending: bool,
    ) -> None:
        self._database = database
        self._descending = descending
        # Rows that come later have higher numbers, and every index holds the number.
        highest = database.read("SELECT coalesce(max(row), 0) FROM submission")[0][0]
        self._where = f"{ACCOUNT} AND +row <= :highest"
        self._values: dict[str, object] = {"account": account, "highest": highest}
        if since is None and until is None:
            count = f"SELECT coalesce(sum(number), 0) FROM tally WHERE {ACCOUNT}"
        else:
            if since is not None:
                self._where += " AND listed_at >= :since"
                self._values["since"] = milliseconds(since)
            if until is not None:
                self._where += " AND listed_at < :until"
                self._values["until"] = milliseconds_up(until)
            count = f"SELECT count(*) FROM submission WHERE {self._where}"
        self._length: int = database.read(count, self._values)[0][0]

    def __len__(self) -> int:
        return self._length

    def rows(self, start: int, stop: int) -> list[Row]:
        start, stop = max(0, start), min(stop, self._length)
        if start >= stop:
            return []
        from_the_end = start + stop > self._length
        order = _NEWEST_FIRST if self._descending is not from_the_end else _OLDEST_FIRST
        found = self._database.read(
            # The inner query walks the index alone; only the window's rows are fetched.
            f"SELECT {ROW_COLUMNS} FROM submission WHERE row IN (SELECT row FROM submission "
            f"WHERE {self._where} ORDER BY {order} LIMIT :limit OFFSET :offset) ORDER BY {order}",
            {
                **self._values,
                "limit": stop - start,
                "offset": self._length - stop if from_the_end else start,
            },
        )
        if from_the_end:
            found.reverse()
        return [row_from(values) for values in found]

    def position(self, submission_id: str) -> int | None:
        values = {**self._values, "id": submission_id}
        found = self._database.read(
            f"SELECT listed_at FROM submission WHERE {self._where} AND id = :id", values
        )
        if not found:
            return None
        sign = ">" if self._descending else "<"
        values["at"] = found[0][0]
        before = self._database.read(
            f"SELECT count(*) FROM submission WHERE {self._where} "
            f"AND (listed_at, id) {sign} (:at, :id)",
            values,
        )
        return int(before[0][0])


class FixedView:
    """Chosen rows in a chosen order, worked out when it is opened."""

    def __init__(
        self, database: Database, where: str, order: str, values: Mapping[str, object]
    ) -> None:
        self._database = database
        self._where = where
        self._values = values
        found = database.read(
            f"SELECT row FROM submission WHERE {where} ORDER BY {order}", values, long=True
        )
        self._rows = array("q", (row for (row,) in found))

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, start: int, stop: int) -> list[Row]:
        wanted = self._rows[max(0, start) : max(0, stop)]
        found: dict[int, Row] = {}
        for first in range(0, len(wanted), _CHUNK):
            some = wanted[first : first + _CHUNK]
            marks = ", ".join("?" * len(some))
            for values in self._database.read(
                f"SELECT {ROW_COLUMNS}, row FROM submission WHERE row IN ({marks})", some
            ):
                found[values[-1]] = row_from(values)
        return [found[row] for row in wanted if row in found]

    def position(self, submission_id: str) -> int | None:
        found = self._database.read(
            f"SELECT row FROM submission WHERE {ACCOUNT} AND id = :id",
            {"account": self._values["account"], "id": submission_id},
        )
        try:
            return self._rows.index(found[0][0]) if found else None
        except ValueError:
            return None
