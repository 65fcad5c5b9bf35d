from __future__ import annotations

import dataclasses
import os
import stat
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from koongo_tui.errors import ExitCode, NotSetUpError, UsageError
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.store.channels import Channel, MwsDeveloper, SecretHome, SecretPlace
from koongo_tui.store.config import ConfigFile
from koongo_tui.store.errors import (
    ConfigWrong,
    FileDamaged,
    FileUnreadable,
    SecretRefused,
    StoreError,
)

MakeChannel = Callable[..., Channel]


@pytest.fixture
def file(tmp_path: Path) -> ConfigFile:
    return ConfigFile(tmp_path / "koongo" / "config.toml")


def write(file: ConfigFile, text: str | bytes) -> None:
    file.path.parent.mkdir(mode=0o700, exist_ok=True)
    file.path.write_bytes(text if isinstance(text, bytes) else text.encode())
    file.path.chmod(0o600)


A_CHANNEL = """\
program = "mws"
region = "eu"
marketplace = "A1PA6795UKMFR9"
seller_id = "A135KAIPNVMLK2"
"""


def test_without_a_file_there_is_no_channel_and_no_file_is_made(file: ConfigFile) -> None:
    config = file.load()
    assert dict(config.channels) == {}
    assert config.current is None
    assert not file.path.parent.exists()
    with pytest.raises(NotSetUpError) as caught:
        config.channel()
    assert caught.value.exit_code is ExitCode.NOT_SET_UP
    assert "koongo-tui setup" in caught.value.fix


def test_a_saved_channel_comes_back(file: ConfigFile, make_channel: MakeChannel) -> None:
    channel = make_channel(
        token_place=SecretPlace(SecretHome.COMMAND, "pass show 'amazon/koongo eu'"),
        endpoint="http://127.0.0.1:8000",
        lwa_endpoint="https://lwa.example/token",
        refresh_seconds=90,
        auto_refresh=False,
        auto_submit=True,
        feed_source="https://shop.example/feed?key=1",
        feed_type="JSON_LISTINGS_FEED",
    )
    assert file.save_channel(channel) == ()
    config = file.load()
    assert config.channel() == config.channel("main") == channel
    assert config.notes == ()
    assert channel.account_key == "mws:eu:A135KAIPNVMLK2"
    assert channel.token_name == "main.token"


def test_the_file_is_private_and_alone(file: ConfigFile, make_channel: MakeChannel) -> None:
    file.save_channel(make_channel())
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    assert {p.name for p in file.path.parent.iterdir()} == {"config.toml", ".config.toml.lock"}


def test_dates_are_dates_and_the_places_of_secrets_are_words(
    file: ConfigFile, make_channel: MakeChannel
) -> None:
    file.save_channel(make_channel())
    tables = tomllib.loads(file.path.read_text())
    assert tables["current"] == "main"
    assert tables["channels"]["main"]["expires_on"] == date(2015, 2, 3)
    assert tables["channels"]["main"]["token"] == "file"
    assert "token_command" not in tables["channels"]["main"]


def test_a_preview_is_what_is_written_then(file: ConfigFile, make_channel: MakeChannel) -> None:
    preview = file.preview_channel(make_channel())
    assert not file.path.exists()
    file.save_channel(make_channel())
    assert file.path.read_text() == preview
    other = make_channel("other")
    preview = file.preview_channel(other, make_current=False)
    file.save_channel(other, make_current=False)
    assert file.path.read_text() == preview
    assert file.load().current == "main"


def test_the_same_channel_twice_writes_nothing(file: ConfigFile, make_channel: MakeChannel) -> None:
    file.save_channel(make_channel())
    before = file.path.stat().st_ino
    file.save_channel(make_channel())
    assert file.path.stat().st_ino == before


def test_a_loose_mode_is_tightened_when_it_is_read(
    file: ConfigFile, make_channel: MakeChannel
) -> None:
    file.save_channel(make_channel())
    file.path.chmod(0o644)
    file.path.parent.chmod(0o755)
    notes = file.load().notes
    assert len(notes) == 2
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    assert file.load().notes == ()


COMMENTED = """\
# Ours, do not touch without asking Petra.
refresh = "unknown to the program"   # stays
current = "main" # the German one

# The German shop
[channels.main] # since 2014
# Amazon.de
marketplace = "A1PA6795UKMFR9" # Germany
seller_id = "A135KAIPNVMLK2"
program = "mws"
region = "eu"
colour = "green"
refresh_seconds = 120   # patient

# The British shop
# (Petra's)
[channels.uk]
program = "mws"
region = "eu"
marketplace = "A1F83G8C2ARO7P"
seller_id = "A2SELLERTHEUK1"

[channels.uk.extra]
note = "ours"

# The keys
[developers.mws-eu]
access_key_id = "AKIAIOSFODNN7EXAMPLE"
"""


