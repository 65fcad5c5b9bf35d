"""Asking one question at a time, line by line: for screen readers, logs and poor terminals."""

from __future__ import annotations

from collections.abc import Sequence

from koongo_tui.cli.context import Context
from koongo_tui.errors import KoongoError


class BackError(Exception):
    """The person wants the question before."""


class StoppedError(Exception):
    """The person, or the end of the input, stops the dialogue."""


class Dialogue:
    """Questions on stderr, answers from stdin.

    Everywhere ``?`` helps, ``b`` goes back and ``q`` stops.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def say(self, text: str = "") -> None:
        """A line of talk."""
        self._context.say(text)

    def ask(self, prompt: str, default: str = "", *, help_text: str) -> str:
        """The answer to a question, without blanks around it; ``default`` for an empty one.

        Raises:
            BackError: the answer was ``b``.
            StoppedError: the answer was ``q``, or the input ended.
        """
        shown = f"{prompt} [{default}]: " if default else f"{prompt}: "
        while True:
            print(shown, end="", file=self._context.stderr, flush=True)
            line = self._context.stdin.readline()
            if not line or not self._context.stdin.isatty():
                # Nobody's Enter has ended the line of the question.
                self.say()
            if not line:
                raise StoppedError
            answer = line.strip()
            if not self.command(answer, help_text):
                return answer or default

    def command(self, answer: str, help_text: str) -> bool:
        """Do what ``?``, ``b`` and ``q`` mean; False for any other answer.

        Raises as :meth:`ask`.
        """
        if answer == "b":
            raise BackError
        if answer == "q":
            raise StoppedError
        if answer == "?":
            self.say(help_text)
            self.say("Everywhere: ? help, b back, q stop; the progress is kept.")
            return True
        return False

    def choose(self, labels: Sequence[str], *, default: int = 1, help_text: str) -> int | str:
        """Number the labels from 1 and ask; gives the number, or a text that is none of them.

        Raises as :meth:`ask`.
        """
        for number, label in enumerate(labels, 1):
            self.say(f"  {number}  {label}")
        answer = self.ask("Answer", str(default), help_text=help_text)
        if answer.isascii() and answer.isdigit():
            number = int(answer)
            if 1 <= number <= len(labels):
                return number
        return answer

    def confirm(self, prompt: str, *, help_text: str) -> bool:
        """Yes unless the answer begins with n. Raises as :meth:`ask`."""
        return (
            not self.ask(f"{prompt} (yes or no)", "yes", help_text=help_text)
            .lower()
            .startswith("n")
        )

    def regret(self, error: KoongoError) -> None:
        """Say what was wrong with an answer."""
        self.say(error.message)
        if error.fix:
            self.say(error.fix)
