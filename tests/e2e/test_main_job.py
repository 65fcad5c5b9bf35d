"""The main job in a real terminal: from the first start to a live list, and what interrupts it."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.e2e

Start = Callable[..., Any]

REGIONS = [
    ("1", "9051-1235-5740", "eu"),
    ("2", "0176-5302-9598", "na"),
    ("3", "2611-6230-2505", "fe"),
]
ALL_IDS = {developer_id for _, developer_id, _ in REGIONS}

LEAVE_FULL_SCREEN = b"\x1b[?1049l"


def page_of(seller: dict[str, Any]) -> str:
    """What a person copies from Amazon's Congratulations page."""
    return "\n".join(
        [
            "Congratulations!",
            "Koongo can now access your Amazon seller account with MWS",
            f"Seller account identifiers for {seller['name']}",
            f"Seller ID: {seller['seller_id']}",
            "Marketplace ID: " + " ".join(seller["marketplaces"]),
            "Seller-Developer Authorisation",
            f"MWS Authorisation Token: {seller['mws_auth_token']}",
        ]
    )


def variables(announcement: dict[str, Any], region: str) -> dict[str, str]:
    """Point the program at a sandbox, with the developer's keys of a region."""
    developer = next(d for d in announcement["developers"] if d["region"] == region)
    return {
        "KOONGO_TUI_MWS_ENDPOINT": announcement["mws_endpoint"],
        "KOONGO_TUI_MWS_ACCESS_KEY_ID": developer["access_key_id"],
        "KOONGO_TUI_MWS_SECRET_KEY": developer["secret_key"],
    }


def files_with(folder: Path, text: str) -> list[Path]:
    """Files below a folder that hold a text."""
    return [p for p in folder.rglob("*") if p.is_file() and text.encode() in p.read_bytes()]


@pytest.mark.parametrize(("key", "developer_id", "region"), REGIONS)
def test_from_the_first_start_to_a_live_list(
    sandbox: Start,
    terminal: Start,
    tmp_path: Path,
    key: str,
    developer_id: str,
    region: str,
) -> None:
    announcement = sandbox()
    seller = next(s for s in announcement["sellers"] if s["region"] == region)
    token = seller["mws_auth_token"]
    program = terminal(**variables(announcement, region))
    program.wait_for("Connect your Amazon seller account to Koongo")
    program.press("\r")
    program.wait_for("Where is your Amazon seller account?")
    program.press(key)
    shown = program.wait_for(developer_id)
    assert [i for i in ALL_IDS if i in shown] == [developer_id]
    program.press("\r")
    shown = program.wait_for("Open this page")
    assert [i for i in ALL_IDS if i in shown] == [developer_id]
    program.press("\r")
    program.wait_for("Paste what Amazon showed you")
    program.paste(page_of(seller))
    shown = program.wait_for("Looks complete")
    assert seller["seller_id"] in shown
    assert files_with(tmp_path, token) == []
    program.press("\r")
    program.wait_for("Enter starts the test")
    program.press("\r")
    program.wait_for("Amazon accepts everything")
    assert files_with(tmp_path, token) == []
    program.press("\r")
    program.wait_for("Where should the token live")
    assert files_with(tmp_path, token) == []
    program.press("\r")
    program.wait_for("Done. Koongo can now work with")
    assert [p.name for p in files_with(tmp_path, token)] == ["main.token"]
    program.press("\r")
    program.wait_for("Report ID")
    program.wait_for(lambda text: len(re.findall(r"^.{1,3}\d{11,12} ", text, re.M)) >= 8, "rows")
    program.press("q")
    assert program.wait_end() == 0
    assert LEAVE_FULL_SCREEN in program.raw
    assert token.encode() not in program.raw


def test_a_feed_that_finishes_turns_done_by_itself(terminal: Start) -> None:
    program = terminal("--demo", size=(100, 30))
    program.wait_for("What would you like to see?")
    program.press("2")
    program.press("\r")

    seen_open: set[str] = set()

    def turned_done(text: str) -> bool:
        seen_open.update(re.findall(r"(\d{12}) .*(?:Waiting|Working)", text))
        return any(re.search(rf"{i} .*\bDone", text) for i in seen_open)

    program.wait_for(turned_done, "an open submission that turned done", patience=120)
    program.press("q")
    assert program.wait_end() == 0


