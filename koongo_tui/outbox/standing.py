"""What a person should know of feeds that are to be sent: said beside what they asked for.

Light: ``status`` reads it each time, so nothing that sends is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from koongo_tui.store.intents import Intent, IntentState, Origin, Pause

if TYPE_CHECKING:
    from koongo_tui.store.channels import Channel
    from koongo_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """What is open for a channel.

    Attributes:
        unknown: feeds whose answer was lost.
        unsent: feeds that were prepared and are not at Amazon; without those that auto-submit
            sends by itself.
        pause: why auto-submit is paused; None when it is not, or is off.
    """

    channel: str
    unknown: int = 0
    unsent: int = 0
    pause: Pause | None = None

    @property
    def sentence(self) -> str | None:
        """What to say; None when all is settled."""
        words = [part for part in (self.open_words, self.pause_words) if part is not None]
        return " ".join(words) or None

    @property
    def open_words(self) -> str | None:
        """Of feeds that are not settled, with the way on."""
        parts = []
        if self.unknown:
            parts.append(f"{_feeds(self.unknown)} may have arrived at Amazon or not")
        if self.unsent:
            parts.append(f"{_feeds(self.unsent)} {'was' if self.unsent == 1 else 'were'} not sent")
        if not parts:
            return None
        return f"{self.channel}: {', '.join(parts)}. Go on with: {self.open_fix}"

    @property
    def open_fix(self) -> str:
        """The command that settles what is open."""
        return f"koongo-tui submit --unfinished --channel {self.channel}"

    @property
    def pause_words(self) -> str | None:
        """Of a pause, with the way on."""
        if self.pause is None:
            return None
        return (
            f"Auto-submit of {self.channel} is paused: {self.pause.reason} "
            f"When you have looked: {self.pause_fix}"
        )

    @property
    def pause_fix(self) -> str:
        """The command that ends the pause."""
        return f"koongo-tui autosubmit --resume {self.channel}"


def standings(workspace: Workspace, channels: Iterable[Channel]) -> dict[str, Standing]:
    """What is open, by the channel's name, in two queries for all of them.

    Raises:
        StoreError: it cannot be read.
    """
    if not workspace.paths.history_file.exists():
        return {channel.name: Standing(channel.name) for channel in channels}
    pauses = workspace.intents.pauses()
    intents = workspace.intents.open_ones()
    return {
        channel.name: _standing(channel, intents, pauses.get(channel.name)) for channel in channels
    }


def _standing(channel: Channel, intents: Iterable[Intent], pause: Pause | None) -> Standing:
    mine = [i for i in intents if i.new.channel == channel.name]
    by_itself = channel.auto_submit and pause is None
    return Standing(
        channel.name,
        unknown=sum(i.state is IntentState.SENDING for i in mine),
        unsent=sum(
            i.state is IntentState.READY and not (by_itself and i.new.origin is Origin.AUTO)
            for i in mine
        ),
        pause=pause if channel.auto_submit else None,
    )


def _feeds(number: int) -> str:
    return f"{number:,} feed{'' if number == 1 else 's'}"
