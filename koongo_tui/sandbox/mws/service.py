"""MWS as a function from request to answer, without any HTTP."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from itertools import count

from koongo_tui.sandbox.activation import Activation
from koongo_tui.sandbox.dice import digest, uuid_text
from koongo_tui.sandbox.mws import answers, feeds_section, sellers_section
from koongo_tui.sandbox.mws.call import SHOPS_A_PAGE, Call
from koongo_tui.sandbox.mws.door import Caller, check_caller
from koongo_tui.sandbox.mws.messages import MwsAnswer, MwsRefusal, MwsRequest
from koongo_tui.sandbox.mws.quotas import PLANS, Allowance, Quotas, Verdict
from koongo_tui.sandbox.situations import Refused
from koongo_tui.sandbox.world import World

FEEDS = "Feeds"
SELLERS = "Sellers"

_ADDRESSES = {FEEDS: "Feeds/2009-01-01", SELLERS: "Sellers/2011-07-01"}
_SECTIONS = {"/": FEEDS, **{f"/{address}": name for name, address in _ADDRESSES.items()}}
_OPERATIONS = {FEEDS: feeds_section.OPERATIONS, SELLERS: sellers_section.OPERATIONS}
_NAMESPACES = {FEEDS: answers.FEEDS, SELLERS: answers.SELLERS}


@dataclass(slots=True)
class _Visit:
    """One request on its way through.

    Attributes:
        now: Amazon's time.
        section: that its path names; None for none.
        headers: for the answer, whether it is refused or not.
    """

    request: MwsRequest
    request_id: str
    now: datetime
    section: str | None
    headers: dict[str, str] = field(default_factory=dict)


class MwsService:
    """Answers requests.

    Args:
        pace: multiplies the waiting times of the quotas; 1 for Amazon's own.
    """

    def __init__(self, world: World, pace: float = 1.0) -> None:
        self._world = world
        self._quotas = Quotas(pace)
        self._numbers = count(1)

    def handle(self, request: MwsRequest, activation: Activation) -> MwsAnswer:
        """The answer to one request, in the scenario that is on."""
        number = next(self._numbers)
        visit = _Visit(
            request,
            uuid_text(self._world.seed, "request", number),
            self._world.tick() + activation.scenario.clock_offset,
            _SECTIONS.get(request.path.rstrip("/") or "/"),
        )
        try:
            answer = self._answer(visit, activation)
        except MwsRefusal as refusal:
            known = visit.section is not None and request.operation
            namespace = _NAMESPACES[visit.section or FEEDS] if known else answers.GENERAL
            answer = answers.refusal_answer(refusal, namespace, visit.request_id)
        context = b64encode(digest(self._world.seed, "context", number)).decode()
        visit.headers |= {
            "x-mws-request-id": visit.request_id,
            "x-mws-timestamp": answers.stamp(visit.now),
            "x-mws-response-context": f"{context},{context[::-1]}",
        }
        return replace(answer, headers={**answer.headers, **visit.headers})

    def _answer(self, visit: _Visit, activation: Activation) -> MwsAnswer:
        request, section = visit.request, visit.section
        operation = request.operation
        if not operation:
            if request.method == "GET" and not request.parameters:
                return answers.ping(visit.now)
            raise MwsRefusal(
                400,
                "InvalidParameterValue",
                "Either Action or Operation query parameter must be present.",
            )
        if section is None or operation not in _OPERATIONS[section]:
            raise MwsRefusal(
                404,
                "InvalidAddress",
                f"Resource {request.path} is not found on this server. API Section is missing or "
                "you have provided an invalid operation name.",
            )
        caller = check_caller(request, self._world, visit.now, section)
        forced = _forced(activation.refusal(operation), section, operation, caller)
        allowance = self._quotas.take(
            caller.seller.seller_id,
            caller.developer.access_key_id,
            PLANS[operation],
            visit.now,
            forced=forced,
        )
        if section == FEEDS:
            visit.headers |= _quota_headers(allowance)
        _check_quota(allowance, f"{_ADDRESSES[section]}/{operation}")
        call = Call(
            request,
            self._world,
            caller.seller,
            visit.request_id,
            _NAMESPACES[section],
            self._world.clock(),
            activation.scenario.shops_a_page or SHOPS_A_PAGE,
        )
        return _OPERATIONS[section][operation](call)


def _forced(refused: Refused | None, section: str, operation: str, caller: Caller) -> Verdict:
    """What a scenario says: a refusal at once, or that the quota has to refuse."""
    if refused is None:
        return Verdict.ALLOWED
    if refused.code in (Verdict.THROTTLED, Verdict.EXHAUSTED):
        return Verdict(refused.code)
    message = refused.message.format(
        section=section, operation=operation, seller_id=caller.seller.seller_id
    )
    raise MwsRefusal(refused.status, refused.code, message)


def _quota_headers(allowance: Allowance) -> dict[str, str]:
    return {
        "x-mws-quota-max": f"{allowance.maximum}.0",
        "x-mws-quota-remaining": f"{allowance.remaining}.0",
        "x-mws-quota-resetsOn": _header_date(allowance.resets_at),
    }


def _check_quota(allowance: Allowance, address: str) -> None:
    if allowance.verdict is Verdict.THROTTLED:
        raise MwsRefusal(503, "RequestThrottled", "Request is throttled")
    if allowance.verdict is Verdict.EXHAUSTED:
        resets_at = _written_date(allowance.resets_at)
        raise MwsRefusal(
            503,
            "QuotaExceeded",
            f"You exceeded your quota of {allowance.maximum}.0 requests per 1 hour for operation "
            f"{address}.  Your quota will reset on {resets_at}",
        )


def _header_date(moment: datetime) -> str:
    """``Mon,03 Feb 2014 09:57:00 UTC``: without a blank after the comma, as Amazon spells it."""
    return format_datetime(moment, usegmt=True).replace(", ", ",").replace("GMT", "UTC")


def _written_date(moment: datetime) -> str:
    """``Mon Feb 03 09:57:00 UTC 2014``."""
    weekday, day, month, year, time, _ = format_datetime(moment, usegmt=True).split()
    return f"{weekday[:3]} {month} {day} {time} UTC {year}"
