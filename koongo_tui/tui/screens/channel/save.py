"""The tab Save settings: what differs, what it means, and which files change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from koongo_tui.channel_settings import Change
from koongo_tui.errors import KoongoError
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.channel.desk import FileChange
from koongo_tui.tui.screens.channel.pane import Pane
from koongo_tui.tui.text import EMPTY, Line, Tone, fit, paragraph, plain
from koongo_tui.tui.widgets.lines import ScrollingLines
from koongo_tui.tui.wording import plural


class SavePane(Pane):
    """See the module."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "save", "Save"),
        bind("clear", "drop", "Drop changes"),
    ]

    def compose(self) -> ComposeResult:
        yield ScrollingLines(self._content)

    def first_focus(self) -> Widget:
        return self.query_one(ScrollingLines)

    def opened(self) -> None:
        self.query_one(ScrollingLines).refresh_content()

    _failed = ""

    def draft_changed(self) -> None:
        self._failed = ""
        self.opened()

    def _content(self, width: int) -> Sequence[Line]:
        draft = self.desk.draft
        if draft is None:
            return []
        problems = [*([self._failed] if self._failed else []), *draft.problems()]
        return save_lines(draft.changes(), problems, self.desk.files(), width)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Nothing is offered where nothing differs."""
        return self.desk.unsaved > 0

    @work(exclusive=True, group="save", exit_on_error=False, description="saving the settings")
    async def action_save(self) -> None:
        """Write it."""
        draft = self.desk.draft
        if draft is None or not draft.changed:
            return
        if problems := draft.problems():
            self.say(problems[0], Tone.WARN)
            return
        try:
            before, now, notes = await self.desk.save()
        except KoongoError as error:
            self._failed = f"{error.message} {error.fix}".strip()
            self.opened()
            self.say("Not saved; why stands above. Your changes are kept.", Tone.WARN)
            return
        await self.form.saved(before, now, notes)

    def action_drop(self) -> None:
        """Forget all changes."""
        self.form.drop()


def save_lines(
    changes: Sequence[Change], problems: Sequence[str], files: Sequence[FileChange], width: int
) -> list[Line]:
    """What saving does, before it does it."""
    if not changes:
        return [
            EMPTY,
            *paragraph("Nothing differs from what is saved.", width, tone=Tone.STRONG),
            *paragraph("Change a value under 1 or 4, and it is shown here.", width),
        ]
    lines: list[Line] = []
    for problem in problems:
        lines += [*paragraph(problem, width, tone=Tone.WARN), EMPTY]
    lines += paragraph(f"{plural(len(changes), 'change')} to save", width, tone=Tone.STRONG)
    for change in changes:
        lines += _change_lines(change, width)
    lines += [EMPTY, *paragraph("Files that change", width, tone=Tone.STRONG)]
    for file in files:
        # A path stands alone, so that a mouse can select it.
        lines += [plain(file.path), *paragraph(file.what, width, indent=3, tone=Tone.MUTED)]
    if not files:
        lines += paragraph("none: the token is kept nowhere", width, indent=3, tone=Tone.MUTED)
    return lines


def _change_lines(change: Change, width: int) -> list[Line]:
    label = fit(change.setting.label, 20)
    lines: list[Line] = []
    before = paragraph(change.before, width, indent=24, tone=Tone.MUTED)
    after = paragraph(change.after, width, indent=24)
    for number, (text, tone) in enumerate(line[0] for line in before):
        head = f"   {label} " if number == 0 else " " * 24
        lines.append(((head, Tone.MUTED), (text[24:], tone)))
    for number, (text, tone) in enumerate(line[0] for line in after):
        head = f"{'now'.rjust(22)}  " if number == 0 else " " * 24
        lines.append(((head, Tone.ACCENT), (text[24:], tone)))
    if change.meaning:
        lines += paragraph(change.meaning, width, indent=24, tone=Tone.MUTED)
    return lines
