"""What Amazon would make of a feed, said before it is sent."""

from __future__ import annotations

from koongo_tui.feeds.checks.checking import CheckResult, OnProgress, check_feed
from koongo_tui.feeds.checks.sheet import CheckContext

__all__ = ["CheckContext", "CheckResult", "OnProgress", "check_feed"]
