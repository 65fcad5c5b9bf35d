# ruff: noqa: S608 - the queries are put together from constants; values are always parameters
"""Feeds that are to be sent to Amazon, written down before Amazon is asked.

A killed process leaves its intent behind in the state it had; which of them may have arrived at
Amazon is never a matter of memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from koongo_tui.store.database import Database
from koongo_tui.store.guard import masked_secrets
from koongo_tui.store.rows import maybe_moment, milliseconds, moment

_MS = timedelta(milliseconds=1)


class Origin(StrEnum):
    """Who wants a feed to be sent."""

    PERSON = "person"
    AUTO = "auto"
    RESUBMIT = "resubmit"


class IntentState(StrEnum):
    """What is known of an intent."""

    READY = "ready"
    """Nothing was sent yet, or it is certain that nothing arrived."""
    SENDING = "sending"
    """Amazon was asked, and the answer is not known: it may have arrived."""
    SENT = "sent"
    """Amazon has it, once."""
    REFUSED = "refused"
    """Amazon said no; it was not taken."""
    WITHDRAWN = "withdrawn"
    """A person decided against it before it was sent."""


@dataclass(frozen=True, slots=True)
class NewIntent:
    """A feed that is to be sent.

    Attributes:
        channel: its name.
        feed_type: without underscores.
        marketplace_ids: where it applies; empty for all of the seller's.
        content_type: as it is declared to Amazon.
        digest: SHA-256 of the feed, in hexadecimal digits.
        size: bytes.
        records: in the feed; None when they were not counted.
    """

    channel: str
    feed_type: str
    marketplace_ids: tuple[str, ...]
    content_type: str
    digest: str
    size: int
    records: int | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Intent:
    """The same, written down.

    Attributes:
        account: the account's key.
        began_at: when Amazon was asked last; None before that. Aware, UTC.
        offset: Amazon's clock minus ours at that moment; None when it was not known.
        document_id: the document that SP-API keeps the feed in for two days; None without one.
        document_at: when it was made.
        submission_id: Amazon's number, once it is known.
        error_code, error_text: why it was refused, or not sent the last time.
    """

    id: int
    account: str
    new: NewIntent
    state: IntentState
    created_at: datetime
    began_at: datetime | None = None
    offset: timedelta | None = None
    document_id: str | None = None
    document_at: datetime | None = None
    submission_id: str | None = None
    error_code: str | None = None
    error_text: str | None = None

    @property
    def key(self) -> str:
        """Its name in the archive of feeds."""
        return str(self.id)


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a channel's feeds are not sent by themselves any more.

    Attributes:
        subject: what made us stop: a submission's ID, or the digest of a source.
    """

    at: datetime
    code: str
    reason: str
    subject: str


_COLUMNS = (
    "intent.id, account.key, channel, feed_type, marketplace_ids, content_type, digest, size, "
    "records, origin, state, created_at, began_at, offset, document_id, document_at, "
    "submission_id, intent.error_code, intent.error_text"
)
_SELECT = f"SELECT {_COLUMNS} FROM intent JOIN account ON account.id = intent.account"


