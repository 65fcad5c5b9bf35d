"""A channel's feed for the screen: its rows at once, what was found in it, what it changes.

Files and the network are reached from here only. Whatever takes long runs in threads that end as
soon as nobody looks any more.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.errors import KoongoError, UsageError
from koongo_tui.feed_source import FeedSource, Fetched, LocalFile, look, parse_feed_source
from koongo_tui.feeds.kinds import find_feed_type
from koongo_tui.feeds.model import FeedError, FeedRow, Progress, WorkCancelled
from koongo_tui.feeds.opened import OpenedFeed, open_feed
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.tui.background import in_background

if TYPE_CHECKING:
    from koongo_tui.feeds.compare import Differences
    from koongo_tui.outbox.checking import CheckedFeed
    from koongo_tui.store.channels import Channel
    from koongo_tui.store.intents import Intent
    from koongo_tui.workspace import Workspace

_ARCHIVES = (b"\x1f\x8b", b"PK\x03\x04")


class FeedWindow:
    """The rows of an open feed, as far as they are known. A file that changed gives none.

    Args:
        broken: told once, when the file is not the one that was opened.
    """

    def __init__(self, feed: OpenedFeed, broken: Callable[[FeedError], None]) -> None:
        self.feed = feed
        self._broken: Callable[[FeedError], None] | None = broken
        self._count = feed.count

    def __len__(self) -> int:
        return self._count

    def rows(self, start: int, stop: int) -> Sequence[FeedRow]:
        """See :class:`~koongo_tui.tui.widgets.row_source.RowSource`."""
        try:
            return self.feed.rows(start, min(stop, self._count))
        except FeedError as error:
            tell, self._broken = self._broken, None
            if tell is not None:
                tell(error)
            return ()

    def position(self, row_id: str) -> int | None:
        """See :class:`~koongo_tui.tui.widgets.row_source.RowSource`."""
        found = self.feed.position(row_id)
        return found if found is not None and found < self._count else None


@dataclass(frozen=True, slots=True)
class Compared:
    """A feed held against the one sent last. Close it when it is no longer shown.

    Attributes:
        last: what was sent.
        columns, columns_before: the names of the cells of their rows.
    """

    last: Intent
    found: Differences
    columns: tuple[str, ...]
    columns_before: tuple[str, ...]
    _stack: ExitStack

    def close(self) -> None:
        """Let go of both."""
        self._stack.close()


class FeedView:
    """See the module.

    Attributes:
        opened: the feed; None while there is none to show.
        kept: ``opened`` is the copy on this machine that is sent; otherwise the file itself.
        looked_at: when the source was last found to hold this; None when it was not looked at.
        doing: what goes on, a word or two; empty when nothing does.
        progress: how far that is; None where nobody knows.
        checked: what Amazon would make of it; None before it was checked.
        trouble: why the source cannot be read, or the feed not be checked.
    """

    def __init__(self, workspace: Workspace, channel: Channel) -> None:
        self.workspace = workspace
        self.channel = channel
        self.opened: OpenedFeed | None = None
        self.kept = False
        self.looked_at: datetime | None = None
        self.doing = ""
        self.progress: Progress | None = None
        self.checked: CheckedFeed | None = None
        self.trouble: KoongoError | None = None
        self._stop = threading.Event()
        self._indexing: OpenedFeed | None = None
        self._lock = threading.Lock()

    @property
    def source(self) -> FeedSource | None:
        """Where the feed comes from; None where nobody said. Raises UsageError."""
        text = self.channel.feed_source
        home = Path("~").expanduser()
        return parse_feed_source(text, home=home) if text else None

    async def open_first(self) -> None:
        """Show what is at hand at once: the kept copy, else the file itself."""
        try:
            source = self.source
        except UsageError as error:
            self.trouble = error
            return
        if source is None:
            return
        try:
            found = await asyncio.to_thread(self._at_hand, source)
        except KoongoError:
            # The look that follows says why.
            return
        if found is not None:
            path, self.kept = found
            await self._show(path)

    def _at_hand(self, source: FeedSource) -> tuple[Path, bool] | None:
        kept = self.workspace.feeds.get(self.channel.name)
        if kept is not None and kept.known is not None:
            self.looked_at = kept.known.checked_at
            return kept.path, True
        if not isinstance(source, LocalFile):
            return None
        try:
            with source.path.open("rb") as file:
                packed = file.read(4).startswith(_ARCHIVES)
        except OSError:
            return None
        return None if packed else (source.path, False)

    async def look(self) -> bool:
        """Look at the source; True when another feed is shown now.

        What cannot be read is noted in ``trouble``; what is shown stays.
        """
        self.trouble = None
        self.doing = "Looking at the source"
        try:
            source = self.source
            if source is None:
                return False
            found = await look(
                self.workspace.feeds, self.channel.name, source, clock=self.workspace.clock
            )
        except KoongoError as error:
            self.trouble = error
            return False
        finally:
            self.doing = ""
        self.looked_at = found.known.checked_at
        if not isinstance(found, Fetched) and self.opened is not None and self.kept:
            return False
        self.kept = True
        return await self._show(self.workspace.feeds.path(self.channel.name))

    async def _show(self, path: Path) -> bool:
        market = marketplace_by_id(self.channel.marketplace_id)
        try:
            opened = await asyncio.to_thread(
                open_feed, path, feed_type=self.channel.feed_type, marketplace=market
            )
        except FeedError as error:
            self.trouble = error
            return False
        self._let_go()
        self.opened, self.checked = opened, None
        return True

    async def study(self, tell: Callable[[], None]) -> None:
        """Read the feed to its end: first so that every row is near, then to check it.

        Args:
            tell: called on the event loop when a step is done.
        """
        opened = self.opened
        if opened is None:
            return
        stop = self._stop = threading.Event()
        try:
            self.doing, self._indexing = "Reading", opened
            await in_background(lambda: self._index(opened, stop))
            tell()
            if stop.is_set():
                return
            self.doing, self.progress = "Checking", None
            self.checked = await in_background(lambda: self._check(opened.path, stop))
        except WorkCancelled:
            return
        except KoongoError as error:
            self.trouble = error
        finally:
            if self._stop is stop:
                self.doing, self.progress = "", None
        tell()

    def _index(self, opened: OpenedFeed, stop: threading.Event) -> None:
        try:
            for progress in opened.index(stop.is_set):
                self.progress = progress
        finally:
            with self._lock:
                self._indexing = None
                gone = self.opened is not opened
            if gone:
                opened.close()

    def _check(self, path: Path, stop: threading.Event) -> CheckedFeed:
        from koongo_tui.outbox.checking import check_file

        def note(progress: Progress) -> None:
            self.progress = progress

        return check_file(
            path,
            self.channel,
            feed_type=self.channel.feed_type,
            on_progress=note,
            cancelled=stop.is_set,
        )

    # -- against the feed sent last --------------------------------------------------------

    def last_sent(self) -> Intent | None:
        """The feed of this type that the channel sent last; None without one."""
        feed_type = self.opened.feed_type if self.opened is not None else None
        if feed_type is None:
            return None
        return self.workspace.intents.last_sent(self.channel.name, feed_type.name)

    async def compare(
        self, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]
    ) -> Compared | None:
        """Hold the feed against the one sent last; None when nothing was sent.

        Args:
            on_progress: called in a thread.

        Raises:
            KoongoError: they cannot be compared.
            WorkCancelled: ``cancelled`` said so.
        """
        opened = self.opened
        last = await asyncio.to_thread(self.last_sent)
        if opened is None or last is None:
            return None
        return await in_background(lambda: self._compare(opened, last, on_progress, cancelled))

    def _compare(
        self,
        opened: OpenedFeed,
        last: Intent,
        on_progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> Compared:
        from koongo_tui.feeds.compare import compare_feeds
        from koongo_tui.outbox.kept import kept_copy

        with ExitStack() as stack:
            path = stack.enter_context(kept_copy(self.workspace, last))
            before = stack.enter_context(
                open_feed(path, feed_type=last.new.feed_type, marketplace=opened.marketplace)
            )
            # A handle of its own: the preview may show another feed meanwhile.
            now = stack.enter_context(
                open_feed(
                    opened.path, feed_type=self.channel.feed_type, marketplace=opened.marketplace
                )
            )
            found = stack.enter_context(compare_feeds(before, now, on_progress, cancelled))
            if cancelled():
                raise WorkCancelled
            return Compared(last, found, now.columns, before.columns, stack.pop_all())

    @property
    def type_title(self) -> str:
        """What the feed is, in words."""
        opened = self.opened
        if opened is None or opened.feed_type is None:
            return "Feed of unknown type"
        found = find_feed_type(opened.feed_type.name)
        return found.words if found else opened.feed_type.name

    # -- life ----------------------------------------------------------------------------

    def stop(self) -> None:
        """Nobody looks any more: end what goes on."""
        self._stop.set()

    def _let_go(self) -> None:
        self.stop()
        with self._lock:
            opened, self.opened = self.opened, None
            busy = opened is not None and self._indexing is opened
        # Whoever reads in it closes it: its handle must not become another file's meanwhile.
        if opened is not None and not busy:
            opened.close()

    def close(self) -> None:
        """Give everything back."""
        self._let_go()
