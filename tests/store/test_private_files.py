from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.store.errors import FileBusy, FileUnreadable, FileUnwritable
from koongo_tui.store.files import (
    free_name_aside,
    keep_copy_aside,
    private_folder,
    read_bytes,
    safe_name,
    tightened,
    write_atomically,
)
from koongo_tui.store.lock import locked


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        private_folder(tmp_path / "a" / "b")
        write_atomically(tmp_path / "a" / "b" / "f", b"x")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "f") == 0o600


def test_a_looser_mode_is_tightened_and_said(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"x")
    file.chmod(0o644)
    (note,) = tightened(file)
    assert mode(file) == 0o600
    assert str(file) in note
    assert "0644" in note
    assert tightened(file) == ()


def test_a_missing_file_has_no_mode_to_tighten(tmp_path: Path) -> None:
    assert tightened(tmp_path / "none") == ()


def test_a_folder_of_our_own_is_tightened(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "history.sqlite3-wal").touch()
    (folder / ".config.toml.lock").touch()
    assert len(private_folder(folder)) == 1
    assert mode(folder) == 0o700


@pytest.mark.parametrize("sticky", [0, stat.S_ISVTX])
def test_a_folder_with_other_peoples_things_keeps_its_mode(tmp_path: Path, sticky: int) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755 | sticky)
    if not sticky:
        (folder / "holiday.jpg").touch()
    (note,) = private_folder(folder)
    assert "left as it is" in note
    assert mode(folder) == 0o755 | sticky


def test_a_folder_with_our_name_is_ours_whatever_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "koongo-tui"
    folder.mkdir()
    folder.chmod(0o750)
    (folder / "notes.txt").touch()
    private_folder(folder)
    assert mode(folder) == 0o700


def test_a_folder_that_cannot_be_listed_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr(os, "listdir", _refuse(errno.EACCES))
    assert "left as it is" in tightened(tmp_path)[0]


def test_a_mode_that_cannot_be_changed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "f"
    file.touch()
    file.chmod(0o640)
    monkeypatch.setattr(Path, "chmod", _refuse(errno.EROFS))
    assert "mounted read-only" in tightened(file)[0]


def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    target = tmp_path / "dotfiles" / "koongo.toml"
    target.write_bytes(b"old")
    link = tmp_path / "config.toml"
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert [p.name for p in target.parent.iterdir()] == ["koongo.toml"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "not allowed"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_write_that_fails_changes_nothing_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", _refuse(number))
    with pytest.raises(FileUnwritable, match=words) as caught:
        write_atomically(file, b"new")
    assert "Nothing was changed" in caught.value.message
    assert caught.value.path == file
    assert [p.name for p in tmp_path.iterdir()] == ["f"]
    assert file.read_bytes() == b"old"


def test_what_a_killed_writer_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / ".f[1].4711.tmp").write_bytes(b"half")
    (tmp_path / ".f1.4711.tmp").write_bytes(b"of another file")
    write_atomically(tmp_path / "f[1]", b"whole")
    assert {p.name for p in tmp_path.iterdir()} == {"f[1]", ".f1.4711.tmp"}


def test_a_file_system_without_folder_sync_is_fine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    write_atomically(tmp_path / "f", b"x")
    assert (tmp_path / "f").read_bytes() == b"x"


def test_a_folder_that_cannot_be_made_is_an_error_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileUnwritable, match="is a file, not a folder") as caught:
        private_folder(tmp_path / "file" / "config")
    assert "KOONGO_TUI_CONFIG_DIR" in caught.value.fix


def test_reading_tells_missing_from_refused(tmp_path: Path) -> None:
    assert read_bytes(tmp_path / "none") is None
    with pytest.raises(FileUnreadable, match="it is a folder"):
        read_bytes(tmp_path)


def test_copies_aside_never_overwrite_each_other(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    names = [keep_copy_aside(file, bytes([number])) for number in range(3)]
    assert [name.name for name in names] == [
        "config.toml.damaged",
        "config.toml.damaged-2",
        "config.toml.damaged-3",
    ]
    assert [name.read_bytes() for name in names] == [b"\0", b"\1", b"\2"]
    assert {mode(name) for name in names} == {0o600}
    assert free_name_aside(file).name == "config.toml.damaged-4"


def test_a_copy_aside_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable):
        keep_copy_aside(tmp_path / "no" / "config.toml", b"x")


@given(st.text(max_size=30))
def test_a_safe_name_never_leaves_its_folder(text: str) -> None:
    name = safe_name(text)
    assert name
    assert not name.startswith(".")
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert Path("/a", name).parent == Path("/a")


@given(st.text(max_size=12), st.text(max_size=12))
def test_different_texts_have_different_names(one: str, other: str) -> None:
    assert (safe_name(one) == safe_name(other)) == (one == other)


def test_names_stay_readable() -> None:
    assert safe_name("main.token") == "main.token"
    assert safe_name("mws:eu:A1") == "mws%3Aeu%3AA1"
    assert safe_name("Müller 2") == "Müller%202"
    assert safe_name("..") == "%2E."


def test_the_second_holder_of_a_lock_waits_for_the_first(tmp_path: Path) -> None:
    waits: list[float] = []
    time = iter(range(100))
    second = locked(tmp_path / "f", patience=3, sleep=waits.append, monotonic=lambda: next(time))
    with locked(tmp_path / "f"), pytest.raises(FileBusy) as caught, second:
        raise AssertionError("both hold the lock")
    assert len(waits) == 2
    assert "another process" in caught.value.message
    with locked(tmp_path / "f", patience=0):
        pass
    assert not (tmp_path / "f").exists()


def test_a_lock_is_freed_when_its_holder_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "f"):
        1 / 0  # noqa: B018
    with locked(tmp_path / "f", patience=0):
        pass


def test_a_file_system_without_locks_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(fcntl, "flock", _refuse(errno.ENOLCK))
    with locked(tmp_path / "f", patience=0):
        pass
    monkeypatch.setattr(fcntl, "flock", _refuse(errno.EIO))
    with pytest.raises(FileUnwritable, match="Input/output"), locked(tmp_path / "f", patience=0):
        pass


def test_a_lock_in_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable), locked(tmp_path / "no" / "f"):
        pass


def _refuse(number: int) -> object:
    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse
