"""What can go wrong, each under a name; chosen at the start or while the sandbox runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from koongo_tui.sandbox.submissions import Stage
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
class Scenario:
    """One situation. Everything not named here is as usual.

    Attributes:
        summary: one line for people.
        clock_offset: Amazon's clock minus the real time.
        course: of feeds submitted from now on.
        heartbeat: how often the usual sellers submit a feed by themselves.
        shops_a_page: marketplaces that one answer lists.
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


_READING = frozenset(
    {
        "GetFeedSubmissionList",
        "GetFeedSubmissionListByNextToken",
        "GetFeedSubmissionCount",
        "GetFeedSubmissionResult",
    }
)
_FEEDS = _READING | {"SubmitFeed", "CancelFeedSubmissions"}
_ENDED = "Access to {section}.{operation} is denied"
_WRONG_TOKEN = "AuthToken is not valid for SellerId and AWSAccountId."  # noqa: S105  a sentence


def _denied(
    message: str, operations: frozenset[str] | None = None, first: int | None = None
) -> Refused:
    return Refused(401, "AccessDenied", message, operations, first)


NORMAL = Scenario("normal", "everything works")

_ALL = (
    NORMAL,
    Scenario(
        "demo", "a shop that keeps submitting feeds by itself", heartbeat=timedelta(seconds=25)
    ),
    Scenario(
        "individual-plan",
        "the seller is not on the Professional plan",
        _denied("The seller is not registered with a Professional selling plan."),
    ),
    Scenario(
        "account-not-eligible",
        "Amazon does not let the seller account use its API",
        _denied("The seller does not have an eligible Amazon account to call Amazon MWS."),
    ),
    Scenario(
        "marketplace-not-open",
        "the account does not sell on the marketplace",
        _denied("Seller {seller_id} does not have access to the given marketplace."),
    ),
    Scenario("wrong-endpoint", "right values, sent to another region", _denied("Access denied")),
    Scenario("expired", "the authorisation ended after a year", _denied(_ENDED)),
    Scenario("revoked", "somebody disabled the authorisation", _denied(_WRONG_TOKEN)),
    Scenario(
        "renewed-not-yet",
        "renewed, and refused five more times before it works",
        _denied(_ENDED, first=5),
    ),
    Scenario(
        "replaced-token",
        "authorised again: Seller Central shows another token than before",
        page=Page.NEW_TOKEN,
    ),
    Scenario(
        "other-shop",
        "signed in to another shop: its page is shown, and works",
        page=Page.OTHER_SHOP,
    ),
    Scenario(
        "missing-right",
        "the authorisation does not cover reading submissions",
        _denied(_ENDED, operations=_READING),
    ),
    Scenario(
        "throttled",
        "too many requests, every time",
        Refused(503, "RequestThrottled", "Request is throttled"),
    ),
    Scenario(
        "quota-exceeded",
        "the hourly quota is used up",
        # Sellers has none.
        Refused(503, "QuotaExceeded", "You exceeded your quota", _FEEDS),
    ),
    Scenario(
        "clock-skew",
        "Amazon's clock is 23 minutes ahead of this machine's",
        clock_offset=timedelta(minutes=23),
    ),
    Scenario(
        "clock-ahead",
        "this machine's clock is 23 minutes ahead of Amazon's",
        clock_offset=timedelta(minutes=-23),
    ),
    Scenario("unreachable", "every connection breaks before an answer", delivery=Delivery.DROPPED),
    Scenario("mws-retired", "MWS is gone: 410 for everything", delivery=Delivery.GONE),
    Scenario(
        "developer-keys",
        "Amazon has deactivated the developer's keys",
        Refused(
            403,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        ),
    ),
    Scenario(
        "internal-error",
        "Amazon has a failure of its own",
        Refused(500, "InternalError", "We encountered an internal error. Please try again."),
    ),
    Scenario(
        "unavailable",
        "Amazon is down for the moment",
        Refused(503, "ServiceUnavailable", "Service is currently unavailable. Please try again."),
    ),
    Scenario("slow", "answers take a minute", delivery=Delivery.SLOW),
    Scenario("cut", "answers break off in the middle", delivery=Delivery.CUT),
    Scenario("garbled", "answers are no XML", delivery=Delivery.GARBLED),
    Scenario("web-page", "a proxy answers with a page to sign in", delivery=Delivery.WEB_PAGE),
    Scenario(
        "safety-net",
        "Amazon holds every new feed for a check",
        course=Course(during=Stage.HELD, ending=None),
    ),
    Scenario("stuck", "new feeds never come to an end", course=Course(ending=None)),
    Scenario("cancelled", "Amazon stops every new feed", course=Course(ending=Stage.FATAL)),
    Scenario("small-pages", "marketplaces come two at a time", shops_a_page=2),
)

SCENARIOS: Mapping[str, Scenario] = {scenario.name: scenario for scenario in _ALL}
"""By name. A name that is also a mistake's code shows that mistake."""
