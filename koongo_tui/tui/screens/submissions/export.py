"""Writes what is shown into a file."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TextIO

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState

from koongo_tui.errors import KoongoError
from koongo_tui.export import ExportFormat
from koongo_tui.store.new_file import write_new
from koongo_tui.tui.keys import bind
from koongo_tui.tui.text import Line, Tone, paragraph, plain
from koongo_tui.tui.widgets.chrome import KeyBar
from koongo_tui.tui.widgets.lines import Lines
from koongo_tui.tui.wording import plural

if TYPE_CHECKING:
    from koongo_tui.failed_lines import FailedLines, Tell

Write = Callable[[ExportFormat, TextIO], int]
"""Writes everything into an open file; gives the number of what it wrote."""

WriteFailed = Callable[[TextIO, "Tell"], "FailedLines"]
"""Writes the failed lines alone into an open file, and tells how far it is."""

_TITLES = ("CSV, for a spreadsheet", "JSON, for a program", "only the failed lines, CSV")


def stem(channel: str, what: str, now: datetime) -> str:
    """A file's name without its ending."""
    safe = "".join(c if c.isalnum() else "-" for c in channel)
    return f"koongo-{safe}-{what}-{now.astimezone():%Y%m%d-%H%M%S}"


class _StoppedError(Exception):
    """A person does not want the file any more."""


class ExportScreen(ModalScreen[str]):
    """Asks what to write, writes it, and gives a sentence that says what was done."""

    DEFAULT_CSS = """
    ExportScreen { align: center bottom; background: $background 60%; }
    ExportScreen Lines { dock: bottom; margin-bottom: 1; background: $panel; padding: 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "write('csv')", "CSV", key_display="1", id="numbered-1"),
        Binding("2", "write('json')", "JSON", key_display="2", id="numbered-2"),
        Binding("3", "write_failed", "Failed lines", key_display="3", id="numbered-3"),
        bind("back", "close"),
        bind("back", "stop", "Stop"),
        bind("quit", "app.quit", show=False),
    ]

    def __init__(
        self,
        title: str,
        name: str,
        write: Write,
        write_failed: WriteFailed | None = None,
        *,
        folder: Path | None = None,
    ) -> None:
        """
        Args:
            title: what is written, ``44 submissions``.
            name: of the file, without its ending.
            write: does it; is called in a thread.
            write_failed: the same for the failed lines; None where there are none of that kind.
            folder: where to; the current one if None.
        """
        super().__init__()
        self._title = title
        self._stem = name
        self._write = write
        self._write_failed = write_failed
        self._folder = folder or Path.cwd()
        self._writing = False
        self._stop = threading.Event()
        self._so_far = ""

    def compose(self) -> ComposeResult:
        yield Lines(self._content)
        yield KeyBar()

    def on_unmount(self) -> None:
        # The program does not end before its threads.
        self._stop.set()

    def _content(self, width: int) -> Sequence[Line]:
        return self._progress(width) if self._writing else self._choices(width)

    def _choices(self, width: int) -> Sequence[Line]:
        lines = [
            *paragraph(f"Export {self._title}, as they are shown", width, tone=Tone.STRONG),
            plain(""),
        ]
        for number, title in enumerate(_TITLES if self._write_failed else _TITLES[:2], 1):
            lines.append(plain(f"   {number}  {title}"))
        return [
            *lines,
            plain(""),
            *paragraph(f"Into {self._folder}, as {self._stem}", width, tone=Tone.MUTED),
        ]

    def _progress(self, width: int) -> Sequence[Line]:
        return [
            *paragraph(f"Writing {self._title}", width, tone=Tone.STRONG),
            plain(""),
            *paragraph(self._so_far, width, indent=3),
            plain(""),
            *paragraph("Esc stops, and leaves no file.", width, tone=Tone.MUTED),
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """One file at a time; Esc leaves the question or the writing."""
        if action == "write_failed" and self._write_failed is None:
            return False
        if action in ("write", "write_failed", "close"):
            return not self._writing
        return self._writing if action == "stop" else True

    def action_write(self, form: str) -> None:
        """Everything, in this form."""
        chosen = ExportFormat(form)

        def write(target: TextIO) -> str:
            self._write(chosen, target)
            return "Written to"

        self._run(self._stem, chosen, write)

    def action_write_failed(self) -> None:
        """The failed lines alone."""
        write_failed = self._write_failed
        if write_failed is None:
            return

        def write(target: TextIO) -> str:
            return f"{write_failed(target, self._tell).words}:"

        self._run(f"{self._stem}-failed", ExportFormat.CSV, write)

    def _tell(self, so_far: FailedLines) -> None:
        # Called in the thread that writes. A screen that was drawn anew for each report would
        # slow it down: a timer looks at the words.
        if self._stop.is_set():
            raise _StoppedError
        looked_at = plural(so_far.submissions, "submission")
        self._so_far = f"{looked_at} looked at, {plural(so_far.lines, 'failed line')} found"

    @work(exclusive=True, group="writing", exit_on_error=False, description="export")
    async def _run(self, name: str, form: ExportFormat, write: Callable[[TextIO], str]) -> None:
        self._writing = True
        self.show_progress()
        timer = self.set_interval(1.0, self.show_progress)
        try:
            said = await asyncio.to_thread(self._save, name, form, write)
        finally:
            timer.stop()
        self.dismiss(said)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        error = event.worker.error
        if event.state is WorkerState.ERROR and error is not None:
            from koongo_tui.cli.crash import note_crash
            from koongo_tui.tui.app import KoongoApp

            assert isinstance(self.app, KoongoApp)
            noted = note_crash(error, self.app.workspace.environ)
            self.dismiss(f"Nothing was written. {noted.message} {noted.fix}")

    def show_progress(self) -> None:
        """Say how far it is."""
        self.query_one(Lines).refresh_content()
        self.refresh_bindings()

    def _save(self, name: str, form: ExportFormat, write: Callable[[TextIO], str]) -> str:
        said = ""

        def write_unless_stopped(target: TextIO) -> None:
            nonlocal said
            said = write(target)
            if self._stop.is_set():
                raise _StoppedError

        try:
            path = write_new(self._folder, name, form.value, write_unless_stopped)
        except _StoppedError:
            return "Stopped. Nothing was written."
        except OSError as error:
            return f"Nothing was written: {error.strerror or error} ({self._folder})."
        except KoongoError as error:
            return error.message
        return f"{said} {path}"

    def action_stop(self) -> None:
        """Leave it; nothing stays."""
        self._stop.set()

    def action_close(self) -> None:
        """Write nothing."""
        self.dismiss("")
