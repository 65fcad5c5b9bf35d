"""Reading the tables of the configuration: every wrong value is named by key and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from koongo_tui.guide.marketplaces import find_marketplace
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region, parse_region
from koongo_tui.store.channels import (
    REFRESH_SECONDS,
    Channel,
    Config,
    MwsDeveloper,
    SecretHome,
    SecretPlace,
    SpApiDeveloper,
)
from koongo_tui.store.config_settings import read_keep_days, read_keep_feed_days, read_notices
from koongo_tui.store.errors import ConfigWrong, FileDamaged
from koongo_tui.store.guard import holds_secret
from koongo_tui.store.toml_lines import dotted, line_of

Tables = Mapping[str, object]

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NOT_HERE = "is a secret, and none belongs in this file: remove it, and run koongo-tui setup"


def parse_toml(path: Path, data: bytes) -> dict[str, object]:
    """The tables of a configuration file.

    Raises:
        FileDamaged: it is no TOML, with the line and the reason.
    """
    try:
        return tomllib.loads(decode(path, data))
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        place = _TOML_PLACE.search(reason)
        line = int(place[1]) if place and place[1] else None
        if place:
            reason = reason[: place.start()]
        raise FileDamaged(path, _lower(reason), line=line, fix=_way_on(path)) from None


def decode(path: Path, data: bytes) -> str:
    """A configuration file's text; raises FileDamaged when it is not UTF-8."""
    try:
        return data.removeprefix(_BYTE_ORDER_MARK).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileDamaged(path, "not UTF-8 text", line=line, fix=_way_on(path)) from None


def _way_on(path: Path) -> str:
    return (
        "Correct it with an editor, or run: koongo-tui setup. "
        f"It is then kept as {path.name}.damaged and a new one is begun."
    )


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def read_config(path: Path, tables: Tables, text: str, notes: tuple[str, ...] = ()) -> Config:
    """What the tables of a configuration say. Unknown keys are left to those who know them.

    Args:
        path: for the messages.
        tables: of the file.
        text: the same file, to name the lines of wrong values.
        notes: to begin with.

    Raises:
        FileDamaged: ``channels`` or ``developers`` is not a table of tables.
    """
    channels: dict[str, Channel] = {}
    developers: dict[Region, MwsDeveloper] = {}
    application: SpApiDeveloper | None = None
    wrong: dict[str, ConfigWrong] = {}
    for name, values in _tables_in(path, tables, "channels", text):
        reader = _Reader(values, ("channels", name), text)
        channel = _channel(name, reader)
        if channel is None:
            wrong[name] = ConfigWrong(path, tuple(reader.problems))
        else:
            channels[name] = channel
    for name, values in _tables_in(path, tables, "developers", text):
        reader = _Reader(values, ("developers", name), text)
        if name == Program.SP_API:
            application = _application(reader)
        elif region := next((r for r in Region if name == f"mws-{r}"), None):
            developer = _developer(region, reader)
            if developer is not None:
                developers[region] = developer
        notes += tuple(f"{path}: {problem}." for problem in reader.problems)
    notes += tuple(error.message for error in wrong.values())
    notices = _settings(tables, "notices", text)
    history = _settings(tables, "history", text)
    feeds = _settings(tables, "feeds", text)
    settings = read_notices(notices), read_keep_days(history), read_keep_feed_days(feeds)
    for reader in (notices, history, feeds):
        notes += tuple(f"{path}: {problem}." for problem in reader.problems)
    current, odd = _current(tables, {*channels, *wrong})
    return Config(
        channels=MappingProxyType(channels),
        current=current,
        mws_developers=MappingProxyType(developers),
        sp_api_developer=application,
        notices=settings[0],
        keep_days=settings[1],
        keep_feed_days=settings[2],
        wrong=MappingProxyType(wrong),
        notes=notes + tuple(f"{path}: {problem}." for problem in odd),
    )


def _tables_in(
    path: Path, tables: Tables, key: str, text: str
) -> list[tuple[str, Mapping[str, object]]]:
    group = tables.get(key, {})
    if not isinstance(group, dict):
        line = line_of(text, (key,))
        raise FileDamaged(path, f"{key} is not a table", line=line, fix=_way_on(path))
    found: list[tuple[str, Mapping[str, object]]] = []
    for name, values in group.items():
        if not isinstance(values, dict):
            line = line_of(text, (key, name))
            reason = f"{dotted((key, name))} is not a table"
            raise FileDamaged(path, reason, line=line, fix=_way_on(path))
        found.append((name, values))
    return found


def _settings(tables: Tables, key: str, text: str) -> _Reader:
    """A table of settings; what is no table is said and counts as an empty one."""
    values = tables.get(key, {})
    reader = _Reader(values if isinstance(values, dict) else {}, (key,), text)
    if not isinstance(values, dict):
        reader.problems.append(f"{key}: {_shown(values)} is not a table")
    return reader


def _current(tables: Tables, names: set[str]) -> tuple[str | None, tuple[str, ...]]:
    value = tables.get("current")
    if isinstance(value, str) and value in names:
        return value, ()
    only = next(iter(names)) if len(names) == 1 else None
    return only, () if value is None else (f"current: {_shown(value)} is no channel here",)


