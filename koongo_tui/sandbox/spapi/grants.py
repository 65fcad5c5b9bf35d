"""Who may act for whom: codes of the consent page, refresh tokens and access tokens."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from koongo_tui.sandbox.cast import Seller, Standing
from koongo_tui.sandbox.dice import digest
from koongo_tui.sandbox.world import World

CODE_LIFE = timedelta(minutes=5)
TOKEN_LIFE = timedelta(hours=1)
_REMEMBERED = timedelta(days=1)
"""So long an ended access token is told apart from one that never was."""


@dataclass(slots=True)
class Code:
    """What the consent page gives for one exchange.

    Attributes:
        redirect_uri: that the consent page was asked to return to; None without one.
        used: it has been exchanged.
    """

    seller_id: str
    redirect_uri: str | None
    ends_at: datetime
    used: bool = False


@dataclass(slots=True)
class RefreshToken:
    """Attributes:
    revoked: the seller has withdrawn the authorisation, or it has ended.
    """

    seller_id: str
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Attributes:
    seller_id: None for a token that acts for no seller.
    refresh_token: that it was given for; None with ``scope``.
    """

    client_id: str
    seller_id: str | None
    refresh_token: str | None
    ends_at: datetime


class Grants:
    """Every authorisation of the world's application.

    Each seller has authorised it once before the world begins.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = count(2)
        self._codes: dict[str, Code] = {}
        self._refresh: dict[str, RefreshToken] = {}
        self._access: dict[str, AccessToken] = {}
        for seller in world.cast.sellers:
            ended = seller.standing in (Standing.EXPIRED, Standing.REVOKED)
            self._refresh[seller.refresh_token] = RefreshToken(seller.seller_id, ended)

    def new_code(
        self, seller: Seller, redirect_uri: str | None, life: timedelta = CODE_LIFE
    ) -> str:
        """A code for one exchange."""
        text = _text("code", self._world.seed, next(self._numbers))
        code = "".join(letter for letter in text if letter.isalnum())[:20]
        ends_at = self._world.clock() + life
        self._codes[code] = Code(seller.seller_id, redirect_uri, ends_at)
        return code

    def code(self, text: str) -> Code | None:
        """A code that was given, whatever became of it."""
        return self._codes.get(text)

    def new_refresh_token(self, seller_id: str) -> str:
        """Another authorisation; earlier ones stay as they are."""
        token = f"Atzr|{_text('refresh', self._world.seed, seller_id, next(self._numbers))}"
        self._refresh[token] = RefreshToken(seller_id)
        return token

    def refresh_token(self, text: str) -> RefreshToken | None:
        """A refresh token that was given, whatever became of it."""
        return self._refresh.get(text)

    def new_access_token(
        self,
        client_id: str,
        *,
        seller_id: str | None = None,
        refresh_token: str | None = None,
        life: timedelta = TOKEN_LIFE,
    ) -> str:
        """A token for requests."""
        now = self._world.clock()
        for text in [t for t, a in self._access.items() if now - a.ends_at > _REMEMBERED]:
            del self._access[text]
        token = f"Atza|{_text('access', self._world.seed, next(self._numbers))}"
        self._access[token] = AccessToken(client_id, seller_id, refresh_token, now + life)
        return token

    def access_token(self, text: str) -> AccessToken | None:
        """An access token that was given and whose authorisation still stands."""
        access = self._access.get(text)
        if access is None or access.refresh_token is None:
            return access
        return None if self._refresh[access.refresh_token].revoked else access

    def revoke(self, seller_id: str) -> int:
        """Let all authorisations of a seller end; how many."""
        mine = [r for r in self._refresh.values() if r.seller_id == seller_id and not r.revoked]
        for token in mine:
            token.revoked = True
        return len(mine)

    def standing(self, seller_id: str) -> int:
        """How many authorisations of a seller stand."""
        return sum(r.seller_id == seller_id and not r.revoked for r in self._refresh.values())

    def end_access_tokens(self) -> None:
        """Let every access token be an hour old."""
        now = self._world.clock()
        for text, a in self._access.items():
            ends_at = min(a.ends_at, now)
            self._access[text] = AccessToken(a.client_id, a.seller_id, a.refresh_token, ends_at)


def _text(*words: object) -> str:
    raw = b"".join(digest(*words, part) for part in range(8))
    return f"IwEBI{urlsafe_b64encode(raw).decode().rstrip('=')}"
