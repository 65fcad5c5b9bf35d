"""The kept copies of what was sent: as files again, and held against a feed that is new."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.errors import ExitCode, KoongoError
from koongo_tui.feeds.compare import compare_feeds
from koongo_tui.feeds.model import Cancelled, Progress, never
from koongo_tui.feeds.opened import open_feed
from koongo_tui.feeds.spill import no_room
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.outbox.outbox import ARCHIVED_AS

if TYPE_CHECKING:
    from collections.abc import Callable

    from koongo_tui.outbox.checking import CheckedFeed
    from koongo_tui.store.config import Channel
    from koongo_tui.store.intents import Intent
    from koongo_tui.workspace import Workspace


class NotKept(KoongoError):
    """There is no copy of a feed on this machine."""

    code = "not-kept"
    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True)
class Changes:
    """How a feed differs from the one of its type that the channel sent last, in records."""

    added: int
    changed: int
    removed: int
    same: int


@contextmanager
def kept_copy(workspace: Workspace, intent: Intent) -> Iterator[Path]:
    """A feed as it was prepared, as a private file that goes when the block is left. Blocks.

    Raises:
        NotKept: the copy was removed.
        FeedError: there is no room for it.
        StoreError: the copy is damaged or cannot be read.
    """
    source = workspace.sent.open(ARCHIVED_AS, intent.new.digest)
    if source is None:
        raise NotKept(
            "The copy of that feed is not kept any more. Nothing was sent.",
            fix="Send it from its source: koongo-tui submit",
        )
    with source, tempfile.TemporaryDirectory(prefix="koongo-tui-") as folder:
        path = Path(folder) / "feed"
        try:
            with path.open("xb") as target:
                shutil.copyfileobj(source, target, 1024 * 1024)
        except OSError as error:
            raise no_room(error, path.parent) from None
        yield path


def changes_since(
    workspace: Workspace,
    channel: Channel,
    checked: CheckedFeed,
    last: Intent,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Cancelled = never,
) -> Changes:
    """Hold a feed against one that was sent. Reads both to their end: for a thread.

    Raises:
        NotKept: the copy was removed.
        FeedError, StoreError: one of them cannot be read, or they are of different kinds.
        WorkCancelled: ``cancelled`` said so.
    """
    assert checked.feed_type is not None
    market = marketplace_by_id(channel.marketplace_id)
    name = checked.feed_type.name
    with (
        kept_copy(workspace, last) as path,
        open_feed(path, feed_type=last.new.feed_type, marketplace=market) as before,
        open_feed(checked.path, feed_type=name, marketplace=market) as now,
        compare_feeds(before, now, on_progress, cancelled) as found,
    ):
        return Changes(found.added, found.changed, found.removed, found.same)
