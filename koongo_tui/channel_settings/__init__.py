"""A channel's settings while a person changes them: what is wrong, what differs, what it means.

Pure: nothing is read or written here. A draft is what was saved with what was changed since; only
the changes are kept, so a file that somebody else has edited meanwhile is not turned back.
"""

from koongo_tui.channel_settings.draft import Change, Draft
from koongo_tui.channel_settings.reading import (
    LEAST_REFRESH,
    offered_marketplaces,
)
from koongo_tui.channel_settings.setting import EndDateUnclear, Setting, SettingWrong
from koongo_tui.channel_settings.words import (
    place_words,
    refused_type_words,
    source_words,
    token_label,
    type_words,
    typed,
    value_words,
)

__all__ = [
    "LEAST_REFRESH",
    "Change",
    "Draft",
    "EndDateUnclear",
    "Setting",
    "SettingWrong",
    "offered_marketplaces",
    "place_words",
    "refused_type_words",
    "source_words",
    "token_label",
    "type_words",
    "typed",
    "value_words",
]
