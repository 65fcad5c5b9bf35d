"""What every tab of the form is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from koongo_tui.tui.text import Tone

if TYPE_CHECKING:
    from koongo_tui.tui.app import KoongoApp
    from koongo_tui.tui.live import Live
    from koongo_tui.tui.screens.channel.desk import Desk
    from koongo_tui.tui.screens.channel.screen import ChannelScreen


class Pane(Vertical):
    """One tab. Made when it is opened first, and kept as long as the form is open."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, desk: Desk, live: Live, **more: Any) -> None:
        super().__init__(**more)
        self.desk = desk
        self.live = live

    @property
    def form(self) -> ChannelScreen:
        """The screen around it."""
        from koongo_tui.tui.screens.channel.screen import ChannelScreen

        assert isinstance(self.screen, ChannelScreen)
        return self.screen

    @property
    def koongo(self) -> KoongoApp:
        """The application."""
        return self.form.koongo

    def first_focus(self) -> Widget | None:
        """The widget that takes the keys when the tab is opened."""
        return None

    def opened(self) -> None:
        """The tab is shown, for the first time or again."""

    def draft_changed(self) -> None:
        """A setting has another value."""

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Answer on the message line."""
        self.form.say(text, tone)
