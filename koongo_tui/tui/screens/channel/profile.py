"""The tab Edit Profile: what the channel is called, where its feed comes from, and notices."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import BindingType

from koongo_tui.channel_settings import LEAST_REFRESH, Setting
from koongo_tui.feeds.kinds import FEED_TYPES, FeedType
from koongo_tui.guide.programs import Program
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.channel.editors import ChoiceEditor, TextEditor
from koongo_tui.tui.screens.channel.fields import FieldRow
from koongo_tui.tui.screens.channel.form_pane import FormPane
from koongo_tui.tui.screens.channel.rows import Deed, looked_words, profile_rows, source_of
from koongo_tui.tui.text import Tone
from koongo_tui.tui.widgets.choice_list import Option

_GUESS = Option("As the file looks", "found out anew for each feed")
_OTHER = Option("Another type", "typed as Amazon writes it")


class ProfilePane(FormPane):
    """See the module."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("refresh", "look", "Look at the source")]
    HINTS = {
        Setting.NAME: ("Letters, digits and blanks, 40 at most.", "main"),
        Setting.FEED_SOURCE: (
            "A path, or an address that begins with https://. Empty: no feed source.",
            "~/koongo/feed.xml",
        ),
        Setting.REFRESH: (f"Seconds, {LEAST_REFRESH} or more.", "60"),
        Setting.NOTICE_COMMAND: (
            "Run without a shell; the notice is in its environment. Empty: none.",
            "notify-send koongo-tui",
        ),
    }

    def rows(self) -> tuple[FieldRow, ...]:
        assert self.desk.draft is not None
        return profile_rows(self.desk.draft, self._look_words, self._look_wrong)

    _look_words = "not looked at in this run"
    _look_wrong = ""

    def draft_changed(self) -> None:
        self._look_words, self._look_wrong = ProfilePane._look_words, ""
        super().draft_changed()

    async def act(self, key: str) -> None:
        if key == Setting.FEED_TYPE:
            await self._choose_type()
        elif key == Deed.LOOK:
            self.action_look()

    async def _choose_type(self) -> None:
        draft = self.desk.draft
        assert draft is not None
        program = draft.now.program
        types = sorted(FEED_TYPES, key=lambda t: t.taken_by(program) is False)
        options = [_GUESS, *(Option(t.words, _type_detail(t, program)) for t in types), _OTHER]
        names = [t.name for t in types]
        current = draft.now.feed_type
        chosen = 0 if current is None else len(options) - 1
        if current in names:
            chosen = names.index(current) + 1
        found = await self.app.push_screen_wait(
            ChoiceEditor("Feed type", "What the feed is to Amazon.", options, chosen)
        )
        if found is None:
            return
        index = int(found)
        if index == len(options) - 1:
            await self._type_name()
            return
        self.desk.enter(Setting.FEED_TYPE, names[index - 1] if index else "")
        self.form.changed()

    async def _type_name(self) -> None:
        assert self.desk.draft is not None
        found = await self.app.push_screen_wait(
            TextEditor(
                "Feed type",
                "As Amazon writes it, with or without underscores around it.",
                self.desk.draft.now.feed_type or "",
                self.desk.check(Setting.FEED_TYPE),
                placeholder="JSON_LISTINGS_FEED",
            )
        )
        if found is not None:
            self.form.changed()

    @work(group="look", exclusive=True, exit_on_error=False, description="looking at a source")
    async def action_look(self) -> None:
        """Look at the source as it stands on the form, saved or not."""
        draft, workspace = self.desk.draft, self.desk.workspace
        if draft is None:
            return
        if not source_of(draft.now):
            self.say("There is no feed source yet. Enter it one row above.", Tone.WARN)
            return
        from koongo_tui.errors import KoongoError
        from koongo_tui.tui.feed_look import try_source

        self._look_words, self._look_wrong = "looking", ""
        self.show()
        try:
            known = await try_source(workspace, draft)
        except KoongoError as error:
            self._look_words = "cannot be read"
            self._look_wrong = f"{error.message} {error.fix}".strip()
            self.table.move_to(2)
            self.say("The source cannot be read; why stands above.", Tone.WARN)
        else:
            words = looked_words(known.size, known.changed_at, workspace.clock())
            self._look_words = f"found: {words}"
            self.say("The source can be read. Press 3 to see the feed.")
        self.show()


def _type_detail(feed_type: FeedType, program: Program) -> str:
    if program is Program.SP_API and feed_type.removed:
        return "Amazon refuses it since 31 July 2025"
    if feed_type.taken_by(program) is False:
        return f"not with {program.title}"
    return feed_type.name
