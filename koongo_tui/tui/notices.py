"""Telling a person who looks elsewhere that submissions have finished: bell, terminal, command.

What is said, and about which submissions, is decided in :mod:`koongo_tui.notices`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from koongo_tui.errors import KoongoError
from koongo_tui.tui.background import in_background
from koongo_tui.tui.terminal import send_sequence
from koongo_tui.tui.text import Tone

if TYPE_CHECKING:
    from koongo_tui.store.channels import NoticeSettings
    from koongo_tui.store.rows import Row
    from koongo_tui.tui.screens.submissions.base import LiveScreen
    from koongo_tui.workspace import Workspace

GATHER = 2.0
"""Seconds in which everything that finishes becomes one notice."""


class Notices:
    """The notices of a live screen's channel.

    Settings are read anew for each notice, so what a person writes into the configuration counts
    at once. One notice is delivered at a time; what finishes meanwhile becomes the next one.

    Args:
        screen: says what goes wrong.
        channel: its name.
        gather: see :data:`GATHER`.
    """

    def __init__(self, screen: LiveScreen, channel: str, *, gather: float = GATHER) -> None:
        self._screen = screen
        self._channel = channel
        self._gather = gather
        self._waiting: list[Row] = []
        self._busy = False

    def finished(self, rows: Iterable[Row]) -> None:
        """These submissions were open and are not any more. Never raises, never waits.

        Args:
            rows: as the history has them now; a history that cannot be read is said on screen.
        """
        try:
            self._waiting += rows
        except KoongoError as error:
            self._say(error.message)
        if self._waiting and not self._busy:
            self._busy = True
            self._screen.run_worker(
                self._deliver_all(), group="notices", exit_on_error=False, description="notices"
            )

    async def _deliver_all(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(self._gather)
                rows, self._waiting = tuple(self._waiting), []
                await self._deliver(rows)
        finally:
            self._busy = False

    async def _deliver(self, rows: tuple[Row, ...]) -> None:
        from koongo_tui.notices.notice import notice_of

        app = self._screen.koongo
        environ = app.workspace.environ
        notice = notice_of(self._channel, rows, app.workspace.clock())
        try:
            settings = (await asyncio.to_thread(app.workspace.config)).notices
        except KoongoError as error:
            self._say(error.message)
            return
        if notice is None or not settings.any:
            return
        if settings.bell:
            app.bell()
        if settings.terminal:
            from koongo_tui.notices.terminal import notice_way, sequence

            way = await asyncio.to_thread(notice_way, environ)
            send_sequence(app, sequence(way, notice.title, notice.text))
        if settings.command is not None:
            from koongo_tui.notices.command import run_notice_command

            run = partial(run_notice_command, settings.command, notice, environ)
            problem = await in_background(run)
            if problem is not None:
                self._say(problem)

    def _say(self, text: str) -> None:
        from koongo_tui.tui.screens.submissions.base import LiveScreen

        # What is said below another screen would be drawn through it.
        top = self._screen.app.screen
        (top if isinstance(top, LiveScreen) else self._screen).say(text, Tone.WARN)


@dataclass(frozen=True, slots=True)
class Switch:
    """A notice that the command palette switches on and off.

    Attributes:
        key: in the configuration's table ``[notices]``.
        title: what it is called.
        help: a line below it.
    """

    key: str
    title: str
    help: str

    def is_on(self, settings: NoticeSettings) -> bool:
        """It is on in these settings."""
        return settings.bell if self.key == "bell" else settings.terminal


BELL = Switch("bell", "Bell when a submission finishes", "The terminal's own bell")
TERMINAL = Switch(
    "terminal", "Notice when a submission finishes", "The terminal's own, where it has one"
)
SWITCHES = (BELL, TERMINAL)


async def flip(screen: LiveScreen, switch: Switch) -> None:
    """Switch a notice on or off, in the configuration, and say so.

    What stands in the way of the terminal's own is said at once, not when the first one is missed.
    """
    try:
        on = await asyncio.to_thread(_flipped, screen.koongo.workspace, switch)
    except KoongoError as error:
        screen.say(f"{error.message} {error.fix}".rstrip(), Tone.WARN)
        return
    words = f"{switch.title}: {'on' if on else 'off'}."
    if on and switch is TERMINAL:
        from koongo_tui.notices.terminal import notice_way

        way = await asyncio.to_thread(notice_way, screen.koongo.workspace.environ)
        words = f"Notices: on. {way.why_not or f'{way.terminal} shows them.'}"
    screen.say(words)


def _flipped(workspace: Workspace, switch: Switch) -> bool:
    on = not switch.is_on(workspace.config().notices)
    workspace.config_file.switch_notices(**{switch.key: on})
    return on
