"""One table of all keys: what each means, everywhere in the program.

Bindings, the footer, the help overlay and the command palette are made from it, so a key cannot
mean one thing on one screen and another on the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding


class KeyGroup(StrEnum):
    """Where the help overlay lists a key. The value is the heading."""

    LOOK = "Look around"
    ACT = "Act"
    COPY = "Copy"
    HELP = "Help and leaving"


@dataclass(frozen=True, slots=True)
class Key:
    """A key and its one meaning.

    Attributes:
        id: the binding's identifier.
        keys: Textual's names, separated by commas.
        shown: how people write it.
        label: a word or two for the footer; a screen may say it more precisely.
        meaning: a line for the help overlay.
    """

    id: str
    keys: str
    shown: str
    label: str
    meaning: str
    group: KeyGroup


_LOOK, _ACT, _COPY, _HELP = KeyGroup.LOOK, KeyGroup.ACT, KeyGroup.COPY, KeyGroup.HELP

_TABLE = (
    Key("move", "up,down,k,j", "Up/Down k/j", "Move", "move", _LOOK),
    Key("open", "enter", "Enter", "Open", "open, or the recommended next step", _LOOK),
    Key("back", "escape", "Esc", "Back", "back; nothing typed is lost", _LOOK),
    Key("next-problem", "n", "n", "Next problem", "next problem", _LOOK),
    Key("previous-problem", "N", "N", "Previous problem", "previous problem", _LOOK),
    Key("filter", "slash", "/", "Filter", "filter; Esc clears it", _LOOK),
    Key("sort", "s", "s", "Sort", "sort by the next column", _LOOK),
    Key("numbered", "1,2,3,4,5,6,7,8,9", "1..9", "Choose", "the numbered thing here", _LOOK),
    Key("picture", "p", "p", "Picture", "a picture of the page at Amazon", _LOOK),
    Key("invert", "i", "i", "Invert", "swap dark and light in a QR code", _LOOK),
    Key("reveal", "ctrl+t", "^T", "Show token", "show the token for 10 seconds", _LOOK),
    Key("raw", "v", "v", "Raw", "raw text, unchanged", _LOOK),
    Key("refresh", "r", "r", "Refresh", "refresh or try now, if Amazon allows", _ACT),
    Key("auto", "a", "a", "Auto", "automatic refresh on or off", _ACT),
    Key("keep-trying", "w", "w", "Keep trying", "keep trying until it works", _ACT),
    Key("seen", "m", "m", "Mark seen", "mark everything as seen", _ACT),
    Key("export", "x", "x", "Export", "export what is shown", _ACT),
    Key("edit", "e", "e", "Edit", "edit", _ACT),
    Key("single", "tab", "Tab", "Single fields", "the next field, to enter one value", _ACT),
    Key("clear", "ctrl+l", "^L", "Clear", "clear what was pasted", _ACT),
    Key("example", "ctrl+e", "^E", "Example page", "the demo's example page", _ACT),
    Key("address", "u", "u", "Address", "tell the region by your Seller Central address", _ACT),
    Key("new", "plus", "+", "New channel", "set up another channel", _ACT),
    Key("copy-id", "y", "y", "Copy ID", "the ID under the cursor", _COPY),
    Key("copy-message", "c", "c", "Copy message", "a ready message for someone else", _COPY),
    Key("plain", "l", "l", "Plain view", "plain view, to select with the mouse", _COPY),
    Key("qr", "g", "g", "QR code", "the link as a QR code", _COPY),
    Key("owner", "o", "o", "Not the owner", "instructions for the account owner", _COPY),
    Key("file", "f", "f", "File", "write to a file", _COPY),
    Key("terminal", "t", "t", "Terminal check", "what this terminal can draw", _HELP),
    Key("help", "question_mark", "?", "Keys", "all keys", _HELP),
    Key("palette", "ctrl+p", "^P", "Commands", "search every command", _HELP),
    Key("quit", "q", "q", "Quit", "quit; progress is kept", _HELP),
    Key("quit-at-once", "ctrl+c", "^C", "Quit", "quit, also while typing", _HELP),
)

KEYS = {key.id: key for key in _TABLE}


def bind(
    key_id: str,
    action: str,
    label: str | None = None,
    *,
    show: bool = True,
    priority: bool = False,
    system: bool = False,
) -> Binding:
    """A Textual binding for a key of the table.

    Args:
        key_id: which key.
        action: Textual's action.
        label: what the key does here, for the footer, where the table's word is too general.
        show: in the footer.
        priority: also while a text box has the focus.
        system: left out of the command palette.
    """
    key = KEYS[key_id]
    return Binding(
        key.keys,
        action,
        label or key.label,
        show=show,
        key_display=key.shown,
        priority=priority,
        tooltip=key.meaning,
        id=key.id,
        system=system,
    )
