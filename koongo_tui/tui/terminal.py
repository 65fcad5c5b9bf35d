"""What is known about the terminal, and copying text to the clipboard of the person before it.

Only the environment decides; nothing is asked of the terminal, so an answer that never comes
cannot hold anything up.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

# Terminals that draw no lines, or whose fonts lack many of them.
_PLAIN_TERMS = ("dumb", "linux", "vt52", "vt100", "vt220")
# In these languages a terminal may give box drawing two columns, and every line would be torn.
_WIDE_LANGUAGES = ("zh", "ja", "ko")
_SCREEN_CHUNK = 240


@dataclass(frozen=True, slots=True)
class Terminal:
    """Facts about this session.

    Attributes:
        ssh: somebody is logged in from elsewhere; no browser is started here.
        multiplexer: ``tmux`` or ``screen`` when the program runs inside one, else None.
        utf8: letters beyond ASCII can be shown.
        ascii: draw with plain ASCII only.
        colours: ``16 million colours``, ``256 colours``, ``16 colours`` or ``no colours``.
    """

    ssh: bool
    multiplexer: str | None
    utf8: bool
    ascii: bool
    colours: str


def _multiplexer(environ: Mapping[str, str]) -> str | None:
    if environ.get("TMUX"):
        return "tmux"
    return "screen" if environ.get("STY") else None


def _colours(environ: Mapping[str, str]) -> str:
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR") or term in ("", "dumb", "vt52", "vt100", "vt220"):
        return "no colours"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256" in term else "16 colours"


def _needs_ascii(environ: Mapping[str, str], encoding: str | None) -> bool:
    # POSIX: the first of these that is not empty names the language of the letters.
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    language = next((value for name in names if (value := environ.get(name))), "")
    return (
        environ.get("TERM", "").partition("-")[0] in _PLAIN_TERMS
        or language[:2].lower() in _WIDE_LANGUAGES
        or (encoding is not None and "utf" not in encoding.lower())
    )


def read_terminal(
    environ: Mapping[str, str], encoding: str | None, *, ascii_wanted: bool = False
) -> Terminal:
    """The facts about a session.

    Args:
        environ: the environment variables.
        encoding: of the stream that the screen is drawn on, ``utf-8``; None when unknown.
        ascii_wanted: the person asked for plain ASCII.
    """
    return Terminal(
        ssh=any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")),
        multiplexer=_multiplexer(environ),
        utf8=encoding is None or "utf" in encoding.lower(),
        ascii=ascii_wanted or _needs_ascii(environ, encoding),
        colours=_colours(environ),
    )


def runs_systemd(root: Path = Path("/")) -> bool:
    """Whether systemd runs this machine: its own test, sd_booted(3), looks at the same folder."""
    return (root / "run/systemd/system").is_dir()


def clipboard_passthrough(text: str, environ: Mapping[str, str]) -> str:
    """What a multiplexer needs besides the plain OSC 52 sequence; empty outside of one.

    tmux hands a plain sequence on only with ``set-clipboard on``, and one wrapped for it only with
    ``allow-passthrough on``. Sending both reaches the clipboard with either; with both, the same
    text arrives twice, which changes nothing. GNU screen knows the wrapped form alone, in pieces.
    """
    multiplexer = _multiplexer(environ)
    if multiplexer is None:
        return ""
    plain = osc52(text)
    if multiplexer == "tmux":
        return f"\x1bPtmux;{plain.replace(chr(27), chr(27) * 2)}\x1b\\"
    pieces = (plain[i : i + _SCREEN_CHUNK] for i in range(0, len(plain), _SCREEN_CHUNK))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


def osc52(text: str) -> str:
    """The sequence that puts a text into the clipboard (xterm, Operating System Controls 52)."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"


def copy_to_clipboard(app: App[Any], text: str, environ: Mapping[str, str]) -> None:
    """Send a text to the clipboard of the terminal, also through tmux and screen.

    Nothing answers, so nobody can know whether it arrived: say "sent", never "copied", and keep
    the text on screen.
    """
    app.copy_to_clipboard(text)
    send_sequence(app, clipboard_passthrough(text, environ))


def send_sequence(app: App[Any], sequence: str) -> None:
    """Write a control sequence to the person's terminal, between two frames.

    Textual offers no public way to send a sequence of one's own, and writing past its driver
    could cut a frame in two.
    """
    if sequence and app._driver is not None:
        app._driver.write(sequence)


def clear_clipboard(app: App[Any], environ: Mapping[str, str]) -> None:
    """Overwrite the terminal's clipboard.

    Terminals disagree on what an empty text means; every one that takes a text replaces the old.
    """
    copy_to_clipboard(app, "cleared by koongo-tui", environ)


def plain_view(app: App[Any], lines: Sequence[str]) -> bool:
    """Leave the drawn screen, print lines at column 0, wait for Enter, come back.

    The way to take a text along where copying fails: the terminal's own selection works, and the
    text stays in its scrollback, so nothing secret may be shown this way.

    Returns:
        False where the screen cannot be left, as in a test or a browser.
    """
    from textual.app import SuspendNotSupported

    # The screen is drawn on stderr (stdout on Windows); stdout may lead to a file.
    out = sys.__stdout__ if sys.platform == "win32" else sys.__stderr__
    source = sys.__stdin__
    if out is None or source is None:
        return False
    try:
        # Without the batch a drawing in between would wait for a driver that is not reading.
        with app.suspend(), app.batch_update():
            out.write("\n".join(["", *lines, "", "Enter goes back to koongo-tui."]) + "\n")
            out.flush()
            source.readline()
    except SuspendNotSupported:
        return False
    return True
