"""From a feed file to an intent: measured, kept, and written down before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.amazon.feed import FeedFile
from koongo_tui.feeds.content_types import content_type
from koongo_tui.feeds.kinds import FeedType
from koongo_tui.guide.programs import Program
from koongo_tui.outbox.outbox import ARCHIVED_AS, Outbox
from koongo_tui.store.intents import Intent, NewIntent, Origin

if TYPE_CHECKING:
    from koongo_tui.amazon.api import SellerApi
    from koongo_tui.store.config import Channel
    from koongo_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ToSend:
    """A feed that was checked and that a person, or the rules of auto-submit, let go.

    Attributes:
        encoding: Python's name of what the file was found to be in, ``FeedFacts.encoding``.
        records: in it; None when they were not counted.
        measured: the measure that the check was made of; the file has to fit it still. None
            measures it now.
    """

    path: Path
    feed_type: FeedType
    encoding: str
    records: int | None
    origin: Origin
    measured: FeedFile | None = None


def prepare(workspace: Workspace, channel: Channel, wanted: ToSend) -> Intent:
    """Keep a copy of the feed and write down that it is to be sent. Reads and writes disks.

    What is sent later is the copy: the source may change meanwhile.

    Raises:
        FeedUnreadable, FeedChanged: the file cannot be used.
        StoreError: nothing was written down.
    """
    file = wanted.measured or FeedFile.measure(wanted.path)
    file.verify()
    with file.opener() as source:
        workspace.sent.keep(ARCHIVED_AS, file.sha256, source)
    file.verify()
    new = NewIntent(
        channel=channel.name,
        feed_type=wanted.feed_type.name,
        marketplace_ids=_markets(channel),
        content_type=content_type(
            wanted.feed_type.kind, workspace.marketplace(channel), wanted.encoding
        ),
        digest=file.sha256,
        size=file.size,
        records=wanted.records,
        origin=wanted.origin,
    )
    return workspace.intents.add(channel.account_key, new, workspace.clock())


def _markets(channel: Channel) -> tuple[str, ...]:
    # MWS takes none for all of the seller's marketplaces, and in Japan does not take any.
    if channel.program is Program.MWS and channel.marketplace_id == "A1VC38T7YXB528":
        return ()
    return (channel.marketplace_id,)


def channel_outbox(workspace: Workspace, channel: Channel, api: SellerApi) -> Outbox:
    """The outbox of a channel's account, over an account that is open."""
    return Outbox(
        api,
        workspace.history(),
        workspace.intents,
        workspace.sent,
        channel.account_key,
        lock_path=workspace.paths.sending_file(channel.account_key),
        clock=workspace.clock,
        pace=workspace.pace,
    )
