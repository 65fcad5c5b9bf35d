"""A loopback server that says exactly what a test scripts, byte by byte."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import SplitResult, urlsplit

from koongo_tui.amazon.mws.calls import MwsCredentials
from koongo_tui.guide.secret import Secret

TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CREDENTIALS = MwsCredentials("A135KKEKJAIBJ56", Secret(TOKEN), "AKIAIOSFODNN7EXAMPLE", Secret(KEY))

NOW = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Received:
    """A request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def url(self) -> SplitResult:
        return urlsplit(self.target)


@dataclass(frozen=True)
class Reply:
    """What to answer.

    Attributes:
        date: of the ``Date`` header; None sends none.
        length: what ``Content-Length`` claims; None tells the truth.
        cut: close the connection after this many bytes of the body; -1 before anything.
        silent: take the request and never answer.
        raw: exactly these bytes instead.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    date: datetime | None = NOW
    length: int | None = None
    cut: int | None = None
    silent: bool = False
    raw: bytes | None = None

    def head(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} Said"]
        if self.date is not None:
            lines.append(f"Date: {format_datetime(self.date, usegmt=True)}")
        length = len(self.body) if self.length is None else self.length
        lines.append(f"Content-Length: {length}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n"


class ScriptedServer:
    """Answers with its replies in their order; the last one is repeated."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.received: list[Received] = []
        self.connections = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def say(self, *replies: Reply | bytes) -> None:
        self.replies = [r if isinstance(r, Reply) else Reply(r) for r in replies]

    def reply_to(self, request: Received) -> Reply:
        """What to answer to a request that has just arrived."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        self._writers.add(writer)
        try:
            while await self._answer_one(reader, writer, number):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _answer_one(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        method, target, _ = first.split(" ")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.received.append(Received(method, target, headers, body, connection))
        reply = self.reply_to(self.received[-1])
        if reply.silent:
            await reader.read()
            return False
        if reply.cut == -1:
            return False
        if reply.raw is not None:
            writer.write(reply.raw)
            await writer.drain()
            return False
        writer.write(reply.head() + reply.body[: reply.cut])
        await writer.drain()
        return reply.cut is None


def answer(operation: str, inside: str = "") -> bytes:
    """An MWS answer to an operation."""
    return (
        f'<{operation}Response xmlns="http://mws.amazonaws.com/doc/2009-01-01/">'
        f"<{operation}Result>{inside}</{operation}Result>"
        f"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{operation}Response>"
    ).encode()


def refusal(code: str, message: str = "", status: int = 400, **headers: str) -> Reply:
    """An MWS refusal; headers with underscores for dashes."""
    body = (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>"
        "<Detail/></Error><RequestID>f411b1c5</RequestID></ErrorResponse>"
    )
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(body.encode(), status=status, headers=named)
