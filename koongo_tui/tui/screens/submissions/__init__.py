"""The live list of a channel's submissions, and what can be seen of each."""

from koongo_tui.tui.screens.submissions.screen import SubmissionsScreen

__all__ = ["SubmissionsScreen"]
