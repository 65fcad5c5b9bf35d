"""Which terminal is notified, with which sequence, and which is left alone."""

from __future__ import annotations

import base64
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.notices.terminal import (
    Dialect,
    NoticeWay,
    TmuxFacts,
    notice_way,
    sequence,
    tmux_facts,
)


@pytest.mark.parametrize(
    ("environ", "terminal", "dialect"),
    [
        ({"TERM": "xterm-kitty"}, "kitty", Dialect.OSC99),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty", Dialect.OSC99),
        ({"TERM": "xterm-ghostty"}, "Ghostty", Dialect.OSC777),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, "Ghostty", Dialect.OSC777),
        ({"TERM": "foot"}, "foot", Dialect.OSC777),
        ({"TERM": "foot-extra"}, "foot", Dialect.OSC777),
        ({"TERM": "wezterm"}, "WezTerm", Dialect.OSC777),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "WezTerm", Dialect.OSC777),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iTerm2", Dialect.OSC9),
        (
            {"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2", "SSH_TTY": "/dev/pts/0"},
            "iTerm2",
            Dialect.OSC9,
        ),
        ({"TERM": "xterm-256color", "WT_SESSION": "x"}, "Windows Terminal", Dialect.OSC777),
        ({"WT_SESSION": "x"}, "Windows Terminal", Dialect.OSC777),
        ({"TERM": "xterm-256color", "ConEmuPID": "12"}, "ConEmu", Dialect.CONEMU),
    ],
)
def test_known_terminals(environ: Mapping[str, str], terminal: str, dialect: Dialect) -> None:
    way = notice_way(environ)
    assert (way.terminal, way.dialect, way.tmux, way.why_not) == (terminal, dialect, False, "")


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"TERM": "dumb", "TERM_PROGRAM": "iTerm.app"},
        {"TERM": "linux", "KITTY_WINDOW_ID": "1"},
        {"TERM": "xterm-256color"},
        {"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"},
        {"TERM": "screen", "STY": "1.pts", "KITTY_WINDOW_ID": "1"},
        {"TERM": "footnote"},
    ],
)
def test_a_terminal_that_might_print_rubbish_is_left_alone(environ: Mapping[str, str]) -> None:
    way = notice_way(environ)
    assert way.dialect is None
    assert way.why_not
    assert sequence(way, "Products: done", "x") == ""


TMUX = {"TMUX": "/tmp/tmux", "TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}


def test_inside_tmux_the_terminal_that_is_attached_now_counts() -> None:
    way = notice_way(TMUX, lambda _: TmuxFacts("xterm-256color", "iTerm2 3.5.0", True))
    assert (way.terminal, way.dialect, way.tmux) == ("iTerm2", Dialect.OSC9, True)
    way = notice_way(TMUX, lambda _: TmuxFacts("foot", "", True))
    assert (way.terminal, way.dialect) == ("foot", Dialect.OSC777)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (None, "tmux names no terminal"),
        (TmuxFacts("xterm-256color", "", True), "not known to show any"),
        (TmuxFacts("linux", "", True), "not known to show any"),
        (TmuxFacts("xterm-kitty", "", False), "set -g allow-passthrough on"),
    ],
)
def test_inside_tmux_it_is_left_out_with_the_reason(facts: TmuxFacts | None, words: str) -> None:
    way = notice_way(TMUX, lambda _: facts)
    assert way.dialect is None
    assert words in way.why_not
    assert sequence(way, "a", "b") == ""


def test_the_sequences() -> None:
    title, text = "Products: done; 2", "Channel main; all"
    assert sequence(NoticeWay("iTerm2", Dialect.OSC9), title, text) == (
        "\x1b]9;koongo-tui: Products: done; 2. Channel main; all\a"
    )
    assert sequence(NoticeWay("foot", Dialect.OSC777), title, text) == (
        "\x1b]777;notify;Products: done, 2;Channel main, all\x1b\\"
    )
    assert sequence(NoticeWay("ConEmu", Dialect.CONEMU), 'a "b"', "c") == (
        "\x1b]9;2;\"koongo-tui: a 'b'. c\"\x1b\\"
    )
    found = re.fullmatch(
        r"\x1b\]99;i=koongo-tui:d=0:e=1:p=title;(.*?)\x1b\\"
        r"\x1b\]99;i=koongo-tui:d=1:e=1:p=body;(.*?)\x1b\\",
        sequence(NoticeWay("kitty", Dialect.OSC99), title, text),
    )
    assert found
    assert [base64.b64decode(part).decode() for part in found.groups()] == [title, text]


def test_a_sequence_for_tmux_is_wrapped_once_and_its_escapes_are_doubled() -> None:
    plain = sequence(NoticeWay("foot", Dialect.OSC777), "a", "b")
    wrapped = sequence(NoticeWay("foot", Dialect.OSC777, tmux=True), "a", "b")
    assert wrapped.startswith("\x1bPtmux;")
    assert wrapped.endswith("\x1b\\")
    inside = wrapped.removeprefix("\x1bPtmux;").removesuffix("\x1b\\")
    assert inside.replace("\x1b\x1b", "\x1b") == plain


@given(st.text(), st.text(), st.sampled_from(list(Dialect)))
def test_no_text_breaks_out_of_its_sequence(title: str, text: str, dialect: Dialect) -> None:
    made = sequence(NoticeWay("t", dialect), title, text)
    parts = re.findall(r"\x1b\][^\x00-\x1f\x7f-\x9f]*(?:\a|\x1b\\)", made)
    assert "".join(parts) == made
    assert len(parts) == (2 if dialect is Dialect.OSC99 else 1)


def _fake_tmux(folder: Path, script: str) -> dict[str, str]:
    tmux = folder / "tmux"
    tmux.write_text(f"#!/bin/sh\n{script}\n")
    tmux.chmod(tmux.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "TMUX": "x", "TMUX_PANE": "%7"}


def test_tmux_is_asked_about_this_pane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = _fake_tmux(tmp_path, r"printf 'xterm-kitty\tkitty(0.31.0)\t1\n'; echo $* > $0.asked")
    monkeypatch.setenv("PATH", environ["PATH"])
    assert tmux_facts(environ) == TmuxFacts("xterm-kitty", "kitty(0.31.0)", True)
    assert "-t %7" in (tmp_path / "tmux.asked").read_text()


@pytest.mark.parametrize("script", ["exit 1", "printf '\\t\\t1\\n'", "echo rubbish"])
def test_a_tmux_that_says_nothing_of_use(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = _fake_tmux(tmp_path, script)
    monkeypatch.setenv("PATH", environ["PATH"])
    assert tmux_facts(environ) is None


def test_a_tmux_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tmux_facts({"TMUX": "x", "PATH": str(tmp_path)}) is None
