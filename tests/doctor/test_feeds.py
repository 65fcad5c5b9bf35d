"""What the doctor says of feeds that are to be sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from koongo_tui.doctor.feeds import feeds
from koongo_tui.doctor.findings import Finding
from koongo_tui.doctor.subject import Session, Subject
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.outbox.checking import check_file
from koongo_tui.outbox.preparing import prepare
from koongo_tui.store.channels import Channel
from koongo_tui.store.intents import Origin, Pause
from koongo_tui.store.paths import Paths
from koongo_tui.workspace import Workspace
from tests.outbox.seller import stock_feed

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
CHANNEL = Channel(
    "main", Program.MWS, Region.EU, "A1PA6795UKMFR9", "A135KAIPNVMLK2", auto_submit=True
)


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Workspace]:
    paths = Paths(tmp_path / "config", tmp_path / "state")
    with closing(Workspace(paths, dict(os.environ), clock=lambda: NOW)) as workspace:
        workspace.config_file.save_channel(CHANNEL)
        yield workspace


def found(files: Workspace) -> list[Finding]:
    return list(feeds(Subject(files, Session(None))))


def test_nothing_is_said_while_all_is_settled(files: Workspace) -> None:
    assert found(files) == []
    assert not files.paths.history_file.exists()


def test_a_feed_that_is_not_settled_and_a_pause_are_a_finding_each(
    files: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "feed"
    path.write_bytes(stock_feed(CHANNEL.seller_id, {"a": 1}))
    intent = prepare(files, CHANNEL, check_file(path, CHANNEL).to_send(Origin.PERSON))
    files.intents.begin(intent.id, NOW, None)
    files.intents.pause("main", Pause(NOW, "failed", "Amazon gave up on feed 77.", "77"))
    unsettled, paused, copies = found(files)
    assert unsettled.code == "feeds-unfinished"
    assert unsettled.text == "main: 1 feed may have arrived at Amazon or not."
    assert "submit --unfinished" in unsettled.fix
    assert paused.code == "auto-submit-paused"
    assert "--resume main" in paused.fix
    assert copies.text.startswith("1 copy of sent feeds")
    assert "90 days" in copies.text
