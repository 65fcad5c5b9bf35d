"""``recognise``: reads any pasted text on stdin and says what is in it, offline."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from koongo_tui.cli.context import Context
from koongo_tui.errors import ExitCode, UsageError
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.regions import parse_region

if TYPE_CHECKING:
    from koongo_tui.guide.recogniser import Findings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument(
        "--region", metavar="REGION", help="compare what is found with this region's values"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Exit 0 with something found and no problem, 6 with a problem, 3 with nothing found."""
    from koongo_tui.guide.recogniser import recognise

    region = None
    if args.region is not None and (region := parse_region(args.region)) is None:
        raise UsageError(
            f"“{args.region}” is no region that we know.", fix="Use europe, us or au-jp."
        )
    if context.stdin.isatty():
        context.say("Paste the text, then press Ctrl+D on an empty line.")
    findings = recognise(context.stdin.read(), region=region, today=context.clock().date())
    if args.json:
        context.print_json(findings_json(findings))
    else:
        _tell(findings, context)
    if findings.problems:
        return ExitCode.FINISHED_WITH_ERRORS
    return ExitCode.NOT_SET_UP if findings.is_empty else ExitCode.OK


def findings_json(findings: Findings) -> dict[str, object]:
    """What was found, without any secret."""
    token, consent = findings.token, findings.consent
    return {
        "seller_id": findings.seller_id,
        "token": token
        and {
            "kind": token.kind.value,
            "masked": token.secret.masked,
            "length": len(token.secret),
        },
        "marketplaces": list(findings.marketplaces),
        "developer_id": findings.developer_id,
        "authorised_on": findings.authorised_on and findings.authorised_on.isoformat(),
        "expires_on": findings.expires_on and findings.expires_on.isoformat(),
        "consent": consent
        and {
            "code_masked": consent.code.masked,
            "state": consent.state,
            "selling_partner_id": consent.selling_partner_id,
        },
        "tidied": list(findings.tidied),
        "problems": [
            {"code": p.code, "message": p.message, "fix": p.fix} for p in findings.problems
        ],
    }


def _tell(findings: Findings, context: Context) -> None:
    if findings.is_empty and not findings.problems:
        context.say("Nothing that we know was found in this text. Nothing was kept.")
        return
    names = [m.name for i in findings.marketplaces if (m := marketplace_by_id(i))]
    token = findings.token
    lines = [
        ("Seller ID", findings.seller_id),
        (
            "Token",
            token and f"{token.secret.masked}  {len(token.secret)} characters, {token.kind.title}",
        ),
        ("Marketplaces", ", ".join(names)),
        ("Developer ID", findings.developer_id),
        ("Authorised on", findings.authorised_on),
        ("Ends on", findings.expires_on),
        ("Return address", findings.consent and "an SP-API authorisation code"),
    ]
    for label, value in lines:
        if value:
            context.data(f"{label:<15} {value}")
    for sentence in findings.tidied:
        context.say(f"Tidied: {sentence}")
    for problem in findings.problems:
        context.say(f"{problem.title} ({problem.code})")
        context.say(f"  {problem.message}")
        if problem.fix:
            context.say(f"  {problem.fix}")
