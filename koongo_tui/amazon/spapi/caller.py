"""One call to SP-API from budget to answer: whether it may be made, and what a refusal means."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import quote, urlencode

from koongo_tui.amazon.errors import BadAnswer
from koongo_tui.amazon.line import Line
from koongo_tui.amazon.quota import Budget
from koongo_tui.amazon.spapi.answers import Members, read_members
from koongo_tui.amazon.spapi.errors import Refusal, error_for, read_refusal
from koongo_tui.amazon.spapi.lwa import Lwa
from koongo_tui.amazon.spapi.quotas import pause, told_rate
from koongo_tui.amazon.transport import Answer, Request, Transport
from koongo_tui.guide.secret import Secret

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Call:
    """One operation.

    Attributes:
        path: absolute, its variable parts quoted already.
        query: values of a list are joined by commas.
        content: of the JSON body; None without one.
    """

    operation: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: Mapping[str, object] | None = None


class Caller(Line):
    """Makes calls for one authorisation at one endpoint."""

    def __init__(
        self,
        endpoint: str,
        lwa: Lwa,
        refresh_token: Secret,
        *,
        transport: Transport,
        budget: Budget,
        clock: Callable[[], datetime],
        jitter: Callable[[], float],
    ) -> None:
        super().__init__(endpoint, budget, clock)
        self._lwa = lwa
        self._refresh_token = refresh_token
        self._transport = transport
        self._jitter = jitter
        self._rates: dict[str, float] = {}

    async def prove_application(self) -> None:
        """Have an access token: the application's keys count, and so does the refresh token."""
        await self._lwa.access_token(self._refresh_token)

    async def ask(self, call: Call, read: Callable[[Members], _Result]) -> _Result:
        """Make a call; gives what ``read`` makes of its answer."""
        answer = await self.answer(call)
        try:
            return read(read_members(answer.body))
        except BadAnswer as error:
            # Where it was raised hangs the whole answer, which may be a signed address.
            problem = error.with_traceback(None)
        problem.operation = call.operation
        problem.http_status = answer.status
        problem.request_id = answer.headers.get("x-amzn-requestid")
        raise problem

    async def answer(self, call: Call) -> Answer:
        """Make a call; gives an answer that is no refusal.

        An access token that Amazon does not take is renewed once: it may have ended on its way,
        or earlier than was told.
        """
        token = await self._lwa.access_token(self._refresh_token)
        answer, refusal = await self._once(call, token)
        if refusal is not None and refusal.about_token:
            self._lwa.forget(token)
            token = await self._lwa.access_token(self._refresh_token)
            answer, refusal = await self._once(call, token)
        if refusal is None:
            return answer
        retry_at = None
        if refusal.status == 429:
            operation = call.operation
            wait = pause(operation, self._rates.get(operation), self._jitter)
            retry_at = self._clock() + wait
            self._budget.close(operation, retry_at)
        raise error_for(refusal, call.operation, retry_at=retry_at)

    async def _once(self, call: Call, token: Secret) -> tuple[Answer, Refusal | None]:
        self.spend(call.operation)
        request = self._request(call, token)
        answer = await self.exchange(self._transport.send(request), call.operation)
        rate = told_rate(answer.status, answer.headers)
        if rate is not None:
            self._rates[call.operation] = rate
        hide = self._lwa.hiding(self._refresh_token, token)
        return answer, read_refusal(answer, hide)

    def _request(self, call: Call, token: Secret) -> Request:
        headers = {
            "x-amz-access-token": token.reveal(),
            "x-amz-date": self._clock().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"),
            "Accept": "application/json",
        }
        content = b""
        if call.content is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(call.content, separators=(",", ":")).encode()
        url = f"{self._endpoint}{call.path}"
        if call.query:
            url += "?" + urlencode(call.query, quote_via=quote, safe=",")
        return Request(call.method, url, headers, content)
