"""What tones look like in the theme of the moment.

Worked out from the theme's variables and not from component classes: Textual matches every rule
of every style sheet against each of those, for each widget, and a screen of many small widgets
would take twice as long to appear.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from koongo_tui.tui.text import Tone

if TYPE_CHECKING:
    from textual.widget import Widget

_VARIABLES = {
    Tone.PLAIN: ("foreground", False),
    Tone.MUTED: ("koongo-muted", False),
    Tone.STRONG: ("foreground", True),
    Tone.GOOD: ("success", False),
    Tone.WARN: ("warning", True),
    Tone.BAD: ("error", True),
    Tone.ACCENT: ("accent", False),
}


def tone_style(widget: Widget, tone: Tone, *, bold: bool | None = None) -> Style:
    """How a tone looks on this widget's background.

    Args:
        bold: instead of the tone's own weight.
    """
    return tones_of(widget)(tone, bold)


def tones_of(widget: Widget) -> Callable[[Tone, bool | None], Style]:
    """:func:`tone_style` for many pieces of one line.

    Textual looks through all that the widget stands on to find its background out: once a line is
    enough.
    """
    variables, background = widget.app.theme_variables, widget.rich_style.bgcolor

    def style(tone: Tone, bold: bool | None = None) -> Style:
        variable, usual = _VARIABLES[tone]
        return _style(variables[variable], background, usual if bold is None else bold)

    return style


def key_style(widget: Widget) -> Style:
    """How the name of a key looks."""
    return _style(
        widget.app.theme_variables["footer-key-foreground"], widget.rich_style.bgcolor, True
    )


def cursor_style(widget: Widget, *, focused: bool) -> Style:
    """How the row under the cursor looks, and how while the keys go elsewhere."""
    variables, own = widget.app.theme_variables, widget.rich_style.bgcolor
    if not focused:
        return _style(variables["foreground"], _background(variables["panel"], own), True)
    look = variables["block-cursor-text-style"]
    return _style(
        variables["block-cursor-foreground"],
        _background(variables["block-cursor-background"], own),
        "bold" in look,
        "reverse" in look,
    )


def _background(name: str, own: RichColor | None) -> RichColor | None:
    colour = Color.parse(name)
    return own if colour.a == 0 else colour.rich_color


@lru_cache(maxsize=256)
def _style(colour: str, background: RichColor | None, bold: bool, reverse: bool = False) -> Style:
    return Style(
        color=Color.parse(colour).rich_color,
        bgcolor=background,
        bold=bold or None,
        reverse=reverse or None,
    )
