"""The configuration file: read by the standard library, written so that a person's own comments,
order and unknown keys survive.

A wrong value makes one channel unusable, not the file; a file that is no TOML is never
overwritten: reading raises, and the first write keeps it aside under another name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.errors import NotSetUpError, UsageError
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.store.channels import (
    REFRESH_SECONDS,
    Channel,
    Config,
    MwsDeveloper,
    NoticeSettings,
    SecretHome,
    SecretPlace,
    SpApiDeveloper,
)
from koongo_tui.store.config_read import decode, parse_toml, read_config
from koongo_tui.store.errors import ConfigWrong, FileDamaged, SecretRefused
from koongo_tui.store.files import (
    keep_copy_aside,
    private_folder,
    read_bytes,
    tightened,
    write_atomically,
)
from koongo_tui.store.guard import holds_secret

if TYPE_CHECKING:
    from koongo_tui.store.toml_edit import Edits
    from koongo_tui.store.toml_layout import Value

__all__ = [
    "REFRESH_SECONDS",
    "Channel",
    "Config",
    "ConfigFile",
    "ConfigWrong",
    "MwsDeveloper",
    "NoticeSettings",
    "SecretHome",
    "SecretPlace",
    "SpApiDeveloper",
]

HEADER = (
    "The channels of koongo-tui. Edit it as you like: comments and order are kept.",
    "Tokens and secret keys are never written here.",
)


class ConfigFile:
    """One configuration file. Reading changes nothing but a mode that is too loose."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[bytes, tuple[str, ...], Config] | None = None

    def load(self) -> Config:
        """What the file says; an empty configuration when there is none.

        The same object as long as the file is the same: a thousand channels take 200 ms to
        understand, and 1 ms to compare.

        Raises:
            FileDamaged: it is no TOML, or its tables are not what they have to be.
            FileUnreadable: the system refuses it.
        """
        data = read_bytes(self.path)
        if data is None:
            return Config()
        notes = tightened(self.path.parent) + tightened(self.path)
        known = self._known
        if known is not None and known[:2] == (data, notes):
            return known[2]
        tables = parse_toml(self.path, data)
        config = read_config(self.path, tables, decode(self.path, data), notes)
        self._known = data, notes, config
        return config

    def save_channel(self, channel: Channel, *, make_current: bool = True) -> tuple[str, ...]:
        """Add a channel or change the one of this name.

        Returns:
            What a person should know, as sentences: a damaged file that was kept aside.

        Raises:
            UsageError: another channel's name differs in capitals only.
            SecretRefused: a value looks like a token.
            FeedSourceWrong: the feed source is none, or holds a password.
            FileUnwritable, FileBusy, FileUnreadable: nothing was changed.
        """
        return self._write(lambda config: _channel_edits(config, channel, make_current))

    def preview_channel(self, channel: Channel, *, make_current: bool = True) -> str:
        """The whole text that :meth:`save_channel` would write now. Raises the same."""
        text, config, _ = self._found()
        from koongo_tui.store.toml_edit import edited

        return edited(self.path, text, _channel_edits(config, channel, make_current), HEADER)

    def update_channel(
        self, before: Channel, now: Channel, notices: NoticeSettings | None = None
    ) -> tuple[str, ...]:
        """Write what differs between two states of a channel, its name included.

        What else was changed in the file since ``before`` was read stays as it is there, and so
        does the channel that is meant when none is named.

        Args:
            notices: to be written as well; None leaves them as they are.

        Raises:
            UsageError: there is another channel of the new name.
            NotSetUpError: the channel is not there any more.
            SecretRefused, FeedSourceWrong, FileUnwritable, FileBusy, FileUnreadable: nothing was
                changed.
        """
        return self._write_text(
            lambda text, config: self._updated(text, config, before, now, notices)
        )

    def preview_update(
        self, before: Channel, now: Channel, notices: NoticeSettings | None = None
    ) -> str:
        """The whole text that :meth:`update_channel` would write now. Raises the same."""
        text, config, _ = self._found()
        return self._updated(text, config, before, now, notices)

    def text(self) -> str:
        """The file as it is; empty when there is none, or when it is damaged."""
        return self._found()[0]

    def _updated(
        self,
        text: str,
        config: Config,
        before: Channel,
        now: Channel,
        notices: NoticeSettings | None,
    ) -> str:
        from koongo_tui.store.toml_edit import edited, renamed

        _require(config, before.name)
        current = config.current
        if now.name != before.name:
            _require_free(config, before.name, now.name)
            text = renamed(self.path, text, ("channels", before.name), now.name)
            config = read_config(self.path, parse_toml(self.path, text.encode()), text)
        here = config.channels.get(now.name, replace(before, name=now.name))
        changed = {
            field.name: getattr(now, field.name)
            for field in fields(Channel)
            if getattr(now, field.name) != getattr(before, field.name)
        }
        edits = _channel_edits(config, replace(here, **changed), False)
        if current == before.name != now.name:
            edits.insert(0, (("current",), now.name))
        if notices is not None:
            edits += _notice_edits(config.notices, notices)
        return edited(self.path, text, edits, HEADER)

    def remove_channel(self, name: str) -> tuple[str, ...]:
        """Forget a channel, also one with wrong values. Its secret is not touched.

        Raises:
            NotSetUpError: there is no such channel.
            FileUnwritable, FileBusy, FileUnreadable: nothing was changed.
        """

        def edits(config: Config) -> Edits:
            _require(config, name)
            rest = [known for known in (*config.channels, *config.wrong) if known != name]
            gone: Edits = [(("channels", name), None)]
            if config.current == name:
                gone.append((("current",), rest[0] if len(rest) == 1 else None))
            return gone

        return self._write(edits)

    def use(self, name: str) -> tuple[str, ...]:
        """Make a channel the one that is meant when none is named. Raises as remove_channel."""

        def edits(config: Config) -> Edits:
            _require(config, name)
            return [(("current",), name)]

        return self._write(edits)

    def save_developer(self, developer: MwsDeveloper) -> tuple[str, ...]:
        """Keep the public side of a developer's keys. Raises as :meth:`save_channel`."""
        table = ("developers", f"mws-{developer.region}")
        return self._write(
            lambda _: [
                ((*table, "access_key_id"), developer.access_key_id),
                *_place_edits((*table, "secret_key"), developer.secret_place),
            ]
        )

    def remove_developer(self, region: Region) -> tuple[str, ...]:
        """Forget the developer of a region, if there is one. Its secret is not touched."""
        return self._write(lambda _: [(("developers", f"mws-{region}"), None)])

    def save_sp_api_developer(self, developer: SpApiDeveloper) -> tuple[str, ...]:
        """Keep the public side of the SP-API application. Raises as :meth:`save_channel`."""
        table = ("developers", str(Program.SP_API))
        edits: Edits = [
            ((*table, "application_id"), developer.application_id),
            ((*table, "client_id"), developer.client_id),
            *_place_edits((*table, "client_secret"), developer.secret_place),
            ((*table, "draft"), developer.draft),
            ((*table, "redirect_uri"), developer.redirect_uri),
            ((*table, "secret_set_on"), developer.secret_set_on),
        ]
        return self._write(lambda _: _without_secrets(edits))

    def remove_sp_api_developer(self) -> tuple[str, ...]:
        """Forget the SP-API application, if there is one. Its secret is not touched."""
        return self._write(lambda _: [(("developers", str(Program.SP_API)), None)])

    def switch_notices(
        self, *, bell: bool | None = None, terminal: bool | None = None
    ) -> tuple[str, ...]:
        """Switch notices on or off; None leaves one as it is. Raises as :meth:`save_channel`."""
        given = (("bell", bell), ("terminal", terminal))
        return self._write(
            lambda _: [(("notices", key), on) for key, on in given if on is not None]
        )

    def _write(self, make_edits: Callable[[Config], Edits]) -> tuple[str, ...]:
        from koongo_tui.store.toml_edit import edited

        return self._write_text(
            lambda text, config: edited(self.path, text, make_edits(config), HEADER)
        )

    def _write_text(self, change: Callable[[str, Config], str]) -> tuple[str, ...]:
        notes = private_folder(self.path.parent)
        # Commands that only read do not load what writes.
        from koongo_tui.store.lock import locked

        with locked(self.path):
            text, config, damaged = self._found()
            new = change(text, config)
            if damaged is not None:
                aside = keep_copy_aside(self.path, damaged)
                notes += (f"{self.path} was damaged. It is kept as {aside}, a new one is begun.",)
            elif new == text:
                return notes + tightened(self.path)
            write_atomically(self.path, new.encode())
        return notes

    def _found(self) -> tuple[str, Config, bytes | None]:
        """The file's text and meaning; for a damaged one nothing, nothing and its content."""
        data = read_bytes(self.path) or b""
        try:
            text = decode(self.path, data)
            return text, read_config(self.path, parse_toml(self.path, data), text), None
        except FileDamaged:
            return "", Config(), data


