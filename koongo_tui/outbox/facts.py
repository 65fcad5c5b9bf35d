"""Everything that decides about a channel's next feed, as far as it can be known now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from koongo_tui.amazon.errors import AccessRefused, AmazonError, DeveloperRefused
from koongo_tui.feeds.kinds import feed_type_named
from koongo_tui.outbox.auto import AutoFacts
from koongo_tui.outbox.checking import CheckedFeed
from koongo_tui.pacing import FOLLOW_OPERATION, SUBMIT_OPERATION
from koongo_tui.store.intents import Intent, IntentState, Origin
from koongo_tui.sync.reports import awaits_report
from koongo_tui.sync.sync import channel_sync

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.store.config import Channel
    from koongo_tui.store.history import Row
    from koongo_tui.workspace import Workspace

NOT_LOOKED = ""
"""Stands for the digest of a source that has not been looked at: no feed has it."""


class FactsReader:
    """Reads what is known, and asks Amazon what has become of the feed before.

    Args:
        api: opens the account when it is first needed.
    """

    def __init__(
        self, workspace: Workspace, channel: Channel, api: Callable[[], Awaitable[SellerApi]]
    ) -> None:
        self._workspace = workspace
        self._channel = channel
        self._api = api

    async def gather(self, type_name: str, digest: str, checked: CheckedFeed | None) -> AutoFacts:
        """What is so now.

        Args:
            digest: of the source; NOT_LOOKED before it was looked at.
            checked: the source; None likewise, and then Amazon is asked what is still open.

        Raises:
            AccessRefused, DeveloperRefused: Amazon refuses the account.
            StoreError: it cannot be read.
        """
        workspace, name = self._workspace, self._channel.name
        intents = workspace.intents
        last = intents.last(name, type_name)
        return AutoFacts(
            switched_on=self._channel.auto_submit,
            paused=intents.paused(name),
            lifted=intents.lifted(name),
            digest=digest,
            refusal=None if checked is None else checked.refusal,
            zero_share=0.0 if checked is None else checked.facts.zero_share,
            last=last,
            last_row=await self._row_of(last, ask=checked is None),
            allowed_at=workspace.budget(self._channel).allowed_at(
                SUBMIT_OPERATION[self._channel.program]
            ),
            advised=feed_type_named(type_name).pause * workspace.pace,
        )

    async def _row_of(self, last: Intent | None, *, ask: bool) -> Row | None:
        if last is None or last.submission_id is None:
            return None
        now = self._workspace.clock()
        row = self._known_row(last.submission_id)
        if ask and (row is None or row.state(now).is_open or awaits_report(row)):
            await self._learn(last.submission_id)
            row = self._known_row(last.submission_id)
        return row

    def _known_row(self, submission_id: str) -> Row | None:
        return self._workspace.history().get(self._channel.account_key, submission_id)

    async def _learn(self, submission_id: str) -> None:
        """Ask what has become of the feed before, as far as the quota allows."""
        sync = channel_sync(self._workspace, self._channel, await self._api())
        try:
            if self._channel.program in FOLLOW_OPERATION:
                await sync.follow(submission_id)
            elif sync.list_allowed_at() <= self._workspace.clock():
                await sync.refresh()
            row = self._known_row(submission_id)
            if row is not None and awaits_report(row):
                await sync.fetch_report(submission_id)
        except (AccessRefused, DeveloperRefused):
            raise
        except AmazonError:
            # The time passes without it as well, and sending has a word of its own.
            return

    def is_old_news(self, type_name: str, digest: str) -> bool:
        """It was sent already, by whomever, or by itself before a person sent another file."""
        intents, name = self._workspace.intents, self._channel.name
        return any(
            last is not None
            and last.new.digest == digest
            and last.state not in (IntentState.READY, IntentState.SENDING)
            for last in (intents.last(name, type_name), intents.last(name, type_name, Origin.AUTO))
        )
