"""An Amazon without a network, for what happens inside the program."""

from __future__ import annotations

from datetime import datetime

from koongo_tui.amazon.api import (
    Participation,
    ServiceStatus,
    SubmissionPage,
    SubmissionQuery,
)
from koongo_tui.amazon.errors import NotFound
from koongo_tui.amazon.submission import Submission
from koongo_tui.guide.programs import Program
from tests.played_api import PlayedApi


class Played(PlayedApi):
    """A :class:`~koongo_tui.amazon.api.SellerApi` that knows some submissions.

    Attributes:
        listed: newest first.
    """

    def __init__(self, program: Program = Program.MWS) -> None:
        self.program = program
        self.listed: list[Submission] = []

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
