"""``developer set/show/forget``: the developer's side, kept once by whoever runs the program."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context
from koongo_tui.errors import ExitCode, NotSetUpError, UsageError
from koongo_tui.guide.regions import Region, parse_region
from koongo_tui.guide.secret import Secret

if TYPE_CHECKING:
    from koongo_tui.store.config import SecretPlace

ACCESS_KEY_ID = re.compile(r"[A-Z0-9]{16,128}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    keep = actions.add_parser("set", help="keep the MWS keys of a region")
    keep.add_argument("--region", required=True, metavar="REGION", help="europe, us or au-jp")
    keep.add_argument("--access-key-id", required=True, metavar="ID", help="20 characters, AKIA..")
    source = keep.add_mutually_exclusive_group()
    source.add_argument("--secret-stdin", action="store_true", help="read the secret key on stdin")
    source.add_argument("--secret-file", metavar="F", help="read the secret key from a file")
    source.add_argument("--secret-command", metavar="C", help="run this when the key is needed")
    show = actions.add_parser("show", help="show what is kept, the secret keys masked")
    drop = actions.add_parser("forget", help="remove the keys of a region")
    drop.add_argument("--region", required=True, metavar="REGION", help="europe, us or au-jp")
    for action in (keep, show, drop):
        action.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    """Do the chosen action."""
    if args.action == "set":
        return _set(args, context)
    if args.action == "show":
        return _show(args, context)
    return _forget(args, context)


def _region(text: str) -> Region:
    if (region := parse_region(text)) is None:
        raise UsageError(f"“{text}” is no region that we know.", fix="Use europe, us or au-jp.")
    return region


def _set(args: argparse.Namespace, context: Context) -> int:
    from koongo_tui.store.config import MwsDeveloper, SecretHome, SecretPlace

    region = _region(args.region)
    key_id = args.access_key_id.strip()
    if not ACCESS_KEY_ID.fullmatch(key_id):
        raise UsageError(
            "That is no AWS access key ID: it has 20 capital letters and digits. Nothing saved.",
            fix="Copy it from the page Developer Credentials of the developer's account.",
        )
    secret: Secret | None = None
    place = SecretPlace(SecretHome.FILE)
    if args.secret_command:
        place = SecretPlace(SecretHome.COMMAND, args.secret_command)
    else:
        secret = _read_secret(args, context)
    context.workspace.save_developer(MwsDeveloper(region, key_id, place), secret)
    if args.json:
        context.print_json({"program": "mws", "region": region.value, "access_key_id": key_id})
    else:
        context.say(f"Kept the MWS keys of {region.title}. The secret key stays on this machine.")
    return ExitCode.OK


def _read_secret(args: argparse.Namespace, context: Context) -> Secret:
    if args.secret_file:
        from pathlib import Path

        try:
            text = Path(args.secret_file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{args.secret_file} cannot be read. Nothing saved.") from error
    elif args.secret_stdin:
        text = context.stdin.read()
    else:
        asked = context.ask("Secret key (not shown): ")
        if asked is None:
            raise UsageError(
                "The secret key is missing. Nothing saved.",
                fix="Give it with --secret-stdin, --secret-file or --secret-command.",
            )
        text = asked
    if len(text.split()) != 1:
        raise UsageError(
            "The secret key must be one word. Nothing saved.",
            fix="Check what the file or the pipe holds.",
        )
    return Secret(text.strip())


def _show(args: argparse.Namespace, context: Context) -> int:
    kept = context.workspace.config().mws_developers
    environment = context.workspace.developer_from_environment()
    rows = [
        {
            "program": "mws",
            "region": d.region.value,
            "access_key_id": d.access_key_id,
            "secret": _home(d.secret_place),
        }
        for d in kept.values()
    ]
    if args.json:
        context.print_json({"developers": rows, "environment": environment})
    else:
        for row in rows:
            context.data("  ".join(f"{v}" for v in row.values()))
        if environment:
            context.data("The environment's MWS keys win over these: KOONGO_TUI_MWS_ACCESS_KEY_ID.")
        if not rows and not environment:
            context.say("No developer's keys are kept here. See: koongo-tui developer set --help")
    return ExitCode.OK if rows or environment else ExitCode.NOT_SET_UP


def _home(place: SecretPlace) -> str:
    return f"command: {place.command}" if place.command else place.home.value


def _forget(args: argparse.Namespace, context: Context) -> int:
    region = _region(args.region)
    if region not in context.workspace.config().mws_developers:
        raise NotSetUpError(f"No MWS keys of {region.title} are kept here.")
    context.workspace.forget_developer(region)
    if args.json:
        context.print_json({"program": "mws", "region": region.value, "forgotten": True})
    else:
        context.say(f"Removed the MWS keys of {region.title} from this machine.")
    return ExitCode.OK
