"""Where a channel's feed comes from: a file on this machine, or an address of the web.

``look`` is the usual way in: it looks at a channel's source and keeps what came on its shelf, so
that it opens offline. ``fetch`` looks once and keeps nothing of its own.
"""

from koongo_tui.feed_source.errors import (
    FeedSourceError,
    SourceFault,
    SourceMissing,
    SourceNotAFeed,
    SourceNotReady,
    SourceRefused,
    SourceTooLarge,
    SourceUnreachable,
)
from koongo_tui.feed_source.fetching import fetch, look
from koongo_tui.feed_source.model import Fetched, Look, NotModified
from koongo_tui.store.feed_sources import (
    FeedSource,
    FeedSourceWrong,
    LocalFile,
    WebAddress,
    parse_feed_source,
    parse_feed_type,
)
from koongo_tui.store.feeds import FeedShelf, KeptFeed, Known

__all__ = [
    "FeedShelf",
    "FeedSource",
    "FeedSourceError",
    "FeedSourceWrong",
    "Fetched",
    "KeptFeed",
    "Known",
    "LocalFile",
    "Look",
    "NotModified",
    "SourceFault",
    "SourceMissing",
    "SourceNotAFeed",
    "SourceNotReady",
    "SourceRefused",
    "SourceTooLarge",
    "SourceUnreachable",
    "WebAddress",
    "fetch",
    "look",
    "parse_feed_source",
    "parse_feed_type",
]
