"""The setup in the full screen, from Start to Done."""

from koongo_tui.tui.screens.setup.screen import SetupScreen

__all__ = ["SetupScreen"]
