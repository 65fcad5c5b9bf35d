"""What happens to the history when its file is damaged, foreign, too new, locked or refused."""

from __future__ import annotations

import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from koongo_tui.amazon.submission import Submission
from koongo_tui.store import database
from koongo_tui.store.errors import FileBusy, FileDamaged, FileTooNew, FileUnwritable
from koongo_tui.store.history import Gap, GapStep, History, SortKey
from koongo_tui.store.migrations import MODULES

ACCOUNT = "mws:eu:A1"
NOON = datetime(2014, 2, 3, 12, tzinfo=UTC)


def told(count: int, first: int = 0) -> list[Submission]:
    return [
        Submission(str(50_000 + n), "POST_PRODUCT_DATA", NOON + timedelta(minutes=n), "_DONE_")
        for n in range(first, first + count)
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.sqlite3"


def filled(path: Path, count: int = 2000) -> None:
    history = History(path)
    history.upsert(ACCOUNT, told(count), seen_at=NOON)
    history.close()


def seen(history: History) -> int:
    return len(history.view(ACCOUNT, now=NOON))


def test_the_file_and_its_companions_are_private(path: Path) -> None:
    history = History(path)
    history.upsert(ACCOUNT, told(1), seen_at=NOON)
    assert history.notes == ()
    for name in path.parent.iterdir():
        assert stat.S_IMODE(name.stat().st_mode) == 0o600
    assert {name.name for name in path.parent.iterdir()} >= {path.name, f"{path.name}-wal"}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    history.close()


def test_a_looser_mode_is_tightened_and_said(path: Path) -> None:
    filled(path, 1)
    path.chmod(0o644)
    path.parent.chmod(0o755)
    history = History(path)
    assert len(history.notes) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    history.close()


@pytest.mark.parametrize("content", [b"not a database at all, but long enough " * 40, b"\0" * 8192])
def test_a_file_that_is_no_database_is_kept_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700)
    path.write_bytes(content)
    path.chmod(0o600)
    history = History(path)
    aside = path.with_name("history.sqlite3.damaged")
    assert aside.read_bytes() == content
    (note,) = history.notes
    assert str(aside) in note
    history.upsert(ACCOUNT, told(3), seen_at=NOON)
    history.close()
    again = History(path)
    assert again.notes == ()
    assert seen(again) == 3
    again.close()


def test_a_truncated_file_is_kept_aside(path: Path) -> None:
    filled(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    history = History(path)
    assert seen(history) == 0
    assert len(history.notes) == 1
    assert path.with_name("history.sqlite3.damaged").read_bytes() == content[: len(content) // 2]
    history.close()


def test_a_second_damage_does_not_overwrite_the_first(path: Path) -> None:
    for content in (b"one" * 500, b"two" * 500):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        History(path).close()
    assert path.with_name("history.sqlite3.damaged").read_bytes() == b"one" * 500
    assert path.with_name("history.sqlite3.damaged-2").read_bytes() == b"two" * 500


def test_damage_met_while_working_is_survived(path: Path) -> None:
    """Pages in the middle are spoiled; the start does not read them, the work does."""
    filled(path)
    content = bytearray(path.read_bytes())
    content[4096 * 24 :] = b"\xa5" * (len(content) - 4096 * 24)
    path.write_bytes(content)
    history = History(path)
    at_the_start = history.notes
    assert at_the_start == ()
    history.view(ACCOUNT, now=NOON, sort=SortKey.TYPE)
    assert len(history.notes) == 1
    assert path.with_name("history.sqlite3.damaged").read_bytes() == bytes(content)
    assert seen(history) == 0
    assert history.upsert(ACCOUNT, told(5), seen_at=NOON)
    assert seen(history) == 5
    assert history.check() == ()
    history.close()


def test_damage_met_while_writing_is_survived_and_the_write_is_done(path: Path) -> None:
    filled(path)
    content = bytearray(path.read_bytes())
    content[4096 * 24 :] = b"\xa5" * (len(content) - 4096 * 24)
    path.write_bytes(content)
    history = History(path)
    assert history.upsert(ACCOUNT, told(50, first=1000), seen_at=NOON).new
    assert seen(history) == 50
    assert len(history.notes) == 1
    history.close()


def test_a_check_finds_what_nobody_stumbled_over(path: Path) -> None:
    filled(path)
    history = History(path)
    assert history.check() == ()
    history.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'submission_kind'")
    connection.commit()
    connection.close()
    history = History(path)
    assert history.check() != ()
    history.close()


def test_when_another_process_began_anew_its_file_is_used(path: Path) -> None:
    """Both meet the damage; the second must not put the first one's new file aside."""
    filled(path)
    content = bytearray(path.read_bytes())
    content[4096 * 24 :] = b"\xa5" * (len(content) - 4096 * 24)
    path.write_bytes(content)
    one, other = History(path), History(path)
    one.upsert(ACCOUNT, told(3), seen_at=NOON)
    assert one.notes
    assert seen(other) == 3
    assert other.notes == ()
    other.upsert(ACCOUNT, told(4), seen_at=NOON)
    assert seen(one) == 4
    assert not path.with_name("history.sqlite3.damaged-2").exists()
    one.close()
    other.close()


def test_a_file_that_somebody_deleted_is_begun_anew(path: Path) -> None:
    history = History(path)
    history.upsert(ACCOUNT, told(3), seen_at=NOON)
    for name in list(path.parent.iterdir()):
        name.unlink()
    history.upsert(ACCOUNT, told(1), seen_at=NOON)
    assert seen(history) == 1
    again = History(path)
    assert seen(again) == 1
    again.close()
    history.close()


def test_the_database_of_another_program_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text)")
    connection.execute("INSERT INTO notes VALUES ('precious')")
    connection.commit()
    connection.close()
    History(path).close()
    connection = sqlite3.connect(path.with_name("history.sqlite3.damaged"))
    assert connection.execute("SELECT text FROM notes").fetchall() == [("precious",)]
    connection.close()


def test_a_newer_schema_is_left_alone(path: Path) -> None:
    filled(path, 1)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(FileTooNew) as caught:
        History(path)
    assert "Update koongo-tui" in caught.value.fix
    assert path.read_bytes() == before


def test_a_killed_first_start_is_finished_by_the_next(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
    connection.close()
    history = History(path)
    assert history.notes
    assert not any("damaged" in note for note in history.notes)
    history.upsert(ACCOUNT, told(1), seen_at=NOON)
    history.close()


def test_a_failing_migration_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from koongo_tui.store.migrations import v1

    broken = (*v1.STATEMENTS[:3], "CREATE NONSENSE")
    with monkeypatch.context() as patch:
        patch.setattr(v1, "STATEMENTS", broken)
        with pytest.raises(sqlite3.OperationalError):
            History(path)
    history = History(path)
    history.upsert(ACCOUNT, told(1), seen_at=NOON)
    history.close()


def test_an_older_schema_is_brought_up_to_date(path: Path) -> None:
    with pytest.MonkeyPatch.context() as older:
        older.setattr(database, "MODULES", ("v1",))
        filled(path, 3)
    history = History(path)
    assert seen(history) == 3
    gap = Gap(NOON)
    assert history.upsert(ACCOUNT, told(4), seen_at=NOON, step=GapStep(after=gap))
    assert history.gaps(ACCOUNT) == (gap,)
    assert history._database.read("PRAGMA user_version") == [(len(MODULES),)]
    history.close()
    # A second start finds nothing to do.
    again = History(path)
    assert seen(again) == 4
    again.close()


def test_work_that_fails_leaves_nothing_half_done(path: Path) -> None:
    filled(path, 3)
    history = History(path)

    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM account")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        history._database.write(fail)
    assert seen(history) == 3
    assert history.upsert(ACCOUNT, told(4), seen_at=NOON)
    history.close()


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileUnwritable, match="a file of that name is in the way"):
        History(tmp_path / "file" / "history.sqlite3")
    with pytest.raises(FileUnwritable, match="a file, not a folder"):
        History(tmp_path / "file" / "deeper" / "history.sqlite3")
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileUnwritable):
        History(tmp_path / "folder")


