"""A secret printed by a command of the user's choice, ``pass show amazon/koongo``."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from koongo_tui.guide.secret import Secret
from koongo_tui.store.errors import SecretMissing, SecretUnreadable, reason_of
from koongo_tui.store.guard import masked_secrets

TIME_LIMIT = 60.0
"""Seconds: time enough to touch a security key."""

_LONGEST_COMPLAINT = 600


@dataclass(frozen=True, slots=True, repr=False)
class CommandResult:
    """What a command did. Has no ``repr``: its output is a secret."""

    status: int
    output: bytes
    complaint: bytes


RunCommand = Callable[[Sequence[str], Mapping[str, str], float], CommandResult]
"""Runs words with an environment for some seconds at most.

Raises TimeoutError when time is up and OSError when the command cannot be started.
"""


def run_command(words: Sequence[str], environ: Mapping[str, str], limit: float) -> CommandResult:
    """Run a command without a shell and without input. See :data:`RunCommand`."""
    import subprocess

    with subprocess.Popen(  # noqa: S603 - the user's own command, split into words
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environ),
    ) as process:
        try:
            output, complaint = process.communicate(timeout=limit)
        except BaseException as error:
            process.kill()
            # Not communicate(): a grandchild may hold the pipes open for ever.
            for pipe in (process.stdout, process.stderr):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            if isinstance(error, subprocess.TimeoutExpired):
                raise TimeoutError from None
            raise
    return CommandResult(process.returncode, output, complaint)


def secret_from_command(
    command: str,
    environ: Mapping[str, str],
    run: RunCommand = run_command,
    limit: float = TIME_LIMIT,
) -> Secret:
    """The first line that a command prints and that is not blank.

    Args:
        command: a command line; quotes are understood, nothing else of a shell is.
        environ: for the command.
        run: starts it.
        limit: seconds.

    Raises:
        SecretUnreadable: it cannot be started, takes too long or fails; with its own words.
        SecretMissing: it succeeds and prints nothing.
    """
    words = _words(command)
    shown = for_people(command)
    try:
        result = run(words, environ, limit)
    except TimeoutError:
        raise SecretUnreadable(
            f"The command {shown} gave no answer within {limit:.0f} s and was stopped."
        ) from None
    except FileNotFoundError:
        raise SecretUnreadable(
            f"The command {for_people(words[0])} is not on this machine.",
            fix="Install it, or correct the command in the configuration.",
        ) from None
    except OSError as error:
        raise SecretUnreadable(
            f"The command {for_people(words[0])} cannot be started: {reason_of(error)}."
        ) from None
    if result.status != 0:
        raise SecretUnreadable(
            f"The command {shown} failed with status {result.status}{_said(result.complaint)}",
            fix="Run it by hand to see what it needs.",
        )
    lines = result.output.decode(errors="replace").split("\n")
    text = next((line.strip() for line in lines if line.strip()), "")
    if not text:
        raise SecretMissing(
            f"The command {shown} printed nothing{_said(result.complaint)}",
            fix="Run it by hand to see what it needs.",
        )
    return Secret(text)


def _words(command: str) -> Sequence[str]:
    import shlex

    try:
        # Windows splits by rules of its own, and a backslash is no escape there.
        words = shlex.split(command, posix=os.name == "posix")
    except ValueError as error:
        reason = str(error).lower()
        raise SecretUnreadable(
            f"The command {for_people(command)} makes no sense: {reason}."
        ) from None
    if not words:
        raise SecretUnreadable(
            "The command that prints the secret is empty.", fix="Correct it in the configuration."
        )
    return words


def _said(complaint: bytes) -> str:
    """What a command wrote to its error output, as the end of a sentence."""
    shown = for_people(complaint.decode(errors="replace"))
    if len(shown) > _LONGEST_COMPLAINT:
        shown = shown[: _LONGEST_COMPLAINT - 1] + "…"
    return f" and says: {shown}" if shown else " and says nothing more."


def for_people(text: str) -> str:
    """A text from outside on one line, without what would move a terminal, tokens masked."""
    printable = "".join(c if c.isprintable() else " " for c in masked_secrets(text))
    return " ".join(printable.split())
