"""A tab that is a form: its rows, and below them what the row under the cursor is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from koongo_tui.channel_settings import Setting, typed
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.channel.editors import ChoiceEditor, TextEditor
from koongo_tui.tui.screens.channel.fields import FieldRow, FieldTable
from koongo_tui.tui.screens.channel.pane import Pane
from koongo_tui.tui.text import Line, Tone, paragraph
from koongo_tui.tui.widgets.choice_list import Option
from koongo_tui.tui.widgets.chrome import Rule
from koongo_tui.tui.widgets.lines import Lines
from koongo_tui.tui.widgets.window_table import WindowTable

if TYPE_CHECKING:
    from collections.abc import Mapping

YES_NO = (Option("No"), Option("Yes"))

SWITCHES = frozenset({Setting.AUTO_SUBMIT, Setting.BELL, Setting.TERMINAL_NOTICE})


class FormPane(Pane):
    """See the module."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "edit_row", "Change"),
        bind("clear", "drop", "Drop changes", show=False),
    ]
    HINTS: ClassVar[Mapping[Setting, tuple[str, str]]] = {}
    """For settings that are typed: what to write, and an example."""

    def compose(self) -> ComposeResult:
        yield FieldTable()
        yield Rule()
        yield Lines(self._about, id="about")

    def rows(self) -> tuple[FieldRow, ...]:
        """What is shown now."""
        raise NotImplementedError

    async def act(self, key: str) -> None:
        """Do what a row that is no plain setting does."""

    # -- showing -------------------------------------------------------------------------

    @property
    def table(self) -> FieldTable:
        """The rows."""
        return self.query_one(FieldTable)

    def first_focus(self) -> Widget:
        return self.table

    def opened(self) -> None:
        self.show()

    def draft_changed(self) -> None:
        self.show()

    def show(self) -> None:
        """Draw what differs."""
        if self.desk.draft is not None:
            self.table.show_rows(self.rows())
            self.query_one("#about", Lines).refresh_content()

    def _about(self, width: int) -> Sequence[Line]:
        row = self.table.cursor_row
        if row is None:
            return []
        lines = paragraph(row.wrong, width, tone=Tone.WARN) if row.wrong else []
        return [*lines, *paragraph(row.help, width, tone=Tone.MUTED)]

    @on(WindowTable.Highlighted)
    def _highlighted(self, message: WindowTable.Highlighted) -> None:
        message.stop()
        self.query_one("#about", Lines).refresh_content()

    @on(WindowTable.Opened)
    def _opened_by_mouse(self, message: WindowTable.Opened) -> None:
        message.stop()
        self.action_edit_row()

    # -- changing ------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that can do nothing are not offered."""
        if action == "drop":
            return self.desk.unsaved > 0
        return True

    @work(exclusive=True, group="edit", exit_on_error=False, description="changing a setting")
    async def action_edit_row(self) -> None:
        """Change the setting under the cursor, or do what its row says."""
        row = self.table.cursor_row
        if row is None or self.desk.draft is None:
            return
        setting = Setting(row.key) if row.key in set(Setting) else None
        if setting is not None and setting in SWITCHES:
            await self._switch(setting)
        elif setting is not None and setting in self.HINTS:
            await self._type(setting)
        else:
            await self.act(row.key)

    async def _switch(self, setting: Setting) -> None:
        draft = self.desk.draft
        assert draft is not None
        on = draft.words(setting) == "Yes"
        row = self.table.cursor_row
        words = row.help if row is not None else ""
        found = await self.app.push_screen_wait(ChoiceEditor(setting.label, words, YES_NO, int(on)))
        if found is not None:
            self.desk.enter(setting, "yes" if found == "1" else "no")
            self.form.changed()

    async def _type(self, setting: Setting) -> None:
        draft = self.desk.draft
        assert draft is not None
        words, example = self.HINTS[setting]
        text = typed(setting, draft.now, draft.notices) or ""
        found = await self.app.push_screen_wait(
            TextEditor(
                setting.label,
                words,
                self.desk.typed.pop(setting, text),
                self.desk.check(setting),
                placeholder=example,
                pages=setting is Setting.ENDS_ON,
                keep=lambda left: self.desk.typed.__setitem__(setting, left),
            )
        )
        if found is not None:
            self.form.changed()
        elif setting in self.desk.typed:
            self.say("Not taken. What you typed is there when you press Enter again.")

    def action_drop(self) -> None:
        """Forget all changes of this channel that are not saved."""
        self.form.drop()