@pytest.mark.parametrize("step", ["authorise", "paste", "test"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP])
def test_a_terminal_that_dies_resumes_where_it_was(
    sandbox: Start, terminal: Start, tmp_path: Path, step: str, how: signal.Signals
) -> None:
    announcement = sandbox()
    seller = announcement["sellers"][0]
    at = variables(announcement, "eu")
    program = terminal(**at)
    program.wait_for("Connect your Amazon seller account")
    program.press("\r")
    program.wait_for("Where is your Amazon")
    program.press("\r")
    program.wait_for("Open this page")
    if step != "authorise":
        program.press("\r")
        program.wait_for("Paste what Amazon showed you")
    if step == "test":
        program.paste(page_of(seller))
        program.wait_for("Looks complete")
        program.press("\r")
        program.wait_for("Enter starts the test")
    program.process.send_signal(how)
    ended = program.wait_end()
    assert ended == (-signal.SIGKILL if how is signal.SIGKILL else 128 + signal.SIGHUP)
    assert files_with(tmp_path, seller["mws_auth_token"]) == []
    assert files_with(tmp_path, seller["seller_id"]) == []

    again = terminal(**at)
    shown = again.wait_for("Welcome back")
    assert f"stopped at step {2 if step == 'authorise' else 3}" in shown
    assert "9051-1235-5740" in shown
    again.press("\r")
    again.wait_for("Open this page" if step == "authorise" else "Paste what Amazon showed you")
    again.press("\x03")
    assert again.wait_end() == 0


def test_sigterm_leaves_a_clean_terminal(terminal: Start) -> None:
    program = terminal()
    program.wait_for("Connect your Amazon seller account")
    program.process.terminate()
    assert program.wait_end() == 128 + signal.SIGTERM
    assert LEAVE_FULL_SCREEN in program.raw


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (140, 45), (39, 9)])
def test_every_size_of_terminal_shows_something_that_helps(
    terminal: Start, size: tuple[int, int]
) -> None:
    program = terminal(size=size)
    program.wait_for("koongo-tui")
    if size == (39, 9):
        program.resize(80, 24)
    program.wait_for("Connect your Amazon seller account")
    program.press("q")
    assert program.wait_end() == 0


def test_without_a_terminal_or_with_a_dumb_one_the_program_says_what_to_do_instead(
    run: Start,
) -> None:
    for more in ({}, {"TERM": "dumb"}):
        ran = run(**more)
        assert ran.returncode != 0
        assert "Traceback" not in ran.stderr
        assert "koongo-tui setup" in ran.stderr or "koongo-tui status" in ran.stderr


def test_the_lists_own_keys_reach_help_details_and_the_raw_report(terminal: Start) -> None:
    program = terminal("--demo", size=(100, 30))
    program.wait_for("What would you like to see?")
    program.press("2")
    program.press("\r")
    program.wait_for(lambda text: "errors" in text and "Done" in text, "a finished list")
    program.press("?")
    program.wait_for("A key means the same everywhere")
    program.press("\x1b")
    program.wait_for(
        lambda text: "A key means the same" not in text and "Report ID" in text, "list"
    )
    program.press("n")
    program.press("\r")
    program.wait_for("Submission ")
    program.press("q")
    assert program.wait_end() == 0


def test_a_damaged_configuration_is_a_sentence_and_stays_as_it_was(
    terminal: Start, run: Start, environ: dict[str, str]
) -> None:
    folder = Path(environ["KOONGO_TUI_CONFIG_DIR"])
    folder.mkdir()
    file = folder / "config.toml"
    file.write_text('[channels.main\nregion = "eu"\n')
    ran = run("status", "--json")
    assert ran.returncode == 3 or ran.returncode == 1
    error = json.loads(ran.stdout)["error"]
    assert "config.toml" in error["message"]
    assert error["fix"]
    program = terminal()
    program.wait_for(lambda text: "config.toml" in text, "the file's name")
    program.press("q")
    program.wait_end()
    assert b"Traceback" not in program.raw
    assert file.read_text() == '[channels.main\nregion = "eu"\n'
