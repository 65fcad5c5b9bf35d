"""Where the files are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from koongo_tui.store.files import safe_name

CONFIG_DIR_VARIABLE = "KOONGO_TUI_CONFIG_DIR"
STATE_DIR_VARIABLE = "KOONGO_TUI_STATE_DIR"


@dataclass(frozen=True, slots=True)
class Paths:
    """The two folders and what lies in them. Nothing is created by asking."""

    config_dir: Path
    state_dir: Path

    @property
    def config_file(self) -> Path:
        """Channels and the developer's public side; for people to edit."""
        return self.config_dir / "config.toml"

    @property
    def secrets_dir(self) -> Path:
        """One private file for each secret."""
        return self.config_dir / "secrets"

    @property
    def history_file(self) -> Path:
        """The SQLite database of submissions and request budgets."""
        return self.state_dir / "history.sqlite3"

    @property
    def retention_file(self) -> Path:
        """When old submissions were last removed."""
        return self.state_dir / "retention"

    @property
    def progress_file(self) -> Path:
        """An unfinished setup."""
        return self.state_dir / "setup.json"

    def draft_file(self, channel: str) -> Path:
        """Changes to a channel's settings that are not saved yet."""
        return self.state_dir / "drafts" / f"{safe_name(channel)}.json"

    @property
    def reports_dir(self) -> Path:
        """Processing reports as Amazon sent them, compressed."""
        return self.state_dir / "reports"

    @property
    def sent_dir(self) -> Path:
        """Feeds as they were sent, compressed."""
        return self.state_dir / "sent"

    def sending_file(self, account: str) -> Path:
        """Whoever holds its lock sends feeds of this account."""
        return self.state_dir / f"sending-{safe_name(account)}"

    def auto_file(self, channel: str) -> Path:
        """Whoever holds its lock looks after the auto-submit of this channel."""
        return self.state_dir / f"auto-{safe_name(channel)}"

    @property
    def feeds_dir(self) -> Path:
        """What was fetched from each channel's feed source last."""
        return self.state_dir / "feeds"


def user_paths(environ: Mapping[str, str]) -> Paths:
    """The folders that the environment names, else the usual ones of this system.

    An empty variable counts as unset; ``~`` is understood, a relative path counts from here.
    """
    return Paths(
        config_dir=_named(environ, CONFIG_DIR_VARIABLE) or _usual("user_config_path"),
        state_dir=_named(environ, STATE_DIR_VARIABLE) or _usual("user_state_path"),
    )


def _named(environ: Mapping[str, str], variable: str) -> Path | None:
    text = environ.get(variable, "").strip()
    return Path(text).expanduser().absolute() if text else None


def _usual(which: str) -> Path:
    import platformdirs

    path: Path = getattr(platformdirs, which)("koongo-tui", appauthor=False)
    return path
