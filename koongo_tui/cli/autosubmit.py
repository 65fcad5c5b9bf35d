"""``autosubmit``: send a channel's feed whenever its source has changed."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context, error_json, moment_json, printable
from koongo_tui.errors import ExitCode, NotSetUpError
from koongo_tui.outbox.events import AutoEvent, AutoKind
from koongo_tui.outbox.runner import AutoSubmit
from koongo_tui.retention import forget_old_daily

if TYPE_CHECKING:
    from koongo_tui.store.config import Channel

EXITS = {
    AutoKind.PAUSED: ExitCode.STUCK_OR_HELD,
    AutoKind.STOPPED: ExitCode.STUCK_OR_HELD,
    AutoKind.REFUSED: ExitCode.FINISHED_WITH_ERRORS,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--channel", metavar="NAME", help="instead of the current channel")
    which.add_argument(
        "--all", action="store_true", help="every channel whose auto-submit is switched on"
    )
    which.add_argument(
        "--resume", metavar="NAME", help="let a channel go on that is paused, and end"
    )
    parser.add_argument(
        "--once", action="store_true", help="look once and end, for a timer; else until Ctrl+C"
    )
    parser.add_argument(
        "--json", action="store_true", help="JSON on stdout; without --once a line for each event"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """With ``--once`` exit 0 fine, 6 the feed is refused, 7 paused, else as the failure."""
    if args.resume is not None:
        return _resume(context, args.resume)
    names = _names(args, context)
    if args.once:
        events = asyncio.run(_once(context, names))
        code = max((int(_exit(event)) for event in events), default=0)
        if args.json:
            context.print_json({"events": [event_json(event) for event in events], "exit": code})
        return code
    asyncio.run(_for_ever(context, names))
    return ExitCode.OK


def _names(args: argparse.Namespace, context: Context) -> list[str]:
    config = context.workspace.config()
    if not args.all:
        channel = context.workspace.channel(args.channel)
        if not channel.auto_submit:
            raise _switched_off([channel])
        return [channel.name]
    names = [channel.name for channel in config.channels.values() if channel.auto_submit]
    if not names:
        raise _switched_off(list(config.channels.values()))
    return names


def _switched_off(channels: Sequence[Channel]) -> NotSetUpError:
    whose = f"the channel {channels[0].name}" if len(channels) == 1 else "every channel"
    return NotSetUpError(
        f"Auto-submit is off for {whose}, so nothing is sent by itself.",
        fix="Switch it on in the screen of the channel, or with auto_submit = true in config.toml.",
        code="auto-submit-off",
    )


def _resume(context: Context, name: str) -> int:
    channel = context.workspace.channel(name)
    pause = context.workspace.intents.paused(channel.name)
    if pause is None:
        context.say(f"Auto-submit of {channel.name} is not paused.")
    else:
        AutoSubmit(context.workspace).resume(channel.name)
        context.say(f"Auto-submit of {channel.name} goes on. It was paused: {pause.reason}")
    if context.as_json:
        context.print_json({"channel": channel.name, "resumed": pause is not None, "exit": 0})
    return ExitCode.OK


async def _once(context: Context, names: Sequence[str]) -> list[AutoEvent]:
    auto = AutoSubmit(context.workspace)
    events = []
    for name in names:
        event = await auto.tick(name)
        events.append(event)
        await _tidy(context, event)
        if not context.as_json:
            _tell(context, event)
    return events


async def _for_ever(context: Context, names: Sequence[str]) -> None:
    auto = AutoSubmit(context.workspace)

    async def watch(name: str) -> None:
        async for event in auto.watch(name):
            if context.as_json:
                context.data(_line(event))
                context.stdout.flush()
            else:
                _tell(context, event)
            await _tidy(context, event)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(watch(name))


async def _tidy(context: Context, event: AutoEvent) -> None:
    """Where nothing else ever runs, old copies of feeds go as well."""
    if event.kind is AutoKind.SENT:
        await asyncio.to_thread(forget_old_daily, context.workspace)


def _line(event: AutoEvent) -> str:
    import json

    from koongo_tui.cli.context import SCHEMA

    return json.dumps({"schema": SCHEMA, **event_json(event)}, ensure_ascii=False)


def _tell(context: Context, event: AutoEvent) -> None:
    at = event.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    text = f"{at} {event.channel}: {event.text}"
    if event.kind in (AutoKind.STOPPED, AutoKind.PAUSED):
        text += f" When you have looked: koongo-tui autosubmit --resume {event.channel}"
    if event.error is not None and event.error.fix:
        text += f" {event.error.fix}"
    print(printable(text), file=context.stdout, flush=True)


def event_json(event: AutoEvent) -> dict[str, object]:
    """One event."""
    return {
        "at": moment_json(event.at),
        "channel": event.channel,
        "event": event.kind.value,
        "message": event.text,
        "id": event.submission_id,
        "records": event.records,
        "next_at": moment_json(event.next_at),
        "error": None if event.error is None else error_json(event.error),
    }


def _exit(event: AutoEvent) -> ExitCode:
    if event.error is not None:
        return event.error.exit_code
    return EXITS.get(event.kind, ExitCode.OK)
