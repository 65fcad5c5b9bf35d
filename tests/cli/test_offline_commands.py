"""The commands that ask nobody, and what every command refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.cli.main import COMMANDS

TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
PAGE = f"""Congratulations!
Koongo can now access your Amazon seller account with MWS
Seller account identifiers for Blue Mug Shop
Seller ID: A135KKEKJAIBJ56
Marketplace ID: A1F83G8C2ARO7P (Amazon.co.uk)
A1PA6795UKMFR9 (Amazon.de)
Seller-Developer Authorisation
MWS Authorisation Token: {TOKEN}
"""

REPORT = (
    "Feed Processing Summary:\n\tNumber of records processed\t\t4\n"
    "\tNumber of records successful\t\t3\n\n"
    "original-record-number\tsku\terror-code\terror-type\terror-message\n"
    "2\tMUG\t8560\tError\tmissing\n"
)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_wrong_option_is_a_sentence_with_exit_2(command: Any, name: str) -> None:
    ran = command(name, "--no-such-option")
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert f"koongo-tui {name} --help" in ran.err or "koongo-tui --help" in ran.err


def test_wrong_options_are_json_where_json_was_asked_for(command: Any) -> None:
    ran = command("list", "--json", "--limit", "many")
    assert ran.code == 2
    assert ran.json["error"]["code"] == "usage"
    assert ran.json["exit"] == 2


@pytest.mark.parametrize("value", [TOKEN, f"--token={TOKEN}", "Atzr|IwEBIExample"])
def test_a_token_among_the_arguments_is_refused_and_not_repeated(command: Any, value: str) -> None:
    ran = command("setup", value, "--json")
    assert ran.code == 2
    assert ran.json["error"]["code"] == "token-in-argv"
    assert "--token-stdin" in ran.out
    assert TOKEN not in ran.out + ran.err


def test_recognise_finds_the_page_and_never_prints_the_token(command: Any) -> None:
    ran = command("recognise", "--json", stdin=PAGE)
    assert ran.code == 0
    found = ran.json
    assert found["seller_id"] == "A135KKEKJAIBJ56"
    assert found["token"] == {"kind": "mws", "masked": "amzn.mws.********1234", "length": 45}
    assert found["marketplaces"] == ["A1F83G8C2ARO7P", "A1PA6795UKMFR9"]
    assert found["problems"] == []
    assert TOKEN not in ran.out


def test_recognise_for_people_masks_the_token_too(command: Any) -> None:
    ran = command("recognise", stdin=PAGE)
    assert ran.code == 0
    assert "A135KKEKJAIBJ56" in ran.out
    assert "Amazon.co.uk, Amazon.de" in ran.out
    assert TOKEN not in ran.out + ran.err


def test_recognise_ends_with_6_for_a_mistake_and_3_for_nothing(command: Any) -> None:
    assert command("recognise", "--json", stdin=TOKEN[:34]).code == 6
    nothing = command("recognise", "--json", stdin="Dear support, it does not work.")
    assert nothing.code == 3
    assert nothing.json["seller_id"] is None


def test_recognise_compares_with_a_region(command: Any) -> None:
    text = "Developer ID 0176-5302-9598\n" + PAGE
    ran = command("recognise", "--json", "--region", "europe", stdin=text)
    assert ran.code == 6
    assert "wrong-region-developer" in [p["code"] for p in ran.json["problems"]]
    assert command("recognise", "--region", "mars", stdin=text).code == 2


@pytest.mark.parametrize(
    ("region", "developer_id"),
    [
        ("europe", "9051-1235-5740"),
        ("eu", "9051-1235-5740"),
        ("us", "0176-5302-9598"),
        ("Canada", "0176-5302-9598"),
        ("au-jp", "2611-6230-2505"),
        ("https://sellercentral.amazon.co.jp/home", "2611-6230-2505"),
        ("sellercentral-europe.amazon.com", "9051-1235-5740"),
        ("amazon.de", "9051-1235-5740"),
    ],
)
def test_developer_id_prints_the_id_alone(command: Any, region: str, developer_id: str) -> None:
    assert command("developer-id", region).out == developer_id + "\n"
    assert command("developer-id", "--json", region).json["developer_id"] == developer_id


@pytest.mark.parametrize("region", ["Mexico", "brazil", "India", "sellercentral.amazon.sg", "AE"])
def test_developer_id_never_guesses(command: Any, region: str) -> None:
    ran = command("developer-id", region)
    assert ran.code == 2
    assert ran.out == ""
    assert "Koongo support" in ran.err


def test_explain_gives_the_counts_groups_and_rows(command: Any, tmp_path: Path) -> None:
    file = tmp_path / "report.tsv"
    file.write_text(REPORT)
    ran = command("explain", "--json", str(file))
    assert ran.code == 6
    found = ran.json
    assert (found["processed"], found["accepted"], found["errors"], found["warnings"]) == (
        4,
        3,
        1,
        0,
    )
    assert found["groups"][0]["code"] == "8560"
    assert found["groups"][0]["fix"]
    assert found["rows"] == [
        {
            "record": found["rows"][0]["record"],
            "sku": "MUG",
            "order_id": None,
            "code": "8560",
            "severity": "error",
            "message": "missing",
        }
    ]
    told = command("explain", "-", stdin=REPORT)
    assert told.code == 6
    assert "errors 1" in told.out
    assert "e.g. MUG" in told.out


def test_explain_refuses_what_is_no_report(command: Any, tmp_path: Path) -> None:
    ran = command("explain", "--json", "-", stdin="<html>Sign in</html>")
    assert ran.code == 2
    assert ran.json["error"]["message"]
    missing = command("explain", str(tmp_path / "none.xml"))
    assert missing.code == 2
    assert "cannot be read" in missing.err


def test_the_developers_side_is_kept_shown_and_forgotten(command: Any, tmp_path: Path) -> None:
    assert command("developer", "show").code == 3
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    kept = command(
        "developer", "set", "--region", "eu", "--access-key-id", "AKIAIOSFODNN7EXAMPLE",
        "--secret-stdin", stdin=secret + "\n",
    )  # fmt: skip
    assert kept.code == 0
    shown = command("developer", "show", "--json")
    assert shown.json["developers"][0]["access_key_id"] == "AKIAIOSFODNN7EXAMPLE"
    assert secret not in shown.out + kept.out + kept.err + command("developer", "show").out
    assert command("developer", "forget", "--region", "eu", "--json").json["forgotten"]
    assert command("developer", "show").code == 3
    assert command("developer", "forget", "--region", "eu").code == 3


def test_a_wrong_access_key_or_an_empty_secret_saves_nothing(command: Any) -> None:
    wrong = command("developer", "set", "--region", "eu", "--access-key-id", "koongo")
    assert wrong.code == 2
    empty = command(
        "developer", "set", "--region", "eu", "--access-key-id", "AKIAIOSFODNN7EXAMPLE",
        "--secret-stdin", stdin="\n",
    )  # fmt: skip
    assert empty.code == 2
    assert command("developer", "show").code == 3


def test_without_a_channel_every_command_says_how_to_begin(command: Any) -> None:
    for name in ("test", "status", "list", "channels"):
        ran = command(name)
        assert ran.code == 3
        assert "koongo-tui setup" in ran.err
    assert command("show", "50148017731").code == 3
    assert command("status", "--json").json["error"]["code"] == "not-set-up"


def test_an_unexpected_failure_is_a_sentence_and_a_file_without_secrets(
    command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import koongo_tui.guide.recogniser as recogniser

    def broken(text: str, **_more: object) -> None:
        raise RuntimeError(f"cannot read {text}")

    monkeypatch.setattr(recogniser, "recognise", broken)
    ran = command("recognise", "--json", stdin=TOKEN)
    assert ran.code == 1
    assert "Traceback" not in ran.out + ran.err
    path = json.loads(ran.out)["error"]["fix"].split("the file ")[1].split(";")[0]
    noted = Path(path).read_text()
    assert "RuntimeError" in noted
    assert TOKEN not in noted
