"""A machine that a test puts together, and its findings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.doctor.examination import Check, examine
from koongo_tui.doctor.findings import Finding
from koongo_tui.doctor.subject import Session, Subject
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import Channel, MwsDeveloper, SpApiDeveloper
from koongo_tui.store.paths import Paths
from koongo_tui.tui.terminal import read_terminal
from koongo_tui.workspace import Workspace

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
KEY = "tX9bQ0Lk3pVw8Zr5Yh2Nc6Md1Jf4Gs7Ae0UiOqPw"
CLIENT_SECRET = "amzn1.oa2-cs.v1.5d41402abc4b2a76b9719d911017c592aaaabbbbccccdddd0000111122223333"
SELLER = "A135KKEKJAIBJ56"


class Machine:
    """Real files in folders of their own."""

    def __init__(self, folder: Path) -> None:
        self.environ: dict[str, str] = dict(os.environ)
        self.now = NOW
        self.paths = Paths(folder / "config", folder / "state")
        self.workspace = Workspace(self.paths, self.environ, clock=lambda: self.now)
        self.session = Session(None)

    def subject(self, channel: str | None = None) -> Subject:
        return Subject(self.workspace, self.session, channel)

    def at_terminal(self, columns: int = 80, lines: int = 24, **environ: str) -> None:
        self.environ.update(environ)
        self.session = Session(read_terminal(self.environ, "utf-8"), columns, lines)

    def channel(self, name: str = "main", *, token: str | None = TOKEN, **values: Any) -> Channel:
        """Save a channel, and its token where it is kept in a file."""
        usual: dict[str, Any] = {
            "program": Program.MWS,
            "region": Region.EU,
            "marketplace_id": "A1F83G8C2ARO7P",
            "seller_id": SELLER,
            "expires_on": date(2027, 1, 1),
        }
        channel = Channel(name, **{**usual, **values})
        self.workspace.config_file.save_channel(channel)
        if token is not None:
            self.workspace.secrets.write(channel.token_name, Secret(token))
        return channel

    def developer(self) -> None:
        """The keys of both programs."""
        self.workspace.save_developer(MwsDeveloper(Region.EU, "AKIAIOSFODNN7EXAMPLE"), Secret(KEY))
        self.workspace.save_sp_api_developer(
            SpApiDeveloper("amzn1.sellerapps.app.x", "amzn1.application-oa2-client.x"),
            Secret(CLIENT_SECRET),
        )

    async def find(self, *checks: Check, channel: str | None = None) -> list[Finding]:
        chosen: Iterable[Check] = checks
        return [finding async for finding in examine(self.subject(channel), chosen)]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    yield machine
    machine.workspace.close()
