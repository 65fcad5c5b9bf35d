"""Amazon MWS as a :class:`~koongo_tui.amazon.api.SellerApi`.

Operations, parameters and retries: MWS Feeds API reference (2009-01-01) and Sellers API
reference (2011-07-01).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
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
from koongo_tui.amazon.endpoints import check_endpoint, host_of
from koongo_tui.amazon.errors import AmazonError, BadAnswer, NotFound, Unreachable
from koongo_tui.amazon.moments import read_header
from koongo_tui.amazon.mws import answers
from koongo_tui.amazon.mws.caller import Caller
from koongo_tui.amazon.mws.calls import (
    MOST_IDS,
    SLOW,
    Call,
    MwsCredentials,
    conditions,
    listing,
    numbered,
)
from koongo_tui.amazon.mws.errors import NOT_WHOLE
from koongo_tui.amazon.pages import is_web_page
from koongo_tui.amazon.quota import Budget
from koongo_tui.amazon.submission import Submission
from koongo_tui.amazon.transport import Request, Transport, seconds_to_send
from koongo_tui.errors import UsageError
from koongo_tui.guide.programs import Program

__all__ = ["MwsClient", "MwsCredentials"]

MOST_PAGES = 50
REPORT_TRIES = 4
"""Amazon advises up to three more tries when a report does not fit its Content-MD5."""

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


class MwsClient:
    """One seller's account over MWS, or over a gateway that speaks it.

    Args:
        endpoint: see :func:`~koongo_tui.amazon.endpoints.check_endpoint`.
        credentials: the seller's and the developer's.
        transport: closed together with the client.
        budget: asked before every request but :meth:`ping`, and told what answers say.
        clock: gives now, aware. Timestamps are this machine's: a wrong clock is named, not
            worked around, because other programs on the machine suffer from it too.

    Raises:
        UsageError: the endpoint would send secrets in the clear, or is none.
    """

    program = Program.MWS

    def __init__(
        self,
        endpoint: str,
        credentials: MwsCredentials,
        *,
        transport: Transport,
        budget: Budget,
        clock: Callable[[], datetime],
    ) -> None:
        self._endpoint = check_endpoint(endpoint)
        self._transport = transport
        self._caller = Caller(self._endpoint, credentials, transport, budget, clock)

    @property
    def clock_offset(self) -> timedelta | None:
        """Amazon's clock minus this machine's, as the last answer showed it."""
        return self._caller.clock_offset

    async def ping(self) -> datetime:
        """See :class:`SellerApi`. Any answer with a ``Date`` proves the way and tells the time."""
        request = Request("GET", f"{self._endpoint}/")
        answer = await self._caller.exchange(self._transport.send(request), "Ping")
        told = answers.read_ping(answer.body) or read_header(answer.headers.get("date"))
        if told is None or 300 <= answer.status < 400:
            raise self._caller.final(
                BadAnswer(
                    f"{host_of(self._endpoint)} answers with status {answer.status}, "
                    "but not as Amazon does.",
                    fix="Check the endpoint, and whether a sign-in page is in the way.",
                    http_status=answer.status,
                    operation="Ping",
                )
            )
        return told

    async def service_status(self) -> ServiceStatus:
        """See :class:`SellerApi`."""
        return await self._caller.ask(Call("GetServiceStatus"), answers.read_status)

    async def participations(self) -> tuple[Participation, ...]:
        """See :class:`SellerApi`. Follows Amazon's pages to their end."""
        operation = "ListMarketplaceParticipations"
        page = await self._caller.ask(Call(operation), answers.read_participations)
        found = {p.marketplace_id: p for p in page.participations}
        seen: set[str] = set()
        while (token := page.next_token) is not None:
            if token in seen or len(seen) >= MOST_PAGES:
                raise self._caller.final(
                    BadAnswer("Amazon's list of marketplaces does not come to an end.")
                )
            seen.add(token)
            call = Call(f"{operation}ByNextToken", {"NextToken": token})
            page = await self._caller.ask(call, answers.read_participations)
            found.update((p.marketplace_id, p) for p in page.participations)
        return tuple(found.values())

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        """See :class:`SellerApi`.

        Raises:
            ValueError: a page size outside of 1 to 100, or more than 100 of something.
        """
        if next_token is None:
            call = Call("GetFeedSubmissionList", listing(query))
        else:
            call = Call("GetFeedSubmissionListByNextToken", {"NextToken": next_token})
        return await self._caller.ask(call, answers.read_page)

    async def submission(self, submission_id: str) -> Submission:
        """See :class:`SellerApi`."""
        page = await self.submissions(SubmissionQuery(ids=(submission_id,)))
        for submission in page.submissions:
            if submission.id == submission_id:
                return submission
        raise NotFound(
            "Amazon knows no such submission for this account.",
            fix="Check the ID, and that the channel is of the right account and region.",
            operation="GetFeedSubmissionList",
        )

    async def count(self, query: SubmissionQuery) -> int:
        """See :class:`SellerApi`. IDs in the query play no part: Amazon counts by conditions."""
        call = Call("GetFeedSubmissionCount", conditions(query))
        return await self._caller.ask(call, answers.read_count)

    async def download_report(self, submission: Submission, into: BinaryIO) -> ReportDocument:
        """See :class:`SellerApi`. A damaged report is discarded and fetched again."""
        call = Call("GetFeedSubmissionResult", {"FeedSubmissionId": submission.id}, seconds=SLOW)
        begin = into.tell()
        try:
            for _ in range(REPORT_TRIES):
                answer = await self._caller.answer(call, into)
                content_type = answer.headers.get("content-type")
                if answer.body or is_web_page(content_type or "", b""):
                    raise self._caller.final(
                        BadAnswer(
                            "A web page came in place of the processing report.",
                            fix="Check whether a proxy or a sign-in page is in the way.",
                            http_status=answer.status,
                            operation=call.operation,
                        )
                    )
                expected = answer.headers.get("content-md5", "").strip()
                if not expected or expected in answer.digests:
                    return ReportDocument(content_type, answer.size)
                _discard(into, begin)
        except BaseException:
            _discard(into, begin)
            raise
        raise self._caller.final(
            BadAnswer(
                f"The processing report arrived damaged {REPORT_TRIES} times. It was not kept.",
                fix="Try again later.",
                operation=call.operation,
            )
        )

    async def submit(
        self,
        feed: Feed,
        *,
        on_progress: OnProgress | None = None,
        on_step: OnStep | None = None,  # noqa: ARG002 - there is one step only
    ) -> Submission:
        """See :class:`SellerApi`. Sent once more when it did not arrive whole."""
        # Before the budget is asked: a file that has changed shall cost nothing.
        await asyncio.to_thread(feed.content.verify)
        call = Call(
            "SubmitFeed",
            {
                "FeedType": answers.native_type(feed.feed_type),
                **numbered("MarketplaceIdList.Id", feed.marketplace_ids),
                # true would delete every offer that is not in the feed: never.
                "PurgeAndReplace": "false",
                "ContentMD5Value": feed.content.md5,
            },
            content=feed.content,
            content_type=feed.content_type,
            on_progress=on_progress,
            seconds=seconds_to_send(feed.content.size),
        )
        try:
            try:
                return await self._caller.ask(call, answers.read_submitted)
            except AmazonError as error:
                if error.amazon_code not in NOT_WHOLE:
                    raise
                return await self._caller.ask(call, answers.read_submitted)
        except Unreachable as error:
            unsure = error.amazon_code is None and error.code != "mws-retired"
            if unsure and error.cause in ("timeout", "cut"):
                error.fix = (
                    "Look at the list before you send it again: Amazon may have the feed already."
                )
            raise

    async def cancel(self, submission_ids: Sequence[str]) -> tuple[Submission, ...]:
        """See :class:`SellerApi`.

        Raises:
            UsageError: no ID, or something that is none. Amazon takes a request without an ID
                for one about every submission.
        """
        ids = tuple(dict.fromkeys(submission_ids))
        if not ids or len(ids) > MOST_IDS or not all(_ID.fullmatch(id_) for id_ in ids):
            raise UsageError(
                f"Name 1 to {MOST_IDS} submissions by their IDs. Nothing was cancelled.",
                fix="The ID is the number in the first column of the list.",
            )
        call = Call("CancelFeedSubmissions", numbered("FeedSubmissionIdList.Id", ids))
        return await self._caller.ask(call, answers.read_submissions)

    async def aclose(self) -> None:
        """See :class:`SellerApi`."""
        await self._transport.aclose()


def _discard(into: BinaryIO, begin: int) -> None:
    into.seek(begin)
    into.truncate()
