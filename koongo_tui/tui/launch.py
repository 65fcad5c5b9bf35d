"""The way into the full screen: is there a terminal, what does it need, and how did it end.

Textual reads its settings from the environment when it is imported, so they are set here, before
anything of it is.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Literal, TextIO

from koongo_tui.errors import KoongoError, UsageError
from koongo_tui.tui.terminal import Terminal, read_terminal

if TYPE_CHECKING:
    from koongo_tui.guide.programs import Program
    from koongo_tui.tui.app import KoongoApp
    from koongo_tui.workspace import Workspace

Start = Literal["auto", "setup", "submissions"]

SLOW_LINE_FPS = "15"


def check_terminal(
    environ: Mapping[str, str], *, stdin: TextIO | None = None, stderr: TextIO | None = None
) -> None:
    """See whether a screen can be drawn and keys can be read.

    Args:
        environ: the environment variables.
        stdin, stderr: where keys come from, and where Textual draws; the process's own if None.

    Raises:
        UsageError: not here; says what works instead.
    """
    stdin, stderr = stdin or sys.stdin, stderr or sys.stderr
    instead = "Without the full screen: koongo-tui status, or koongo-tui setup --plain"
    if not (stdin.isatty() and stderr.isatty()):
        raise UsageError("The full screen needs a terminal. Nothing was started.", fix=instead)
    if environ.get("TERM") == "dumb":
        raise UsageError(
            "This terminal cannot draw a screen (TERM is dumb). Nothing was started.", fix=instead
        )


def prepare(environ: MutableMapping[str, str], terminal: Terminal) -> None:
    """Set what Textual reads when it is imported.

    Nothing ever animates. Over SSH fewer frames are drawn, since each has to cross the line, and
    mouse positions in pixels, which multiplexers get wrong, are not asked for. Textual's own log
    is switched off: it would hold what is pasted.
    """
    environ["TEXTUAL_ANIMATIONS"] = "none"
    if terminal.ssh:
        environ.setdefault("TEXTUAL_FPS", SLOW_LINE_FPS)
    if terminal.ssh or terminal.multiplexer:
        environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    for name in ("TEXTUAL_LOG", "TEXTUAL"):
        environ.pop(name, None)


def run_screen(
    workspace: Workspace,
    *,
    channel: str | None = None,
    ascii_only: bool = False,
    start: Start = "auto",
    program: Program | None = None,
) -> int:
    """Open the full screen and stay until it is left; gives the exit code.

    Args:
        channel: the channel to open; the current one if None.
        ascii_only: the person asked for plain ASCII.
        start: ``auto`` opens the setup when there is no channel yet.
        program: the setup begins with this one, or moves the channel to it.

    Raises:
        KoongoError: what the screen ended with and could not show.
        Exception: an unexpected failure inside; the terminal is as it was before.
    """
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    terminal = read_terminal(workspace.environ, encoding, ascii_wanted=ascii_only)
    prepare(os.environ, terminal)
    # While modules load and the first frame is made nothing becomes garbage; the application
    # switches it on again when it is ready.
    gc.disable()

    from koongo_tui.tui.app import KoongoApp

    app = KoongoApp(workspace, channel=channel, start=start, program=program, terminal=terminal)
    app.run()
    return ended(app)


def ended(app: KoongoApp) -> int:
    """The exit code of a finished screen; raises what it crashed with."""
    if app.crash is not None:
        raise app.crash
    if app.return_code is None:
        raise KoongoError("The screen was closed by something unexpected.")
    return app.return_code
