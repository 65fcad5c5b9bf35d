"""The configuration file, and the developer's side of both programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from koongo_tui.application import (
    CLIENT_ID_VARIABLE,
    CLIENT_SECRET_VARIABLE,
    rotation_warning,
)
from koongo_tui.doctor.findings import Finding, Level, broken, day
from koongo_tui.doctor.machine import command_problem
from koongo_tui.doctor.subject import Subject
from koongo_tui.errors import ExitCode, KoongoError
from koongo_tui.guide.programs import Program
from koongo_tui.store.config import MwsDeveloper, SecretHome, SecretPlace, SpApiDeveloper
from koongo_tui.workspace import MWS_KEY_VARIABLE, MWS_SECRET_VARIABLE


def configuration(subject: Subject) -> Iterator[Finding]:
    """Where it is, what it says, and what is wrong in it."""
    path = subject.workspace.paths.config_file
    try:
        config = subject.read_config()
    except KoongoError as error:
        yield broken("Config", error)
        return
    if not path.exists():
        yield Finding(
            "Config",
            Level.NOTE,
            f"Nothing is set up yet: there is no {path}.",
            code="not-set-up",
            fix="Begin with: koongo-tui setup",
            values={"path": str(path), "channels": 0},
        )
        return
    count = len(config.channels)
    words = f"{count:,} channel{'' if count == 1 else 's'}"
    if config.current:
        words += f", current: {config.current}"
    yield Finding(
        "Config",
        Level.OK if count else Level.NOTE,
        f"{path}, {words}",
        code="" if count else "not-set-up",
        fix="" if count else "Begin with: koongo-tui setup",
        values={"path": str(path), "channels": count, "current": config.current},
    )
    wrong = {problem.message for problem in config.wrong.values()}
    for problem in config.wrong.values():
        yield broken("Config", problem)
    for note in subject.notes:
        if note not in wrong:
            yield Finding("Config", Level.LOOK, note, code="config-note")


def developers(subject: Subject) -> Iterator[Finding]:
    """The keys of both programs: kept or from the environment, and which of them wins."""
    config, workspace = subject.config(), subject.workspace
    if config is None:
        return
    environ = workspace.environ
    known = False
    application = config.sp_api_developer
    for pair, kept in (
        ((CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE), application is not None),
        ((MWS_KEY_VARIABLE, MWS_SECRET_VARIABLE), bool(config.mws_developers)),
    ):
        program = Program.SP_API if pair[0] == CLIENT_ID_VARIABLE else Program.MWS
        given = [name for name in pair if environ.get(name)]
        if len(given) == 1:
            yield Finding(
                "Developer",
                Level.LOOK,
                f"{given[0]} is set without its other half, so it counts for nothing.",
                code="half-a-pair",
                fix=f"Set {pair[0]} and {pair[1]}, or neither.",
            )
        elif given:
            known = True
            yield Finding(
                "Developer",
                Level.LOOK if kept else Level.OK,
                f"{program}: the environment gives the keys ({pair[0]})"
                + (" and wins over those that are kept" if kept else ""),
                code="two-sources" if kept else "",
                fix="Unset it if that is not wanted." if kept else "",
            )
    if application is not None:
        known = True
        yield from _application(subject, application)
    for developer in config.mws_developers.values():
        known = True
        yield from _kept(subject, developer, f"mws: access key of {developer.region.title}", "")
    if not known:
        used = sorted({str(c.program) for c in config.channels.values()})
        yield Finding(
            "Developer",
            Level.LOOK if used else Level.NOTE,
            "The developer's keys are not known here, so Amazon cannot be asked for submissions.",
            code="developer-side-missing",
            fix="Koongo's staff or a partner runs: koongo-tui developer set",
            values={"needed_for": used},
        )


def _application(subject: Subject, application: SpApiDeveloper) -> Iterator[Finding]:
    kind = "draft application" if application.draft else "application"
    by = application.rotate_by
    rotate = "" if by is None else f", secret to be rotated by {day(by, subject.today)}"
    yield from _kept(subject, application, f"sp-api: {kind}", rotate)
    warning = rotation_warning(application, now=subject.now)
    if warning is not None:
        yield Finding("Developer", Level.SOON, warning, code="secret-rotation")


def _kept(
    subject: Subject, developer: MwsDeveloper | SpApiDeveloper, words: str, more: str
) -> Iterator[Finding]:
    seen = look_at_secret(subject, developer.secret_name, developer.secret_place)
    if seen.problem is not None:
        yield broken("Developer", seen.problem, f"{words}: ")
        return
    home = HOMES[developer.secret_place.home]
    yield Finding("Developer", Level.OK, f"{words}, secret: {home}{more}")
    yield from secret_notes("Developer", seen)


HOMES = {
    SecretHome.FILE: "private file, yours alone",
    SecretHome.COMMAND: "printed by a command",
    SecretHome.CREDENTIAL: "systemd credential",
    SecretHome.ASK: "asked each time",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a secret without asking anybody for it.

    Attributes:
        problem: why it cannot be had; None when it can, as far as that is known.
        ending: its last characters; empty when they are not known, or not to be told.
        notes: what a person should know, as sentences: a mode that was tightened.
    """

    problem: KoongoError | None = None
    ending: str = ""
    notes: tuple[str, ...] = ()


def look_at_secret(subject: Subject, name: str, place: SecretPlace) -> Seen:
    """Whether a secret can be had.

    Its file is read; a command is not run, since it may want a person or touch a key.
    """
    if place.home is SecretHome.COMMAND:
        problem = command_problem(place.command or "")
        if problem is None:
            return Seen()
        return Seen(
            KoongoError(
                f"The command that prints the secret: {problem}.",
                fix="Install it, or correct the command in the configuration.",
                code="secret-unreadable",
                exit_code=ExitCode.NOT_SET_UP,
            )
        )
    if place.home is SecretHome.ASK:
        return Seen()
    try:
        found = subject.workspace.secrets.read(name, place, env=None)
    except KoongoError as error:
        return Seen(error)
    return Seen(ending=found.secret.ending, notes=found.notes)


def secret_notes(area: str, seen: Seen) -> Iterator[Finding]:
    """What reading a secret said besides."""
    for note in seen.notes:
        yield Finding(area, Level.LOOK, note, code="loose-mode")
