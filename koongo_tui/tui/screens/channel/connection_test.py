"""Test connection: the layered test of the values on the form, saved or not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import Worker

from koongo_tui.connection import TestResult, planned, run_test
from koongo_tui.diagnosis import Diagnosis, diagnose
from koongo_tui.errors import Actor, KoongoError
from koongo_tui.guide.secret import Secret
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.text import EMPTY, Line, Tone, paragraph, plain
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, TitleBar
from koongo_tui.tui.widgets.lines import Lines, ScrollingLines
from koongo_tui.tui.widgets.test_lines import TestLines

if TYPE_CHECKING:
    from koongo_tui.tui.screens.channel.desk import Desk


class ConnectionTestScreen(LiveScreen):
    """Runs when it is opened; the desk keeps what came of it."""

    DEFAULT_CSS = """
    ConnectionTestScreen #title { margin-bottom: 1; }
    ConnectionTestScreen #diagnosis { margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "close"),
        bind("open", "close", "Settings", show=False),
        bind("refresh", "test", "Test again"),
    ]

    def __init__(self, desk: Desk, token: Secret | None) -> None:
        """
        Args:
            token: instead of the kept one: a new one, or one that was typed for this run.
        """
        super().__init__()
        self._desk = desk
        self._token = token
        draft = desk.draft
        assert draft is not None
        self._channel = draft.now
        self._saved = draft.saved
        self._diagnosis: Diagnosis | None = None
        self._running = False

    def compose(self) -> ComposeResult:
        market = self._desk.workspace.marketplace(self._channel)
        yield TitleBar("Test connection", market.name, f"channel: {self._saved.name}")
        yield Rule()
        yield Lines(self._title, id="title")
        yield TestLines(planned(self._channel.program, market))
        yield ScrollingLines(self._explanation, id="diagnosis")
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#diagnosis").focus()
        self.action_test()

    def _title(self, width: int) -> Sequence[Line]:
        if self._diagnosis is not None:
            return paragraph(self._diagnosis.title, width, tone=Tone.BAD)
        return paragraph("Does Amazon accept these values?", width, tone=Tone.STRONG)

    def _explanation(self, width: int) -> Sequence[Line]:
        diagnosis = self._diagnosis
        if diagnosis is None:
            return []
        lines: list[Line] = []
        many = len(diagnosis.causes) > 1
        if many:
            lines += paragraph("Most likely, in this order", width, tone=Tone.STRONG)
        for number, cause in enumerate(diagnosis.causes, 1):
            lines += paragraph(cause, width, first=f"{number}  " if many else "")
        if diagnosis.fix and not many:
            lines += paragraph(diagnosis.fix, width, tone=Tone.STRONG)
        if diagnosis.who is not Actor.YOU:
            lines += paragraph(f"Who has to act: {diagnosis.who.value}.", width, tone=Tone.MUTED)
        if diagnosis.url:
            lines += [EMPTY, plain(diagnosis.url, Tone.ACCENT)]
        if diagnosis.amazon_words:
            words = f"Amazon: {diagnosis.amazon_words}"
            lines += [EMPTY, *paragraph(words, width, tone=Tone.MUTED)]
        return lines

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """One test at a time."""
        return not self._running if action == "test" else True

    def action_test(self) -> None:
        """Ask Amazon."""
        self._running = True
        self._diagnosis = None
        self._show_words()
        self.say("Testing. Each test uses up part of Amazon's request limit.", Tone.MUTED)
        self._run()

    @work(exclusive=True, group="test", exit_on_error=False, description="connection test")
    async def _run(self) -> None:
        workspace, desk = self._desk.workspace, self._desk
        market = workspace.marketplace(self._channel)
        result = planned(self._channel.program, market)
        lines = self.query_one(TestLines)
        lines.begin(result)
        try:
            # Under its saved name: there its token is. A password manager may take its time.
            channel = replace(self._channel, name=self._saved.name)
            api = await asyncio.to_thread(workspace.open_api, channel, token=self._token)
        except KoongoError as error:
            result = replace(result, error=error)
        else:
            try:
                async for result in run_test(
                    api, market, clock=workspace.clock, monotonic=monotonic
                ):
                    lines.show(result)
            finally:
                await api.aclose()
        desk.test, desk.tested_at = result, workspace.clock()
        if result.marketplaces:
            desk.participations = result.marketplaces
        self._running = False
        self._ended(result)

    def _ended(self, result: TestResult) -> None:
        if result.error is None:
            self.say("Amazon accepts everything. Esc goes back to the settings.")
        else:
            facts = self._desk.workspace.facts(self._saved)
            if self._token is not None or self._channel.seller_id != self._saved.seller_id:
                # That the kept values worked before says nothing of these.
                facts = replace(facts, worked_before=False)
            self._diagnosis = diagnose(result.error, facts, now=self._desk.workspace.clock())
            self.say("r tests again. Nothing was saved.", Tone.WARN)
        self._show_words()

    def _show_words(self) -> None:
        self.query_one("#title", Lines).refresh_content()
        self.query_one("#diagnosis", Lines).refresh_content()
        self.refresh_bindings()

    def worker_failed(self, worker: Worker[object], error: KoongoError) -> None:
        self._running = False
        self.refresh_bindings()
        super().worker_failed(worker, error)

    def action_close(self) -> None:
        """Back to the form; a running test ends."""
        self.dismiss()
