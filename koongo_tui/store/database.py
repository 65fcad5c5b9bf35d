"""The SQLite file: opened once, brought up to date, shared by threads and processes.

A damaged file is noticed when SQLite stumbles over it, not by reading all of it at each start: it
is then kept aside under another name, an empty one is begun, and the work is done again there.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from koongo_tui.store.errors import FileBusy, FileTooNew, FileUnwritable, StoreError, reason_of
from koongo_tui.store.files import FILE_MODE, free_name_aside, private_folder, tightened
from koongo_tui.store.lock import locked
from koongo_tui.store.migrations import MODULES

MEMORY = ":memory:"
APPLICATION_ID = 0x6B6F6F6E
"""``koon`` in the file's header: the database is ours."""

_PATIENCE = 5.0
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


class Database:
    """One database, with a connection for reading and one for writing.

    Two, so that a screen that reads never waits for a writer on another thread.

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
        self._lock = threading.RLock()
        self._write_lock = self._lock if self._in_memory else threading.RLock()
        self._inode: tuple[int, int] | None = None
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None
        if not self._in_memory:
            self.notes += private_folder(self.path.parent)
        self._guarded(self._connection)

    def read(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows that a query gives."""

        def work() -> list[Row]:
            with self._lock:
                return self._connection().execute(sql, values).fetchall()

        return self._guarded(work)

    def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Do something in one transaction that nobody else writes in.

        The work may be done twice: when the first try meets a damaged file.
        """

        def transaction() -> _Result:
            with self._write_lock:
                connection = self._writing_connection()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    result = work(connection)
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
                return result

        return self._guarded(transaction)

    def version(self) -> int:
        """A number that changes when another connection or process has written."""
        return int(self.read("PRAGMA data_version")[0][0])

    def check(self) -> tuple[str, ...]:
        """Read the whole file and say what is wrong with it; nothing for a sound one.

        Takes a tenth of a second for 100,000 rows or so: for a doctor, not for a start.
        """
        words = [str(row[0]) for row in self.read("PRAGMA quick_check(5)")]
        return () if words == ["ok"] else tuple(words)

    def close(self) -> None:
        """Close the connections; the next use opens them again."""
        with self._write_lock, self._lock:
            for connection in (self._writer, self._reader):
                if connection is not None:
                    # A damaged file may refuse its last checkpoint.
                    with suppress(sqlite3.Error):
                        connection.close()
            self._writer = self._reader = None

    def _guarded(self, work: Callable[[], _Result]) -> _Result:
        """Turn SQLite's complaints into ours, and survive a damaged file once."""
        try:
            try:
                return self._translated(work)
            except _Damaged:
                self._begin_anew()
                return self._translated(work)
        except _Damaged as error:
            raise StoreError(
                f"{self.path} is damaged again right after a new one was begun.",
                path=self.path,
                fix="The disk may be failing.",
            ) from error

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

    def _connection(self) -> sqlite3.Connection:
        with self._lock:
            if self._reader is None:
                self._reader = self._opened()
            return self._reader

    def _writing_connection(self) -> sqlite3.Connection:
        if self._in_memory:
            return self._connection()
        if self._writer is None:
            self._connection()
            self._writer = self._connected()
        return self._writer

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
        """SQLite gives its companions the mode of the file, so that one has to be right."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        except OSError as error:
            raise FileUnwritable(self.path, reason_of(error)) from error
        try:
            found = os.fstat(handle)
            self._inode = (found.st_dev, found.st_ino)
        finally:
            os.close(handle)
        self.notes += tightened(self.path)

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            str(self.path), timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        # NORMAL is safe with WAL: a power cut may lose the last moments and damages nothing.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _begin_anew(self) -> None:
        with self._write_lock, self._lock:
            self.close()
            if self._in_memory:
                return
            with locked(self.path):
                # Another process may have put a new one in its place already.
                if self._inode == _inode_of(self.path):
                    aside = _moved_aside(self.path)
                    self.notes += (
                        f"{self.path} was damaged. It is kept as {aside}, and a new one is begun.",
                    )


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
