"""The practice world: sellers, developers and their submissions as time goes by.

It knows neither HTTP nor a program of Amazon: MWS and others are views of it. Nothing runs in
the background. Whatever should have happened by now is worked out when somebody looks.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import RLock

from koongo_tui.sandbox.cast import DEFAULT_SEED, Cast, Developer, Past, Seller, Standing, make_cast
from koongo_tui.sandbox.catalogue import Catalogue, example_orders, example_skus
from koongo_tui.sandbox.dice import dice
from koongo_tui.sandbox.feed_types import LISTINGS
from koongo_tui.sandbox.feeds import judge
from koongo_tui.sandbox.invented import invent
from koongo_tui.sandbox.outcomes import Outcome
from koongo_tui.sandbox.past import (
    KEPT,
    LARGE_LISTING_FEEDS,
    LISTING_FEEDS,
    PastFeed,
    heartbeat_feed,
    large_past,
    listings_past,
    typical_past,
)
from koongo_tui.sandbox.reports import Report, write_report
from koongo_tui.sandbox.submissions import Stage, Submission

_FIRST_NUMBER = 469_000
_NUMBERS_EACH = 20_000
"""Every seller counts from a number of its own, so that nobody's IDs depend on who looked first."""

_LISTINGS_FROM = 10_000
"""Listings feeds of the past are counted apart: an MWS client never sees a gap."""


