"""A text field for one value that is pasted more often than typed."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.widgets import Input

from koongo_tui.guide.consent import find_consent
from koongo_tui.guide.recogniser import find_token


class ValueInput(Input):
    """Takes a value with line breaks around it, which Textual's own field would drop.

    A text of several lines, or with a token or an authorisation code in it, is not for a field
    that shows what it holds: it is left to the page.
    """

    def __init__(self, value: str = "", *, placeholder: str = "", **more: Any) -> None:
        super().__init__(
            value, placeholder=placeholder, compact=True, select_on_focus=False, **more
        )

    def on_paste(self, event: events.Paste) -> None:
        line = event.text.strip()
        if len(line.splitlines()) > 1 or find_token(line) or find_consent(line):
            event.prevent_default()
        else:
            event.text = line
