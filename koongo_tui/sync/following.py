"""Looking at what is open, between two lists.

SP-API allows to ask for one submission twice a second, so what is open is followed every 15
seconds: the rows a person sees, then the others in turn. MWS takes up to a hundred IDs in one list,
which has the price of a list, so only what a list does not reach is asked for, every five minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from koongo_tui.amazon.api import SubmissionQuery
from koongo_tui.amazon.errors import AccessRefused, AmazonError, DeveloperRefused, NotFound
from koongo_tui.pacing import FOLLOW_OPERATION, QUIET_INTERVAL, REACH
from koongo_tui.sync.context import SyncContext

PAUSE = timedelta(seconds=15)
"""Between two looks at single submissions."""

AT_ONCE = 10
KEPT_BACK = 3
"""Requests for one submission that are left for what a person asks for."""

MOST_IDS = 100
"""That one list takes."""


class OpenFollower:
    """The open submissions of one account."""

    def __init__(self, context: SyncContext) -> None:
        self._context = context
        self._looked_at: frozenset[str] = frozenset()
        self._asked: dict[str, datetime] = {}
        self._asked_at: datetime | None = None

    def look_at(self, ids: frozenset[str]) -> None:
        """A person sees these."""
        self._looked_at = ids

    def moment(self, checked_at: datetime | None, reached: datetime | None) -> datetime | None:
        """When to look next; None when there is nothing to look at.

        Args:
            checked_at: when the list was answered last.
            reached: how far back that list went; None for to its end.
        """
        looks = [m for m in (checked_at, self._asked_at) if m is not None]
        if not looks or not self._waiting(reached):
            return None
        operation = FOLLOW_OPERATION.get(self._context.api.program)
        if operation is not None:
            allowed = self._context.budget.allowed_at(operation)
            return max(max(looks) + PAUSE * self._context.pace, allowed)
        allowed = self._context.list_allowed_at()
        if self._asked_at is None:
            return allowed
        return max(allowed, self._asked_at + QUIET_INTERVAL * self._context.pace)

    def _waiting(self, reached: datetime | None) -> tuple[str, ...]:
        context = self._context
        # Older ones Amazon does not know any more.
        since = context.clock() - REACH
        if context.api.program in FOLLOW_OPERATION:
            return context.history.open_ids(context.account, since=since)
        if reached is None:
            return ()
        return context.history.open_ids(context.account, since=since, until=reached)

    async def look(self, reached: datetime | None, interrupted: Callable[[], bool]) -> None:
        """Look at what is open.

        Args:
            reached: see :meth:`moment`.
            interrupted: something else is wanted first.

        Raises:
            AccessRefused, DeveloperRefused: what else goes wrong, the next list tells.
        """
        try:
            if self._context.api.program in FOLLOW_OPERATION:
                await self._one_by_one(reached, interrupted)
            else:
                await self._together(reached)
        except (AccessRefused, DeveloperRefused):
            raise
        except AmazonError:
            return

    async def _one_by_one(self, reached: datetime | None, interrupted: Callable[[], bool]) -> None:
        context = self._context
        now = self._asked_at = context.clock()
        waiting = self._waiting(reached)
        self._asked = {i: self._asked[i] for i in waiting if i in self._asked}
        operation = FOLLOW_OPERATION[context.api.program]
        for submission_id in self._in_turn(waiting, now)[:AT_ONCE]:
            if interrupted() or context.budget.left(operation) <= KEPT_BACK:
                return
            self._asked[submission_id] = now
            try:
                await self.follow(submission_id)
            except NotFound:
                continue

    async def _together(self, reached: datetime | None) -> None:
        context = self._context
        now = self._asked_at = context.clock()
        waiting = self._waiting(reached)
        self._asked = {i: self._asked[i] for i in waiting if i in self._asked}
        some = self._in_turn(waiting, now)[:MOST_IDS]
        if not some or context.begin_list() is not None:
            return
        # The claim is left to lapse: this too was a list, and the next one keeps its distance.
        page = await context.api.submissions(SubmissionQuery(ids=tuple(some)))
        self._asked.update(dict.fromkeys(some, now))
        await context.learn(page.submissions)

    def _in_turn(self, waiting: tuple[str, ...], now: datetime) -> list[str]:
        # Never asked for is longest ago; sorting keeps the newest first of those alike.
        return sorted(
            waiting,
            key=lambda i: (i not in self._looked_at, i in self._asked, self._asked.get(i, now)),
        )

    async def follow(self, submission_id: str) -> None:
        """Ask for one submission. Raises AmazonError, NotFound when there is none."""
        await self._context.learn((await self._context.api.submission(submission_id),))
