"""The way into the full screen."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import Any

import pytest

from koongo_tui.errors import UsageError
from koongo_tui.tui.launch import check_terminal, prepare, run_screen
from koongo_tui.tui.terminal import read_terminal


class Stream(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(("stdin", "stderr"), [(False, True), (True, False), (False, False)])
def test_without_a_terminal_nothing_starts(stdin: bool, stderr: bool) -> None:
    with pytest.raises(UsageError, match="needs a terminal") as caught:
        check_terminal({"TERM": "xterm"}, stdin=Stream(stdin), stderr=Stream(stderr))
    assert "koongo-tui status" in caught.value.fix


def test_a_dumb_terminal_is_told_what_works() -> None:
    with pytest.raises(UsageError, match="cannot draw") as caught:
        check_terminal({"TERM": "dumb"}, stdin=Stream(True), stderr=Stream(True))
    assert "setup --plain" in caught.value.fix


def test_any_other_terminal_will_do() -> None:
    check_terminal({"TERM": "xterm"}, stdin=Stream(True), stderr=Stream(True))
    check_terminal({}, stdin=Stream(True), stderr=Stream(True))


def test_nothing_animates_and_nothing_is_logged() -> None:
    environ = {"TEXTUAL_LOG": "/tmp/log", "TEXTUAL": "debug", "TEXTUAL_ANIMATIONS": "full"}
    prepare(environ, read_terminal({"TERM": "xterm"}, "utf-8"))
    assert environ == {"TEXTUAL_ANIMATIONS": "none"}


def test_over_ssh_less_is_sent_and_pixels_are_not_asked_for() -> None:
    environ: dict[str, str] = {}
    prepare(environ, read_terminal({"TERM": "xterm", "SSH_TTY": "/dev/pts/1"}, "utf-8"))
    assert environ["TEXTUAL_FPS"] == "15"
    assert environ["TEXTUAL_SMOOTH_SCROLL"] == "0"
    own = {"TEXTUAL_FPS": "30"}
    prepare(own, read_terminal({"TERM": "screen", "TMUX": "x"}, "utf-8"))
    assert own == {
        "TEXTUAL_FPS": "30",
        "TEXTUAL_SMOOTH_SCROLL": "0",
        "TEXTUAL_ANIMATIONS": "none",
    }


def test_the_screen_is_opened_with_what_was_asked_for(
    full: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from koongo_tui.tui import app as module

    seen: dict[str, Any] = {}

    class Played:
        crash = None
        return_code = 7

        def __init__(self, workspace: Any, **more: Any) -> None:
            seen.update(more, workspace=workspace)

        def run(self) -> None:
            seen["ran"] = True

    monkeypatch.setattr(module, "KoongoApp", Played)
    for name in ("TEXTUAL_ANIMATIONS", "TEXTUAL_FPS", "TEXTUAL_SMOOTH_SCROLL"):
        monkeypatch.setenv(name, "")
    import gc

    try:
        assert run_screen(full.workspace, channel="main", ascii_only=True, start="setup") == 7
    finally:
        gc.enable()
    assert seen["ran"]
    assert seen["workspace"] is full.workspace
    assert seen["channel"] == "main"
    assert seen["start"] == "setup"
    assert seen["terminal"].ascii


HEAVY = ("httpx", "starlette", "uvicorn", "tomlkit", "segno", "click", "importlib.metadata")


def test_heavy_modules_wait_until_they_are_needed() -> None:
    """In a fresh interpreter: what the first frame needs, and nothing that it does not."""
    code = (
        "import sys\n"
        "import koongo_tui.tui.launch\n"
        "assert 'textual' not in sys.modules\n"
        "import koongo_tui.tui.app, koongo_tui.tui.screens.submissions\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert found.stdout.strip() == "[]"
