"""Step 4, keep trying: after a renewal Amazon may need up to an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from koongo_tui.connection import TestResult
from koongo_tui.guide.flow import Step
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.page import SetupPage, heading, prose
from koongo_tui.tui.screens.setup.report import refusal_report
from koongo_tui.tui.screens.setup.session import Session

EVERY = timedelta(minutes=5)
TRIES = 12
_GROUP = "patience"
_BAR = 32


class WaitingPage(SetupPage):
    """Asks Amazon every five minutes, twelve times at most."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", "Try now"),
        bind("back", "back", "Stop waiting"),
        bind("refresh", "next", show=False),
        bind("owner", "owner"),
        bind("copy-message", "copy_report", "Copy report"),
    ]

    class Answered(Message):
        """Amazon has answered, or could not be asked."""

        def __init__(self, result: TestResult) -> None:
            super().__init__()
            self.result = result

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._tries: list[tuple[datetime, str]] = []
        self._next_at: datetime | None = session.workspace.clock() + EVERY
        self._asking = False

    def compose(self) -> ComposeResult:
        yield heading("Waiting for Amazon to notice the renewal")
        yield prose(
            "Renewals are usually felt within minutes, sometimes only after an hour.", classes="gap"
        )
        yield Static(markup=False, id="tries", classes="gap")
        yield Static(markup=False, id="bar", classes="gap")
        yield prose(
            "Your values are in memory only while this is open. If you quit, paste them again.",
            classes="gap quiet",
        )

    def on_mount(self) -> None:
        self._draw()
        self.set_interval(1.0, self.tick)

    def tick(self) -> None:
        """A second has passed."""
        if self._next_at is not None and self.session.workspace.clock() >= self._next_at:
            self._ask()
        self._draw()

    def _ask(self) -> None:
        if not self._asking:
            self._asking = True
            self._run()

    @work(exclusive=True, group=_GROUP, exit_on_error=False, description="patience")
    async def _run(self) -> None:
        self.post_message(self.Answered(await self.session.run_test(lambda _: None)))

    def on_waiting_page_answered(self, event: Answered) -> None:
        event.stop()
        self._asking = False
        error = event.result.error
        if error is None:
            self.close("Amazon accepts everything now.")
            self.move(self.setup.go_to(Step.SAVE))
            return
        diagnosis = self.session.diagnose(error)
        self._tries.append((self.session.now, "refused" if diagnosis.patience else diagnosis.title))
        last = len(self._tries) >= TRIES
        self._next_at = None if last else self.session.workspace.clock() + EVERY
        if last:
            self.say("Still refused after an hour: ask the owner to look at the row Koongo.")
        self._draw()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.worker.group == _GROUP and event.state is WorkerState.ERROR:
            self._asking = False
            self.say("The test stopped on a fault of this program.", trouble=True)

    def _draw(self) -> None:
        lines = [f"{at:%H:%M}   {words}" for at, words in self._tries[-8:]]
        if self._asking:
            lines.append("now     asking Amazon")
        elif self._next_at is not None:
            left = max(0, int((self._next_at - self.session.workspace.clock()).total_seconds()))
            lines.append(f"next try in {left // 60}:{left % 60:02}")
        self.query_one("#tries", Static).update("\n".join(f"   {line}" for line in lines))
        done = min(len(self._tries), TRIES)
        filled = _BAR * done // TRIES
        bar = "#" * filled + "." * (_BAR - filled)
        self.query_one("#bar", Static).update(f"   Try {done} of {TRIES}   [{bar}]")

    async def action_next(self) -> None:
        self._ask()
        self._draw()

    async def action_back(self) -> None:
        self.workers.cancel_group(self, _GROUP)
        self.close("Stopped waiting. Nothing was saved.")

    def action_owner(self) -> None:
        self.open(OwnerCardPage(self.session))

    def action_copy_report(self) -> None:
        self.copy(refusal_report(self.session), "The report was")
