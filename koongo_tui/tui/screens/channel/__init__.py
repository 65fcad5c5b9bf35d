"""The channel's form around the list: settings, the feed before it is sent, sending it."""

from koongo_tui.tui.screens.channel.screen import ChannelScreen

__all__ = ["ChannelScreen"]
