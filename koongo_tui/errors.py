"""What can go wrong, said once: the exit codes, who has to act, and the root of all our errors.

``KoongoError`` is raised in the core and rendered once by each front end (screen, plain text,
JSON). The families below it live where they arise::

    KoongoError
    ├── AmazonError        koongo_tui.amazon.errors: Amazon, or the way to it, said no
    ├── StoreError         koongo_tui.store.errors: a file of ours cannot be read or written
    ├── ReportError        koongo_tui.amazon.reports: a file that is no processing report
    ├── FeedError          koongo_tui.feeds.model: a feed file cannot be read, or changed meanwhile
    ├── SetupError         koongo_tui.guide.flow: the flow cannot go on with what it has
    └── UsageError         a command was called with something that makes no sense
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """Exit codes of every command but ``check``."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    NOT_SET_UP = 3
    ACCESS_REFUSED = 4
    COULD_NOT_FIND_OUT = 5
    FINISHED_WITH_ERRORS = 6
    STUCK_OR_HELD = 7
    INTERRUPTED = 130


class Actor(StrEnum):
    """Who has to act now."""

    YOU = "you"
    OWNER = "the account owner"
    KOONGO = "Koongo"
    AMAZON = "Amazon"


class KoongoError(Exception):
    """An expected failure that a person can understand.

    Attributes:
        message: what is wrong, one or two short sentences; says what was not done.
        fix: the one thing to do next, a sentence; empty when there is nothing to do.
        who: who has to act.
        code: the stable word for this failure (a row of ``guide.mistakes`` where there is one).
        exit_code: how a command ends when this reaches it.
    """

    code: str = "unexpected"
    who: Actor = Actor.YOU
    exit_code: ExitCode = ExitCode.UNEXPECTED

    def __init__(
        self,
        message: str,
        *,
        fix: str = "",
        who: Actor | None = None,
        code: str | None = None,
        exit_code: ExitCode | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        if who is not None:
            self.who = who
        if code is not None:
            self.code = code
        if exit_code is not None:
            self.exit_code = exit_code


class UsageError(KoongoError):
    """A command was called with something that makes no sense."""

    code = "usage"
    exit_code = ExitCode.USAGE


class NotSetUpError(KoongoError):
    """There is no channel yet, or not the one that was named, or a part of it is missing."""

    code = "not-set-up"
    exit_code = ExitCode.NOT_SET_UP
