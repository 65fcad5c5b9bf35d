"""SP-API as a function from request to answer, without any HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from koongo_tui.sandbox.activation import Activation
from koongo_tui.sandbox.dice import letters, uuid_text
from koongo_tui.sandbox.spapi import answers, feeds_section, sellers_section, storage
from koongo_tui.sandbox.spapi.call import Call
from koongo_tui.sandbox.spapi.desk import Desk
from koongo_tui.sandbox.spapi.documents import Signer
from koongo_tui.sandbox.spapi.door import check_caller
from koongo_tui.sandbox.spapi.grants import Grants
from koongo_tui.sandbox.spapi.messages import SpRefusal, WebAnswer, WebRequest
from koongo_tui.sandbox.spapi.plans import USAGE_PLANS, Usage
from koongo_tui.sandbox.world import World

SECTIONS = ("/sellers/v1/", "/feeds/2021-06-30/")


@dataclass(frozen=True, slots=True)
class _Operation:
    name: str
    method: str
    pattern: re.Pattern[str]
    answer: Callable[[Call], WebAnswer]


def _operation(
    name: str, method: str, pattern: str, answer: Callable[[Call], WebAnswer]
) -> _Operation:
    return _Operation(name, method, re.compile(pattern), answer)


_OPERATIONS = (
    _operation(
        "getMarketplaceParticipations",
        "GET",
        "/sellers/v1/marketplaceParticipations",
        sellers_section.get_participations,
    ),
    _operation("getAccount", "GET", "/sellers/v1/account", sellers_section.get_account),
    _operation("getFeeds", "GET", "/feeds/2021-06-30/feeds", feeds_section.get_feeds),
    _operation("createFeed", "POST", "/feeds/2021-06-30/feeds", feeds_section.create_feed),
    _operation("getFeed", "GET", "/feeds/2021-06-30/feeds/([^/]+)", feeds_section.get_feed),
    _operation(
        "cancelFeed", "DELETE", "/feeds/2021-06-30/feeds/([^/]+)", feeds_section.cancel_feed
    ),
    _operation(
        "createFeedDocument", "POST", "/feeds/2021-06-30/documents", feeds_section.create_document
    ),
    _operation(
        "getFeedDocument", "GET", "/feeds/2021-06-30/documents/([^/]+)", feeds_section.get_document
    ),
)


class SpService:
    """Answers requests.

    Args:
        endpoint: where the sandbox answers; documents lie there too.
        pace: multiplies the waiting times of the usage plans; 1 for Amazon's own.
    """

    def __init__(self, world: World, grants: Grants, endpoint: str, pace: float = 1.0) -> None:
        self._world = world
        self._grants = grants
        self._usage = Usage(pace)
        self._desk = Desk(world, Signer(endpoint, world.seed), self._usage)
        self._numbers = count(1)

    def handle(self, request: WebRequest, activation: Activation) -> WebAnswer:
        """The answer to one request, in the scenario that is on."""
        number = next(self._numbers)
        operation, target = _find(request)
        try:
            answer = self._answer(request, operation, target, activation)
        except SpRefusal as refusal:
            answer = answers.refusal_answer(refusal)
        headers = {
            "x-amzn-RequestId": uuid_text(self._world.seed, "sp request", number),
            "x-amz-apigw-id": letters(15, self._world.seed, "gateway", number),
        }
        # The rate is told on answers with these statuses only (Usage plans and rate limits).
        if operation is not None and (answer.status < 300 or answer.status in (400, 404)):
            rate = self._usage.rate(USAGE_PLANS[operation.name])
            headers["x-amzn-RateLimit-Limit"] = str(float(f"{rate:.4g}"))
        return replace(answer, headers={**answer.headers, **headers})

    def stored(self, request: WebRequest) -> WebAnswer:
        """The answer of the storage to one request."""
        return storage.handle(request, self._desk, self._world.clock())

    def _answer(
        self,
        request: WebRequest,
        operation: _Operation | None,
        target: str,
        activation: Activation,
    ) -> WebAnswer:
        if operation is None:
            raise SpRefusal(404, "NotFound", "The requested resource does not exist.")
        caller = check_caller(request, self._world, self._grants)
        refused = activation.sp_refusal(operation.name)
        if refused is not None:
            raise SpRefusal(refused.status, refused.code, refused.message, refused.details)
        now = self._world.tick()
        plan = USAGE_PLANS[operation.name]
        if not self._usage.take(caller.seller.seller_id, caller.client_id, plan, now):
            raise SpRefusal(429, "QuotaExceeded", feeds_section.TOO_MANY)
        stale = activation.scenario.stale_addresses
        return operation.answer(Call(request, self._world, caller, target, now, self._desk, stale))


def _find(request: WebRequest) -> tuple[_Operation | None, str]:
    for operation in _OPERATIONS:
        match = operation.pattern.fullmatch(request.path)
        if match and operation.method == request.method:
            return operation, match[1] if match.groups() else ""
    return None, ""
