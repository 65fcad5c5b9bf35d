"""``test``: the layered connection test of a saved channel."""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context
from koongo_tui.connection import TestResult, TestState, planned, run_test
from koongo_tui.diagnosis import diagnose
from koongo_tui.errors import ExitCode

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel

MARKS = {
    TestState.OK: "OK",
    TestState.FAILED: "NO",
    TestState.SKIPPED: "--",
    TestState.RUNNING: "..",
    TestState.WAITING: "  ",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    """Test; exit 0 when all is well, else what the failure means."""
    channel = context.workspace.channel(args.channel)
    result = asyncio.run(test_channel(context, channel))
    code = result.error.exit_code if result.error else ExitCode.OK
    if args.json:
        context.print_json(result_json(result) | {"exit": int(code)})
    else:
        tell_result(result, context)
        if result.error is not None:
            facts = context.workspace.facts(channel)
            found = diagnose(result.error, facts, now=context.clock())
            context.say("")
            context.say(found.title)
            for cause in found.causes:
                context.say(f"  - {cause}")
            if found.fix:
                context.say(f"  {found.fix}")
            if found.amazon_words:
                context.say(f"  Amazon: {found.amazon_words}")
    return code


async def test_channel(context: Context, channel: Channel) -> TestResult:
    """Run the test of a saved channel. Raises KoongoError when it cannot begin."""
    workspace = context.workspace
    marketplace = workspace.marketplace(channel)
    result = planned(channel.program, marketplace)
    api = workspace.open_api(channel)
    try:
        async for current in run_test(
            api, marketplace, clock=context.clock, monotonic=time.monotonic
        ):
            result = current
    finally:
        await api.aclose()
    return result


def result_json(result: TestResult) -> dict[str, object]:
    """``ok``, ``steps`` and ``marketplaces``."""
    return {
        "ok": result.ok,
        "steps": [
            {
                "name": s.name.value,
                "state": s.state.value,
                "who": s.who,
                "ms": s.ms,
                "code": s.code,
                "message": s.message,
            }
            for s in result.steps
        ],
        "marketplaces": list(result.marketplaces),
    }


def tell_result(result: TestResult, context: Context) -> None:
    """One line a layer."""
    for step in result.steps:
        took = f"{step.ms / 1000:.1f} s" if step.ms is not None else "not tried"
        context.data(f"{MARKS[step.state]:<4} {step.message:<58} {took}".rstrip())
