"""Each channel's token, and when its authorisation ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from koongo_tui.doctor.configuration import HOMES, Seen, look_at_secret, secret_notes
from koongo_tui.doctor.findings import Finding, Level, broken, day
from koongo_tui.doctor.subject import Subject
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.regions import manage_apps_url
from koongo_tui.store.config import Channel, SecretHome
from koongo_tui.workspace import TOKEN_VARIABLE

ALL_SHOWN = 9
"""With more channels than this only those with something to say have a line of their own."""

RENEW_FROM = timedelta(days=30)


def tokens(subject: Subject) -> Iterator[Finding]:
    """Where each channel's token is, and whether another one overrides it."""
    config = subject.config()
    if config is None or not config.channels:
        return
    overridden = bool(subject.workspace.environ.get(TOKEN_VARIABLE))
    fine: list[tuple[Channel, Seen]] = []
    for channel in config.channels.values():
        seen = look_at_secret(subject, channel.token_name, channel.token_place)
        if seen.problem is None:
            fine.append((channel, seen))
        elif overridden:
            words = f"{channel.name}: only the environment has one."
            yield Finding("Token", Level.NOTE, words, code="secret-missing")
        else:
            subject.token_trouble = True
            yield broken("Token", seen.problem, f"{channel.name}: ")
    if len(config.channels) > ALL_SHOWN and fine:
        yield Finding("Token", Level.OK, f"{len(fine):,} channels have theirs")
    for channel, seen in fine:
        if len(config.channels) <= ALL_SHOWN:
            yield _token(subject, channel, seen)
        yield from secret_notes("Token", seen)
    if overridden:
        several = len(config.channels) > 1
        yield Finding(
            "Token",
            Level.LOOK,
            f"The environment variable {TOKEN_VARIABLE} is set. It wins over what is kept"
            + (f", for all {len(config.channels):,} channels alike." if several else "."),
            code="two-sources",
            fix="Unset it if that is not wanted.",
        )


def _token(subject: Subject, channel: Channel, seen: Seen) -> Finding:
    home = channel.token_place.home
    aside = f"ends in {seen.ending}" if seen.ending else ""
    if home is SecretHome.COMMAND:
        aside = subject.workspace.secrets.describe(channel.token_name, channel.token_place)
    return Finding(
        "Token",
        Level.OK,
        f"{channel.name}: {HOMES[home]}",
        aside=aside,
        values={"channel": channel.name, "home": home.value},
    )


def ends(subject: Subject) -> Iterator[Finding]:
    """When each channel's authorisation ends."""
    config = subject.config()
    if config is None:
        return
    calm = []
    for channel in config.channels.values():
        left = None if channel.expires_on is None else channel.expires_on - subject.today
        if left is not None and left <= RENEW_FROM:
            yield _ending(subject, channel, left)
        else:
            calm.append(channel)
    if len(config.channels) > ALL_SHOWN:
        if calm:
            yield Finding("Ends", Level.OK, f"{len(calm):,} channels not within 30 days")
        return
    for channel in calm:
        values = {"channel": channel.name, "expires_on": None, "days_left": None}
        if channel.expires_on is None:
            words = f"{channel.name}: not known here. The date is on the page Manage your apps."
            yield Finding("Ends", Level.NOTE, words, code="end-not-known", values=values)
            continue
        days = (channel.expires_on - subject.today).days
        yield Finding(
            "Ends",
            Level.OK,
            f"{channel.name}: {day(channel.expires_on, subject.today)}, in {days:,} days",
            values=values | {"expires_on": channel.expires_on.isoformat(), "days_left": days},
        )


def _ending(subject: Subject, channel: Channel, left: timedelta) -> Finding:
    assert channel.expires_on is not None
    marketplace = marketplace_by_id(channel.marketplace_id)
    site = marketplace.seller_central if marketplace else channel.region.sites[0]
    on, days = day(channel.expires_on, subject.today), left.days
    if days < 0:
        words = f"{channel.name}: ended on {on}. Renew it:"
    else:
        when = "today" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"
        words = f"{channel.name}: {on}, {when}. Renew it:"
    return Finding(
        "Ends",
        Level.SOON,
        words,
        code="expired" if days < 0 else "ends-soon",
        link=manage_apps_url(site),
        values={
            "channel": channel.name,
            "expires_on": channel.expires_on.isoformat(),
            "days_left": days,
        },
    )
