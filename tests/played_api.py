"""A seller's account at Amazon that a test plays: what it does not care for is answered here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
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


class PlayedApi:
    """An account that is well and has nothing to show; a test's own is made from it."""

    program: Program = Program.MWS

    async def ping(self) -> datetime:
        return datetime.now(UTC)

    async def service_status(self) -> ServiceStatus:
        return ServiceStatus("GREEN")

    async def participations(self) -> tuple[Participation, ...]:
        return ()

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        return SubmissionPage(())

    async def submission(self, submission_id: str) -> Submission:
        raise NotFound("There is no such submission.")

    async def count(self, query: SubmissionQuery) -> int | None:
        return None

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
