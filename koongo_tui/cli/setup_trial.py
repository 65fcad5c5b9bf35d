"""Trying a setup's values at Amazon before anything is saved, once or until Amazon says yes."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from koongo_tui.amazon.errors import ClockSkewed
from koongo_tui.cli.context import Context
from koongo_tui.cli.test import MARKS
from koongo_tui.connection import TestResult, TestState, planned, run_test
from koongo_tui.diagnosis import Diagnosis, diagnose
from koongo_tui.errors import ExitCode, KoongoError

if TYPE_CHECKING:
    from koongo_tui.guide.flow import Setup
    from koongo_tui.guide.secret import Secret
    from koongo_tui.store.config import Channel

Sleep = Callable[[float], Awaitable[None]]

RETRY_SECONDS = 300.0
RETRIES = 12
"""Every five minutes for an hour: a renewal can take that long to count."""


def try_setup(context: Context, setup: Setup, *, wait: bool, sleep: Sleep) -> TestResult:
    """Test a setup's values. Raises KoongoError when the test cannot begin."""
    channel = context.workspace.trial_channel(setup)
    return asyncio.run(_until_yes(context, channel, setup.token, wait=wait, sleep=sleep))


def wait_for_channel(args: argparse.Namespace, context: Context, *, sleep: Sleep) -> int:
    """Test a saved channel until Amazon says yes; exit 0 then, else what the failure means.

    Raises:
        NotSetUpError: there is no such channel.
    """
    channel = context.workspace.channel(args.name or args.channel)
    context.say(f"No setup was cut off. Trying the saved channel {channel.name}.")
    result = asyncio.run(_until_yes(context, channel, None, wait=True, sleep=sleep))
    if result.error is not None:
        tell_failure(context, channel, result.error)
        return result.error.exit_code
    context.say("Connected.")
    return ExitCode.OK


async def _until_yes(
    context: Context, channel: Channel, token: Secret | None, *, wait: bool, sleep: Sleep
) -> TestResult:
    tries = 1 + (RETRIES if wait else 0)
    for number in range(1, tries + 1):
        result = await _try(context, channel, token)
        if result.error is None or not _worth_waiting(context, channel, result.error):
            break
        if number < tries:
            clock = context.clock().astimezone()
            context.say(
                f"{clock:%H:%M}  try {number} of {tries}: {result.error.message} "
                "Next try in 5 minutes; Ctrl+C ends it."
            )
            await sleep(RETRY_SECONDS)
    return result


async def _try(context: Context, channel: Channel, token: Secret | None) -> TestResult:
    workspace = context.workspace
    marketplace = workspace.marketplace(channel)
    result = planned(channel.program, marketplace)
    api = workspace.open_api(channel, token=token)
    try:
        test = run_test(api, marketplace, clock=context.clock, monotonic=time.monotonic)
        async for state in test:
            result = state
    finally:
        await api.aclose()
    return result


def _worth_waiting(context: Context, channel: Channel, error: KoongoError) -> bool:
    """Time alone may mend it: a renewal that has not been noticed, a network that is down."""
    if isinstance(error, ClockSkewed):
        return False
    if error.exit_code is ExitCode.COULD_NOT_FIND_OUT:
        return True
    return _diagnosis(context, channel, error).patience


def _diagnosis(context: Context, channel: Channel, error: KoongoError) -> Diagnosis:
    return diagnose(error, context.workspace.facts(channel), now=context.clock())


def tell_steps(context: Context, result: TestResult) -> None:
    """One line a layer, as talk."""
    for step in result.steps:
        rest = "  not tried" if step.state is TestState.SKIPPED and result.error else ""
        context.say(f"  {MARKS[step.state]:<4} {step.message}{rest}")


def tell_failure(context: Context, channel: Channel, error: KoongoError) -> Diagnosis:
    """Cause first, then one action, then Amazon's own words; gives what was told."""
    found = _diagnosis(context, channel, error)
    context.say("")
    context.say(f"{found.title} ({found.code})")
    for cause in found.causes:
        context.say(f"  - {cause}")
    if found.fix:
        context.say(f"  {found.fix}")
    if found.url:
        context.say(found.url)
    if found.amazon_words:
        context.say(f"  Amazon: {found.amazon_words}")
    return found
