"""The parts of which a scenario is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from koongo_tui.sandbox.world import Course


class Delivery(StrEnum):
    """What happens to answers on their way."""

    WHOLE = "whole"
    SLOW = "slow"
    CUT = "cut"
    GARBLED = "garbled"
    WEB_PAGE = "web-page"
    GONE = "gone"
    DROPPED = "dropped"


class Page(StrEnum):
    """What Seller Central shows."""

    OWN = "own"
    NEW_TOKEN = "new-token"  # noqa: S105  a word
    OTHER_SHOP = "other-shop"


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer in place of the real one, to a request that is otherwise right.

    Attributes:
        message: may hold ``{section}``, ``{operation}`` and ``{seller_id}``.
        operations: refused ones; None for all.
        first: refused only so many times; None for always.
    """

    status: int
    code: str
    message: str
    operations: frozenset[str] | None = None
    first: int | None = None


@dataclass(frozen=True, slots=True)
class SpRefused:
    """An answer of SP-API in place of the real one, to a request that is otherwise right.

    Attributes:
        operations: refused ones; None for all.
        first: refused only so many times; None for always.
    """

    status: int
    code: str
    message: str
    details: str = ""
    operations: frozenset[str] | None = None
    first: int | None = None


@dataclass(frozen=True, slots=True)
class LwaRefused:
    """An answer of Login with Amazon in place of a token.

    Attributes:
        grant_types: refused ones.
        first: refused only so many times; None for always.
    """

    status: int
    error: str
    description: str
    grant_types: frozenset[str] = frozenset(
        {"authorization_code", "refresh_token", "client_credentials"}
    )
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One situation. Everything not named here is as usual.

    Attributes:
        summary: one line for people.
        refused: by MWS.
        sp_refused: by SP-API.
        lwa_refused: by Login with Amazon.
        clock_offset: Amazon's clock minus the real time.
        course: of feeds submitted from now on.
        heartbeat: how often the usual sellers submit a feed by themselves.
        shops_a_page: marketplaces that one answer of MWS lists.
        token_life: of access tokens, whatever they say of themselves; None for an hour.
        stale_addresses: so many addresses of each report have ended when they are given.
        code_life: of the consent page's codes; None for five minutes.
        draft: the application is not published yet.
        no_mws_developer: the application has no MWS developer ID in the seller's region.
    """

    name: str
    summary: str
    refused: Refused | None = None
    delivery: Delivery = Delivery.WHOLE
    clock_offset: timedelta = timedelta(0)
    course: Course = field(default_factory=Course)
    heartbeat: timedelta | None = None
    page: Page = Page.OWN
    shops_a_page: int | None = None
    sp_refused: SpRefused | None = None
    lwa_refused: LwaRefused | None = None
    token_life: timedelta | None = None
    code_life: timedelta | None = None
    stale_addresses: int = 0
    draft: bool = False
    no_mws_developer: bool = False
