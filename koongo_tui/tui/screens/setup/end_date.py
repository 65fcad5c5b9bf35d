"""When the authorisation ends: paste the row of Manage your apps, or type the date."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import HorizontalGroup
from textual.widget import Widget
from textual.widgets import Input, Static

from koongo_tui.errors import KoongoError
from koongo_tui.guide.flow import Field, Setup
from koongo_tui.guide.mistakes import Choice
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.found import developer_words
from koongo_tui.tui.screens.setup.page import SetupPage, heading, prose
from koongo_tui.tui.screens.setup.problem import ProblemPage
from koongo_tui.tui.screens.setup.words import day
from koongo_tui.tui.widgets.facts import Facts
from koongo_tui.tui.widgets.hidden_text import HiddenEntry
from koongo_tui.tui.widgets.paste_box import PasteBox
from koongo_tui.tui.widgets.value_input import ValueInput


class EndDatePage(SetupPage):
    """Takes the row, asks where day and month could be swapped, keeps the date."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", "Keep"),
        bind("single", "screen.focus_next", "Type the date"),
        bind("example", "example", "Example row"),
    ]

    def compose(self) -> ComposeResult:
        yield heading("When does the authorisation end?")
        yield prose("Paste the Koongo row from Manage your apps, or type the date below it.")
        yield PasteBox("paste the row here", plain=self.plain)
        with HorizontalGroup(classes="row"):
            yield Static("Ends on", markup=False, classes="row-label")
            yield ValueInput(
                placeholder="25 March 2027, or 2027-03-25",
            )
        yield Facts(classes="gap")
        yield prose(
            "The submissions screen then shows how many days are left.",
            classes="gap quiet",
        )

    def on_mount(self) -> None:
        self._show()

    def first_focus(self) -> Widget:
        return self.query_one(PasteBox)

    def opening(self) -> str:
        return "If day and month could be swapped, we ask instead of guessing."

    def _show(self) -> None:
        setup = self.setup
        facts = [("Status", setup.findings.status)] if setup.findings.status else []
        if setup.authorised_on:
            facts.append(("Authorised", day(setup.authorised_on)))
        facts.append(("Ends", day(setup.expires_on) if setup.expires_on else "not known yet"))
        if setup.findings.developer_id:
            facts.append(("Developer ID", developer_words(setup)[1]))
        self.query_one(Facts).show(facts)

    def _take(self, setup: Setup) -> None:
        before = self.setup
        self.session.put(setup)
        self._show()
        if setup.expires_on is not None and setup.expires_on != before.expires_on:
            self.say("Enter keeps this date.")
        elif not setup.problems:
            self.say("No end date was found in that.", trouble=True)
        if setup.problems:
            self.open(ProblemPage(self.session, setup.problems[0]))

    def on_hidden_entry_received(self, event: HiddenEntry.Received) -> None:
        event.stop()
        self._take(self.session.read(event.entry))
        self.query_one(PasteBox).tell("The row was read. Paste another to replace it.")

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.query_one(PasteBox).receive(event)

    def resumed(self, choice: Choice | None) -> None:  # noqa: ARG002  any choice shows
        self._show()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            await self.action_next()
            return
        try:
            self._take(self.setup.enter(Field.EXPIRES_ON, event.value, today=self.session.today))
        except KoongoError as error:
            self.regret(error)
        else:
            event.input.value = ""

    def action_example(self) -> None:
        self._take(self.session.with_example(self.setup, row=True))

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002  Textual's signature
    ) -> bool | None:
        return self.session.demo if action == "example" else True

    async def action_next(self) -> None:
        if self.setup.expires_on is None:
            self.say("There is no date yet. Esc leaves it open.")
            return
        try:
            self.session.save()
        except KoongoError as error:
            self.regret(error)
            return
        self.close("The end date is saved.")

    async def action_back(self) -> None:
        self.close()
