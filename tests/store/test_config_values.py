"""What a person may write into the configuration, and what they are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from koongo_tui.guide.regions import Region
from koongo_tui.store.channels import Config, SecretHome, SecretPlace
from koongo_tui.store.config_read import parse_toml, read_config
from koongo_tui.store.errors import ConfigWrong
from koongo_tui.store.toml_lines import line_of

PATH = Path("/home/petra/config.toml")
GOOD = {
    "program": '"mws"',
    "region": '"eu"',
    "marketplace": '"A1PA6795UKMFR9"',
    "seller_id": '"A135KAIPNVMLK2"',
}


def read(text: str) -> Config:
    return read_config(PATH, parse_toml(PATH, text.encode()), text)


def channel_text(**values: str | None) -> str:
    lines = [f"{key} = {value}" for key, value in {**GOOD, **values}.items() if value is not None]
    return "\n".join(["[channels.main]", *lines])


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("program", '"mvs"', '"mvs" is not one of mws, sp-api'),
        ("program", None, "is missing"),
        ("region", '"xx"', '"xx" is not one of eu, na, fe'),
        ("region", "true", "true is not one of eu, na, fe"),
        ("region", "[1, 2]", "[1, 2] is not one of eu, na, fe"),
        ("region", f'"{"x" * 60}"', f'"{"x" * 39}…" is not one of eu, na, fe'),
        ("region", "{ " + ", ".join(f"k{n} = {n}" for n in range(20)) + " }", "a dict is not one"),
        ("marketplace", '"A1PA6795UKMFR8"', "is not the ID of a marketplace"),
        ("marketplace", '"ATVPDKIKX0DER"', "is Amazon.com, which belongs to na and not to eu"),
        ("marketplace", None, "is missing"),
        ("seller_id", '""', "is missing"),
        ("seller_id", "135", "135 is not a text in quotes"),
        ("token", '"keychain"', "is not one of file, command, credential, ask"),
        ("token", '"amzn.mws.4ea38b7b-f563-7709"', "a secret (not shown) is not one of"),
        ("token_command", '"echo amzn.mws.4ea38b7b-f563-7709"', "is a secret, and none belongs"),
        ("expires_on", '"03/02/2015"', '"03/02/2015" is not a date like 2027-01-31'),
        ("authorised_on", "7", "7 is not a date like"),
        ("refresh_seconds", "0", "0 is not a number of seconds"),
        ("refresh_seconds", "86401", "is not a number of seconds"),
        ("refresh_seconds", "true", "true is not a number of seconds"),
        ("refresh_seconds", "1.5", "is not a number of seconds"),
        ("auto_refresh", '"yes"', '"yes" is not true or false'),
        ("auto_submit", "1", "1 is not true or false"),
        ("feed_source", "7", "7 is not a text in quotes"),
        ("feed_source", '"feeds/amazon.xml"', "is a path that begins in no fixed folder"),
        ("feed_source", '"ftp://shop.example/feed"', "is no address that a feed can be fetched"),
        ("feed_source", '"http://shop.example/feed"', "would be fetched in the clear"),
        ("feed_source", '"https://petra:4ea38b7b@shop.example/feed"', "a password, and none"),
        ("feed_type", '"listings feed"', '"listings feed" is not a feed type like'),
        ("feed_type", "true", "true is not a text in quotes"),
    ],
)
def test_a_wrong_value_is_named_by_key_line_and_reason(
    key: str, value: str | None, problem: str
) -> None:
    text = channel_text(**{key: value})
    error = read(text).wrong["main"]
    (said,) = error.problems
    assert said.startswith(f"channels.main.{key}: ")
    assert problem in said
    line = 1 if value is None else [x.split(" ")[0] for x in text.split("\n")].index(key) + 1
    assert said.endswith(f"(line {line})")
    assert "4ea38b7b" not in str(error)
    with pytest.raises(ConfigWrong):
        read(text).channel()


def test_everything_wrong_is_said_at_once() -> None:
    error = read(channel_text(program='"x"', region='"x"', auto_submit='"x"')).wrong["main"]
    assert len(error.problems) == 3


def test_a_command_without_its_line_is_wrong() -> None:
    error = read(channel_text(token='"command"')).wrong["main"]
    assert error.problems == ("channels.main.token_command: is missing (line 1)",)


def test_words_are_read_as_people_write_them() -> None:
    channel = read(
        channel_text(
            program='"MWS"',
            region='"Europe"',
            marketplace='"amazon.de"',
            seller_id='" A135KAIPNVMLK2 "',
            expires_on='"2015-02-03"',
            authorised_on="2014-02-03T10:00:00Z",
            endpoint='""',
        )
    ).channel()
    assert channel.region is Region.EU
    assert channel.marketplace_id == "A1PA6795UKMFR9"
    assert channel.seller_id == "A135KAIPNVMLK2"
    assert channel.expires_on == date(2015, 2, 3)
    assert channel.authorised_on == date(2014, 2, 3)
    assert channel.endpoint is None


def test_an_empty_date_is_none() -> None:
    assert read(channel_text(expires_on='""')).channel().expires_on is None


def test_an_endpoint_is_not_judged_here() -> None:
    assert read(channel_text(endpoint='"ftp://x"')).channel().endpoint == "ftp://x"


def test_a_command_line_alone_says_where_the_token_is() -> None:
    place = read(channel_text(token_command='"pass show x"')).channel().token_place
    assert place == SecretPlace(SecretHome.COMMAND, "pass show x")


def test_a_wrong_developer_is_said_and_the_channels_are_usable() -> None:
    text = channel_text() + "\n[developers.mws-eu]\nsecret_key = 'x'\n[developers.later]\na = 1\n"
    config = read(text)
    assert dict(config.mws_developers) == {}
    assert config.channel().name == "main"
    assert [note.split(": ", 1)[1] for note in config.notes] == [
        "developers.mws-eu.access_key_id: is missing (line 6).",
        'developers.mws-eu.secret_key: "x" is not one of file, command, credential, ask (line 7).',
    ]


def test_odd_names_are_quoted_and_cannot_reach_the_terminal() -> None:
    text = channel_text(region='"xx"').replace("[channels.main]", r'[channels."a\u001b[2J b"]')
    (error,) = read(text).wrong.values()
    assert "\x1b" not in error.message
    assert error.problems[0].startswith(r'channels."a\u001b[2J b".region: ')
    assert error.problems[0].endswith("(line 3)")


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\n[b]\na = 2", ("b", "a"), 3),
        ("a = 1\n[b]\na = 2", ("b",), 2),
        ("b.a = 1", ("b", "a"), 1),
        ('[x]\n"a=b" = 1 # [y]', ("x", "a=b"), 2),
        ("# a = 1\na = 2", ("a",), 2),
        ("[x]\na = 1", ("a",), None),
        ("[x", ("x",), None),
        ("= 3\n= = =", ("x",), None),
    ],
)
def test_lines_are_found(text: str, path: tuple[str, ...], line: int | None) -> None:
    assert line_of(text, path) == line
