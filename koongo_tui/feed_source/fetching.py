"""Looking at a feed source, whichever it is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from koongo_tui.feed_source.local import fetch_local, is_young, look_at
from koongo_tui.feed_source.model import LARGEST, Fetched, Look, fingerprint
from koongo_tui.feed_source.web import Patience, fetch_web
from koongo_tui.store.feed_sources import FeedSource, LocalFile
from koongo_tui.store.feeds import FeedShelf, Known

BETWEEN_LOOKS = 1.0
"""Seconds between two looks at a file that was written a moment ago."""


async def fetch(
    source: FeedSource,
    known: Known | None,
    into: Path,
    *,
    clock: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    limit: int = LARGEST,
    patience: Patience | None = None,
) -> Look:
    """Look at a source, and fetch its feed when it is another one than is known.

    Args:
        source: a local file, or an address.
        known: of an earlier look; only counts while its copy is at ``into``.
        into: where the feed goes, unpacked, in one step and with mode 0600.
        clock: gives now, aware.
        sleep: waits some seconds.
        limit: bytes that the feed may have.
        patience: how long to wait for a server; None for the usual times.

    Raises:
        FeedSourceError: what is at ``into`` stays as it is.
        FileUnwritable: the same.
    """
    if known is not None:
        here = await asyncio.to_thread(into.exists)
        known = known if here and known.source == fingerprint(source) else None
    if not isinstance(source, LocalFile):
        return await fetch_web(
            source, known, into, clock=clock, limit=limit, patience=patience or Patience()
        )
    before = await asyncio.to_thread(look_at, source.path)
    if is_young(before, clock()):
        await sleep(BETWEEN_LOOKS)
    stopped = threading.Event()
    try:
        return await asyncio.to_thread(
            fetch_local,
            source,
            known,
            into,
            clock=clock,
            before=before,
            limit=limit,
            stopped=stopped.is_set,
        )
    except asyncio.CancelledError:
        stopped.set()
        raise


async def look(
    shelf: FeedShelf,
    channel: str,
    source: FeedSource,
    *,
    clock: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Look:
    """Look at a channel's source, and keep on the shelf what came.

    Raises:
        FeedSourceError: what is kept stays as it is, and still opens.
        StoreError: the shelf cannot be read or written.
    """
    kept = await asyncio.to_thread(shelf.get, channel)
    into = await asyncio.to_thread(shelf.prepare, channel)
    known = None if kept is None else kept.known
    found = await fetch(source, known, into, clock=clock, sleep=sleep)
    if isinstance(found, Fetched) or found.known != known:
        await asyncio.to_thread(shelf.keep, channel, found.known)
    return found
