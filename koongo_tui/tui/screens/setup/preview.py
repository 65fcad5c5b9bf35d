"""Exactly what saving will write, the token masked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from koongo_tui.file_preview import FilePreview
from koongo_tui.tui.screens.setup.page import SubPage, heading
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.screens.setup.words import short_path


class PreviewPage(SubPage):
    """The files, one after the other."""

    def __init__(self, session: Session, files: Sequence[FilePreview]) -> None:
        super().__init__(session)
        self._files = files

    def compose(self) -> ComposeResult:
        yield heading("Exactly what will be written")
        for file in self._files:
            yield Static(
                f"{short_path(file.path)}   mode {file.mode:04o}",
                markup=False,
                classes="gap label inner",
            )
            yield Static(file.text.rstrip("\n"), markup=False, classes="quoted")

    def opening(self) -> str:
        return "The token is masked here; the file will hold it in full. Esc goes back."