def utc_now() -> datetime:
    """This machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Course:
    """The way that feeds take from now on.

    Attributes:
        wait: from submission to the beginning of the processing.
        work: from there to the end; longer for a large feed.
        during: the stage between.
        ending: the stage after; None never comes to an end.
    """

    wait: timedelta = timedelta(seconds=3)
    work: timedelta = timedelta(seconds=6)
    during: Stage = Stage.RUNNING
    ending: Stage | None = Stage.DONE


class World:
    """The state of everything.

    Args:
        clock: aware, UTC.
        seed: another one gives other sellers, keys and submissions.

    Attributes:
        began_at: when it came to be; what sellers submitted before is counted back from here.
        course: of the feeds submitted from now on.
    """

    def __init__(
        self, *, clock: Callable[[], datetime] = utc_now, seed: str = DEFAULT_SEED
    ) -> None:
        self.clock = clock
        self.seed = seed
        self.began_at = clock()
        self.course = Course()
        cast = make_cast(seed)
        self._developers = cast.developers
        self._application = cast.application
        self._sellers = {seller.seller_id: seller for seller in cast.sellers}
        self._submissions: dict[str, list[Submission]] = {}
        self._catalogues: dict[str, Catalogue] = {}
        self._judged: dict[str, Outcome] = {}
        self._unjudged: list[Submission] = []
        self._numbers = {
            seller.seller_id: _FIRST_NUMBER + index * _NUMBERS_EACH
            for index, seller in enumerate(cast.sellers)
        }
        self._listings_numbers = {
            id_: number + _LISTINGS_FROM for id_, number in self._numbers.items()
        }
        self._every: timedelta | None = None
        self._next_beat = self.began_at
        self._lock = RLock()

    @property
    def cast(self) -> Cast:
        """Everybody, as they stand."""
        return Cast(self._developers, tuple(self._sellers.values()), self._application)

    def seller(self, seller_id: str) -> Seller | None:
        """The seller with this ID."""
        return self._sellers.get(seller_id)

    def developer(self, access_key_id: str) -> Developer | None:
        """The developer with this access key."""
        return next((d for d in self._developers if d.access_key_id == access_key_id), None)

    def change_seller(
        self, seller_id: str, *, standing: Standing | None = None, mws_auth_token: str | None = None
    ) -> None:
        """Let an authorisation end, come back, or have another token."""
        seller = self._sellers[seller_id]
        self._sellers[seller_id] = replace(
            seller,
            standing=standing or seller.standing,
            mws_auth_token=mws_auth_token or seller.mws_auth_token,
        )

    def keep_submitting(self, every: timedelta | None) -> None:
        """Let each usual seller submit a feed by itself from now on; None ends it."""
        with self._lock:
            self._every = every
            self._next_beat = self.clock() + (every or timedelta(0))

    def submissions(self, seller_id: str) -> Sequence[Submission]:
        """What Amazon still lists of a seller, newest first."""
        with self._lock:
            now = self.tick()
            mine = self._of(seller_id)
            return [s for s in reversed(mine) if now - s.submitted_at <= KEPT]

    def find(self, seller_id: str, submission_id: str) -> Submission | None:
        """A seller's submission, however old."""
        with self._lock:
            self.tick()
            return next((s for s in self._of(seller_id) if s.id == submission_id), None)

    def submit(
        self,
        seller: Seller,
        feed_type: str,
        content: bytes,
        *,
        content_type: str = "",
        marketplace_ids: Sequence[str] = (),
        ending: Stage | None = None,
    ) -> Submission:
        """Take a feed. Feeds of one type are processed one after another.

        Args:
            ending: its stage in the end; None for that of the course.
        """
        with self._lock:
            now = self.tick()
            self._of(seller.seller_id)
            course = self.course
            starts = [now + course.wait]
            starts += [
                s.completed_at
                for s in self._unjudged
                if s.seller_id == seller.seller_id and s.feed_type == feed_type and s.completed_at
            ]
            started_at = max(starts)
            seconds = course.work.total_seconds() * (1 + len(content) / 1_000_000)
            submission = Submission(
                id=self._new_id(seller.seller_id, now),
                seller_id=seller.seller_id,
                feed_type=feed_type,
                marketplace_ids=tuple(marketplace_ids) or seller.marketplace_ids,
                submitted_at=now,
                started_at=started_at,
                completed_at=started_at + timedelta(seconds=min(seconds, 60)),
                during=course.during,
                content=content,
                content_type=content_type,
            )
            if course.ending is None and ending is None:
                submission.completed_at = None
            else:
                submission.ending = ending or course.ending or Stage.DONE
            self._add(submission)
            if submission.ending is Stage.DONE and submission.completed_at:
                self._unjudged.append(submission)
            return submission

    def outcome(self, submission: Submission) -> Outcome:
        """What became of a submission that is done."""
        with self._lock:
            self.tick()
            if submission.content is None:
                seller = self._sellers[submission.seller_id]
                return invent(self.seed, seller, submission)
            return self._judged[submission.id]

    def report(self, submission: Submission) -> Report:
        """The processing report of a submission that is done."""
        seller = self._sellers[submission.seller_id]
        return write_report(self.outcome(submission), submission, seller)

    def catalogue(self, seller: Seller) -> Catalogue:
        """What a seller has on Amazon now."""
        with self._lock:
            self.tick()
            return self._catalogue(seller)

    def tick(self) -> datetime:
        """Let everything happen that is due; gives the time."""
        with self._lock:
            now = self.clock()
            self._beat(now)
            self._judge(now)
            return now

    def _of(self, seller_id: str) -> list[Submission]:
        """A seller's submissions, oldest first; what was there before is made up when needed."""
        if seller_id not in self._submissions:
            self._submissions[seller_id] = []
            seller = self._sellers[seller_id]
            chance = dice(self.seed, "past", seller_id)
            past = {Past.TYPICAL: typical_past, Past.LARGE: large_past}.get(seller.past)
            for feed in reversed(list(past(chance)) if past else []):
                self._add(self._begun(seller, feed, self.began_at - feed.age))
            for feed in reversed(self._past_listings(seller)):
                self._add(self._begun(seller, feed, self.began_at - feed.age))
        return self._submissions[seller_id]

    def _past_listings(self, seller: Seller) -> list[PastFeed]:
        chance = dice(self.seed, "past listings", seller.seller_id)
        match seller.past:
            case Past.TYPICAL:
                return list(listings_past(chance, LISTING_FEEDS, timedelta(days=20)))
            case Past.LARGE:
                days = KEPT - timedelta(days=3)
                return list(listings_past(chance, LARGE_LISTING_FEEDS, days))
            case Past.NOTHING:
                return []

    def _begun(self, seller: Seller, feed: PastFeed, submitted_at: datetime) -> Submission:
        started_at = None if feed.wait is None else submitted_at + feed.wait
        ends_from = started_at or submitted_at
        return Submission(
            id=self._new_id(seller.seller_id, submitted_at, listings=feed.feed_type == LISTINGS),
            seller_id=seller.seller_id,
            feed_type=feed.feed_type,
            marketplace_ids=seller.marketplace_ids,
            submitted_at=submitted_at,
            started_at=started_at,
            completed_at=None if feed.work is None else ends_from + feed.work,
            before=feed.before,
            during=feed.during,
            ending=feed.ending,
            fate=feed.fate,
        )

    def _add(self, submission: Submission) -> None:
        mine = self._submissions[submission.seller_id]
        insort(mine, submission, key=lambda s: s.submitted_at)

    def _new_id(self, seller_id: str, submitted_at: datetime, *, listings: bool = False) -> str:
        """As Amazon made them: a number, then the days since 1970."""
        numbers = self._listings_numbers if listings else self._numbers
        numbers[seller_id] += 1
        return f"{numbers[seller_id]}{int(submitted_at.timestamp()) // 86_400:06}"

    def _catalogue(self, seller: Seller) -> Catalogue:
        if seller.seller_id not in self._catalogues:
            self._catalogues[seller.seller_id] = Catalogue(
                set(example_skus(seller)), set(example_orders(self.seed, seller))
            )
        return self._catalogues[seller.seller_id]

    def _beat(self, now: datetime) -> None:
        while self._every is not None and self._next_beat <= now:
            at = self._next_beat
            self._next_beat += self._every
            for seller in self._sellers.values():
                if seller.standing is Standing.ACTIVE and seller.past is Past.TYPICAL:
                    self._of(seller.seller_id)
                    feed = heartbeat_feed(dice(self.seed, "heartbeat", seller.seller_id, at))
                    self._add(self._begun(seller, feed, at))
                    chance = dice(self.seed, "listings heartbeat", seller.seller_id, at)
                    self._add(self._begun(seller, heartbeat_feed(chance, LISTINGS), at))

    def _judge(self, now: datetime) -> None:
        due = [s for s in self._unjudged if s.completed_at and s.completed_at <= now]
        for submission in sorted(due, key=lambda s: (s.completed_at or now, s.id)):
            self._unjudged.remove(submission)
            if submission.stage(now) is Stage.DONE:
                catalogue = self._catalogue(self._sellers[submission.seller_id])
                self._judged[submission.id] = judge(submission, catalogue)
