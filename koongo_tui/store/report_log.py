# ruff: noqa: S608 - the queries are put together from constants; values are always parameters
"""What is known of processing reports: which are due, who fetches them, what they said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from koongo_tui.amazon.submission import Counts
from koongo_tui.store.database import Database
from koongo_tui.store.listing import ACCOUNT
from koongo_tui.store.rows import ReportState, milliseconds, settled

# A feed that Amazon gave up on may have a report under SP-API, which then names its document.
_REPORT_DUE = (
    "report_state IN ('none', 'pending') AND (kind IN ('done', 'done-with-errors') "
    "OR (kind = 'failed' AND report_document_id IS NOT NULL))"
)


class ReportLog:
    """The reports' part of the history."""

    _database: Database

    def set_report(
        self,
        account: str,
        submission_id: str,
        counts: Counts,
        *,
        report_state: ReportState,
        fetched_at: datetime,
        content_type: str | None = None,
        path: str | None = None,
        skus: Iterable[str] = (),
    ) -> bool:
        """Learn what became of a processing report; False for a submission that is not known.

        Args:
            account: its key.
            submission_id: of this account.
            counts: as the report gives them; NO_COUNTS without a readable one.
            report_state: what is known of it now.
            fetched_at: when it was asked for, aware.
            content_type: as received.
            path: where it is, as the archive named it.
            skus: those that it names.
        """

        def work(connection: sqlite3.Connection) -> bool:
            found = _one(connection, account, submission_id, "row, native_status")
            if found is None:
                return False
            row, native_status = found
            connection.execute(
                "UPDATE submission SET kind = ?, processed = ?, accepted = ?, errors = ?, "
                "warnings = ?, report_state = ?, report_path = ?, content_type = ?, "
                "fetched_at = ?, claimed_until = NULL WHERE row = ?",
                (
                    settled(native_status, counts.errors),
                    counts.processed,
                    counts.accepted,
                    counts.errors,
                    counts.warnings,
                    report_state,
                    path,
                    content_type,
                    milliseconds(fetched_at),
                    row,
                ),
            )
            if report_state is ReportState.STORED:
                _write_skus(connection, row, skus)
            else:
                connection.execute("DELETE FROM named_skus WHERE submission = ?", (row,))
            return True

        return self._database.write(work)

    def claim_report(
        self, account: str, submission_id: str, *, now: datetime, until: datetime
    ) -> bool:
        """Claim the download of a processing report, for one process of this machine alone.

        The claim ends with :meth:`set_report`, :meth:`unclaim_report`, or ``until``.

        Returns:
            False when it is here already, or another process is fetching it.
        """

        def work(connection: sqlite3.Connection) -> bool:
            done = connection.execute(
                f"UPDATE submission SET claimed_until = :until WHERE {ACCOUNT} AND id = :id "
                "AND report_state IN ('none', 'pending') "
                "AND coalesce(claimed_until, 0) <= :now",
                {
                    "account": account,
                    "id": submission_id,
                    "now": milliseconds(now),
                    "until": milliseconds(until),
                },
            )
            return done.rowcount == 1

        return self._database.write(work)

    def unclaim_report(self, account: str, submission_id: str) -> None:
        """Give a claim back: the report could not be fetched."""
        self._database.write(
            lambda connection: connection.execute(
                f"UPDATE submission SET claimed_until = NULL WHERE {ACCOUNT} AND id = :id",
                {"account": account, "id": submission_id},
            )
        )

    def pending_reports(self, account: str, limit: int) -> tuple[str, ...]:
        """Finished submissions whose report has never been fetched, newest first."""
        found = self._database.read(
            f"SELECT id FROM submission WHERE {ACCOUNT} AND {_REPORT_DUE} "
            "ORDER BY listed_at DESC LIMIT :limit",
            {"account": account, "limit": limit},
        )
        return tuple(identifier for (identifier,) in found)

    def unnamed_reports(self, account: str, limit: int) -> tuple[str, ...]:
        """Reports that are here and whose SKUs were never noted: an older version kept them."""
        found = self._database.read(
            f"SELECT id FROM submission WHERE {ACCOUNT} AND report_state = 'stored' "
            "AND row NOT IN (SELECT submission FROM named_skus) "
            "ORDER BY listed_at DESC LIMIT :limit",
            {"account": account, "limit": limit},
        )
        return tuple(identifier for (identifier,) in found)

    def name_skus(self, account: str, submission_id: str, skus: Iterable[str]) -> None:
        """Note the SKUs that a kept report names; none is an answer too."""

        def work(connection: sqlite3.Connection) -> None:
            found = _one(connection, account, submission_id, "row")
            if found is not None:
                _write_skus(connection, found[0], skus)

        self._database.write(work)


def _write_skus(connection: sqlite3.Connection, row: int, skus: Iterable[str]) -> None:
    named = "\n".join(sorted(set(skus)))
    connection.execute("INSERT OR REPLACE INTO named_skus VALUES (?, ?)", (row, named))


def _one(
    connection: sqlite3.Connection, account: str, submission_id: str, columns: str
) -> tuple[Any, ...] | None:
    found: tuple[Any, ...] | None = connection.execute(
        f"SELECT {columns} FROM submission WHERE {ACCOUNT} AND id = :id",
        {"account": account, "id": submission_id},
    ).fetchone()
    return found
