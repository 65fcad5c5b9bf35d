"""Writes what is shown into a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar, TextIO

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from koongo_tui.errors import KoongoError
from koongo_tui.export import ExportFormat
from koongo_tui.tui.keys import bind
from koongo_tui.tui.text import Line, Tone, paragraph, plain
from koongo_tui.tui.widgets.chrome import KeyBar
from koongo_tui.tui.widgets.lines import Lines

Write = Callable[[ExportFormat, TextIO], int]
"""Writes everything into an open file; gives the number of what it wrote."""

_TITLES = {ExportFormat.CSV: "CSV, for a spreadsheet", ExportFormat.JSON: "JSON, for a program"}


def free_path(folder: Path, stem: str, form: ExportFormat) -> Path:
    """A path at which nothing is yet: ``koongo-main-20260306-1432.csv``, ``..-2.csv``."""
    path = folder / f"{stem}.{form.value}"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.{form.value}"
    return path


def stem(channel: str, what: str, now: datetime) -> str:
    """A file's name without its ending."""
    safe = "".join(c if c.isalnum() else "-" for c in channel)
    return f"koongo-{safe}-{what}-{now.astimezone():%Y%m%d-%H%M%S}"


class ExportScreen(ModalScreen[str]):
    """Asks for the format, writes, and gives a sentence that says what was done."""

    DEFAULT_CSS = """
    ExportScreen { align: center bottom; background: $background 60%; }
    ExportScreen Lines { dock: bottom; margin-bottom: 1; background: $panel; padding: 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "write('csv')", "CSV", key_display="1", id="numbered-1"),
        Binding("2", "write('json')", "JSON", key_display="2", id="numbered-2"),
        bind("back", "close"),
        bind("quit", "app.quit", show=False),
    ]

    def __init__(self, title: str, name: str, write: Write, *, folder: Path | None = None) -> None:
        """
        Args:
            title: what is written, ``44 submissions``.
            name: of the file, without its ending.
            write: does it; is called in a thread.
            folder: where to; the current one if None.
        """
        super().__init__()
        self._title = title
        self._stem = name
        self._write = write
        self._folder = folder or Path.cwd()

    def compose(self) -> ComposeResult:
        yield Lines(self._content)
        yield KeyBar()

    def _content(self, width: int) -> Sequence[Line]:
        lines = [
            *paragraph(f"Export {self._title}, as they are shown", width, tone=Tone.STRONG),
            plain(""),
        ]
        for number, (_form, title) in enumerate(_TITLES.items(), 1):
            lines.append(plain(f"   {number}  {title}"))
        return [
            *lines,
            plain(""),
            *paragraph(f"Into {self._folder}, as {self._stem}", width, tone=Tone.MUTED),
        ]

    @work(exclusive=True, group="writing", exit_on_error=False, description="export")
    async def action_write(self, form: str) -> None:
        """Write it."""
        self.dismiss(await asyncio.to_thread(self._save, ExportFormat(form)))

    def _save(self, form: ExportFormat) -> str:
        path = free_path(self._folder, self._stem, form)
        try:
            with path.open("x", encoding="utf-8", newline="") as target:
                self._write(form, target)
        except OSError as error:
            return f"Nothing was written: {error.strerror or error} ({path})."
        except KoongoError as error:
            return error.message
        return f"Written to {path}"

    def action_close(self) -> None:
        """Write nothing."""
        self.dismiss("")
