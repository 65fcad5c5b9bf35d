from __future__ import annotations

from pathlib import Path

import pytest

from koongo_tui.store.paths import Paths, user_paths


def test_the_environment_moves_both_folders(tmp_path: Path) -> None:
    paths = user_paths(
        {"KOONGO_TUI_CONFIG_DIR": str(tmp_path / "c"), "KOONGO_TUI_STATE_DIR": str(tmp_path / "s")}
    )
    assert paths == Paths(tmp_path / "c", tmp_path / "s")


def test_files_have_the_names_that_people_are_told(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "c", tmp_path / "s")
    assert paths.config_file == tmp_path / "c" / "config.toml"
    assert paths.secrets_dir == tmp_path / "c" / "secrets"
    assert paths.history_file.parent == tmp_path / "s"
    assert paths.progress_file.parent == tmp_path / "s"
    assert paths.reports_dir.parent == tmp_path / "s"
    assert list(tmp_path.iterdir()) == []


def test_an_empty_variable_counts_as_unset() -> None:
    paths = user_paths({"KOONGO_TUI_CONFIG_DIR": " ", "KOONGO_TUI_STATE_DIR": ""})
    assert paths.config_dir.name == "koongo-tui"
    assert paths.config_dir.is_absolute()
    assert paths.state_dir.is_absolute()


def test_home_and_relative_paths_are_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    paths = user_paths({"KOONGO_TUI_CONFIG_DIR": "~/k", "KOONGO_TUI_STATE_DIR": "here"})
    assert paths == Paths(tmp_path / "k", tmp_path / "here")
