"""The processing report exactly as Amazon sent it."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from koongo_tui.store.rows import Row
from koongo_tui.tui.keys import bind
from koongo_tui.tui.live import Live
from koongo_tui.tui.raw_text import RawText
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.text import Tone
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, TitleBar
from koongo_tui.tui.widgets.raw_view import RawView
from koongo_tui.tui.wording import plural


class RawScreen(LiveScreen):
    """Reads the report away from the screen's loop, then shows the lines that fit."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("back", "close")]
    DEFAULT_CSS = """
    RawScreen RawView { height: 1fr; }
    """

    def __init__(self, live: Live, row: Row) -> None:
        super().__init__()
        self._live = live
        self._row = row
        self._text: RawText | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar(f"Report of {self._row.id}", "", f"channel: {self._live.channel.name}")
        yield RawView()
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(RawView).focus()
        self.query_one(MessageLine).say("Reading the report.")
        self._load()

    def on_unmount(self) -> None:
        if self._text is not None:
            self._text.close()

    @work(exclusive=True, group="raw", exit_on_error=False, description="reading a report")
    async def _load(self) -> None:
        text = await asyncio.to_thread(self._live.raw_text, self._row)
        message = self.query_one(MessageLine)
        if text is None:
            message.say("The report is not on this machine.", Tone.WARN)
            return
        self._text = text
        self.query_one(RawView).show(text)
        message.say(
            f"{plural(text.line_count, 'line')}, as Amazon sent them. Arrows move, also sideways."
        )

    def action_close(self) -> None:
        """Back to where it was opened."""
        self.dismiss()
