"""Sending an intent, and finding out what became of one whose answer was lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from koongo_tui.amazon.api import (
    UPLOAD_LIFE,
    Feed,
    OnProgress,
    SellerApi,
    SubmissionPage,
    SubmissionQuery,
    Uploaded,
)
from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    ClockSkewed,
    DeveloperRefused,
    RequestRejected,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.feed import FeedFile, FeedFileError
from koongo_tui.amazon.submission import Submission
from koongo_tui.errors import Actor, ExitCode, KoongoError
from koongo_tui.guide.programs import Program
from koongo_tui.outbox.arrival import SETTLED_AFTER, arrived, earliest_date
from koongo_tui.pacing import LIST_FLOOR
from koongo_tui.store.history import History
from koongo_tui.store.intents import Intent, IntentLog, IntentState
from koongo_tui.store.lock import locked
from koongo_tui.store.reports import ReportArchive

ARCHIVED_AS = "sent"
"""Feeds are kept under this name in their archive, by the digest of their bytes."""

NEVER_ARRIVED = frozenset({"name", "network", "proxy"})
"""Causes of a failure that ended before a request was on its way."""

LONGEST_WAIT = timedelta(minutes=5)
"""For the quota of a list that tells whether a feed arrived."""


class OutcomeUnknown(KoongoError):
    """Amazon was asked, and whether it has the feed is not known yet. Nothing is lost."""

    code = "outcome-unknown"
    who = Actor.YOU
    exit_code = ExitCode.COULD_NOT_FIND_OUT

    def __init__(self, why: KoongoError) -> None:
        super().__init__(
            f"The answer to the feed was lost: {why.message} It may have arrived.",
            fix="Run “koongo-tui submit --unfinished”, or open the screen: we look into "
            "Amazon's list and send it again only if it is not there.",
        )


class Gone(KoongoError):
    """The intent is not to be sent: somebody else did, or withdrew it."""

    code = "not-ready"
    exit_code = ExitCode.USAGE


class Outbox:
    """The intents of one account.

    Args:
        api: the account; the caller closes it.
        history, intents: what is known, in one database.
        archive: the feeds as they were prepared, compressed.
        account: its key.
        lock_path: a name in a folder that exists; one process of this machine sends at a time.
        clock: gives now, aware.
        sleep: waits that many seconds.
        pace: multiplies Amazon's own times.
        patience: seconds to wait for another process that is sending.
    """

    def __init__(
        self,
        api: SellerApi,
        history: History,
        intents: IntentLog,
        archive: ReportArchive,
        account: str,
        *,
        lock_path: Path,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        pace: float = 1.0,
        patience: float = 60.0,
    ) -> None:
        self._api = api
        self._history = history
        self._intents = intents
        self._archive = archive
        self._account = account
        self._lock_path = lock_path
        self._clock = clock
        self._sleep = sleep
        self._pace = pace
        self._patience = patience

    async def send(self, intent_id: int, on_progress: OnProgress | None = None) -> Submission:
        """Send an intent that is ready. What was sent before and is not settled is settled first.

        Raises:
            OutcomeUnknown: the answer was lost; :meth:`settle` finds out.
            Gone: it is not ready any more.
            AmazonError, FeedFileError: it did not arrive, and can be sent again later unless
                Amazon refused the feed itself.
            FileBusy: another process was sending all the time.
        """
        async with self._alone():
            await self._settle_all()
            intent = self._intents.get(intent_id)
            if intent is None or intent.state is not IntentState.READY:
                raise Gone(
                    "This feed is not to be sent any more: it was sent or withdrawn meanwhile."
                )
            return await self._send(intent, on_progress)

    async def settle(self) -> tuple[Intent, ...]:
        """Find out what became of every intent whose answer was lost; gives them as they are now.

        May wait some minutes: for the quota of a list, and until a list surely shows the feed.

        Raises:
            AmazonError: it cannot be found out now.
            FileBusy: another process was sending all the time.
        """
        if not self._intents.in_state(self._account, IntentState.SENDING):
            return ()
        async with self._alone():
            return await self._settle_all()

    # -- sending -------------------------------------------------------------------------

    async def _send(self, intent: Intent, on_progress: OnProgress | None) -> Submission:
        feed = await self._feed(intent)
        offset = await self._offset()
        if not self._intents.begin(intent.id, self._clock(), offset):
            raise Gone("This feed was sent or withdrawn meanwhile.")

        async def note(uploaded: Uploaded) -> None:
            self._intents.uploaded(intent.id, uploaded.document_id, self._clock())

        try:
            submission = await self._api.submit(feed, on_progress=on_progress, on_step=note)
        except KoongoError as error:
            raise self._after(intent, error) from None
        self._note_sent(intent, submission)
        return submission

    async def _feed(self, intent: Intent) -> Feed:
        digest = intent.new.digest
        opener = partial(self._open, digest)
        file = await asyncio.to_thread(FeedFile.measure_opened, opener, "The kept copy of the feed")
        if file.sha256 != digest:
            raise FeedFileError(
                "The kept copy of the feed is not what was prepared. Nothing was submitted.",
                fix="Prepare the feed again from its source.",
            )
        fresh = (
            intent.document_at is not None
            and self._clock() - intent.document_at < UPLOAD_LIFE - timedelta(hours=1)
        )
        return Feed(
            intent.new.feed_type,
            file,
            intent.new.content_type,
            intent.new.marketplace_ids,
            document_id=intent.document_id if fresh else None,
        )

    def _open(self, digest: str) -> BinaryIO:
        found = self._archive.open(ARCHIVED_AS, digest)
        if found is None:
            raise FileNotFoundError(2, "it is not there")
        return found

    async def _offset(self) -> timedelta | None:
        """Amazon's clock minus ours, so that its dates can be compared with our moments.

        Raises Unreachable where Amazon cannot be reached at all: nothing is begun then.
        """
        began = self._clock()
        try:
            return await self._api.ping() - began
        except Unreachable:
            raise
        except AmazonError:
            return None

    def _after(self, intent: Intent, error: KoongoError) -> KoongoError:
        """Note what a failure means for the intent; gives what to tell."""
        if self._never_arrived(intent, error):
            self._intents.not_sent(intent.id, error.code, error.message)
            return error
        if isinstance(error, RequestRejected) or not isinstance(error, AmazonError):
            self._intents.refused(intent.id, error.code, error.message)
            return error
        return OutcomeUnknown(error)

    def _never_arrived(self, intent: Intent, error: KoongoError) -> bool:
        if isinstance(
            error, Throttled | AccessRefused | DeveloperRefused | ClockSkewed | FeedFileError
        ):
            return True
        if isinstance(error, Unreachable) and error.cause in NEVER_ARRIVED:
            return True
        return self._was_only_uploaded(intent.id)

    def _was_only_uploaded(self, intent_id: int) -> bool:
        """Under SP-API a feed that did not reach the storage whole cannot have been submitted."""
        if self._api.program is not Program.SP_API:
            return False
        now = self._intents.get(intent_id)
        return now is not None and now.document_id is None

    def _note_sent(self, intent: Intent, submission: Submission) -> None:
        self._intents.sent(intent.id, submission.id)
        self._history.upsert(self._account, (submission,), seen_at=self._clock())
        self._history.set_size(self._account, submission.id, intent.new.size)

    # -- finding out ---------------------------------------------------------------------

    async def _settle_all(self) -> tuple[Intent, ...]:
        waiting = self._intents.in_state(self._account, IntentState.SENDING)
        for intent in waiting:
            await self._settle(intent)
        found = (self._intents.get(intent.id) for intent in waiting)
        return tuple(intent for intent in found if intent is not None)

    async def _settle(self, intent: Intent) -> None:
        assert intent.began_at is not None
        if self._was_only_uploaded(intent.id):
            self._intents.not_sent(intent.id)
            return
        settled_at = intent.began_at + SETTLED_AFTER * self._pace
        while True:
            asked_at = self._clock()
            found = arrived(
                intent,
                await self._listed(intent),
                is_taken=lambda i: self._intents.of_submission(self._account, i) is not None,
                first_seen=self._first_seen,
            )
            if found is not None:
                self._note_sent(intent, found)
                return
            if asked_at >= settled_at:
                self._intents.not_sent(intent.id)
                return
            await self._sleep(max(0.0, (settled_at - self._clock()).total_seconds()))

    def _first_seen(self, submission_id: str) -> datetime | None:
        row = self._history.get(self._account, submission_id)
        return row.first_seen_at if row is not None else None

    async def _listed(self, intent: Intent) -> list[Submission]:
        """Everything of this type that Amazon dates late enough."""
        query = SubmissionQuery(
            feed_types=(intent.new.feed_type,), since=earliest_date(intent) - timedelta(seconds=1)
        )
        await self._wait_for_list()
        page = await self._patiently(lambda: self._api.submissions(query))
        found = list(page.submissions)
        while (token := page.next_token) is not None:
            page = await self._patiently(partial(self._api.submissions, query, token))
            found += page.submissions
        return found

    async def _wait_for_list(self) -> None:
        while (
            until := self._history.begin_list(self._account, self._clock(), LIST_FLOOR * self._pace)
        ) is not None:
            await self._sleep(max(0.01, (until - self._clock()).total_seconds()))

    async def _patiently(self, ask: Callable[[], Awaitable[SubmissionPage]]) -> SubmissionPage:
        while True:
            try:
                return await ask()
            except Throttled as error:
                wait = error.retry_at - self._clock()
                if wait > LONGEST_WAIT * self._pace:
                    raise
                await self._sleep(max(0.01, wait.total_seconds()))

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        with ExitStack() as stack:
            await asyncio.to_thread(
                stack.enter_context, locked(self._lock_path, patience=self._patience)
            )
            yield
