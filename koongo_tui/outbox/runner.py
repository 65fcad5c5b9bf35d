"""Auto-submit: looks at channels' feed sources, and sends what changed.

One process of this machine does so for a channel at a time, and a person has the last word: what
made it stop is written down, and nothing is sent by itself until they let it go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.amazon.errors import Throttled
from koongo_tui.errors import Actor, KoongoError, NotSetUpError
from koongo_tui.feed_source import FeedSource, WebAddress, look, parse_feed_source
from koongo_tui.feeds.kinds import ADVISED_PAUSE, FeedType, feed_type_named
from koongo_tui.guide.programs import Program
from koongo_tui.outbox.auto import AutoFacts, Decision, Send, Settle, Stop, Wait, decide
from koongo_tui.outbox.checking import CheckedFeed, check_aside
from koongo_tui.outbox.preparing import channel_outbox, prepare
from koongo_tui.pacing import BACKOFF
from koongo_tui.store.errors import FileBusy
from koongo_tui.store.files import private_folder
from koongo_tui.store.intents import Intent, IntentState, Origin
from koongo_tui.store.lock import locked
from koongo_tui.sync import channel_sync
from koongo_tui.sync.reports import awaits_report

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.store.config import Channel
    from koongo_tui.store.history import Row
    from koongo_tui.workspace import Workspace

SUBMIT_OPERATION = {Program.MWS: "SubmitFeed", Program.SP_API: "createFeed"}

LOOK_AT_FILE = timedelta(minutes=1)
LOOK_AT_ADDRESS = timedelta(minutes=5)
"""Between two looks at a source that has not changed."""

LOOK_AT_LAST = timedelta(minutes=1)
"""Between two questions what has become of the feed before."""

OTHERS_TURN = timedelta(seconds=20)
"""Until the next try where another process is at it."""

ASLEEP = timedelta(minutes=1)
"""Until the next look whether a person has switched it on, or lets it go on."""


class AutoKind(StrEnum):
    """What a look at a channel came to. The value is the word in JSON."""

    OFF = "off"
    PAUSED = "paused"
    STOPPED = "stopped"
    """Paused just now: a person has to look."""
    UNCHANGED = "unchanged"
    WAITING = "waiting"
    ELSEWHERE = "elsewhere"
    """Another process of this machine is at it."""
    SENT = "sent"
    REFUSED = "refused"
    """The feed is not sent as it is."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AutoEvent:
    """What a look at a channel came to.

    Attributes:
        at: when, aware.
        channel: its name.
        text: a sentence or two for people.
        next_at: when to look again.
        submission_id: of what was sent.
        records: in it.
        error: why it failed.
    """

    at: datetime
    channel: str
    kind: AutoKind
    text: str
    next_at: datetime
    submission_id: str | None = None
    records: int | None = None
    error: KoongoError | None = None


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

    async def watch(self, name: str) -> AsyncIterator[AutoEvent]:
        """Look at a channel whenever it is due, until cancelled. Each event that says something
        new; what repeats itself is left out."""
        raise NotImplementedError
        yield

    async def tick(self, name: str) -> AutoEvent:
        """Look at a channel once, and do what is to be done. Never raises a KoongoError."""
        raise NotImplementedError

    def resume(self, name: str) -> bool:
        """A person has looked: go on; False when the channel was not paused."""
        raise NotImplementedError
