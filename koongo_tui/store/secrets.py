"""Where secrets come from: the environment, a private file, a command, systemd, or a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from koongo_tui.guide.secret import Secret
from koongo_tui.store.channels import SecretHome, SecretPlace
from koongo_tui.store.errors import FileUnwritable, SecretMissing, reason_of
from koongo_tui.store.files import private_folder, safe_name, tightened, write_atomically
from koongo_tui.store.lock import locked
from koongo_tui.store.paths import Paths
from koongo_tui.store.private import read_private
from koongo_tui.store.secret_command import (
    RunCommand,
    for_people,
    run_command,
    secret_from_command,
)

TOKEN_VARIABLE = "KOONGO_TUI_TOKEN"  # noqa: S105 - the name of a variable
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"

Ask = Callable[[str], Secret | None]
"""Asks a person for the secret of this name; None when they would rather not."""


@dataclass(frozen=True, slots=True)
class FoundSecret:
    """A secret and where it came from.

    Attributes:
        source: the place that won, for people: ``private file /home/...``.
        overrides: the place that also has one and lost; None without a second one.
        notes: what a person should know, as sentences: a mode that was tightened.
    """

    secret: Secret
    source: str
    overrides: str | None = None
    notes: tuple[str, ...] = ()


class SecretStore:
    """Reads and keeps secrets.

    Args:
        paths: the private files are in ``paths.secrets_dir``.
        environ: looked into at each read, and given to commands.
        run_command: runs a command line's words; for tests.
        ask: for ``SecretHome.ASK``; None where nobody can be asked.
    """

    def __init__(
        self,
        paths: Paths,
        environ: Mapping[str, str],
        run_command: RunCommand = run_command,
        ask: Ask | None = None,
    ) -> None:
        self._folder = paths.secrets_dir
        self._environ = environ
        self._run = run_command
        self._ask = ask

    def read(
        self, name: str, place: SecretPlace | None, *, env: str | None = TOKEN_VARIABLE
    ) -> FoundSecret:
        """Fetch a secret. May take as long as its command does, a minute at most.

        Args:
            name: ``main.token``.
            place: where it lives; None when nothing is configured.
            env: a variable that wins over ``place`` when it is set; None for no such variable.

        Raises:
            SecretMissing: there is none.
            SecretUnreadable: there is one, but it cannot or must not be read.
        """
        text = self._environ.get(env, "").strip() if env else ""
        if text:
            return FoundSecret(
                Secret(text), f"environment variable {env}", self._present(name, place)
            )
        if place is None:
            raise SecretMissing(f"No place is configured for {name}.", fix="Run: koongo-tui setup")
        match place.home:
            case SecretHome.FILE:
                return self._from_file(name)
            case SecretHome.COMMAND:
                secret = secret_from_command(place.command or "", self._environ, self._run)
                return FoundSecret(secret, self.describe(name, place))
            case SecretHome.CREDENTIAL:
                return self._from_credential(name)
            case SecretHome.ASK:
                return self._from_person(name)

    def describe(self, name: str, place: SecretPlace) -> str:
        """A place in words, for people, without looking at it."""
        match place.home:
            case SecretHome.FILE:
                return f"private file {self.path(name)}"
            case SecretHome.COMMAND:
                return f"command {for_people(place.command or '')}"
            case SecretHome.CREDENTIAL:
                return f"systemd credential {safe_name(name)}"
            case SecretHome.ASK:
                return "asked each time"

    def path(self, name: str) -> Path:
        """The private file of a secret, whether it is there or not."""
        return self._folder / safe_name(name)

    def write(self, name: str, secret: Secret) -> tuple[str, ...]:
        """Keep a secret in its private file, mode 0600.

        Returns:
            What a person should know, as sentences.

        Raises:
            FileUnwritable, FileBusy: nothing was changed.
        """
        notes = private_folder(self._folder.parent) + private_folder(self._folder, ours=True)
        with locked(self._folder):
            write_atomically(self.path(name), f"{secret.reveal()}\n".encode())
        return notes

    def remove(self, name: str) -> bool:
        """Delete a secret's private file; False when there was none. Raises FileUnwritable."""
        path = self.path(name)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise FileUnwritable(path, reason_of(error)) from error
        return True

    def _present(self, name: str, place: SecretPlace | None) -> str | None:
        """The configured place, as far as it seems to hold something; no command is run."""
        if place is None:
            return None
        credential = self._credential(name)
        there = {
            SecretHome.FILE: self.path(name).exists(),
            SecretHome.COMMAND: True,
            SecretHome.CREDENTIAL: credential is not None and credential.exists(),
            SecretHome.ASK: False,
        }
        return self.describe(name, place) if there[place.home] else None

    def _from_file(self, name: str) -> FoundSecret:
        path = self.path(name)
        notes = tightened(self._folder, ours=True)
        secret, more = read_private(path)
        return FoundSecret(secret, f"private file {path}", notes=notes + more)

    def _credential(self, name: str) -> Path | None:
        folder = self._environ.get(CREDENTIALS_VARIABLE)
        return Path(folder) / safe_name(name) if folder else None

    def _from_credential(self, name: str) -> FoundSecret:
        path = self._credential(name)
        if path is None:
            raise SecretMissing(
                f"systemd gave this process no credentials ({CREDENTIALS_VARIABLE} is not set).",
                fix=f"Start it from a unit with LoadCredential={safe_name(name)}:FILE",
            )
        secret, _ = read_private(path, ours=False)
        return FoundSecret(secret, f"systemd credential {path.name}")

    def _from_person(self, name: str) -> FoundSecret:
        if self._ask is None:
            raise SecretMissing(
                f"{name} is asked for each time, and nobody can be asked here.",
                fix=f"Set {TOKEN_VARIABLE}, or keep it in a file or a command.",
            )
        secret = self._ask(name)
        if not secret:
            raise SecretMissing(f"{name} was not given.")
        return FoundSecret(secret, "typed just now")
