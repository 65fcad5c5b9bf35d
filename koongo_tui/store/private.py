"""Reading a file that only its owner may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from koongo_tui.guide.secret import Secret
from koongo_tui.store.errors import SecretMissing, SecretUnreadable, reason_of
from koongo_tui.store.files import tightened

LARGEST = 64 * 1024
"""Bytes; no token comes near it."""


def read_private(path: Path, *, ours: bool = True) -> tuple[Secret, tuple[str, ...]]:
    """A secret from a file, without the line break at its end.

    Args:
        path: the file.
        ours: refuse a file of another user, and tighten a mode that is too loose. systemd sees
            to both for its credentials.

    Returns:
        The secret, and what a person should know as sentences.

    Raises:
        SecretMissing: there is no such file, or nothing in it.
        SecretUnreadable: it belongs to someone else, or is not a plain file with one secret.
    """
    try:
        # A named pipe would block until somebody writes into it.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise SecretMissing(f"{path} is not there.", path=path, fix=_again(path)) from None
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from error
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise _unreadable(path, "it is not a plain file")
        notes: tuple[str, ...] = ()
        if ours:
            _check_owner(path, found)
            notes = tightened(path)
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from error
    finally:
        os.close(handle)
    if len(data) > LARGEST:
        raise _unreadable(path, "it is too large for a secret")
    try:
        text = data.decode().strip()
    except UnicodeDecodeError:
        raise _unreadable(path, "it is not text") from None
    if not text:
        raise SecretMissing(f"{path} is empty.", path=path, fix=_again(path))
    return Secret(text), notes


def _again(path: Path) -> str:
    """How the secret of this file is saved once more: a channel's token, or the developer's."""
    if path.suffix == ".token":
        return f"To save it again: koongo-tui setup --channel {path.stem}"
    return "To save it again: koongo-tui developer set"


def _check_owner(path: Path, found: os.stat_result) -> None:
    if os.name != "posix":  # pragma: no cover - Windows has no such numbers
        return
    me = os.geteuid()
    if found.st_uid != me:
        raise SecretUnreadable(
            f"{path} belongs to user {found.st_uid}, and this program runs as user {me}. "
            "It was not read.",
            path=path,
            fix="Run koongo-tui as the user who saved it, or save it again.",
        )


def _unreadable(path: Path, reason: str) -> SecretUnreadable:
    return SecretUnreadable(f"{path} cannot be read: {reason}.", path=path)
