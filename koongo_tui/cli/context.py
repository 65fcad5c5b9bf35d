"""What a command is given: the streams, the environment, the clock and the workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from koongo_tui.errors import KoongoError

if TYPE_CHECKING:
    from koongo_tui.workspace import Workspace

SCHEMA = 1
"""Version of every JSON object that a command prints."""


def utc_now() -> datetime:
    """Now, aware, UTC."""
    return datetime.now(UTC)


@dataclass
class Context:
    """The world of one command; tests make their own.

    Attributes:
        stdin, stdout, stderr: text streams. Data goes to stdout, talk to stderr.
        environ: the environment variables.
        clock: gives now, aware.
        as_json: the command was asked for JSON.
    """

    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    clock: Callable[[], datetime] = utc_now
    as_json: bool = False

    @cached_property
    def workspace(self) -> Workspace:
        """The user's files and accounts; opened when first asked for."""
        from koongo_tui.workspace import Workspace

        return Workspace.of_user(self.environ, clock=self.clock, ask=self.ask)

    def close(self) -> None:
        """Close what the workspace opened, if it was asked for."""
        if "workspace" in self.__dict__:
            self.workspace.close()

    @property
    def is_terminal(self) -> bool:
        """A person sits at the other end and can be asked."""
        return self.stdin.isatty() and self.stderr.isatty()

    def data(self, text: str) -> None:
        """A line of what was asked for."""
        print(text, file=self.stdout)

    def say(self, text: str) -> None:
        """A line of talk, for people."""
        print(text, file=self.stderr)

    def print_json(self, values: Mapping[str, object]) -> None:
        """One JSON object, with the schema's version first."""
        import json

        text = json.dumps({"schema": SCHEMA, **values}, ensure_ascii=False, indent=2)
        print(text, file=self.stdout)

    def report(self, error: KoongoError) -> int:
        """Tell of a failure, as JSON or as sentences; gives the exit code."""
        code = int(error.exit_code)
        if self.as_json:
            self.print_json({"error": error_json(error), "exit": code})
            return code
        self.say(f"koongo-tui: {error.message}")
        if error.fix:
            self.say(f"  {error.fix}")
        words = getattr(error, "amazon_words", None)
        if words:
            self.say(f"  Amazon: {printable(words)}")
        return code

    def ask(self, prompt: str) -> str | None:
        """A secret from the person at the terminal, unseen; None without a terminal."""
        if not self.is_terminal:
            return None
        from getpass import getpass

        return getpass(prompt, stream=self.stderr)


def error_json(error: KoongoError) -> dict[str, object]:
    """A failure as JSON: ``code``, ``message``, ``fix``, ``who`` and Amazon's own words."""
    return {
        "code": error.code,
        "message": error.message,
        "fix": error.fix or None,
        "who": error.who.value,
        "amazon": getattr(error, "amazon_words", None),
        "request_id": getattr(error, "request_id", None),
    }


def moment_json(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with a ``Z``, whole seconds; None stays None."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def printable(text: str) -> str:
    """Text from outside, without what would steer the terminal that shows it."""
    return "".join(c if c.isprintable() else " " for c in text)
