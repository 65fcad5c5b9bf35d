# ruff: noqa: S608 - the queries are put together from constants; values are always parameters
"""Everything this machine has learnt of its submissions. Kept beyond Amazon's 90 days."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from koongo_tui.amazon.submission import State, Submission
from koongo_tui.store.accounts import AccountLog, Check
from koongo_tui.store.database import MEMORY, Database
from koongo_tui.store.files import safe_name
from koongo_tui.store.gaps import Gap, GapLog, GapStep, write_step
from koongo_tui.store.listing import ACCOUNT, STUCK, ListView, SortKey, open_view
from koongo_tui.store.report_log import ReportLog
from koongo_tui.store.rows import (
    ROW_COLUMNS,
    ReportState,
    Row,
    maybe_moment,
    milliseconds,
    milliseconds_up,
    row_from,
)
from koongo_tui.store.summaries import AccountSummary, Tally, read_summaries
from koongo_tui.store.upkeep import Upkeep

if TYPE_CHECKING:
    from koongo_tui.store.trends import DayCounts

__all__ = [
    "MEMORY",
    "AccountSummary",
    "Changes",
    "Check",
    "Gap",
    "GapStep",
    "History",
    "ListView",
    "ReportState",
    "Row",
    "SortKey",
    "Tally",
]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a list brought: IDs in its order. Both are empty when nothing was written."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed)


class History(AccountLog, GapLog, ReportLog, Upkeep):
    """The submissions of all accounts.

    An account is named by its key, ``mws:eu:A135KAIPNVMLK2``. Moments are kept to the millisecond.
    May be used from several threads and processes; every call may raise FileUnwritable, FileBusy
    or another StoreError. A damaged file is kept aside, and the history goes on empty.

    Args:
        path: the database file, or ``":memory:"``.
    """

    def __init__(self, path: Path | str) -> None:
        self._database = Database(path)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of the file, as sentences."""
        return self._database.notes

    def close(self) -> None:
        """Close the file. The next use opens it again, except for a history in memory."""
        self._database.close()

    def version(self) -> int:
        """A number that changes when another process has written: time to read again."""
        return self._database.version()

    def check(self) -> tuple[str, ...]:
        """What is wrong with the file, after reading all of it; empty for a sound one."""
        return self._database.check()

    def upsert(
        self,
        account: str,
        submissions: Sequence[Submission],
        *,
        seen_at: datetime,
        step: GapStep | None = None,
    ) -> Changes:
        """Learn what a list says, in one transaction; nothing is written when it says nothing new.

        What a shorter answer leaves out (a time, a document) does not erase what is known, and an
        answer older than the last change does not reopen a finished submission.

        Args:
            account: its key.
            submissions: in any order; of several with one ID the last counts.
            seen_at: when Amazon answered, aware.
            step: what this page does to the gaps, in the same transaction.
        """
        # A command that only reads does not load what merges.
        from koongo_tui.store.merging import differences
        from koongo_tui.store.merging import write as write_differences

        latest = {submission.id: submission for submission in submissions}
        if step is None and not differences(self._database.read, account, latest, seen_at):
            return Changes()

        def work(connection: sqlite3.Connection) -> Changes:
            # Again, because another process may have written in between.
            found = differences(
                lambda sql, values: connection.execute(sql, values).fetchall(),
                account,
                latest,
                seen_at,
            )
            write_differences(connection, account, found, seen_at)
            if step is not None:
                write_step(connection, account, step)
            return Changes(
                new=tuple(one.id for one in found if one.row is None),
                changed=tuple(one.id for one in found if one.row is not None),
            )

        return self._database.write(work)

    def set_size(self, account: str, submission_id: str, size: int) -> bool:
        """Note a feed's size in bytes; False for a submission that is not known."""

        def work(connection: sqlite3.Connection) -> bool:
            done = connection.execute(
                f"UPDATE submission SET size = :size WHERE {ACCOUNT} AND id = :id",
                {"account": account, "id": submission_id, "size": size},
            )
            return done.rowcount == 1

        return self._database.write(work)

    def view(
        self,
        account: str,
        *,
        now: datetime,
        text: str | None = None,
        states: frozenset[State] | None = None,
        skus: Sequence[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        least_errors: int | None = None,
        most_errors: int | None = None,
        sort: SortKey = SortKey.SUBMITTED,
        descending: bool = True,
    ) -> ListView:
        """Open a list.

        Args:
            account: its key.
            now: aware; decides what is stuck.
            text: words that the ID, the type or a SKU of the processing report has to hold, all of
                them, in any capitals.
            states: only these; None for all.
            skus: only where the processing report names a SKU with each of these in it, in any
                capitals.
            since: only what was submitted at this moment or later, aware.
            until: only what was submitted before this moment, aware.
            least_errors, most_errors: only with so many errors in the report, both included; with
                either, submissions whose count is unknown are left out.
            sort: unknown counts come last in either direction.
            descending: newest, most or last in the alphabet first.
        """
        return open_view(
            self._database,
            account,
            text=text,
            states=states,
            skus=skus,
            since=since,
            until=until,
            least_errors=least_errors,
            most_errors=most_errors,
            sort=sort,
            descending=descending,
            now=now,
        )

    def get(self, account: str, submission_id: str) -> Row | None:
        """One submission; None when it is not known."""
        found = self._database.read(
            f"SELECT {ROW_COLUMNS} FROM submission WHERE {ACCOUNT} AND id = :id",
            {"account": account, "id": submission_id},
        )
        return row_from(found[0]) if found else None

    def tally(self, account: str, now: datetime) -> Tally:
        """How many submissions there are of each state. Costs nothing, however many there are."""
        counted = dict.fromkeys(State, 0)
        for kind, number in self._database.read(
            f"SELECT kind, number FROM tally WHERE {ACCOUNT}", {"account": account}
        ):
            counted[State(kind)] += number
        for kind, number in self._database.read(
            f"SELECT kind, count(*) FROM submission WHERE {ACCOUNT} AND {STUCK} GROUP BY kind",
            {"account": account, "now": milliseconds_up(now)},
        ):
            counted[State(kind)] -= number
            counted[State.STUCK] += number
        return Tally(sum(counted.values()), MappingProxyType(counted))

    def summaries(self, now: datetime) -> Mapping[str, AccountSummary]:
        """All accounts at a glance; see :func:`koongo_tui.store.summaries.read_summaries`."""
        return read_summaries(self._database, now)

    def days(
        self, account: str, first: date, last: date, zone: tzinfo | None = None
    ) -> tuple[DayCounts, ...]:
        """What became of the submissions of each day, oldest day first, none left out.

        Takes 50 ms for 100,000 submissions: not for the event loop.

        Args:
            account: its key.
            first, last: local days, both included.
            zone: whose days; this machine's if None.
        """
        from koongo_tui.store.trends import count_days

        return count_days(self._database, account, first, last, zone)

    def open_ids(
        self, account: str, *, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[str, ...]:
        """Submissions that Amazon may still change, newest first.

        Args:
            since: sent at this moment or later, aware; None for all.
            until: sent before this moment, aware; None for all.
        """
        where = f"{ACCOUNT} AND {_OPEN}"
        values: dict[str, object] = {"account": account}
        if since is not None:
            where += " AND listed_at >= :since"
            values["since"] = milliseconds(since)
        if until is not None:
            where += " AND listed_at < :until"
            values["until"] = milliseconds(until)
        found = self._database.read(
            f"SELECT id FROM submission WHERE {where} ORDER BY +listed_at DESC, id DESC", values
        )
        return tuple(identifier for (identifier,) in found)

    def held_ids(self, account: str) -> frozenset[str]:
        """Submissions that Amazon holds because they look risky."""
        found = self._database.read(
            f"SELECT id FROM submission WHERE {ACCOUNT} AND kind = '{State.HELD}'",
            {"account": account},
        )
        return frozenset(identifier for (identifier,) in found)

    def has_open_feeds(self) -> bool:
        """A feed of any account is not settled, or some auto-submit is paused."""
        found = self._database.read(
            "SELECT EXISTS (SELECT 1 FROM intent WHERE state IN ('ready', 'sending')) "
            "OR EXISTS (SELECT 1 FROM auto_pause WHERE NOT lifted)"
        )
        return bool(found[0][0])

    def has_more_since(self, account: str, moment: datetime, number: int) -> bool:
        """More than so many submissions were sent at this moment or later."""
        found = self._database.read(
            f"SELECT 1 FROM submission WHERE {ACCOUNT} AND listed_at >= :since "
            "LIMIT 1 OFFSET :number",
            {"account": account, "since": milliseconds(moment), "number": number},
        )
        return bool(found)

    def newest_submitted_at(self, account: str) -> datetime | None:
        """When the newest known submission was sent; None without one."""
        return self._moment(f"SELECT max(listed_at) FROM submission WHERE {ACCOUNT}", account)

    def oldest_open_submitted_at(self, account: str) -> datetime | None:
        """When the oldest submission was sent that Amazon may still change; None without one."""
        return self._moment(
            f"SELECT min(listed_at) FROM submission WHERE {ACCOUNT} AND {_OPEN}", account
        )

    def forget(self, account: str) -> None:
        """Remove an account and all its submissions. Its reports are the archive's business."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM account WHERE key = ?", (account,))

        self._database.write(work)

    def rename_account(self, old: str, new: str) -> bool:
        """Know an account and its submissions by another key; False when there is nothing to do.

        Nothing is changed either when the new key has submissions already. What was noted of
        looks at Amazon is dropped: the next one is the first of its kind. The reports themselves
        are the archive's business.
        """
        folder = safe_name(new)

        def work(connection: sqlite3.Connection) -> bool:
            connection.execute(
                "DELETE FROM account WHERE key = ? AND NOT EXISTS "
                "(SELECT 1 FROM submission WHERE account = account.id)",
                (new,),
            )
            moved = connection.execute(
                "UPDATE OR IGNORE account SET key = ?, checked_at = NULL, succeeded_at = NULL, "
                "error_code = NULL, error_text = NULL, failures = 0 WHERE key = ?",
                (new, old),
            )
            if not moved.rowcount:
                return False
            connection.execute(
                "UPDATE submission SET report_path = ? || substr(report_path, "
                "instr(report_path, '/')) WHERE report_path IS NOT NULL AND account = "
                "(SELECT id FROM account WHERE key = ?)",
                (folder, new),
            )
            return True

        return self._database.write(work)

    def _moment(self, sql: str, account: str) -> datetime | None:
        return maybe_moment(self._database.read(sql, {"account": account})[0][0])


def _kinds(states: Iterable[State]) -> str:
    names = ", ".join(f"'{state}'" for state in states)
    return f"kind IN ({names})"


_OPEN = _kinds(state for state in State if state.is_open and state is not State.STUCK)
