"""Trying a feed source that is not saved yet: nothing that is kept is touched."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from koongo_tui.feed_source import fetch, parse_feed_source

if TYPE_CHECKING:
    from koongo_tui.channel_settings import Draft
    from koongo_tui.feed_source import Known
    from koongo_tui.workspace import Workspace


async def try_source(workspace: Workspace, draft: Draft) -> Known:
    """Fetch the feed of a draft's source to see that it can be had, and let it go again.

    Raises:
        FeedSourceError, UsageError: it cannot.
        StoreError: there is no room for it.
    """
    # Whatever began with ~ was made whole when it was entered.
    source = parse_feed_source(draft.now.feed_source or "", home=Path("/"))
    with TemporaryDirectory(prefix="koongo-tui-") as folder:
        found = await fetch(source, None, Path(folder) / "feed", clock=workspace.clock)
    return found.known
