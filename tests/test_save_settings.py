"""Saving changed settings: where the token goes, and what moves along."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from koongo_tui.amazon.submission import Submission
from koongo_tui.errors import KoongoError, UsageError
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.channels import Channel, SecretHome, SecretPlace
from koongo_tui.store.intents import NewIntent, Origin, Pause
from koongo_tui.store.paths import Paths
from koongo_tui.workspace import Workspace

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
TOKEN = Secret("amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234")
OTHER = Secret("amzn.mws.11111111-f563-7709-4bae-87aea0005678")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    paths = Paths(tmp_path / "config", tmp_path / "state")
    workspace = Workspace(paths, dict(os.environ), clock=lambda: NOW)
    channel = Channel("main", Program.MWS, Region.EU, "A1F83G8C2ARO7P", "A135KKEKJAIBJ56")
    workspace.config_file.save_channel(channel)
    workspace.secrets.write(channel.token_name, TOKEN)
    yield workspace
    workspace.close()


def kept(workspace: Workspace) -> dict[str, str]:
    """The private files and what is in them."""
    folder = workspace.paths.secrets_dir
    return {p.name: p.read_text().strip() for p in folder.iterdir() if p.suffix == ".token"}


def test_another_name_takes_everything_along(workspace: Workspace) -> None:
    before = workspace.channel()
    feed = workspace.feeds.prepare("main")
    feed.write_text("a feed")
    new = NewIntent("main", "POST_PRODUCT_DATA", (), "text/xml", "00", 1, 1, Origin.PERSON)
    workspace.intents.add(before.account_key, new, NOW)
    workspace.intents.pause("main", Pause(NOW, "failed", "It failed.", "1"))
    workspace.history().upsert(
        before.account_key, [Submission("1", "POST_PRODUCT_DATA", NOW, "_DONE_")], seen_at=NOW
    )
    workspace.draft("main").save({"name": "shop"}, NOW)
    now = replace(before, name="shop")
    workspace.save_settings(before, now)
    assert workspace.channel() == now
    assert kept(workspace) == {"shop.token": TOKEN.reveal()}
    assert workspace.feeds.path("shop").read_text() == "a feed"
    assert workspace.intents.last("shop", "POST_PRODUCT_DATA") is not None
    assert workspace.intents.paused("shop") is not None
    assert workspace.intents.paused("main") is None
    assert workspace.history().get(now.account_key, "1") is not None
    assert workspace.draft("main").load() is None


def test_a_new_token_replaces_the_old_one(workspace: Workspace) -> None:
    before = workspace.channel()
    workspace.save_settings(before, replace(before, seller_id="A135KKEKJAIBJ57"), token=OTHER)
    assert kept(workspace) == {"main.token": OTHER.reveal()}
    assert OTHER.reveal() not in workspace.paths.config_file.read_text()


def test_a_token_moves_out_of_its_file_and_back(workspace: Workspace, tmp_path: Path) -> None:
    before = workspace.channel()
    secret = tmp_path / "elsewhere"
    secret.write_text(TOKEN.reveal())
    command = SecretPlace(SecretHome.COMMAND, f"cat {secret}")
    workspace.save_settings(before, replace(before, token_place=command))
    assert kept(workspace) == {}
    there = workspace.channel()
    assert there.token_place == command
    workspace.save_settings(there, replace(there, token_place=SecretPlace(), name="shop"))
    assert kept(workspace) == {"shop.token": TOKEN.reveal()}
    assert "elsewhere" not in workspace.paths.config_file.read_text()


def test_a_token_that_is_nowhere_cannot_be_put_into_a_file(workspace: Workspace) -> None:
    before = workspace.channel()
    nowhere = replace(before, token_place=SecretPlace(SecretHome.ASK))
    workspace.save_settings(before, nowhere)
    text = workspace.paths.config_file.read_text()
    with pytest.raises(KoongoError):
        workspace.save_settings(nowhere, before)
    assert workspace.paths.config_file.read_text() == text
    workspace.save_settings(nowhere, before, token=OTHER)
    assert kept(workspace) == {"main.token": OTHER.reveal()}


def test_a_name_that_is_taken_moves_no_token(workspace: Workspace) -> None:
    before = workspace.channel()
    workspace.config_file.save_channel(replace(before, name="shop"))
    workspace.secrets.write("shop.token", OTHER)
    with pytest.raises(UsageError):
        workspace.save_settings(before, replace(before, name="shop"))
    assert kept(workspace) == {"main.token": TOKEN.reveal(), "shop.token": OTHER.reveal()}


def test_forgetting_a_channel_forgets_its_draft(workspace: Workspace) -> None:
    workspace.draft("main").save({"refresh_seconds": "90"}, NOW)
    workspace.forget(workspace.channel())
    assert workspace.draft("main").load() is None
