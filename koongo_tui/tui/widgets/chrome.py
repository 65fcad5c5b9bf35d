"""What every screen is framed with: the title bar, rules, the message line and the key bar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from koongo_tui.tui.marks import ASCII, UNICODE, Marks
from koongo_tui.tui.text import Tone, clean, cut
from koongo_tui.tui.tones import key_style, tone_style
from koongo_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.binding import Binding

PROGRAM = "koongo-tui"


def marks_of(widget: Widget) -> Marks:
    """The marks that this session draws with."""
    return ASCII if getattr(widget.app, "ascii", False) else UNICODE


class TitleBar(Widget):
    """One line: the program and the screen at the left, something in between, the channel."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TitleBar {
        dock: top;
        height: 1;
        background: $panel;
        color: $foreground;
    }
    """

    def __init__(self, left: str = "", middle: str = "", right: str = "", **more: Any) -> None:
        """
        Args:
            left: what the screen is, after the program's name.
            middle: what it is about.
            right: usually the channel.
        """
        super().__init__(**more)
        self._texts = (left, middle, right)
        self._note = ""

    def note(self, note: str) -> None:
        """Say something before the text at the right, where there is room for it."""
        if note != self._note:
            self._note = note
            self.refresh()

    def show(
        self, left: str | None = None, middle: str | None = None, right: str | None = None
    ) -> None:
        """Change the texts that are given."""
        given = (left, middle, right)
        new = tuple(a if a is not None else b for a, b in zip(given, self._texts, strict=True))
        if new != self._texts:
            self._texts = (new[0], new[1], new[2])
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width, marks = self.size.width, marks_of(self)
        base = self.rich_style
        name = tone_style(self, Tone.ACCENT, bold=True)
        if y > 0:
            return Strip([Segment(" " * width, base)], width)
        left, middle, right = (clean(t, marks) for t in self._texts)
        room = width - cell_len(PROGRAM) - 2
        end = cut(right, max(0, room - 1), marks) if right else ""
        room -= cell_len(end)
        head = cut(f"  {left}" if left else "", max(0, room - 1), marks)
        room -= cell_len(head)
        mid = f"   {middle}" if middle and room > cell_len(middle) + 3 else ""
        gap = room - cell_len(mid)
        note = clean(self._note, marks)
        if note and gap >= cell_len(note) + 6:
            end = f"{note}   {end}"
            gap -= cell_len(note) + 3
        texts = [
            Segment(f" {PROGRAM}", name),
            Segment(f"{head}{mid}{' ' * max(0, gap)}{end} ", base),
        ]
        return Strip(texts).adjust_cell_length(width, base)


class Rule(Widget):
    """A thin line between two parts, with words in it where they help."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Rule {
        height: 1;
        background: $background;
        color: $koongo-line;
    }
    """

    def __init__(self, words: str = "", **more: Any) -> None:
        super().__init__(**more)
        self._words = words

    def show(self, words: str) -> None:
        """Change the words."""
        if words != self._words:
            self._words = words
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        width, marks = self.size.width, marks_of(self)
        base = self.rich_style
        if not self._words:
            return Strip([Segment(marks.rule * width, base)], width)
        words = f" {cut(self._words, max(0, width - 6), marks)} "
        segments = [
            Segment(marks.rule, base),
            Segment(words, tone_style(self, Tone.MUTED)),
            Segment(marks.rule * max(0, width - 1 - cell_len(words)), base),
        ]
        return Strip(segments).adjust_cell_length(width, base)


class SideRule(Widget):
    """A thin line between two parts that stand beside each other."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    SideRule { width: 1; height: 1fr; background: $background; color: $koongo-line; }
    """

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        return Strip([Segment(marks_of(self).bar, self.rich_style)], 1)


class MessageLine(HorizontalGroup):
    """One line above the keys: what just happened, or what is going to.

    The words at the right are a widget of their own, so that a countdown there sends nothing else.
    """

    DEFAULT_CSS = """
    MessageLine { height: 1; }
    MessageLine > Lines { height: 1; overflow-y: hidden; }
    MessageLine > #words { width: 1fr; }
    """

    def compose(self) -> ComposeResult:
        yield Lines(id="words")
        end = Lines(id="end")
        end.styles.width = 0
        yield end

    def say(self, text: str, tone: Tone = Tone.MUTED, *, end: str = "") -> None:
        """Show a sentence; longer ones are cut with a mark.

        Args:
            end: stands at the right, and is kept when the sentence is cut.
        """
        marks = marks_of(self)
        words, tail = clean(text, marks), clean(end, marks)
        self.query_one("#words", Lines).show(
            lambda width: [((" ", Tone.PLAIN), (cut(words, max(1, width - 2), marks), tone))]
        )
        place = self.query_one("#end", Lines)
        room = cell_len(tail) + 2 if tail else 0
        if place.styles.width is None or place.styles.width.value != room:
            place.styles.width = room
        place.show(lambda _width: [((" ", Tone.PLAIN), (tail, Tone.MUTED))])


class KeyBar(Widget):
    """The footer: the keys that work at this moment, made from the bindings in force.

    What does not fit is left out from the end, but never the way to all keys and the way out.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        background: $panel;
        color: $foreground;
    }
    """
    KEPT = ("help", "quit")

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._shown: list[tuple[Binding, bool]] = []
        self._places: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[Any]) -> None:
        if screen is not self.screen or not self.is_attached:
            return
        now = list(_keys_of(screen))
        if now != self._shown:
            self._shown = now
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        width, base = self.size.width, self.rich_style
        named, off = key_style(self), tone_style(self, Tone.MUTED)
        segments = [Segment(" ", base)]
        places: list[tuple[int, int, str]] = []
        x = 1
        for (binding, enabled), label in self._fitting(width):
            key = binding.key_display or binding.key
            end = x + cell_len(key) + (cell_len(label) + 1 if label else 0)
            segments.append(Segment(key, named if enabled else off))
            segments.append(Segment(f" {label}  " if label else "  ", base if enabled else off))
            if enabled:
                places.append((x, end, binding.key))
            x = end + 2
        self._places = places
        return Strip(segments).adjust_cell_length(width, base)

    def _fitting(self, width: int) -> list[tuple[tuple[Binding, bool], str]]:
        """The keys that fit, with their labels; without labels where it is very narrow."""
        with_labels = [(item, item[0].description) for item in self._shown]
        fitted = self._drop(with_labels, width)
        if len(fitted) >= min(4, len(with_labels)):
            return fitted
        return self._drop([(item, "") for item in self._shown], width)

    def _drop(
        self, items: list[tuple[tuple[Binding, bool], str]], width: int
    ) -> list[tuple[tuple[Binding, bool], str]]:
        def needed(kept: Iterable[tuple[tuple[Binding, bool], str]]) -> int:
            return 1 + sum(
                cell_len(b.key_display or b.key) + (cell_len(t) + 1 if t else 0) + 2
                for (b, _), t in kept
            )

        kept = list(items)
        while needed(kept) - 2 > width:
            loose = [i for i, ((b, _), _) in enumerate(kept) if b.id not in self.KEPT]
            if not loose:
                break
            del kept[loose[-1]]
        return kept

    def on_click(self, event: events.Click) -> None:
        for start, end, key in self._places:
            if start <= event.x < end:
                self.app.simulate_key(key)
                return


def _keys_of(screen: Screen[Any]) -> Iterable[tuple[Binding, bool]]:
    """The bindings to show, each action once; help and quit at the end."""
    seen: set[str] = set()
    last: list[tuple[Binding, bool]] = []
    for _node, binding, enabled, _tooltip in screen.active_bindings.values():
        if not binding.show or binding.action in seen:
            continue
        seen.add(binding.action)
        if binding.id in KeyBar.KEPT:
            last.append((binding, enabled))
        else:
            yield binding, enabled
    yield from sorted(last, key=lambda item: KeyBar.KEPT.index(item[0].id or ""))
