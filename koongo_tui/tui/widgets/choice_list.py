"""A few choices of which one is taken, by cursor, by number or by click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widgets import Static


@dataclass(frozen=True, slots=True)
class Option:
    """One choice.

    Attributes:
        label: what it is.
        detail: a few words that help to choose.
    """

    label: str
    detail: str = ""


_COLUMN = 26  # cells that a choice needs beside others


class _Row(HorizontalGroup):
    def __init__(self, index: int, option: Option, label_width: int) -> None:
        super().__init__(classes="choice")
        self.index = index
        number = f"({index + 1}) " if index < 9 else "    "
        self._label = number + option.label.ljust(label_width)
        self._detail = option.detail

    def compose(self) -> ComposeResult:
        yield Static(markup=False, classes="choice-label")
        if self._detail:
            yield Static(self._detail, markup=False, classes="choice-detail")

    def mark(self, *, chosen: bool) -> None:
        """Show whether this is the one."""
        self.set_class(chosen, "-chosen")
        self.query_one(".choice-label", Static).update(f"{'>' if chosen else ' '} {self._label}")

    def on_click(self) -> None:
        parent = self.query_ancestor(ChoiceList)
        parent.focus()
        parent.choose(self.index)


class ChoiceList(VerticalGroup, can_focus=True):
    """Radio buttons that follow the cursor: what is marked is what Enter takes.

    Enter is left to the page, so that it means "next" on every one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "row(-1)", "Up", show=False, id="choice.up"),
        Binding("down,j", "row(1)", "Down", show=False, id="choice.down"),
        Binding("left", "move(-1)", "Left", show=False, id="choice.left"),
        Binding("right", "move(1)", "Right", show=False, id="choice.right"),
        *(
            Binding(str(n), f"pick({n})", f"Choose {n}", show=False, id=f"choice.{n}")
            for n in range(1, 10)
        ),
    ]

    DEFAULT_CSS = """
    ChoiceList {
        height: auto;
    }
    ChoiceList .choice {
        padding: 0 1;
        width: 100%;
        pointer: pointer;
    }
    ChoiceList .choice:hover {
        background: $boost;
    }
    ChoiceList .choice-label {
        width: auto;
    }
    ChoiceList .choice-detail {
        width: 1fr;
        color: $koongo-muted;
    }
    ChoiceList .-chosen {
        text-style: bold;
    }
    ChoiceList:focus .-chosen .choice-detail {
        color: $block-cursor-foreground;
    }
    ChoiceList:focus .-chosen {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    """

    class Changed(Message):
        """Another choice is marked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(
        self,
        options: Sequence[Option],
        *,
        chosen: int = 0,
        label_width: int = 0,
        columns: int = 1,
        id: str | None = None,
        classes: str = "",
    ) -> None:
        """
        Args:
            options: at least one.
            chosen: index of the one that is marked first.
            label_width: columns kept for the labels, so that details stand under each other.
            columns: the choices stand side by side, fewer where there is little room. The first
                nine carry the number that picks them.
        """
        super().__init__(id=id, classes=classes)
        self._options = tuple(options)
        self._label_width = label_width
        self._columns = columns
        self.chosen = min(chosen, len(self._options) - 1)

    def compose(self) -> ComposeResult:
        for index, option in enumerate(self._options):
            yield _Row(index, option, self._label_width)

    def on_mount(self) -> None:
        if self._columns > 1:
            self.styles.layout = "grid"
            self._set_columns(self._columns)
        self._draw()

    def on_resize(self) -> None:
        if self._columns > 1 and self.size.width:
            self._set_columns(max(1, min(self._columns, self.size.width // _COLUMN)))

    def _set_columns(self, columns: int) -> None:
        self.styles.grid_size_columns = columns
        self.styles.grid_size_rows = -(-len(self._options) // columns)
        self.styles.grid_rows = "1"

    def choose(self, index: int) -> None:
        """Mark a choice; one that does not exist changes nothing."""
        if not 0 <= index < len(self._options) or index == self.chosen:
            return
        self.chosen = index
        self._draw()
        self.post_message(self.Changed(index))

    def action_row(self, step: int) -> None:
        columns = self.styles.grid_size_columns if self._columns > 1 else 1
        if columns == 1 or 0 <= self.chosen + step * columns < len(self._options):
            self.action_move(step * columns)

    def action_move(self, step: int) -> None:
        self.choose(max(0, min(self.chosen + step, len(self._options) - 1)))

    def action_pick(self, number: int) -> None:
        self.choose(number - 1)

    def _draw(self) -> None:
        for row in self.query(_Row):
            chosen = row.index == self.chosen
            row.mark(chosen=chosen)
            if chosen:
                row.scroll_visible(animate=False)