def test_comments_order_and_unknown_keys_survive_a_change(file: ConfigFile) -> None:
    write(file, COMMENTED)
    channel = file.load().channel("main")
    file.save_channel(dataclasses.replace(channel, refresh_seconds=60, auto_submit=True))
    text = file.path.read_text()
    changed = COMMENTED.replace(
        "refresh_seconds = 120   # patient", "refresh_seconds = 60   # patient"
    )
    gone = [line for line in changed.splitlines() if line not in text.splitlines()]
    assert gone == []
    # What was added stands with its table, before the comment of the next one.
    assert text.index("auto_submit = true") < text.index("# The British shop")
    assert tomllib.loads(text)["channels"]["main"]["colour"] == "green"


def test_a_new_channel_comes_last_and_moves_nothing(
    file: ConfigFile, make_channel: MakeChannel
) -> None:
    write(file, COMMENTED)
    file.save_channel(make_channel("fr", marketplace_id="A13V1IB3VIYZZH"), make_current=False)
    text = file.path.read_text()
    assert text.startswith(COMMENTED)
    assert "\n\n[channels.fr]\n" in text


def test_a_removed_channel_takes_only_its_own_lines(file: ConfigFile) -> None:
    write(file, COMMENTED)
    file.remove_channel("main")
    text = file.path.read_text()
    assert "A135KAIPNVMLK2" not in text
    assert "# The British shop\n# (Petra's)\n[channels.uk]\n" in text
    assert "# Ours, do not touch" in text
    assert file.load().current == "uk"
    file.remove_channel("uk")
    text = file.path.read_text()
    assert "channels" not in text
    assert "\n# The keys\n[developers.mws-eu]\n" in text


def test_the_first_key_goes_above_the_first_table(
    file: ConfigFile, make_channel: MakeChannel
) -> None:
    write(file, f"# Mine\n\n# The shop\n[channels.main]\n{A_CHANNEL}")
    file.use("main")
    assert file.path.read_text().startswith(
        '# Mine\n\ncurrent = "main"\n\n# The shop\n[channels.main]\n'
    )


def test_windows_line_breaks_stay(file: ConfigFile, make_channel: MakeChannel) -> None:
    write(file, COMMENTED.replace("\n", "\r\n"))
    file.save_channel(make_channel("fr", marketplace_id="A13V1IB3VIYZZH"))
    assert b"\n" not in file.path.read_bytes().replace(b"\r\n", b"")


def test_a_byte_order_mark_is_no_damage(file: ConfigFile) -> None:
    write(file, b"\xef\xbb\xbf" + f"[channels.main]\n{A_CHANNEL}".encode())
    assert file.load().channel().seller_id == "A135KAIPNVMLK2"


@pytest.mark.parametrize(
    "text",
    [
        f"channels = {{ main = {{ {', '.join(A_CHANNEL.splitlines())} }} }}\n",
        "\n".join(f"channels.main.{line}" for line in A_CHANNEL.splitlines()),
        f"[channels]\n[channels.main]\n{A_CHANNEL}[z]\nx = nan\n[channels.b]\n{A_CHANNEL}",
        "[channels]\n" + "\n".join(f"main.{line}" for line in A_CHANNEL.splitlines()),
        f"[channels.main]\n{A_CHANNEL}note = '''\n[channels.main]\nregion = \"na\"\n'''",
        f"[channels.main]\n{A_CHANNEL}\n[[other]]\na = 1\n[[other]]\na = 2\n",
    ],
    ids=["inline", "dotted", "out of order", "half dotted", "a text of lines", "array"],
)
def test_every_layout_can_be_changed(
    file: ConfigFile, make_channel: MakeChannel, text: str
) -> None:
    write(file, text)
    others = tomllib.loads(text)
    others.pop("channels")
    file.save_channel(dataclasses.replace(file.load().channel("main"), refresh_seconds=300))
    file.save_channel(make_channel("my shop"))
    config = file.load()
    assert config.channel("main").refresh_seconds == 300
    assert config.channel() == make_channel("my shop")
    file.remove_channel("main")
    assert "main" not in file.load().channels
    assert repr(others) in repr(
        {k: v for k, v in tomllib.loads(file.path.read_text()).items() if k in others}
    )


