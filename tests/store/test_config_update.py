"""Changing a channel that is in the file: only what differs, its name included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from koongo_tui.errors import NotSetUpError, UsageError
from koongo_tui.store.channels import Channel, NoticeSettings
from koongo_tui.store.config import ConfigFile
from koongo_tui.store.paths import Paths

TEXT = """# Mine.
current = "main"

# The first shop.
[channels.main]  # German
program = "mws"
region = "eu"
marketplace = "A1PA6795UKMFR9"
seller_id = "A135KAIPNVMLK2"
token = "file"
colour = "blue" # unknown to us

[channels.main.more]
x = 1

# The other one.
[channels."my shop"]
program = "mws"
region = "eu"
marketplace = "A1PA6795UKMFR9"
seller_id = "A135KAIPNVMLK2"
token = "file"
"""


@pytest.fixture
def file(paths: Paths) -> ConfigFile:
    paths.config_dir.mkdir(mode=0o700)
    paths.config_file.write_text(TEXT)
    return ConfigFile(paths.config_file)


def test_another_name_changes_the_names_and_nothing_else(file: ConfigFile) -> None:
    before = file.load().channels["main"]
    now = replace(before, name="Köln [1]")
    assert file.preview_update(before, now) == file.preview_update(before, now)
    file.update_channel(before, now)
    wanted = (
        TEXT.replace('current = "main"', 'current = "Köln [1]"')
        .replace("[channels.main]", '[channels."Köln [1]"]')
        .replace("[channels.main.more]", '[channels."Köln [1]".more]')
    )
    text = file.path.read_text()
    # Values that the file left to their defaults are written with the first change.
    assert [line for line in wanted.splitlines() if line not in text.splitlines()] == []
    assert list(file.load().channels) == ["Köln [1]", "my shop"]
    back = file.load().channels["Köln [1]"]
    file.update_channel(back, replace(back, name="main"))
    assert file.load().channels["main"] == before


def test_the_channel_that_is_meant_stays(file: ConfigFile) -> None:
    other = file.load().channels["my shop"]
    file.update_channel(other, replace(other, name="shop", refresh_seconds=90))
    config = file.load()
    assert config.current == "main"
    assert config.channels["shop"].refresh_seconds == 90


def test_what_somebody_else_changed_meanwhile_stays(file: ConfigFile) -> None:
    before = file.load().channels["main"]
    file.update_channel(before, replace(before, auto_submit=True))
    file.update_channel(before, replace(before, refresh_seconds=90))
    now = file.load().channels["main"]
    assert (now.auto_submit, now.refresh_seconds) == (True, 90)


@pytest.mark.parametrize("name", ["my shop", "MY SHOP"])
def test_a_name_that_is_taken_changes_nothing(file: ConfigFile, name: str) -> None:
    before = file.load().channels["main"]
    with pytest.raises(UsageError):
        file.update_channel(before, replace(before, name=name))
    assert file.path.read_text() == TEXT


def test_other_capitals_are_another_name(file: ConfigFile) -> None:
    before = file.load().channels["main"]
    file.update_channel(before, replace(before, name="Main"))
    assert list(file.load().channels) == ["Main", "my shop"]


def test_a_channel_that_is_gone_is_not_brought_back(
    file: ConfigFile, make_channel: Callable[..., Channel]
) -> None:
    gone = make_channel("gone")
    with pytest.raises(NotSetUpError):
        file.update_channel(gone, replace(gone, refresh_seconds=90))
    assert file.path.read_text() == TEXT


@pytest.mark.parametrize(
    "layout",
    [
        '[channels]\nmain = {program="mws", region="eu", marketplace="A1PA6795UKMFR9", '
        'seller_id="A135KAIPNVMLK2"}\n',
        '[channels]\nmain.program = "mws"\nmain.region = "eu"\n'
        'main.marketplace = "A1PA6795UKMFR9"\nmain.seller_id = "A135KAIPNVMLK2"\n',
    ],
)
def test_rare_layouts_keep_their_meaning(paths: Paths, layout: str) -> None:
    paths.config_dir.mkdir(mode=0o700)
    paths.config_file.write_text(layout)
    file = ConfigFile(paths.config_file)
    before = file.load().channels["main"]
    file.update_channel(before, replace(before, name="shop"))
    assert file.load().channels == {"shop": replace(before, name="shop")}


def test_notices_are_written_only_where_they_differ(file: ConfigFile) -> None:
    before = file.load().channels["main"]
    file.update_channel(before, before, NoticeSettings())
    assert "notices" not in file.path.read_text()
    file.update_channel(before, before, NoticeSettings(bell=True, command="say done"))
    assert file.load().notices == NoticeSettings(bell=True, command="say done")
    file.update_channel(before, before, NoticeSettings(bell=True))
    assert file.load().notices.command is None
