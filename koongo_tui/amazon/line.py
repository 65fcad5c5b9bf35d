"""What calls of both programs share: the budget is asked first, and Amazon's clock is watched."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from koongo_tui.amazon.errors import AmazonError, Throttled
from koongo_tui.amazon.failures import refused_by_proxy
from koongo_tui.amazon.moments import read_header
from koongo_tui.amazon.quota import Budget
from koongo_tui.amazon.transport import Answer

_PROMPT = timedelta(seconds=30)


class Line:
    """One account's line to an endpoint.

    Attributes:
        clock_offset: Amazon's clock minus this machine's, as the last answer showed it; None
            before the first.
    """

    def __init__(self, endpoint: str, budget: Budget, clock: Callable[[], datetime]) -> None:
        self._endpoint = endpoint
        self._budget = budget
        self._clock = clock
        self.clock_offset: timedelta | None = None

    def final(self, problem: AmazonError) -> AmazonError:
        """What a failure means at this endpoint."""
        return problem

    def spend(self, operation: str) -> None:
        """Take one request from the budget. Raises Throttled when there is none."""
        retry_at = self._budget.spend(operation)
        if retry_at is not None:
            raise Throttled(
                f"Amazon's quota for {operation} is used up for the moment. Nothing was sent.",
                fix="Wait, then ask again. Nothing has to be pasted anew.",
                retry_at=retry_at,
                by_us=True,
                operation=operation,
            )

    async def exchange(self, exchange: Awaitable[Answer], operation: str) -> Answer:
        """Wait for an answer of any kind, and note how far Amazon's clock is off."""
        problem: AmazonError
        asked = self._clock()
        try:
            answer = await exchange
        except AmazonError as error:
            problem = error
        else:
            self._measure(answer, asked)
            if answer.status != 407:
                return answer
            problem = refused_by_proxy(self._endpoint)
        problem.operation = operation
        raise self.final(problem)

    def _measure(self, answer: Answer, asked: datetime) -> None:
        theirs = read_header(answer.headers.get("date"))
        took = self._clock() - asked
        # A long download says little about when its header was written.
        if theirs is not None and timedelta(0) <= took < _PROMPT:
            # Dates are whole seconds, cut off: half of one is the best guess for the rest.
            self.clock_offset = theirs + timedelta(seconds=0.5) - (asked + took / 2)
