"""A QR code in half-block characters: two modules to a cell, so that it fits 80x24."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.widgets import Static

_MARGIN = 2  # modules; four are prescribed, two are enough for every phone and fit the screen
_CELLS = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def qr_modules(text: str) -> list[list[bool]]:
    """The code with its margin, row by row; True is dark. The lowest error correction."""
    import segno

    code = segno.make(text, error="l", micro=False, boost_error=False)
    return [[bool(m) for m in row] for row in code.matrix_iter(scale=1, border=_MARGIN)]


def qr_lines(text: str, *, inverted: bool = False) -> list[str]:
    """The code as lines of text, for dark letters on light ground unless inverted."""
    rows = qr_modules(text)
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return [
        "".join(
            _CELLS[(top != inverted, bottom != inverted)]
            for top, bottom in zip(upper, lower, strict=True)
        )
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]


class QrCode(Static):
    """Black on white in any theme: scanners fail on inverted codes.

    A terminal without colours draws its own letters on its own ground, which may be the wrong
    way round: :meth:`invert` is for that.
    """

    DEFAULT_CSS = """
    QrCode {
        width: auto;
        height: auto;
    }
    """

    def __init__(self, text: str) -> None:
        super().__init__(markup=False)
        self._text = text
        self._inverted = False

    def on_mount(self) -> None:
        self._draw()

    def invert(self) -> None:
        """Swap dark and light."""
        self._inverted = not self._inverted
        self._draw()

    def _draw(self) -> None:
        lines = qr_lines(self._text, inverted=self._inverted)
        style = Style(color="#000000", bgcolor="#ffffff")
        self.update(Text("\n".join(lines), style=style, no_wrap=True))
