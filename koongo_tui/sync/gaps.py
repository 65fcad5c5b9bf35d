"""Reading on where a list was not read to its end, page by page, as Amazon's quota allows.

What is missing stands in the history as gaps, so a first list of tens of thousands of submissions
goes on after a night, a reboot or a refusal where it stopped. A page that follows in the same
process is asked for by Amazon's token, which is cheaper; any other by the times of the gap.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_hex

from koongo_tui.amazon.api import SubmissionPage, SubmissionQuery
from koongo_tui.amazon.errors import AmazonError, RequestRejected
from koongo_tui.pacing import LIST_OPERATION, PAGE_OPERATION, PAGE_SECONDS, REACH
from koongo_tui.store.history import Gap, GapStep
from koongo_tui.sync.context import SyncContext
from koongo_tui.sync.state import CatchUp

HELD = timedelta(minutes=5)
"""How long a gap is left to the process that reads it, counted from its last page."""

ONE_SECOND = timedelta(seconds=1)
"""Requests speak of whole seconds: the newest one of a gap is asked for in full."""


class GapReader:
    """The gaps of one account."""

    def __init__(self, context: SyncContext) -> None:
        self._context = context
        self._holder = token_hex(8)
        self._page: tuple[datetime, str] | None = None
        self._after: datetime | None = None

    @property
    def pages_cost_lists(self) -> bool:
        """Each page takes a request from the list's own quota."""
        program = self._context.api.program
        return PAGE_OPERATION[program] == LIST_OPERATION[program]

    def is_open(self) -> bool:
        """Something is missing."""
        return bool(self._context.history.gaps(self._context.account))

    async def opened_by(self, page: SubmissionPage, since: datetime | None) -> GapStep | None:
        """What the first page of a list leaves to be read; None when it is the last one too.

        Args:
            since: what the list was asked for.
        """
        oldest = _oldest(page)
        if page.next_token is None or oldest is None:
            return None
        remaining = await self._count(SubmissionQuery(since=since))
        if remaining is not None:
            remaining = max(0, remaining - len(page.submissions))
        self._page = oldest, page.next_token
        return GapStep(after=Gap(oldest, since, remaining))

    async def _count(self, query: SubmissionQuery) -> int | None:
        try:
            return await self._context.api.count(query)
        except AmazonError:
            # Only the progress would be nicer with it.
            return None

    def progress(self) -> CatchUp | None:
        """What is missing and when it goes on; None when nothing is."""
        context = self._context
        gaps = context.history.gaps(context.account)
        if not gaps:
            return None
        left = [gap.remaining for gap in gaps]
        return CatchUp(
            back_to=gaps[0].newest,
            remaining=None if None in left else sum(n for n in left if n is not None),
            next_at=self._moment(gaps[0]),
            page_seconds=PAGE_SECONDS[context.api.program] * context.pace,
        )

    def moment(self) -> datetime | None:
        """When the next page may be asked for; None when nothing is missing."""
        gaps = self._context.history.gaps(self._context.account)
        return self._moment(gaps[0]) if gaps else None

    def _moment(self, gap: Gap) -> datetime:
        context = self._context
        if self._token_for(gap) is not None:
            allowed = context.budget.allowed_at(PAGE_OPERATION[context.api.program])
        else:
            allowed = context.list_allowed_at()
        return max(allowed, self._after or allowed)

    def _token_for(self, gap: Gap) -> str | None:
        return self._page[1] if self._page is not None and self._page[0] == gap.newest else None

    def wait_until(self, moment: datetime) -> None:
        """Ask for no page before this moment."""
        self._after = moment

    async def read_page(self) -> None:
        """Ask for the next page of the newest gap.

        Raises:
            AmazonError: it could not be had; the gap stays.
        """
        context, now = self._context, self._context.clock()
        self._after = None
        gap = context.history.claim_gap(
            context.account, self._holder, now=now, until=now + HELD * context.pace
        )
        if gap is None:
            # Another process is at it.
            self._after = now + HELD * context.pace
            return
        if gap.newest < now - REACH:
            # Amazon does not have them any more.
            await context.learn((), GapStep(before=gap))
            return
        page = await self._ask(gap)
        if page is not None:
            await context.learn(page.submissions, GapStep(before=gap, after=self._rest(gap, page)))

    async def _ask(self, gap: Gap) -> SubmissionPage | None:
        context = self._context
        query = SubmissionQuery(since=gap.oldest, until=gap.newest + ONE_SECOND)
        token = self._token_for(gap)
        if token is not None:
            try:
                return await context.api.submissions(query, token)
            except RequestRejected:
                # Amazon does not take the token any more; the times always work.
                self._page = None
                return None
        if (until := context.begin_list()) is not None:
            self._after = until
            return None
        # The claim is left to lapse: this too was a list, and the next one keeps its distance.
        return await context.api.submissions(query)

    def _rest(self, gap: Gap, page: SubmissionPage) -> Gap | None:
        if page.next_token is None:
            self._page = None
            return None
        newest = min(gap.newest, _oldest(page) or gap.newest)
        self._page = newest, page.next_token
        left = gap.remaining
        return Gap(
            newest, gap.oldest, None if left is None else max(0, left - len(page.submissions))
        )


def _oldest(page: SubmissionPage) -> datetime | None:
    moments = [s.submitted_at for s in page.submissions if s.submitted_at is not None]
    return min(moments, default=None)
