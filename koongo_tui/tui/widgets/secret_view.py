"""A secret on screen: masked, and shown for ten seconds when the person asks."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from koongo_tui.guide.secret import Secret


class SecretView(Static):
    """Shows a masked secret; :meth:`toggle` shows it in clear, and it hides by itself again."""

    SHOWN_FOR: ClassVar[float] = 10.0

    DEFAULT_CSS = """
    SecretView {
        height: auto;
    }
    """

    # A clear token must not be picked up by selecting the screen with the mouse and copying it.
    ALLOW_SELECT = False

    def __init__(self, secret: Secret | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._secret = secret
        self._timer: Timer | None = None
        self.in_clear = False

    def on_mount(self) -> None:
        self.draw()

    def hold(self, secret: Secret | None) -> None:
        """Show another secret, masked."""
        self._secret = secret
        self.hide()

    def toggle(self) -> bool:
        """Show, or hide again; True when it is in clear now."""
        if self.in_clear or self._secret is None:
            self.hide()
            return False
        self.in_clear = True
        self._timer = self.set_timer(self.SHOWN_FOR, self.hide)
        self.draw()
        return True

    def hide(self) -> None:
        """Mask it."""
        self.in_clear = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.draw()

    def words(self) -> Content:
        """What to show now."""
        if self._secret is not None and self.in_clear:
            return Content(self._secret.reveal())
        return Content(self._secret.masked if self._secret else "")

    def draw(self) -> None:
        """Show what there is to show."""
        self.update(self.words())
