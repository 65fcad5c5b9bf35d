"""Looking at a feed that is a file on this machine."""

from __future__ import annotations

import asyncio
import gzip
import os
import resource
from pathlib import Path

import pytest

from koongo_tui.errors import KoongoError
from koongo_tui.feed_source import (
    FeedSourceError,
    Fetched,
    Known,
    LocalFile,
    Look,
    NotModified,
    SourceMissing,
    SourceNotAFeed,
    SourceNotReady,
    SourceRefused,
    SourceTooLarge,
    fetch,
)
from koongo_tui.feed_source.local import fetch_local
from koongo_tui.store.errors import FileUnwritable
from tests.feed_source.conftest import Clock
from tests.feed_source.files import content, mode, names, write
from tests.feed_source.files import found as found_file

BODY = b"sku\tprice\n" + b"A-1\t12.95\n" * 300_000


async def never(seconds: float) -> None:
    raise AssertionError("nobody should have to wait")


async def look(path: Path, into: Path, clock: Clock, known: Known | None = None) -> Look:
    return await fetch(LocalFile(path), known, into, clock=clock, sleep=never)


async def first(path: Path, into: Path, clock: Clock) -> Known:
    found = await look(path, into, clock)
    assert isinstance(found, Fetched)
    return found.known


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "feed.txt"
    write(path, BODY)
    return path


@pytest.mark.parametrize("packed", [False, True])
async def test_a_file_is_copied_unpacked_and_for_its_owner_alone(
    path: Path, into: Path, clock: Clock, packed: bool
) -> None:
    write(path, gzip.compress(BODY) if packed else BODY)
    known = await first(path, into, clock)
    assert content(into) == BODY
    assert known.size == len(BODY)
    assert mode(into) == 0o600


async def test_a_file_of_the_same_size_and_time_is_not_read_again(
    path: Path, into: Path, clock: Clock
) -> None:
    known = await first(path, into, clock)
    clock.pass_by(hours=1)
    at = found_file(path)
    write(path, BODY[::-1])
    os.utime(path, ns=(at.st_atime_ns, at.st_mtime_ns))
    found = await look(path, into, clock, known)
    assert isinstance(found, NotModified)
    assert (found.known.checked_at, found.known.changed_at) == (clock.now, known.changed_at)


async def test_a_file_that_was_only_touched_has_not_changed(
    path: Path, into: Path, clock: Clock
) -> None:
    known = await first(path, into, clock)
    os.utime(path, (1, 1))
    found = await look(path, into, clock, known)
    assert isinstance(found, NotModified)
    assert found.known.file is not None
    assert found.known.file.modified == 1_000_000_000


async def test_other_bytes_of_the_same_size_have_changed_it(
    path: Path, into: Path, clock: Clock
) -> None:
    known = await first(path, into, clock)
    write(path, BODY[::-1])
    os.utime(path, (1, 1))
    assert isinstance(await look(path, into, clock, known), Fetched)
    assert content(into) == BODY[::-1]


async def test_a_file_written_a_moment_ago_is_looked_at_twice_and_again_next_time(
    path: Path, into: Path, clock: Clock
) -> None:
    clock.now = clock.now.fromtimestamp(found_file(path).st_mtime + 1, clock.now.tzinfo)
    waits = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    found = await fetch(LocalFile(path), None, into, clock=clock, sleep=wait)
    assert waits == [1.0]
    # Its time may not tell of a change in the same tick, so the next look reads it.
    at = found_file(path)
    write(path, BODY[::-1])
    os.utime(path, ns=(at.st_atime_ns, at.st_mtime_ns))
    clock.pass_by(hours=1)
    assert isinstance(await look(path, into, clock, found.known), Fetched)


async def test_a_file_that_grows_between_two_looks_is_left_for_the_next(
    path: Path, into: Path, clock: Clock
) -> None:
    clock.now = clock.now.fromtimestamp(found_file(path).st_mtime, clock.now.tzinfo)

    async def grow(seconds: float) -> None:
        with path.open("ab") as file:
            file.write(b"more")

    with pytest.raises(SourceNotReady, match="being written right now") as caught:
        await fetch(LocalFile(path), None, into, clock=clock, sleep=grow)
    assert caught.value.passes
    assert names(into.parent.parent) == ["feed.txt"]


@pytest.mark.parametrize("begin", [BODY, gzip.compress(os.urandom(3_000_000))[:-100]])
def test_a_file_that_grows_while_it_is_copied_is_left_for_the_next_look(
    path: Path, into: Path, clock: Clock, begin: bytes
) -> None:
    write(path, begin)

    def grow() -> bool:
        with path.open("ab") as file:
            file.write(b"more")
        return False

    with pytest.raises(SourceNotReady):
        fetch_local(LocalFile(path), None, into, clock=clock, stopped=grow)
    assert names(into.parent) == []


# What is wrong


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _closed(path: Path) -> None:
    path.write_bytes(b"x")
    path.chmod(0)


def _page(path: Path) -> None:
    path.write_bytes(b"<!doctype html><title>Sign in</title>")


def _half(path: Path) -> None:
    path.write_bytes(gzip.compress(BODY)[:-9])


def _missing(path: Path) -> None:
    """Nothing there."""


def _circle(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (_missing, SourceMissing, "There is no file"),
        (_folder, SourceNotAFeed, "is a folder"),
        (_pipe, SourceNotAFeed, "pipe or a device"),
        (_empty, SourceNotAFeed, "is empty"),
        (_page, SourceNotAFeed, "web page"),
        (_half, SourceNotAFeed, "damaged or cut off"),
        (_circle, SourceRefused, "go in a circle"),
        pytest.param(
            _closed,
            SourceRefused,
            "not allowed",
            marks=pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything"),
        ),
    ],
)
async def test_what_cannot_be_used_is_named_and_nothing_is_lost(
    tmp_path: Path,
    into: Path,
    clock: Clock,
    make: object,
    kind: type[FeedSourceError],
    words: str,
) -> None:
    path = tmp_path / "source"
    make(path)  # type: ignore[operator]
    write(into, b"of yesterday")
    with pytest.raises(KoongoError, match=words) as caught:
        await look(path, into, clock)
    assert type(caught.value) is kind
    assert caught.value.fix
    assert str(path) in caught.value.message
    assert content(into) == b"of yesterday"
    assert names(into.parent) == ["current"]


async def test_a_file_over_the_limit_is_not_kept(path: Path, into: Path, clock: Clock) -> None:
    write(path, gzip.compress(BODY))
    with pytest.raises(SourceTooLarge):
        await fetch(LocalFile(path), None, into, clock=clock, limit=len(BODY) - 1)
    assert names(into.parent) == []


async def test_a_disk_without_room_is_named_and_nothing_stays(
    path: Path, into: Path, clock: Clock
) -> None:
    write(into, b"of yesterday")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # As near to a full disk as a test may come: the system refuses the bytes that follow.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(FileUnwritable, match="Nothing was changed"):
            await look(path, into, clock)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert content(into) == b"of yesterday"
    assert names(into.parent) == ["current"]


async def test_who_no_longer_waits_ends_the_copying(path: Path, into: Path, clock: Clock) -> None:
    with pytest.raises(SourceNotReady):
        await asyncio.to_thread(
            fetch_local, LocalFile(path), None, into, clock=clock, stopped=lambda: True
        )
    assert names(into.parent) == []
