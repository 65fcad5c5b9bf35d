"""One record of a feed: what it says, field by field, and its bytes as they are."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from koongo_tui.errors import KoongoError
from koongo_tui.feeds.model import FeedRow
from koongo_tui.feeds.opened import OpenedFeed
from koongo_tui.tui.keys import bind
from koongo_tui.tui.raw_text import RawText
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.text import Line, Tone, clean, facts, paragraph
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, TitleBar, marks_of
from koongo_tui.tui.widgets.lines import ScrollingLines
from koongo_tui.tui.widgets.raw_view import RawView


class RecordScreen(LiveScreen):
    """Opened over the preview; v turns between the fields and the file's own text."""

    DEFAULT_CSS = """
    RecordScreen ScrollingLines { height: 1fr; }
    RecordScreen RawView { height: 1fr; display: none; }
    RecordScreen.-raw RawView { display: block; }
    RecordScreen.-raw ScrollingLines { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "close"),
        bind("raw", "turn", "Raw or fields"),
    ]

    def __init__(self, feed: OpenedFeed, row: FeedRow, channel: str) -> None:
        super().__init__()
        self._feed = feed
        self._row = row
        self._channel = channel
        self._fields: Sequence[tuple[str, str]] = ()
        self._text: RawText | None = None

    def compose(self) -> ComposeResult:
        about = self._row.sku or self._row.order_id
        yield TitleBar(f"Record {self._row.record}", clean(about), f"channel: {self._channel}")
        yield ScrollingLines(self._content)
        yield RawView()
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(ScrollingLines).focus()
        self._load()

    def on_unmount(self) -> None:
        if self._text is not None:
            self._text.close()

    @work(exclusive=True, group="record", exit_on_error=False, description="reading a record")
    async def _load(self) -> None:
        try:
            self._fields, text = await asyncio.to_thread(self._read)
        except KoongoError as error:
            self.say(f"{error.message} {error.fix}".strip(), Tone.WARN)
            return
        self._text = text
        self.query_one(ScrollingLines).refresh_content()
        self.query_one(RawView).show(text)
        place = f"bytes {self._row.start:,} to {self._row.end:,} of the file"
        self.say(f"Record {self._row.record}: {place}. v shows it as it is there.", Tone.MUTED)

    def _read(self) -> tuple[Sequence[tuple[str, str]], RawText]:
        fields = self._feed.fields(self._row.index)
        raw = self._feed.raw(self._row.index)
        return fields, RawText(io.BytesIO(raw), self._feed.encoding)

    def _content(self, width: int) -> Sequence[Line]:
        marks = marks_of(self)
        lines: list[Line] = []
        if self._row.problem is not None:
            lines += paragraph(self._row.problem, width, tone=Tone.WARN)
        pairs = [(clean(name, marks)[: width // 2], clean(t, marks)) for name, t in self._fields]
        return [*lines, *facts(pairs, width)]

    def action_turn(self) -> None:
        """The text itself, or the fields again."""
        self.toggle_class("-raw")
        raw = self.has_class("-raw")
        (self.query_one(RawView) if raw else self.query_one(ScrollingLines)).focus()

    def action_close(self) -> None:
        """Back to the preview."""
        self.dismiss()
