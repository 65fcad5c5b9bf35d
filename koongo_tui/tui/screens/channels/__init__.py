"""All channels at a glance."""

from koongo_tui.tui.screens.channels.screen import ChannelsScreen

__all__ = ["ChannelsScreen"]