def test_a_folder_without_the_right_to_write_is_a_clear_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(FileUnwritable, match="this user is not allowed to") as caught:
        History(path)
    assert "KOONGO_TUI_STATE_DIR" in caught.value.fix


def test_a_read_only_database_is_a_clear_error(path: Path) -> None:
    filled(path, 1)
    history = History(path)
    connection = history._database._connections[database._Use.READ]
    history._database._connections[database._Use.WRITE] = connection
    connection.execute("PRAGMA query_only = ON")
    with pytest.raises(FileUnwritable, match="read-only"):
        history.upsert(ACCOUNT, told(2), seen_at=NOON)
    assert seen(history) == 1
    history.close()


def test_a_writer_that_does_not_end_is_reported(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0.01)
    filled(path, 1)
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    history = History(path)
    with pytest.raises(FileBusy, match="another process"):
        history.upsert(ACCOUNT, told(2), seen_at=NOON)
    # Reading goes on meanwhile.
    assert seen(history) == 1
    blocker.execute("ROLLBACK")
    blocker.close()
    assert history.upsert(ACCOUNT, told(2), seen_at=NOON)
    history.close()


def test_an_error_of_our_own_is_not_hidden(path: Path) -> None:
    history = History(path)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        history._database.read("SELECT * FROM missing")
    history.close()


def test_a_disk_that_damages_everything_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bool:
        raise database._Damaged

    monkeypatch.setattr(database, "_is_current", broken)
    with pytest.raises(FileDamaged, match="damaged again") as caught:
        History(path)
    assert "disk" in caught.value.fix


def test_a_damaged_file_that_cannot_be_moved_is_an_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"nonsense" * 500)

    def refuse(*_: object) -> Path:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileUnwritable, match="read-only"):
        History(path)
    assert path.read_bytes() == b"nonsense" * 500


def test_readers_and_writers_on_threads_do_not_meet(path: Path) -> None:
    history = History(path)
    start = threading.Barrier(4)

    def write(first: int) -> None:
        start.wait()
        for n in range(20):
            history.upsert(ACCOUNT, told(5, first=first + 5 * n), seen_at=NOON)

    def read(_: int) -> None:
        start.wait()
        for _ in range(50):
            view = history.view(ACCOUNT, now=NOON, sort=SortKey.ERRORS)
            assert len(view.rows(0, 10)) == min(10, len(view))
            assert history.tally(ACCOUNT, NOON).total % 5 == 0

    with ThreadPoolExecutor(4) as pool:
        tasks = [pool.submit(write, 0), pool.submit(write, 1000)]
        tasks += [pool.submit(read, 0), pool.submit(read, 1)]
        for task in tasks:
            task.result()
    assert seen(history) == 200
    assert history.check() == ()
    history.close()
