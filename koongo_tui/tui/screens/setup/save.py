"""Step 5, Save: where the token lives, and exactly what will be written."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalGroup
from textual.widget import Widget
from textual.widgets import Input, Static

from koongo_tui.errors import KoongoError
from koongo_tui.guide.flow import Setup, SetupError, TokenHome
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.page import SetupPage, prose
from koongo_tui.tui.screens.setup.preview import PreviewPage
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.screens.setup.words import short_path
from koongo_tui.tui.terminal import runs_systemd
from koongo_tui.tui.widgets.choice_list import ChoiceList, Option
from koongo_tui.tui.widgets.facts import Facts
from koongo_tui.tui.widgets.value_input import ValueInput

_LABELS = {
    TokenHome.FILE: Option("Private file", "readable by you alone, not encrypted"),
    TokenHome.COMMAND: Option("A command", "we run it when needed and store nothing"),
    TokenHome.CREDENTIAL: Option("systemd", "read from $CREDENTIALS_DIRECTORY in a service"),
    TokenHome.ASK: Option("Nowhere", "ask me each time"),
}


def homes(session: Session) -> tuple[TokenHome, ...]:
    """The places that exist on this machine; the recommended one first."""
    systemd = bool(session.workspace.environ.get("CREDENTIALS_DIRECTORY")) or runs_systemd()
    return tuple(h for h in TokenHome if h is not TokenHome.CREDENTIAL or systemd)


class SavePage(SetupPage):
    """Choose a home for the token, look at what will be written, save."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", "Save"),
        bind("raw", "preview", "View exactly what will be written"),
        bind("edit", "edit", "Edit name"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._homes = homes(session)

    def compose(self) -> ComposeResult:
        home = self.setup.token_home
        yield Static(
            ("Connected. " if self.setup.tested else "")
            + "Where should the token live on this machine?",
            markup=False,
            classes="heading",
        )
        yield ChoiceList(
            [_LABELS[h] for h in self._homes],
            chosen=self._homes.index(home) if home in self._homes else 0,
            label_width=15,
        )
        with VerticalGroup(id="command", classes="gap"):
            yield prose("The command that prints the token:")
            yield ValueInput(
                self.session.drafts.get("command", self.setup.token_command or ""),
                placeholder="pass show amazon/koongo",
                id="command-input",
            )
        with VerticalGroup(id="name", classes="gap"):
            yield prose("The name of this channel:")
            yield ValueInput(
                self.session.drafts.get("name", self.setup.name),
                id="name-input",
            )
        yield prose("Will be written", classes="gap label")
        yield Facts(id="files")
        yield prose(
            "Feed auto-submit stays No. Turn it on later, when you have seen a test feed.",
            classes="gap quiet",
        )

    def on_mount(self) -> None:
        self.query_one("#name").display = False
        self._show()

    def first_focus(self) -> Widget:
        return self.query_one(ChoiceList)

    def opening(self) -> str:
        if self.setup.tested:
            return "Nothing has been written yet."
        return "Not tested yet, and nothing has been written yet."

    @property
    def _home(self) -> TokenHome:
        return self._homes[self.query_one(ChoiceList).chosen]

    def _answered(self) -> Setup:
        """The setup with what the page says now. Raises SetupError."""
        command = self.query_one("#command-input", Input).value
        named = self.setup.rename(self.query_one("#name-input", Input).value)
        return named.keep_token(self._home, command)

    def _show(self) -> None:
        self.query_one("#command").display = self._home is TokenHome.COMMAND
        files = self.query_one("#files", Facts)
        try:
            setup = self._answered()
        except SetupError as error:
            files.show([("Not known yet", error.message)])
            return
        what = ["settings, no token", "the token only"]
        try:
            previews = self.session.workspace.preview(setup)
        except KoongoError as error:
            files.show([("Nothing", error.message)])
            return
        files.show(
            [
                (short_path(p.path), f"{words}   mode {p.mode:04o}")
                for p, words in zip(previews, what, strict=False)
            ]
        )

    def on_choice_list_changed(self, event: ChoiceList.Changed) -> None:
        event.stop()
        self._show()
        if self._home is TokenHome.COMMAND:
            self.query_one("#command-input", Input).focus()
            self.say("Type the command, then Enter. It is tried when the token is needed.")
        else:
            self.say("Nothing has been written yet.")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.session.drafts["command" if event.input.id == "command-input" else "name"] = (
            event.value
        )
        self._show()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self.session.put(self._answered())
        except KoongoError as error:
            self.regret(error)
            return
        self.query_one("#name").display = False
        self.query_one(ChoiceList).focus()
        self.say("Enter saves. Nothing has been written yet.")

    def action_edit(self) -> None:
        self.query_one("#name").display = True
        self.query_one("#name-input", Input).focus()
        self.say("1 to 32 letters, digits, - and _. Enter takes the name.")

    def action_preview(self) -> None:
        try:
            setup = self._answered()
            self.open(PreviewPage(self.session, self.session.workspace.preview(setup)))
        except KoongoError as error:
            self.regret(error)

    async def action_next(self) -> None:
        try:
            self.session.put(self._answered())
            self.session.save()
        except KoongoError as error:
            self.regret(error)
        else:
            self.show_step()

    async def action_back(self) -> None:
        focused = self.screen.focused
        if isinstance(focused, Input):
            self.query_one("#name").display = False
            self.query_one(ChoiceList).focus()
            self.say("What you typed is kept. Esc again goes back a step.")
            return
        await super().action_back()
