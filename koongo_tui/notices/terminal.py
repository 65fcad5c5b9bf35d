"""The terminal's own notification: which sequence the terminal at hand understands, if any.

Nothing is sent to a terminal that is not known to understand it. The environment tells the
terminal, also over SSH as far as it is passed on (``TERM`` always is). Inside tmux the environment
may speak of another terminal, so tmux itself is asked which one is attached now, and whether it
hands sequences on.

Sources: iTerm2, "Proprietary Escape Codes" (OSC 9); kitty, "Desktop notifications" (OSC 99);
rxvt-unicode's ``notify`` (OSC 777), which foot, Ghostty, WezTerm and Windows Terminal took over;
ConEmu, "ANSI X3.64 and Xterm 256 Colors" (OSC 9;2, a box of its own).
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

TMUX_LIMIT = 2.0
"""Seconds until tmux has to have answered."""

AskTmux = Callable[[Mapping[str, str]], "TmuxFacts | None"]

_END = "\x1b\\"


class Dialect(StrEnum):
    """How a terminal wants to be told."""

    OSC9 = "OSC 9"
    OSC99 = "OSC 99"
    OSC777 = "OSC 777"
    CONEMU = "OSC 9;2"


@dataclass(frozen=True, slots=True)
class TmuxFacts:
    """What tmux says of the terminal that is attached to it.

    Attributes:
        term: its ``TERM``.
        kind: how it named itself, ``iTerm2 3.5.0``; empty when it did not.
        passes_on: sequences wrapped for tmux reach the terminal.
    """

    term: str
    kind: str
    passes_on: bool


@dataclass(frozen=True, slots=True)
class NoticeWay:
    """How a notification reaches the terminal, or why it does not.

    Attributes:
        terminal: its name; None when it is not known.
        dialect: None when nothing can be sent.
        tmux: the sequence has to be wrapped for tmux.
        why_not: a sentence; empty when it can be sent.
    """

    terminal: str | None
    dialect: Dialect | None
    tmux: bool = False
    why_not: str = ""


_NOT_KNOWN = "This terminal is not known to show any. The bell works."
_SCREEN = "GNU screen names no terminal behind it: none is sent."
_TMUX_SILENT = "tmux names no terminal behind it: none is sent."
_TMUX_KEEPS = "tmux needs:  set -g allow-passthrough on"

_BY_TERM = (
    ("xterm-kitty", "kitty", Dialect.OSC99),
    ("xterm-ghostty", "Ghostty", Dialect.OSC777),
    ("ghostty", "Ghostty", Dialect.OSC777),
    ("wezterm", "WezTerm", Dialect.OSC777),
    ("foot", "foot", Dialect.OSC777),
)
_BY_NAME = (
    ("iterm", "iTerm2", Dialect.OSC9),
    ("kitty", "kitty", Dialect.OSC99),
    ("ghostty", "Ghostty", Dialect.OSC777),
    ("wezterm", "WezTerm", Dialect.OSC777),
    ("foot", "foot", Dialect.OSC777),
)
# A variable that a terminal sets for the programs in it.
_BY_VARIABLE = (
    ("KITTY_WINDOW_ID", "kitty", Dialect.OSC99),
    ("GHOSTTY_RESOURCES_DIR", "Ghostty", Dialect.OSC777),
    ("WEZTERM_PANE", "WezTerm", Dialect.OSC777),
    ("ITERM_SESSION_ID", "iTerm2", Dialect.OSC9),
    ("ConEmuPID", "ConEmu", Dialect.CONEMU),
    ("WT_SESSION", "Windows Terminal", Dialect.OSC777),
)
# These draw what they do not understand, or speak for another terminal than the one at hand.
_NEVER = ("", "dumb", "linux", "vt52", "vt100", "vt220")


def notice_way(environ: Mapping[str, str], ask_tmux: AskTmux | None = None) -> NoticeWay:
    """How to notify the terminal of this session. May ask tmux: not for an event loop.

    Args:
        environ: the environment variables.
        ask_tmux: for tests; :func:`tmux_facts` if None.
    """
    if environ.get("TMUX"):
        return _through_tmux((ask_tmux or tmux_facts)(environ))
    if environ.get("STY"):
        return NoticeWay(None, None, why_not=_SCREEN)
    term = environ.get("TERM", "")
    windows = bool(environ.get("WT_SESSION") or environ.get("ConEmuPID"))
    if term in _NEVER and not (term == "" and windows):
        return NoticeWay(None, None, why_not=_NOT_KNOWN)
    found = (
        _of_term(term)
        or _of_name(environ.get("TERM_PROGRAM", ""))
        or _of_name(environ.get("LC_TERMINAL", ""))
        or next(((n, d) for v, n, d in _BY_VARIABLE if environ.get(v)), None)
    )
    if found is None:
        return NoticeWay(None, None, why_not=_NOT_KNOWN)
    return NoticeWay(*found)


def _through_tmux(facts: TmuxFacts | None) -> NoticeWay:
    if facts is None:
        return NoticeWay(None, None, tmux=True, why_not=_TMUX_SILENT)
    found = _of_name(facts.kind) or _of_term(facts.term)
    if found is None:
        return NoticeWay(None, None, tmux=True, why_not=_NOT_KNOWN)
    if not facts.passes_on:
        return NoticeWay(found[0], None, tmux=True, why_not=_TMUX_KEEPS)
    return NoticeWay(*found, tmux=True)


def _of_term(term: str) -> tuple[str, Dialect] | None:
    return next(
        ((name, dialect) for t, name, dialect in _BY_TERM if term == t or term.startswith(f"{t}-")),
        None,
    )


def _of_name(text: str) -> tuple[str, Dialect] | None:
    folded = text.casefold()
    return next(((name, d) for t, name, d in _BY_NAME if folded.startswith(t)), None)


def tmux_facts(environ: Mapping[str, str]) -> TmuxFacts | None:
    """Ask the tmux around this process; None when it does not answer."""
    asked = "#{client_termname}\t#{client_termtype}\t#{allow-passthrough}"
    words = ["tmux", "display-message", "-p"]
    if pane := environ.get("TMUX_PANE"):
        words += ["-t", pane]
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            [*words, asked],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environ),
            timeout=TMUX_LIMIT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    fields = done.stdout.decode(errors="replace").rstrip("\n").split("\t")
    if len(fields) != 3 or not fields[0]:
        return None
    return TmuxFacts(fields[0], fields[1], fields[2] in ("1", "2", "on", "all"))


def sequence(way: NoticeWay, title: str, text: str) -> str:
    """What to write to the terminal; empty where nothing can be sent.

    Args:
        title, text: printable characters on one line each; anything else is left out.
    """
    title, text = _safe(title), _safe(text)
    match way.dialect:
        case None:
            return ""
        case Dialect.OSC9:
            # A number at the beginning would be one of ConEmu's commands.
            plain = f"\x1b]9;koongo-tui: {title}. {text}\a"
        case Dialect.OSC99:
            # Encoded, so that no letter of a text from outside is ever part of the sequence.
            plain = (
                f"\x1b]99;i=koongo-tui:d=0:e=1:p=title;{_base64(title)}{_END}"
                f"\x1b]99;i=koongo-tui:d=1:e=1:p=body;{_base64(text)}{_END}"
            )
        case Dialect.OSC777:
            # The semicolon parts the title from the text.
            plain = f"\x1b]777;notify;{title.replace(';', ',')};{text.replace(';', ',')}{_END}"
        case Dialect.CONEMU:
            inside = f"{title}. {text}".replace('"', "'")
            plain = f'\x1b]9;2;"koongo-tui: {inside}"{_END}'
    if not way.tmux:
        return plain
    return f"\x1bPtmux;{plain.replace(chr(27), chr(27) * 2)}{_END}"


def _safe(text: str) -> str:
    return "".join(c for c in text if c.isprintable())


def _base64(text: str) -> str:
    return base64.b64encode(text.encode(errors="replace")).decode()
