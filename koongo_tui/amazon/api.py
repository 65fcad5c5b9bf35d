"""The one interface to a seller's account, whichever program it is connected through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from koongo_tui.amazon.submission import Submission
from koongo_tui.guide.programs import Program


@dataclass(frozen=True, slots=True)
class Participation:
    """A marketplace that the seller account takes part in.

    Markets that are no Amazon shop (``guide.marketplaces.NOT_AMAZON``) are left out.
    """

    marketplace_id: str
    name: str
    country_code: str
    store_name: str | None = None
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """Amazon's word on its own health: ``GREEN``, ``GREEN_I``, ``YELLOW`` or ``RED``."""

    status: str
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmissionQuery:
    """What to list. All given conditions hold together; ``ids`` switches the others off.

    Attributes:
        page_size: 1 to 100.
        since, until: submitted in this span, aware; Amazon reaches 90 days back.
        feed_types: without underscores. SP-API needs at least one and takes ten at most.
        native_statuses: Amazon's own words.
        ids: at most 100.
    """

    page_size: int = 100
    since: datetime | None = None
    until: datetime | None = None
    feed_types: tuple[str, ...] = ()
    native_statuses: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """A part of the list, newest first; ``next_token`` is None on the last one."""

    submissions: tuple[Submission, ...]
    next_token: str | None = None


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A processing report that was downloaded into the caller's file.

    Attributes:
        content_type: of the answer, with its charset, as received.
        size: bytes written, decompressed from the transport's own encoding.
    """

    content_type: str | None
    size: int


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed to send.

    Attributes:
        feed_type: without underscores.
        content_type: exactly as it is to be declared, ``text/xml; charset=utf-8``.
        marketplace_ids: where it applies; empty for all of the seller's marketplaces.
    """

    feed_type: str
    content: bytes
    content_type: str
    marketplace_ids: tuple[str, ...] = ()


class SellerApi(Protocol):
    """A seller's account at Amazon.

    Every call may raise any :class:`~koongo_tui.amazon.errors.AmazonError`; none retries by
    itself beyond what Amazon prescribes for the call, and each asks the budget first.
    """

    @property
    def program(self) -> Program:
        """The program behind it."""
        ...

    async def ping(self) -> datetime:
        """Reach Amazon without credentials; gives Amazon's clock (aware, UTC)."""
        ...

    async def service_status(self) -> ServiceStatus:
        """Amazon's word on its own health. Proves the developer's keys under MWS."""
        ...

    async def participations(self) -> tuple[Participation, ...]:
        """The marketplaces of the account. Proves Seller ID and token together."""
        ...

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        """A page of the list; with ``next_token`` the page that follows, the query is ignored."""
        ...

    async def submission(self, submission_id: str) -> Submission:
        """One submission. Raises NotFound."""
        ...

    async def count(self, query: SubmissionQuery) -> int | None:
        """How many submissions match; None where the program has no such call."""
        ...

    async def download_report(self, submission: Submission, into: BinaryIO) -> ReportDocument:
        """Write a finished submission's processing report into a file.

        Raises:
            ReportNotReady: the submission is not finished.
            NotFound: there is none, or no longer.
        """
        ...

    async def submit(self, feed: Feed) -> Submission:
        """Send a feed. Never replaces the whole inventory."""
        ...

    async def cancel(self, submission_ids: Sequence[str]) -> tuple[Submission, ...]:
        """Cancel waiting submissions; refuses an empty list. Read each one's status."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...
