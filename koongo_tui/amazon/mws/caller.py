"""One call to MWS from budget to answer: whether it may be made, and what a refusal means."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import BinaryIO, TypeVar
from xml.etree.ElementTree import Element

from koongo_tui.amazon.endpoints import host_of
from koongo_tui.amazon.errors import AmazonError, BadAnswer, Throttled
from koongo_tui.amazon.line import Line
from koongo_tui.amazon.mws.answers import read_result
from koongo_tui.amazon.mws.calls import Call, MwsCredentials, signed
from koongo_tui.amazon.mws.errors import Situation, error_for
from koongo_tui.amazon.mws.quotas import MWS_PLANS, read_allowance, reset_moment
from koongo_tui.amazon.mws.refusals import read_refusal
from koongo_tui.amazon.mws.retired import final
from koongo_tui.amazon.quota import Budget
from koongo_tui.amazon.transport import Answer, Transport

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class Caller(Line):
    """Makes calls for one account at one endpoint."""

    def __init__(
        self,
        endpoint: str,
        credentials: MwsCredentials,
        transport: Transport,
        budget: Budget,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(endpoint, budget, clock)
        self._host = host_of(endpoint)
        self._credentials = credentials
        self._transport = transport

    async def ask(self, call: Call, read: Callable[[Element], _Result]) -> _Result:
        """Make a call; gives what ``read`` makes of the result element of its answer."""
        answer = await self.answer(call)
        try:
            return read(read_result(answer.body, call.operation))
        except BadAnswer as error:
            problem = error
        problem.operation = call.operation
        problem.http_status = answer.status
        problem.request_id = answer.headers.get("x-mws-request-id")
        raise self.final(problem)

    async def answer(self, call: Call, into: BinaryIO | None = None) -> Answer:
        """Make a call; gives an answer that is no refusal, its body in ``into`` if given."""
        self.spend(call.operation)
        ready = signed(call, self._endpoint, self._credentials, self._clock)
        if into is None:
            exchange = self._transport.send(ready.request)
        else:
            exchange = self._transport.download(ready.request, into)
        answer = await self.exchange(exchange, call.operation)
        now = self._clock()
        allowance = read_allowance(answer.headers, now, self.clock_offset)
        if allowance is not None:
            self._budget.learn(call.operation, allowance)
        refusal = read_refusal(answer, self._credentials.hide)
        if refusal is None:
            return answer
        if refusal.code == "SignatureDoesNotMatch":
            _log.debug("Amazon refused the signature of %r", ready.covers)
        token = self._credentials.token
        error = error_for(
            refusal,
            Situation(
                operation=call.operation,
                host=self._host,
                restored_at=now + timedelta(seconds=MWS_PLANS[call.operation].restore),
                reset_at=reset_moment(answer.headers, now, self.clock_offset),
                clock_offset=self.clock_offset,
                token_length=None if token is None else len(token),
            ),
        )
        if isinstance(error, Throttled):
            self._budget.close(call.operation, error.retry_at)
        raise error

    def final(self, problem: AmazonError) -> AmazonError:
        """What a failure means at this host: at Amazon's own, that MWS has ended."""
        return final(problem, self._host)
