"""Reads all channels: one pass over the configuration, one look at the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from koongo_tui.errors import KoongoError
from koongo_tui.fleet.health import Fleet, fleet_of

if TYPE_CHECKING:
    from koongo_tui.workspace import Workspace


class FleetReader:
    """Reads all channels, again only when something can have changed.

    To be called in a thread, by one caller at a time.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seen: tuple[object, ...] | None = None

    def read(self, blocked: Mapping[str, KoongoError] | None = None) -> Fleet | None:
        """All channels now; None when they are what the last answer said.

        Ages are said in minutes, so a minute that has passed is a change.

        Args:
            blocked: for names of channels that could not be opened, why.

        Raises:
            StoreError: the configuration or the history cannot be read.
        """
        workspace = self._workspace
        now = workspace.clock()
        config, history = workspace.config(), workspace.history()
        minute = int(now.timestamp() // 60)
        # The version is asked for first: what is written while we read is then read next time.
        seen = (config, history.version(), minute, dict(blocked or {}))
        if seen == self._seen:
            return None
        fleet = fleet_of(config, history.summaries(now), now, blocked)
        self._seen = seen
        return fleet

    def forget(self) -> None:
        """Read everything again the next time."""
        self._seen = None


def others_that_need_a_look(workspace: Workspace, name: str) -> int:
    """How many channels but this one need a look. To be called in a thread.

    Raises:
        StoreError: the configuration or the history cannot be read.
    """
    config = workspace.config()
    if len(config.channels) + len(config.wrong) < 2:
        return 0
    now = workspace.clock()
    fleet = fleet_of(config, workspace.history().summaries(now), now)
    return sum(row.needs_a_look for row in fleet.rows if row.name != name)
