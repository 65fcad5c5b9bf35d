"""The way to Amazon: one HTTP client whose failures are said in words.

Nothing of the network library leaves this module, neither its exceptions (they hold the whole
request, token included) nor its log lines with a signed address in them. Importing this module
is cheap: the library, 60 ms and more, is loaded with the first request.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
import time
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from hashlib import md5
from typing import TYPE_CHECKING, Protocol, TypedDict

from koongo_tui.amazon.decoding import Decoder
from koongo_tui.amazon.endpoints import check_endpoint, host_of, is_loopback, without_query
from koongo_tui.amazon.errors import BadAnswer
from koongo_tui.amazon.failures import unreachable, unusable_environment
from koongo_tui.amazon.feed import FeedFile, FeedFileError, FeedReader
from koongo_tui.amazon.library import load_httpx, new_client, user_agent
from koongo_tui.errors import KoongoError

if TYPE_CHECKING:
    import httpx

__all__ = [
    "Answer",
    "Request",
    "Transport",
    "Writable",
    "check_endpoint",
    "load_httpx",
    "seconds_to_send",
    "user_agent",
]

MAX_BODY = 8 * 1024 * 1024
MAX_DOWNLOAD = 1024 * 1024 * 1024
"""Bytes. A page of the list has 50 kB; reports of 200 MB are known."""

PROGRESS = 0.1
"""Seconds between two words on how much of a feed has been sent."""
_SLOWEST = 50_000
"""Bytes a second: below that a line is taken for broken."""


class Writable(Protocol):
    """What an answer's body may be written to."""

    def write(self, data: bytes, /) -> object:
        """Take a piece."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One request. Its ``repr`` shows neither query nor content: both may hold a token.

    Attributes:
        url: absolute, with its query.
        content: bytes, or a feed that is read while it is sent.
        seconds: until the whole exchange has to be over.
        on_progress: told how many bytes of a feed have been sent, :data:`PROGRESS` seconds apart
            at least, and once at the end.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | FeedFile = b""
    seconds: float = 90.0
    on_progress: Callable[[int], None] | None = None

    def __repr__(self) -> str:
        return f"Request({self.method} {without_query(self.url)})"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whatever its status.

    Attributes:
        headers: names in lower case.
        body: decompressed; empty when it was written to a file.
        size: bytes of the body, decompressed, wherever they went.
        digests: base64 MD5 of the body decompressed and as transferred: which of the two
            ``Content-MD5`` means is a matter of opinion. Empty unless it went to a file.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    size: int
    digests: frozenset[str] = frozenset()


class _Outgoing(TypedDict):
    headers: dict[str, str]
    content: bytes | AsyncIterator[bytes]


class Transport:
    """Sends requests over connections that are kept and reused.

    Redirects are not followed: a signed request is for one host only. The proxy variables of the
    environment (``HTTPS_PROXY``, ``NO_PROXY``, ``SSL_CERT_FILE``) hold for every host but
    loopback.

    Args:
        user_agent: see :func:`user_agent`.
        connect_timeout, read_timeout: seconds without a connection, or without a byte.
        monotonic: a clock in seconds that never goes back.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        connect_timeout: float = 10.0,
        read_timeout: float = 30.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._user_agent = user_agent
        self._monotonic = monotonic
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._clients: dict[bool, httpx.AsyncClient] = {}

    async def send(self, request: Request) -> Answer:
        """Send a request and read the whole answer.

        Raises:
            Unreachable: no answer, or not all of it.
            BadAnswer: compressed wrongly, or larger than :data:`MAX_BODY`.
            FeedChanged, FeedUnreadable: the feed to send; its last bytes were not sent.
        """
        return await self._exchange(request, None)

    async def download(self, request: Request, into: Writable) -> Answer:
        """Send a request; the body of an answer with status 200 goes to a file, piece by piece.

        After a failure the file holds what had arrived. What writing to it raises goes through.

        Raises:
            Unreachable: no answer, or not all of it.
            BadAnswer: compressed wrongly, or larger than :data:`MAX_DOWNLOAD`.
        """
        return await self._exchange(request, into)

    async def aclose(self) -> None:
        """Close the connections. Another request would open new ones."""
        while self._clients:
            _, client = self._clients.popitem()
            await client.aclose()

    async def _exchange(self, request: Request, into: Writable | None) -> Answer:
        if "httpx" not in sys.modules:
            # Loading takes long enough for a screen to stutter.
            await asyncio.to_thread(load_httpx)
        load_httpx()
        import httpx

        problem: KoongoError
        try:
            async with asyncio.timeout(request.seconds):
                return await self._talk(request, into)
        except FeedFileError as error:
            problem = error.with_traceback(None)
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, TimeoutError) as error:
            problem = unreachable(error, request.url)
        # Raised outside of the handler: what the library raised holds the request, and with it
        # the token, and must not hang on our error.
        raise problem

    async def _talk(self, request: Request, into: Writable | None) -> Answer:
        client = await self._client(request.url)
        async with AsyncExitStack() as opened:
            # Nothing of the request stays in a variable here: a failure's traceback shows them.
            response = await opened.enter_async_context(
                client.stream(request.method, request.url, **await self._outgoing(request, opened))
            )
            headers = {name.lower(): value for name, value in response.headers.items()}
            sink = _Sink(into if response.status_code == 200 else None)
            decoder = Decoder(headers.get("content-encoding", ""), sink.write)
            async for piece in response.aiter_raw():
                sink.transferred(piece)
                decoder.feed(piece)
            decoder.close()
        return Answer(
            status=response.status_code,
            headers=headers,
            body=sink.body,
            size=sink.size,
            digests=sink.digests,
        )

    async def _outgoing(self, request: Request, opened: AsyncExitStack) -> _Outgoing:
        if not isinstance(request.content, FeedFile):
            return {"headers": dict(request.headers), "content": request.content}
        reader = await asyncio.to_thread(request.content.read)
        opened.callback(reader.close)
        pieces = self._pieces(reader, request.on_progress)
        # Without its length it would be sent in chunks, which Amazon's storage refuses.
        headers = {**request.headers, "Content-Length": str(request.content.size)}
        return {
            "headers": headers,
            "content": await opened.enter_async_context(aclosing(pieces)),
        }

    async def _pieces(
        self, reader: FeedReader, told: Callable[[int], None] | None
    ) -> AsyncGenerator[bytes, None]:
        sent, said, due = 0, -1, self._monotonic()
        while piece := await asyncio.to_thread(reader.piece):
            yield piece
            # The library asks for more when it has handed over what it had.
            sent += len(piece)
            if told is not None and (now := self._monotonic()) >= due:
                due, said = now + PROGRESS, sent
                told(sent)
        if told is not None and said != sent:
            told(sent)

    async def _client(self, url: str) -> httpx.AsyncClient:
        direct = is_loopback(host_of(url))
        if direct not in self._clients:
            made = await asyncio.to_thread(self._new_client, direct, host_of(url))
            if self._clients.setdefault(direct, made) is not made:
                # Another request was faster.
                await made.aclose()
        return self._clients[direct]

    def _new_client(self, direct: bool, host: str) -> httpx.AsyncClient:
        try:
            return new_client(
                self._user_agent,
                direct=direct,
                connect_timeout=self._connect_timeout,
                read_timeout=self._read_timeout,
            )
        except (ValueError, ImportError, OSError):
            # What the environment says of a proxy or of certificates cannot be used. It may
            # hold a password, so it is not repeated.
            problem = unusable_environment(host)
        raise problem


class _Sink:
    """Where an answer's body goes: a file, or memory; never more than the limit."""

    def __init__(self, into: Writable | None) -> None:
        self._into = into
        self._pieces: list[bytes] = []
        self._limit = MAX_BODY if into is None else MAX_DOWNLOAD
        self._whole = md5(usedforsecurity=False)
        self._raw = md5(usedforsecurity=False)
        self.size = 0

    def transferred(self, piece: bytes) -> None:
        if self._into is not None:
            self._raw.update(piece)

    def write(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > self._limit:
            raise BadAnswer(f"The answer is larger than {self._limit // 1024 // 1024} MB.")
        if self._into is None:
            self._pieces.append(piece)
        else:
            self._whole.update(piece)
            self._into.write(piece)

    @property
    def body(self) -> bytes:
        return b"".join(self._pieces)

    @property
    def digests(self) -> frozenset[str]:
        if self._into is None:
            return frozenset()
        return frozenset(b64encode(h.digest()).decode() for h in (self._whole, self._raw))


def seconds_to_send(size: int) -> float:
    """How long sending a feed of so many bytes may take: a slow line is no broken one."""
    return 900.0 + size / _SLOWEST
