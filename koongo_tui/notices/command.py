"""The command that a person wants run when submissions have finished.

It is split into words as a shell splits them and run without one: nothing in it is expanded, and
nothing that Amazon sent is ever part of it. The facts come as environment variables and as one
JSON object on its standard input. No secret is in either.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from typing import BinaryIO

from koongo_tui.export import row_json
from koongo_tui.notices.notice import Notice
from koongo_tui.store.errors import reason_of
from koongo_tui.store.guard import holds_secret
from koongo_tui.store.secret_command import for_people

TIME_LIMIT = 30.0
"""Seconds until a command is stopped."""

MOST_IDS = 20
"""In the environment, whose size is limited; the JSON object has all of them."""

PREFIX = "KOONGO_TUI_NOTICE_"
_OWN = "KOONGO_TUI_"
_PLACES = ("_DIR", "_ENDPOINT")
_SECRET_FOLDER = "CREDENTIALS_DIRECTORY"  # noqa: S105 - the name of a variable
_LONGEST_COMPLAINT = 300


def notice_json(notice: Notice) -> dict[str, object]:
    """A notice as one JSON object, times in UTC."""
    return {
        "schema": 1,
        "event": "finished",
        "channel": notice.channel,
        "title": notice.title,
        "text": notice.text,
        "state": notice.worst.value,
        "submissions": [row_json(row, notice.at) for row in notice.rows],
    }


def notice_environ(notice: Notice, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the command: the person's own, the facts, and no secret.

    Of our own variables only those with places are left, so that the command may call koongo-tui;
    the others may hold tokens and keys. Whatever else looks like one is left out too.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if (not name.startswith(_OWN) or name.endswith(_PLACES))
        and name != _SECRET_FOLDER
        and not holds_secret(value)
    }
    return kept | {
        f"{PREFIX}CHANNEL": notice.channel,
        f"{PREFIX}TITLE": notice.title,
        f"{PREFIX}TEXT": notice.text,
        f"{PREFIX}STATE": notice.worst.value,
        f"{PREFIX}COUNT": str(len(notice.rows)),
        f"{PREFIX}IDS": " ".join(row.id for row in notice.rows[:MOST_IDS]).replace("\0", ""),
    }


def run_notice_command(
    command: str, notice: Notice, environ: Mapping[str, str], *, limit: float = TIME_LIMIT
) -> str | None:
    """Run the command and wait for its end: not for an event loop.

    Args:
        command: a command line; quotes are understood, nothing else of a shell is.
        notice: what has happened.
        environ: of this process.
        limit: seconds.

    Returns:
        What went wrong, as a sentence; None when all went well. Nothing is raised.
    """
    try:
        words = shlex.split(command, posix=os.name == "posix")
    except ValueError as error:
        return f"The notice command makes no sense: {str(error).lower()}."
    if not words:
        return "The notice command is empty."
    try:
        # Files, not pipes: a command that reads nothing, or leaves something running behind it,
        # holds nobody up.
        with tempfile.TemporaryFile() as facts, tempfile.TemporaryFile() as complaint:
            facts.write(json.dumps(notice_json(notice), ensure_ascii=False).encode() + b"\n")
            facts.seek(0)
            return _run(words, notice_environ(notice, environ), facts, complaint, limit)
    except FileNotFoundError:
        return f"The notice command {for_people(words[0])} is not on this machine."
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "a word of it cannot be used"
        return f"The notice command {for_people(words[0])} cannot be started: {reason}."


def _run(
    words: list[str],
    environ: dict[str, str],
    facts: BinaryIO,
    complaint: BinaryIO,
    limit: float,
) -> str | None:
    process = subprocess.Popen(  # noqa: S603 - the person's own command, split into words
        words,
        stdin=facts,
        stdout=subprocess.DEVNULL,
        stderr=complaint,
        env=environ,
        # A session of its own: it cannot draw on the terminal, ^C does not reach it, and what it
        # started is stopped with it.
        start_new_session=True,
    )
    try:
        status = process.wait(limit)
    except subprocess.TimeoutExpired:
        _stop(process)
        return f"The notice command {for_people(words[0])} took over {limit:.0f} s: stopped."
    if status == 0:
        return None
    complaint.seek(0)
    said = for_people(complaint.read(4096).decode(errors="replace"))[:_LONGEST_COMPLAINT]
    words_of_it = f" and says: {said}" if said else "."
    return f"The notice command {for_people(words[0])} failed with status {status}{words_of_it}"


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:  # pragma: no cover - Windows has no process groups of this kind
            process.kill()
    process.wait()
