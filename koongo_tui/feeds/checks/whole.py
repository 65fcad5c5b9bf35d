"""What is checked of a feed as a whole: its type, its kind, its size, what it would do at large."""

from __future__ import annotations

from koongo_tui.feeds.checks.sheet import Sheet
from koongo_tui.feeds.kinds import MB, FeedKind
from koongo_tui.feeds.model import FeedFacts
from koongo_tui.feeds.opened import OpenedFeed
from koongo_tui.guide.programs import Program

SOME = 0.1
"""The part of the quantities that may be 0 without a word."""
MANY = 0.5
"""From here on Amazon's safety net is likely to hold the feed."""

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"{\0", b"\0{")


def check_head(feed: OpenedFeed, sheet: Sheet) -> bool:
    """Check what can be told without reading on; False when reading on makes no sense."""
    notes = sheet.notes
    if not feed.size:
        notes.whole("empty")
        return False
    if feed.guess.packed is not None:
        notes.whole("not-a-feed", what=feed.guess.packed)
        return False
    if feed.feed_type is None:
        notes.whole("type-unknown")
        return False
    _check_type(feed, sheet)
    _check_size(feed, sheet)
    if notes.has("kind-mismatch"):
        return False
    if feed.kind is not FeedKind.FLAT_FILE and feed.source.read(0, 2) in _WIDE_MARKS:
        what = "JSON" if feed.kind is FeedKind.JSON else "XML"
        notes.whole("not-utf-8", what=what, found="UTF-16")
        return False
    return True


def check_amounts(facts: FeedFacts, sheet: Sheet) -> None:
    """Check the counts of a feed that was read."""
    notes = sheet.notes
    limits = sheet.feed_type.limits
    if not facts.rows and not notes.refused:
        notes.whole("empty")
    noun = "messages" if sheet.feed_type.kind is not FeedKind.FLAT_FILE else "rows"
    count = f"{facts.rows:,} {noun}"
    if limits.most_records is not None and facts.rows > limits.most_records:
        notes.whole("too-many", count=count, limit=f"{limits.most_records:,}")
    elif limits.advised_records is not None and facts.rows > limits.advised_records:
        notes.whole("many", count=count, limit=f"{limits.advised_records:,}")
    if facts.zero_share >= SOME:
        notes.whole(
            "zeros-many" if facts.zero_share >= MANY else "zeros-some",
            share=_share(facts.zeros, facts.quantities),
            zeros=f"{facts.zeros:,}",
            all=f"{facts.quantities:,}",
        )
    deletes = facts.operations.get("DELETE", 0)
    if facts.rows and deletes / facts.rows >= MANY:
        notes.whole(
            "deletes-many",
            share=_share(deletes, facts.rows),
            deletes=f"{deletes:,}",
            all=f"{facts.rows:,}",
        )


def _check_type(feed: OpenedFeed, sheet: Sheet) -> None:
    notes, program = sheet.notes, sheet.context.program
    feed_type, guess = sheet.feed_type, feed.guess
    named = f"{feed_type.words} ({feed_type.name})" if feed_type.known else feed_type.name
    if not feed_type.known:
        notes.whole("type-not-known", type=feed_type.name)
    elif program is Program.SP_API and feed_type.removed:
        notes.whole("type-removed", type=named)
    elif feed_type.taken_by(program) is False:
        notes.whole("type-not-taken", type=named, program=program.title)
    if guess.kind is not None and guess.kind is not feed_type.kind:
        wanted, found = feed_type.kind.words, guess.kind.words
        notes.whole("kind-mismatch", type=named, wanted=wanted, found=found)
    elif (
        feed_type.kind is FeedKind.FLAT_FILE
        and feed_type.known
        and guess.feed_type is not None
        and guess.feed_type is not feed_type
    ):
        found = f"{guess.feed_type.words} ({guess.feed_type.name})"
        notes.whole("type-doubtful", type=named, found=found)


def _check_size(feed: OpenedFeed, sheet: Sheet) -> None:
    limits = sheet.feed_type.limits
    size = size_words(feed.size)
    if limits.fewer_bytes is not None and feed.size >= limits.fewer_bytes:
        sheet.notes.whole("too-large", size=size, limit=size_words(limits.fewer_bytes))
    elif limits.advised_bytes is not None and feed.size > limits.advised_bytes:
        sheet.notes.whole("large", size=size, limit=size_words(limits.advised_bytes))


def size_words(size: int) -> str:
    """``980 bytes``, ``12.3 MB``, ``1.2 GB``."""
    if size < 10_000:
        return f"{size:,} bytes"
    if size < MB:
        return f"{size / 1000:.0f} kB"
    if size < 1000 * MB:
        return f"{size / MB:.1f} MB".replace(".0 ", " ")
    return f"{size / (1000 * MB):.1f} GB".replace(".0 ", " ")


def _share(part: int, whole: int) -> str:
    """Never 100 % when it is not all, so rounded down."""
    return f"{part * 100 // whole} %"
