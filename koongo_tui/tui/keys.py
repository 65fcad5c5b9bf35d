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
        meaning: a few words for the help overlay; empty for a key that another one mentions.
    """

    id: str
    keys: str
    shown: str
    label: str
    meaning: str
    group: KeyGroup


_LOOK, _ACT, _COPY, _HELP = KeyGroup.LOOK, KeyGroup.ACT, KeyGroup.COPY, KeyGroup.HELP

_TABLE = (
    Key("move", "up,down,k,j", "Up Down", "Move", "move; also k and j", _LOOK),
    Key("open", "enter", "Enter", "Open", "open, or the next step", _LOOK),
    Key("back", "escape", "Esc", "Back", "back; keeps what you typed", _LOOK),
    Key("next-problem", "n", "n", "Next problem", "next problem; N previous", _LOOK),
    Key("previous-problem", "N", "N", "Previous problem", "", _LOOK),
    Key("filter", "slash", "/", "Filter", "filter; Esc clears it", _LOOK),
    Key("sort", "s", "s", "Sort", "sort by the next column", _LOOK),
    Key("numbered", "1,2,3,4,5,6,7,8,9", "1 .. 9", "Choose", "the numbered thing here", _LOOK),
    Key("trends", "b", "b", "Trends", "trends, a bar for each day", _LOOK),
    Key("seen", "m", "m", "Mark seen", "mark everything as seen", _LOOK),
    Key("picture", "p", "p", "Picture", "picture of Amazon's page", _LOOK),
    Key("invert", "i", "i", "Invert", "invert a QR code", _LOOK),
    Key("reveal", "ctrl+t", "^T", "Show token", "token in clear, for 10 s", _LOOK),
    Key("raw", "v", "v", "Raw", "raw text; = what changed", _LOOK),
    Key("compare", "equals_sign", "=", "What changed", "", _LOOK),
    Key("refresh", "r", "r", "Refresh", "refresh, if Amazon allows", _ACT),
    Key("auto", "a", "a", "Auto", "automatic refresh on, off", _ACT),
    Key("keep-trying", "w", "w", "Keep trying", "keep trying until it works", _ACT),
    Key("export", "x", "x", "Export", "export what is shown", _ACT),
    Key("edit", "e", "e", "Edit", "edit; z sends, Del cancels", _ACT),
    Key("send", "z", "z", "Send", "", _ACT),
    Key("cancel", "delete", "Del", "Cancel", "", _ACT),
    Key("single", "tab", "Tab", "Single fields", "single values, next field", _ACT),
    Key("clear", "ctrl+l", "^L", "Clear", "clear what was pasted", _ACT),
    Key("example", "ctrl+e", "^E", "Example page", "the demo's example page", _ACT),
    Key("address", "u", "u", "Address", "Seller Central address", _ACT),
    Key("channels", "h", "h", "All channels", "all channels; + a new one", _ACT),
    Key("new", "plus", "+", "New channel", "", _ACT),
    Key("copy-id", "y", "y", "Copy ID", "the ID under the cursor", _COPY),
    Key("copy-message", "c", "c", "Copy message", "a message for someone else", _COPY),
    Key("plain", "l", "l", "Plain view", "plain view, for the mouse", _COPY),
    Key("qr", "g", "g", "QR code", "the link as a QR code", _COPY),
    Key("owner", "o", "o", "Not the owner", "card for the account owner", _COPY),
    Key("file", "f", "f", "File", "write to a file", _COPY),
    Key("doctor", "d", "d", "Doctor", "doctor; t terminal check", _HELP),
    Key("terminal", "t", "t", "Terminal check", "", _HELP),
    Key("help", "question_mark", "?", "Keys", "all keys", _HELP),
    Key("palette", "ctrl+p", "^P", "Commands", "search every command", _HELP),
    Key("quit", "q", "q", "Quit", "quit; ^C also while typing", _HELP),
    Key("quit-at-once", "ctrl+c", "^C", "Quit", "", _HELP),
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
