"""Whatever a person's file looks like, changing a channel changes that channel and nothing else."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from koongo_tui.guide.marketplaces import MARKETPLACES
from koongo_tui.guide.programs import Program
from koongo_tui.store.channels import Channel, SecretHome, SecretPlace
from koongo_tui.store.config import ConfigFile
from koongo_tui.store.guard import holds_secret

NAMES = st.sampled_from(["main", "my shop", "Käse.de", "a.b", 'x"y', "日本", "-", "'", "current"])
TEXTS = st.text(
    st.characters(
        codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="\t\n\\"
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip() and not holds_secret(text))
DATES = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
PLACES = st.builds(SecretPlace, st.sampled_from([h for h in SecretHome if h != "command"])) | (
    st.builds(SecretPlace, st.just(SecretHome.COMMAND), TEXTS)
)


@st.composite
def channels(draw: st.DrawFn) -> Channel:
    marketplace = draw(st.sampled_from(MARKETPLACES))
    return Channel(
        name=draw(NAMES),
        program=draw(st.sampled_from(Program)),
        region=marketplace.region,
        marketplace_id=marketplace.id,
        seller_id=draw(TEXTS),
        token_place=draw(PLACES),
        developer_id=draw(st.none() | TEXTS),
        authorised_on=draw(DATES),
        expires_on=draw(DATES),
        endpoint=draw(st.none() | TEXTS),
        refresh_seconds=draw(st.integers(1, 86_400)),
        auto_refresh=draw(st.booleans()),
        auto_submit=draw(st.booleans()),
        feed_source=draw(st.sampled_from([None, "/srv/feed.xml", "https://shop.example/f?k=1"])),
        feed_type=draw(st.sampled_from([None, "JSON_LISTINGS_FEED", "POST_PRODUCT_DATA"])),
    )


COMMENTS = st.lists(
    st.sampled_from(["# a remark", "#", "  # [channels.main]", "", "# x = 1", "# -----"]),
    max_size=3,
)
VALUES = st.sampled_from(["1", '"x"', "[1, 2]", "nan", "2020-01-01", "{ a = 1 }", "'''\n# no\n'''"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file as people leave them: remarks everywhere, keys and tables of their own."""
    lines = list(draw(COMMENTS))
    lines += [f"top{n} = {draw(VALUES)}" for n in range(draw(st.integers(0, 2)))]
    tables = draw(
        st.lists(
            st.sampled_from(
                ["channels.main", "channels.uk", "channels.main.more", "mine", "developers.mws-eu"]
            ),
            unique=True,
        )
    )
    for table in tables:
        lines += draw(COMMENTS)
        lines.append(f"[{table}]{draw(st.sampled_from(['', ' # here']))}")
        lines += draw(COMMENTS)
        lines += [f"key{n} = {draw(VALUES)} # why" for n in range(draw(st.integers(0, 2)))]
    lines += draw(COMMENTS)
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))


def remarks(text: str) -> list[str]:
    return sorted(line.strip() for line in text.split("\n") if line.strip().startswith("#"))


@settings(max_examples=150, deadline=None)
@given(files(), st.lists(channels(), min_size=1, max_size=3), st.booleans())
def test_saving_keeps_everything_else(text: str, saved: list[Channel], make_current: bool) -> None:
    with TemporaryDirectory() as folder:
        file = ConfigFile(Path(folder) / "config.toml")
        file.path.write_text(text)
        for channel in saved:
            file.save_channel(channel, make_current=make_current)
        config = file.load()
        for channel in {channel.name: channel for channel in saved}.values():
            assert config.channel(channel.name) == channel
        after = tomllib.loads(file.path.read_text())
        if make_current:
            assert after.pop("current") == saved[-1].name
        before = tomllib.loads(text)
        for table, keys in before.get("channels", {}).items():
            assert repr(keys) in repr(
                {k: v for k, v in after["channels"][table].items() if k in keys}
            )
        for name in {channel.name for channel in saved} | set(before.get("channels", {})):
            after["channels"].pop(name)
        assert not after.pop("channels")
        before.pop("channels", None)
        assert repr(after) == repr(before)
        missing = list(remarks(file.path.read_text()))
        for line in remarks(text):
            missing.remove(line)


@settings(max_examples=100, deadline=None)
@given(files(), channels())
def test_removing_takes_away_what_was_saved(text: str, channel: Channel) -> None:
    with TemporaryDirectory() as folder:
        file = ConfigFile(Path(folder) / "config.toml")
        file.path.write_text(text)
        before = tomllib.loads(text)
        file.save_channel(channel)
        file.remove_channel(channel.name)
        after = tomllib.loads(file.path.read_text())
        after.pop("current", None)
        before.get("channels", {}).pop(channel.name, None)
        if not before.get("channels"):
            before.pop("channels", None)
        assert repr(sorted(after.items())) == repr(sorted(before.items()))
