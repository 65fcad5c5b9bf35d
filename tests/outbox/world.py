"""An account at Amazon that takes feeds, loses answers, and is seen through two clocks."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from koongo_tui.amazon.api import (
    Feed,
    OnProgress,
    OnStep,
    SubmissionPage,
    SubmissionQuery,
    Uploaded,
)
from koongo_tui.amazon.errors import AmazonError
from koongo_tui.amazon.submission import Submission
from koongo_tui.guide.programs import Program
from koongo_tui.outbox.outbox import ARCHIVED_AS, Outbox
from koongo_tui.store.database import Database
from koongo_tui.store.history import History
from koongo_tui.store.intents import Intent, IntentLog, NewIntent, Origin
from koongo_tui.store.reports import ReportArchive
from tests.played_api import PlayedApi

START = datetime(2026, 3, 6, 14, 0, tzinfo=UTC)
ACCOUNT = "mws:eu:A135KKEKJAIBJ56"
TYPE = "POST_ORDER_FULFILLMENT_DATA"


class Amazon(PlayedApi):
    """Takes feeds. Its clock is ``offset`` ahead of ours, and it dates in whole seconds."""

    def __init__(self, clock: Callable[[], datetime], program: Program = Program.MWS) -> None:
        self.program = program
        self.offset = timedelta(seconds=37)
        self.taken: list[Submission] = []
        self.contents: list[bytes] = []
        self.before: list[BaseException | None] = []
        """Raised before a feed is taken, one for each try."""
        self.after: list[BaseException | None] = []
        """Raised after it was taken: the answer is lost."""
        self.uploads = 0
        self.list_fails_with: list[AmazonError] = []
        self.lists = 0
        self.reachable: AmazonError | None = None
        self.late: timedelta | None = None
        """A feed appears in the list this long after it was taken."""
        self._clock = clock

    @property
    def now(self) -> datetime:
        return (self._clock() + self.offset).replace(microsecond=0)

    def takes(self, feed_type: str = TYPE, *, markets: tuple[str, ...] = ()) -> Submission:
        """A feed arrives, from wherever."""
        number = str(50_000 + len(self.taken))
        self.taken.append(
            Submission(number, feed_type, self.now, "_SUBMITTED_", marketplace_ids=markets)
        )
        return self.taken[-1]

    async def ping(self) -> datetime:
        if self.reachable is not None:
            raise self.reachable
        return self.now

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        self.lists += 1
        if self.list_fails_with:
            raise self.list_fails_with.pop(0)
        found = [
            s
            for s in reversed(self.taken)
            if s.submitted_at is not None
            and (query.since is None or s.submitted_at >= query.since)
            and (not query.feed_types or s.feed_type in query.feed_types)
            and (self.late is None or s.submitted_at + self.late <= self.now)
        ]
        start = int(next_token or 0)
        token = str(start + 2) if start + 2 < len(found) else None
        return SubmissionPage(tuple(found[start : start + 2]), token)

    async def submit(
        self,
        feed: Feed,
        *,
        on_progress: OnProgress | None = None,
        on_step: OnStep | None = None,
    ) -> Submission:
        if self.program is Program.SP_API:
            if self.before and (error := self.before.pop(0)) is not None:
                raise error
            if feed.document_id is None:
                self.uploads += 1
            if on_step is not None:
                await on_step(Uploaded(feed.document_id or f"doc-{self.uploads}"))
        elif self.before and (error := self.before.pop(0)) is not None:
            raise error
        with feed.content.opener() as file:
            content = file.read()
        taken = self.takes(feed.feed_type, markets=feed.marketplace_ids)
        self.contents.append(content)
        if on_progress is not None:
            on_progress(len(content))
        if self.after and (error := self.after.pop(0)) is not None:
            raise error
        return taken


class World:
    """One machine with its files, and Amazon."""

    def __init__(self, folder: Path, program: Program = Program.MWS) -> None:
        self.folder = folder
        self.now = START
        self.slept: list[float] = []
        self.amazon = Amazon(self.clock, program)
        self.database = Database(folder / "history.sqlite3")
        self.history = History(folder / "history.sqlite3")
        self.intents = IntentLog(self.database)
        self.archive = ReportArchive(folder / "feeds")
        self.outbox = self.another()

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def another(self, *, patience: float = 5.0) -> Outbox:
        """Another process of this machine."""
        return Outbox(
            self.amazon,
            self.history,
            self.intents,
            self.archive,
            ACCOUNT,
            lock_path=self.folder / "sending",
            clock=self.clock,
            sleep=self.sleep,
            patience=patience,
        )

    def prepare(self, content: bytes = b"<feed/>", feed_type: str = TYPE) -> Intent:
        """A feed that is ready to be sent."""
        digest = hashlib.sha256(content).hexdigest()
        self.archive.keep(ARCHIVED_AS, digest, io.BytesIO(content))
        new = NewIntent(
            "main", feed_type, (), "text/xml", digest, len(content), None, Origin.PERSON
        )
        return self.intents.add(ACCOUNT, new, self.now)

    def state(self, intent: Intent) -> str:
        """What is known of an intent now."""
        found = self.intents.get(intent.id)
        assert found is not None
        return found.state.value

    def close(self) -> None:
        """Close the files."""
        self.history.close()
        self.database.close()
