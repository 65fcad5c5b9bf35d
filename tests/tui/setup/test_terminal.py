"""What is read from the environment about a terminal, and what is sent to its clipboard."""

from __future__ import annotations

import base64
import io
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.app import App

from koongo_tui.tui.terminal import (
    clear_clipboard,
    clipboard_passthrough,
    copy_to_clipboard,
    osc52,
    plain_view,
    read_terminal,
    runs_systemd,
)


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"])
def test_a_remote_login_is_seen(name: str) -> None:
    assert read_terminal({name: "10.0.0.1 22"}, "utf-8").ssh
    assert not read_terminal({name: ""}, "utf-8").ssh


@pytest.mark.parametrize(
    ("environ", "encoding", "ascii_only"),
    [
        ({"TERM": "xterm-256color", "LANG": "en_GB.UTF-8"}, "utf-8", False),
        ({"TERM": "xterm", "LANG": "C"}, "utf-8", False),
        ({"TERM": "linux", "LANG": "en_GB.UTF-8"}, "utf-8", True),
        ({"TERM": "dumb"}, "utf-8", True),
        ({"TERM": "vt100"}, "utf-8", True),
        ({"TERM": "xterm", "LANG": "ja_JP.UTF-8"}, "utf-8", True),
        ({"TERM": "xterm", "LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "utf-8", True),
        ({"TERM": "xterm", "LANG": "ko_KR.UTF-8", "LC_CTYPE": "de_DE.UTF-8"}, "utf-8", False),
        ({"TERM": "xterm", "LANG": "de_DE.ISO-8859-1"}, "iso8859-1", True),
        ({"TERM": "xterm"}, None, False),
    ],
)
def test_ascii_where_lines_could_break(
    environ: dict[str, str], encoding: str | None, ascii_only: bool
) -> None:
    assert read_terminal(environ, encoding).ascii is ascii_only


def test_ascii_may_be_asked_for() -> None:
    assert read_terminal({"TERM": "xterm"}, "utf-8", ascii_wanted=True).ascii


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color"}, "256 colours"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "16 million colours"),
        ({"TERM": "linux"}, "16 colours"),
        ({"TERM": "vt100"}, "no colours"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "no colours"),
        ({}, "no colours"),
    ],
)
def test_colours(environ: dict[str, str], colours: str) -> None:
    assert read_terminal(environ, "utf-8").colours == colours


def test_a_text_goes_plain_to_a_bare_terminal() -> None:
    assert osc52("9051") == f"\x1b]52;c;{base64.b64encode(b'9051').decode()}\a"
    assert clipboard_passthrough("9051", {"TERM": "xterm"}) == ""


def test_tmux_hands_a_wrapped_text_on() -> None:
    wrapped = clipboard_passthrough("Grüße", {"TMUX": "/tmp/tmux-0/default,1,0"})
    assert wrapped.startswith("\x1bPtmux;")
    assert wrapped.endswith("\x1b\\")
    inside = wrapped.removeprefix("\x1bPtmux;").removesuffix("\x1b\\")
    assert inside.replace("\x1b\x1b", "\x1b") == osc52("Grüße")


def test_screen_gets_it_in_pieces() -> None:
    text = "x" * 500
    wrapped = clipboard_passthrough(text, {"STY": "1.pts"})
    pieces = wrapped.split("\x1b\\")
    assert pieces.pop() == ""
    assert len(pieces) > 1
    assert "".join(p.removeprefix("\x1bP") for p in pieces) == osc52(text)


class _Driver:
    can_suspend = False

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> None:
        self.written.append(text)


async def test_copying_sends_both_forms_in_tmux(monkeypatch: pytest.MonkeyPatch) -> None:
    app = App[None]()
    async with app.run_test():
        driver = _Driver()
        kept = app._driver
        monkeypatch.setattr(app, "_driver", driver)
        copy_to_clipboard(app, "9051-1235-5740", {"TMUX": "x"})
        assert driver.written[0] == osc52("9051-1235-5740")
        assert driver.written[1].startswith("\x1bPtmux;")
        driver.written.clear()
        clear_clipboard(app, {})
        assert len(driver.written) == 1
        assert "9051" not in driver.written[0]
        monkeypatch.setattr(app, "_driver", kept)


async def test_the_plain_view_prints_at_column_0_and_waits_for_enter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, source = io.StringIO(), io.StringIO("\nmore")
    monkeypatch.setattr(sys, "__stderr__", out)
    monkeypatch.setattr(sys, "__stdin__", source)
    app = App[None]()
    async with app.run_test():
        monkeypatch.setattr(app, "suspend", nullcontext)
        assert plain_view(app, ["https://sellercentral.amazon.de/apps/manage", "Koongo"])
    assert "\nhttps://sellercentral.amazon.de/apps/manage\nKoongo\n" in out.getvalue()
    assert source.read() == "more"


async def test_the_plain_view_says_where_it_cannot_be() -> None:
    app = App[None]()
    async with app.run_test():
        assert not plain_view(app, ["x"])


def test_without_streams_there_is_no_plain_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)
    assert not plain_view(App[None](), ["x"])


def test_systemd_is_seen_by_its_folder(tmp_path: Path) -> None:
    assert not runs_systemd(tmp_path)
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    assert runs_systemd(tmp_path)
