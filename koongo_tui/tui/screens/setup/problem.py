"""Any mix-up that was recognised: what it is, what shows it, and the one action that mends it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalGroup
from textual.widget import Widget

from koongo_tui.errors import Actor
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem
from koongo_tui.guide.programs import Program
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.page import SetupPage, heading, prose
from koongo_tui.tui.screens.setup.qr import QrPage
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.widgets.choice_list import ChoiceList, Option
from koongo_tui.tui.widgets.facts import Facts

_PASTE_AGAIN = Choice(ChoiceKind.PASTE_AGAIN, "Paste again")
_WHO = {
    Actor.YOU: "",
    Actor.OWNER: "The account owner has to act.",
    Actor.KOONGO: "Koongo has to act, not you.",
    Actor.AMAZON: "Amazon has to act, not you.",
}


class ProblemPage(SetupPage):
    """One problem with its choices; the first one is recommended."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", "Choose"),
        bind("plain", "link", "Open that page again (link)"),
    ]

    def __init__(self, session: Session, problem: Problem) -> None:
        super().__init__(session)
        self._problem = problem
        self._choices = problem.actions or (_PASTE_AGAIN,)

    def compose(self) -> ComposeResult:
        problem = self._problem
        yield heading(problem.title)
        if problem.facts:
            yield Facts(problem.facts, classes="gap")
        yield prose(problem.message, classes="gap")
        if problem.fix.rstrip(".") != self._choices[0].label:
            yield prose(problem.fix, classes="gap label")
        if who := _WHO[problem.who]:
            yield prose(who, classes="quiet")
        several = len(self._choices) > 1
        options = [
            Option(c.label, "(recommended)" if several and n == 0 else "")
            for n, c in enumerate(self._choices)
        ]
        width = max(len(c.label) for c in self._choices) + 3
        with VerticalGroup(classes="gap"):
            yield ChoiceList(options, label_width=width)

    def first_focus(self) -> Widget:
        return self.query_one(ChoiceList)

    def opening(self) -> str:
        if self.session.test is not None:
            return "Nothing was saved."
        return "Not sent to Amazon. This check was made here, from the shape of the values."

    async def action_next(self) -> None:
        choice = self._choices[self.query_one(ChoiceList).chosen]
        if choice.kind is ChoiceKind.OWNER_CARD:
            self.open(OwnerCardPage(self.session))
            return
        if choice.kind is ChoiceKind.OPEN_PAGE and self.setup.program is Program.SP_API:
            self.move(self.setup.choose(self._problem, choice))
            return
        if choice.kind is ChoiceKind.OPEN_PAGE:
            self.action_link()
            return
        self.session.put(self.setup.choose(self._problem, choice))
        self.close(choice=choice)

    def action_link(self) -> None:
        if self.setup.pages:
            self.open(QrPage(self.session))

    async def action_back(self) -> None:
        self.close()
