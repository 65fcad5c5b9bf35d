"""How each channel stands, and whether it needs a look: plain functions of what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from koongo_tui.amazon.submission import State
from koongo_tui.errors import KoongoError
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.store.accounts import NO_ANSWER
from koongo_tui.store.summaries import NOTHING_KNOWN, AccountSummary

if TYPE_CHECKING:
    from koongo_tui.store.channels import Channel, Config
    from koongo_tui.store.errors import ConfigWrong

FLEET_INTERVAL = timedelta(minutes=5)
"""Between two looks at an account that nobody has open."""

STANDING_STILL = 5 * FLEET_INTERVAL
"""Age at which a list whose refreshing fails counts as standing still."""

OLD = timedelta(hours=1)
"""Age at which a list that nobody asked for lately must not be taken for the present."""

WARN_DAYS = 30
"""Days before the end of the authorisation from which a person should renew it."""

_PROBLEMS = tuple(s for s in State if s.needs_a_look)
_OPEN = (State.WAITING, State.WORKING)


class Health(StrEnum):
    """How a channel's connection stands, the most urgent first. The value is the word in JSON."""

    REFUSED = "refused"
    WRONG = "wrong-settings"
    BLOCKED = "cannot-ask"
    STILL = "not-updating"
    FAILING = "no-answer"
    NEVER = "never-asked"
    OLD = "old-list"
    OK = "connected"

    @property
    def word(self) -> str:
        """For people."""
        return _WORDS[self]

    @property
    def is_bad(self) -> bool:
        """A person should look at it."""
        return self in _BAD


_WORDS = {
    Health.REFUSED: "Refused",
    Health.WRONG: "Wrong settings",
    Health.BLOCKED: "Cannot ask",
    Health.STILL: "Not updating",
    Health.FAILING: "No answer",
    Health.NEVER: "Never asked",
    Health.OLD: "Old list",
    Health.OK: "Connected",
}
_BAD = frozenset({Health.WRONG, Health.REFUSED, Health.BLOCKED, Health.STILL})
RANK = {health: rank for rank, health in enumerate(Health)}
"""The most urgent first."""


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel as it stood at a moment.

    Attributes:
        name: of the channel, unique.
        channel: None for one whose settings are wrong.
        marketplace: its name, or the ID that nobody knows; empty with wrong settings.
        health: how the connection stands.
        reason: why, a sentence; empty when there is nothing to say.
        fix: what to do about it; empty when nobody knows.
        summary: what the history knows of its account.
        days_left: until the authorisation ends; None when nobody said.
        at: the moment, aware.
    """

    name: str
    channel: Channel | None
    marketplace: str
    health: Health
    reason: str
    fix: str
    summary: AccountSummary
    days_left: int | None
    at: datetime

    @property
    def seller_id(self) -> str:
        """Empty with wrong settings."""
        return self.channel.seller_id if self.channel is not None else ""

    @property
    def program(self) -> str:
        """``MWS`` or ``SP-API``; empty with wrong settings."""
        return self.channel.program.title if self.channel is not None else ""

    @property
    def checked_at(self) -> datetime | None:
        """When Amazon last gave the list; None before it ever did."""
        check = self.summary.check
        return check.succeeded_at if check is not None else None

    @property
    def age(self) -> timedelta | None:
        """Of the list; None before the first."""
        checked = self.checked_at
        return None if checked is None else max(self.at - checked, timedelta(0))

    @property
    def look(self) -> int:
        """Submissions that need a look."""
        return sum(self.summary.tally[state] for state in _PROBLEMS)

    @property
    def open(self) -> int:
        """Submissions that Amazon is busy with."""
        return sum(self.summary.tally[state] for state in _OPEN)

    @property
    def ends(self) -> bool:
        """The authorisation ends soon, or has ended."""
        return self.days_left is not None and self.days_left <= WARN_DAYS

    @property
    def needs_a_look(self) -> bool:
        """A person should look at it, for whatever reason."""
        return self.health.is_bad or self.ends or self.look > 0


@dataclass(frozen=True, slots=True)
class Fleet:
    """All channels.

    Attributes:
        rows: in the order of the configuration, those with wrong settings last.
        at: when they were read, aware.
    """

    rows: tuple[ChannelRow, ...]
    at: datetime

    @property
    def looks(self) -> int:
        """How many need a look."""
        return sum(row.needs_a_look for row in self.rows)


def health_of(
    summary: AccountSummary, now: datetime, blocked: KoongoError | None = None
) -> tuple[Health, str, str]:
    """How a connection stands, why, and what to do.

    Args:
        summary: of the account.
        now: aware.
        blocked: why the account could not even be opened; None when it could, or was not tried.
    """
    check = summary.check
    if check is not None and check.error_code is not None:
        reason = check.error_text or ""
        if check.error_code not in NO_ANSWER:
            return Health.REFUSED, reason, "Open the channel: it says what to do."
        if blocked is None:
            since = check.succeeded_at
            still = since is None or now - since > STANDING_STILL
            return (Health.STILL if still else Health.FAILING), reason, ""
    if blocked is not None:
        return Health.BLOCKED, blocked.message, blocked.fix
    if check is None or check.succeeded_at is None:
        return Health.NEVER, "", ""
    return (Health.OLD if now - check.succeeded_at > OLD else Health.OK), "", ""


def fleet_of(
    config: Config,
    summaries: Mapping[str, AccountSummary],
    now: datetime,
    blocked: Mapping[str, KoongoError] | None = None,
) -> Fleet:
    """All channels as they stand.

    Args:
        config: the configuration.
        summaries: of the accounts, by their keys.
        now: aware.
        blocked: for names of channels that could not be opened, why.
    """
    today = now.astimezone().date()
    rows = []
    for name, channel in config.channels.items():
        summary = summaries.get(channel.account_key, NOTHING_KNOWN)
        health, reason, fix = health_of(summary, now, (blocked or {}).get(name))
        marketplace = marketplace_by_id(channel.marketplace_id)
        rows.append(
            ChannelRow(
                name=name,
                channel=channel,
                marketplace=marketplace.name if marketplace else channel.marketplace_id,
                health=health,
                reason=reason,
                fix=fix,
                summary=summary,
                days_left=(channel.expires_on - today).days if channel.expires_on else None,
                at=now,
            )
        )
    rows += [_wrong(name, error, now) for name, error in config.wrong.items()]
    return Fleet(tuple(rows), now)


def _wrong(name: str, error: ConfigWrong, now: datetime) -> ChannelRow:
    return ChannelRow(
        name, None, "", Health.WRONG, error.message, error.fix, NOTHING_KNOWN, None, now
    )
