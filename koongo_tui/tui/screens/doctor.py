"""Everything about this machine and setup, on screen: the findings of ``koongo-tui doctor``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from koongo_tui.doctor.findings import Finding, Level, verdict
from koongo_tui.doctor.subject import Session, Subject
from koongo_tui.doctor.words import AREA_WIDTH, LEVEL_WIDTH, LEVEL_WORDS, on_one_line, sentences
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.text import EMPTY, Line, Tone, clean, fit, wrap
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, TitleBar
from koongo_tui.tui.widgets.lines import ScrollingLines

_TONES = {
    Level.OK: Tone.GOOD,
    Level.NOTE: Tone.MUTED,
    Level.LOOK: Tone.WARN,
    Level.SOON: Tone.WARN,
    Level.BROKEN: Tone.BAD,
}
_NARROW = 56


def finding_lines(findings: Sequence[Finding], width: int) -> Iterator[Line]:
    """Findings in columns; a link stands alone at the beginning of a line, unbroken.

    Args:
        width: in cells.
    """
    head = AREA_WIDTH + LEVEL_WIDTH
    before = ""
    for finding in findings:
        area = "" if finding.area == before else finding.area
        if area and before:
            yield EMPTY
        before = finding.area
        start: Line = (
            (f" {area:<{AREA_WIDTH}}", Tone.STRONG),
            (f"{LEVEL_WORDS[finding.level]:<{LEVEL_WIDTH}}", _TONES[finding.level]),
        )
        room = width - head - 2 if width >= _NARROW else width - 4
        parts = wrap(clean(sentences(finding, private=True)), room)
        if width < _NARROW:
            yield start
            yield from (((f"   {part}", Tone.PLAIN),) for part in parts)
        else:
            yield (*start, (parts[0], Tone.PLAIN))
            yield from (((fit("", head + 1) + part, Tone.PLAIN),) for part in parts[1:])
        if finding.link:
            yield ((on_one_line(finding.link), Tone.ACCENT),)


class DoctorScreen(LiveScreen):
    """Shows what is found while it is being found; writes it into a file for support."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "close"),
        bind("next-problem", "problem(1)"),
        bind("previous-problem", "problem(-1)", show=False),
        bind("refresh", "again", "Look again"),
        bind("file", "write", "File for support"),
    ]

    def __init__(self, channel: str | None) -> None:
        """
        Args:
            channel: the name of the channel to test; the current one if None.
        """
        super().__init__()
        self._channel = channel
        self._findings: list[Finding] = []
        self._done = False
        self._at = -1

    def compose(self) -> ComposeResult:
        yield TitleBar("Doctor", "", f"channel: {self._channel}" if self._channel else "")
        yield ScrollingLines(lambda width: list(finding_lines(self._findings, width)))
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(ScrollingLines).focus()
        self.action_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """What needs all findings waits for them."""
        if action == "problem":
            return bool(self._problems)
        return self._done if action in ("again", "write") else True

    @property
    def _problems(self) -> list[int]:
        """Which findings want something from a person."""
        return [i for i, f in enumerate(self._findings) if f.level not in (Level.OK, Level.NOTE)]

    def _subject(self) -> Subject:
        size = self.app.size
        session = Session(self.koongo.terminal, size.width, size.height)
        return Subject(self.koongo.workspace, session, self._channel)

    def action_again(self) -> None:
        """Look at everything anew."""
        self._findings, self._done, self._at = [], False, -1
        self.refresh_bindings()
        self.say("Looking. Amazon may take some seconds.", Tone.MUTED)
        self._look()

    def action_problem(self, step: int) -> None:
        """To the next or previous finding that wants something from a person."""
        ahead = [i for i in self._problems if (i > self._at if step > 0 else i < self._at)]
        if not ahead:
            self.say(f"Nothing {'below' if step > 0 else 'above'} here needs a look.")
            return
        self._at = ahead[0] if step > 0 else ahead[-1]
        lines = self.query_one(ScrollingLines)
        above = finding_lines(self._findings[: self._at], lines.scrollable_content_region.width)
        lines.scroll_to(y=sum(1 for _ in above), animate=False)
        self.say(on_one_line(self._findings[self._at].text), Tone.WARN)

    @work(exclusive=True, group="doctor", exit_on_error=False, description="doctor")
    async def _look(self) -> None:
        from koongo_tui.doctor.examination import examine

        async for finding in examine(self._subject()):
            self._findings.append(finding)
            self.query_one(ScrollingLines).refresh_content()
        self._done = True
        self.refresh_bindings()
        found = verdict(self._findings)
        self.say(found.words, Tone.BAD if found.broken else Tone.PLAIN)

    @work(exclusive=True, group="writing", exit_on_error=False, description="file for support")
    async def action_write(self) -> None:
        """Everything in a file for support, without secrets."""
        path = await asyncio.to_thread(self._write)
        self.say(f"Written to {path}. No secrets are in it; look through it first.")

    def _write(self) -> Path:
        from koongo_tui.doctor.bundle import bundle_text, write_bundle

        text = bundle_text(self._subject(), self._findings)
        stem = f"koongo-doctor-{self.koongo.workspace.clock().astimezone():%Y%m%d-%H%M%S}"
        path = Path.cwd() / f"{stem}.txt"
        number = 1
        while path.exists():
            number += 1
            path = path.with_name(f"{stem}-{number}.txt")
        write_bundle(path, text)
        return path

    def action_close(self) -> None:
        """Back to where it was opened."""
        self.dismiss()
