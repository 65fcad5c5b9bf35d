"""The values of settings: as they are typed, and in words."""

from __future__ import annotations

from pathlib import Path

from koongo_tui.channel_settings.setting import Setting
from koongo_tui.errors import UsageError
from koongo_tui.feeds.kinds import find_feed_type
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.programs import Program
from koongo_tui.store.channels import Channel, NoticeSettings, SecretHome, SecretPlace
from koongo_tui.store.feed_sources import parse_feed_source


def token_label(program: Program) -> str:
    """What Amazon calls the token."""
    return "MWS Auth Token" if program is Program.MWS else "refresh token"


def refused_type_words(channel: Channel) -> str | None:
    """Why Amazon refuses feeds of the channel's type; None when it does not."""
    found = find_feed_type(channel.feed_type) if channel.feed_type else None
    if found is None:
        return None
    if channel.program is Program.SP_API and found.removed:
        return "Amazon refuses this type under SP-API since 31 July 2025. Use JSON_LISTINGS_FEED."
    if found.taken_by(channel.program) is False:
        return f"{channel.program.title} does not take this type."
    return None


def value_words(setting: Setting, channel: Channel, notices: NoticeSettings) -> str:
    """A saved value in words."""
    match setting:
        case Setting.MARKETPLACE:
            market = marketplace_by_id(channel.marketplace_id)
            return market.name if market else channel.marketplace_id
        case Setting.TOKEN:
            return "as it is kept"
        case Setting.TOKEN_PLACE:
            return place_words(channel.token_place)
        case Setting.ENDS_ON:
            return channel.expires_on.isoformat() if channel.expires_on else "not known"
        case Setting.REFRESH:
            return f"{channel.refresh_seconds} seconds"
        case Setting.FEED_SOURCE:
            return source_words(channel.feed_source)
        case Setting.FEED_TYPE:
            return type_words(channel.feed_type)
        case Setting.NOTICE_COMMAND:
            return notices.command or "none"
        case Setting.AUTO_SUBMIT | Setting.BELL | Setting.TERMINAL_NOTICE:
            return "Yes" if typed(setting, channel, notices) == "yes" else "No"
        case Setting.SELLER_ID:
            return channel.seller_id
        case Setting.NAME:
            return channel.name


def place_words(place: SecretPlace) -> str:
    """Where a token lives."""
    match place.home:
        case SecretHome.FILE:
            return "a private file"
        case SecretHome.COMMAND:
            return f"the command {place.command or ''}".rstrip()
        case SecretHome.CREDENTIAL:
            return "a systemd credential"
        case SecretHome.ASK:
            return "nowhere; asked each time"


def source_words(source: str | None) -> str:
    """A feed source as it may be shown: a key in an address is left out."""
    if source is None:
        return "none"
    try:
        return parse_feed_source(source, home=Path("/")).shown
    except UsageError:
        return "not usable"


def type_words(feed_type: str | None) -> str:
    """A feed type with what it is about."""
    if feed_type is None:
        return "as the file looks"
    found = find_feed_type(feed_type)
    return f"{found.words} ({found.name})" if found else feed_type


def typed(setting: Setting, channel: Channel, notices: NoticeSettings) -> str | None:
    """A value as it is entered."""
    match setting:
        case Setting.MARKETPLACE:
            return channel.marketplace_id
        case Setting.SELLER_ID:
            return channel.seller_id
        case Setting.TOKEN:
            return None
        case Setting.TOKEN_PLACE:
            return f"{channel.token_place.home} {channel.token_place.command or ''}".rstrip()
        case Setting.ENDS_ON:
            return channel.expires_on.isoformat() if channel.expires_on else None
        case Setting.AUTO_SUBMIT:
            return "yes" if channel.auto_submit else "no"
        case Setting.NAME:
            return channel.name
        case Setting.FEED_SOURCE:
            return channel.feed_source
        case Setting.FEED_TYPE:
            return channel.feed_type
        case Setting.REFRESH:
            return str(channel.refresh_seconds)
        case Setting.BELL:
            return "yes" if notices.bell else "no"
        case Setting.TERMINAL_NOTICE:
            return "yes" if notices.terminal else "no"
        case Setting.NOTICE_COMMAND:
            return notices.command
