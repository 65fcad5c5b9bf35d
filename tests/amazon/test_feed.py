"""A feed's file: measured once, held against its measure while it is sent, never in memory."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import tracemalloc
from base64 import b64encode
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.api import Feed
from koongo_tui.amazon.feed import PIECE, FeedChanged, FeedFile, FeedUnreadable
from koongo_tui.amazon.mws.client import MwsClient
from koongo_tui.amazon.transport import Request, Transport
from tests.amazon.scripted import Received, ScriptedServer, answer, refusal

BODY = b"sku\tprice\n" * 100_000


def whole(feed: FeedFile) -> bytes:
    reader = feed.read()
    pieces = list(iter(reader.piece, b""))
    reader.close()
    assert all(0 < len(piece) <= PIECE for piece in pieces)
    return b"".join(pieces)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "feed.txt"
    path.write_bytes(BODY)
    return path


# Measuring


@given(st.binary(max_size=3000))
def test_a_measure_is_that_of_the_bytes(content: bytes) -> None:
    feed = FeedFile.of_bytes(content)
    assert feed.size == len(content)
    assert feed.md5 == b64encode(hashlib.md5(content).digest()).decode()
    assert feed.sha256 == hashlib.sha256(content).hexdigest()
    assert whole(feed) == content


def test_a_file_and_its_packed_copy_have_the_same_measure(path: Path, tmp_path: Path) -> None:
    packed = tmp_path / "kept.gz"
    packed.write_bytes(gzip.compress(BODY))
    plain = FeedFile.measure(path)
    kept = FeedFile.measure_opened(partial(_unpacked, packed), "The kept copy")
    assert (kept.size, kept.md5, kept.sha256) == (plain.size, plain.md5, plain.sha256)
    assert whole(kept) == whole(plain) == BODY
    assert "sku" not in repr(kept)
    packed.write_bytes(gzip.compress(BODY)[:-20])
    with pytest.raises(FeedUnreadable, match="The kept copy cannot be read: it breaks off"):
        whole(kept)


def _unpacked(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path))


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable, match="it is not there"):
        FeedFile.measure(tmp_path / "missing.xml")
    with pytest.raises(FeedUnreadable, match="not a plain file"):
        FeedFile.measure(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FeedUnreadable, match="not a plain file"):
        FeedFile.measure(tmp_path / "pipe")


# Sending


def test_a_file_of_another_size_or_time_is_refused_before_it_is_read(path: Path) -> None:
    feed = FeedFile.measure(path)
    os.utime(path, ns=(1, 1))
    with pytest.raises(FeedChanged, match=r"feed\.txt has changed"):
        feed.read()


@pytest.mark.parametrize(
    "content", [BODY[:-1] + b"!", BODY[:-1], BODY + b"!", b"", b"x" * len(BODY)]
)
def test_the_last_piece_of_other_bytes_is_never_given(path: Path, content: bytes) -> None:
    feed = FeedFile.measure(path)
    reader = feed.read()
    # Written in place, as the reader has it open: no stamp would tell in time.
    with path.open("r+b") as file:
        file.write(content)
        file.truncate(len(content))
    pieces: list[bytes] = []
    with pytest.raises(FeedChanged):
        pieces.extend(iter(reader.piece, b""))
    assert sum(map(len, pieces)) < feed.size
    reader.close()


class Draining(ScriptedServer):
    """Measures a body as it comes, and keeps nothing of it."""

    def __init__(self) -> None:
        super().__init__()
        self.digests: list[str] = []
        self.broken = 0

    async def _answer_one(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])
        }
        method, target, _ = head.split(" ", 2)
        self.received.append(Received(method, target, headers, b"", connection))
        left, digest = int(headers["content-length"]), hashlib.md5()
        while left:
            piece = await reader.read(min(left, 65536))
            if not piece:
                self.broken += 1
                return False
            left -= len(piece)
            digest.update(piece)
        self.digests.append(b64encode(digest.digest()).decode())
        reply = self.reply_to(self.received[-1])
        writer.write(reply.head() + reply.body)
        await writer.drain()
        return True


@pytest.fixture
async def drain(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> Draining:
    running = Draining()
    # Under the address that the client knows.
    running.received, running.port = server.received, server.port
    monkeypatch.setattr(server, "_answer_one", running._answer_one)
    return running


async def test_a_large_feed_is_sent_in_bounded_memory_and_without_chunks(
    client: MwsClient, drain: Draining, tmp_path: Path
) -> None:
    path = tmp_path / "large.txt"
    line = b"SKU-0001\t12.95\t3\n" * 4096
    with path.open("wb") as file:
        for _ in range(48 * 1024 * 1024 // len(line)):
            file.write(line)
    drain.say(answer("SubmitFeed", SUBMITTED))
    tracemalloc.start()
    try:
        feed = await asyncio.to_thread(FeedFile.measure, path)
        await client.submit(Feed("POST_FLAT_FILE_LISTINGS_DATA", feed, "text/plain"))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert drain.digests == [feed.md5]
    assert most < 12 * 1024 * 1024
    headers = drain.received[0].headers
    assert headers["content-length"] == str(feed.size)
    assert headers["content-md5"] == feed.md5
    assert "transfer-encoding" not in headers


SUBMITTED = (
    "<FeedSubmissionInfo><FeedSubmissionId>1</FeedSubmissionId><FeedType>_X_</FeedType>"
    "<FeedProcessingStatus>_SUBMITTED_</FeedProcessingStatus></FeedSubmissionInfo>"
)


async def test_a_file_that_changes_on_its_way_never_arrives_whole(
    client: MwsClient, drain: Draining, path: Path
) -> None:
    drain.say(answer("SubmitFeed", SUBMITTED))
    feed = FeedFile.measure(path)

    def spoil(sent: int) -> None:
        if 0 < sent < feed.size:
            with path.open("r+b") as file:
                file.seek(feed.size - 1)
                file.write(b"!")

    with pytest.raises(FeedChanged, match="Nothing was submitted"):
        await client.submit(Feed("X", feed, "text/plain"), on_progress=spoil)
    # What had come was never whole, so nothing was answered.
    assert drain.digests == []
    assert len(drain.received) == 1


async def test_a_feed_sent_once_more_begins_anew(
    client: MwsClient, server: ScriptedServer, path: Path
) -> None:
    server.say(refusal("InputDataError"), answer("SubmitFeed", SUBMITTED))
    feed = FeedFile.measure(path)
    told: list[int] = []
    await client.submit(Feed("X", feed, "text/plain"), on_progress=told.append)
    assert [r.body == BODY for r in server.received] == [True, True]
    assert told.count(feed.size) == 2


async def test_progress_is_told_at_most_ten_times_a_second(server: ScriptedServer) -> None:
    server.say(b"fine")
    seconds = iter(n / 40 for n in range(10_000))
    transport = Transport("test/1.0", monotonic=lambda: next(seconds))
    feed = FeedFile.of_bytes(bytes(PIECE * 40 + 1))
    told: list[int] = []
    # A piece is sent every 25 ms of this clock, 41 in about a second.
    await transport.send(Request("PUT", server.url, {}, feed, 60, told.append))
    await transport.aclose()
    assert 9 <= len(told) <= 12
    assert told == sorted(told)
    assert told[-1] == feed.size


async def test_an_empty_feed_says_that_it_is_empty(server: ScriptedServer) -> None:
    server.say(b"fine")
    transport = Transport("test/1.0")
    told: list[int] = []
    await transport.send(Request("PUT", server.url, {}, FeedFile.of_bytes(b""), 60, told.append))
    await transport.aclose()
    assert server.received[0].headers["content-length"] == "0"
    assert told == [0]
