"""What sending a feed will do, gathered before a person says yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from koongo_tui.errors import KoongoError
from koongo_tui.feeds.model import Cancelled, Progress, never
from koongo_tui.outbox.checking import CheckedFeed
from koongo_tui.outbox.kept import Changes, changes_since
from koongo_tui.outbox.preparing import prepare
from koongo_tui.store.intents import Intent, IntentState, Origin

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel
    from koongo_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SendPlan:
    """What sending a feed will do.

    Attributes:
        last: the feed of this type that the channel sent last; None without one.
        changes: against that one; None where it could not be compared, or there is none.
        not_compared: why, a sentence.
        waiting: the same feed, prepared before and not sent: it is sent, not a second one.
    """

    channel: Channel
    checked: CheckedFeed
    last: Intent | None = None
    changes: Changes | None = None
    not_compared: str | None = None
    waiting: Intent | None = None

    @property
    def unchanged(self) -> bool:
        """It is the feed that was sent last, byte for byte."""
        return self.last is not None and self.last.new.digest == self.checked.file.sha256


def plan_sending(
    workspace: Workspace,
    channel: Channel,
    checked: CheckedFeed,
    *,
    compare: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Cancelled = never,
) -> SendPlan:
    """Gather what a person should know. Reads the feed sent last as well: for a thread.

    Args:
        compare: with the feed sent last; it makes no sense for a few lines of one.

    Raises:
        StoreError: what was sent is not known.
        WorkCancelled: ``cancelled`` said so.
    """
    if checked.feed_type is None:
        return SendPlan(channel, checked)
    waiting = _waiting(workspace, channel, checked)
    if not compare:
        return SendPlan(channel, checked, waiting=waiting)
    last = workspace.intents.last_sent(channel.name, checked.feed_type.name)
    changes: Changes | None = None
    problem: str | None = None
    if last is not None and not checked.refused and last.new.digest != checked.file.sha256:
        try:
            changes = changes_since(
                workspace, channel, checked, last, on_progress=on_progress, cancelled=cancelled
            )
        except KoongoError as error:
            problem = error.message.removesuffix(" Nothing was sent.")
    return SendPlan(channel, checked, last, changes, problem, waiting)


def _waiting(workspace: Workspace, channel: Channel, checked: CheckedFeed) -> Intent | None:
    assert checked.feed_type is not None
    for one in workspace.intents.in_state(channel.account_key, IntentState.READY):
        new = one.new
        same = (new.channel, new.feed_type, new.digest)
        if same == (channel.name, checked.feed_type.name, checked.file.sha256):
            return one
    return None


def intent_of_plan(workspace: Workspace, plan: SendPlan, origin: Origin) -> Intent:
    """What is to be sent, written down: the one that waits, else a new one. For a thread.

    Raises as :func:`~koongo_tui.outbox.preparing.prepare`.
    """
    if plan.waiting is not None:
        return plan.waiting
    return prepare(workspace, plan.channel, plan.checked.to_send(origin))
