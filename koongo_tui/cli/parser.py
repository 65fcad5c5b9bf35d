"""The options of the whole program. Not needed, and not imported, where there are none."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from functools import cache
from typing import Any, NoReturn

from koongo_tui import __version__
from koongo_tui.cli.main import COMMANDS, load
from koongo_tui.errors import UsageError

PROGRAM = "koongo-tui"


class _Help(argparse.HelpFormatter):
    """Help as wide as the terminal.

    argparse makes one for each option, and imports what costs as much as all options to find the
    width out.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_help_width())


@cache
def _help_width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns) - 2
    with suppress(OSError, ValueError, AttributeError):
        return os.get_terminal_size(sys.__stdout__.fileno()).columns - 2  # type: ignore[union-attr]
    return 78


class _Parser(argparse.ArgumentParser):
    """Wrong options end like every other failure, so that scripts read one form."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=_Help)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[0].upper()}{message[1:]}.", fix=f"See: {self.prog} --help")


def build_parser(chosen: str | None, *, alone: bool = False) -> argparse.ArgumentParser:
    """The parser of the whole program.

    Only the chosen command's file is imported and declares its options: the others would cost
    time and are not needed to list them. Where the command comes first, the others are left out.

    Args:
        chosen: the command, or what looks like it; None where there is none.
        alone: nothing but the chosen command is asked for.
    """
    parser = _Parser(
        prog=PROGRAM,
        description="Connect an Amazon seller account to Koongo, and watch its submissions.",
        epilog="Without a command: the full screen; setup first, when there is no channel yet.",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    parser.add_argument("--channel", metavar="NAME", help="the channel to open")
    parser.add_argument(
        "--demo", action="store_true", help="example data on a local Amazon; touches no file"
    )
    parser.add_argument(
        "--ascii", action="store_true", help="draw with plain ASCII characters only"
    )
    commands = parser.add_subparsers(
        # Named here, so that argparse does not write a usage to find the name out.
        prog=PROGRAM,
        dest="command",
        metavar="COMMAND",
        parser_class=_Parser,
    )
    for name, command in COMMANDS.items():
        if alone and name != chosen:
            continue
        sub = commands.add_parser(
            name,
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
        )
        if name == chosen:
            load(name).add_arguments(sub)
    return parser
