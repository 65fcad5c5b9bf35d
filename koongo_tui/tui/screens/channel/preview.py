"""The tab Feed Preview: the feed as a table, what was found in it, and the way to send it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from koongo_tui.feeds.model import FeedError, Finding
from koongo_tui.store.intents import Origin
from koongo_tui.tui.feed_view import FeedView, FeedWindow
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.channel import preview_words as words
from koongo_tui.tui.screens.channel.feed_table import FeedTable
from koongo_tui.tui.screens.channel.findings_table import FindingsTable
from koongo_tui.tui.screens.channel.pane import Pane
from koongo_tui.tui.text import Line, Tone, paragraph
from koongo_tui.tui.widgets.chrome import Rule
from koongo_tui.tui.widgets.lines import Lines, ScrollingLines, nothing
from koongo_tui.tui.widgets.window_table import WindowTable

if TYPE_CHECKING:
    from textual.timer import Timer

    from koongo_tui.tui.live import Live
    from koongo_tui.tui.screens.channel.desk import Desk

_NEED_FEED = frozenset({"submit", "raw", "other_part", "finding", "compare"})


class PreviewPane(Pane):
    """Shows the saved source. Opened at once, read to its end in the background."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "submit", "Submit to Amazon"),
        bind("next-problem", "finding(1)", "Next finding"),
        bind("previous-problem", "finding(-1)", "Previous finding", show=False),
        bind("compare", "compare"),
        bind("raw", "raw", "Record"),
        bind("refresh", "look", "Look again"),
        bind("single", "other_part", "Findings", show=False),
    ]

    def __init__(self, desk: Desk, live: Live) -> None:
        super().__init__(desk, live)
        self.view = FeedView(live.workspace, live.channel)
        self._timer: Timer | None = None
        self._begun = False

    def compose(self) -> ComposeResult:
        yield Lines(self._head, id="feed-head")
        yield ScrollingLines(id="no-feed")
        with Vertical(id="feed"):
            yield FeedTable()
            yield Rule(id="found")
            yield FindingsTable()
            yield Lines(self._about, id="fix")

    # -- life ----------------------------------------------------------------------------

    def first_focus(self) -> Widget:
        shown = self.view.opened is not None
        return self.query_one(FeedTable) if shown else self.query_one("#no-feed")

    def opened(self) -> None:
        if self.view.channel != self.live.channel:
            # The source was changed and saved meanwhile.
            self.view.close()
            self.view = FeedView(self.live.workspace, self.live.channel)
            self._begun = False
        if self._begun:
            self.show()
            return
        self._begun = True
        if self._timer is None:
            self._timer = self.set_interval(1.0, self.tick)
        self._open()

    def on_unmount(self) -> None:
        self.view.close()

    @work(exclusive=True, group="feed", exit_on_error=False, description="opening the feed")
    async def _open(self) -> None:
        view = self.view
        await view.open_first()
        self._show_rows(reset=True)
        await view.look()
        self._show_rows(reset=True)
        await view.study(self._studied)

    @work(exclusive=True, group="feed", exit_on_error=False, description="looking at the source")
    async def action_look(self) -> None:
        """Look at the source again."""
        view = self.view
        self.say("Looking at the source.", Tone.MUTED)
        view.stop()
        another = await view.look()
        self._show_rows(reset=another)
        if view.trouble is not None:
            self.say(f"{view.trouble.message} {view.trouble.fix}".strip(), Tone.WARN)
        else:
            self.say("The source holds another feed now." if another else "It is the same feed.")
        if another or view.checked is None:
            await view.study(self._studied)

    def _studied(self) -> None:
        self._show_rows()

    def tick(self) -> None:
        """A second has passed."""
        opened = self.view.opened
        if not self.display or not self.screen.is_active or opened is None:
            return
        table = self.query_one(FeedTable)
        if table.row_count != opened.count:
            self._show_rows()
        self.query_one("#feed-head", Lines).refresh_content()
        self._show_found()

    def _broken(self, error: FeedError) -> None:
        """The file is another one by now."""
        self.view.trouble = error
        self.call_later(self.action_look)

    # -- showing -------------------------------------------------------------------------

    def show(self) -> None:
        """Draw what there is."""
        self._show_rows()

    def _show_rows(self, *, reset: bool = False) -> None:
        view = self.view
        table = self.query_one(FeedTable)
        there = view.opened is not None
        self.query_one("#feed").display = there
        none = self.query_one("#no-feed", ScrollingLines)
        none.display = not there
        if view.opened is not None:
            had_focus = none.has_focus
            table.show_feed(FeedWindow(view.opened, self._broken), reset=reset)
            if had_focus:
                table.focus()
        else:
            none.show(self._none)
        findings = view.checked.findings if view.checked is not None else ()
        self.query_one(FindingsTable).show_findings(findings)
        marked = {e.index for f in findings for e in f.examples if e.index is not None}
        table.mark(frozenset(marked))
        self.query_one("#feed-head", Lines).refresh_content()
        self._show_found()
        self.form.refresh_bindings()

    def _none(self, width: int) -> Sequence[Line]:
        view = self.view
        if view.trouble is not None:
            return words.trouble_lines(view.trouble.message, view.trouble.fix, width)
        if view.channel.feed_source is None:
            return words.no_source_lines(width)
        return paragraph(f"{view.doing or 'Opening the feed'}.", width)

    def _show_found(self) -> None:
        view = self.view
        findings = view.checked.findings if view.checked is not None else None
        said = words.found_words(findings, view.doing, view.progress)
        if view.trouble is not None:
            what = "this is what was fetched last" if view.kept else "this is the file itself"
            said = f"The source cannot be used now; {what}"
        first, last, total = self.query_one(FeedTable).columns_shown()
        if total > last - first + 1:
            said = f"{said}   columns {first} to {last} of {total}, Left Right"
        self.query_one("#found", Rule).show(said)
        self.query_one("#fix", Lines).refresh_content()

    def _head(self, width: int) -> Sequence[Line]:
        view = self.view
        opened = view.opened
        if opened is None:
            return []
        now = view.workspace.clock()
        return [
            words.head_line(
                view.type_title,
                opened.size,
                opened.count,
                complete=opened.complete,
                looked=words.looked_at_words(view.looked_at, now, kept=view.kept),
                width=width,
            ),
            words.facts_line(view.checked.facts if view.checked is not None else None, width),
        ]

    def _finding(self) -> Finding | None:
        return self.query_one(FindingsTable).cursor_row

    def _about(self, width: int) -> Sequence[Line]:
        trouble = self.view.trouble
        if trouble is not None:
            return paragraph(f"{trouble.message} {trouble.fix}", width, tone=Tone.WARN)
        if self.view.checked is None:
            return nothing(width)
        return words.finding_lines(self._finding(), width)

    @on(WindowTable.Highlighted)
    def _highlighted(self, message: WindowTable.Highlighted) -> None:
        message.stop()
        if isinstance(message.table, FindingsTable):
            self.query_one("#fix", Lines).refresh_content()

    @on(FeedTable.Paged)
    def _paged(self) -> None:
        self._show_found()

    @on(WindowTable.Opened)
    def _clicked(self, message: WindowTable.Opened) -> None:
        message.stop()
        if isinstance(message.table, FindingsTable):
            self._jump()

    # -- keys ----------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that can do nothing are not offered."""
        if action == "finding":
            return bool(self.query_one(FindingsTable).row_count)
        return self.view.opened is not None if action in _NEED_FEED else True

    def action_submit(self) -> None:
        """Send it; from the findings, to the row that is one of them."""
        if self.query_one(FindingsTable).has_focus:
            self._jump()
            return
        checked = self.view.checked
        if checked is None:
            self.say("The feed is still being checked. Enter sends it after that.", Tone.WARN)
            return
        if not self.view.kept:
            self.say("The source could not be fetched, so nothing can be sent. r tries again.")
            return
        from koongo_tui.tui.screens.channel.send import SendScreen

        self.app.push_screen(SendScreen(self.live, checked, Origin.PERSON, self._sent))

    def _sent(self, submission_id: str) -> None:
        """Back to the list, which follows it."""
        self.form.sent(submission_id)

    def action_finding(self, step: int) -> None:
        """To the next finding, and the row that is an example of it."""
        table = self.query_one(FindingsTable)
        if not table.touched and step > 0 and table.cursor == 0:
            table.move_to(0)
        else:
            table.move_to((table.cursor + step) % table.row_count)
        self._jump()

    def _jump(self) -> None:
        finding = self._finding()
        if finding is None:
            return
        place = next((e.index for e in finding.examples if e.index is not None), None)
        if place is None:
            self.say("That is about the file as a whole.")
            return
        table = self.query_one(FeedTable)
        table.move_to(place)
        table.focus()

    def action_other_part(self) -> None:
        """From the rows to what was found, and back."""
        findings = self.query_one(FindingsTable)
        if findings.has_focus or not findings.row_count:
            self.query_one(FeedTable).focus()
        else:
            findings.focus()

    def action_raw(self) -> None:
        """The record under the cursor, as it is in the file."""
        row = self.query_one(FeedTable).cursor_row
        if row is None or self.view.opened is None:
            return
        from koongo_tui.tui.screens.channel.record import RecordScreen

        self.app.push_screen(RecordScreen(self.view.opened, row, self.desk.name))

    def action_compare(self) -> None:
        """What differs from the feed that was sent last."""
        from koongo_tui.tui.screens.channel.differences import DifferencesScreen

        self.app.push_screen(DifferencesScreen(self.view, self.desk.name))
