"""Which submission of Amazon's list is the feed whose answer was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from koongo_tui.amazon.submission import Submission
from koongo_tui.store.intents import Intent

SETTLED_AFTER = timedelta(minutes=2)
"""A list that is asked for this long after the feed was sent shows it, if it arrived."""

CLOCKS_KNOWN = timedelta(seconds=2)
CLOCKS_UNKNOWN = timedelta(minutes=15)
"""How much earlier than we began Amazon may date a feed: Amazon's moments are whole seconds, and
it takes a request from a clock that is up to a quarter of an hour off."""


def earliest_date(intent: Intent) -> datetime:
    """The earliest moment, by Amazon's clock, that a feed of this intent can carry."""
    assert intent.began_at is not None
    if intent.offset is None:
        return intent.began_at - CLOCKS_UNKNOWN
    return intent.began_at + intent.offset - CLOCKS_KNOWN


def arrived(
    intent: Intent,
    listed: Iterable[Submission],
    *,
    is_taken: Callable[[str], bool],
    first_seen: Callable[[str], datetime | None],
) -> Submission | None:
    """The submission that this intent became; None when none of these can be it.

    Of several the one that Amazon dated first: no other of its type was sent from this machine
    until this one is settled.

    Args:
        intent: Amazon was asked, and the answer is not known.
        listed: what Amazon lists, of any type.
        is_taken: another intent has this submission.
        first_seen: when this machine learnt of a submission; None for one that it did not know.
    """
    assert intent.began_at is not None
    earliest = earliest_date(intent)
    fitting = []
    for submission in listed:
        at, seen = submission.submitted_at, first_seen(submission.id)
        if (
            submission.feed_type == intent.new.feed_type
            and at is not None
            and at >= earliest
            and (seen is None or seen >= intent.began_at)
            and _same_markets(submission, intent)
            and not is_taken(submission.id)
        ):
            fitting.append((at, submission.id, submission))
    return min(fitting)[2] if fitting else None


def _same_markets(submission: Submission, intent: Intent) -> bool:
    told, wanted = submission.marketplace_ids, intent.new.marketplace_ids
    return not told or not wanted or set(told) == set(wanted)
