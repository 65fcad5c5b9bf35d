"""Judging a submitted feed message by message, by the rules of Amazon that can be checked here."""

from __future__ import annotations

from koongo_tui.sandbox.catalogue import Catalogue
from koongo_tui.sandbox.feed_types import FEED_KINDS, FeedKind
from koongo_tui.sandbox.feeds.flat_file import judge_flat_file
from koongo_tui.sandbox.feeds.listings_feed import judge_listings
from koongo_tui.sandbox.feeds.xml_feed import judge_xml
from koongo_tui.sandbox.outcomes import Outcome
from koongo_tui.sandbox.submissions import Submission


def judge(submission: Submission, catalogue: Catalogue) -> Outcome:
    """What becomes of a feed. A product that is accepted enters the catalogue."""
    content = submission.content or b""
    match FEED_KINDS[submission.feed_type]:
        case FeedKind.JSON:
            return judge_listings(submission, catalogue)
        case FeedKind.FLAT_FILE:
            return judge_flat_file(
                content, submission.content_type, submission.feed_type, catalogue
            )
        case FeedKind.XML:
            return judge_xml(content, submission.feed_type, catalogue)
