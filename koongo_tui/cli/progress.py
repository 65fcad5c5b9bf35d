"""How far something is, on one line that is written over; for a terminal only."""

from __future__ import annotations

from koongo_tui.cli.context import Context


class ProgressLine:
    """One line on stderr. Where nobody looks at a terminal it says nothing."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._shown = ""
        self._on = context.stderr.isatty()

    def show(self, what: str, done: int, total: int) -> None:
        """Say how many of how many bytes are done."""
        share = min(done * 100 // total, 100) if total else 100
        text = f"{what} {share} %"
        if self._on and text != self._shown:
            # A shorter text has to cover a longer one.
            self._write(f"\r{text.ljust(len(self._shown))}")
            self._shown = text

    def clear(self) -> None:
        """Leave nothing of it."""
        if self._shown:
            self._write("\r" + " " * len(self._shown) + "\r")
            self._shown = ""

    def _write(self, text: str) -> None:
        print(text, end="", file=self._context.stderr, flush=True)