def _require(config: Config, name: str) -> None:
    if name not in config.channels and name not in config.wrong:
        raise NotSetUpError(f'There is no channel "{name}". Nothing was changed.')


def _require_free(config: Config, old: str, name: str) -> None:
    for known in (*config.channels, *config.wrong):
        if known != old and known.casefold() == name.casefold():
            raise UsageError(
                f"There is a channel “{known}” already. Nothing was changed.",
                fix="Choose another name.",
            )


def _notice_edits(before: NoticeSettings, now: NoticeSettings) -> Edits:
    """Only what differs: a file that says nothing of notices goes on saying nothing."""
    keys = ("bell", "terminal", "command")
    changed = [key for key in keys if getattr(before, key) != getattr(now, key)]
    return _without_secrets([(("notices", key), getattr(now, key)) for key in changed])


def _channel_edits(config: Config, channel: Channel, make_current: bool) -> Edits:
    for known in (*config.channels, *config.wrong):
        if known != channel.name and known.casefold() == channel.name.casefold():
            raise UsageError(
                f'There is a channel "{known}" already, and "{channel.name}" differs from it in '
                "capitals only. Nothing was changed.",
                fix="Choose another name.",
            )
    if channel.feed_source is not None:
        from koongo_tui.store.feed_sources import parse_feed_source

        parse_feed_source(channel.feed_source, home=Path("~").expanduser())
    table = ("channels", channel.name)
    values: Mapping[str, Value | None] = {
        "program": str(channel.program),
        "region": str(channel.region),
        "marketplace": channel.marketplace_id,
        "seller_id": channel.seller_id,
        "developer_id": channel.developer_id,
        "authorised_on": channel.authorised_on,
        "expires_on": channel.expires_on,
        "endpoint": channel.endpoint,
        "lwa_endpoint": channel.lwa_endpoint,
        "refresh_seconds": channel.refresh_seconds,
        "auto_refresh": channel.auto_refresh,
        "auto_submit": channel.auto_submit,
        "feed_source": channel.feed_source,
        "feed_type": channel.feed_type,
    }
    edits: Edits = [((*table, key), value) for key, value in values.items()]
    edits[4:4] = _place_edits((*table, "token"), channel.token_place)
    if make_current:
        edits.insert(0, (("current",), channel.name))
    return _without_secrets(edits)


def _without_secrets(edits: Edits) -> Edits:
    for path, value in edits:
        if isinstance(value, str) and holds_secret(value):
            raise SecretRefused(
                f"{'.'.join(path)} would hold a token, and none belongs into the configuration. "
                "Nothing was saved."
            )
    return edits


def _place_edits(key: tuple[str, ...], place: SecretPlace) -> Edits:
    return [(key, str(place.home)), ((*key[:-1], f"{key[-1]}_command"), place.command)]
