"""Step 4, Test: the channel's marketplace, and whether Amazon accepts everything."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalGroup
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from koongo_tui.connection import TestResult, planned
from koongo_tui.diagnosis import RETIRED, Diagnosis
from koongo_tui.errors import Actor
from koongo_tui.guide.flow import Field, Step
from koongo_tui.guide.marketplaces import Marketplace
from koongo_tui.guide.mistakes import Choice
from koongo_tui.guide.programs import Program
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.page import SetupPage, alone, item, prose
from koongo_tui.tui.screens.setup.problem import ProblemPage
from koongo_tui.tui.screens.setup.report import refusal_report
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.screens.setup.values import ValuesPage
from koongo_tui.tui.screens.setup.waiting import WaitingPage
from koongo_tui.tui.widgets.choice_list import ChoiceList, Option
from koongo_tui.tui.widgets.test_lines import TestLines

_GROUP = "connection-test"
_KEYS = {
    Program.MWS: "Koongo's own access keys",
    Program.SP_API: "the application's client ID and client secret",
}


class TrialPage(SetupPage):
    """Choose the marketplace, run the test, see who said what."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("refresh", "test", "Test", show=False),
        bind("keep-trying", "keep_trying"),
        bind("edit", "edit", "Edit values"),
        bind("copy-message", "copy_report", "Copy report"),
        bind("owner", "owner"),
        bind("plain", "plain", show=False),
    ]

    class Reported(Message):
        """The test has come a layer further."""

        def __init__(self, result: TestResult) -> None:
            super().__init__()
            self.result = result

    class Ended(Message):
        """The test is over."""

        def __init__(self, result: TestResult) -> None:
            super().__init__()
            self.result = result

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._offered = self.setup.offered_marketplaces
        self._diagnosis: Diagnosis | None = None
        self._asking = False

    def compose(self) -> ComposeResult:
        yield Static(markup=False, classes="heading", id="title")
        with VerticalGroup(id="choose"):
            if self.session.can_test:
                yield prose("Marketplace for this channel", classes="label gap")
            yield ChoiceList(
                [Option(m.name) for m in self._offered],
                chosen=self._offered.index(self._chosen) if self._chosen in self._offered else 0,
                columns=3,
            )
        if self.session.can_test:
            yield prose("Test connection", classes="label gap")
            yield TestLines(planned(self.setup.program, self._marketplace))
        else:
            yield from self._no_developer()
        yield VerticalGroup(id="diagnosis")

    def _no_developer(self) -> ComposeResult:
        yield prose("Nothing can be tested from here", classes="gap label")
        yield prose(
            f"To ask Amazon, this program needs the developer's side: {_KEYS[self.setup.program]}. "
            "They are not set up on this machine, so nothing is sent. Your values are complete: "
            "Enter shows them ready for Koongo's own channel form.",
        )

    @property
    def _chosen(self) -> Marketplace | None:
        return self.setup.marketplace

    @property
    def _marketplace(self) -> Marketplace:
        return self._chosen or self._offered[0]

    def first_focus(self) -> Widget:
        return self.query_one(ChoiceList)

    def on_mount(self) -> None:
        self._show_title()
        if self.session.test is not None:
            self.query_one(TestLines).show(self.session.test)

    def opening(self) -> str:
        if not self.session.can_test:
            return self.session.trouble or "Nothing has been sent or saved yet."
        if self.session.test is not None and self.session.test.ok:
            return "Passed. Enter goes on; r tests again."
        return "Nothing has been sent yet. Enter starts the test."

    def _show_title(self) -> None:
        title = self._diagnosis.title if self._diagnosis else "Does Amazon accept it?"
        if not self.session.can_test:
            title = "Marketplace for this channel"
        heading_line = self.query_one("#title", Static)
        heading_line.update(title)
        heading_line.set_class(self._diagnosis is not None, "-bad")

    # -- the marketplace -------------------------------------------------------------------

    def on_choice_list_changed(self, event: ChoiceList.Changed) -> None:
        event.stop()
        self._stop()
        chosen = self._offered[event.index]
        self.session.put(self.setup.choose_marketplace(chosen.id))
        if self.session.can_test:
            self.query_one(TestLines).begin(planned(self.setup.program, chosen))
        self.say(f"{chosen.name} chosen. Nothing has been sent with it yet.")

    # -- the test ----------------------------------------------------------------------------

    async def action_next(self) -> None:
        result = self.session.test
        if self._asking:
            self.say("The test is running. Esc stops it.")
        elif result is not None and result.ok:
            await super().action_next()
        elif problem := next((p for p in self.setup.problems if p.blocking), None):
            self.open(ProblemPage(self.session, problem))
        elif not self.session.can_test:
            self.open(ValuesPage(self.session))
        elif self._retired:
            # The token is one of MWS; what else was answered is the same for SP-API.
            moved = self.setup.enter(Field.TOKEN, "").choose_program(Program.SP_API)
            self.move(moved.go_to(Step.AUTHORISE))
        else:
            await self._begin()

    async def action_test(self) -> None:
        if self.session.can_test and not self._asking:
            await self._begin()

    async def _begin(self) -> None:
        await self._forget_diagnosis()
        self._asking = True
        self.query_one(TestLines).begin(planned(self.setup.program, self._marketplace))
        self.refresh_bindings()
        self.query_one(TestLines).scroll_visible(animate=False)
        self.say("Testing. Each test uses up part of Amazon's request limit. Esc stops it.")
        self._run_test()

    @work(exclusive=True, group=_GROUP, exit_on_error=False, description="connection test")
    async def _run_test(self) -> None:
        def report(result: TestResult) -> None:
            self.post_message(self.Reported(result))

        self.post_message(self.Ended(await self.session.run_test(report)))

    def on_trial_page_reported(self, event: Reported) -> None:
        event.stop()
        if self._asking:
            self.query_one(TestLines).show(event.result)

    async def on_trial_page_ended(self, event: Ended) -> None:
        event.stop()
        self._asking = False
        self.query_one(TestLines).show(event.result)
        error = event.result.error
        if error is None:
            self.say("Amazon accepts everything. Enter goes on to the last step.")
        else:
            await self._explain(self.session.diagnose(error))
        self.refresh_bindings()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.worker.group == _GROUP and event.state is WorkerState.ERROR:
            self._asking = False
            self.refresh_bindings()
            self.say(
                "The test stopped on a fault of this program. Nothing was saved.", trouble=True
            )

    def _stop(self) -> bool:
        if not self._asking:
            return False
        self.workers.cancel_group(self, _GROUP)
        self._asking = False
        self.query_one(TestLines).begin(planned(self.setup.program, self._marketplace))
        self.refresh_bindings()
        self.say("Stopped. Nothing was saved.")
        return True

    # -- a refusal ---------------------------------------------------------------------------

    async def _explain(self, diagnosis: Diagnosis) -> None:
        self._diagnosis = diagnosis
        self._show_title()
        self.query_one("#choose").display = False
        self.can_focus = True
        self.focus()
        many = len(diagnosis.causes) > 1
        parts: list[Widget] = []
        if many:
            parts.append(prose("Most likely, in this order", classes="label"))
        for number, cause in enumerate(diagnosis.causes, 1):
            parts.append(item(str(number), cause) if many else prose(cause))
        if diagnosis.fix and not many and diagnosis.code != RETIRED:
            parts.append(prose(diagnosis.fix, classes="label"))
        if diagnosis.who is not Actor.YOU:
            parts.append(prose(f"Who has to act: {diagnosis.who.value}.", classes="quiet"))
        parts += [prose(p.message) for p in self.setup.problems if p.blocking]
        if diagnosis.url:
            parts.append(alone(diagnosis.url))
        if diagnosis.amazon_words:
            parts.append(prose(f"Amazon: {diagnosis.amazon_words}", classes="quiet"))
        await self.query_one("#diagnosis").mount(*parts)
        self.scroll_home(animate=False)
        self.say(self._after_refusal(diagnosis))

    @property
    def _retired(self) -> bool:
        """Amazon has ended MWS, so testing again is of no use."""
        return self._diagnosis is not None and self._diagnosis.code == RETIRED

    def _after_refusal(self, diagnosis: Diagnosis) -> str:
        if any(p.blocking for p in self.setup.problems):
            # Only the account's own marketplaces can be at odds with the choice by now.
            return "Enter: choose another marketplace. Nothing was saved."
        if self._retired:
            return "Enter continues with SP-API; r tests again. Nothing was saved."
        patience = " w keeps trying." if diagnosis.patience else ""
        return f"Enter tests again.{patience} Nothing was saved."

    async def _forget_diagnosis(self) -> None:
        self._diagnosis = None
        self._show_title()
        await self.query_one("#diagnosis").remove_children()
        self.query_one("#choose").display = True
        self.query_one(ChoiceList).focus()
        self.can_focus = False

    def resumed(self, choice: Choice | None) -> None:
        if choice is not None:
            self.show_step()

    # -- keys --------------------------------------------------------------------------------

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002  Textual's signature
    ) -> bool | None:
        if action == "keep_trying":
            return self._diagnosis is not None and self._diagnosis.patience
        if action in ("copy_report", "plain", "owner"):
            return self._diagnosis is not None
        if action == "test":
            return self.session.can_test and not self._asking
        return True

    async def action_back(self) -> None:
        if self._stop():
            return
        if self._diagnosis is not None:
            await self._forget_diagnosis()
            self.say("Nothing was saved. Enter tests again.")
            return
        await super().action_back()

    def action_edit(self) -> None:
        self._stop()
        self.move(self.setup.go_to(Step.PASTE))

    def action_keep_trying(self) -> None:
        self.open(WaitingPage(self.session))

    def action_copy_report(self) -> None:
        self.copy(refusal_report(self.session), "The report was")

    def action_owner(self) -> None:
        self.open(OwnerCardPage(self.session))

    def action_plain(self) -> None:
        pages = [page.url for page in self.setup.pages]
        self.show_plain([*pages, "", *refusal_report(self.session).split("\n")])
