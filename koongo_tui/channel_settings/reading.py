"""Reading what a person typed or pasted for a setting; mix-ups are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from koongo_tui.channel_settings.setting import EndDateUnclear, SettingWrong
from koongo_tui.channel_settings.words import token_label
from koongo_tui.guide.flow import Field, Setup
from koongo_tui.guide.marketplaces import (
    Marketplace,
    marketplace_by_id,
    marketplaces_of,
)
from koongo_tui.guide.mistakes import Problem
from koongo_tui.guide.secret import Secret
from koongo_tui.guide.steps import SetupError
from koongo_tui.pacing import LIST_FLOOR
from koongo_tui.store.channels import Channel
from koongo_tui.store.feed_sources import parse_feed_type

LEAST_REFRESH = int(LIST_FLOOR.total_seconds())
"""Seconds: Amazon's quota allows the list no more often."""

MOST_REFRESH = 86_400
LONGEST_NAME = 40


def checked_name(text: str, taken: Sequence[str]) -> str:
    """A channel's name. Raises SettingWrong."""
    if not text:
        raise SettingWrong("A channel needs a name.", fix="For example: main")
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise SettingWrong(f"A name has at most {LONGEST_NAME} letters, all of them visible.")
    for name in taken:
        if name.casefold() == text.casefold():
            raise SettingWrong(f"There is a channel “{name}” already.", fix="Choose another name.")
    return text


def offered_marketplaces(
    channel: Channel, participations: Sequence[str] | None
) -> tuple[Marketplace, ...]:
    """The marketplaces to choose from; the saved one is always among them.

    Args:
        participations: IDs of the account's own; None while Amazon has not told them.
    """
    region = marketplaces_of(channel.region)
    if participations is None:
        return region
    own = tuple(m for m in region if m.id in participations or m.id == channel.marketplace_id)
    return own or region


def read_marketplace(channel: Channel, text: str) -> Marketplace:
    """A marketplace of the channel's region, by its ID. Raises SettingWrong."""
    market = marketplace_by_id(text)
    if market is None:
        raise SettingWrong("Amazon has no marketplace of this ID. Nothing was changed.")
    if market.region is not channel.region:
        raise SettingWrong(
            f"{market.name} belongs to {market.region.title}, this channel to "
            f"{channel.region.title}. Each region needs an authorisation of its own.",
            fix="Set up a channel of its own for it.",
        )
    return market


def read_seller_id(channel: Channel, text: str, today: date) -> str:
    """A Seller ID, tidied. Raises SettingWrong."""
    if not text:
        raise SettingWrong("A channel needs a Seller ID.", fix="Copy it from Amazon's page.")
    empty = Setup.of_channel(channel).enter(Field.SELLER_ID, "")
    read = empty.enter(Field.SELLER_ID, text, today=today)
    if (stop := _blocking(read)) is not None:
        raise _wrong(stop)
    if read.seller_id is None:
        raise SettingWrong(
            "That is not a Seller ID: 13 or 14 capital letters and digits, beginning with A.",
            fix="Copy it from Amazon's page, beside the words Seller ID.",
        )
    return read.seller_id


@dataclass(frozen=True, slots=True)
class TokenRead:
    """A token that was pasted.

    Attributes:
        notes: what a person should know, as sentences.
    """

    token: Secret
    notes: tuple[str, ...]


def read_token(channel: Channel, text: str, today: date) -> TokenRead:
    """A token out of whatever was pasted.

    Args:
        text: a token, or a page with one; keep it in no variable.

    Raises:
        SettingWrong: there is none of the channel's program in it.
    """
    read = Setup.of_channel(channel).enter(Field.TOKEN, text, today=today)
    stop = _blocking(read)
    if read.token is None:
        stop = stop or next(iter(read.problems), None)
    if stop is not None:
        raise _wrong(stop)
    if read.token is None:
        raise SettingWrong(
            f"That holds no {token_label(channel.program)}. Nothing was changed.",
            fix="Copy it from Amazon's page and paste it here.",
        )
    notes = [*read.findings.tidied]
    other = read.findings.seller_id
    if other is not None and other != channel.seller_id:
        notes.append(f"The pasted text names Seller ID {other}; this channel has another.")
    return TokenRead(read.token, tuple(notes))


@dataclass(frozen=True, slots=True)
class EndRead:
    """When the authorisation ends, and when it began where the text says so."""

    expires_on: date
    authorised_on: date | None


def read_end(channel: Channel, text: str, today: date) -> EndRead:
    """A date, or the row of Manage your apps.

    Raises:
        EndDateUnclear: day and month could be swapped.
        SettingWrong: it holds no date.
    """
    empty = Setup.of_channel(channel).set_expiry(None)
    try:
        read = empty.enter(Field.EXPIRES_ON, text, today=today)
    except SetupError:
        read = empty.paste(text, today=today)
    days = sorted(r.expires_on for r in read.findings.ambiguous_dates if r.expires_on is not None)
    if read.expires_on is None and len(days) == 2:
        raise EndDateUnclear((days[0], days[1]))
    if read.expires_on is None:
        raise SettingWrong(
            "That holds no date that we can read.",
            fix="Type it as year-month-day, for example 2027-03-25.",
        )
    return EndRead(read.expires_on, read.authorised_on)


def read_seconds(text: str) -> int:
    """Seconds between two refreshes. Raises SettingWrong."""
    number = text.removesuffix("seconds").removesuffix("s").strip()
    if not number.isdecimal():
        raise SettingWrong("That is not a number of seconds.", fix="For example: 60")
    seconds = int(number[:9])
    if seconds < LEAST_REFRESH:
        raise SettingWrong(
            f"Amazon's quota allows the list every {LEAST_REFRESH} seconds at most.",
            fix=f"Enter {LEAST_REFRESH} or more.",
        )
    if seconds > MOST_REFRESH:
        raise SettingWrong("A day has 86,400 seconds: more than that is no refresh.")
    return seconds


def read_feed_type(text: str) -> str | None:
    """A feed type; None for an empty text. Raises SettingWrong."""
    if not text:
        return None
    found = parse_feed_type(text)
    if found is None:
        raise SettingWrong(
            "That is not a feed type.", fix="Amazon writes them as JSON_LISTINGS_FEED."
        )
    return found


_ABOUT_TOKEN = frozenset({"other-shop", "replaced-token"})


def _blocking(read: Setup) -> Problem | None:
    """What is wrong with the value itself; that it differs from the saved one is what was meant."""
    for problem in read.problems:
        if problem.blocking and problem.code not in _ABOUT_TOKEN:
            return problem
    return None


_FIXES = {
    "swapped": "Enter it in its own field.",
    "sp-api-token": "Set the channel up again to move it to SP-API.",
}


def _wrong(problem: Problem) -> SettingWrong:
    fix = _FIXES.get(problem.code, problem.fix)
    # What the setup says of its own steps is of no use here.
    if problem.code in ("marketplace-as-seller", "sp-api-token"):
        return SettingWrong(f"{problem.title}.", fix=fix)
    return SettingWrong(f"{problem.title}. {problem.message}", fix=fix)
