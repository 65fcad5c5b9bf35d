"""One look at one channel's feed source, and what follows from it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.amazon.feed import FeedFile, FeedFileError
from koongo_tui.errors import NotSetUpError
from koongo_tui.feed_source import FeedSource, KeptFeed, WebAddress, look, parse_feed_source
from koongo_tui.feeds.model import FeedError
from koongo_tui.feeds.opened import open_feed
from koongo_tui.outbox.auto import AutoFacts, Decision, Send, Settle, Stop, Wait, decide
from koongo_tui.outbox.checking import CheckedFeed, check_aside
from koongo_tui.outbox.events import AutoEvent, AutoKind
from koongo_tui.outbox.facts import NOT_LOOKED, FactsReader
from koongo_tui.outbox.preparing import channel_outbox, prepare
from koongo_tui.pacing import SUBMIT_OPERATION
from koongo_tui.store.intents import Intent, IntentState, Origin
from koongo_tui.sync.reports import awaits_report

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.outbox.outbox import Outbox
    from koongo_tui.store.config import Channel
    from koongo_tui.workspace import Workspace

__all__ = ["LOOK_AGAIN", "LOOK_AT_ADDRESS", "SUBMIT_OPERATION", "Checks", "Turn"]

LOOK_AT_FILE = timedelta(minutes=1)
LOOK_AT_ADDRESS = timedelta(minutes=5)
"""Between two looks at a source that has not changed."""

LOOK_AT_LAST = timedelta(minutes=1)
"""Between two questions what has become of the feed before."""

LOOK_AGAIN = timedelta(seconds=5)
"""After something was done, so that what follows from it is not put off."""


@dataclass(slots=True)
class Checks:
    """The last check of each channel's feed, so that a feed that is not sent is read once.

    Attributes:
        by_channel: for its name, the digest that was checked and what came of it.
    """

    by_channel: dict[str, tuple[str, CheckedFeed]]

    def get(self, channel: str, digest: str) -> CheckedFeed | None:
        """Of a feed with this digest; None when it was not checked."""
        known = self.by_channel.get(channel)
        return known[1] if known is not None and known[0] == digest else None


class Turn:
    """See the module. Whoever makes one holds the channel's lock.

    Args:
        checks: what was checked before.
        sleep: waits that many seconds.
    """

    def __init__(
        self,
        workspace: Workspace,
        channel: Channel,
        checks: Checks,
        *,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._workspace = workspace
        self._channel = channel
        self._checks = checks
        self._sleep = sleep
        self._stack = AsyncExitStack()
        self._opened: SellerApi | None = None
        self._facts = FactsReader(workspace, channel, self._api)

    async def go(self) -> AutoEvent:
        """Look, decide and act. Raises KoongoError."""
        async with self._stack:
            source = self._source()
            type_name = await asyncio.to_thread(self._usual_type)
            if type_name is not None:
                # Whatever the source holds: may anything be sent at all?
                facts = await self._facts.gather(type_name, NOT_LOOKED, None)
                if not isinstance(decision := decide(facts, self._now), Send):
                    return await self._done(decision, facts, None)
            await look(
                self._workspace.feeds,
                self._channel.name,
                source,
                clock=self._workspace.clock,
                sleep=self._sleep,
            )
            kept = await asyncio.to_thread(self._workspace.feeds.get, self._channel.name)
            if kept is None or kept.known is None:
                return self._event(
                    AutoKind.WAITING,
                    "The feed on this machine is being replaced.",
                    after=LOOK_AGAIN,
                )
            if type_name is not None and self._facts.is_old_news(type_name, kept.known.sha256):
                return self._unchanged()
            checked = await self._checked(kept, kept.known.sha256)
            if checked.feed_type is None:
                assert checked.refusal is not None
                return self._refused(checked.refusal)
            facts = await self._facts.gather(checked.feed_type.name, checked.file.sha256, checked)
            return await self._done(decide(facts, self._now), facts, checked)

    # -- looking -------------------------------------------------------------------------

    @property
    def _now(self) -> datetime:
        return self._workspace.clock()

    def _source(self) -> FeedSource:
        written = self._channel.feed_source
        if written is None:
            raise NotSetUpError(
                f"The channel {self._channel.name} has no feed source, so there is nothing to "
                "send.",
                fix="Write feed_source below its heading in config.toml, or set it in the screen "
                "of the channel.",
                code="no-feed-source",
            )
        return parse_feed_source(written, home=Path("~").expanduser())

    def _usual_type(self) -> str | None:
        """The type of the channel's feeds, before its source was looked at."""
        if self._channel.feed_type is not None:
            return self._channel.feed_type
        kept = self._workspace.feeds.get(self._channel.name)
        if kept is None:
            return None
        try:
            market = self._workspace.marketplace(self._channel)
            with open_feed(kept.path, marketplace=market) as feed:
                return feed.feed_type.name if feed.feed_type is not None else None
        except FeedError:
            return None

    async def _checked(self, kept: KeptFeed, digest: str) -> CheckedFeed:
        known = self._checks.get(self._channel.name, digest)
        if known is not None and not _is_another(known.file):
            return known
        checked = await check_aside(kept.path, self._channel, feed_type=self._channel.feed_type)
        self._checks.by_channel[self._channel.name] = (checked.file.sha256, checked)
        return checked

    # -- acting --------------------------------------------------------------------------

    async def _done(
        self, decision: Decision, facts: AutoFacts, checked: CheckedFeed | None
    ) -> AutoEvent:
        match decision:
            case Wait():
                return self._waiting(decision, facts)
            case Stop(pause=pause):
                self._workspace.intents.pause(self._channel.name, pause)
                return self._event(
                    AutoKind.STOPPED, f"Auto-submit is paused: {pause.reason}", after=LOOK_AT_FILE
                )
            case Settle():
                return await self._settle()
            case Send(intent=intent):
                assert checked is not None
                return await self._send(intent, checked)

    async def _settle(self) -> AutoEvent:
        outbox = await self._outbox()
        for intent in await outbox.settle():
            if intent.submission_id is not None and intent.new.channel == self._channel.name:
                return self._sent(
                    f"The feed whose answer was lost had arrived, as {intent.submission_id}.",
                    intent,
                    intent.submission_id,
                )
        return self._event(
            AutoKind.WAITING,
            "The feed whose answer was lost had not arrived. It is sent again.",
            after=LOOK_AGAIN,
        )

    async def _send(self, intent: Intent | None, checked: CheckedFeed) -> AutoEvent:
        # First, so that what is missing here leaves no intent behind.
        outbox = await self._outbox()
        assert checked.feed_type is not None
        self._withdraw_outdated(checked.feed_type.name, intent)
        if intent is None:
            intent = await asyncio.to_thread(
                prepare, self._workspace, self._channel, checked.to_send(Origin.AUTO)
            )
        submission = await outbox.send(intent.id)
        records = f"{checked.facts.rows:,} record{'' if checked.facts.rows == 1 else 's'}"
        words = f"Sent as {submission.id}: {checked.feed_type.words}, {records}."
        return self._sent(words, intent, submission.id)

    def _withdraw_outdated(self, type_name: str, kept: Intent | None) -> None:
        """What was to be sent by itself and never arrived: the source holds something newer."""
        intents = self._workspace.intents
        for one in intents.in_state(self._channel.account_key, IntentState.READY):
            mine = (one.new.channel, one.new.feed_type) == (self._channel.name, type_name)
            if mine and one.new.origin is Origin.AUTO and (kept is None or one.id != kept.id):
                intents.withdraw(one.id)

    async def _outbox(self) -> Outbox:
        return channel_outbox(self._workspace, self._channel, await self._api())

    async def _api(self) -> SellerApi:
        if self._opened is None:
            # Reads the token, which may mean to run a command.
            self._opened = await asyncio.to_thread(self._workspace.open_api, self._channel)
            self._stack.push_async_callback(self._opened.aclose)
        return self._opened

    # -- telling -------------------------------------------------------------------------

    def _waiting(self, wait: Wait, facts: AutoFacts) -> AutoEvent:
        if facts.refusal is not None and wait.until is None:
            return self._refused(facts.refusal)
        if wait.until is None:
            return self._event(AutoKind.UNCHANGED, wait.why, after=self._between_looks)
        until = wait.until
        if facts.last is not None and facts.last.submission_id is not None:
            row = facts.last_row
            if row is None or row.state(self._now).is_open or awaits_report(row):
                until = min(until, self._now + LOOK_AT_LAST * self._workspace.pace)
        return AutoEvent(self._now, self._channel.name, AutoKind.WAITING, wait.why, until)

    def _unchanged(self) -> AutoEvent:
        return self._event(
            AutoKind.UNCHANGED,
            "The source has not changed since the last feed.",
            after=self._between_looks,
        )

    def _refused(self, why: str) -> AutoEvent:
        return self._event(
            AutoKind.REFUSED,
            f"Amazon would refuse the feed, so it was not sent: {why}",
            after=self._between_looks,
        )

    def _sent(self, text: str, intent: Intent, submission_id: str) -> AutoEvent:
        return AutoEvent(
            self._now,
            self._channel.name,
            AutoKind.SENT,
            text,
            self._now + LOOK_AGAIN * self._workspace.pace,
            submission_id=submission_id,
            records=intent.new.records,
        )

    @property
    def _between_looks(self) -> timedelta:
        is_address = isinstance(self._source(), WebAddress)
        return LOOK_AT_ADDRESS if is_address else LOOK_AT_FILE

    def _event(self, kind: AutoKind, text: str, *, after: timedelta) -> AutoEvent:
        now = self._now
        return AutoEvent(now, self._channel.name, kind, text, now + after * self._workspace.pace)


def _is_another(file: FeedFile) -> bool:
    """The copy was fetched anew, so it has to be measured anew, though it may be the same."""
    try:
        file.verify()
    except FeedFileError:
        return True
    return False
