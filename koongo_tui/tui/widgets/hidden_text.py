"""Text that arrives and is never shown: pasted, or typed where a paste comes as keys."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static


class HiddenText:
    """Collects characters; says how many, never which.

    Nothing here shows the text by accident: not ``repr``, not a traceback's local variables.
    """

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, text: str) -> None:
        """Append."""
        self._parts.extend(text)

    def drop_last(self) -> None:
        """Take the last character back."""
        if self._parts:
            self._parts.pop()

    def clear(self) -> None:
        """Forget everything."""
        self._parts.clear()

    def take(self) -> str:
        """The text; it is forgotten here."""
        text = "".join(self._parts)
        self._parts.clear()
        return text

    def __len__(self) -> int:
        return len(self._parts)

    def __repr__(self) -> str:
        return f"<{len(self._parts)} hidden characters>"


class HiddenEntry(Static, can_focus=True):
    """Takes bracketed pastes of any number of lines, and pastes that come as key presses.

    A terminal without bracketed paste types the text: letters, and Enter at the end of each line.
    Enter therefore ends the entry only when nothing follows within :attr:`BURST` seconds; with
    nothing typed it is left to the page.
    """

    BURST: ClassVar[float] = 0.2

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace", "rub_out", "Delete the last character", show=False),
        Binding("ctrl+u", "empty", "Delete what was typed", show=False),
    ]

    # What is masked must not be picked up with the mouse while it is in clear.
    ALLOW_SELECT = False

    class Received(Message):
        """Text has arrived and waits: fetch it with :meth:`HiddenEntry.take`."""

        def __init__(self, entry: HiddenEntry) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, *, id: str | None = None, **more: Any) -> None:
        super().__init__(markup=False, id=id, **more)
        self._typed = HiddenText()
        self._arrived = HiddenText()
        self._burst: Timer | None = None

    @property
    def typed(self) -> int:
        """Number of characters that were typed and not handed over yet."""
        return len(self._typed)

    def draw(self) -> None:
        """Show how things stand."""

    def take(self) -> str:
        """The text that has arrived; keep it in no variable longer than needed."""
        return self._arrived.take()

    def finish(self) -> None:
        """Hand over what was typed."""
        self._stop_burst()
        if self._typed:
            self._arrived.add(self._typed.take())
            self.draw()
            self.post_message(self.Received(self))

    def receive(self, event: events.Paste) -> None:
        """Take a paste, also one that another widget was given."""
        self._stop_burst()
        self._arrived.add(self._typed.take())
        self._arrived.add(event.text)
        # Whoever prints this event later, in a traceback or a log, prints no token.
        event.text = ""
        self.draw()
        if self._arrived:
            self.post_message(self.Received(self))

    def check_consume_key(
        self,
        key: str,  # noqa: ARG002  Textual's signature
        character: str | None,
    ) -> bool:
        """Letters belong to the entry while it has the focus; the footer asks this."""
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter" and self._typed:
            event.stop()
            event.prevent_default()
            self._typed.add("\n")
            self._stop_burst()
            self._burst = self.set_timer(self.BURST, self.finish)
        elif event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self._stop_burst()
            self._typed.add(event.character)
            self.draw()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.receive(event)

    def action_rub_out(self) -> None:
        self._typed.drop_last()
        self.draw()

    def action_empty(self) -> None:
        self._typed.clear()
        self.draw()

    def _stop_burst(self) -> None:
        if self._burst is not None:
            self._burst.stop()
            self._burst = None
