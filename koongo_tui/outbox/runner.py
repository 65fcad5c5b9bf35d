"""Auto-submit: looks at channels' feed sources, and sends what changed.

One process of this machine does so for a channel at a time, and a person has the last word: what
made it stop is written down, and nothing is sent by itself until they let it go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.amazon.errors import AccessRefused, DeveloperRefused, Throttled
from koongo_tui.errors import KoongoError
from koongo_tui.outbox.events import AutoEvent, AutoKind
from koongo_tui.outbox.outbox import OutcomeUnknown
from koongo_tui.outbox.turn import LOOK_AGAIN, LOOK_AT_ADDRESS, Checks, Turn
from koongo_tui.pacing import BACKOFF
from koongo_tui.store.errors import FileBusy
from koongo_tui.store.files import private_folder
from koongo_tui.store.lock import locked

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel
    from koongo_tui.workspace import Workspace

OTHERS_TURN = timedelta(seconds=20)
"""Until the next try where another process is at it."""

ASLEEP = timedelta(minutes=1)
"""Until the next look whether a person has switched it on, or lets it go on."""

REFUSED_PAUSE = timedelta(hours=1)
"""Until the next try after Amazon refused the account: a person has to act."""


class AutoSubmit:
    """See the module.

    Args:
        workspace: the person's files and accounts.
        sleep: waits that many seconds.
    """

    def __init__(
        self, workspace: Workspace, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._workspace = workspace
        self._sleep = sleep
        self._failures: dict[str, int] = {}
        self._checks = Checks({})

    async def watch(self, name: str) -> AsyncIterator[AutoEvent]:
        """Look at a channel whenever it is due, until cancelled.

        Gives what each look came to, unless the look before came to the same.
        """
        told: tuple[AutoKind, str] | None = None
        while True:
            event = await self.tick(name)
            if (event.kind, event.text) != told:
                told = event.kind, event.text
                yield event
            # A person may change their mind long before it is due.
            longest = LOOK_AT_ADDRESS * self._workspace.pace
            wait = min(event.next_at - self._workspace.clock(), longest)
            await self._sleep(max(wait.total_seconds(), 0.01))

    async def tick(self, name: str) -> AutoEvent:
        """Look at a channel once, and do what is to be done. A failure is an event."""
        try:
            event = await self._tick(name)
        except FileBusy as error:
            return self._event(
                name, AutoKind.ELSEWHERE, f"Another process is sending: {error.message}"
            )
        except KoongoError as error:
            return self._failed(name, error)
        self._failures.pop(name, None)
        return event

    def resume(self, name: str) -> bool:
        """A person has looked: go on; False when the channel was not paused.

        Raises:
            StoreError: nothing was changed.
        """
        if self._workspace.intents.paused(name) is None:
            return False
        self._workspace.intents.go_on(name)
        return True

    async def _tick(self, name: str) -> AutoEvent:
        workspace = self._workspace
        channel = await asyncio.to_thread(workspace.channel, name)
        if not channel.auto_submit:
            return self._event(name, AutoKind.OFF, "Auto-submit is off.")
        if (pause := workspace.intents.paused(name)) is not None:
            return self._event(name, AutoKind.PAUSED, f"Auto-submit is paused: {pause.reason}")
        async with self._alone(channel) as ours:
            if not ours:
                return self._event(
                    name,
                    AutoKind.ELSEWHERE,
                    "Another koongo-tui of this machine looks after this channel.",
                )
            return await Turn(workspace, channel, self._checks, sleep=self._sleep).go()

    @asynccontextmanager
    async def _alone(self, channel: Channel) -> AsyncIterator[bool]:
        """Whether this process has the channel for itself as long as the block lasts."""
        path = self._workspace.paths.auto_file(channel.name)
        with ExitStack() as stack:

            def enter() -> bool:
                private_folder(path.parent)
                try:
                    stack.enter_context(locked(path, patience=0))
                except FileBusy:
                    return False
                return True

            yield await asyncio.to_thread(enter)

    def _failed(self, name: str, error: KoongoError) -> AutoEvent:
        now, pace = self._workspace.clock(), self._workspace.pace
        failures = self._failures[name] = self._failures.get(name, 0) + 1
        next_at: datetime = now + BACKOFF[min(failures, len(BACKOFF)) - 1] * pace
        if isinstance(error, Throttled):
            next_at = max(error.retry_at, now)
        elif isinstance(error, AccessRefused | DeveloperRefused):
            next_at = now + REFUSED_PAUSE * pace
        elif isinstance(error, OutcomeUnknown):
            next_at = now + LOOK_AGAIN * pace
        return AutoEvent(now, name, AutoKind.FAILED, error.message, next_at, error=error)

    def _event(self, name: str, kind: AutoKind, text: str) -> AutoEvent:
        now = self._workspace.clock()
        after = OTHERS_TURN if kind is AutoKind.ELSEWHERE else ASLEEP
        return AutoEvent(now, name, kind, text, now + after * self._workspace.pace)
