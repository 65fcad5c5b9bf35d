"""What a person with a working channel should still know: a setup that was cut off, and the like.

Told beside the answer to what they asked for, never in its way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from koongo_tui.errors import KoongoError
from koongo_tui.guide.programs import Program
from koongo_tui.workspace import Workspace

if TYPE_CHECKING:
    from koongo_tui.calendar_file import Ending
    from koongo_tui.store.config import Channel, SpApiDeveloper

ROTATION_WARNING = timedelta(days=30)
"""How long before a client secret ends its rotation is asked for."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A setup that was cut off.

    Attributes:
        channel: the name that it gives its channel.
        step: where it stopped, from 1.
    """

    channel: str
    step: int

    @property
    def sentence(self) -> str:
        """What is the matter, without the way on."""
        return f"The setup of {self.channel} stopped at step {self.step}."


def unfinished(workspace: Workspace) -> Unfinished | None:
    """The setup that was cut off; None without one, or when its file cannot be read."""
    try:
        saved = workspace.progress.load()
        if saved is None:
            return None
        # The whole flow is imported only where there is something to read with it.
        from koongo_tui.guide.flow import Setup

        setup = Setup.from_progress(saved.values)
    except KoongoError:
        return None
    return Unfinished(setup.name, setup.step.number)


def unsaved(workspace: Workspace, channel: Channel) -> str | None:
    """That changes to the channel's settings wait to be saved; None when none do."""
    try:
        found = workspace.draft(channel.name).load()
    except KoongoError:
        return None
    if found is None or not found.values:
        return None
    count = len(found.values)
    number, verb = ("A change", "is") if count == 1 else (f"{count} changes", "are")
    return f"{number} to the settings of {channel.name} {verb} not saved yet. e shows them."


def renewal_page(channel: Channel) -> str:
    """The address where the channel's authorisation is renewed; empty where none is known."""
    from koongo_tui.guide.flow import Setup

    pages = Setup.of_channel(channel).pages
    return pages[0].url if pages else ""


def ending_of(channel: Channel) -> Ending | None:
    """The end of the channel's authorisation for a calendar; None while it is not known."""
    from koongo_tui.calendar_file import Ending
    from koongo_tui.guide.marketplaces import marketplace_by_id

    if channel.expires_on is None:
        return None
    market = marketplace_by_id(channel.marketplace_id)
    mws = channel.program is Program.MWS
    return Ending(
        channel=channel.name,
        shop=market.name if market else channel.marketplace_id,
        seller_id=channel.seller_id,
        ends_on=channel.expires_on,
        renew_at=renewal_page(channel),
        how=(
            "Renew it before: sign in as the primary user, and in the row Koongo click Renew."
            if mws
            else "Renew it before: sign in as the primary user, and re-authorise the application."
        ),
    )


def rotation(workspace: Workspace, channel: Channel) -> str | None:
    """What is to be said of the age of the client secret that an SP-API channel needs.

    None as well where another place gives the secret, or the configuration cannot be read.
    """
    if channel.program is not Program.SP_API or workspace.application.from_environment:
        return None
    try:
        developer = workspace.config().sp_api_developer
    except KoongoError:
        return None
    if developer is None:
        return None
    return rotation_words(developer, workspace.clock().astimezone().date())


def rotation_words(developer: SpApiDeveloper, today: date) -> str | None:
    """What is to be said of a client secret's age; None while it is young, or not known."""
    by = developer.rotate_by
    if by is None or by - today > ROTATION_WARNING:
        return None
    days = (by - today).days
    if days < 0:
        return (
            f"The client secret was due for rotation on {by.isoformat()}: Amazon may refuse it. "
            "Rotate it, then run developer set again."
        )
    left = "today" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"
    return (
        f"The client secret has to be rotated by {by.isoformat()} ({left}): Amazon takes one for "
        "180 days. Refresh tokens stay valid."
    )
