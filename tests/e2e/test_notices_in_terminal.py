"""A feed finishes while nobody looks, and the terminal itself tells of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.e2e

Start = Callable[..., Any]


def test_the_terminal_tells_what_has_finished(terminal: Start) -> None:
    program = terminal("--demo", size=(100, 30), TERM_PROGRAM="WezTerm")
    program.wait_for("What would you like to see?")
    program.press("2\r")
    program.wait_for("Report ID")
    for title in ("Bell when a submission finishes", "Notice when a submission finishes"):
        program.press("\x10")
        program.wait_for(lambda text: "Report ID" not in text or "Search" in text, "the palette")
        program.press(title)
        program.wait_for(f"{title}: switch on")
        program.press("\r")
        program.wait_for("Report ID")
    start = len(program.raw)
    program.wait_for(lambda _: b"\x1b]777;notify;" in program.raw[start:], "a notification")
    told = bytes(program.raw[start:])
    assert b"\x07" in told
    notification = told[told.index(b"\x1b]777;notify;") :].split(b"\x1b\\")[0].split(b"\x07")[0]
    assert b"Submission " in notification
    assert b"channel main" in notification
    program.press("q")
    assert program.wait_end() == 0
