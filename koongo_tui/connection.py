"""The layered connection test: each layer says who answered, so a failure names who has to act.

The order is from near to far: this machine reaches Amazon; the clock is right; Amazon accepts the
developer's keys; Amazon accepts Seller ID and token together; the marketplace belongs to the
account; submissions can be read. After the first failure the rest is not tried.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from koongo_tui.amazon.api import Participation, SellerApi, SubmissionQuery
from koongo_tui.amazon.errors import AccessRefused, ClockSkewed, Throttled
from koongo_tui.errors import Actor, KoongoError
from koongo_tui.guide.marketplaces import Marketplace, marketplace_by_id
from koongo_tui.guide.programs import Program

CLOCK_LIMIT = timedelta(minutes=15)
"""Amazon refuses a request whose time differs by more (MWS developer guide, Timestamps)."""

CLOCK_WARNING = timedelta(minutes=5)


class TestName(StrEnum):
    """The layers. The value is the word in JSON."""

    __test__ = False

    NETWORK = "network"
    CLOCK = "clock"
    DEVELOPER = "developer"
    SELLER = "seller"
    MARKETPLACE = "marketplace"
    SUBMISSIONS = "submissions"


class TestState(StrEnum):
    """How a layer stands. ``running`` and ``waiting`` are seen on screen only."""

    __test__ = False

    WAITING = "waiting"
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class TestStep:
    """One layer.

    Attributes:
        who: who answered; after a failure, who has to act.
        ms: how long it took; None while not tried.
        code: the stable word of what went wrong, or is worth knowing; None otherwise.
        message: a sentence for people.
    """

    __test__ = False

    name: TestName
    state: TestState
    message: str
    who: str = Actor.AMAZON.value
    ms: int | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class TestResult:
    """The whole test, as it stands.

    Attributes:
        steps: all six, in order.
        participations: the marketplaces of the account, once Amazon told them.
        error: what stopped the test; None while nothing did.
    """

    __test__ = False

    steps: tuple[TestStep, ...]
    participations: tuple[Participation, ...] = ()
    error: KoongoError | None = None

    @property
    def ok(self) -> bool:
        """Every layer was passed, or left out because a later one proves it."""
        return (
            self.error is None
            and self.steps[-1].state is TestState.OK
            and all(s.state in (TestState.OK, TestState.SKIPPED) for s in self.steps)
        )

    @property
    def failed(self) -> TestStep | None:
        """The layer that stopped the test."""
        return next((s for s in self.steps if s.state is TestState.FAILED), None)

    @property
    def marketplaces(self) -> tuple[str, ...]:
        """IDs of the account's marketplaces."""
        return tuple(p.marketplace_id for p in self.participations)


def planned(program: Program, marketplace: Marketplace) -> TestResult:
    """The test before it begins: every layer waits."""
    developer = "the developer's keys" if program is Program.MWS else "the application"
    sentences = {
        TestName.NETWORK: "This machine can reach Amazon",
        TestName.CLOCK: "This machine's clock is right",
        TestName.DEVELOPER: f"Amazon accepts {developer}",
        TestName.SELLER: "Amazon accepts Seller ID and token together",
        TestName.MARKETPLACE: f"{marketplace.name} belongs to this seller account",
        TestName.SUBMISSIONS: "Submissions can be read",
    }
    return TestResult(
        steps=tuple(TestStep(n, TestState.WAITING, sentences[n]) for n in TestName),
    )


