"""One table of keys: one meaning each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from koongo_tui.tui.app import KoongoApp
from koongo_tui.tui.keys import KEYS, Key, bind
from koongo_tui.tui.marks import ASCII, UNICODE
from koongo_tui.tui.screens.channel import ChannelScreen
from koongo_tui.tui.screens.channel.api_settings import ApiPane
from koongo_tui.tui.screens.channel.connection_test import ConnectionTestScreen
from koongo_tui.tui.screens.channel.differences import DifferencesScreen
from koongo_tui.tui.screens.channel.editors import Editor
from koongo_tui.tui.screens.channel.form_pane import FormPane
from koongo_tui.tui.screens.channel.preview import PreviewPane
from koongo_tui.tui.screens.channel.profile import ProfilePane
from koongo_tui.tui.screens.channel.record import RecordScreen
from koongo_tui.tui.screens.channel.save import SavePane
from koongo_tui.tui.screens.channel.send import SendScreen
from koongo_tui.tui.screens.channels import ChannelsScreen
from koongo_tui.tui.screens.help import HelpScreen, key_lines
from koongo_tui.tui.screens.submissions.export import ExportScreen
from koongo_tui.tui.screens.submissions.one import OneScreen
from koongo_tui.tui.screens.submissions.raw import RawScreen
from koongo_tui.tui.screens.submissions.refused import RefusedScreen
from koongo_tui.tui.screens.submissions.screen import SubmissionsScreen
from koongo_tui.tui.screens.submissions.token import TokenScreen
from koongo_tui.tui.screens.trends import TrendsScreen
from koongo_tui.tui.screens.trouble import TroubleScreen
from koongo_tui.tui.text import text_of

SCREENS: list[type[Screen[Any] | Widget]] = [
    ApiPane,
    ChannelScreen,
    ChannelsScreen,
    ConnectionTestScreen,
    DifferencesScreen,
    Editor,
    FormPane,
    PreviewPane,
    ProfilePane,
    RecordScreen,
    SavePane,
    SendScreen,
    HelpScreen,
    ExportScreen,
    OneScreen,
    RawScreen,
    RefusedScreen,
    SubmissionsScreen,
    TokenScreen,
    TrendsScreen,
    TroubleScreen,
]

UNWANTED = {f"ctrl+{letter}" for letter in "sqzbajihm"}
"""Terminals and multiplexers keep these for themselves."""


def key_names(key: Key) -> Iterator[str]:
    yield from key.keys.split(",")


def test_no_key_means_two_things() -> None:
    counted = Counter(name for key in KEYS.values() for name in key_names(key))
    assert [name for name, number in counted.items() if number > 1] == []


def test_no_key_is_taken_by_terminals() -> None:
    assert not UNWANTED & {name for key in KEYS.values() for name in key_names(key)}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: s.__name__)
def test_every_key_of_a_screen_is_in_the_table(screen: type[Screen[Any] | Widget]) -> None:
    numbered = set(key_names(KEYS["numbered"]))
    for binding in [*screen.BINDINGS, *KoongoApp.BINDINGS]:
        assert isinstance(binding, Binding)
        if binding.key in numbered:
            continue
        assert binding.id in KEYS, binding
        assert binding.key == KEYS[binding.id].keys


def test_a_binding_says_what_the_table_says() -> None:
    binding = bind("refresh", "go", "Try now", show=False)
    assert (binding.key, binding.key_display, binding.id) == ("r", "r", "refresh")
    assert (binding.description, binding.show) == ("Try now", False)
    assert bind("refresh", "go").description == "Refresh"


@pytest.mark.parametrize("width", [39, 59, 79, 139])
def test_the_whole_table_is_shown_in_any_width(width: int) -> None:
    lines = [text_of(line) for line in key_lines(frozenset({"refresh"}), width)]
    assert all(len(line) <= width for line in lines)
    text = "\n".join(lines)
    for key in KEYS.values():
        if key.meaning:
            assert key.meaning[:18] in text, key
    assert "• r " in text
    assert "• m " not in text


def test_at_80_columns_nothing_is_cut_and_nothing_scrolls() -> None:
    lines = [text_of(line) for line in key_lines(frozenset(), 79)]
    assert len(lines) <= 21
    assert not any(UNICODE.more in line for line in lines)


def test_ascii_help() -> None:
    everything = frozenset(KEYS)
    text = "\n".join(text_of(line) for line in key_lines(everything, 79, ASCII))
    assert text.isascii()
