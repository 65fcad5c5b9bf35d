"""A feed that is fetched from an address: https, or plain http of this machine."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from koongo_tui.amazon.endpoints import host_of, is_loopback
from koongo_tui.amazon.library import load_httpx, new_client, user_agent
from koongo_tui.errors import KoongoError
from koongo_tui.feed_source.answers import (
    bad_redirect,
    refused,
    too_many_redirects,
    unreachable,
    unusable_environment,
    whose_turn,
)
from koongo_tui.feed_source.landing import Landing, too_large
from koongo_tui.feed_source.model import Fetched, Look, NotModified, fingerprint
from koongo_tui.store.feed_sources import WebAddress
from koongo_tui.store.feeds import Known

if TYPE_CHECKING:
    import httpx

MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_BLOCK = 1024 * 1024
_LONGEST_TAG = 1000


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a server.

    Attributes:
        connect: for a connection.
        read: for the next byte; a shop may make the feed while it is asked for.
        whole: for everything.
    """

    connect: float = 10.0
    read: float = 120.0
    whole: float = 3600.0


async def fetch_web(
    source: WebAddress,
    known: Known | None,
    into: Path,
    *,
    clock: Callable[[], datetime],
    limit: int,
    patience: Patience,
) -> Look:
    """Ask a server for its feed; with what is known it may say that nothing has changed.

    Raises:
        FeedSourceError: nothing was changed at ``into``.
        FileUnwritable: the same.
    """
    await asyncio.to_thread(load_httpx)
    import httpx

    visit = _Visit(source, known, into, clock=clock, limit=limit, patience=patience)
    problem: KoongoError
    try:
        async with asyncio.timeout(patience.whole):
            return await visit.follow()
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, TimeoutError) as error:
        problem = unreachable(error, visit.url)
    except KoongoError as error:
        problem = error.with_traceback(None)
    # Raised outside of the handler: what the library raised holds the whole address, and the
    # key in it must not hang on our error.
    raise problem


class _Visit:
    """One look, from the address to wherever it sends us.

    Attributes:
        url: where we are now.
    """

    def __init__(
        self,
        source: WebAddress,
        known: Known | None,
        into: Path,
        *,
        clock: Callable[[], datetime],
        limit: int,
        patience: Patience,
    ) -> None:
        self.url = source.url
        self._source = source
        self._known = known
        self._into = into
        self._clock = clock
        self._limit = limit
        self._patience = patience

    async def follow(self) -> Look:
        for _ in range(MOST_REDIRECTS + 1):
            async with self._asked() as response:
                if response.status_code not in _REDIRECTS:
                    return await self._take(response)
                self.url = self._next(response.headers.get("location", ""))
        raise too_many_redirects(self._source.shown)

    def _next(self, location: str) -> str:
        """Where a redirect leads. Never from https to http, and not with a password."""
        try:
            parts = urlsplit(urljoin(self.url, location.strip()))
            safe = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
        except ValueError:
            safe = False
        if not location or not safe:
            raise bad_redirect(self.url)
        return parts._replace(fragment="").geturl()

    @asynccontextmanager
    async def _asked(self) -> AsyncIterator[httpx.Response]:
        headers = {}
        if self._known is not None and self._known.etag:
            headers["If-None-Match"] = self._known.etag
        if self._known is not None and self._known.last_modified:
            headers["If-Modified-Since"] = self._known.last_modified
        client = await asyncio.to_thread(_client, self.url, self._patience)
        async with client, client.stream("GET", self.url, headers=headers) as response:
            yield response

    async def _take(self, response: httpx.Response) -> Look:
        if response.status_code == 304 and self._known is not None:
            return NotModified(self._checked(self._known, response))
        if response.status_code != 200:
            raise refused(response.status_code, self.url)
        whose = whose_turn(self.url)
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._limit:
            raise too_large(self._source.shown, self._limit, whose)
        encoding = response.headers.get("content-encoding", "")
        landing = await asyncio.to_thread(
            Landing,
            self._into,
            self._source.shown,
            transfer=encoding,
            whose=whose,
            limit=self._limit,
        )
        with landing:
            # Written in a thread: a slow disk shall not hold up the screen.
            async for block in response.aiter_raw(_BLOCK):
                await asyncio.to_thread(landing.write, block)
            landed = await asyncio.to_thread(landing.finish)
            if self._known is not None and self._known.sha256 == landed.sha256:
                return NotModified(self._checked(self._known, response))
            copy = await asyncio.to_thread(landing.move)
        now = self._clock()
        new = Known(fingerprint(self._source), landed.size, landed.sha256, now, now, copy)
        return Fetched(self._into, _tagged(new, response))

    def _checked(self, known: Known, response: httpx.Response) -> Known:
        tagged = _tagged(known, response)
        if response.status_code == 304:
            # It need not repeat what it said before.
            tagged = replace(
                tagged,
                etag=tagged.etag or known.etag,
                last_modified=tagged.last_modified or known.last_modified,
            )
        return replace(tagged, checked_at=self._clock())


def _tagged(known: Known, response: httpx.Response) -> Known:
    return replace(
        known,
        etag=_tag(response.headers.get("etag")),
        last_modified=_tag(response.headers.get("last-modified")),
    )


def _tag(value: str | None) -> str | None:
    if not value or len(value) > _LONGEST_TAG or not (value.isascii() and value.isprintable()):
        return None
    return value


def _client(url: str, patience: Patience) -> httpx.AsyncClient:
    try:
        return new_client(
            user_agent(),
            direct=is_loopback(host_of(url)),
            connect_timeout=patience.connect,
            read_timeout=patience.read,
        )
    except (ValueError, ImportError, OSError):
        # What the environment says may hold a password, so it is not repeated.
        problem = unusable_environment()
    raise problem
