# ruff: noqa: S608 - the queries are put together from constants; values are always parameters
"""What a new answer of Amazon changes in what is known."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from koongo_tui.amazon.submission import Submission, base_state
from koongo_tui.store.rows import maybe_milliseconds, milliseconds, settled

_CHUNK = 500
_COLUMNS = (
    "feed_type",
    "native_status",
    "submitted_at",
    "started_at",
    "completed_at",
    "report_document_id",
    "marketplace_ids",
)

Values = tuple[Any, ...]
Read = Callable[[str, Sequence[object]], Sequence[Values]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One submission that is new, or has something new.

    Attributes:
        row: its number in the database; None for a new one.
        values: of :data:`_COLUMNS`, as they are to be.
        kind: the settled state that goes with them.
        listed_at: where it stands in the list, in milliseconds.
    """

    id: str
    row: int | None
    values: Values
    kind: str
    listed_at: int


def differences(
    read: Read, account: str, submissions: Mapping[str, Submission], seen_at: datetime
) -> list[Difference]:
    """What of an answer is not known yet, in the answer's order.

    Args:
        read: asks the database.
        account: its key.
        submissions: by ID.
        seen_at: when Amazon answered.
    """
    known = _known(read, account, list(submissions))
    found = (
        _difference(submission, known.get(submission.id), milliseconds(seen_at))
        for submission in submissions.values()
    )
    return [difference for difference in found if difference is not None]


def write(
    connection: sqlite3.Connection,
    account: str,
    found: Sequence[Difference],
    seen_at: datetime,
) -> None:
    """Write differences down, inside a transaction of the caller."""
    connection.execute("INSERT OR IGNORE INTO account (key) VALUES (?)", (account,))
    (number,) = connection.execute("SELECT id FROM account WHERE key = ?", (account,)).fetchone()
    at = milliseconds(seen_at)
    names = ", ".join(_COLUMNS)
    marks = ", ".join("?" * len(_COLUMNS))
    connection.executemany(
        "INSERT INTO submission (account, id, kind, listed_at, first_seen_at, changed_at, "
        f"{names}) VALUES (?, ?, ?, ?, ?, ?, {marks})",
        [(number, d.id, d.kind, d.listed_at, at, at, *d.values) for d in found if d.row is None],
    )
    settings = ", ".join(f"{name} = ?" for name in _COLUMNS)
    connection.executemany(
        f"UPDATE submission SET kind = ?, listed_at = ?, changed_at = ?, {settings} WHERE row = ?",
        [(d.kind, d.listed_at, at, *d.values, d.row) for d in found if d.row is not None],
    )


def _known(read: Read, account: str, ids: Sequence[str]) -> dict[str, Values]:
    known: dict[str, Values] = {}
    for first in range(0, len(ids), _CHUNK):
        some = ids[first : first + _CHUNK]
        marks = ", ".join("?" * len(some))
        for values in read(
            f"SELECT id, row, errors, first_seen_at, changed_at, {', '.join(_COLUMNS)} "
            "FROM submission WHERE account = (SELECT id FROM account WHERE key = ?) "
            f"AND id IN ({marks})",
            (account, *some),
        ):
            known[values[0]] = values[1:]
    return known


def _difference(submission: Submission, known: Values | None, seen_at: int) -> Difference | None:
    new = _values(submission)
    row, errors, first_seen_at, changed_at = (None, None, seen_at, seen_at)
    if known is not None:
        row, errors, first_seen_at, changed_at, *rest = known
        old = tuple(rest)
        if _is_overtaken(old, new, seen_at < changed_at):
            return None
        # A shorter answer (to sending a feed, say) does not erase what a longer one told.
        new = tuple(
            told if told not in (None, "") else before
            for told, before in zip(new, old, strict=True)
        )
        if new == old:
            return None
    _, native_status, submitted_at, *_ = new
    return Difference(
        id=submission.id,
        row=row,
        values=new,
        kind=settled(native_status, errors),
        listed_at=first_seen_at if submitted_at is None else submitted_at,
    )


def _is_overtaken(old: Values, new: Values, older: bool) -> bool:
    """Two processes ask, and the slower answer would reopen what is finished."""
    return older and not base_state(old[1]).is_open and base_state(new[1]).is_open


def _values(submission: Submission) -> Values:
    return (
        submission.feed_type,
        submission.native_status,
        maybe_milliseconds(submission.submitted_at),
        maybe_milliseconds(submission.started_at),
        maybe_milliseconds(submission.completed_at),
        submission.report_document_id,
        " ".join(submission.marketplace_ids),
    )
