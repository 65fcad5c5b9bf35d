"""What can go wrong with our own files: a small closed family.

::

    StoreError
    ├── FileDamaged        the content makes no sense; kept aside before anything is written
    ├── FileTooNew         written by a newer version of this program; left alone
    ├── FileUnreadable     the system does not let us read it
    ├── FileUnwritable     the system does not let us write it; nothing was changed
    ├── FileBusy           another process holds it for too long
    ├── ConfigWrong        the configuration is read, but a value in it is wrong
    ├── SecretMissing      the place that was named holds no secret
    ├── SecretUnreadable   the place that was named refuses to give it
    └── SecretRefused      a secret was about to be written where it does not belong

No message of this family contains a secret.
"""

from __future__ import annotations

from pathlib import Path

from koongo_tui.errors import Actor, ExitCode, KoongoError, NotSetUpError
from koongo_tui.reasons import reason_of

__all__ = [
    "ConfigWrong",
    "FileBusy",
    "FileDamaged",
    "FileTooNew",
    "FileUnreadable",
    "FileUnwritable",
    "SecretMissing",
    "SecretRefused",
    "SecretUnreadable",
    "StoreError",
    "reason_of",
]


class StoreError(KoongoError):
    """Root of the family.

    Attributes:
        path: the file in question; None where there is none.
    """

    code = "store"
    who = Actor.YOU

    def __init__(self, message: str, *, path: Path | None = None, fix: str = "") -> None:
        super().__init__(message, fix=fix)
        self.path = path


class FileDamaged(StoreError):
    """A file's content makes no sense.

    Attributes:
        reason: what is wrong, as the end of a sentence.
        line: where, counted from 1; None when that is not known.
    """

    code = "file-damaged"
    exit_code = ExitCode.NOT_SET_UP

    def __init__(self, path: Path, reason: str, *, line: int | None = None, fix: str = "") -> None:
        where = "" if line is None else f", line {line}"
        super().__init__(f"{path}{where}: {reason}. Nothing was changed.", path=path, fix=fix)
        self.reason = reason
        self.line = line


class FileTooNew(StoreError):
    """A file was written by a newer version of this program."""

    code = "file-too-new"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} was written by a newer koongo-tui. Nothing was changed.",
            path=path,
            fix="Update koongo-tui on this machine.",
        )


class FileUnreadable(StoreError):
    """The system does not let us read a file."""

    code = "file-unreadable"

    def __init__(self, path: Path, reason: str, *, fix: str = "") -> None:
        super().__init__(f"{path} cannot be read: {reason}.", path=path, fix=fix)


class FileUnwritable(StoreError):
    """The system does not let us write a file."""

    code = "file-unwritable"

    def __init__(self, path: Path, reason: str, *, fix: str = "") -> None:
        super().__init__(
            f"{path} cannot be written: {reason}. Nothing was changed.",
            path=path,
            fix=fix or "KOONGO_TUI_CONFIG_DIR and KOONGO_TUI_STATE_DIR choose other folders.",
        )


class FileBusy(StoreError):
    """Another process holds a file for too long."""

    code = "file-busy"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is held by another process. Nothing was changed.",
            path=path,
            fix="Try again in a moment.",
        )


class ConfigWrong(StoreError, NotSetUpError):
    """The configuration can be read, but values in it are wrong.

    Attributes:
        problems: one sentence for each, beginning with the key and its line.
    """

    code = "config-wrong"

    def __init__(self, path: Path, problems: tuple[str, ...]) -> None:
        super().__init__(
            f"{path}: {'; '.join(problems)}.",
            path=path,
            fix="Correct it with an editor, or run: koongo-tui setup",
        )
        self.problems = problems


class SecretMissing(StoreError, NotSetUpError):
    """The place that was named holds no secret."""

    code = "secret-missing"


class SecretUnreadable(StoreError):
    """The place that was named refuses to give its secret."""

    code = "secret-unreadable"
    exit_code = ExitCode.NOT_SET_UP


class SecretRefused(StoreError):
    """A secret was about to be written where it does not belong."""

    code = "secret-refused"
    exit_code = ExitCode.USAGE