def _channel(name: str, reader: _Reader) -> Channel | None:
    program = reader.choice("program", Program, _word_of(Program))
    region = reader.choice("region", Region, parse_region)
    channel = Channel(
        name=name,
        program=program or Program.MWS,
        region=region or Region.EU,
        marketplace_id=_marketplace(reader, region),
        seller_id=reader.required("seller_id"),
        token_place=reader.place("token"),
        developer_id=reader.text("developer_id"),
        authorised_on=reader.day("authorised_on"),
        expires_on=reader.day("expires_on"),
        endpoint=reader.text("endpoint"),
        lwa_endpoint=reader.text("lwa_endpoint"),
        refresh_seconds=reader.seconds("refresh_seconds", REFRESH_SECONDS),
        auto_refresh=reader.switch("auto_refresh", True),
        auto_submit=reader.switch("auto_submit", False),
        feed_source=reader.feed_source("feed_source"),
        feed_type=reader.feed_type("feed_type"),
    )
    return None if reader.problems else channel


def _marketplace(reader: _Reader, region: Region | None) -> str:
    text = reader.required("marketplace")
    marketplace = find_marketplace(text)
    if marketplace is None:
        if text:
            reader.say("marketplace", "is not the ID of a marketplace of Amazon")
        return text
    if region is not None and marketplace.region is not region:
        reader.say(
            "marketplace",
            f"is {marketplace.name}, which belongs to {marketplace.region} and not to {region}",
        )
    return marketplace.id


def _developer(region: Region, reader: _Reader) -> MwsDeveloper | None:
    developer = MwsDeveloper(
        region=region,
        access_key_id=reader.required("access_key_id"),
        secret_place=reader.place("secret_key"),
    )
    return None if reader.problems else developer


def _application(reader: _Reader) -> SpApiDeveloper | None:
    developer = SpApiDeveloper(
        application_id=reader.required("application_id"),
        client_id=reader.required("client_id"),
        secret_place=reader.place("client_secret"),
        draft=reader.switch("draft", False),
        redirect_uri=reader.text("redirect_uri"),
        secret_set_on=reader.day("secret_set_on"),
    )
    return None if reader.problems else developer


_Choice = TypeVar("_Choice", bound=StrEnum)


def _word_of(kind: type[_Choice]) -> Callable[[str], _Choice | None]:
    return lambda text: next((one for one in kind if one == text.strip().lower()), None)


class _Reader:
    """One table, and what is wrong in it."""

    def __init__(self, values: Mapping[str, object], path: tuple[str, ...], text: str) -> None:
        self._values = values
        self._path = path
        self._text = text
        self.problems: list[str] = []

    def say(self, key: str, reason: str) -> None:
        """Note that the value of a key is wrong: it, then ``reason``."""
        self._note(key, f"{_shown(self._values.get(key))} {reason}")

    def _note(self, key: str, sentence: str) -> None:
        path = (*self._path, key)
        line = line_of(self._text, path) or line_of(self._text, self._path)
        where = "" if line is None else f" (line {line})"
        self.problems.append(f"{dotted(path)}: {sentence}{where}")

    def text(self, key: str) -> str | None:
        value = self._values.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.say(key, "is not a text in quotes")
            return None
        if holds_secret(value):
            self._note(key, _NOT_HERE)
        return value.strip()

    def required(self, key: str) -> str:
        if key not in self._values or self._values[key] == "":
            self._note(key, "is missing")
        return self.text(key) or ""

    def choice(
        self, key: str, kind: type[_Choice], parse: Callable[[str], object]
    ) -> _Choice | None:
        """The value as a member of ``kind``; ``parse`` knows the words that people may write."""
        if key not in self._values:
            self._note(key, "is missing")
            return None
        value = self._values[key]
        found = parse(value) if isinstance(value, str) else None
        if isinstance(found, kind):
            return found
        self.say(key, f"is not one of {', '.join(kind)}")
        return None

    def feed_source(self, key: str) -> str | None:
        value = self.text(key)
        if value is None:
            return None
        # Few channels have one, and every command reads the configuration.
        from koongo_tui.store.feed_sources import FeedSourceWrong, parse_feed_source

        try:
            return parse_feed_source(value, home=Path("~").expanduser()).key
        except FeedSourceWrong as error:
            # The value may hold a password, so it is not repeated.
            self._note(key, error.reason)
        return None

    def feed_type(self, key: str) -> str | None:
        value = self.text(key)
        if value is None:
            return None
        from koongo_tui.store.feed_sources import parse_feed_type

        found = parse_feed_type(value)
        if found is None:
            self.say(key, "is not a feed type like JSON_LISTINGS_FEED")
        return found

    def place(self, key: str) -> SecretPlace:
        value = self._values.get(key)
        command = self.text(f"{key}_command")
        if value is None:
            return SecretPlace(SecretHome.COMMAND, command) if command else SecretPlace()
        home = self.choice(key, SecretHome, _word_of(SecretHome))
        if home is SecretHome.COMMAND and not command:
            self._note(f"{key}_command", "is missing")
        return SecretPlace(home or SecretHome.FILE, command)

    def day(self, key: str) -> date | None:
        value = self._values.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError:
            self.say(key, "is not a date like 2027-01-31")
            return None

    def seconds(self, key: str, usual: int) -> int:
        value = self._values.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 86_400:
            self.say(key, "is not a number of seconds from 1 to 86400")
            return usual
        return value

    def number(self, key: str, least: int, most: int, unit: str) -> int | None:
        """A whole number in a range; None where there is none, or a wrong one."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.say(key, f"is not a number of {unit} from {least} to {most}")
            return None
        return value

    def switch(self, key: str, usual: bool) -> bool:
        value = self._values.get(key, usual)
        if not isinstance(value, bool):
            self.say(key, "is not true or false")
            return usual
        return value


def _shown(value: object) -> str:
    text = str(value)
    if holds_secret(text):
        return "a secret (not shown)"
    if isinstance(value, bool):
        return text.lower()
    if not isinstance(value, str):
        return text if len(text) <= 40 else f"a {type(value).__name__}"
    return f'"{text if len(text) <= 40 else text[:39] + "…"}"'
