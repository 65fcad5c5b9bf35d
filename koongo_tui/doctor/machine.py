"""The program itself, the terminal, and the notices that reach the person."""

from __future__ import annotations

import platform
import shlex
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata

from koongo_tui import __version__
from koongo_tui.doctor.findings import Finding, Level
from koongo_tui.doctor.subject import Subject
from koongo_tui.store.secret_command import for_people

LIBRARIES = ("textual", "rich", "httpx", "tomlkit", "platformdirs", "segno", "starlette", "uvicorn")
MADE_FOR = "8.2."
"""The beginning of the versions of Textual that the screens are made for."""


def program(_subject: Subject) -> Iterator[Finding]:
    """Versions of the program, of Python and of the libraries."""
    python = platform.python_version()
    system = f"{platform.system()} {platform.release()}"
    yield Finding(
        "Program",
        Level.OK,
        f"koongo-tui {__version__}, Python {python}, {system}",
        values={
            "version": __version__,
            "python": python,
            "executable": sys.executable,
            "system": system,
            "machine": platform.machine(),
        },
    )
    versions = {name: _version(name) for name in LIBRARIES}
    missing = [name for name, version in versions.items() if version is None]
    if missing:
        yield Finding(
            "Program",
            Level.LOOK,
            f"Not installed here: {', '.join(missing)}.",
            code="library-missing",
            fix="Install koongo-tui again with pip.",
        )
    textual = versions["textual"]
    level, code, text = Level.OK, "", ", ".join(f"{n} {v}" for n, v in versions.items() if v)
    if textual is not None and not textual.startswith(MADE_FOR):
        level, code = Level.LOOK, "textual-version"
        text = f"Textual is {textual}; the screens are made for {MADE_FOR}x. {text}"
    yield Finding("Program", level, text, code=code, values=versions)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def terminal(subject: Subject) -> Iterator[Finding]:
    """Size, letters, colours, how the person is logged in, and whether copying reaches them."""
    session, environ = subject.session, subject.workspace.environ
    facts = session.terminal
    if facts is None:
        yield Finding("Terminal", Level.NOTE, "Not looked at: the output does not go to one.")
        return
    where = [
        "over SSH" if facts.ssh else "",
        f"inside {facts.multiplexer}" if facts.multiplexer else "",
    ]
    parts = [
        f"{session.columns}x{session.lines}",
        "UTF-8" if facts.utf8 else "not UTF-8",
        facts.colours,
        "drawn in ASCII" if facts.ascii else "",
        *where,
    ]
    yield Finding(
        "Terminal",
        Level.OK,
        ", ".join(part for part in parts if part),
        values={
            "columns": session.columns,
            "lines": session.lines,
            "utf8": facts.utf8,
            "ascii": facts.ascii,
            "colours": facts.colours,
            "ssh": facts.ssh,
            "multiplexer": facts.multiplexer,
            "term": environ.get("TERM"),
        },
    )
    if session.columns < 60 or session.lines < 20:
        yield Finding(
            "Terminal",
            Level.NOTE,
            "It is small: from 60x20 on everything can be used, 80x24 shows all of it.",
            code="small-terminal",
        )
    if facts.multiplexer == "tmux":
        yield Finding(
            "Terminal",
            Level.NOTE,
            "Copying through tmux may not reach your computer.",
            code="clipboard-tmux",
            fix="In ~/.tmux.conf:  set -g set-clipboard on",
        )


def notices(subject: Subject) -> Iterator[Finding]:
    """How a person is told that a submission has finished."""
    config = subject.config()
    if config is None:
        return
    settings = config.notices
    words = [
        "bell" if settings.bell else "",
        "terminal" if settings.terminal else "",
        "command" if settings.command is not None else "",
    ]
    on = [word for word in words if word]
    yield Finding(
        "Notices",
        Level.OK,
        f"When a submission finishes: {', '.join(on)}" if on else "None: they are switched off",
        values={
            "bell": settings.bell,
            "terminal": settings.terminal,
            "command": settings.command is not None,
        },
    )
    if settings.terminal:
        from koongo_tui.notices.terminal import notice_way

        way = notice_way(subject.workspace.environ)
        if way.dialect is None:
            yield Finding("Notices", Level.LOOK, way.why_not, code="no-terminal-notice")
        else:
            yield Finding("Notices", Level.OK, f"{way.terminal} shows them ({way.dialect})")
    if settings.command is not None and (problem := command_problem(settings.command)):
        yield Finding(
            "Notices",
            Level.LOOK,
            f"The command of the notices: {problem}.",
            code="notice-command",
            fix="Correct it in the configuration, [notices] command.",
        )


def command_problem(command: str) -> str | None:
    """Why a command line cannot be run, as the end of a sentence; it is not run."""
    try:
        words = shlex.split(command)
    except ValueError:
        return "its quotes do not match"
    if not words:
        return "it is empty"
    return None if shutil.which(words[0]) else f"{for_people(words[0])} is not on this machine"
