"""All keys, as an overlay made from the key table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen

from koongo_tui.filters import EXAMPLES
from koongo_tui.tui.keys import KEYS, Key, KeyGroup, bind
from koongo_tui.tui.marks import UNICODE, Marks
from koongo_tui.tui.text import EMPTY, Line, Tone, cut, fit, paragraph
from koongo_tui.tui.widgets.chrome import KeyBar, MessageLine, TitleBar, marks_of
from koongo_tui.tui.widgets.lines import ScrollingLines

_TWO_COLUMNS = 76
_KEY_WIDTH = 8
_COLUMNS = ((KeyGroup.LOOK, KeyGroup.HELP), (KeyGroup.ACT, KeyGroup.COPY))


def key_lines(here: frozenset[str], width: int, marks: Marks = UNICODE) -> list[Line]:
    """The whole table of keys.

    Args:
        here: the keys that do something on the screen below; the others are shown muted, and
            without the mark.
        width: in cells.
    """
    if width >= _TWO_COLUMNS:
        half = (width - 2) // 2
        left, right = (_column(groups, here, half, marks) for groups in _COLUMNS)
        lines = []
        for i in range(max(len(left), len(right))):
            a = left[i] if i < len(left) else EMPTY
            b = right[i] if i < len(right) else EMPTY
            gap = " " * (half - sum(cell_len(text) for text, _ in a))
            lines.append((*a, (gap, Tone.PLAIN), *b))
    else:
        lines = _column(tuple(KeyGroup), here, width, marks)
    filters = "   ".join(EXAMPLES)
    return [*lines, *paragraph(f"Filters:  {filters}", width, tone=Tone.MUTED)]


def _column(
    groups: Sequence[KeyGroup], here: frozenset[str], width: int, marks: Marks
) -> list[Line]:
    lines: list[Line] = []
    for group in groups:
        if lines:
            lines.append(EMPTY)
        lines.append(((f" {group.value}", Tone.STRONG),))
        lines += [
            _row(k, k.id in here, width, marks)
            for k in KEYS.values()
            if k.group is group and k.meaning
        ]
    return lines


def _row(key: Key, works: bool, width: int, marks: Marks) -> Line:
    mark = marks.bullet if works else " "
    tone = Tone.PLAIN if works else Tone.MUTED
    meaning = cut(key.meaning, width - 3 - _KEY_WIDTH, marks)
    return (
        (f" {mark} ", Tone.ACCENT),
        (fit(key.shown, _KEY_WIDTH, marks), Tone.ACCENT if works else Tone.MUTED),
        (meaning, tone),
    )


class HelpScreen(ModalScreen[None]):
    """Shows the keys; any of Esc, Enter and ``?`` closes it."""

    DEFAULT_CSS = """
    HelpScreen { background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "close", "Close"),
        bind("open", "close", show=False),
        bind("help", "close", show=False),
        bind("quit", "app.quit"),
    ]

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        active = below.active_bindings.values()
        here = {b.binding.id for b in active if b.binding.id and b.enabled}
        self._here = frozenset({"move", *here})

    def compose(self) -> ComposeResult:
        yield TitleBar("Keys")
        yield ScrollingLines()
        yield MessageLine()
        yield KeyBar()

    def on_mount(self) -> None:
        marks = marks_of(self)
        keys = self.query_one(ScrollingLines)
        keys.show(lambda width: key_lines(self._here, width, marks))
        keys.focus()
        self.query_one(MessageLine).say(
            f"{marks.bullet} works on the screen below. A key means the same everywhere."
        )

    def action_close(self) -> None:
        """Back to the screen below."""
        self.dismiss()
