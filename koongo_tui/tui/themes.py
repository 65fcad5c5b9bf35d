"""The looks: dark, light, high contrast, and the terminal's own colours.

Surface, panel and background are close to each other on purpose: a screen of lines with few
changes of colour is calm to read and cheap to send.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = "koongo-dark"
LIGHT = "koongo-light"
CONTRAST = "koongo-contrast"
TERMINAL = "koongo-terminal"

TITLES = {
    DARK: "Dark",
    LIGHT: "Light",
    CONTRAST: "High contrast",
    TERMINAL: "The terminal's own colours",
}


def _scrollbar(thumb: str) -> dict[str, str]:
    """A scrollbar that is there and draws no look."""
    names = ("scrollbar", "scrollbar-hover", "scrollbar-active")
    return dict.fromkeys(names, thumb)


THEMES: tuple[Theme, ...] = (
    Theme(
        name=DARK,
        primary="#7cb7ff",
        secondary="#9aa7b8",
        accent="#ffb86b",
        success="#8fd6a0",
        warning="#f0c674",
        error="#ff8f87",
        foreground="#dfe3ea",
        background="#15181e",
        surface="#15181e",
        panel="#20252e",
        dark=True,
        variables={
            "block-cursor-background": "#2f4a6d",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-text-style": "none",
            "koongo-muted": "#98a2b3",
            "koongo-line": "#3a4250",
            **_scrollbar("#3a4250"),
            "footer-key-foreground": "#ffb86b",
        },
    ),
    Theme(
        name=LIGHT,
        primary="#0b5cad",
        secondary="#5b6675",
        accent="#9a4d00",
        success="#1b6e34",
        warning="#7d5200",
        error="#b3221b",
        foreground="#22272e",
        background="#fbfaf7",
        surface="#fbfaf7",
        panel="#ece9e2",
        dark=False,
        variables={
            "block-cursor-background": "#cfe1f5",
            "block-cursor-foreground": "#10141a",
            "block-cursor-text-style": "none",
            "koongo-muted": "#5a6472",
            "koongo-line": "#c5c0b5",
            **_scrollbar("#c5c0b5"),
            "footer-key-foreground": "#9a4d00",
        },
    ),
    Theme(
        name=CONTRAST,
        primary="#66ccff",
        secondary="#ffffff",
        accent="#ffd700",
        success="#5dff8f",
        warning="#ffe14d",
        error="#ff9c9c",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#000000",
        dark=True,
        variables={
            "block-cursor-background": "#ffffff",
            "block-cursor-foreground": "#000000",
            "block-cursor-text-style": "bold",
            "koongo-muted": "#e6e6e6",
            "koongo-line": "#ffffff",
            **_scrollbar("#ffffff"),
            "footer-key-foreground": "#ffd700",
        },
    ),
    Theme(
        name=TERMINAL,
        ansi=True,
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_cyan",
        success="ansi_green",
        warning="ansi_yellow",
        error="ansi_red",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=True,
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            # Reversed is right in any palette, and without colours too.
            "block-cursor-background": "ansi_default",
            "block-cursor-foreground": "ansi_default",
            "block-cursor-text-style": "reverse",
            "input-cursor-text-style": "reverse",
            "koongo-muted": "ansi_default",
            "koongo-line": "ansi_default",
            "footer-key-foreground": "ansi_default",
        },
    ),
)
