"""The tab Feed Preview."""

from __future__ import annotations

from koongo_tui.tui.screens.channel.pane import Pane


class PreviewPane(Pane):
    """See the module."""
