"""Fetching processing reports: each once in its life, the ones a person looks at first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    DeveloperRefused,
    NotFound,
    ReportNotReady,
    Throttled,
)
from koongo_tui.amazon.submission import NO_COUNTS, Counts, State, Submission, base_state
from koongo_tui.errors import KoongoError
from koongo_tui.pacing import BACKOFF, REPORT_OPERATION
from koongo_tui.store.history import ReportState, Row
from koongo_tui.sync.context import SyncContext
from koongo_tui.sync.state import ReportArrived

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import Issue

KEPT_BACK = 3
"""Report requests that background fetching leaves for the rows a person opens."""

CLAIMED = timedelta(minutes=10)
"""How long a report is left to the process that fetches it."""

AT_ONCE = 20
MOST_SKUS = 100_000
"""Of one report, that a search by SKU finds."""


@dataclass(frozen=True, slots=True)
class _Download:
    content_type: str | None
    path: str
    counts: Counts | None
    skus: frozenset[str]


class ReportFetcher:
    """The processing reports of one account."""

    def __init__(self, context: SyncContext) -> None:
        self._context = context
        self._wanted: list[str] = []
        self._unready: dict[str, datetime] = {}
        self._after: datetime | None = None
        self._fetching = asyncio.Lock()

    def want(self, ids: Iterable[str]) -> bool:
        """These come first, in this order; False when there is nothing to fetch of them."""
        context = self._context
        rows = (context.history.get(context.account, i) for i in ids)
        self._wanted = [row.id for row in rows if row is not None and awaits_report(row)]
        return bool(self._wanted)

    def moment(self) -> datetime | None:
        """When the next report may be fetched; None when none is wanted."""
        if not self._next():
            return None
        allowed = self._context.budget.allowed_at(REPORT_OPERATION[self._context.api.program])
        return max(allowed, self._after or allowed)

    def _next(self) -> str | None:
        context, now = self._context, self._context.clock()
        self._unready = {i: until for i, until in self._unready.items() if until > now}
        for submission_id in self._wanted:
            if submission_id not in self._unready:
                return submission_id
        operation = REPORT_OPERATION[context.api.program]
        if context.budget.left(operation) <= KEPT_BACK:
            return None
        pending = context.history.pending_reports(context.account, 1 + len(self._unready))
        return next((i for i in pending if i not in self._unready), None)

    async def fetch(self, at_most: int | None = None) -> None:
        """Fetch the reports that are wanted, then the newest missing ones, as the quota allows.

        Raises:
            AccessRefused, DeveloperRefused: other failures wait and are tried again.
        """
        async with self._fetching:
            fetched = 0
            while (submission_id := self._next()) is not None and fetched != at_most:
                if self._after is not None and self._context.clock() < self._after:
                    return
                fetched += 1
                try:
                    await self.fetch_one(submission_id)
                except Throttled as error:
                    self._after = error.retry_at
                    return
                except AmazonError as error:
                    self._after = self._context.clock() + BACKOFF[0] * self._context.pace
                    if isinstance(error, AccessRefused | DeveloperRefused):
                        raise
                    return
                finally:
                    if submission_id in self._wanted:
                        self._wanted.remove(submission_id)

    async def fetch_one(self, submission_id: str) -> None:
        """Download one processing report, keep it, and note its numbers.

        One that another process is fetching, or that Amazon has not finished, is left for a
        minute.

        Raises:
            AmazonError: it could not be asked for; a missing report is noted, not raised.
        """
        context, now = self._context, self._context.clock()
        row = context.history.get(context.account, submission_id)
        if row is None or row.report_state is ReportState.STORED:
            return
        claimed_until = now + CLAIMED * context.pace
        if not context.history.claim_report(
            context.account, submission_id, now=now, until=claimed_until
        ):
            self._unready[submission_id] = now + BACKOFF[0] * context.pace
            return
        try:
            found = await self._download(row.submission)
        except NotFound:
            self._note(submission_id, ReportState.GONE)
            return
        except ReportNotReady:
            context.history.unclaim_report(context.account, submission_id)
            self._unready[submission_id] = now + BACKOFF[0] * context.pace
            return
        except BaseException:
            context.history.unclaim_report(context.account, submission_id)
            raise
        state = ReportState.STORED if found.counts else ReportState.UNREADABLE
        self._note(submission_id, state, found)

    async def name_skus(self) -> None:
        """Note the SKUs of reports that were kept before SKUs were noted."""
        context = self._context
        while ids := context.history.unnamed_reports(context.account, AT_ONCE):
            for submission_id in ids:
                await asyncio.to_thread(self._name_skus, submission_id)

    def _name_skus(self, submission_id: str) -> None:
        context = self._context
        row = context.history.get(context.account, submission_id)
        skus: frozenset[str] = frozenset()
        # One that is damaged or gone names nothing, and is not looked at again either.
        with suppress(KoongoError):
            source = context.archive.open(context.account, submission_id)
            if source is not None and row is not None:
                with source:
                    _, skus = _read(source, row.content_type)
        context.history.name_skus(context.account, submission_id, skus)

    def _note(self, submission_id: str, state: ReportState, found: _Download | None = None) -> None:
        context = self._context
        context.history.set_report(
            context.account,
            submission_id,
            found.counts if found and found.counts else NO_COUNTS,
            report_state=state,
            fetched_at=context.clock(),
            content_type=found.content_type if found else None,
            path=found.path if found else None,
            skus=found.skus if found else (),
        )
        context.tell(ReportArrived(submission_id))

    async def _download(self, submission: Submission) -> _Download:
        from koongo_tui.amazon.reports import ReportError

        context = self._context
        with context.archive.begin() as file:
            document = await context.api.download_report(submission, file)

            def keep_and_read() -> _Download:
                path = context.archive.keep(context.account, submission.id, file)
                file.seek(0)
                try:
                    counts, skus = _read(file, document.content_type)
                except ReportError:
                    return _Download(document.content_type, path, None, frozenset())
                return _Download(document.content_type, path, counts, skus)

            # A report can be large: packing and reading it must not hold the screen.
            return await asyncio.to_thread(keep_and_read)


def _read(source: BinaryIO, content_type: str | None) -> tuple[Counts, frozenset[str]]:
    """A report's numbers and the SKUs that it names, :data:`MOST_SKUS` at most."""
    from koongo_tui.amazon.reports import read_report

    skus: set[str] = set()

    def name(issue: Issue) -> None:
        if issue.sku and len(skus) < MOST_SKUS:
            skus.add(issue.sku)

    report = read_report(source, content_type=content_type, on_issue=name)
    return report.counts, frozenset(skus)


def awaits_report(row: Row) -> bool:
    """Amazon has, or may have, a processing report that was never fetched."""
    return row.report_state in (ReportState.NONE, ReportState.PENDING) and _may_have_report(
        row.submission
    )


def _may_have_report(submission: Submission) -> bool:
    state = base_state(submission.native_status)
    return state is State.DONE or (
        state is State.FAILED and submission.report_document_id is not None
    )
