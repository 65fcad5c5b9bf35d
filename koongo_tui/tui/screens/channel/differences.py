"""What a feed changes against the one that was sent last: added, changed, removed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.worker import Worker

from koongo_tui.errors import KoongoError
from koongo_tui.feeds.compare import Change, Difference, Differences
from koongo_tui.feeds.model import FeedError, Progress, WorkCancelled
from koongo_tui.tui.feed_view import Compared, FeedView
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.channel.preview_words import percent
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.text import EMPTY, Line, Tone, clean, cut, fit, paragraph, right, spread
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, TitleBar, marks_of
from koongo_tui.tui.widgets.lines import Lines
from koongo_tui.tui.widgets.window_table import WindowTable
from koongo_tui.tui.wording import when

_TITLES = {Change.ADDED: "Added", Change.CHANGED: "Changed", Change.REMOVED: "Removed"}


class _Source:
    """The differences of one kind as rows."""

    def __init__(self, found: Differences, change: Change) -> None:
        self._found = found
        self._change = change

    def __len__(self) -> int:
        return self._found.count(self._change)

    def rows(self, start: int, stop: int) -> Sequence[Difference]:
        """See :class:`~koongo_tui.tui.widgets.row_source.RowSource`."""
        try:
            return self._found.rows(self._change, start, stop)
        except FeedError:
            # The file was replaced meanwhile: the preview looks again by itself.
            return ()

    def position(self, row_id: str) -> int | None:
        """Rows are not looked for: their order does not change."""
        del row_id
        return None


class DifferenceTable(WindowTable[Difference]):
    """A record a line: its SKU, and which of its fields say something else now."""

    def row_id(self, row: Difference) -> str:
        return f"{row.change} {row.row.index}"

    def heading(self, width: int) -> Line:
        room = self._key_width(width)
        text = f"  {right('Record', 8)}  {fit('SKU or order', room)}  What differs"
        return ((cut(text, width), Tone.PLAIN),)

    def _key_width(self, width: int) -> int:
        return max(12, min(32, width // 3))

    def row_line(self, row: Difference, width: int) -> Line:
        marks = marks_of(self)
        room = self._key_width(width)
        key = clean(row.row.sku or row.row.order_id or "-", marks)
        head = f"  {right(cut(row.row.record, 8, marks), 8)}  {fit(cut(key, room, marks), room)}  "
        words = {
            Change.ADDED: "was not in the feed sent last",
            Change.REMOVED: "is not in this feed",
        }.get(row.change) or _changed_words(row)
        return (
            (head, Tone.PLAIN),
            (cut(clean(words, marks), max(1, width - len(head)), marks), Tone.MUTED),
        )

    def cursor_line(self, line: Line) -> Line:
        (head, tone), *rest = super().cursor_line(line)
        return ((marks_of(self).cursor + head[1:], tone), *rest)


class DifferencesScreen(LiveScreen):
    """Opened over the preview; 1, 2 and 3 choose what is shown."""

    DEFAULT_CSS = """
    DifferencesScreen #kinds { height: 1; }
    DifferencesScreen #state { height: auto; }
    DifferencesScreen DifferenceTable { height: 1fr; }
    DifferencesScreen #pair { height: 4; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "close"),
        *(
            Binding(str(n), f"kind({n})", title, show=False, id=f"numbered-{n}")
            for n, title in enumerate(_TITLES.values(), 1)
        ),
    ]

    def __init__(self, view: FeedView, channel: str) -> None:
        super().__init__()
        self._view = view
        self._channel = channel
        self._compared: Compared | None = None
        self._change = Change.CHANGED
        self._progress: Progress | None = None
        self._stop = threading.Event()
        self._words = "Comparing with the feed that was sent last."

    def compose(self) -> ComposeResult:
        yield TitleBar("What changed", "", f"channel: {self._channel}")
        yield Lines(self._kinds, id="kinds")
        yield Rule()
        yield Lines(self._state, id="state")
        yield DifferenceTable()
        yield Rule()
        yield Lines(self._pair, id="pair")
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(DifferenceTable).focus()
        self.set_interval(1.0, self.tick)
        self._compare()

    def on_unmount(self) -> None:
        self._stop.set()
        if self._compared is not None:
            self._compared.close()

    @work(exclusive=True, group="compare", exit_on_error=False, description="comparing feeds")
    async def _compare(self) -> None:
        def note(progress: Progress) -> None:
            self._progress = progress

        try:
            compared = await self._view.compare(note, self._stop.is_set)
        except WorkCancelled:
            return
        if compared is None:
            self._words = (
                "Nothing of this type was sent from here yet, so there is nothing to compare."
            )
            self._show()
            return
        self._compared = compared
        found = compared.found
        self._change = next(
            (c for c in (Change.CHANGED, Change.ADDED, Change.REMOVED) if found.count(c)),
            Change.CHANGED,
        )
        self._words = ""
        self._show()

    def worker_failed(self, worker: Worker[object], error: KoongoError) -> None:  # noqa: ARG002
        self._words = f"They cannot be compared. {error.message} {error.fix}".strip()
        self._show()

    def tick(self) -> None:
        """A second has passed."""
        if self._compared is None and self.is_active:
            self.query_one("#state", Lines).refresh_content()

    def _show(self) -> None:
        if self._compared is not None:
            source = _Source(self._compared.found, self._change)
            self.query_one(DifferenceTable).set_source(source, reset=True)
            last = self._compared.last
            at = when(last.began_at or last.created_at, self._view.workspace.clock())
            self.say(f"Against {last.submission_id}, sent {at}. 1, 2 and 3 choose.", Tone.MUTED)
        for name in ("kinds", "state", "pair"):
            self.query_one(f"#{name}", Lines).refresh_content()

    def _kinds(self, width: int) -> Sequence[Line]:
        found = self._compared.found if self._compared is not None else None
        pieces = []
        for number, change in enumerate(Change, 1):
            count = f"{found.count(change):,}" if found is not None else "-"
            here = change is self._change
            text = f"{number} {_TITLES[change]} {count}"
            pieces.append(
                (f"[{text}]" if here else f" {text} ", Tone.STRONG if here else Tone.MUTED)
            )
        same = f"{found.same:,} say the same" if found is not None else ""
        return [spread(pieces, width, gap=1, end=(same, Tone.MUTED) if same else None)]

    def _state(self, width: int) -> Sequence[Line]:
        if self._words:
            words = f"{self._words} {percent(self._progress)}".strip()
            return [*paragraph(words, width), EMPTY]
        found = self._compared.found if self._compared is not None else None
        if found is not None and not found.count(self._change):
            return paragraph(f"{_TITLES[self._change]}: none.", width, tone=Tone.MUTED)
        return []

    def _pair(self, width: int) -> Sequence[Line]:
        row = self.query_one(DifferenceTable).cursor_row
        if row is None or row.now is None or row.before is None:
            return []
        marks = marks_of(self)
        lines: list[Line] = []
        assert self._compared is not None
        names = self._compared.columns, self._compared.columns_before
        for name, before, now in changed_cells(row, *names):
            text = f" {clean(name, marks)}: {clean(before, marks) or '-'}"
            lines.append(
                (
                    (cut(text, width // 2, marks), Tone.MUTED),
                    (cut(f"  now {clean(now, marks) or '-'}", width // 2, marks), Tone.PLAIN),
                )
            )
        return lines

    @on(WindowTable.Highlighted)
    def _highlighted(self) -> None:
        self.query_one("#pair", Lines).refresh_content()

    def action_kind(self, number: int) -> None:
        """What was added, changed or removed."""
        self._choose(tuple(Change)[number - 1])

    def _choose(self, change: Change) -> None:
        if self._compared is not None:
            self._change = change
            self._show()

    def action_close(self) -> None:
        """Back to the preview."""
        self.dismiss()


def _changed_words(row: Difference) -> str:
    return ", ".join(row.columns)


def changed_cells(
    row: Difference, columns: Sequence[str], columns_before: Sequence[str]
) -> list[tuple[str, str, str]]:
    """The cells of a changed record that differ: name, before, now.

    Args:
        columns, columns_before: the names of the cells of both feeds.
    """
    if row.now is None or row.before is None:
        return []
    now = dict(zip(columns, row.now.cells, strict=False))
    before = dict(zip(columns_before, row.before.cells, strict=False))
    names = dict.fromkeys((*columns, *columns_before))
    return [
        (name, before.get(name, ""), now.get(name, ""))
        for name in names
        if before.get(name, "") != now.get(name, "")
    ]
