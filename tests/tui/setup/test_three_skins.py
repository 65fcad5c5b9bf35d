"""The same answers on the screen, in plain questions and as options give the same files."""

from __future__ import annotations

from pathlib import Path

import pytest

from koongo_tui.store.paths import CONFIG_DIR_VARIABLE, STATE_DIR_VARIABLE
from koongo_tui.tui.screens.setup.done import DonePage
from koongo_tui.workspace import MWS_ENDPOINT_VARIABLE
from tests.cli.setup_world import World
from tests.tui.setup.person import PAGE, SELLER, Person

REFRESH = "Atzr|IwEBIJ7Qx3mZ0c2uRr5T9yKq4LwVnPfGh8sDdEaBbCcXxYyZz0123456789abcdef"
VALUES = f"{REFRESH}\nSeller ID: {SELLER}\n"

SCREEN = {
    # Start, region, authorise; then the paste, the marketplace, the values, where the token lives.
    "mws": (("enter", "e", "1", "enter", "enter"), PAGE, ("enter",) * 4),
    # There is no application here, so the first choice is the private one.
    "sp-api": (("enter", "1", "enter", "enter", "enter"), VALUES, ("enter",) * 4),
}
PLAIN = {
    "mws": ("5", "1", "", f"{PAGE}\n", "1", "1"),
    "sp-api": ("", "1", "1", "", f"{VALUES}\n", "1", "1"),
}
FLAGS = {
    "mws": (("--token-stdin",), PAGE),
    "sp-api": (
        ("--region", "europe", "--marketplace", "amazon.co.uk", "--token-stdin"),
        VALUES,
    ),
}


def files(folder: Path) -> dict[str, bytes]:
    """The configuration and the token."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and p.suffix in (".toml", ".token")
    }


def world(folder: Path) -> World:
    """Another person, without a screen."""
    return World({CONFIG_DIR_VARIABLE: str(folder / "c"), STATE_DIR_VARIABLE: str(folder / "s")})


@pytest.mark.parametrize("program", ["mws", "sp-api"])
async def test_the_same_answers_the_same_files(
    person: Person, tmp_path: Path, program: str
) -> None:
    del person.environ[MWS_ENDPOINT_VARIABLE]
    before, paste, after = SCREEN[program]
    async with person.sits_down() as walk:
        await walk.press(*before)
        await walk.paste(paste)
        await walk.press(*after)
        assert walk.shows(DonePage), walk.text()
    plain = world(tmp_path / "plain")
    answers = "".join(a if a.endswith("\n") else f"{a}\n" for a in PLAIN[program])
    assert plain.setup("--plain", stdin=answers) == 0, plain.said
    flags = world(tmp_path / "flags")
    options, stdin = FLAGS[program]
    assert flags.setup("--no-input", *options, stdin=stdin) == 0, flags.said
    made = files(person.paths.config_dir)
    assert sorted(made) == ["config.toml", "secrets/main.token"]
    assert files(tmp_path / "plain" / "c") == made
    assert files(tmp_path / "flags" / "c") == made
