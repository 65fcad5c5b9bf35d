"""One feed file, measured and checked for the channel that it is to be sent through."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.amazon.feed import FeedFile
from koongo_tui.feeds.checks import CheckContext, CheckResult, check_feed
from koongo_tui.feeds.kinds import FeedType, feed_type_named
from koongo_tui.feeds.model import (
    Cancelled,
    FeedFacts,
    Finding,
    Progress,
    Severity,
    WorkCancelled,
    never,
)
from koongo_tui.feeds.opened import OpenedFeed, open_feed
from koongo_tui.guide.marketplaces import Marketplace, marketplace_by_id
from koongo_tui.outbox.preparing import ToSend
from koongo_tui.store.intents import Origin

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class CheckedFeed:
    """What a feed file is, and what Amazon would make of it.

    Attributes:
        path: of the file.
        file: its measure; what is prepared later has to be these bytes.
        feed_type: None when neither the person, the channel nor the file says.
        marketplace: where it applies.
        result: of the check.
    """

    path: Path
    file: FeedFile
    feed_type: FeedType | None
    marketplace: Marketplace | None
    result: CheckResult

    @property
    def facts(self) -> FeedFacts:
        """What it holds."""
        return self.result.facts

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The worst first."""
        return self.result.findings

    @property
    def refused(self) -> bool:
        """Amazon would surely refuse it as a whole, so it is not sent."""
        return self.feed_type is None or self.result.refused

    @property
    def refusal(self) -> str | None:
        """Why, a sentence; None when it is not refused."""
        if not self.refused:
            return None
        for finding in self.findings:
            if finding.severity is Severity.REFUSE:
                return finding.sentence
        return "It cannot be told what type of feed this is."

    @property
    def warned(self) -> bool:
        """A person should look at something before it is sent."""
        return any(finding.severity is Severity.WARN for finding in self.findings)

    def to_send(self, origin: Origin) -> ToSend:
        """For :func:`~koongo_tui.outbox.preparing.prepare`; only of one that is not refused."""
        assert self.feed_type is not None
        return ToSend(
            self.path,
            self.feed_type,
            self.facts.encoding,
            self.facts.rows,
            origin,
            measured=self.file,
        )


def check_file(
    path: Path,
    channel: Channel,
    *,
    feed_type: str | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled = never,
) -> CheckedFeed:
    """Measure a feed file and check it for a channel. Reads it to its end: for a thread.

    Args:
        feed_type: that was chosen; None takes what the file says, then what the channel says.
        on_progress: called every few MB, in this thread.

    Raises:
        FeedFileError, FeedError: the file cannot be read, or was written meanwhile.
        WorkCancelled: ``cancelled`` said so.
    """
    marketplace = marketplace_by_id(channel.marketplace_id)
    file = FeedFile.measure(path)
    with _opened(path, feed_type, channel, marketplace) as feed:
        context = CheckContext(channel.program, marketplace, channel.seller_id)
        result = check_feed(feed, context, on_progress, cancelled)
        file.verify()
        return CheckedFeed(path, file, feed.feed_type, marketplace, result)


def _opened(
    path: Path, feed_type: str | None, channel: Channel, marketplace: Marketplace | None
) -> OpenedFeed:
    feed = open_feed(path, feed_type=feed_type, marketplace=marketplace)
    usual = channel.feed_type
    fits = usual is not None and feed.guess.kind in (None, feed_type_named(usual).kind)
    if feed.feed_type is not None or not fits:
        return feed
    feed.close()
    return open_feed(path, feed_type=usual, marketplace=marketplace)


async def check_aside(
    path: Path,
    channel: Channel,
    *,
    feed_type: str | None = None,
    on_progress: OnProgress | None = None,
) -> CheckedFeed:
    """The same in a thread, which ends when the task is cancelled.

    Args:
        on_progress: called on the event loop.

    Raises as :func:`check_file`.
    """
    stop = threading.Event()
    loop = asyncio.get_running_loop()

    def tell(progress: Progress) -> None:
        if on_progress is not None:
            loop.call_soon_threadsafe(on_progress, progress)

    def work() -> CheckedFeed | None:
        try:
            return check_file(
                path, channel, feed_type=feed_type, on_progress=tell, cancelled=stop.is_set
            )
        except WorkCancelled:
            return None

    try:
        found = await asyncio.to_thread(work)
    except asyncio.CancelledError:
        stop.set()
        raise
    assert found is not None
    return found