def test_a_layout_that_is_beyond_us_is_refused_and_not_spoiled(
    file: ConfigFile, make_channel: MakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file, f"[channels.main]\n{A_CHANNEL}")
    monkeypatch.setattr("tomlkit.dumps", lambda _: "current = 1 = 2")
    with pytest.raises(StoreError, match="cannot be changed safely"):
        file.save_channel(make_channel())
    assert file.path.read_text() == f"[channels.main]\n{A_CHANNEL}"


def test_a_layout_that_the_library_gives_up_on_is_refused(
    file: ConfigFile, make_channel: MakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_text: str) -> None:
        raise KeyError("lost")

    write(file, f"[channels.main]\n{A_CHANNEL}")
    monkeypatch.setattr("tomlkit.parse", fail)
    with pytest.raises(StoreError, match="Nothing was saved"):
        file.save_channel(make_channel(seller_id="A2OTHERSELLER1"))


def test_use_and_remove_name_what_is_missing(file: ConfigFile, make_channel: MakeChannel) -> None:
    file.save_channel(make_channel())
    with pytest.raises(NotSetUpError, match="no channel"):
        file.use("other")
    with pytest.raises(NotSetUpError, match="no channel"):
        file.remove_channel("other")
    file.save_channel(make_channel("other"))
    file.use("main")
    assert file.load().current == "main"
    with pytest.raises(NotSetUpError) as caught:
        file.load().channel("third")
    assert "main, other" in caught.value.fix


def test_after_the_current_channel_is_removed_a_person_chooses(
    file: ConfigFile, make_channel: MakeChannel
) -> None:
    for name in ("a", "b", "c"):
        file.save_channel(make_channel(name))
    file.remove_channel("c")
    config = file.load()
    assert config.current is None
    assert config.notes == ()
    with pytest.raises(NotSetUpError, match="No channel is chosen"):
        config.channel()
    file.remove_channel("a")
    assert file.load().current == "b"


def test_names_that_differ_in_capitals_only_are_refused(
    file: ConfigFile, make_channel: MakeChannel
) -> None:
    # Their private files would be one and the same on many systems.
    file.save_channel(make_channel("Main"))
    with pytest.raises(UsageError, match="capitals only"):
        file.save_channel(make_channel("main"))
    assert list(file.load().channels) == ["Main"]


@pytest.mark.parametrize(
    "values",
    [
        {"token_place": SecretPlace(SecretHome.COMMAND, "echo amzn.mws.4ea38b7b-f563")},
        {"endpoint": "https://x/?token=Atzr|IwEBIA"},
        {"seller_id": "Amzn.Mws.\u200b4ea38b7b"},
    ],
)
def test_no_token_ever_gets_into_the_configuration(
    file: ConfigFile, make_channel: MakeChannel, values: dict[str, object]
) -> None:
    with pytest.raises(SecretRefused) as caught:
        file.save_channel(make_channel(**values))
    assert "4ea38b7b" not in str(caught.value)
    assert not file.path.exists()


def test_developers_come_and_go(file: ConfigFile) -> None:
    developer = MwsDeveloper(Region.NA, "AKIAIOSFODNN7EXAMPLE", SecretPlace(SecretHome.CREDENTIAL))
    file.save_developer(developer)
    assert dict(file.load().mws_developers) == {Region.NA: developer}
    assert developer.secret_name == "mws-na.secret-key"
    file.remove_developer(Region.EU)
    assert Region.NA in file.load().mws_developers
    file.remove_developer(Region.NA)
    assert dict(file.load().mws_developers) == {}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (b'current = "main"\nregion = = 3\n', 2, "invalid value"),
        (b"a = 1\na = 2\n", 2, "cannot overwrite a value"),
        (b"# Gr\xfc\xdfe\n", 1, "not UTF-8"),
        (b'x = 1\ncurrent = "\n', 2, "illegal character"),
        (b"channels = 3\n", 1, "channels is not a table"),
        (b"[channels]\nmain = 3\n", 2, "channels.main is not a table"),
        (b"[channels]\n[developers]\n'mws-eu' = 1\n", 3, "developers.mws-eu is not a table"),
    ],
)
def test_damage_is_named_by_line_and_reason(
    file: ConfigFile, text: bytes, line: int | None, reason: str
) -> None:
    write(file, text)
    with pytest.raises(FileDamaged) as caught:
        file.load()
    assert reason in caught.value.reason
    assert caught.value.line == line
    assert str(file.path) in caught.value.message
    assert "setup" in caught.value.fix
    assert caught.value.exit_code is ExitCode.NOT_SET_UP
    assert file.path.read_bytes() == text


