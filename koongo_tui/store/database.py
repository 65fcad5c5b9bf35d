"""The SQLite file: opened once, brought up to date, shared by threads and processes.

A damaged file is noticed when SQLite stumbles over it, not by reading all of it at each start: it
is then kept aside under another name, an empty one is begun, and the work is done again there.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from koongo_tui.store.errors import (
    FileBusy,
    FileDamaged,
    FileTooNew,
    FileUnwritable,
    reason_of,
)
from koongo_tui.store.files import FILE_MODE, free_name_aside, private_folder, tightened
from koongo_tui.store.lock import locked
from koongo_tui.store.migrations import MODULES

MEMORY = ":memory:"
APPLICATION_ID = 0x6B6F6F6E
"""``koon`` in the file's header: the database is ours."""

_PATIENCE = 5.0
_TRIES = 4
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_REFUSED = {
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_CANTOPEN: "the system does not open it",
    sqlite3.SQLITE_PERM: "this user is not allowed to",
}

Row = tuple[Any, ...]
Values = Sequence[object] | Mapping[str, object]
_Result = TypeVar("_Result")


class _Damaged(Exception):
    """SQLite stumbled over the file's content."""


class _Replaced(Exception):
    """There is another file under the name, or none: another process began anew."""


class _Use(StrEnum):
    """What a connection is for. One each: a screen that reads waits neither for a writer nor for
    a long sort on another thread."""

    READ = "read"
    SORT = "sort"
    WRITE = "write"


