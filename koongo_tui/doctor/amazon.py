"""The way to Amazon, its clock, what it says of the channel, and how often it may be asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.amazon.endpoints import host_of, proxy_for
from koongo_tui.amazon.errors import Throttled, Unreachable
from koongo_tui.application import LWA_ENDPOINT_VARIABLE, SPAPI_ENDPOINT_VARIABLE
from koongo_tui.connection import (
    CLOCK_LIMIT,
    CLOCK_WARNING,
    TestResult,
    describe_offset,
    planned,
    run_test,
)
from koongo_tui.diagnosis import diagnose
from koongo_tui.doctor.findings import Finding, Level, broken, clock, day
from koongo_tui.doctor.subject import Subject
from koongo_tui.errors import ExitCode, KoongoError
from koongo_tui.guide.programs import Program
from koongo_tui.pacing import LIST_OPERATION, REPORT_OPERATION
from koongo_tui.store.config import SecretHome
from koongo_tui.workspace import MWS_ENDPOINT_VARIABLE, TOKEN_VARIABLE

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel

SECONDS = 20.0
"""Until Amazon has to have answered."""

CERTIFICATE_SECONDS = 5.0
CERTIFICATE_WARNING = timedelta(days=7)
_LWA = (LWA_ENDPOINT_VARIABLE,)
ENDPOINT_VARIABLES = {
    Program.MWS: (MWS_ENDPOINT_VARIABLE,),
    Program.SP_API: (SPAPI_ENDPOINT_VARIABLE, *_LWA),
}


@dataclass(frozen=True, slots=True)
class Reached:
    """An answer, whatever it said.

    Attributes:
        seconds: until it was there.
        told: the server's time, aware; None when it did not say.
        asked_at: this machine's time in the middle of the exchange, aware.
    """

    status: int
    seconds: float
    told: datetime | None
    asked_at: datetime


async def amazon(subject: Subject) -> AsyncIterator[Finding]:
    """Network and clock, then the layered test of the channel."""
    channel = subject.channel()
    try:
        if channel is not None:
            endpoint = subject.workspace.endpoint(channel)
        else:
            # Where every region's tokens come from: what an administrator wants to know first.
            endpoint = subject.workspace.application.lwa_endpoint(None)
    except KoongoError as error:
        yield broken("Network", error)
        return
    for finding in _network_settings(subject, channel, endpoint):
        yield finding
    try:
        reached = await reach(endpoint, subject)
    except Unreachable as error:
        finding = broken("Network", error)
        # Without a channel nothing depends on it yet.
        yield finding if channel is not None else _only_a_look(finding)
        return
    except KoongoError as error:
        yield broken("Network", error)
        return
    for finding in [await _network(subject, endpoint, reached), *_clock(reached)]:
        yield finding
    if channel is not None:
        async for finding in _channel(subject, channel):
            yield finding


def _only_a_look(finding: Finding) -> Finding:
    return replace(finding, level=Level.LOOK, exit_code=ExitCode.OK)


def _network_settings(
    subject: Subject, channel: Channel | None, endpoint: str
) -> Iterator[Finding]:
    environ = subject.workspace.environ
    variables = _LWA if channel is None else ENDPOINT_VARIABLES[channel.program]
    given = [name for name in variables if environ.get(name)]
    own = channel is not None and (channel.endpoint or channel.lwa_endpoint)
    if given or own:
        source = ", ".join(given) if given else "the configuration"
        wins = " It wins over the configuration's." if given and own else ""
        yield Finding(
            "Network",
            Level.LOOK if given and own else Level.NOTE,
            f"Another address than Amazon's is used: {endpoint} ({source}).{wins}",
            code="two-sources" if given and own else "other-endpoint",
            values={"endpoint": endpoint},
        )
    proxy = proxy_for(endpoint)
    if proxy is not None:
        yield Finding("Network", Level.NOTE, f"Through the proxy {proxy}", values={"proxy": proxy})
    if environ.get("SSL_CERT_FILE"):
        yield Finding("Network", Level.NOTE, "SSL_CERT_FILE names the certificates to trust")


async def reach(endpoint: str, subject: Subject) -> Reached:
    """Ask an address for anything at all, without a secret. Raises AmazonError."""
    from koongo_tui.amazon.moments import read_header
    from koongo_tui.amazon.transport import Request, Transport, load_httpx, user_agent

    # Loading takes a moment that is not the network's.
    await asyncio.to_thread(load_httpx)
    transport = Transport(user_agent())
    try:
        before, began = subject.now, time.monotonic()
        answer = await transport.send(Request("GET", f"{endpoint}/", seconds=SECONDS))
        took = time.monotonic() - began
    finally:
        await transport.aclose()
    told = read_header(answer.headers.get("date"))
    return Reached(answer.status, took, told, before + timedelta(seconds=took / 2))


async def _network(subject: Subject, endpoint: str, reached: Reached) -> Finding:
    host = host_of(endpoint)
    values: dict[str, object] = {"host": host, "ms": round(reached.seconds * 1000)}
    text = f"{host} answers in {reached.seconds:.1f} s"
    if reached.told is None or 300 <= reached.status < 400 or reached.status == 407:
        return Finding(
            "Network",
            Level.LOOK,
            f"{text}, but not as Amazon does (status {reached.status}).",
            code="bad-answer",
            fix="Check the proxy, and whether a sign-in page is in the way.",
            values=values,
        )
    until = await certificate_end(endpoint)
    if until is None:
        return Finding("Network", Level.OK, text, values=values)
    ends_on = day(until.astimezone().date(), subject.today)
    soon = until - subject.now < CERTIFICATE_WARNING
    return Finding(
        "Network",
        Level.NOTE if soon else Level.OK,
        f"{text}, certificate valid until {ends_on}",
        values=values | {"certificate_until": until.date().isoformat()},
    )


async def certificate_end(endpoint: str) -> datetime | None:
    """When a server's certificate ends; None where that cannot be seen, as behind a proxy."""
    import ssl
    from contextlib import suppress
    from datetime import UTC
    from urllib.parse import urlsplit

    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    if parts.scheme != "https" or proxy_for(endpoint):
        return None
    with suppress(OSError, TimeoutError, ValueError, ssl.SSLError):
        async with asyncio.timeout(CERTIFICATE_SECONDS):
            _, writer = await asyncio.open_connection(
                host, parts.port or 443, ssl=ssl.create_default_context()
            )
            certificate = writer.get_extra_info("peercert") or {}
            writer.close()
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
    return None


