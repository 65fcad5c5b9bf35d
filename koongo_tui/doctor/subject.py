"""What the checks look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from koongo_tui.errors import KoongoError

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel, Config
    from koongo_tui.workspace import Workspace


class TerminalFacts(Protocol):
    """What is known of the terminal."""

    @property
    def ssh(self) -> bool: ...
    @property
    def multiplexer(self) -> str | None: ...
    @property
    def utf8(self) -> bool: ...
    @property
    def ascii(self) -> bool: ...
    @property
    def colours(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Session:
    """How the person is connected.

    Attributes:
        terminal: None when the output does not go to one.
        columns, lines: of the terminal; 0 without one.
    """

    terminal: TerminalFacts | None
    columns: int = 0
    lines: int = 0


@dataclass
class Subject:
    """One machine, one person's files, one channel in the middle.

    Attributes:
        channel_name: the channel to test; the current one if None.
        token_trouble: a check has already said that a token cannot be had.
        notes: what reading the configuration said; a mode is tightened, and told of, only once.
    """

    workspace: Workspace
    session: Session
    channel_name: str | None = None
    token_trouble: bool = False
    notes: dict[str, None] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """Now, aware."""
        return self.workspace.clock()

    @property
    def today(self) -> date:
        """The day where the person is."""
        return self.now.astimezone().date()

    def config(self) -> Config | None:
        """The configuration; None when it cannot be read, which one check says."""
        try:
            return self.read_config()
        except KoongoError:
            return None

    def read_config(self) -> Config:
        """The configuration. Raises KoongoError."""
        config = self.workspace.config()
        self.notes |= dict.fromkeys(config.notes)
        return config

    def channel(self) -> Channel | None:
        """The channel to test; None without one."""
        try:
            return self.workspace.channel(self.channel_name)
        except KoongoError:
            return None
