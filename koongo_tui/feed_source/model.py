"""What a look at a feed source finds."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from koongo_tui.store.feed_sources import FeedSource
from koongo_tui.store.feeds import Known

LARGEST = 2 * 1024 * 1024 * 1024
"""Bytes of a feed, unpacked: Amazon takes no more (SubmitFeed, 2 GiB)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """There is new content, and it lies where it was to go."""

    path: Path
    known: Known


@dataclass(frozen=True, slots=True)
class NotModified:
    """The source holds what is known already; ``known`` with the newer moment and tags."""

    known: Known


Look = Fetched | NotModified


def fingerprint(source: FeedSource) -> str:
    """A source's name for comparing; an address may hold a key, so it is not kept itself."""
    return sha256(f"{type(source).__name__} {source.key}".encode()).hexdigest()