def _clock(reached: Reached) -> Iterator[Finding]:
    if reached.told is None:
        return
    offset = reached.told - reached.asked_at
    values = {"offset_seconds": round(offset.total_seconds(), 1)}
    if abs(offset) <= CLOCK_WARNING:
        # Amazon tells whole seconds.
        words = "within 2 s of" if abs(offset) < timedelta(seconds=2) else ""
        words = words or f"{abs(offset).total_seconds():.0f} s from"
        yield Finding("Clock", Level.OK, f"{words} the server's", values=values)
        return
    far = abs(offset) > CLOCK_LIMIT
    yield Finding(
        "Clock",
        Level.BROKEN if far else Level.SOON,
        f"This machine's clock is {describe_offset(offset)}."
        + (" Amazon refuses every request that is more than 15 minutes off." if far else ""),
        code="clock-skew",
        fix="Set the time, for example with: timedatectl set-ntp true",
        exit_code=ExitCode.COULD_NOT_FIND_OUT if far else ExitCode.OK,
        values=values,
    )


async def _channel(subject: Subject, channel: Channel) -> AsyncIterator[Finding]:
    workspace = subject.workspace
    asked = channel.token_place.home is SecretHome.ASK and not workspace.environ.get(TOKEN_VARIABLE)
    if asked:
        words = f"{channel.name}: not asked, its token is kept nowhere. Try: koongo-tui test"
        yield Finding("Amazon", Level.NOTE, words, code="not-tested")
        return
    try:
        marketplace = workspace.marketplace(channel)
        # A command may have to print the token first.
        api = await asyncio.to_thread(workspace.open_api, channel)
    except KoongoError as error:
        if error.code == "developer-side-missing" or subject.token_trouble:
            words = f"{channel.name}: not asked. {error.message}"
            yield Finding("Amazon", Level.NOTE, words, code="not-tested")
        else:
            yield broken("Amazon", error, f"{channel.name}: ")
        return
    result = planned(channel.program, marketplace)
    try:
        async for current in run_test(
            api, marketplace, clock=workspace.clock, monotonic=time.monotonic
        ):
            result = current
    finally:
        await api.aclose()
    yield _result(subject, channel, marketplace.name, result)


def _result(subject: Subject, channel: Channel, place: str, result: TestResult) -> Finding:
    values: dict[str, object] = {
        "channel": channel.name,
        "steps": {step.name.value: step.state.value for step in result.steps},
        "marketplaces": list(result.marketplaces),
    }
    error = result.error
    if error is None:
        text = f"{channel.name}: accepts Seller ID and token, {place} is yours"
        return Finding("Amazon", Level.OK, text, values=values)
    if isinstance(error, Throttled):
        text = f"{channel.name}: asks us to wait until {clock(error.retry_at)}; not all was tried."
        return Finding("Amazon", Level.NOTE, text, code=error.code, values=values)
    found = diagnose(error, subject.workspace.facts(channel), now=subject.now)
    words = " ".join((f"{found.title.rstrip('.')}.", *found.causes))
    if found.amazon_words:
        words = f"{words} Amazon: {found.amazon_words}"
    return Finding(
        "Amazon",
        Level.BROKEN,
        f"{channel.name}: {words}",
        code=found.code,
        fix=found.fix,
        link=found.url or "",
        exit_code=error.exit_code,
        values=values,
    )


def requests(subject: Subject) -> Iterator[Finding]:
    """How often the channel's account may be asked now."""
    channel, workspace = subject.channel(), subject.workspace
    if channel is None or not workspace.paths.history_file.exists():
        return
    if channel.program is Program.SP_API:
        from koongo_tui.amazon.spapi.quotas import SPAPI_PLANS as PLANS
    else:
        from koongo_tui.amazon.mws.quotas import MWS_PLANS as PLANS
    budget = workspace.budget(channel)
    for operation, what in (
        (LIST_OPERATION[channel.program], "lists"),
        (REPORT_OPERATION[channel.program], "reports"),
    ):
        plan, left = PLANS[operation], budget.left(operation)
        again = budget.allowed_at(operation)
        restore = plan.restore * workspace.pace
        text = f"{left} of {plan.burst} {what} left, one more every {restore:g} s"
        if left == 0:
            text = f"No {what} left until {clock(again)}. That is Amazon's limit, not a fault."
        yield Finding(
            "Requests",
            Level.OK if left else Level.NOTE,
            text,
            code="" if left else "throttled",
            values={"operation": operation, "left": left, "of": plan.burst},
        )
