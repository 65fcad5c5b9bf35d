"""Reading several pasted lines at a terminal without showing them.

``getpass`` reads one line and throws away what has already arrived after it, so a pasted page
would lose all but its first line. Here the echo is off for the whole paste.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from koongo_tui.guide.secret import Secret

QUIET_SECONDS = 0.3
"""An empty line ends the paste when nothing follows it for so long: pages hold empty lines too."""

LONGEST = 1_000_000
"""Characters; what comes after is left out."""

COMMANDS = ("?", "b", "q", "o")
"""Answers that are taken at once when they stand alone on the first line."""


def read_paste(
    stdin: TextIO, *, enough: Callable[[Secret], bool], quiet: float = QUIET_SECONDS
) -> Secret | None:
    """Lines up to an empty one, or to the end of the input; None when there is no input at all.

    At a terminal the lines are not shown, and empty lines inside a paste do not end it. From a
    pipe nobody can tell a pause, so there an empty line ends it once the text is ``enough``, and
    two in a row always do.
    """
    if not stdin.isatty():
        return _lines(stdin.readline, None, enough)
    if sys.platform == "win32":  # pragma: no cover - the same with the means of Windows
        import msvcrt
        from getpass import getpass

        return _lines(lambda: getpass("") + "\n", msvcrt.kbhit, enough)
    import select

    def follows() -> bool:
        return bool(select.select([stdin], [], [], quiet)[0])

    with _unseen(stdin):
        return _lines(stdin.readline, follows, enough)


def _lines(
    readline: Callable[[], str],
    follows: Callable[[], bool] | None,
    enough: Callable[[Secret], bool],
) -> Secret | None:
    text = ""
    blanks = 0
    while line := readline():
        if not text and line.strip() in COMMANDS:
            return Secret(line.strip())
        if len(text) < LONGEST:
            text += line
        blanks = 0 if line.strip() else blanks + 1
        if not blanks:
            continue
        if follows is not None:
            ended = not follows()
        else:
            ended = blanks > 1 or not text.strip() or enough(Secret(text))
        if ended:
            return Secret(text)
    return Secret(text) if text else None


@contextmanager
def _unseen(stdin: TextIO) -> Iterator[None]:
    import termios

    before = termios.tcgetattr(stdin)
    hidden = termios.tcgetattr(stdin)
    hidden[3] &= ~termios.ECHO
    termios.tcsetattr(stdin, termios.TCSADRAIN, hidden)
    try:
        yield
    finally:
        # Whatever still arrives of the paste must not be shown, nor taken for the next answer.
        termios.tcsetattr(stdin, termios.TCSAFLUSH, before)
