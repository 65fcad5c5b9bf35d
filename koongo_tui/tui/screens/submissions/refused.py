"""Amazon refuses access: the cause first, then what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from koongo_tui.amazon.errors import AmazonError, DeveloperRefused
from koongo_tui.guide.handoff import koongo_keys_message
from koongo_tui.guide.regions import manage_apps_url
from koongo_tui.sync import Phase
from koongo_tui.tui.keys import bind
from koongo_tui.tui.live import Live
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.screens.submissions.prose import Refusal, refused_lines
from koongo_tui.tui.screens.submissions.status import (
    ask_now,
    connection_words,
    situation_of,
)
from koongo_tui.tui.screens.submissions.status_bar import StatusBar
from koongo_tui.tui.terminal import plain_view
from koongo_tui.tui.text import Line
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, Rule, TitleBar
from koongo_tui.tui.widgets.lines import ScrollingLines

PAUSED_WORDS = "Automatic refresh is paused so that we do not use up Amazon's request limit."


class RefusedScreen(LiveScreen):
    """Stays until Amazon accepts again, or a person goes back to the saved list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("keep-trying", "keep_trying"),
        Binding("1", "copy_link", "Copy link", key_display="1", id="numbered-1"),
        bind("back", "close", "Saved list"),
        bind("copy-message", "copy_message"),
        bind("refresh", "again", "Try once"),
        bind("plain", "plain"),
        bind("edit", "edit", "Edit values"),
    ]

    def __init__(self, live: Live, refusals: Sequence[datetime]) -> None:
        super().__init__()
        self._live = live
        self._refusals = refusals
        facts = live.workspace.facts(live.channel)
        self._link = manage_apps_url(facts.seller_central)
        self._facts = facts

    def compose(self) -> ComposeResult:
        yield TitleBar("Submissions", "", f"channel: {self._live.channel.name}")
        yield StatusBar(lambda: situation_of(self._live))
        yield Rule()
        yield ScrollingLines(self._content)
        yield Rule()
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(ScrollingLines).focus()
        self.query_one(MessageLine).say(PAUSED_WORDS)
        self.set_interval(1.0, self.tick)

    def tick(self) -> None:
        """A second has passed, or the state is another one."""
        if not self.is_active:
            return
        if self._live.state.failures == 0:
            # Amazon accepts again.
            self.dismiss()
            return
        self.query_one(StatusBar).tick()
        self.query_one(ScrollingLines).refresh_content()
        self.refresh_bindings()

    def status_words(self) -> Sequence[str]:
        """For a terminal with room for nothing else."""
        return [connection_words(situation_of(self._live))[0], PAUSED_WORDS]

    def _content(self, width: int) -> Sequence[Line]:
        refusal = Refusal(
            state=self._live.state,
            expires_on=self._live.channel.expires_on,
            link=self._link,
            now=self._live.now,
            tries=tuple(self._refusals),
        )
        return refused_lines(refusal, width)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that can do nothing at the moment are not offered."""
        developer = isinstance(self._live.state.error, DeveloperRefused)
        if action == "keep_trying":
            return self._live.state.phase is Phase.PAUSED and not developer
        if action == "copy_message":
            return developer
        if action in ("copy_link", "plain", "edit"):
            return not developer
        return True

    def action_keep_trying(self) -> None:
        """A renewal can take Amazon an hour to notice."""
        self._live.keep_trying()
        self.say("We ask every 5 minutes, for up to an hour.")
        self.tick()

    def action_again(self) -> None:
        """Once, as soon as Amazon allows it."""
        self.say(ask_now(self._live))
        self.tick()

    def action_copy_link(self) -> None:
        """The page to open at Amazon."""
        self.send(self._link, "The link was")

    def action_copy_message(self) -> None:
        """A message for whoever looks after the developer's side."""
        error = self._live.state.error
        assert isinstance(error, AmazonError)
        self.send(
            koongo_keys_message(
                region=self._facts.region.title,
                developer_id=self._facts.developer_id,
                at=self._live.state.refused_since or self._live.now,
                amazon_words=error.amazon_words,
                request_id=error.request_id,
            ),
            "A message for Koongo was",
        )

    def action_plain(self) -> None:
        """The link alone, to select with the mouse."""
        plain_view(self.app, [self._link])

    def action_edit(self) -> None:
        """Enter the values again."""
        self.koongo.open_setup(self._live.channel.name)

    def action_close(self) -> None:
        """Back to the saved list."""
        self.dismiss()
