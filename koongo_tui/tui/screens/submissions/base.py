"""What the screens of a live channel share."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.worker import Worker, WorkerState

from koongo_tui.errors import KoongoError
from koongo_tui.tui.text import Tone
from koongo_tui.tui.widgets.chrome import MessageLine

if TYPE_CHECKING:
    from koongo_tui.tui.app import KoongoApp


SAID_FOR = timedelta(seconds=8)
"""How long an answer to a key stays on the message line."""


class LiveScreen(Screen[None]):
    """A screen with a message line, whose workers never fail in silence."""

    _said: tuple[str, Tone, datetime] | None = None

    @property
    def koongo(self) -> KoongoApp:
        """The application."""
        from koongo_tui.tui.app import KoongoApp

        assert isinstance(self.app, KoongoApp)
        return self.app

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Answer a key on the message line."""
        until = self.koongo.workspace.clock() + SAID_FOR
        self._said = (text, tone, until) if text else None
        self.query_one(MessageLine).say(text, tone)

    def still_said(self) -> tuple[str, Tone] | None:
        """The answer to the last key while there is time to read it; None afterwards."""
        if self._said is not None and self.koongo.workspace.clock() >= self._said[2]:
            self._said = None
        return self._said[:2] if self._said is not None else None

    def send(self, text: str, what: str) -> None:
        """Send a text to the terminal's clipboard, and say so."""
        self.koongo.copy(text)
        self.say(f"{what} sent to your terminal's clipboard.")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        error = event.worker.error
        if event.state is not WorkerState.ERROR or error is None:
            return
        if not isinstance(error, KoongoError):
            from koongo_tui.cli.crash import note_crash

            error = note_crash(error, self.koongo.workspace.environ)
        self.worker_failed(event.worker, error)

    def worker_failed(self, worker: Worker[object], error: KoongoError) -> None:  # noqa: ARG002
        """Something in the background went wrong; the screen stays."""
        self.say(f"{error.message} {error.fix}", Tone.WARN)
