"""What the configuration holds, as values, and how they are read from its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from koongo_tui.errors import NotSetUpError
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.store.errors import ConfigWrong

REFRESH_SECONDS = 60
"""How often the list is asked for when nobody says otherwise."""

SECRET_LIFE = timedelta(days=180)
"""How long Amazon takes a client secret of Login with Amazon before it has to be rotated."""


KEEP_FEED_DAYS = 90
"""How long a copy of a sent feed is kept when nobody says otherwise: as long as Amazon lists it."""


class SecretHome(StrEnum):
    """Where a secret lives. The value is the word in the configuration."""

    FILE = "file"
    COMMAND = "command"
    CREDENTIAL = "credential"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """Where one secret lives.

    Attributes:
        home: the kind of place.
        command: the command line that prints it; only with ``SecretHome.COMMAND``.
    """

    home: SecretHome = SecretHome.FILE
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One connection of a seller account to one marketplace.

    Attributes:
        name: what its owner calls it.
        token_place: where the MWS auth token or the refresh token is.
        developer_id: who was authorised, grouped; None when nobody said.
        endpoint, lwa_endpoint: other addresses than Amazon's, as written and not checked here.
        refresh_seconds: between two looks at the list.
        feed_source: where its feed comes from, see ``store.feed_sources``; None while nobody said.
        feed_type: of that feed, without underscores around it; None while nobody said.
    """

    name: str
    program: Program
    region: Region
    marketplace_id: str
    seller_id: str
    token_place: SecretPlace = SecretPlace()
    developer_id: str | None = None
    authorised_on: date | None = None
    expires_on: date | None = None
    endpoint: str | None = None
    lwa_endpoint: str | None = None
    refresh_seconds: int = REFRESH_SECONDS
    auto_refresh: bool = True
    auto_submit: bool = False
    feed_source: str | None = None
    feed_type: str | None = None

    @property
    def account_key(self) -> str:
        """The seller account behind it, ``mws:eu:A135KAIPNVMLK2``: channels of one share a list."""
        return f"{self.program}:{self.region}:{self.seller_id}"

    @property
    def token_name(self) -> str:
        """The name of its secret."""
        return f"{self.name}.token"


@dataclass(frozen=True, slots=True)
class MwsDeveloper:
    """The public side of the developer's AWS keys for one region."""

    region: Region
    access_key_id: str
    secret_place: SecretPlace = SecretPlace()

    @property
    def secret_name(self) -> str:
        """The name of its secret."""
        return f"mws-{self.region}.secret-key"


@dataclass(frozen=True, slots=True)
class SpApiDeveloper:
    """The public side of the SP-API application: one for all regions.

    Attributes:
        application_id: of the consent page, ``amzn1.sellerapps.app.`` and a UUID.
        client_id: of Login with Amazon, ``amzn1.application-oa2-client.`` and 32 digits.
        draft: the application is not published, which Amazon's consent page has to be told.
        redirect_uri: where the consent page is to send the seller; None for the address that is
            registered first.
        secret_set_on: when the client secret was kept here; None when nobody knows.
    """

    application_id: str
    client_id: str
    secret_place: SecretPlace = SecretPlace()
    draft: bool = False
    redirect_uri: str | None = None
    secret_set_on: date | None = None

    secret_name: ClassVar[str] = "sp-api.client-secret"  # noqa: S105 - a name
    """The name of its secret."""

    @property
    def rotate_by(self) -> date | None:
        """The last day of the client secret; None when nobody knows when it was made."""
        return None if self.secret_set_on is None else self.secret_set_on + SECRET_LIFE


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """How a person wants to be told that a submission has finished; everything is off by default.

    Attributes:
        bell: ring the terminal's bell.
        terminal: the terminal's own notification, where it has one.
        command: a command line to run; None for none.
    """

    bell: bool = False
    terminal: bool = False
    command: str | None = None

    @property
    def any(self) -> bool:
        """Something is to be done at all."""
        return self.bell or self.terminal or self.command is not None


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration file, read.

    A channel with a wrong value does not stand in the others' way: it is in ``wrong`` and not in
    ``channels``, and :meth:`channel` raises what is wrong with it.

    Attributes:
        channels: by name, in the order of the file.
        current: the channel that is meant when none is named; None without one.
        mws_developers: by region.
        sp_api_developer: the application; None while it is not known.
        notices: how a person is told of what has finished.
        keep_days: finished submissions that were sent longer ago are removed; None keeps all.
        keep_feed_days: copies of feeds that were sent longer ago are removed.
        wrong: for the name of each channel that cannot be used, what is wrong.
        notes: what a person should know, as sentences: tightened modes, wrong values.
    """

    channels: Mapping[str, Channel] = field(default_factory=lambda: MappingProxyType({}))
    current: str | None = None
    mws_developers: Mapping[Region, MwsDeveloper] = field(
        default_factory=lambda: MappingProxyType({})
    )
    sp_api_developer: SpApiDeveloper | None = None
    notices: NoticeSettings = NoticeSettings()
    keep_days: int | None = None
    keep_feed_days: int = KEEP_FEED_DAYS
    wrong: Mapping[str, ConfigWrong] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()

    def channel(self, name: str | None = None) -> Channel:
        """A channel by its name, else the current one.

        Raises:
            NotSetUpError: there is none, or none of that name.
            ConfigWrong: a value of that channel is wrong.
        """
        wanted = self.current if name is None else name
        if wanted is None:
            if not self.channels and not self.wrong:
                raise NotSetUpError("No channel is set up yet.", fix="Run: koongo-tui setup")
            raise NotSetUpError(
                "No channel is chosen.", fix=f"Choose one with: koongo-tui use NAME. {self._names}"
            )
        if wanted in self.wrong:
            raise self.wrong[wanted]
        if wanted not in self.channels:
            raise NotSetUpError(f'There is no channel "{wanted}".', fix=self._names)
        return self.channels[wanted]

    @property
    def _names(self) -> str:
        names = ", ".join((*self.channels, *self.wrong))
        return f"The channels are: {names}." if names else "Run: koongo-tui setup"