class Database:
    """One database, for several threads.

    Args:
        path: the file, made when it is missing; or ``":memory:"``.

    Attributes:
        notes: what a person should know, as sentences; grows when damage is met later.

    Raises:
        FileUnwritable, FileBusy, FileTooNew: it cannot be opened.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.notes: tuple[str, ...] = ()
        self._in_memory = str(path) == MEMORY
        self._inode: tuple[int, int] | None = None
        self._connections: dict[_Use, sqlite3.Connection] = {}
        self._opening = threading.RLock()
        self._locks = {use: threading.RLock() for use in _Use}
        if not self._in_memory:
            self.notes += private_folder(self.path.parent)
        self._guarded(lambda: self._connection(_Use.READ))

    def read(self, sql: str, values: Values = (), *, long: bool = False) -> list[Row]:
        """All rows that a query gives.

        Args:
            sql: the query.
            values: its parameters.
            long: it takes tens of milliseconds, so others shall not wait for it.
        """

        def work() -> list[Row]:
            use = self._use(_Use.SORT if long else _Use.READ)
            with self._locks[use]:
                return self._connection(use).execute(sql, values).fetchall()

        return self._guarded(work)

    def write(
        self, work: Callable[[sqlite3.Connection], _Result], *, lasting: bool = False
    ) -> _Result:
        """Do something in one transaction that nobody else writes in.

        The work may be done twice: when the first try meets a damaged file.

        Args:
            work: what to do.
            lasting: it is on the disk before this returns, so that a power cut does not undo it.
        """

        def transaction() -> _Result:
            use = self._use(_Use.WRITE)
            with self._locks[use]:
                connection = self._connection(use)
                if lasting:
                    connection.execute("PRAGMA synchronous = FULL")
                try:
                    return _in_one_transaction(connection, work)
                finally:
                    if lasting:
                        connection.execute("PRAGMA synchronous = NORMAL")

        return self._guarded(transaction)

    def version(self) -> int:
        """A number that changes when anybody has written, here or in another process."""
        return int(self.read("PRAGMA data_version")[0][0])

    def check(self) -> tuple[str, ...]:
        """Read the whole file and say what is wrong with it; nothing for a sound one.

        Takes a tenth of a second for 100,000 rows or so: for a doctor, not for a start.
        """
        words = [str(row[0]) for row in self.read("PRAGMA quick_check(5)")]
        return () if words == ["ok"] else tuple(words)

    def close(self) -> None:
        """Close the file; the next use opens it again. What was in memory is gone."""
        with ExitStack() as stack:
            for lock in (*self._locks.values(), self._opening):
                stack.enter_context(lock)
            self._close()

    def _close(self) -> None:
        for connection in self._connections.values():
            # A damaged file may refuse its last checkpoint.
            with suppress(sqlite3.Error):
                connection.close()
        self._connections.clear()

    def _guarded(self, work: Callable[[], _Result]) -> _Result:
        """Turn SQLite's complaints into ours, and survive a damaged or replaced file."""
        for _ in range(_TRIES):
            try:
                return self._translated(work)
            except _Replaced:
                self.close()
            except _Damaged:
                self._begin_anew()
        raise FileDamaged(
            self.path, "it is damaged again although a new one was begun", fix="Check the disk."
        )

    def _translated(self, work: Callable[[], _Result]) -> _Result:
        try:
            return work()
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            if code in _DAMAGED:
                raise _Damaged from error
            if code in _BUSY:
                raise FileBusy(self.path) from error
            if code in _REFUSED:
                raise FileUnwritable(self.path, _REFUSED[code]) from error
            raise

    def _use(self, use: _Use) -> _Use:
        # What is in memory can be seen through one connection only.
        return _Use.READ if self._in_memory else use

    def _connection(self, use: _Use) -> sqlite3.Connection:
        """The connection for a use; whoever asks holds its lock."""
        connection = self._connections.get(use)
        if connection is None:
            with self._opening:
                connection = self._connections[use] = self._opened()
        if not self._in_memory and self._inode != _inode_of(self.path):
            raise _Replaced
        return connection

    def _opened(self) -> sqlite3.Connection:
        if not self._in_memory:
            self._make_file()
        connection = self._connected()
        try:
            if _is_current(connection, self.path):
                return connection
            if self._in_memory:
                _migrate(connection)
                return connection
            with locked(self.path):
                # Two processes that switch to WAL at once would get in each other's way.
                connection.execute("PRAGMA journal_mode = WAL")
                _migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _make_file(self) -> None:
        """SQLite gives its companions the mode of the file, so that one has to be right.

        A file that is there is never opened here: closing it again would drop the locks that
        SQLite holds on it in this process (POSIX advisory locks).
        """
        try:
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE))
        except FileExistsError:
            self.notes += tightened(self.path)
        except OSError as error:
            raise FileUnwritable(self.path, reason_of(error)) from error
        self._inode = _inode_of(self.path)

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            str(self.path), timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            # NORMAL is safe with WAL: a power cut may lose the last moments and damages nothing.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            # A damaged file shows already here.
            connection.close()
            raise
        return connection

    def _begin_anew(self) -> None:
        with ExitStack() as stack:
            for lock in (*self._locks.values(), self._opening):
                stack.enter_context(lock)
            self._close()
            with locked(self.path):
                # Another process may have put a new one in its place already.
                if self._inode == _inode_of(self.path):
                    aside = _moved_aside(self.path)
                    self.notes += (
                        f"{self.path} was damaged. It is kept as {aside}, and a new one is begun.",
                    )


def _in_one_transaction(
    connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], _Result]
) -> _Result:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _is_current(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the schema is this program's. Raises what is wrong with a file that is not ours."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if version or application or objects:
            raise _Damaged
        return False
    if version > len(MODULES):
        raise FileTooNew(path)
    return bool(version == len(MODULES))


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date, each version in a transaction of its own."""
    from importlib import import_module

    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for number, name in enumerate(MODULES, start=1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version < number:
                for statement in import_module(f"koongo_tui.store.migrations.{name}").STATEMENTS:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _inode_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _moved_aside(path: Path) -> Path:
    aside = free_name_aside(path)
    try:
        # The companions first: a new file must never meet the log of an old one.
        for end in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).replace(aside.with_name(aside.name + end))
    except OSError as error:
        raise FileUnwritable(path, reason_of(error)) from error
    return aside
