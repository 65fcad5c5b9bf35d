"""``developer ... --program sp-api``: what is kept, what is refused, when rotation is due."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

APPLICATION_ID = "amzn1.sellerapps.app.0d2b1c3e-4f5a-6b7c-8d9e-0f1a2b3c4d5e"
CLIENT_ID = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"
SECRET = "amzn1.oa2-cs.v1." + "0123456789abcdef" * 4
KEPT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SET = ("developer", "set", "--program", "sp-api", "--application-id", APPLICATION_ID)


def keep(command: Any, *more: str, **given: Any) -> Any:
    return command(*SET, "--client-id", CLIENT_ID, "--secret-stdin", *more, stdin=SECRET, **given)


def files_with(text: str) -> list[Path]:
    """Every file of the program that holds a text."""
    roots = (os.environ["KOONGO_TUI_CONFIG_DIR"], os.environ["KOONGO_TUI_STATE_DIR"])
    files = [f for root in roots for f in Path(root).rglob("*") if f.is_file()]
    return [f for f in files if text.encode() in f.read_bytes()]


def test_the_application_is_kept_shown_and_forgotten(command: Any) -> None:
    kept = keep(command, "--json")
    assert kept.code == 0
    assert kept.json["application_id"] == APPLICATION_ID
    shown = command("developer", "show", "--json")
    [row] = shown.json["developers"]
    assert row == {
        "program": "sp-api",
        "application_id": APPLICATION_ID,
        "client_id": CLIENT_ID,
        "secret": "file",
        "draft": False,
        "redirect_uri": None,
        "secret_set_on": "2026-11-23",
        "rotate_by": "2027-05-22",
    }
    assert shown.json["warning"] is None
    words = command("developer", "show")
    assert f"{CLIENT_ID}  file  secret set on 2026-11-23  rotate by 2027-05-22" in words.out
    assert SECRET not in kept.out + kept.err + shown.out + words.out + words.err
    assert [f.name for f in files_with(SECRET)] == ["sp-api.client-secret"]
    gone = command("developer", "forget", "--program", "sp-api", "--json")
    assert gone.json["forgotten"]
    assert files_with(SECRET) == []
    assert command("developer", "forget", "--program", "sp-api").code == 3
    assert command("developer", "show").code == 3


def test_a_draft_with_its_redirect_address(command: Any) -> None:
    ran = keep(command, "--draft", "--redirect-uri", "https://koongo.example/back?a=b")
    assert ran.code == 0
    assert "draft" in ran.err
    [row] = command("developer", "show", "--json").json["developers"]
    assert (row["draft"], row["redirect_uri"]) == (True, "https://koongo.example/back?a=b")
    assert "  draft  " in command("developer", "show").out


def test_a_command_can_give_the_secret_and_the_file_goes(command: Any) -> None:
    keep(command)
    ran = command(*SET, "--client-id", CLIENT_ID, "--secret-command", "pass show lwa")
    assert ran.code == 0
    assert files_with(SECRET) == []
    [row] = command("developer", "show", "--json").json["developers"]
    assert row["secret"] == "command: pass show lwa"
    assert command("developer", "forget", "--program", "sp-api").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--client-id", CLIENT_ID, "--region", "eu"),
        ("--client-id", CLIENT_ID, "--access-key-id", "AKIAIOSFODNN7EXAMPLE"),
        (),
        ("--client-id", "koongo"),
        ("--client-id", SECRET),
        ("--client-id", CLIENT_ID, "--application-id", CLIENT_ID),
        ("--client-id", CLIENT_ID, "--redirect-uri", "http://koongo.example/back"),
        ("--client-id", CLIENT_ID, "--redirect-uri", "https://koongo.example/back#here"),
        ("--client-id", CLIENT_ID, "--redirect-uri", "koongo.example"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_saved(
    command: Any, arguments: tuple[str, ...]
) -> None:
    ran = command(*SET, "--secret-stdin", *arguments, stdin=SECRET)
    assert ran.code == 2
    assert SECRET not in ran.out + ran.err
    assert command("developer", "show").code == 3
    assert files_with(SECRET) == []


@pytest.mark.parametrize("wrong", ["", "two words", CLIENT_ID, APPLICATION_ID, "Atzr|IwEBI0123"])
def test_another_value_is_not_taken_for_the_client_secret(command: Any, wrong: str) -> None:
    ran = command(*SET, "--client-id", CLIENT_ID, "--secret-stdin", stdin=wrong)
    assert ran.code == 2
    assert command("developer", "show").code == 3


@pytest.mark.parametrize("option", [("--client-id", "c"), ("--application-id", "a"), ("--draft",)])
def test_options_of_the_application_go_with_it_alone(command: Any, option: tuple[str, ...]) -> None:
    ran = command(
        "developer", "set", "--region", "eu", "--access-key-id", "AKIAIOSFODNN7EXAMPLE", *option
    )
    assert ran.code == 2
    assert "--program sp-api" in ran.err


def test_mws_keys_still_need_their_region(command: Any) -> None:
    assert command("developer", "set", "--access-key-id", "AKIAIOSFODNN7EXAMPLE").code == 2
    assert command("developer", "set", "--region", "eu").code == 2
    assert command("developer", "forget").code == 2


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (149, None),
        (150, "by 2027-05-22 (in 30 days)"),
        (179, "by 2027-05-22 (in 1 day)"),
        (180, "by 2027-05-22 (today)"),
        (181, "was due for rotation on 2027-05-22"),
    ],
)
def test_rotation_is_asked_for_from_30_days_before(
    command: Any, days: int, said: str | None
) -> None:
    keep(command)
    later = KEPT + timedelta(days=days)
    told = command("developer", "show", "--json", now=lambda: later).json["warning"]
    words = command("developer", "show", now=lambda: later).err
    if said is None:
        assert told is None
        assert words == ""
    else:
        assert said in told
        assert said in words


def test_the_environments_keys_are_named(command: Any) -> None:
    environ = {"KOONGO_TUI_LWA_CLIENT_ID": CLIENT_ID, "KOONGO_TUI_LWA_CLIENT_SECRET": SECRET}
    shown = command("developer", "show", environ=environ)
    assert shown.code == 0
    assert "KOONGO_TUI_LWA_CLIENT_ID" in shown.out
    assert SECRET not in shown.out + shown.err
    told = command("developer", "show", "--json", environ=environ).json
    assert told["sp_api_environment"]
    assert not told["environment"]


def test_the_options_tell_whose_side_it_is(command: Any) -> None:
    kept = command(
        *("developer", "set", "--application-id", APPLICATION_ID, "--client-id", CLIENT_ID),
        *("--secret-stdin", "--json"),
        stdin=SECRET,
    )
    assert kept.json["program"] == "sp-api"
    mws = ("developer", "set", "--region", "eu", "--access-key-id", "AKIAIOSFODNN7EXAMPLE")
    assert command(*mws, "--secret-stdin", "--json", stdin="s" * 40).json["program"] == "mws"


def test_nothing_is_removed_that_was_not_named(command: Any) -> None:
    keep(command)
    ran = command("developer", "forget")
    assert ran.code == 2
    assert "--program sp-api" in ran.err
    assert files_with(SECRET)
