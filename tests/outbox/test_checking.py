"""One check for command, screen and auto-submit."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from koongo_tui.amazon.feed import FeedChanged
from koongo_tui.feeds.model import Progress, WorkCancelled
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.outbox.checking import check_aside, check_file
from koongo_tui.outbox.kept import NotKept, changes_since, kept_copy
from koongo_tui.outbox.outbox import ARCHIVED_AS
from koongo_tui.outbox.plan import plan_sending
from koongo_tui.outbox.preparing import prepare
from koongo_tui.store.channels import Channel
from koongo_tui.store.intents import Intent, Origin
from koongo_tui.store.paths import Paths
from koongo_tui.workspace import Workspace
from tests.outbox.seller import STOCK, stock_feed

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
CHANNEL = Channel("main", Program.MWS, Region.EU, "A1PA6795UKMFR9", "A135KAIPNVMLK2")
PRICES = "POST_PRODUCT_PRICING_DATA"
FLAT = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Workspace]:
    paths = Paths(tmp_path / "config", tmp_path / "state")
    with closing(Workspace(paths, dict(os.environ), clock=lambda: NOW)) as workspace:
        workspace.config_file.save_channel(CHANNEL)
        yield workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path, {"a": 1, "b": 0})


def written(folder: Path, quantities: dict[str, object], name: str = "feed") -> Path:
    path = folder / name
    path.write_bytes(stock_feed(CHANNEL.seller_id, quantities))
    return path


def sent(files: Workspace, path: Path) -> Intent:
    intent = prepare(files, CHANNEL, check_file(path, CHANNEL).to_send(Origin.PERSON))
    files.intents.begin(intent.id, NOW, None)
    files.intents.sent(intent.id, "77")
    return intent


def test_the_chosen_type_wins_then_the_files_then_the_channels(path: Path, tmp_path: Path) -> None:
    def type_of(path: Path, channel: Channel, chosen: str | None = None) -> str | None:
        found = check_file(path, channel, feed_type=chosen).feed_type
        return found.name if found else None

    usual = replace(CHANNEL, feed_type=PRICES)
    assert type_of(path, usual, FLAT) == FLAT
    assert type_of(path, usual) == STOCK
    unclear = tmp_path / "unclear"
    unclear.write_bytes(b"<AmazonEnvelope><Header/></AmazonEnvelope>")
    assert type_of(unclear, usual) == PRICES
    assert type_of(unclear, CHANNEL) is None
    assert check_file(unclear, CHANNEL).refusal


def test_what_is_checked_is_counted_and_can_be_sent(path: Path) -> None:
    checked = check_file(path, CHANNEL)
    assert not checked.refused
    assert checked.refusal is None
    assert (checked.facts.rows, checked.facts.zeros) == (2, 1)
    assert checked.to_send(Origin.AUTO).records == 2


def test_a_file_that_changed_after_the_check_is_not_prepared(files: Workspace, path: Path) -> None:
    checked = check_file(path, CHANNEL)
    written(path.parent, {"a": 99_999})
    with pytest.raises(FeedChanged):
        prepare(files, CHANNEL, checked.to_send(Origin.PERSON))
    assert files.intents.open_ones() == ()
    assert not files.sent.has(ARCHIVED_AS, checked.file.sha256)


def test_the_check_can_be_ended(path: Path) -> None:
    with pytest.raises(WorkCancelled):
        check_file(path, CHANNEL, cancelled=lambda: True)


async def test_beside_the_loop_it_tells_how_far_it_is_and_ends_with_its_task(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, {f"sku-{number}": 1 for number in range(60_000)})
    told: asyncio.Queue[Progress] = asyncio.Queue()
    task = asyncio.create_task(check_aside(path, CHANNEL, on_progress=told.put_nowait))
    first = await told.get()
    assert 0 < first.done <= first.total
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_feed_is_held_against_the_one_sent_last(files: Workspace, path: Path) -> None:
    last = sent(files, path)
    now = written(path.parent, {"a": 2, "c": 5, "d": 6}, "now")
    plan = plan_sending(files, CHANNEL, check_file(now, CHANNEL))
    assert plan.last is not None
    assert plan.last.id == last.id
    assert plan.changes is not None
    found = plan.changes
    assert (found.added, found.changed, found.removed, found.same) == (2, 1, 1, 0)
    same = plan_sending(files, CHANNEL, check_file(path, CHANNEL))
    assert same.unchanged
    assert same.changes is None


def test_a_copy_comes_back_as_it_was_and_leaves_nothing_behind(
    files: Workspace, path: Path
) -> None:
    intent = sent(files, path)
    with kept_copy(files, intent) as copy:
        assert copy.read_bytes() == path.read_bytes()
        assert copy.parent.stat().st_mode & 0o777 == 0o700
    assert not copy.parent.exists()


def test_a_copy_that_is_gone_is_said(files: Workspace, path: Path) -> None:
    last = sent(files, path)
    files.sent.forget_report(ARCHIVED_AS, last.new.digest)
    with pytest.raises(NotKept), kept_copy(files, last):
        pass
    now = check_file(written(path.parent, {"a": 2}, "now"), CHANNEL)
    with pytest.raises(NotKept):
        changes_since(files, CHANNEL, now, last)
    assert "not kept any more" in (plan_sending(files, CHANNEL, now).not_compared or "")
