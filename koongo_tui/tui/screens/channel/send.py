"""Submit to Amazon: what will happen, yes or no, the upload, and what became of it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import Worker

from koongo_tui.errors import KoongoError
from koongo_tui.feeds.checks.whole import size_words
from koongo_tui.feeds.model import WorkCancelled
from koongo_tui.store.intents import Origin
from koongo_tui.tui import sending
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.text import EMPTY, Line, Tone, facts, paragraph
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, TitleBar
from koongo_tui.tui.widgets.lines import ScrollingLines
from koongo_tui.tui.wording import clock_seconds, countdown

if TYPE_CHECKING:
    from koongo_tui.outbox.checking import CheckedFeed
    from koongo_tui.tui.live import Live


class SendScreen(LiveScreen):
    """Gathers, asks, sends. Nothing is sent before Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "send", "Send to Amazon"),
        bind("back", "close", "Do not send"),
    ]

    def __init__(
        self,
        live: Live,
        checked: CheckedFeed,
        origin: Origin,
        sent: Callable[[str], None],
        *,
        what: str = "",
        keep: ExitStack | None = None,
    ) -> None:
        """
        Args:
            sent: told the ID of the submission when Amazon has it.
            what: said first, where it is not the whole feed from its source.
            keep: closed when the screen is left: the feed's file may vanish then.
        """
        super().__init__()
        self._live = live
        self._checked = checked
        self._origin = origin
        self._tell = sent
        self._what = what
        self._keep = keep
        self._asked: sending.ToConfirm | None = None
        self._sending = False
        self._bytes = 0
        self._error: KoongoError | None = None
        self._stop = threading.Event()

    def compose(self) -> ComposeResult:
        market = self._checked.marketplace
        yield TitleBar(
            "Submit to Amazon",
            market.name if market else "",
            f"channel: {self._live.channel.name}",
        )
        yield Rule()
        yield ScrollingLines(self._content)
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(ScrollingLines).focus()
        self.set_interval(1.0, self.tick)
        self.say("Nothing is sent yet.", Tone.MUTED)
        self._gather()

    def on_unmount(self) -> None:
        self._stop.set()
        if self._keep is not None:
            self._keep.close()

    @work(exclusive=True, group="gather", exit_on_error=False, description="what sending will do")
    async def _gather(self) -> None:
        try:
            self._asked = await sending.gather(
                self._live,
                self._checked,
                self._stop.is_set,
                compare=self._origin is not Origin.RESUBMIT,
            )
        except WorkCancelled:
            return
        self._show()

    def _show(self) -> None:
        self.query_one(ScrollingLines).refresh_content()
        self.refresh_bindings()
        self.tick()

    # -- words ---------------------------------------------------------------------------

    def _content(self, width: int) -> Sequence[Line]:
        asked, refusal = self._asked, self._checked.refusal
        if self._sending:
            return self._progress(width)
        lines: list[Line] = []
        if self._error is not None:
            lines += paragraph(self._error.message, width, tone=Tone.BAD)
            lines += paragraph(self._error.fix, width) if self._error.fix else []
            lines.append(EMPTY)
        elif refusal is not None:
            title = "Amazon would refuse this feed, so it is not sent"
            lines += [*paragraph(title, width, tone=Tone.BAD), EMPTY]
        else:
            title = "Send this feed to Amazon?"
            lines += [*paragraph(title, width, tone=Tone.STRONG), EMPTY]
        if self._what:
            lines += [*paragraph(self._what, width), EMPTY]
        if asked is None:
            return [*lines, *paragraph("Comparing it with the feed that was sent last.", width)]
        from koongo_tui.outbox.words import plan_lines

        for line in plan_lines(asked.plan, self._live.now):
            lines += _plan_line(line, width)
        return [*lines, EMPTY, *self._quota(width)]

    def _quota(self, width: int) -> Sequence[Line]:
        asked, now = self._asked, self._live.now
        if asked is None or self._checked.refused:
            return []
        if asked.allowed_at > now:
            wait = countdown(asked.allowed_at - now)
            at = clock_seconds(asked.allowed_at)
            words = f"Amazon's quota takes the next feed at {at}, in {wait}. Enter waits for it."
            return paragraph(words, width, tone=Tone.WARN)
        replaced = "It changes the lines that it names and no others; nothing is purged."
        return paragraph(f"Amazon takes it at once. {replaced}", width, tone=Tone.MUTED)

    def _progress(self, width: int) -> Sequence[Line]:
        size = self._checked.file.size
        done = min(self._bytes, size)
        share = f"{done * 100 // size} %" if size else ""
        return [
            *paragraph("Sending to Amazon", width, tone=Tone.STRONG),
            EMPTY,
            *paragraph(f"{size_words(done)} of {size_words(size)}   {share}", width, indent=3),
            EMPTY,
            *paragraph(
                "It is written down on this machine: whatever happens, it is found out whether "
                "it arrived, and it is not sent twice.",
                width,
                tone=Tone.MUTED,
            ),
        ]

    def tick(self) -> None:
        """A second has passed: a share or a countdown is drawn anew, and nothing else."""
        if self.is_active and (self._sending or self._asked is not None):
            self.query_one(ScrollingLines).refresh_content()

    # -- keys ----------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Once it is on its way there is nothing to decide."""
        if action == "send":
            return self._asked is not None and not self._sending and not self._checked.refused
        return not self._sending if action == "close" else True

    def action_send(self) -> None:
        """Yes."""
        self._sending, self._error, self._bytes = True, None, 0
        self._show()
        self.say("Sending. q leaves; what has arrived is found out at the next start.", Tone.MUTED)
        self._send()

    @work(exclusive=True, group="send", exit_on_error=False, description="sending a feed")
    async def _send(self) -> None:
        assert self._asked is not None

        def note(sent: int) -> None:
            # Drawn by the timer: at most one change a second crosses the line.
            self._bytes = sent

        found = await sending.send(self._live, self._asked.plan, self._origin, note)
        self.dismiss()
        self._tell(found.id)

    def worker_failed(self, worker: Worker[object], error: KoongoError) -> None:  # noqa: ARG002
        self._sending = False
        self._error = error
        self._show()
        self.say("It was not sent, as far as is known; why stands above.", Tone.WARN)

    def action_close(self) -> None:
        """No."""
        self.dismiss()


_LABELLED = re.compile(r"(\w+) {2,}(.+)")


def _plan_line(line: str, width: int) -> list[Line]:
    """A line of what will happen: a label with its value, or what was found."""
    labelled = _LABELLED.fullmatch(line)
    if labelled is not None:
        return facts([(labelled[1].ljust(5), labelled[2])], width)
    indent = 3 + (len(line) - len(line.lstrip()))
    tone = Tone.WARN if line.startswith(("Look", "Amazon would")) else Tone.PLAIN
    return paragraph(line.strip(), width, indent=indent, tone=tone)
