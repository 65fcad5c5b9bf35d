"""Amazon's Selling Partner API as a :class:`~koongo_tui.amazon.api.SellerApi`.

Operations and parameters: Feeds API reference (2021-06-30) and Sellers API reference (v1).
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO
from urllib.parse import quote

from koongo_tui.amazon.api import (
    Feed,
    OnProgress,
    OnStep,
    Participation,
    ReportDocument,
    ServiceStatus,
    SubmissionPage,
    SubmissionQuery,
    Uploaded,
)
from koongo_tui.amazon.endpoints import check_endpoint, host_of
from koongo_tui.amazon.errors import (
    BadAnswer,
    NotFound,
    ReportNotReady,
    RequestRejected,
    Unreachable,
)
from koongo_tui.amazon.moments import read_header, write_iso
from koongo_tui.amazon.quota import Budget
from koongo_tui.amazon.spapi import answers, storage
from koongo_tui.amazon.spapi.caller import Call, Caller
from koongo_tui.amazon.spapi.errors import not_found
from koongo_tui.amazon.spapi.lwa import Lwa
from koongo_tui.amazon.submission import Submission, base_state
from koongo_tui.amazon.transport import Request, Transport
from koongo_tui.errors import UsageError
from koongo_tui.guide.programs import Program
from koongo_tui.guide.secret import Secret

__all__ = ["USUAL_TYPES", "SpApiClient"]

FEEDS = "/feeds/2021-06-30"
SELLERS = "/sellers/v1"
REACH = timedelta(days=90)
"""How far back Amazon keeps feeds; it refuses to be asked for more."""

USUAL_TYPES = (
    "JSON_LISTINGS_FEED",
    "POST_ORDER_FULFILLMENT_DATA",
    "POST_FLAT_FILE_FULFILLMENT_DATA",
    "POST_PRODUCT_DATA",
    "POST_INVENTORY_AVAILABILITY_DATA",
    "POST_PRODUCT_PRICING_DATA",
    "POST_PRODUCT_IMAGE_DATA",
    "POST_PRODUCT_RELATIONSHIP_DATA",
    "POST_FLAT_FILE_LISTINGS_DATA",
    "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA",
)
"""Amazon lists ten types at most, once in 45 seconds: these are the ones that Koongo sends."""

MOST_TYPES = 10
MOST_IDS = 100
_MARGIN = timedelta(minutes=5)
_ID = re.compile(r"(?!\.+\Z)[0-9A-Za-z._-]{1,128}")


class SpApiClient:
    """One seller's account over SP-API.

    Args:
        endpoint: see :func:`~koongo_tui.amazon.endpoints.check_endpoint`.
        lwa: Login with Amazon for the application; closed together with the client.
        refresh_token: the seller's authorisation of that application, in the endpoint's region.
        marketplace_id: where feeds go that name no marketplace.
        transport: closed together with the client.
        budget: asked before every request but :meth:`ping`, and told of refusals.
        clock: gives now, aware.
        jitter: gives 0 to 1, so that several machines do not come back at once.

    Raises:
        UsageError: the endpoint would send secrets in the clear, or is none.
    """

    program = Program.SP_API

    def __init__(
        self,
        endpoint: str,
        lwa: Lwa,
        refresh_token: Secret,
        marketplace_id: str,
        *,
        transport: Transport,
        budget: Budget,
        clock: Callable[[], datetime],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._endpoint = check_endpoint(endpoint)
        self._marketplace_id = marketplace_id
        self._lwa = lwa
        self._transport = transport
        self._clock = clock
        self._caller = Caller(
            self._endpoint,
            lwa,
            refresh_token,
            transport=transport,
            budget=budget,
            clock=clock,
            jitter=jitter,
        )

    @property
    def clock_offset(self) -> timedelta | None:
        """Amazon's clock minus this machine's, as the last answer showed it."""
        return self._caller.clock_offset

    async def ping(self) -> datetime:
        """See :class:`SellerApi`. Any answer with a ``Date`` proves the way and tells the time."""
        request = Request("GET", f"{self._endpoint}/")
        answer = await self._caller.exchange(self._transport.send(request), "Ping")
        told = read_header(answer.headers.get("date"))
        if told is None or 300 <= answer.status < 400:
            raise BadAnswer(
                f"{host_of(self._endpoint)} answers with status {answer.status}, "
                "but not as Amazon does.",
                fix="Check the endpoint, and whether a sign-in page is in the way.",
                http_status=answer.status,
                operation="Ping",
            )
        return told

    async def service_status(self) -> ServiceStatus:
        """See :class:`SellerApi`. SP-API has no such word; an access token proves the keys."""
        await self._caller.prove_application()
        return ServiceStatus("GREEN")

    async def participations(self) -> tuple[Participation, ...]:
        """See :class:`SellerApi`."""
        call = Call("getMarketplaceParticipations", "GET", f"{SELLERS}/marketplaceParticipations")
        return await self._caller.ask(call, answers.read_participations)

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        """See :class:`SellerApi`. Without feed types it lists :data:`USUAL_TYPES`.

        IDs are asked for one by one; what Amazon does not know of them is left out.

        Raises:
            ValueError: a page size outside of 1 to 100, more than ten types or 100 IDs.
        """
        if next_token is None and query.ids:
            return SubmissionPage(await self._by_ids(query.ids))
        # Together with the token Amazon takes nothing else.
        parameters = {"nextToken": next_token} if next_token is not None else self._listing(query)
        call = Call("getFeeds", "GET", f"{FEEDS}/feeds", parameters)
        return await self._caller.ask(call, answers.read_page)

    def _listing(self, query: SubmissionQuery) -> dict[str, str]:
        types = query.feed_types or USUAL_TYPES
        if not 1 <= query.page_size <= 100:
            raise ValueError(f"a page has 1 to 100 submissions, not {query.page_size}")
        if len(types) > MOST_TYPES:
            raise ValueError(f"at most {MOST_TYPES} feed types, not {len(types)}")
        parameters = {"feedTypes": ",".join(types), "pageSize": str(query.page_size)}
        if query.native_statuses:
            parameters["processingStatuses"] = ",".join(query.native_statuses)
        earliest = self._clock() - REACH + _MARGIN
        if query.since is not None and query.since > earliest:
            parameters["createdSince"] = write_iso(query.since)
        if query.until is not None:
            parameters["createdUntil"] = write_iso(query.until)
        return parameters

    async def _by_ids(self, ids: Sequence[str]) -> tuple[Submission, ...]:
        if len(ids) > MOST_IDS:
            raise ValueError(f"at most {MOST_IDS} submissions, not {len(ids)}")
        found = []
        for id_ in dict.fromkeys(ids):
            try:
                found.append(await self.submission(id_))
            except NotFound:
                continue
        return tuple(found)

    async def submission(self, submission_id: str) -> Submission:
        """See :class:`SellerApi`."""
        if not _ID.fullmatch(submission_id):
            raise not_found("getFeed")
        call = Call("getFeed", "GET", _path("feeds", submission_id))
        return await self._caller.ask(call, answers.read_feed)

    async def count(self, query: SubmissionQuery) -> int | None:  # noqa: ARG002 - no such call
        """See :class:`SellerApi`. SP-API does not count."""
        return None

    async def download_report(self, submission: Submission, into: BinaryIO) -> ReportDocument:
        """See :class:`SellerApi`.

        The document's address lives five minutes; when it has ended another is asked for, once.
        """
        document_id = await self._report_of(submission)
        begin = into.tell()
        try:
            try:
                return await self._fetch(document_id, into)
            except storage.AddressRefused:
                _discard(into, begin)
            return await self._fetch(document_id, into)
        except BaseException:
            _discard(into, begin)
            raise

    async def _report_of(self, submission: Submission) -> str:
        document_id = submission.report_document_id
        if document_id is None:
            if base_state(submission.native_status).is_open:
                raise ReportNotReady(
                    "Amazon has not finished this submission, so there is no processing report "
                    "yet.",
                    fix="Wait until it is done.",
                )
            # It was seen before Amazon named the document.
            document_id = (await self.submission(submission.id)).report_document_id
        if document_id is None:
            raise NotFound(
                "Amazon names no processing report for this submission.", operation="getFeed"
            )
        return document_id

    async def _fetch(self, document_id: str, into: BinaryIO) -> ReportDocument:
        call = Call("getFeedDocument", "GET", _path("documents", document_id))
        document = await self._caller.ask(call, answers.read_document)
        return await storage.download(self._transport, document, into)

    async def submit(
        self,
        feed: Feed,
        *,
        on_progress: OnProgress | None = None,
        on_step: OnStep | None = None,
    ) -> Submission:
        """See :class:`SellerApi`. Goes to the channel's marketplace when it names none."""
        document_id = feed.document_id or await self._upload(feed, on_progress)
        if on_step is not None:
            await on_step(Uploaded(document_id))
        return await self._create(feed, document_id)

    async def _upload(self, feed: Feed, on_progress: OnProgress | None) -> str:
        # Before the budget is asked: a file that has changed shall cost nothing.
        await asyncio.to_thread(feed.content.verify)
        call = Call(
            "createFeedDocument",
            "POST",
            f"{FEEDS}/documents",
            content={"contentType": feed.content_type},
        )
        document = await self._caller.ask(call, answers.read_document)
        await storage.upload(
            self._transport, document, feed.content, feed.content_type, on_progress
        )
        return document.id

    async def _create(self, feed: Feed, document_id: str) -> Submission:
        markets = feed.marketplace_ids or (self._marketplace_id,)
        call = Call(
            "createFeed",
            "POST",
            f"{FEEDS}/feeds",
            content={
                "feedType": feed.feed_type,
                "marketplaceIds": list(markets),
                "inputFeedDocumentId": document_id,
            },
        )
        asked = self._clock()
        try:
            id_ = await self._caller.ask(call, answers.read_created)
        except Unreachable as error:
            if error.cause in ("timeout", "cut"):
                error.fix = (
                    "Look at the list before you send it again: Amazon may have the feed already."
                )
            raise
        return Submission(id_, feed.feed_type, asked, "IN_QUEUE", marketplace_ids=markets)

    async def cancel(self, submission_ids: Sequence[str]) -> tuple[Submission, ...]:
        """See :class:`SellerApi`. Amazon cancels what has not begun; the others are as they are.

        Raises:
            UsageError: no ID, too many, or something that is none. Nothing was cancelled.
        """
        ids = tuple(dict.fromkeys(submission_ids))
        if not ids or len(ids) > MOST_IDS or not all(_ID.fullmatch(id_) for id_ in ids):
            raise UsageError(
                f"Name 1 to {MOST_IDS} submissions by their IDs. Nothing was cancelled.",
                fix="The ID is the number in the first column of the list.",
            )
        found = []
        for id_ in ids:
            refused: RequestRejected | None = None
            try:
                await self._caller.answer(Call("cancelFeed", "DELETE", _path("feeds", id_)))
            except RequestRejected as error:
                refused = error
            except NotFound:
                # MWS leaves out what it does not know, too.
                continue
            submission = await self.submission(id_)
            if refused is not None and submission.native_status == "IN_QUEUE":
                # Not too late, so it was refused for another reason.
                raise refused
            found.append(submission)
        return tuple(found)

    async def aclose(self) -> None:
        """See :class:`SellerApi`."""
        await self._lwa.aclose()
        await self._transport.aclose()


def _path(kind: str, id_: str) -> str:
    return f"{FEEDS}/{kind}/{quote(id_, safe='')}"


def _discard(into: BinaryIO, begin: int) -> None:
    into.seek(begin)
    into.truncate()
