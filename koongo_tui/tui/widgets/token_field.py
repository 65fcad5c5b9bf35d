"""The single field of the token: typed unseen, shown masked, in clear for ten seconds."""

from __future__ import annotations

from textual.content import Content

from koongo_tui.guide.secret import Secret
from koongo_tui.tui.widgets.hidden_text import HiddenEntry
from koongo_tui.tui.widgets.secret_view import SecretView


class TokenField(SecretView, HiddenEntry, can_focus=True):
    """Holds a token, or the hint what one looks like."""

    DEFAULT_CSS = """
    TokenField {
        height: 1;
        width: 1fr;
        text-wrap: nowrap;
        text-overflow: clip;
    }
    TokenField:focus {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    """

    def __init__(self, hint: str, secret: Secret | None, *, id: str | None = None) -> None:
        super().__init__(secret, id=id)
        self._hint = hint

    def words(self) -> Content:
        if self.typed:
            return Content(f"{self.typed} characters typed, not shown. Enter reads them.")
        if self._secret is None:
            return Content(self._hint)
        if self.in_clear:
            return super().words()
        return Content(f"{self._secret.masked}   {len(self._secret)} long")
