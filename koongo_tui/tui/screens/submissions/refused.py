"""Amazon refuses access: the cause first, then what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    ClockSkewed,
    DeveloperRefused,
)
from koongo_tui.guide.handoff import koongo_keys_message
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import manage_apps_url
from koongo_tui.tui.keys import bind
from koongo_tui.tui.live import Live
from koongo_tui.tui.screens.submissions.base import LiveScreen
from koongo_tui.tui.screens.submissions.prose import Refusal, refused_lines
from koongo_tui.tui.screens.submissions.refused_words import (
    authorise_again_lines,
    may_authorise,
    move_lines,
    retired_lines,
)
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

if TYPE_CHECKING:
    from koongo_tui.diagnosis import Diagnosis
    from koongo_tui.tui.screens.setup.session import Session

PAUSED_WORDS = "Automatic refresh is paused so that we do not use up Amazon's request limit."


class RefusedScreen(LiveScreen):
    """Stays until Amazon accepts again, or a person goes back to the saved list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "leave_mws", "Move to SP-API"),
        bind("open", "authorise", "Authorise again"),
        bind("keep-trying", "keep_trying"),
        bind("copy-message", "copy_message"),
        Binding("1", "copy_link", "Copy link", key_display="1", id="numbered-1"),
        Binding("2", "move_on", "To SP-API", key_display="2", id="numbered-2"),
        bind("qr", "qr", "QR"),
        bind("owner", "owner"),
        bind("edit", "edit", "Edit values"),
        bind("back", "close", "Saved list"),
        bind("refresh", "again", "Try once"),
        bind("plain", "plain"),
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
        live, error = self._live, self._live.state.error
        if error is not None and live.retired:
            return retired_lines(error, width, saved=True)
        if error is not None and (found := self._sp_api_cause()) is not None:
            return authorise_again_lines(found, error, self._link, width)
        lines = self._renewal(width)
        return [*lines, *move_lines(width)] if self._movable else lines

    @property
    def _developer(self) -> bool:
        """It is not the seller's turn."""
        return isinstance(self._live.state.error, DeveloperRefused)

    @property
    def _movable(self) -> bool:
        """SP-API is another way on; being patient is what the person chose while we are."""
        error = self._live.state.error
        waiting = self._live.state.tries_left > 0 or isinstance(error, ClockSkewed)
        return self._live.can_move and not waiting

    def _sp_api_cause(self) -> Diagnosis | None:
        """The cause of a refusal of SP-API, which no renewal of the same token mends."""
        refused = isinstance(self._live.state.error, AccessRefused)
        return self._live.diagnosis() if refused and not self._live.can_move else None

    def _renewal(self, width: int) -> Sequence[Line]:
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
        match action:
            case "move_on":
                return self._movable and not self._live.retired
            case "leave_mws":
                return self._live.retired
            case "authorise":
                found = self._sp_api_cause()
                return found is not None and may_authorise(found)
            case "keep_trying":
                return self._live.may_wait
            case "copy_message":
                return self._developer
            case "copy_link" | "plain" | "qr" | "owner":
                return not self._developer and not self._live.retired
            case "edit":
                return not self._developer and not self._live.retired
        return True

    def action_move_on(self) -> None:
        """Set the channel up for SP-API."""
        self.koongo.open_setup(self._live.channel.name, program=Program.SP_API)

    def action_leave_mws(self) -> None:
        """The same, where it is the only way on and Enter offers it."""
        self.action_move_on()

    def action_authorise(self) -> None:
        """Authorise once more."""
        self.action_edit()

    def action_qr(self) -> None:
        """The page to open at Amazon, for a phone."""
        from koongo_tui.tui.screens.submissions.hosted import qr_screen

        self.app.push_screen(qr_screen(self._session()))

    def action_owner(self) -> None:
        """What the account's owner has to do."""
        from koongo_tui.tui.screens.submissions.hosted import card_screen

        self.app.push_screen(card_screen(self._session()))

    def _session(self) -> Session:
        from koongo_tui.tui.screens.setup.session import Session

        return Session(self.koongo.workspace, self.koongo.terminal, name=self._live.channel.name)

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
