"""A box to type a filter into; the list follows while one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import HorizontalGroup
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from koongo_tui.filters import EXAMPLES
from koongo_tui.tui.keys import bind

TYPED = 0.15
"""Seconds without a key after which a filter is tried."""


class FilterInput(Input):
    """A box whose Enter is named in the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("open", "submit", "Keep filter")]


class FilterBar(HorizontalGroup):
    """Hidden until it is opened."""

    DEFAULT_CSS = """
    FilterBar {
        display: none;
        height: 1;
        background: $panel;
        &.-shown { display: block; }
        & > Static { width: auto; padding: 0 1; color: $accent; text-style: bold; }
        & > Input {
            width: 1fr; background: $panel; color: $foreground;
        }
    }
    """

    class Tried(Message):
        """This is what the box holds now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Closed(Message):
        """The box is closed again; the filter stays.

        Attributes:
            submitted: with Enter.
        """

        def __init__(self, *, submitted: bool = False) -> None:
            super().__init__()
            self.submitted = submitted

    def __init__(self, *, examples: Sequence[str] = EXAMPLES, **more: Any) -> None:
        """
        Args:
            examples: what the empty box shows.
        """
        super().__init__(**more)
        self._examples = examples
        self._pause: Timer | None = None

    @property
    def box(self) -> FilterInput:
        """Where one types. There is one once the bar was opened."""
        return self.query_one(FilterInput)

    @property
    def is_open(self) -> bool:
        """Somebody is typing."""
        return self.has_class("-shown")

    async def open(self, text: str) -> None:
        """Show the box with this text in it."""
        if not self.children:
            # Not before it is wanted: it would cost time at start.
            await self.mount(
                Static("Filter", markup=False),
                FilterInput(
                    placeholder="   ".join(self._examples), select_on_focus=False, compact=True
                ),
            )
            self.box.cursor_blink = False
        self.add_class("-shown")
        self.box.can_focus = True
        with self.prevent(Input.Changed):
            self.box.value = text
        self.box.cursor_position = len(text)
        self.box.focus()

    def close(self, *, submitted: bool = False) -> None:
        """Hide the box."""
        self._stop()
        self.remove_class("-shown")
        self.box.can_focus = False
        self.post_message(self.Closed(submitted=submitted))

    def _stop(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    @on(Input.Changed)
    def _changed(self) -> None:
        self._stop()
        self._pause = self.set_timer(TYPED, self._try)

    def _try(self) -> None:
        self._pause = None
        if self.is_open:
            self.post_message(self.Tried(self.box.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Tried(self.box.value))
        self.close(submitted=True)
