"""What can be done about one submission: cancel it while it waits, or send its feed again."""

from __future__ import annotations

import threading

from textual import work

from koongo_tui.amazon.submission import State
from koongo_tui.feeds.model import WorkCancelled
from koongo_tui.store.intents import Origin
from koongo_tui.store.rows import Row
from koongo_tui.tui.live import Live
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.text import Tone
from koongo_tui.tui.widgets.choice_list import Option
from koongo_tui.tui.wording import plural


class SubmissionDeeds(LiveScreen):
    """The actions for it. The modules that do it are imported when a key is pressed."""

    _live: Live
    _row: Row

    def __init__(self) -> None:
        super().__init__()
        self._from_here: bool | None = None
        self._leaving = threading.Event()

    def on_unmount(self) -> None:
        """Nobody waits for a feed that is being prepared any more."""
        self._leaving.set()

    @property
    def can_cancel(self) -> bool:
        """It is still open at Amazon."""
        return self._row.state(self._live.now).is_open

    @property
    def can_send_again(self) -> bool:
        """It was sent from this machine and is not open any more."""
        if self._from_here is None:
            from koongo_tui.tui.sending import sent_from_here

            self._from_here = sent_from_here(self._live, self._row.id)
        return self._from_here and not self.can_cancel

    @work(exclusive=True, group="cancel", exit_on_error=False, description="cancelling")
    async def action_cancel(self) -> None:
        """Ask once, and cancel it at Amazon."""
        from koongo_tui.tui import sending
        from koongo_tui.tui.screens.channel.editors import ChoiceEditor

        waiting = self._row.state(self._live.now) is State.WAITING
        words = (
            "It waits at Amazon. Cancelled, none of its lines is read."
            if waiting
            else "Amazon works on it already, so it is most likely too late."
        )
        options = [Option("Cancel it at Amazon"), Option("Leave it")]
        found = await self.app.push_screen_wait(
            ChoiceEditor(f"Cancel submission {self._row.id}?", words, options, 0)
        )
        if found != "0":
            self.say("It was left as it is.")
            return
        self.say("Asking Amazon to cancel it.", Tone.MUTED)
        done = await sending.cancel(self._live, self._row.id)
        self.say(done.words)

    @work(exclusive=True, group="again", exit_on_error=False, description="sending again")
    async def action_send_again(self) -> None:
        """Choose what is sent again, look at it, and send it."""
        from koongo_tui.tui import sending
        from koongo_tui.tui.screens.channel.editors import ChoiceEditor
        from koongo_tui.tui.screens.channel.send import SendScreen

        hows = [(sending.How.AS_SENT, Option("The whole feed", "as it was sent"))]
        errors = self._row.counts.errors
        if errors:
            lines = f"Only the {plural(errors, 'refused line')}"
            hows += [
                (sending.How.REFUSED, Option(lines, "as they were sent")),
                (sending.How.CORRECTED, Option(lines, "as the source has them now")),
            ]
        found = await self.app.push_screen_wait(
            ChoiceEditor(
                "Send again",
                "Nothing is sent before you have seen what it is.",
                [option for _, option in hows],
                len(hows) - 1,
            )
        )
        if found is None:
            return
        self.say("Preparing it.", Tone.MUTED)
        try:
            again = await sending.prepare_again(
                self._live, self._row.id, hows[int(found)][0], self._leaving.is_set
            )
        except WorkCancelled:
            return
        if self._leaving.is_set():
            again.keep.close()
            return
        self.say("")
        await self.app.push_screen(
            SendScreen(
                self._live,
                again.checked,
                Origin.RESUBMIT,
                self._sent_again,
                what=again.what,
                keep=again.keep,
            )
        )

    def _sent_again(self, submission_id: str) -> None:
        """Back to the list, which follows it."""
        from koongo_tui.tui.screens.submissions import SubmissionsScreen

        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        self.dismiss()
        if isinstance(below, SubmissionsScreen):
            below.follow(submission_id)
