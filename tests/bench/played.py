"""An Amazon without a network, for what happens inside the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from koongo_tui.amazon.api import (
    Feed,
    OnProgress,
    OnStep,
    Participation,
    ReportDocument,
    ServiceStatus,
    SubmissionPage,
    SubmissionQuery,
)
from koongo_tui.amazon.errors import NotFound
from koongo_tui.amazon.submission import Submission
from koongo_tui.guide.programs import Program


class Played:
    """A :class:`~koongo_tui.amazon.api.SellerApi` that knows some submissions.

    Attributes:
        listed: newest first.
    """

    def __init__(self, program: Program = Program.MWS) -> None:
        self._program = program
        self.listed: list[Submission] = []

    @property
    def program(self) -> Program:
        """As it was made."""
        return self._program

    async def ping(self) -> datetime:
        raise NotImplementedError

    async def service_status(self) -> ServiceStatus:
        return ServiceStatus("GREEN")

    async def participations(self) -> tuple[Participation, ...]:
        return ()

    async def submissions(
        self,
        query: SubmissionQuery,
        next_token: str | None = None,
    ) -> SubmissionPage:
        start = int(next_token or 0)
        end = start + query.page_size
        found = [s for s in self.listed if self._asked_for(s, query)]
        return SubmissionPage(tuple(found[start:end]), str(end) if end < len(found) else None)

    @staticmethod
    def _asked_for(submission: Submission, query: SubmissionQuery) -> bool:
        if query.ids:
            return submission.id in query.ids
        sent = submission.submitted_at
        if query.native_statuses and submission.native_status not in query.native_statuses:
            return False
        if query.until is not None and (sent is None or sent > query.until):
            return False
        return query.since is None or (sent is not None and sent >= query.since)

    async def submission(self, submission_id: str) -> Submission:
        for one in self.listed:
            if one.id == submission_id:
                return one
        raise NotFound("There is no such submission.")

    async def count(self, query: SubmissionQuery) -> int | None:
        return len(self.listed)

    async def download_report(self, submission: Submission, into: BinaryIO) -> ReportDocument:
        raise NotFound("There is no such report.")

    async def submit(
        self,
        feed: Feed,
        *,
        on_progress: OnProgress | None = None,
        on_step: OnStep | None = None,
    ) -> Submission:
        raise NotImplementedError

    async def cancel(self, submission_ids: Sequence[str]) -> tuple[Submission, ...]:
        raise NotImplementedError

    async def aclose(self) -> None:
        return
