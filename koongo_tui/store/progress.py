"""An unfinished setup, kept so that a lost terminal costs nothing. Never holds a secret."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from koongo_tui.store.errors import FileUnwritable, SecretRefused, reason_of
from koongo_tui.store.files import (
    keep_copy_aside,
    private_folder,
    read_bytes,
    tightened,
    write_atomically,
)
from koongo_tui.store.guard import holds_secret
from koongo_tui.store.lock import locked

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class SavedProgress:
    """What a setup had reached.

    Attributes:
        values: as the flow gave them.
        saved_at: aware, UTC.
    """

    values: Mapping[str, str | None]
    saved_at: datetime


class ProgressFile:
    """The file of the one unfinished setup.

    Attributes:
        notes: what the last call found out that a person should know, as sentences.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: tuple[str, ...] = ()

    def load(self) -> SavedProgress | None:
        """What was saved; None when nothing was, or nothing that makes sense.

        A damaged file is kept aside under another name, and ``notes`` says so.

        Raises:
            FileUnreadable: the system refuses it.
        """
        self.notes = ()
        data = read_bytes(self.path)
        if data is None:
            return None
        self.notes = tightened(self.path.parent) + tightened(self.path)
        progress = _parsed(data)
        if progress is None:
            self.notes += self._set_aside(data)
        return progress

    def save(self, values: Mapping[str, str | None], at: datetime) -> None:
        """Keep these values, and no others.

        Args:
            values: no secret among them.
            at: now, aware.

        Raises:
            SecretRefused: a value holds a token; nothing was written.
            FileUnwritable, FileBusy: nothing was changed.
        """
        content = {
            "schema": SCHEMA,
            "saved_at": at.astimezone(UTC).isoformat(),
            "values": dict(values),
        }
        if any(holds_secret(f"{key} {value}") for key, value in values.items()):
            raise SecretRefused(
                "A token was about to be saved with the progress of the setup. Nothing was saved.",
                path=self.path,
            )
        self.notes = private_folder(self.path.parent)
        with locked(self.path):
            write_atomically(self.path, (json.dumps(content, indent=1) + "\n").encode())

    def clear(self) -> None:
        """Forget it: the setup is finished, or given up. Raises FileUnwritable."""
        self.notes = ()
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise FileUnwritable(self.path, reason_of(error)) from error

    def _set_aside(self, data: bytes) -> tuple[str, ...]:
        what = f"{self.path} was damaged, so the setup begins anew"
        with contextlib.suppress(FileUnwritable):
            with locked(self.path):
                aside = keep_copy_aside(self.path, data)
                self.clear()
            return (f"{what}. The file is kept as {aside}.",)
        return (f"{what}. It could not be moved aside.",)


def _parsed(data: bytes) -> SavedProgress | None:
    try:
        content = json.loads(data)
        if content["schema"] != SCHEMA:
            return None
        saved_at = datetime.fromisoformat(content["saved_at"]).astimezone(UTC)
        values = content["values"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    if not all(value is None or isinstance(value, str) for value in values.values()):
        return None
    return SavedProgress(MappingProxyType(values), saved_at)
