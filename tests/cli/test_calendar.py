"""``calendar``: the end of the authorisation for other programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.store.channels import Channel
from koongo_tui.workspace import Workspace

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CHANNEL = Channel("main", Program.MWS, Region.EU, "A1F83G8C2ARO7P", "A135KKEKJAIBJ56")

Save = Callable[[Channel], object]


@pytest.fixture
def save() -> Iterator[Save]:
    workspace = Workspace.of_user(os.environ, clock=lambda: NOW, ask=lambda _prompt: None)
    yield workspace.config_file.save_channel
    workspace.close()


@pytest.mark.parametrize("program", list(Program))
def test_it_goes_to_stdout(command: Any, save: Save, program: Program) -> None:
    save(replace(CHANNEL, program=program, expires_on=date(2027, 3, 25)))
    ran = command("calendar")
    assert ran.code == 0
    assert ran.out.startswith("BEGIN:VCALENDAR")
    assert "DTSTART;VALUE=DATE:20270325" in ran.out
    assert ran.out.count("BEGIN:VALARM") == 4


def test_a_file_is_written_once(command: Any, save: Save, tmp_path: Path) -> None:
    save(replace(CHANNEL, expires_on=date(2027, 3, 25)))
    file = tmp_path / "koongo.ics"
    ran = command("calendar", "--output", str(file))
    assert (ran.code, ran.out) == (0, "")
    assert "2027-03-25" in ran.err
    assert file.read_bytes().endswith(b"END:VCALENDAR\r\n")
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("mine")
    assert command("calendar", "--output", str(file)).code == 2
    assert file.read_text() == "mine"


def test_without_an_end_the_way_on_is_named(command: Any, save: Save) -> None:
    save(CHANNEL)
    ran = command("calendar")
    assert (ran.code, ran.out) == (3, "")
    assert "not known" in ran.err
