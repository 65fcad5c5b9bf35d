"""A channel's settings while a person changes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from koongo_tui.channel_settings import reading
from koongo_tui.channel_settings.setting import Setting, SettingWrong
from koongo_tui.channel_settings.words import refused_type_words, typed, value_words
from koongo_tui.errors import UsageError
from koongo_tui.guide.credentials import is_seller_id
from koongo_tui.guide.secret import Secret
from koongo_tui.store.channels import Channel, NoticeSettings, SecretHome, SecretPlace
from koongo_tui.store.feed_sources import parse_feed_source


@dataclass(frozen=True, slots=True)
class Change:
    """A setting that differs from what is saved.

    Attributes:
        before, after: in words.
        meaning: what follows from it, a sentence or two; empty where that is plain.
    """

    setting: Setting
    before: str
    after: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A channel as it would be saved.

    Attributes:
        saved: as it is saved.
        now: as it would be.
        saved_notices, notices: how a person is told of what has finished; of all channels.
        token: a new one that is not saved; None for the one that is kept.
    """

    saved: Channel
    now: Channel
    saved_notices: NoticeSettings
    notices: NoticeSettings
    token: Secret | None = None

    @classmethod
    def of(cls, channel: Channel, notices: NoticeSettings) -> Draft:
        """Nothing is changed yet."""
        return cls(channel, channel, notices, notices)

    # -- entering ------------------------------------------------------------------------

    def enter(
        self,
        setting: Setting,
        text: str,
        *,
        today: date,
        home: Path,
        here: Path | None = None,
        taken: Sequence[str] = (),
    ) -> Draft:
        """Take what was typed for a setting. Not for the token: see :meth:`with_token`.

        Args:
            today: in this machine's time zone.
            home: what ``~`` stands for.
            here: where a relative path counts from; None refuses one.
            taken: the names of all other channels.

        Raises:
            SettingWrong: it cannot be used.
            UsageError: a feed source that cannot be used.
        """
        text = text.strip()
        match setting:
            case Setting.NAME:
                return self._with(name=reading.checked_name(text, taken))
            case Setting.SELLER_ID:
                return self._with(seller_id=reading.read_seller_id(self.now, text, today))
            case Setting.MARKETPLACE:
                market = reading.read_marketplace(self.now, text)
                return self._with(marketplace_id=market.id)
            case Setting.ENDS_ON:
                return self._with_end(text, today)
            case Setting.REFRESH:
                return self._with(refresh_seconds=reading.read_seconds(text))
            case Setting.FEED_SOURCE:
                source = parse_feed_source(text, home=home, here=here).key if text else None
                return self._with(feed_source=source)
            case Setting.FEED_TYPE:
                return self._with(feed_type=reading.read_feed_type(text))
            case Setting.AUTO_SUBMIT:
                return self._with(auto_submit=text == "yes")
            case Setting.BELL:
                return replace(self, notices=replace(self.notices, bell=text == "yes"))
            case Setting.TERMINAL_NOTICE:
                return replace(self, notices=replace(self.notices, terminal=text == "yes"))
            case Setting.NOTICE_COMMAND:
                return replace(self, notices=replace(self.notices, command=text or None))
            case Setting.TOKEN | Setting.TOKEN_PLACE:
                raise SettingWrong("This value is not typed. Nothing was changed.")

    def with_token(self, text: str, *, today: date) -> tuple[Draft, tuple[str, ...]]:
        """Take a token out of whatever was pasted; mix-ups are named.

        Args:
            text: a token, or a page with one; keep it in no variable.

        Returns:
            The draft, and what a person should know, as sentences.

        Raises:
            SettingWrong: there is no usable token in it.
        """
        read = reading.read_token(self.now, text, today)
        return replace(self, token=read.token), read.notes

    def without_token(self) -> Draft:
        """The kept token again."""
        return replace(self, token=None)

    def with_place(self, home: SecretHome, command: str = "") -> Draft:
        """The token is to live elsewhere.

        Args:
            command: prints it; only for ``SecretHome.COMMAND``.

        Raises:
            SettingWrong: a command is missing.
        """
        if home is not SecretHome.COMMAND:
            return self._with(token_place=SecretPlace(home))
        if not command.strip():
            raise SettingWrong(
                "The command that prints the token is missing.",
                fix="For example: pass show amazon/koongo",
            )
        return self._with(token_place=SecretPlace(home, command.strip()))

    def _with(self, **changes: object) -> Draft:
        return replace(self, now=replace(self.now, **changes))  # type: ignore[arg-type]

    def _with_end(self, text: str, today: date) -> Draft:
        if not text:
            return self._with(expires_on=None)
        try:
            return self._with(expires_on=date.fromisoformat(text))
        except ValueError:
            read = reading.read_end(self.now, text, today)
        began = read.authorised_on or self.now.authorised_on
        return self._with(expires_on=read.expires_on, authorised_on=began)

    # -- what differs --------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Something is not saved."""
        return (
            self.token is not None or self.now != self.saved or self.notices != self.saved_notices
        )

    @property
    def other_account(self) -> bool:
        """It would be the channel of another seller account."""
        return self.now.account_key != self.saved.account_key

    def changes(self) -> tuple[Change, ...]:
        """What differs from what is saved, in the order of the form."""
        return tuple(
            Change(
                setting,
                value_words(setting, self.saved, self.saved_notices),
                self.words(setting),
                self._meaning(setting),
            )
            for setting in Setting
            if self.differs(setting)
        )

    def differs(self, setting: Setting) -> bool:
        """This setting is not saved."""
        if setting is Setting.TOKEN:
            return self.token is not None
        before, after = (
            typed(setting, channel, notices)
            for channel, notices in (
                (self.saved, self.saved_notices),
                (self.now, self.notices),
            )
        )
        return before != after

    def words(self, setting: Setting) -> str:
        """The value as it would be, in words."""
        if setting is Setting.TOKEN and self.token is not None:
            return f"{self.token.masked}   new"
        return value_words(setting, self.now, self.notices)

    def _meaning(self, setting: Setting) -> str:
        match setting:
            case Setting.MARKETPLACE:
                return "The same account: its submissions stay. Feeds go to the new marketplace."
            case Setting.SELLER_ID:
                odd = "" if is_seller_id(self.now.seller_id) else " Its length is unusual: test it."
                return (
                    "Another seller account: its submissions are kept apart, those of "
                    f"{self.saved.seller_id} stay on this machine.{odd}"
                )
            case Setting.TOKEN_PLACE if self.saved.token_place.home is SecretHome.FILE:
                return "The private file with the token is removed."
            case Setting.NAME:
                credential = self.now.token_place.home is SecretHome.CREDENTIAL
                unit = (
                    f" The unit needs LoadCredential={self.now.token_name}." if credential else ""
                )
                return f"Commands and timers have to name {self.now.name} from now on.{unit}"
            case Setting.AUTO_SUBMIT if self.now.auto_submit:
                return "The feed is sent by itself whenever the source has changed."
            case Setting.FEED_TYPE:
                return refused_type_words(self.now) or ""
        return ""

    def problems(self) -> tuple[str, ...]:
        """Why it cannot be saved as it is, a sentence each."""
        found = []
        home = self.now.token_place.home
        if self.token is not None and home in (SecretHome.COMMAND, SecretHome.CREDENTIAL):
            place = "a command" if home is SecretHome.COMMAND else "systemd"
            found.append(
                f"A new token was pasted, but it comes from {place}. Put it there, or let it live "
                "in a private file."
            )
        moved_from_nowhere = (
            home is SecretHome.FILE and self.saved.token_place.home is SecretHome.ASK
        )
        if moved_from_nowhere and self.token is None:
            found.append("The token is kept nowhere, so there is none to move. Paste it first.")
        if self.now.auto_submit and self.now.feed_source is None:
            found.append("Auto-submit needs a feed source: choose one on the tab Edit Profile.")
        return tuple(found)

    # -- keeping and taking up -------------------------------------------------------------

    def to_values(self) -> dict[str, str | None]:
        """The changes as words to be kept; never the token, and what holds one is left out."""
        return {
            setting.value: typed(setting, self.now, self.notices)
            for setting in Setting
            if setting is not Setting.TOKEN and self.differs(setting)
        }

    def with_values(self, values: Mapping[str, str | None]) -> Draft:
        """The changes of an earlier run; what makes no sense any more is left out."""
        draft = self
        for setting in Setting:
            if setting.value not in values:
                continue
            try:
                draft = draft._taken_up(setting, values[setting.value] or "")
            except (UsageError, ValueError):
                continue
        return draft

    def _taken_up(self, setting: Setting, text: str) -> Draft:
        if setting is Setting.TOKEN_PLACE:
            home, _, command = text.partition(" ")
            return self.with_place(SecretHome(home), command)
        # Paths were made whole before they were kept.
        return self.enter(setting, text, today=date.min, home=Path("/"))
