"""What can go wrong, each under a name; chosen at the start or while the sandbox runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from koongo_tui.sandbox.situations import (
    Delivery,
    LwaRefused,
    Page,
    Refused,
    Scenario,
    SpRefused,
)
from koongo_tui.sandbox.submissions import Stage
from koongo_tui.sandbox.world import Course

__all__ = ["NORMAL", "SCENARIOS", "Delivery", "Page", "Refused", "Scenario"]

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


_SP_DENIED = SpRefused(403, "Unauthorized", "Access to requested resource is denied.")
_SP_WITHDRAWN = replace(
    _SP_DENIED, details="The access token you provided is revoked, malformed or invalid."
)
_SP_THROTTLED = SpRefused(
    429, "QuotaExceeded", "You exceeded your quota for the requested resource."
)
_SP_FEEDS = frozenset(
    {
        "getFeeds",
        "getFeed",
        "getFeedDocument",
        "createFeedDocument",
        "createFeed",
        "cancelFeed",
    }
)
_NO_GRANT = LwaRefused(
    400,
    "invalid_grant",
    "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't "
    "grant the permission.",
    frozenset({"refresh_token"}),
)
_NO_CLIENT = LwaRefused(401, "invalid_client", "Client authentication failed")

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
        sp_refused=_SP_DENIED,
    ),
    Scenario(
        "account-not-eligible",
        "Amazon does not let the seller account use its API",
        _denied("The seller does not have an eligible Amazon account to call Amazon MWS."),
        sp_refused=_SP_DENIED,
    ),
    Scenario(
        "marketplace-not-open",
        "the account does not sell on the marketplace",
        _denied("Seller {seller_id} does not have access to the given marketplace."),
        sp_refused=_SP_DENIED,
    ),
    Scenario(
        "wrong-endpoint",
        "right values, sent to another region",
        _denied("Access denied"),
        sp_refused=_SP_DENIED,
    ),
    Scenario(
        "expired",
        "the authorisation ended after a year",
        _denied(_ENDED),
        sp_refused=_SP_WITHDRAWN,
        lwa_refused=_NO_GRANT,
    ),
    Scenario(
        "revoked",
        "somebody disabled the authorisation",
        _denied(_WRONG_TOKEN),
        sp_refused=_SP_WITHDRAWN,
        lwa_refused=_NO_GRANT,
    ),
    Scenario(
        "renewed-not-yet",
        "renewed, and refused five more times before it works",
        _denied(_ENDED, first=5),
        lwa_refused=replace(_NO_GRANT, first=5),
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
        sp_refused=replace(_SP_DENIED, operations=_SP_FEEDS),
    ),
    Scenario(
        "throttled",
        "too many requests, every time",
        Refused(503, "RequestThrottled", "Request is throttled"),
        sp_refused=_SP_THROTTLED,
    ),
    Scenario(
        "quota-exceeded",
        "the hourly quota is used up",
        # Sellers has none.
        Refused(503, "QuotaExceeded", "You exceeded your quota", _FEEDS),
        sp_refused=replace(_SP_THROTTLED, operations=_SP_FEEDS),
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
        lwa_refused=_NO_CLIENT,
    ),
    Scenario(
        "internal-error",
        "Amazon has a failure of its own",
        Refused(500, "InternalError", "We encountered an internal error. Please try again."),
        sp_refused=SpRefused(
            500, "InternalFailure", "We encountered an internal error. Please try again."
        ),
    ),
    Scenario(
        "unavailable",
        "Amazon is down for the moment",
        Refused(503, "ServiceUnavailable", "Service is currently unavailable. Please try again."),
        sp_refused=SpRefused(
            503, "ServiceUnavailable", "Service is temporarily unavailable. Please try again."
        ),
    ),
    Scenario("slow", "answers take a minute", delivery=Delivery.SLOW),
    Scenario("cut", "answers break off in the middle", delivery=Delivery.CUT),
    Scenario("garbled", "answers are neither XML nor JSON", delivery=Delivery.GARBLED),
    Scenario("web-page", "a proxy answers with a page to sign in", delivery=Delivery.WEB_PAGE),
    Scenario(
        "safety-net",
        "Amazon holds every new feed for a check",
        course=Course(during=Stage.HELD, ending=None),
    ),
    Scenario("stuck", "new feeds never come to an end", course=Course(ending=None)),
    Scenario("cancelled", "Amazon stops every new feed", course=Course(ending=Stage.FATAL)),
    Scenario("small-pages", "marketplaces come two at a time", shops_a_page=2),
    Scenario(
        "token-expires",
        "SP-API: access tokens end after 20 seconds, whatever they say of themselves",
        token_life=timedelta(seconds=20),
    ),
    Scenario(
        "stale-address",
        "SP-API: the first address of each report has ended when it is given",
        stale_addresses=1,
    ),
    Scenario(
        "secret-expired",
        "SP-API: the application's client secret is older than 180 days",
        sp_refused=SpRefused(403, "Unauthorized", "The LWA secret token you provided has expired"),
    ),
    Scenario(
        "lwa-unavailable",
        "SP-API: Login with Amazon is down for the moment",
        lwa_refused=LwaRefused(
            503, "temporarily_unavailable", "The authorization server is temporarily unavailable"
        ),
    ),
    Scenario(
        "code-expired",
        "SP-API: the consent page's codes have ended when they are exchanged",
        code_life=timedelta(0),
    ),
    Scenario(
        "draft",
        "SP-API: the application is a draft, its consent page needs version=beta",
        draft=True,
    ),
    Scenario(
        "no-mws-developer",
        "SP-API: the application has no MWS developer ID in the seller's region",
        no_mws_developer=True,
    ),
)

SCENARIOS: Mapping[str, Scenario] = {scenario.name: scenario for scenario in _ALL}
"""By name. A name that is also a mistake's code shows that mistake."""
