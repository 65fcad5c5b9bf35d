"""The settings that belong to no channel: notices, and how long submissions are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from koongo_tui.store.channels import Config, NoticeSettings
from koongo_tui.store.config import ConfigFile
from koongo_tui.store.config_read import parse_toml, read_config
from koongo_tui.store.errors import StoreError

PATH = Path("/home/petra/config.toml")


def read(text: str) -> Config:
    return read_config(PATH, parse_toml(PATH, text.encode()), text)


def test_everything_is_off_and_kept_unless_someone_says_otherwise() -> None:
    config = read("")
    assert config.notices == NoticeSettings(False, False, None)
    assert not config.notices.any
    assert config.keep_days is None


def test_what_a_person_writes_is_read() -> None:
    config = read(
        '[notices]\nbell = true\nterminal = true\ncommand = "notify-send x"\n'
        "[history]\nkeep_days = 365\n"
    )
    assert config.notices == NoticeSettings(True, True, "notify-send x")
    assert config.keep_days == 365
    assert config.notes == ()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ('[notices]\nbell = "yes"', 'notices.bell: "yes" is not true or false (line 2).'),
        ("[notices]\nterminal = 1", "notices.terminal: 1 is not true or false (line 2)."),
        ("[notices]\ncommand = 7", "notices.command: 7 is not a text in quotes (line 2)."),
        (
            '[notices]\ncommand = "x amzn.mws.4ea38b7b-f563-7709"',
            "notices.command: is a secret, and none belongs in this file",
        ),
        ("notices = true", "notices: true is not a table."),
        (
            "[history]\nkeep_days = 0",
            "history.keep_days: 0 is not a number of days from 1 to 36500 (line 2).",
        ),
        ("[history]\nkeep_days = true", "history.keep_days: true is not a number of days"),
        ("[history]\nkeep_days = 1.5", "history.keep_days: 1.5 is not a number of days"),
        ('history = "all"', 'history: "all" is not a table.'),
    ],
)
def test_a_wrong_value_is_a_note_and_counts_as_off(text: str, note: str) -> None:
    config = read(text)
    (said,) = config.notes
    assert said.startswith(f"{PATH}: {note}")
    assert "7709" not in said
    assert not config.notices.any
    assert config.keep_days is None


def test_a_switch_changes_one_value_and_keeps_what_a_person_wrote(tmp_path: Path) -> None:
    file = ConfigFile(tmp_path / "config.toml")
    file.path.write_text("# mine\n[notices]\n# loud\nbell = false # for now\ncommand = 'x'\n")
    file.switch_notices(bell=True)
    assert file.path.read_text() == (
        "# mine\n[notices]\n# loud\nbell = true # for now\ncommand = 'x'\n"
    )
    file.switch_notices(terminal=True)
    assert file.load().notices == NoticeSettings(True, True, "x")
    file.switch_notices(bell=False)
    assert file.load().notices == NoticeSettings(False, True, "x")


def test_a_switch_makes_the_table_where_there_is_none(tmp_path: Path) -> None:
    file = ConfigFile(tmp_path / "config.toml")
    file.switch_notices(terminal=True)
    assert file.load().notices == NoticeSettings(terminal=True)


def test_a_value_where_the_table_belongs_is_left_to_its_owner(tmp_path: Path) -> None:
    file = ConfigFile(tmp_path / "config.toml")
    file.path.write_text("notices = 3\n")
    with pytest.raises(StoreError, match="cannot be changed safely"):
        file.switch_notices(bell=True)
    assert file.path.read_text() == "notices = 3\n"
