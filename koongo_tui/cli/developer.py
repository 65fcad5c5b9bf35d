"""``developer set/show/forget``: the developer's side, kept once by whoever runs the program."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context
from koongo_tui.errors import ExitCode, NotSetUpError, UsageError
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region, parse_region
from koongo_tui.guide.secret import Secret

if TYPE_CHECKING:
    from koongo_tui.store.config import SecretPlace

ACCESS_KEY_ID = re.compile(r"[A-Z0-9]{16,128}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    keep = actions.add_parser(
        "set", help="keep the SP-API application, or the MWS keys of a region"
    )
    mws = keep.add_argument_group("with --program mws")
    mws.add_argument("--region", metavar="REGION", help="europe, us or au-jp")
    mws.add_argument("--access-key-id", metavar="ID", help="20 characters, AKIA..")
    sp_api = keep.add_argument_group("with --program sp-api")
    sp_api.add_argument(
        "--application-id", metavar="ID", help="amzn1.sellerapps.app... or amzn1.sp.solution..."
    )
    sp_api.add_argument("--client-id", metavar="ID", help="amzn1.application-oa2-client...")
    sp_api.add_argument("--draft", action="store_true", help="the application is not published")
    sp_api.add_argument("--redirect-uri", metavar="URL", help="where Amazon sends the seller back")
    source = keep.add_mutually_exclusive_group()
    source.add_argument("--secret-stdin", action="store_true", help="read the secret on stdin")
    source.add_argument("--secret-file", metavar="F", help="read the secret from a file")
    source.add_argument("--secret-command", metavar="C", help="run this when it is needed")
    show = actions.add_parser("show", help="show what is kept; secrets are not shown")
    drop = actions.add_parser("forget", help="remove the application, or the keys of a region")
    drop.add_argument("--region", metavar="REGION", help="europe, us or au-jp; only with mws")
    for action in (keep, drop):
        action.add_argument(
            "--program", choices=[*Program], default=Program.MWS.value, help="mws if not given"
        )
    for action in (keep, show, drop):
        action.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    """Do the chosen action."""
    if args.action == "set":
        return _set(args, context)
    if args.action == "show":
        return _show(args, context)
    return _forget(args, context)


def _region(text: str | None) -> Region:
    if text is None:
        raise UsageError("MWS keys belong to a region.", fix="Add --region europe, us or au-jp.")
    if (region := parse_region(text)) is None:
        raise UsageError(f"“{text}” is no region that we know.", fix="Use europe, us or au-jp.")
    return region


def _set(args: argparse.Namespace, context: Context) -> int:
    from koongo_tui.store.config import MwsDeveloper, SecretHome, SecretPlace

    _check_options(args)
    place = SecretPlace(SecretHome.FILE)
    if args.secret_command:
        place = SecretPlace(SecretHome.COMMAND, args.secret_command)
    if args.program == Program.SP_API:
        _set_application(args, context, place)
        return ExitCode.OK
    region = _region(args.region)
    key_id = (args.access_key_id or "").strip()
    if not ACCESS_KEY_ID.fullmatch(key_id):
        raise UsageError(
            "That is no AWS access key ID: it has 20 capital letters and digits. Nothing saved.",
            fix="Copy it from the page Developer Credentials of the developer's account.",
        )
    secret = None if args.secret_command else _read_secret(args, context)
    context.workspace.save_developer(MwsDeveloper(region, key_id, place), secret)
    if args.json:
        context.print_json({"program": "mws", "region": region.value, "access_key_id": key_id})
    else:
        context.say(f"Kept the MWS keys of {region.title}. The secret key stays on this machine.")
    return ExitCode.OK


def _check_options(args: argparse.Namespace) -> None:
    """Refuse an option of the other program: it would be left out without a word."""
    sp_api = {
        "--application-id": args.application_id,
        "--client-id": args.client_id,
        "--draft": args.draft,
        "--redirect-uri": args.redirect_uri,
    }
    mws = {"--region": args.region, "--access-key-id": args.access_key_id}
    foreign, other = (
        (mws, Program.MWS) if args.program == Program.SP_API else (sp_api, Program.SP_API)
    )
    given = next((name for name, value in foreign.items() if value), None)
    if given is not None:
        raise UsageError(f"{given} goes with --program {other}. Nothing saved.")


def _set_application(args: argparse.Namespace, context: Context, place: SecretPlace) -> None:
    from koongo_tui.cli import developer_sp_api

    # The options first: nobody wants to paste a secret for nothing.
    developer_sp_api.application_of(args, place, now=context.clock())
    secret = None
    if not args.secret_command:
        secret = _read_secret(args, context)
        developer_sp_api.check_secret(secret)
    developer_sp_api.keep(args, context, place, secret)


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
        asked = context.ask("Secret (not shown): ")
        if asked is None:
            raise UsageError(
                "The secret is missing. Nothing saved.",
                fix="Give it with --secret-stdin, --secret-file or --secret-command.",
            )
        text = asked
    if len(text.split()) != 1:
        raise UsageError(
            "The secret must be one word. Nothing saved.",
            fix="Check what the file or the pipe holds.",
        )
    return Secret(text.strip())


def _show(args: argparse.Namespace, context: Context) -> int:
    from koongo_tui.application import rotation_warning
    from koongo_tui.cli import developer_sp_api

    workspace = context.workspace
    config = workspace.config()
    environment = workspace.developer_from_environment()
    sp_api_environment = workspace.application.from_environment
    rows: list[dict[str, object]] = [
        {
            "program": "mws",
            "region": d.region.value,
            "access_key_id": d.access_key_id,
            "secret": _home(d.secret_place),
        }
        for d in config.mws_developers.values()
    ]
    warning = None
    if (kept := config.sp_api_developer) is not None:
        rows.append(developer_sp_api.row_of(kept, _home(kept.secret_place)))
        warning = rotation_warning(kept, now=context.clock())
    if args.json:
        context.print_json(
            {
                "developers": rows,
                "environment": environment,
                "sp_api_environment": sp_api_environment,
                "warning": warning,
            }
        )
    else:
        for row in rows:
            context.data("  ".join(_shown(name, value) for name, value in row.items() if value))
        if environment:
            context.data("The environment's MWS keys win over these: KOONGO_TUI_MWS_ACCESS_KEY_ID.")
        if sp_api_environment:
            context.data("The environment's SP-API keys win over these: KOONGO_TUI_LWA_CLIENT_ID.")
        if warning:
            context.say(warning)
        if not rows and not environment and not sp_api_environment:
            context.say("No developer's keys are kept here. See: koongo-tui developer set --help")
    known = rows or environment or sp_api_environment
    return ExitCode.OK if known else ExitCode.NOT_SET_UP


def _shown(name: str, value: object) -> str:
    """A value of a row; those of which the value alone says nothing with their name."""
    if value is True:
        return name
    if name in ("secret_set_on", "rotate_by"):
        return f"{name.replace('_', ' ')} {value}"
    return str(value)


def _home(place: SecretPlace) -> str:
    return f"command: {place.command}" if place.command else place.home.value


def _forget(args: argparse.Namespace, context: Context) -> int:
    if args.program == Program.SP_API:
        from koongo_tui.cli import developer_sp_api

        developer_sp_api.forget(args, context)
        return ExitCode.OK
    region = _region(args.region)
    if region not in context.workspace.config().mws_developers:
        raise NotSetUpError(f"No MWS keys of {region.title} are kept here.")
    context.workspace.forget_developer(region)
    if args.json:
        context.print_json({"program": "mws", "region": region.value, "forgotten": True})
    else:
        context.say(f"Removed the MWS keys of {region.title} from this machine.")
    return ExitCode.OK
