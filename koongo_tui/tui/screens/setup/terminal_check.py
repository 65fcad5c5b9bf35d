"""Terminal check: lines, marks and colours to look at, and what is known of this terminal."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from koongo_tui.tui.marks import ASCII, UNICODE
from koongo_tui.tui.screens.setup.page import SubPage, heading, prose
from koongo_tui.tui.widgets.facts import Facts

_COLOURS = ("primary", "success", "warning", "error")


class TerminalPage(SubPage):
    """Shows what this program draws, so that a person sees what their terminal makes of it."""

    def compose(self) -> ComposeResult:
        terminal = self.session.terminal
        size = self.app.size
        yield heading("How this terminal draws")
        yield prose(
            "These two boxes should look alike, with straight and closed sides:", classes="gap"
        )
        for marks, corners in ((UNICODE, tuple("╭╮╰╯")), (ASCII, tuple("++++"))):
            a, b, c, d = corners
            yield Static(
                f"  {a}{marks.rule * 30}{b}\n"
                f"  {marks.bar} {marks.done} done   {marks.current} now   {marks.cursor} here      "
                f"{marks.bar}\n"
                f"  {c}{marks.rule * 30}{d}",
                markup=False,
            )
        yield Static(
            Content("  ").join([Content(""), *(Content.styled(c, f"bold ${c}") for c in _COLOURS)]),
            markup=False,
        )
        clipboard = {
            "tmux": "through tmux; in ~/.tmux.conf:  set -g set-clipboard on",
            "screen": "through GNU screen",
        }.get(terminal.multiplexer or "", "sent to the terminal; not every terminal takes it")
        yield Facts(
            [
                ("Size", f"{size.width}x{size.height}; 80x24 shows everything"),
                ("Letters", "UTF-8" if terminal.utf8 else "not UTF-8"),
                ("Colours", terminal.colours),
                ("Login", "remote (SSH)" if terminal.ssh else "local"),
                ("Copying", clipboard),
            ],
            classes="gap",
        )
        yield prose("Broken lines? Start with:  koongo-tui --ascii")
