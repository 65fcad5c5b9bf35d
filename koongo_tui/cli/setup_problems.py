"""Going through the problems of a setup with a person, one question each."""

from __future__ import annotations

from koongo_tui.cli.context import Context
from koongo_tui.cli.dialogue import Dialogue
from koongo_tui.cli.setup_report import tell_problem
from koongo_tui.guide.flow import Setup
from koongo_tui.guide.handoff import owner_card
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem


class PasteAgainError(Exception):
    """The person is going to give other values.

    Attributes:
        setup: without what they are going to replace.
    """

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self.setup = setup


def work_through(setup: Setup, talk: Dialogue, context: Context) -> Setup:
    """Tell each problem once and do what the person chooses; notes without a choice are told only.

    Raises:
        PasteAgainError: other values are to come.
        BackError, StoppedError: the person's answer.
    """
    told: set[str] = set()
    while problem := next((p for p in setup.problems if p.code not in told), None):
        told.add(problem.code)
        talk.say()
        tell_problem(context, problem)
        if not problem.actions:
            if problem.blocking:
                raise PasteAgainError(_given_up(setup, problem))
            continue
        choice = _chosen(problem, talk)
        after = setup.choose(problem, choice)
        if after.step is setup.step:
            _open(setup, choice, talk)
        setup = after
        if choice.kind in _NEW_VALUES:
            raise PasteAgainError(setup)
    return setup


_NEW_VALUES = frozenset(
    {ChoiceKind.EDIT, ChoiceKind.PASTE_AGAIN, ChoiceKind.OPEN_PAGE, ChoiceKind.OWNER_CARD}
)


def _given_up(setup: Setup, problem: Problem) -> Setup:
    return setup.choose(problem, Choice(ChoiceKind.PASTE_AGAIN, ""))


def _chosen(problem: Problem, talk: Dialogue) -> Choice:
    while True:
        answer = talk.choose([c.label for c in problem.actions], help_text=problem.fix)
        if isinstance(answer, int):
            return problem.actions[answer - 1]
        talk.say(f"Please answer with a number from 1 to {len(problem.actions)}.")


def _open(setup: Setup, choice: Choice, talk: Dialogue) -> None:
    if choice.kind is ChoiceKind.OPEN_PAGE:
        for page in setup.pages:
            talk.say(page.url)
    elif choice.kind is ChoiceKind.OWNER_CARD:
        talk.say(owner_card(setup))
