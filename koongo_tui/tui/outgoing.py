"""Looks after a live channel's feeds while its screen is open.

First what an earlier run left half sent is settled, then the feed is sent by itself whenever its
source has changed, if the channel is set so. What is needed for either is imported only then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from koongo_tui.errors import KoongoError
from koongo_tui.store.intents import Intent, IntentState
from koongo_tui.tui.text import Tone

if TYPE_CHECKING:
    from koongo_tui.outbox.events import AutoEvent
    from koongo_tui.tui.live import Live

LOOK_EVERY = 2.0
"""Seconds between two looks whether the channel is connected, or auto-submit was switched on."""

Say = Callable[[str, Tone], None]


class Outgoing:
    """See the module.

    Args:
        say: puts words on the message line.
        changed: the list holds something new.
        sleep: waits that many seconds.
    """

    def __init__(
        self,
        live: Live,
        say: Say,
        changed: Callable[[], None],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._live = live
        self._say = say
        self._changed = changed
        self._sleep = sleep

    async def run(self) -> None:
        """Go on until cancelled."""
        await self.settle()
        while True:
            if self._live.channel.auto_submit:
                await self._watch()
            await self._sleep(LOOK_EVERY)

    async def settle(self) -> None:
        """Find out what became of feeds whose answer was lost; does nothing without any."""
        live = self._live
        try:
            lost = live.workspace.intents.in_state(live.account, IntentState.SENDING)
        except KoongoError:
            # The list says that the database cannot be read.
            return
        if not lost:
            return
        while live.api is None:
            # What prevents the connection is on the screen.
            await self._sleep(LOOK_EVERY)
        from koongo_tui.tui import sending

        self._say("Finding out whether a feed of an earlier run has arrived.", Tone.MUTED)
        try:
            settled = await sending.settle(live)
        except KoongoError as error:
            self._say(f"It is not known yet whether a feed arrived: {error.message}", Tone.WARN)
            return
        self._say(" ".join(settled_words(intent) for intent in settled), Tone.PLAIN)
        self._changed()

    async def _watch(self) -> None:
        """Auto-submit, until it is switched off."""
        from koongo_tui.outbox.events import AutoKind
        from koongo_tui.outbox.runner import AutoSubmit

        name = self._live.channel.name
        async for event in AutoSubmit(self._live.workspace).watch(name):
            if event.kind is AutoKind.OFF:
                return
            found = event_words(event)
            if found is not None:
                self._say(*found)
            if event.kind is AutoKind.SENT:
                self._changed()


def settled_words(intent: Intent) -> str:
    """What became of a feed whose answer was lost."""
    match intent.state:
        case IntentState.SENT:
            return f"The feed of the earlier run arrived once, as {intent.submission_id}."
        case IntentState.READY:
            return "The feed of the earlier run did not arrive. Submit it again: e, then 3."
        case IntentState.SENDING:
            return "It is not known yet whether the feed of the earlier run arrived."
    return "Amazon did not take the feed of the earlier run."


def event_words(event: AutoEvent) -> tuple[str, Tone] | None:
    """What is said of a look at the source; None where nothing is worth a line."""
    from koongo_tui.outbox.events import AutoKind

    match event.kind:
        case AutoKind.SENT:
            return event.text, Tone.GOOD
        case AutoKind.PAUSED | AutoKind.STOPPED:
            return f"{event.text} e, then 1, lets it go on.", Tone.WARN
        case AutoKind.REFUSED | AutoKind.FAILED:
            return f"Auto-submit: {event.text}", Tone.WARN
        case AutoKind.ELSEWHERE:
            return event.text, Tone.MUTED
    return None