def test_a_damaged_file_is_kept_aside_by_the_first_write(
    file: ConfigFile, make_channel: MakeChannel
) -> None:
    write(file, "current = = 1 # precious")
    assert file.preview_channel(make_channel()).startswith("# The channels")
    assert not file.path.with_name("config.toml.damaged").exists()
    (note,) = file.save_channel(make_channel())
    aside = file.path.with_name("config.toml.damaged")
    assert str(aside) in note
    assert aside.read_text() == "current = = 1 # precious"
    assert file.load().channel() == make_channel()
    write(file, "again = = damaged")
    file.save_channel(make_channel())
    assert aside.read_text() == "current = = 1 # precious"
    assert file.path.with_name("config.toml.damaged-2").read_text() == "again = = damaged"


def test_a_damaged_target_of_a_link_is_kept_too(
    file: ConfigFile, make_channel: MakeChannel, tmp_path: Path
) -> None:
    (tmp_path / "dotfiles").mkdir()
    target = tmp_path / "dotfiles" / "k.toml"
    target.write_text("= damaged")
    file.path.parent.mkdir(mode=0o700)
    file.path.symlink_to(target)
    file.save_channel(make_channel())
    assert file.path.is_symlink()
    assert "channels.main" in target.read_text()
    assert file.path.with_name("config.toml.damaged").read_text() == "= damaged"


def test_a_file_that_cannot_be_read_is_not_taken_for_damaged(
    file: ConfigFile, make_channel: MakeChannel
) -> None:
    file.path.mkdir(parents=True)
    with pytest.raises(FileUnreadable):
        file.load()
    with pytest.raises(FileUnreadable):
        file.save_channel(make_channel())
    assert file.path.is_dir()


def test_one_wrong_channel_leaves_the_others_alone(
    file: ConfigFile, make_channel: MakeChannel
) -> None:
    file.save_channel(make_channel("good"))
    text = file.path.read_text() + "\n[channels.bad]\n" + A_CHANNEL.replace('"eu"', '"xx"')
    write(file, text)
    config = file.load()
    assert config.channel("good") == make_channel("good")
    with pytest.raises(ConfigWrong) as caught:
        config.channel("bad")
    line = text.split("\n").index('region = "xx"') + 1
    assert caught.value.problems == (
        f'channels.bad.region: "xx" is not one of eu, na, fe (line {line})',
    )
    assert caught.value.message in config.notes
    file.remove_channel("bad")
    assert file.load().notes == ()


def test_saving_a_channel_mends_it(file: ConfigFile, make_channel: MakeChannel) -> None:
    write(file, f"[channels.main]\n{A_CHANNEL}".replace('"eu"', "3 # why"))
    with pytest.raises(ConfigWrong):
        file.load().channel()
    file.save_channel(make_channel())
    assert file.load().channel() == make_channel()
    assert '"eu" # why' in file.path.read_text()


def test_a_current_channel_that_is_not_there_is_said(
    file: ConfigFile, make_channel: MakeChannel
) -> None:
    file.save_channel(make_channel("a"))
    file.save_channel(make_channel("b"))
    write(file, file.path.read_text().replace('current = "b"', 'current = "z"'))
    config = file.load()
    assert config.current is None
    assert 'current: "z" is no channel here' in config.notes[0]


def test_the_only_channel_is_the_current_one(file: ConfigFile) -> None:
    write(file, f"[channels.main]\n{A_CHANNEL}")
    assert file.load().current == "main"


def test_writers_take_turns(file: ConfigFile, make_channel: MakeChannel) -> None:
    """Two that write at once both find their channel afterwards."""
    from concurrent.futures import ThreadPoolExecutor

    names = [f"shop {number}" for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(file.save_channel, make_channel(name)) for name in names]:
            done.result()
    assert sorted(file.load().channels) == sorted(names)


def test_sp_api_channels_are_kept_as_well(file: ConfigFile, make_channel: MakeChannel) -> None:
    channel = make_channel(program=Program.SP_API)
    file.save_channel(channel)
    assert file.load().channel() == channel


def test_reading_needs_no_right_to_write(
    file: ConfigFile, make_channel: MakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.save_channel(make_channel())

    def refuse(*_: object, **__: object) -> int:
        raise AssertionError("reading opened a file for writing")

    monkeypatch.setattr(os, "open", refuse)
    assert file.load().channel() == make_channel()


def test_a_file_that_is_the_same_is_not_understood_again(file: ConfigFile) -> None:
    write(file, f"[channels.main]\n{A_CHANNEL}")
    known = file.load()
    assert file.load() is known
    write(file, f"[channels.shop]\n{A_CHANNEL}")
    assert set(file.load().channels) == {"shop"}
    file.path.chmod(0o644)
    assert file.load().notes
    assert not file.load().notes
