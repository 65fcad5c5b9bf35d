"""The hand-off card: instructions for the owner of the Amazon account."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalGroup
from textual.widgets import Input, Static

from koongo_tui.guide.flow import Step
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.page import SetupPage, heading, prose
from koongo_tui.tui.screens.setup.words import short_path
from koongo_tui.tui.widgets.value_input import ValueInput


class OwnerCardPage(SetupPage):
    """Shows the card, sends it to the clipboard and writes it to a file."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", "I have the values"),
        bind("copy-message", "copy_card", "Copy again"),
        bind("file", "write", "Other file"),
        bind("plain", "plain", "Plain"),
    ]

    def compose(self) -> ComposeResult:
        yield heading("Send this to the person who owns the Amazon account")
        yield Static(self.card, markup=False, id="card", classes="gap")
        with VerticalGroup(id="file"):
            yield prose("Write the card to this file, then Enter:", classes="gap")
            yield ValueInput()
        yield prose(self.closing, classes="gap quiet")

    @property
    def card(self) -> str:
        """The instructions."""
        return self.session.card()

    @property
    def closing(self) -> str:
        """What is said below the card."""
        if self.session.demo:
            return "In the demo no file is written and no progress is kept."
        return "Your progress is saved: you can close this now. Run koongo-tui to come back."

    def on_mount(self) -> None:
        self.query_one("#file").display = False
        self._copy(self._write())

    def _write(self) -> str:
        try:
            written = self.session.write_card(self.card)
        except OSError as error:
            return f"It could not be written to a file: {error.strerror or error}."
        if written is None:
            return "No file was written."
        return f"Also written to {short_path(written)} (no secrets in it)."

    def _copy(self, more: str) -> None:
        self.copy(self.card, "The card was")
        if more:
            self.say(f"Sent to your terminal's clipboard. {more}")

    def action_copy_card(self) -> None:
        self._copy("")

    def action_plain(self) -> None:
        self.show_plain(self.card.split("\n"))

    def action_write(self) -> None:
        field = self.query_one(Input)
        field.value = field.value or self.session.drafts.get("card", "~/koongo-card.txt")
        self.query_one("#file").display = True
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.session.drafts["card"] = event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = Path(event.value.strip()).expanduser()
        try:
            if path.exists():
                self.say(f"{short_path(path)} exists; it was left alone. Choose another name.")
                return
            self.session.write_card(self.card, path)
        except OSError as error:
            self.say(f"It could not be written: {error.strerror or error}.", trouble=True)
            return
        self._close_file()
        self.say(f"Written to {short_path(path)} (no secrets in it).")

    def _close_file(self) -> None:
        self.query_one("#file").display = False
        self.focus()

    async def action_next(self) -> None:
        self.move(self.setup.go_to(Step.PASTE))

    async def action_back(self) -> None:
        if self.query_one(Input).has_focus:
            self._close_file()
            return
        self.close()
