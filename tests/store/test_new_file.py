"""Files that a person asked for: whole or not there, and never in the place of another one."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TextIO

import pytest

from koongo_tui.store.new_file import write_new


def test_each_file_has_a_name_of_its_own(tmp_path: Path) -> None:
    paths = [
        write_new(tmp_path, "list", "csv", lambda target, n=n: target.write(f"ä{n}\n"))  # type: ignore[misc]
        for n in range(3)
    ]
    assert [path.name for path in paths] == ["list.csv", "list-2.csv", "list-3.csv"]
    assert [path.read_text("utf-8") for path in paths] == ["ä0\n", "ä1\n", "ä2\n"]
    assert stat.S_IMODE(paths[0].stat().st_mode) == 0o600


def test_nothing_can_be_seen_of_it_before_it_is_whole(tmp_path: Path) -> None:
    def write(target: TextIO) -> None:
        target.write("half")
        target.flush()
        assert list(tmp_path.glob("*.csv")) == []

    write_new(tmp_path, "list", "csv", write)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def write(target: TextIO) -> None:
        target.write("half")
        raise KeyError

    with pytest.raises(KeyError):
        write_new(tmp_path, "list", "csv", write)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_meanwhile_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    exists = os.path.lexists

    def appears(path: Path) -> bool:
        found = exists(path)
        if path.name == "list.csv":
            path.write_text("of another program")
        return found

    monkeypatch.setattr(os.path, "lexists", appears)
    path = write_new(tmp_path, "list", "csv", lambda target: target.write("ours"))
    assert path.name == "list-2.csv"
    assert path.read_text() == "ours"
    assert (tmp_path / "list.csv").read_text() == "of another program"
    assert len(list(tmp_path.iterdir())) == 2
