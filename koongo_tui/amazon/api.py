"""The one interface to a seller's account, whichever program it is connected through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol

from koongo_tui.amazon.feed import FeedFile
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
        content: the file, measured.
        content_type: exactly as it is to be declared, ``text/xml; charset=utf-8``.
        marketplace_ids: where it applies; empty for all of the seller's marketplaces.
        document_id: of a document that holds this content at Amazon already, from
            :class:`Uploaded`; it is not uploaded again then. Only SP-API has such documents.
    """

    feed_type: str
    content: FeedFile
    content_type: str
    marketplace_ids: tuple[str, ...] = ()
    document_id: str | None = None


UPLOAD_LIFE = timedelta(days=2)
"""How long SP-API keeps a document that no feed was made of (Feeds API use case guide)."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The feed is in Amazon's storage whole; the call that makes a submission of it comes next.

    Attributes:
        document_id: to be kept for :attr:`Feed.document_id`; good for :data:`UPLOAD_LIFE`.
    """

    document_id: str


OnProgress = Callable[[int], None]
"""Told how many bytes of the feed have left this machine, at most ten times a second and once
at the end, on the event loop. A feed that is sent once more begins at 0 again."""

OnStep = Callable[[Uploaded], Awaitable[None]]
"""Told what has happened, and waited for before the next step. What it raises ends the sending."""


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

    async def submit(
        self,
        feed: Feed,
        *,
        on_progress: OnProgress | None = None,
        on_step: OnStep | None = None,
    ) -> Submission:
        """Send a feed. Never replaces the whole inventory.

        The feed is read piece by piece as it is sent. MWS knows one step only, so ``on_step``
        hears nothing there; under SP-API it hears of :class:`Uploaded` before createFeed, also
        for a feed that was uploaded before.

        Raises:
            FeedChanged, FeedUnreadable: the file is not what was measured. Nothing was
                submitted.
        """
        ...

    async def cancel(self, submission_ids: Sequence[str]) -> tuple[Submission, ...]:
        """Cancel waiting submissions; refuses an empty list. Read each one's status.

        What Amazon does not know is left out.
        """
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...
