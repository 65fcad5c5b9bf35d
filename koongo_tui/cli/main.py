"""``koongo-tui``: finds the command, runs it, and renders every failure as a sentence."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, NoReturn, Protocol, cast

from koongo_tui.cli.context import Context
from koongo_tui.errors import ExitCode, KoongoError, UsageError

if TYPE_CHECKING:
    import argparse

GARBAGE = 20_000
"""Objects after which Python looks for garbage. A command makes hardly any, and at its usual 700
Python would spend a tenth of a short command on looking for it."""


class Command(NamedTuple):
    """A command: where it lives, and its one line of help."""

    module: str
    summary: str


COMMANDS: dict[str, Command] = {
    "setup": Command("setup", "connect a seller account, step by step"),
    "recognise": Command("recognise", "say what is in a text that Amazon showed you"),
    "developer-id": Command("developer_id", "print Koongo's developer ID of a region"),
    "developer": Command("developer", "keep the developer's keys, show or forget them"),
    "channels": Command("channels", "list the channels"),
    "use": Command("use", "make a channel the current one"),
    "forget": Command("forget", "remove a channel and its token"),
    "calendar": Command("calendar", "write the end of the authorisation for a calendar"),
    "test": Command("test", "test the connection, layer by layer"),
    "status": Command("status", "the quick answer: is all well"),
    "check": Command("check", "one line for monitoring: OK, WARNING, CRITICAL or UNKNOWN"),
    "list": Command("list", "list the submissions"),
    "trends": Command("trends", "accepted lines and errors of each day"),
    "show": Command("show", "show one submission with its processing report"),
    "explain": Command("explain", "explain a processing report from a file"),
    "submit": Command("submit", "send a feed"),
    "cancel": Command("cancel", "cancel a submission that waits"),
    "resubmit": Command("resubmit", "send a feed again, or only its failed lines"),
    "autosubmit": Command("autosubmit", "send the feed whenever its source has changed"),
    "doctor": Command("doctor", "look at everything on this machine, without secrets"),
    "sandbox": Command("sandbox", "run a local Amazon to try things on"),
}


class CommandModule(Protocol):
    """What every command's file offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's options."""

    def run(self, args: argparse.Namespace, context: Context) -> int:
        """Do it; gives the exit code. May raise KoongoError."""


def load(name: str) -> CommandModule:
    """Import a command's file."""
    return cast(CommandModule, import_module(f"koongo_tui.cli.{COMMANDS[name].module}"))


def main(argv: Sequence[str], context: Context | None = None) -> int:
    """Run the program with these arguments; gives the exit code. Never raises."""
    context = context or Context()
    context.as_json = "--json" in argv
    try:
        code = _run(list(argv), context)
        # Here, where a reader that went away is understood, and not when Python ends.
        context.stdout.flush()
        return code
    except KoongoError as error:
        return context.report(error)
    except KeyboardInterrupt:
        context.say("Interrupted. Nothing more was done.")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`koongo-tui list | head`): that is its right.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:  # noqa: BLE001  the last line of defence: no traceback for users
        from koongo_tui.cli.crash import note_crash

        return context.report(note_crash(error, context.environ))
    finally:
        context.close()


def _run(argv: list[str], context: Context) -> int:
    _refuse_secrets(argv)
    from koongo_tui.cli import screen

    if not argv:
        return screen.open_screen(context)
    from koongo_tui.cli.parser import build_parser

    chosen = next((a for a in argv if a in COMMANDS), None)
    args = build_parser(chosen, alone=argv[0] == chosen).parse_args(argv)
    if args.command is None:
        return screen.run(args, context)
    if args.command != chosen:
        # An option's value looked like a command's name: now that we know which it is, again.
        args = build_parser(args.command).parse_args(argv)
    return load(args.command).run(args, context)


def _refuse_secrets(argv: list[str]) -> None:
    """A token among the arguments stands in the shell's history and in the process list."""
    if not any("amzn.mws." in a or "Atzr|" in a for a in argv):
        return
    from koongo_tui.guide.mistakes import MISTAKES

    mistake = MISTAKES["token-in-argv"]
    raise UsageError(mistake.explanation, fix=mistake.fix, code=mistake.code)


def entry_point() -> NoReturn:
    """The console script."""
    gc.set_threshold(GARBAGE)
    sys.exit(main(sys.argv[1:]))
