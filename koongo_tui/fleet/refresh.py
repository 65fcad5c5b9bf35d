"""Keeps many channels current, gently: the stalest account first, few at once, none too often.

One account at most every five minutes and four accounts at once, each through its own
:class:`koongo_tui.sync.Sync`, so the quotas hold as everywhere. Nobody is ever asked for a token,
a command that failed is not run again by itself, and what Amazon refuses waits for a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from koongo_tui.amazon.errors import Throttled
from koongo_tui.errors import KoongoError, NotSetUpError
from koongo_tui.fleet.health import FLEET_INTERVAL, ChannelRow, Fleet
from koongo_tui.pacing import BACKOFF, list_allowed_at
from koongo_tui.store.accounts import NO_ANSWER
from koongo_tui.store.channels import SecretHome
from koongo_tui.store.secrets import TOKEN_VARIABLE
from koongo_tui.sync.sync import channel_sync

if TYPE_CHECKING:
    from koongo_tui.guide.programs import Program
    from koongo_tui.guide.regions import Region
    from koongo_tui.store.channels import Channel
    from koongo_tui.workspace import Workspace

AT_ONCE = 4
"""Accounts that are asked at the same time."""

PAUSE = 1.0
"""Seconds between two looks for an account whose turn it is."""

TURN = 120.0
"""Seconds that one account may take: a first list can be long, and the others wait."""


class FleetRefresher:
    """See the module.

    Args:
        workspace: the person's files and accounts.
        sleep: waits that many seconds.
        note: makes of a failure that nobody expected one that can be told.

    Attributes:
        fleet: what is known; whoever reads it puts it here.
        blocked: for names of channels that could not be asked, why: a token that is missing, a
            file that cannot be written.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        note: Callable[[Exception], KoongoError],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.fleet: Fleet | None = None
        self.blocked: dict[str, KoongoError] = {}
        self._workspace = workspace
        self._note = note
        self._sleep = sleep
        self._asked: dict[str, datetime] = {}
        self._not_before: dict[str, datetime] = {}
        self._wanted: dict[str, datetime] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._lacks_developer = False
        self._queue: list[Channel] = []
        self._queued_at: datetime | None = None

    @property
    def busy(self) -> int:
        """How many accounts are being asked now."""
        return len(self._running)

    @property
    def by_itself(self) -> bool:
        """Channels are asked without anybody's wish.

        A token in the environment goes before every channel's own: asked with it, all sellers but
        one would be refused.
        """
        return not self._workspace.environ.get(TOKEN_VARIABLE)

    @property
    def lacks_developer(self) -> bool:
        """Channels are left out because the developer's side is not known on this machine."""
        return self._lacks_developer

    def needs_token(self, channel: Channel) -> bool:
        """A person would have to give the token."""
        return channel.token_place.home is SecretHome.ASK and self.by_itself

    def is_asking(self, channel: Channel) -> bool:
        """Its account is being asked now."""
        return channel.account_key in self._running

    def allowed_at(self, channel: Channel) -> datetime:
        """When Amazon allows the next list of this channel. May raise a StoreError."""
        workspace = self._workspace
        return list_allowed_at(
            workspace.history(),
            workspace.budget(channel),
            channel.account_key,
            channel.program,
            now=workspace.clock(),
            pace=workspace.pace,
        )

    def want(self, channel: Channel) -> datetime | None:
        """A person asks for this one: as soon as Amazon allows it, before all others.

        Returns:
            None: at once; otherwise the moment at which it is asked for.

        Raises:
            StoreError: the history cannot be read.
        """
        allowed = self.allowed_at(channel)
        self._wanted[channel.name] = allowed
        return None if allowed <= self._workspace.clock() else allowed

    async def run(self) -> None:
        """Keep them current until cancelled."""
        try:
            while True:
                for channel in self._next():
                    task = asyncio.create_task(self._ask(channel), name="refresh a channel")
                    self._running[channel.account_key] = task
                await self._pause()
        finally:
            tasks = list(self._running.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _pause(self) -> None:
        """Until a place is free, or a moment has passed."""
        nap = asyncio.ensure_future(self._sleep(PAUSE))
        try:
            await asyncio.wait({nap, *self._running.values()}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            nap.cancel()

    def _next(self) -> Iterable[Channel]:
        """Whose turn it is now, at most as many as there are places."""
        free = AT_ONCE - len(self._running)
        if free <= 0 or self.fleet is None:
            return ()
        now = self._workspace.clock()
        chosen: dict[str, Channel] = {}
        for channel in self._wished(now):
            if len(chosen) < free and channel.account_key not in self._running:
                chosen.setdefault(channel.account_key, channel)
        queue = self._due_now(now)
        while len(chosen) < free and queue:
            channel = queue.pop()
            if channel.account_key not in self._running:
                chosen.setdefault(channel.account_key, channel)
        return tuple(chosen.values())

    def _wished(self, now: datetime) -> list[Channel]:
        """What a person asked for and Amazon allows by now."""
        ripe = {name for name, moment in self._wanted.items() if moment <= now}
        if not ripe or self.fleet is None:
            return []
        rows = self.fleet.rows
        return [row.channel for row in rows if row.channel is not None and row.name in ripe]

    def _due_now(self, now: datetime) -> list[Channel]:
        """Who is due, the stalest last; worked out at most once a second."""
        known = self._queued_at
        if known is None or not 0 <= (now - known).total_seconds() < PAUSE:
            rows = self.fleet.rows if self.fleet is not None and self.by_itself else ()
            self._queue = self._due(rows, now)[::-1]
            self._queued_at = now
        return self._queue

    def _due(self, rows: Iterable[ChannelRow], now: datetime) -> list[Channel]:
        """One channel of each account that may be asked by itself, the stalest first."""
        found: dict[str, tuple[float, Channel]] = {}
        known: dict[tuple[Program, Region], bool] = {}
        for row in rows:
            channel = row.channel
            if channel is None or channel.account_key in found or not self._may_ask(row, channel):
                continue
            side = channel.program, channel.region
            if side not in known:
                known[side] = self._knows(*side)
            if not known[side]:
                continue
            moment = self._moment(row, channel)
            if moment is None or moment <= now:
                checked = row.checked_at
                age = checked.timestamp() if checked is not None else float("-inf")
                found[channel.account_key] = age, channel
        self._lacks_developer = not all(known.values())
        return [channel for _, channel in sorted(found.values(), key=lambda pair: pair[0])]

    def _knows(self, program: Program, region: Region) -> bool:
        try:
            return self._workspace.knows_developer(program, region)
        except KoongoError:
            # The configuration is being edited: whoever reads it says so, and asking goes on later.
            return False

    def _may_ask(self, row: ChannelRow, channel: Channel) -> bool:
        """Nobody has to act before it is asked."""
        check = row.summary.check
        if check is not None and check.error_code is not None:
            # Amazon's clock and ours: the list itself stops at that too.
            passes = check.error_code in NO_ANSWER and check.error_code != "clock-skew"
            if not passes:
                return False
        if self.needs_token(channel) or not channel.auto_refresh:
            return False
        return not (channel.name in self.blocked and channel.token_place.home is SecretHome.COMMAND)

    def _moment(self, row: ChannelRow, channel: Channel) -> datetime | None:
        """When its account may be asked again; None for one that never was."""
        pace, check = self._workspace.pace, row.summary.check
        wait = FLEET_INTERVAL
        if check is not None and check.failures:
            wait = max(wait, BACKOFF[min(check.failures, len(BACKOFF)) - 1])
        known = [
            self._asked.get(channel.account_key),
            check.at if check is not None else None,
        ]
        moments = [moment + wait * pace for moment in known if moment is not None]
        if channel.account_key in self._not_before:
            moments.append(self._not_before[channel.account_key])
        return max(moments, default=None)

    async def _ask(self, channel: Channel) -> None:
        account = channel.account_key
        wish = self._wanted.pop(channel.name, None)
        try:
            allowed = self.allowed_at(channel)
            if allowed > self._workspace.clock():
                # Somebody else on this machine has asked meanwhile.
                self._not_before[account] = allowed
                if wish is not None:
                    self._wanted[channel.name] = allowed
                return
            self._asked[account] = self._workspace.clock()
            async with asyncio.timeout(TURN):
                await self._refresh(channel)
        except TimeoutError:
            # What arrived is kept; the next turn goes on from there.
            return
        except KoongoError as error:
            self.blocked[channel.name] = error
        except Exception as error:  # noqa: BLE001  one seller's odd answer is not the others' end
            self.blocked[channel.name] = self._note(error)
        else:
            self.blocked.pop(channel.name, None)
        finally:
            self._running.pop(account, None)

    async def _refresh(self, channel: Channel) -> None:
        """Ask for one list. What Amazon says no to ends up in the history."""
        if self.needs_token(channel):
            raise NotSetUpError(
                "The token of this channel is kept nowhere, and is asked for when it is opened.",
                fix="Open the channel.",
            )
        # In a thread: a password manager may take its time.
        api = await asyncio.to_thread(self._workspace.open_api, channel)
        try:
            sync = channel_sync(self._workspace, channel, api)
            await sync.refresh()
            error = sync.state.error
            if isinstance(error, Throttled):
                self._not_before[channel.account_key] = error.retry_at
        finally:
            await api.aclose()