class _Test:
    """One run. Each layer is a method that raises KoongoError, or returns a remark or None."""

    def __init__(
        self,
        api: SellerApi,
        marketplace: Marketplace,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._api = api
        self._marketplace = marketplace
        self._clock = clock
        self._monotonic = monotonic
        self._amazon_time: datetime | None = None
        self.result = planned(api.program, marketplace)

    async def run(self) -> AsyncIterator[TestResult]:
        layers: tuple[Callable[[], Awaitable[tuple[str, str] | None]], ...] = (
            self._network,
            self._clock_right,
            self._developer,
            self._seller,
            self._belongs,
            self._readable,
        )
        for index, layer in enumerate(layers):
            self._set(index, state=TestState.RUNNING)
            yield self.result
            began = self._monotonic()
            try:
                remark = await layer()
            except _LeftOutError:
                self._set(index, state=TestState.SKIPPED)
            except KoongoError as error:
                self._fail(index, error, began)
                yield self.result
                return
            else:
                code, message = remark or (None, self.result.steps[index].message)
                self._set(index, state=TestState.OK, ms=self._ms(began), code=code, message=message)
        yield self.result

    def _ms(self, began: float) -> int:
        return round((self._monotonic() - began) * 1000)

    def _set(self, index: int, **changes: object) -> None:
        steps = list(self.result.steps)
        steps[index] = replace(steps[index], **changes)  # type: ignore[arg-type]
        self.result = replace(self.result, steps=tuple(steps))

    def _fail(self, index: int, error: KoongoError, began: float) -> None:
        self._set(
            index,
            state=TestState.FAILED,
            ms=self._ms(began),
            code=error.code,
            who=error.who.value,
            message=error.message,
        )
        for later in range(index + 1, len(self.result.steps)):
            self._set(later, state=TestState.SKIPPED)
        self.result = replace(self.result, error=error)

    async def _network(self) -> None:
        self._amazon_time = await self._api.ping()

    async def _clock_right(self) -> tuple[str, str] | None:
        if self._amazon_time is None:
            raise _LeftOutError
        offset = self._amazon_time - self._clock()
        if abs(offset) > CLOCK_LIMIT:
            raise ClockSkewed(
                f"This machine's clock is {describe_offset(offset)}. Amazon refuses every request "
                "that is more than 15 minutes off.",
                fix="Set the time, for example with: timedatectl set-ntp true",
                offset=offset,
            )
        if abs(offset) > CLOCK_WARNING:
            return "clock-skew", f"This machine's clock is {describe_offset(offset)}"
        return None

    async def _developer(self) -> None:
        try:
            await self._api.service_status()
        except AccessRefused as error:
            if error.code == "mws-retired":
                raise
            # The keys were good enough to be told about the seller: the next layer names that.
            return
        except Throttled as error:
            # Amazon allows this call twice, then every five minutes; the next layer proves the
            # same and more.
            raise _LeftOutError from error

    async def _seller(self) -> None:
        found = await self._api.participations()
        self.result = replace(self.result, participations=found)

    async def _belongs(self) -> None:
        if self._marketplace.id in self.result.marketplaces:
            return
        names = [m.name for i in self.result.marketplaces if (m := marketplace_by_id(i))]
        listed = ", ".join(names) or "no Amazon marketplace"
        raise AccessRefused(
            f"This seller account does not sell on {self._marketplace.name}. "
            f"Amazon lists: {listed}.",
            code="marketplace-not-open",
            fix="Choose a marketplace of this account, or open this one in Seller Central.",
        )

    async def _readable(self) -> None:
        try:
            await self._api.submissions(SubmissionQuery(page_size=10))
        except AccessRefused as error:
            if error.code != "access-refused":
                raise
            error.code = "missing-right"
            raise


class _LeftOutError(Exception):
    """A layer cannot be tried now, and a later one proves the same."""


def describe_offset(offset: timedelta) -> str:
    """``23 minutes slow``: Amazon's clock minus ours, as a person says it."""
    seconds = abs(int(offset.total_seconds()))
    amount = f"{seconds} seconds" if seconds < 120 else f"{round(seconds / 60)} minutes"
    if seconds >= 2 * 3600:
        amount = f"{round(seconds / 3600)} hours"
    return f"{amount} {'slow' if offset > timedelta(0) else 'fast'}"


async def run_test(
    api: SellerApi,
    marketplace: Marketplace,
    *,
    clock: Callable[[], datetime],
    monotonic: Callable[[], float],
) -> AsyncIterator[TestResult]:
    """Run the test; yields the whole state whenever a layer begins, and the final one.

    Args:
        api: the account to test; the caller closes it.
        marketplace: the channel's.
        clock: gives now, aware.
        monotonic: seconds, for the time each layer took.
    """
    async for result in _Test(api, marketplace, clock, monotonic).run():
        yield result