class IntentLog:
    """The intents of all accounts. Every call may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, account: str, new: NewIntent, at: datetime) -> Intent:
        """Write an intent down, ready to be sent."""

        def work(connection: sqlite3.Connection) -> int:
            connection.execute("INSERT OR IGNORE INTO account (key) VALUES (?)", (account,))
            done = connection.execute(
                "INSERT INTO intent (account, channel, feed_type, marketplace_ids, content_type, "
                "digest, size, records, origin, state, created_at) VALUES "
                "((SELECT id FROM account WHERE key = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    account,
                    new.channel,
                    new.feed_type,
                    " ".join(new.marketplace_ids),
                    new.content_type,
                    new.digest,
                    new.size,
                    new.records,
                    new.origin,
                    IntentState.READY,
                    milliseconds(at),
                ),
            )
            assert done.lastrowid is not None
            return done.lastrowid

        found = self.get(self._database.write(work, lasting=True))
        assert found is not None
        return found

    def get(self, intent_id: int) -> Intent | None:
        """One intent; None when there is none."""
        found = self._read("WHERE intent.id = ?", (intent_id,))
        return found[0] if found else None

    def in_state(self, account: str, *states: IntentState) -> tuple[Intent, ...]:
        """Those of an account in one of these states, the oldest first."""
        marks = ", ".join("?" * len(states))
        return self._read(
            f"WHERE account.key = ? AND state IN ({marks}) ORDER BY created_at, intent.id",
            (account, *states),
        )

    def open_ones(self) -> tuple[Intent, ...]:
        """Those of all accounts that are not settled, the oldest first."""
        return self._read(
            "WHERE state IN (?, ?) ORDER BY created_at, intent.id",
            (IntentState.READY, IntentState.SENDING),
        )

    def last_sent(self, channel: str, feed_type: str) -> Intent | None:
        """The feed of this type that a channel sent last; None without one.

        What was sent once more does not count: it may be a few lines of a feed.
        """
        found = self._read(
            "WHERE channel = ? AND feed_type = ? AND state = ? AND origin <> ? "
            "ORDER BY created_at DESC, intent.id DESC LIMIT 1",
            (channel, feed_type, IntentState.SENT, Origin.RESUBMIT),
        )
        return found[0] if found else None

    def last(self, channel: str, feed_type: str, origin: Origin | None = None) -> Intent | None:
        """The newest intent of a channel and type that nobody withdrew; None without one.

        Args:
            origin: only of this one; None leaves out only what was sent once more.
        """
        found = self._read(
            "WHERE channel = ? AND feed_type = ? AND state <> ? "
            f"AND origin {'=' if origin is not None else '<>'} ? "
            "ORDER BY created_at DESC, intent.id DESC LIMIT 1",
            (channel, feed_type, IntentState.WITHDRAWN, origin or Origin.RESUBMIT),
        )
        return found[0] if found else None

    def of_submission(self, account: str, submission_id: str) -> Intent | None:
        """The intent that became a submission; None for one that was not sent from here."""
        found = self._read("WHERE account.key = ? AND submission_id = ?", (account, submission_id))
        return found[0] if found else None

    def taken(self, account: str, submission_ids: Iterable[str]) -> frozenset[str]:
        """Those of these submissions that an intent has already."""
        return frozenset(i for i in submission_ids if self.of_submission(account, i) is not None)

    def begin(self, intent_id: int, at: datetime, offset: timedelta | None) -> bool:
        """Amazon is going to be asked now; False when somebody else did so, or it is too late."""
        return self._move(
            intent_id,
            IntentState.READY,
            "state = ?, began_at = ?, offset = ?, error_code = NULL, error_text = NULL",
            (
                IntentState.SENDING,
                milliseconds(at),
                None if offset is None else offset // _MS,
            ),
        )

    def uploaded(self, intent_id: int, document_id: str, at: datetime) -> None:
        """SP-API keeps the feed in this document; that it shall process it is said next."""
        stamp = milliseconds(at)
        self._move(
            intent_id,
            IntentState.SENDING,
            "document_id = ?, document_at = CASE WHEN document_id = ? THEN document_at ELSE ? END, "
            "began_at = ?",
            (document_id, document_id, stamp, stamp),
        )

    def sent(self, intent_id: int, submission_id: str) -> bool:
        """Amazon has it, under this number."""
        return self._move(
            intent_id,
            IntentState.SENDING,
            "state = ?, submission_id = ?",
            (IntentState.SENT, submission_id),
        )

    def not_sent(self, intent_id: int, code: str | None = None, text: str | None = None) -> bool:
        """It is certain that nothing arrived: it can be sent again."""
        return self._move(
            intent_id,
            IntentState.SENDING,
            "state = ?, error_code = ?, error_text = ?",
            (IntentState.READY, code, None if text is None else masked_secrets(text)),
        )

    def refused(self, intent_id: int, code: str, text: str) -> bool:
        """Amazon said no."""
        return self._move(
            intent_id,
            IntentState.SENDING,
            "state = ?, error_code = ?, error_text = ?",
            (IntentState.REFUSED, code, masked_secrets(text)),
        )

    def withdraw(self, intent_id: int) -> bool:
        """A person decided against it; False when it is too late for that."""
        return self._move(intent_id, IntentState.READY, "state = ?", (IntentState.WITHDRAWN,))

    def digests_since(self, at: datetime) -> frozenset[str]:
        """The feeds that are needed: of intents as young as that, and of all unsettled ones."""
        found = self._database.read(
            "SELECT DISTINCT digest FROM intent WHERE created_at >= ? OR state IN (?, ?)",
            (milliseconds(at), IntentState.READY, IntentState.SENDING),
        )
        return frozenset(digest for (digest,) in found)

    # -- sending by itself ---------------------------------------------------------------

    def pause(self, channel: str, pause: Pause) -> None:
        """Send nothing of a channel by itself until :meth:`go_on`."""
        self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO auto_pause VALUES (?, ?, ?, ?, ?, 0)",
                (
                    channel,
                    milliseconds(pause.at),
                    pause.code,
                    masked_secrets(pause.reason),
                    pause.subject,
                ),
            )
        )

    def paused(self, channel: str) -> Pause | None:
        """Why nothing of a channel is sent by itself; None when it is."""
        return self._pause(channel, lifted=False)

    def pauses(self) -> Mapping[str, Pause]:
        """The same of all channels, by name; those that are not paused are left out."""
        found = self._database.read(
            "SELECT channel, at, code, reason, subject FROM auto_pause WHERE lifted = 0"
        )
        return {name: Pause(moment(at), *more) for name, at, *more in found}

    def lifted(self, channel: str) -> Pause | None:
        """The pause that a person has ended last: its subject is no reason to stop again."""
        return self._pause(channel, lifted=True)

    def go_on(self, channel: str) -> None:
        """A person has looked: feeds are sent by themselves again."""
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE auto_pause SET lifted = 1 WHERE channel = ?", (channel,)
            )
        )

    def rename_channel(self, old: str, new: str) -> None:
        """What was sent and paused under a name goes on under another one."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE intent SET channel = ? WHERE channel = ?", (new, old))
            connection.execute("DELETE FROM auto_pause WHERE channel = ?", (new,))
            connection.execute("UPDATE auto_pause SET channel = ? WHERE channel = ?", (new, old))

        self._database.write(work)

    def _pause(self, channel: str, *, lifted: bool) -> Pause | None:
        found = self._database.read(
            "SELECT at, code, reason, subject FROM auto_pause WHERE channel = ? AND lifted = ?",
            (channel, lifted),
        )
        return Pause(moment(found[0][0]), *found[0][1:]) if found else None

    def _move(
        self, intent_id: int, expected: IntentState, change: str, values: Sequence[object]
    ) -> bool:
        def work(connection: sqlite3.Connection) -> bool:
            done = connection.execute(
                f"UPDATE intent SET {change} WHERE id = ? AND state = ?",
                (*values, intent_id, expected),
            )
            return done.rowcount == 1

        # After a power cut as well it has to be known that Amazon was asked.
        return self._database.write(work, lasting=True)

    def _read(self, where: str, values: Sequence[object]) -> tuple[Intent, ...]:
        return tuple(_intent(row) for row in self._database.read(f"{_SELECT} {where}", values))


def _intent(values: Sequence[Any]) -> Intent:
    number, account, channel, feed_type, markets, content_type, digest, size = values[:8]
    records, origin, state, created_at, began_at, offset = values[8:14]
    document_id, document_at, submission_id, error_code, error_text = values[14:]
    return Intent(
        id=number,
        account=account,
        new=NewIntent(
            channel,
            feed_type,
            tuple(markets.split()),
            content_type,
            digest,
            size,
            records,
            Origin(origin),
        ),
        state=IntentState(state),
        created_at=moment(created_at),
        began_at=maybe_moment(began_at),
        offset=None if offset is None else offset * _MS,
        document_id=document_id,
        document_at=maybe_moment(document_at),
        submission_id=submission_id,
        error_code=error_code,
        error_text=error_text,
    )
