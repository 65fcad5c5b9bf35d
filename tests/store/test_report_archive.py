from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import tempfile
from pathlib import Path

import pytest

from koongo_tui.store.errors import FileDamaged, FileUnreadable, FileUnwritable
from koongo_tui.store.reports import ReportArchive

ACCOUNT = "mws:eu:A135KAIPNVMLK2"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "reports"


@pytest.fixture
def archive(folder: Path) -> ReportArchive:
    return ReportArchive(folder)


def keep(archive: ReportArchive, content: bytes, submission: str = "50001") -> str:
    with archive.begin() as file:
        file.write(content)
        return archive.keep(ACCOUNT, submission, file)


def read(archive: ReportArchive, submission: str = "50001") -> bytes:
    source = archive.open(ACCOUNT, submission)
    assert source is not None
    with source:
        return source.read()


@pytest.mark.parametrize(
    "content", [b"", b"<x/>", os.urandom(3_000_000), gzip.compress(b"already packed", mtime=0)]
)
def test_a_kept_report_comes_back_byte_by_byte(archive: ReportArchive, content: bytes) -> None:
    keep(archive, content)
    assert archive.has(ACCOUNT, "50001")
    assert read(archive) == content


def test_reports_are_small_and_private(archive: ReportArchive, folder: Path) -> None:
    where = keep(archive, b"<Message/>" * 100_000)
    path = folder / where
    assert where == "mws%3Aeu%3AA135KAIPNVMLK2/50001.gz"
    assert path.stat().st_size < 20_000
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for parent in (path.parent, folder, folder / "incoming"):
        assert stat.S_IMODE(parent.stat().st_mode) == 0o700


def test_the_same_report_is_the_same_file(archive: ReportArchive, folder: Path) -> None:
    first = (folder / keep(archive, b"report")).read_bytes()
    assert (folder / keep(archive, b"report")).read_bytes() == first


def test_nothing_stays_of_what_is_not_kept(archive: ReportArchive, folder: Path) -> None:
    with archive.begin() as file:
        file.write(b"half of a report")
    assert not archive.has(ACCOUNT, "50001")
    assert archive.open(ACCOUNT, "50001") is None
    assert list((folder / "incoming").iterdir()) == []


def test_a_download_that_begins_again_may_start_over(archive: ReportArchive) -> None:
    with archive.begin() as file:
        file.write(b"half of it, cut")
        file.seek(0)
        file.truncate()
        file.write(b"all")
        archive.keep(ACCOUNT, "50001", file)
    assert read(archive) == b"all"


def test_names_never_leave_the_archive(archive: ReportArchive, folder: Path) -> None:
    with archive.begin() as file:
        where = archive.keep("../x", "../../etc/passwd", file)
    assert (folder / where).resolve().is_relative_to(folder.resolve())
    assert archive.has("../x", "../../etc/passwd")


def test_a_kept_report_can_be_read_twice_and_in_parts(archive: ReportArchive) -> None:
    keep(archive, bytes(range(256)) * 10)
    source = archive.open(ACCOUNT, "50001")
    assert source is not None
    with source:
        assert source.read(4) == b"\0\1\2\3"
        assert source.tell() == 4
        assert source.seekable()
        source.seek(0)
        assert len(source.read()) == 2560
        source.seek(0)
        source.seek(2559)
        assert source.read() == b"\xff"
    # Text readers take it as it is.
    source = archive.open(ACCOUNT, "50001")
    assert source is not None
    with io.TextIOWrapper(source, encoding="latin-1") as text:
        assert len(text.read()) == 2560


@pytest.mark.parametrize("damage", ["cut", "changed", "other"])
def test_a_damaged_report_is_said_in_our_words(
    archive: ReportArchive, folder: Path, damage: str
) -> None:
    path = folder / keep(archive, os.urandom(5000))
    packed = path.read_bytes()
    changed = packed[:2000] + bytes([packed[2000] ^ 255]) + packed[2001:]
    path.write_bytes({"cut": packed[:1000], "changed": changed, "other": b"hello"}[damage])
    source = archive.open(ACCOUNT, "50001")
    assert source is not None
    with source, pytest.raises(FileDamaged, match="the kept report is damaged") as caught:
        source.read()
    assert caught.value.path == path


def test_what_the_system_refuses_is_an_error(archive: ReportArchive, folder: Path) -> None:
    path = folder / keep(archive, b"x")
    path.unlink()
    path.mkdir()
    with pytest.raises(FileUnreadable, match="it is a folder"):
        archive.open(ACCOUNT, "50001")
    with pytest.raises(FileUnwritable):
        keep(archive, b"x")
    assert list((folder / "incoming").iterdir()) == []


def test_a_disk_that_fails_while_reading_is_an_error(
    archive: ReportArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(archive, b"x")
    source = archive.open(ACCOUNT, "50001")
    assert source is not None

    def fail(*_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(gzip.GzipFile, "read", fail)
    with source, pytest.raises(FileUnreadable, match="Input/output error"):
        source.read()


def test_a_full_disk_keeps_the_old_report(
    archive: ReportArchive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(archive, b"old")

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(FileUnwritable, match="disk is full"):
            keep(archive, b"new")
    assert read(archive) == b"old"
    assert list((folder / "incoming").iterdir()) == []


def test_a_place_that_cannot_be_written_is_an_error(
    archive: ReportArchive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(FileUnwritable), ReportArchive(_a_file(tmp_path) / "reports").begin():
        raise AssertionError("there is no such folder")

    def fail(**_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(tempfile, "TemporaryFile", fail)
    with pytest.raises(FileUnwritable, match="read-only"), archive.begin():
        raise AssertionError("there is no such file")


def _a_file(folder: Path) -> Path:
    path = folder / "file"
    path.touch()
    return path


def test_what_killed_processes_left_goes_after_a_day(archive: ReportArchive, folder: Path) -> None:
    keep(archive, b"x")
    old, young = folder / "incoming" / "tmpold.gz", folder / "incoming" / "tmpyoung.gz"
    for leftover in (old, young):
        leftover.touch()
    os.utime(old, (1_000_000, 1_000_000))
    keep(archive, b"y")
    assert list((folder / "incoming").iterdir()) == [young]


def test_an_account_is_forgotten_alone(archive: ReportArchive, folder: Path) -> None:
    keep(archive, b"x")
    with archive.begin() as file:
        archive.keep("mws:na:A1", "1", file)
    archive.forget(ACCOUNT)
    archive.forget(ACCOUNT)
    assert not archive.has(ACCOUNT, "50001")
    assert archive.has("mws:na:A1", "1")


def test_an_account_that_cannot_be_forgotten_is_said(archive: ReportArchive, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "mws%3Aeu%3AA135KAIPNVMLK2").touch()
    with pytest.raises(FileUnwritable):
        archive.forget(ACCOUNT)
