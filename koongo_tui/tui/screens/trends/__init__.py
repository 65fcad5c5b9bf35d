"""Accepted lines and errors of each day."""

from __future__ import annotations

from koongo_tui.tui.screens.trends.screen import TrendsScreen as TrendsScreen
